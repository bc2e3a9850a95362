"""`cip commitment` on a real workspace: what is missing is said, and the next commitment is advised from a bill."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cip
from tests.commitment.agreements import drawn
from tests.paths import ROOT

BILL = ROOT / "sample_inputs" / "cost_explorer_monthly.json"
DAY = ("--as-of", "2026-11-21")


@pytest.fixture
def billed(cip: Cip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that holds thirteen months of a bill."""
    monkeypatch.setenv("CIP_WORKSPACE", str(tmp_path / "workspace"))
    assert cip("import", BILL, *DAY).code == 0
    return tmp_path


def test_without_an_agreement_it_says_what_to_do(cip: Cip, home: Path) -> None:
    done = cip("commitment", *DAY)
    assert done.code == 0
    assert "There is no agreement yet" in done.out
    assert cip("commitment", "--strict", *DAY).code == 4
    assert cip("commitment", "--agreement", "x", *DAY).code == 2
    assert "There is no agreement yet" in cip("export", "commitment", *DAY).out


def test_the_next_commitment_is_advised_from_a_bill_alone(cip: Cip, billed: Path) -> None:
    document = cip("commitment", "next", "--set", "ladder=500k:5%,900k:8%", "--format", "json", *DAY).json
    figures = {
        figure["id"]: figure for section in document["sections"] for figure in section["blocks"] if "id" in figure
    }
    assert figures["next.advice"]["value"] == "$900,000 at 8.0 %"
    assert float(figures["next.loses"]["value"]) < 0.5


def test_a_ladder_comes_from_a_file(cip: Cip, billed: Path) -> None:
    ladder = billed / "ladder.toml"
    ladder.write_text('[[offer]]\namount = "500k"\ndiscount = "5%"\n[[offer]]\namount = 900000\ndiscount = 0.08\n')
    assert "$900,000 at 8.0 %" in cip("commitment", "next", "--ladder", ladder, *DAY).out
    ladder.write_text("[[offer]]\namount = 3\n")
    done = cip("commitment", "next", "--ladder", ladder, *DAY)
    assert (done.code, "not understood" in done.err) == (2, True)
    assert cip("commitment", "--ladder", ladder, *DAY).code == 2


def test_a_confirmed_agreement_is_held_against_the_bill_and_written_as_focus(cip: Cip, billed: Path) -> None:
    paper = billed / "agreement.pdf"
    paper.write_bytes(drawn("glyph_by_glyph"))
    assert cip("agreement", "add", paper, *DAY).code == 0
    assert "Confirm them in the agreement" in cip("commitment", *DAY).out
    assert cip("commitment", "--focus", "--strict", *DAY).code == 4
    assert cip("agreement", "confirm", "--all", *DAY).code == 0
    said = cip("commitment", "--format", "json", *DAY).json
    figures = {block["id"]: block for section in said["sections"] for block in section["blocks"] if "id" in block}
    assert figures["commitment.counted"]["note"] == "of $940,000"
    assert 0 < float(figures["commitment.attainment"]["value"]) < 1
    explained = cip("explain", "commitment.counted", *DAY).out
    assert "billed before credits" in explained
    assert "agreement.pdf" in explained
    grown = cip("commitment", "--set", "growth=50%", "--format", "json", *DAY).json
    chance = {block["id"]: block for section in grown["sections"] for block in section["blocks"] if "id" in block}
    assert float(chance["commitment.chance"]["value"]) < float(figures["commitment.chance"]["value"])
    focus = billed / "focus.csv"
    assert cip("commitment", "--focus", "-o", focus, *DAY).code == 0
    assert "940000" in focus.read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", ["growth=lots", "ladder=5M", "grwoth=1"])
def test_a_wrong_setting_is_wrong_usage(cip: Cip, billed: Path, wrong: str) -> None:
    assert cip("commitment", "next", "--set", wrong, *DAY).code == 2
