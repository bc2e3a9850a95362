"""Cloud spend as a document: parts add up to the total of the file, and what cannot be relied on is said."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.cli import main
from cip_tui.model.document import Document, Level, Note
from cip_tui.model.errors import UsageError
from cip_tui.model.format import write_rows, write_total
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from tests.commitment.answers import answer, group, period, saved
from tests.paths import ROOT

SAMPLE = ROOT / "sample_inputs" / "cost_explorer_monthly.json"
JOB = Job()


def loaded(workspace: Workspace, *paths: Path) -> Document:
    for path in paths:
        workspace.import_file(path, ImportOptions(), JOB)
    return workspace.cloud_spend.document(JOB)


def notes(document: Document) -> str:
    return " ".join(block.text for block in document.blocks() if isinstance(block, Note))


def test_the_sample_adds_up_to_the_cent_in_every_breakdown(workspace: Workspace) -> None:
    document = loaded(workspace, SAMPLE)
    content = json.loads(SAMPLE.read_text(), parse_float=Decimal)
    stated = [
        (group["Keys"], Decimal(group["Metrics"]["NetUnblendedCost"]["Amount"]))
        for part in content["ResultsByTime"]
        for group in part["Groups"]
    ]
    total = sum((amount for _, amount in stated), Decimal(0))
    assert document.metric("cloud.total").value == total
    for by in ("service", "type", "account", "region"):
        table = workspace.cloud_spend.document(JOB, by=by).table(f"cloud.by_{by}")
        shown = [Decimal(row[1].replace(",", "")) for row in write_rows(table)]
        whole = write_total(table)
        assert whole is not None
        assert sum(shown) == Decimal(whole[1].replace(",", "")) == total.quantize(Decimal("0.01"))
    bedrock = sum(amount for keys, amount in stated if "Bedrock" in keys[0])
    table = document.table("cloud.by_service")
    services = dict(zip(table.column("part"), table.column("amount"), strict=True))
    assert services["Amazon Bedrock"] == bedrock
    kinds = document.table("cloud.by_type")
    assert "Marketplace" in kinds.column("part")


def test_the_open_month_is_an_estimate_and_no_closed_month(workspace: Workspace) -> None:
    document = loaded(workspace, SAMPLE)
    assert document.metric("cloud.month").label == "2026-10, closed"
    assert "from 2026-11-01 on are estimates" in notes(document)
    months = workspace.cloud_spend.service_document("lambda", JOB).table("cloud.service_months")
    assert str(months.column("month")[0]) == "2026-11"
    assert [state.word for state in months.column("state")[:2]] == ["Estimated so far", "Closed"]  # type: ignore[union-attr]  # states


def test_names_that_match_nothing_are_listed_with_their_dollars(workspace: Workspace) -> None:
    document = loaded(workspace, SAMPLE)
    table = document.table("cloud.unmatched_names")
    assert table.column("part") == ["Datadog Pro"]
    assert document.metric("cloud.unmatched").value == table.column("amount")[0]


def test_what_is_unknown_doubled_or_of_another_currency_is_said(workspace: Workspace, tmp_path: Path) -> None:
    rows = (group("AWS Lambda", "Usage", amount="10"), group("AWS Lambda", "Barter", amount="3"))
    october = period("2026-10-01", "2026-11-01", *rows)
    other = period("2026-10-01", "2026-11-01", group("AWS Lambda", "Usage", amount="4", unit="EUR"))
    one = saved(tmp_path / "one.json", answer(october))
    two = saved(tmp_path / "two.json", answer(october, other))
    document = loaded(workspace, one, two)
    said = notes(document)
    assert "'Barter' is not known: $3.00 counts toward no commitment" in said
    assert "never added up: 4.00 EUR" in said
    assert "stand in several imports" in said
    assert document.table("cloud.left_out").rows[0].cells[2:4] == ("one.json", "two.json")
    assert document.metric("cloud.unknown").value == 3
    euros = workspace.cloud_spend.document(JOB, currency="eur")
    assert (euros.currency, euros.metric("cloud.total").value) == ("EUR", 4)
    with pytest.raises(UsageError, match="no charges in 'JPY'"):
        workspace.cloud_spend.document(JOB, currency="JPY")


def test_old_charges_are_marked(workspace: Workspace, tmp_path: Path) -> None:
    content = answer(period("2026-09-01", "2026-10-01", group("AWS Lambda", "Usage")))
    status = loaded(workspace, saved(tmp_path / "a.json", content)).metric("cloud.through").status
    assert status is not None
    assert (status.level, status.word) == (Level.WARNING, "51 days old; import or fetch again")


def test_an_empty_workspace_says_what_to_do(workspace: Workspace) -> None:
    assert "cip import --aws" in notes(workspace.cloud_spend.document(JOB))
    with pytest.raises(UsageError, match="no charges for 's3'"):
        workspace.cloud_spend.service_document("s3", JOB)


def test_the_command_line_shows_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--workspace", str(tmp_path / "w"), "--quiet", "--as-of", "2026-11-21"]
    assert main([*place, "import", str(SAMPLE)]) == 0
    capsys.readouterr()
    assert main([*place, "commitment", "spend"]) == 0
    shown = capsys.readouterr().out
    assert main([*place, "export", "cloud-spend"]) == 0
    assert capsys.readouterr().out == shown
    assert main([*place, "commitment", "spend", "--by", "type", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {"Marketplace", "Tax", "Refund"} <= {row[next(iter(row))] for row in rows}
    assert main([*place, "commitment", "spend", "--service", "nothing"]) == 2
    assert "Services in use: ec2" in capsys.readouterr().err
