"""`cip agreement`: a PDF read, kept, confirmed and written out from the command line."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from cip_tui.model.job import Job
from tests.app.world import open_world
from tests.cli.conftest import Cip
from tests.paths import ROOT

SAMPLE = str(ROOT / "sample_inputs" / "private_pricing_agreement.pdf")


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample agreement, made once and copied for every test."""
    root = tmp_path_factory.mktemp("once") / "workspace"
    workspace = open_world(root)
    workspace.agreements.add(Path(SAMPLE), Job())
    workspace.close()
    return root


@pytest.fixture
def kept(cip: Cip, read_once: Path, tmp_path: Path) -> Cip:
    """The command line on a workspace with the sample agreement, of which nothing is confirmed."""
    root = tmp_path / "with_agreement"
    shutil.copytree(read_once, root)
    return lambda *arguments: cip("--workspace", str(root), *arguments)


def test_reading_tells_fields_with_evidence_and_keeps_nothing(cip: Cip) -> None:
    done = cip("agreement", "read", SAMPLE, "--format", "json")
    assert done.code == 0
    facts = done.json
    assert facts["document"]["provider"] == "aws"
    total = next(item for item in facts["fields"] if item["name"] == "total")
    assert (total["value"], total["unit"], total["status"], total["page"]) == ("5500000", "USD", "stated", 2)
    assert "Total Commitment" in total["quote"]
    assert total["confidence"] > 0.9
    assert [year["amount"] for year in facts["commitments"]][:2] == ["900000", "1000000"]
    assert facts["commitments"][0]["start"] == "2025-04-01"
    assert cip("agreement", "list", "--format", "json").json["agreements"] == []


def test_confirming_editing_rejecting_and_taking_back(kept: Cip) -> None:
    assert kept("agreement", "confirm", "total", "years.1.amount").code == 0
    assert kept("agreement", "edit", "years.2.amount", "$1.2", "million").code == 0
    assert kept("agreement", "reject", "years.3.amount").code == 0
    shown = {item["name"]: item for item in kept("agreement", "show", "--format", "json").json["fields"]}
    assert shown["total"]["decision"] == "accepted"
    assert shown["years.2.amount"]["confirmed_value"] == "1200000"
    assert shown["years.3.amount"]["confirmed_value"] is None
    assert "Taken back: reject years.3.amount" in kept("agreement", "undo").err
    history = kept("agreement", "history", "--format", "json").json["history"]
    assert [item["action"] for item in history] == ["reject", "edit", "accept"]
    assert [item["undone"] for item in history] == [True, False, False]


def test_strict_says_that_fields_wait_until_all_are_confirmed(kept: Cip) -> None:
    assert kept("agreement", "show", "--strict").code == 4
    assert kept("agreement", "confirm", "--all", "--strict").code == 0
    assert kept("agreement", "show", "--strict").code == 0


def test_the_focus_dataset_is_written_as_csv(kept: Cip, tmp_path: Path) -> None:
    kept("agreement", "confirm", "--all")
    target = tmp_path / "commitments.csv"
    assert kept("agreement", "focus", "-o", str(target)).code == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert [row["ContractCommitmentCost"] for row in rows] == ["900000", "1000000", "1100000", "1200000", "1300000"]


def test_an_agreement_is_imported_and_taken_back_like_any_file(cip: Cip) -> None:
    imported = cip("import", SAMPLE, "--format", "json").json["imports"][0]
    assert imported["kind"] == "agreement"
    assert cip("imports", "--format", "json").json["imports"][0]["id"] == imported["id"]
    assert cip("undo", imported["id"]).code == 0
    assert cip("agreement", "list", "--format", "json").json["agreements"] == []


def test_inspecting_says_what_a_pdf_holds(cip: Cip) -> None:
    report = cip("inspect", SAMPLE, "--format", "json").json["files"][0]
    assert report["kind"] == "agreement"
    assert "5 contract years, 2025-04-01 to 2030-03-31" in report["evidence"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("agreement", "red"), 2, "Did you mean 'read'?"),
        (("agreement", "edit", "total"), 2, "cip agreement edit FIELD VALUE"),
        (("agreement", "confirm"), 2, "FIELD or --all"),
        (("agreement", "show"), 2, "There is no agreement in this workspace"),
        (("agreement", "read", "nothing.pdf"), 3, "There is no such file"),
        (("agreement", "read", str(ROOT / "README.md")), 3, "This is no PDF"),
    ],
)
def test_mistakes_are_answered(cip: Cip, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = cip(*arguments)
    assert done.code == code
    assert says in done.err
    assert done.out == ""


def test_an_unknown_field_is_answered_with_the_nearest(kept: Cip) -> None:
    done = kept("agreement", "confirm", "years.1.amout")
    assert done.code == 2
    assert "Did you mean 'years.1.amount'?" in done.err


def test_what_the_screen_shows_is_exported(kept: Cip) -> None:
    text = kept("export", "agreement").out
    assert "| years.2.amount" in text
    assert "1,000,000 USD" in text
