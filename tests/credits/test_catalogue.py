"""What the catalogue says, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model.commitment.services import Services
from cip_tui.model.credits.catalogue import load_catalogue
from cip_tui.model.credits.programme import RewardKind
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job
from tests.credits.bills import bill, desk
from tests.paths import ROOT

OWN = """
[[programme]]
id = "edge"
name = "Edge"
version = "1"
kind = "percent_of_spend"
domain = "growth"
source = { doc = "Agreement of 2026", page = "12" }
services = { all_of = ["cloudfront"] }
reward = { rate = 0.1 }
attestation = { cadence = "quarterly" }
effort = { engineer_days = 2 }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_twelve_programmes_say_that_they_are_illustrative_and_where_figures_come_from() -> None:
    catalogue = load_catalogue()
    assert len(catalogue) == 12
    for programme in catalogue:
        assert programme.illustrative
        assert "invented" in programme.source.note
        assert programme.evidence
        assert programme.risk
    rates = {name: catalogue.get(name).reward.rate for name in ("serverless", "genai_stack", "graviton", "analytics")}
    assert rates == {
        "serverless": Decimal("0.18"),
        "genai_stack": Decimal("0.25"),
        "graviton": Decimal("0.31"),
        "analytics": Decimal("0.22"),
    }
    assert {programme.kind for programme in catalogue} >= set(RewardKind) - {RewardKind.FIXED_ON_THRESHOLD}


def test_every_service_of_the_catalogue_is_in_the_alias_table() -> None:
    services = Services.load()
    for programme in load_catalogue():
        for name in (*programme.services.qualifying, *programme.services.supporting):
            assert services.get(name).id == name


def test_ones_own_programmes_stand_on_top(tmp_path: Path) -> None:
    text = 'without = ["wa_review"]\n' + OWN + OWN.replace('"edge"', '"serverless"').replace('"Edge"', '"Ours"')
    catalogue = load_catalogue(written(tmp_path, text))
    assert len(catalogue) == 12
    assert catalogue.get("serverless").name == "Ours"
    assert not catalogue.get("edge").illustrative
    assert catalogue.own == {"edge", "serverless"}
    with pytest.raises(UsageError, match="wa_review"):
        catalogue.get("wa_review")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rate = 0.1", "rat = 0.1", r"reward: The key 'rat' is not known. Did you mean rate\?"),
        ('name = "Edge"', 'nmae = "Edge"', r"Did you mean name\?"),
        ("[[programme]]", "[[programmes]]", r"Did you mean programme\?"),
        ('name = "Edge"\n', "", "There is no name"),
        ("rate = 0.1", "rate = 18", "more than the whole"),
        ("rate = 0.1", 'rate = "0.1"', "is text, and a number"),
        ("rate = 0.1", "rate = -1", "zero or more"),
        ('"percent_of_spend"', '"percent"', r"Did you mean percent_of_spend\?"),
        ('"cloudfront"', '"cloudfrnt"', r"service 'cloudfrnt' is not known. Did you mean cloudfront\?"),
        ("engineer_days = 2", "engineer_days = 2, lead_days = 1.5", "a whole number"),
        ('all_of = ["cloudfront"]', 'any_of = ["cloudfront"], at_least = 2', "at_least"),
        (
            "reward = { rate = 0.1 }",
            'reward = { rate = 0.1 }\nrules = { requires = ["nowhere"] }',
            "no programme 'nowhe",
        ),
        ("reward = { rate = 0.1 }", 'reward = { rate = 0.1 }\nrules = { excludes = ["edge"] }', "itself"),
        ("reward = { rate = 0.1 }", "reward = { }", "neither rate nor fixed"),
        ('cadence = "quarterly"', 'cadence = "quarterly", window_opens = 40', "closes before it opens"),
        ("[[programme]]", "[programme", "not valid TOML"),
        (
            "effort = ",
            'adding = [{ service = "cloudfront", basis = "a guess", share_low = 0.1 }]\neffort = ',
            "neither a range of shares",
        ),
    ],
)
def test_mistakes_are_refused_with_place_and_remedy(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        load_catalogue(written(tmp_path, OWN.replace(old, new)))
    assert "own.toml" in str(refused.value)


def test_a_programme_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="twice"):
        load_catalogue(written(tmp_path, OWN + OWN))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_catalogue(tmp_path / "nowhere.toml")


def test_hostile_text_is_made_visible(tmp_path: Path) -> None:
    catalogue = load_catalogue(written(tmp_path, OWN.replace('"Edge"', '"a\\u001b[31m"')))
    assert catalogue.get("edge").name == "a␛[31m"


def test_the_sample_catalogue_is_valid() -> None:
    catalogue = load_catalogue(ROOT / "sample_inputs" / "programmes.toml")
    assert len(catalogue) == 12
    assert catalogue.own == {"edge"}
    assert catalogue.get("edge").adding[0].service == "waf"


def test_hostile_names_of_programmes_show_literally(tmp_path: Path) -> None:
    names = ["[/foo]", "[red]Acme[/]", "unclosed [", "日本語", "x" * 300]
    text = "".join(OWN.replace('"edge"', f'"p{n}"').replace('"Edge"', f'"{name}"') for n, name in enumerate(names))
    here = desk(tmp_path, bill(cloudfront=500), catalogue=written(tmp_path, text))
    listed = here.document(Job()).table("credits.list").column("programme")
    assert set(names) <= set(listed)
    assert "[/foo]" in here.case("p0", Job()).title
