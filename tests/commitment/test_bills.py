"""Bills as tables: usage reports of both generations, as CSV and Parquet, and exports of the console."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.errors import CipError
from cip_tui.model.job import Job
from cip_tui.model.sources import FileKind
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from tests.paths import ROOT, shared
from tests.sources.reading import Read, read

SAMPLES = ROOT / "sample_inputs"
REPORT, CONSOLE = SAMPLES / "cost_and_usage_report.csv", SAMPLES / "cost_explorer_daily.csv"
JOB = Job()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sums(found: Read, *keys: str) -> dict[tuple[Any, ...], Decimal]:
    totals: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in found.rows:
        totals[tuple(row[key] for key in keys)] += row["amount"]
    return dict(totals)


def test_a_usage_report_adds_up_by_every_column(tmp_path: Path) -> None:
    found = read(REPORT, tmp_path / "out")
    assert (found.result.kind, found.result.report.format) == (FileKind.CHARGES, "aws-cur")
    expected: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in rows_of(REPORT):
        key = (row["line_item_usage_account_id"], row["line_item_product_code"], row["line_item_line_item_type"])
        expected[key] += Decimal(row["line_item_net_unblended_cost"])
    assert sums(found, "account", "product_code", "record_type") == dict(expected)
    assert {row["payer"] for row in found.rows} == {"004512348876"}
    assert set(found.column("metric")) == {"NetUnblendedCost"}
    taxes = [row for row in found.rows if row["record_type"] == "Tax"]
    assert [(str(row["day"]), str(row["until"])) for row in taxes] == [("2026-10-01", "2026-11-01")]


def legacy(row: dict[str, str]) -> dict[str, str]:
    """Return a line under the names of a legacy report: `lineItem/UsageStartDate`."""
    names = {}
    for name, value in row.items():
        for group in ("identity", "bill", "line_item", "product"):
            if name.startswith(group + "_"):
                head, *words = group.split("_")
                rest = "".join(word.capitalize() for word in name.removeprefix(group + "_").split("_"))
                names[f"{head}{''.join(map(str.capitalize, words))}/{rest}"] = value
    names["product/ProductName"] = json.loads(row["product"]).get("product_name", "")
    return names


def test_the_same_from_a_legacy_report_and_from_parquet(tmp_path: Path) -> None:
    lines = [legacy(row) for row in rows_of(REPORT)]
    old = tmp_path / "old.csv"
    with old.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    parquet = tmp_path / "new.parquet"
    duckdb.sql(
        "COPY (SELECT * REPLACE (CAST(line_item_net_unblended_cost AS DECIMAL(38,10)) "
        "AS line_item_net_unblended_cost, map_from_entries([('product_name', product->>'$.product_name')]) AS product) "
        f"FROM read_csv('{REPORT}', all_varchar = true)) TO '{parquet}' (FORMAT parquet)"
    )
    expected = read(REPORT, tmp_path / "a")
    for number, path in enumerate((old, parquet)):
        found = read(path, tmp_path / f"b{number}")
        assert found.result.report.format == "aws-cur"
        keys = ("day", "until", "account", "service", "product_code", "record_type", "seller", "currency")
        assert sums(found, *keys) == sums(expected, *keys)
    assert read(old, tmp_path / "c").result.report.version == "legacy"


def report(path: Path, *lines: dict[str, str]) -> Path:
    """Write a report of a few lines; what a line does not say is that of a day of Lambda."""
    usual = {
        "bill_billing_entity": "AWS",
        "bill_billing_period_end_date": "2026-11-01T00:00:00Z",
        "bill_invoice_id": "1",
        "line_item_usage_account_id": "012345678901",
        "line_item_line_item_type": "Usage",
        "line_item_usage_start_date": "2026-10-05T00:00:00Z",
        "line_item_usage_end_date": "2026-10-05T01:00:00Z",
        "line_item_product_code": "AWSLambda",
        "line_item_currency_code": "USD",
        "line_item_unblended_cost": "1.5",
        "reservation_reservation_a_r_n": "",
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(usual))
        writer.writeheader()
        writer.writerows({**usual, **line} for line in lines)
    return path


def test_fees_marketplace_and_open_bills(workspace: Workspace, tmp_path: Path) -> None:
    path = report(
        tmp_path / "cur.csv",
        {},
        {
            "line_item_line_item_type": "Fee", "reservation_reservation_a_r_n": "arn:aws:rds:1",
            "line_item_usage_end_date": "2029-10-05T00:00:00Z", "line_item_unblended_cost": "9000",
        },
        {
            "bill_billing_entity": "AWS Marketplace", "line_item_product_code": "4yyblyx3y0h38qlxx2u1",
            "line_item_unblended_cost": "40",
        },
        {
            "line_item_product_code": "AWSSupportBusiness", "line_item_line_item_type": "Fee",
            "line_item_unblended_cost": "7",
        },
        {
            "bill_invoice_id": "", "line_item_unblended_cost": "2.25", "line_item_usage_end_date": "",
            "line_item_usage_start_date": "2026-10-06T00:00:00Z",
        },
    )  # fmt: skip
    receipt = workspace.import_file(path, ImportOptions(), JOB)
    assert "unknown-service" not in {finding.rule for finding in receipt.findings}
    found = {
        (str(each.period), each.service_id, each.type, each.amount, each.estimated)
        for each in workspace.cloud_spend.charges(JOB)
    }
    # A fee of three years is charged in the bill's month.
    assert found == {
        ("2026-10-05", "lambda", ChargeType.USAGE, Decimal("1.5"), False),
        ("2026-10-05 to 2026-10-31", "lambda", ChargeType.RESERVED_UPFRONT_FEE, Decimal(9000), False),
        ("2026-10-05", "", ChargeType.MARKETPLACE, Decimal(40), False),
        ("2026-10-05", "support", ChargeType.SUPPORT, Decimal(7), False),
        ("2026-10-06", "lambda", ChargeType.USAGE, Decimal("2.25"), True),
    }
    assert workspace.cloud_spend.unmatched(JOB) == []


def test_bad_lines_of_a_report_are_listed(tmp_path: Path) -> None:
    found = read(
        report(
            tmp_path / "cur.csv",
            {},
            {"line_item_unblended_cost": "much"},
            {"line_item_unblended_cost": ""},
            {"line_item_usage_start_date": "then"},
            {"line_item_currency_code": ""},
            {"line_item_usage_end_date": "2026-09-01T00:00:00Z"},
        ),
        tmp_path / "out",
    )
    assert found.result.totals == {"amount USD": Decimal("1.5")}
    assert [each["line"] for each in found.rejects] == [3, 4, 5, 6, 7]


def test_discount_lines_beside_net_amounts_are_said(tmp_path: Path) -> None:
    path = report(
        tmp_path / "cur.csv", {}, {"line_item_line_item_type": "EdpDiscount", "line_item_unblended_cost": "-1"}
    )
    text = path.read_text().replace("line_item_unblended_cost", "line_item_unblended_cost,line_item_net_unblended_cost")
    path.write_text(text.replace("1.5,", "1.5,1.4,").replace("-1,", "-1,-1,"))
    found = read(path, tmp_path / "out")
    assert "EdpDiscount (USD -1.00)" in found.finding("discount-lines").message


# Exports of the console


def test_an_export_of_the_console_adds_up(tmp_path: Path, workspace: Workspace) -> None:
    found = read(CONSOLE, tmp_path / "out")
    assert (found.result.kind, found.result.report.format) == (FileKind.COST_EXPLORER, "cost-explorer-table")
    stated = {row["Service"]: row for row in rows_of(CONSOLE)}
    totals = stated.pop("Service total")
    for name, total in totals.items():
        if name.endswith("($)") and name != "Total costs($)":
            cells = sum((Decimal(row[name]) for row in stated.values()), Decimal(0))
            assert sums(found, "service")[name.removesuffix("($)"),] == cells
            assert abs(cells - Decimal(total)) < Decimal("0.01")
    assert found.result.rows_kept == 12 * 14
    assert "totals" not in found.rules()
    workspace.import_file(CONSOLE, ImportOptions(), JOB)
    ids = {use.service_id for use in workspace.cloud_spend.services(JOB)}
    assert {"ec2", "rds", "s3", "lambda", "dynamodb", "bedrock", "cloudwatch"} <= ids
    assert [use.title for use in workspace.cloud_spend.unmatched(JOB)] == ["Datadog Pro"]


HEADER = "Service,EC2-Instances($),Savings Plans for  Compute usage($),Total costs($)\n"


@pytest.mark.parametrize(
    ("rows", "periods"),
    [
        (["2026-09-01", "2026-10-01"], [("2026-09-01", "2026-10-01"), ("2026-10-01", "2026-11-01")]),
        (["2026-10-01", "2026-10-02"], [("2026-10-01", "2026-10-02"), ("2026-10-02", "2026-10-03")]),
        (["2026-10-01T05:00:00", "2026-10-02T06:00:00"], [("2026-10-01", "2026-10-02"), ("2026-10-02", "2026-10-03")]),
    ],
)
def test_months_and_days_are_told_apart(tmp_path: Path, rows: list[str], periods: list[tuple[str, str]]) -> None:
    path = tmp_path / "costs.csv"
    path.write_text(HEADER + "Service total,4,,4\n" + "".join(f"{day},2,,2\n" for day in rows), encoding="utf-8-sig")
    found = read(path, tmp_path / "out")
    assert [(str(row["day"]), str(row["until"])) for row in found.rows] == periods


def test_other_groups_accounts_and_currencies(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text(
        'Linked account,Prod (001234567890)(€),"Test, old (111111111111)(€)",Total costs($)\n2026-10-02,5,6,11\n'
    )
    found = read(path, tmp_path / "out")
    assert [(row["account"], row["account_name"], row["currency"]) for row in found.rows] == [
        ("001234567890", "Prod", "EUR"),
        ("111111111111", "Test, old", "EUR"),
    ]
    path.write_text("Charge type,Usage($),Credit($),Total costs($)\n2026-10-02,5,-1,4\n")
    assert sums(read(path, tmp_path / "types"), "record_type") == {("Usage",): Decimal(5), ("Credit",): Decimal(-1)}


def test_two_columns_of_one_name_both_count(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text("Linked account,Prod($),Prod($),Total costs($)\n2026-10-02,5,6,11\n")
    found = read(path, tmp_path / "out")
    assert sums(found, "account") == {("Prod [2]",): Decimal(5), ("Prod [3]",): Decimal(6)}


def test_totals_that_do_not_fit_and_bad_cells_are_said(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text(HEADER + "Service total,9,1,10\n2026-10-02,5,x,6\nsome words,1,1,2\n2026-10-03,1\n")
    found = read(path, tmp_path / "out")
    assert "EC2-Instances (9 against 6.00)" in found.finding("totals").message
    assert [each["reason"] for each in found.rejects if each["line"] == 4] == [
        "this is neither a date nor the row of totals"
    ]
    assert {each["line"]: each["raw"] for each in found.rejects}[3] == "x"
    assert found.result.totals == {"amount USD": Decimal(6)}


@pytest.mark.parametrize("content", [HEADER, HEADER + "Service total,1,1,2\n", HEADER + "2026-10-02,,,\n"])
def test_an_export_without_cells_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "costs.csv"
    path.write_text(content)
    with pytest.raises(CipError):
        read(path, tmp_path / "out")


# FOCUS as the bill of a cloud


def test_a_focus_file_is_ai_billing_and_its_rows_of_aws_are_cloud_charges(workspace: Workspace) -> None:
    path = shared("cloud_cost", "focus_1_0_sample_1000.csv")
    receipt = workspace.import_file(path, ImportOptions(), JOB)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["ProviderName"] == "AWS"]
    charges = workspace.cloud_spend.charges(JOB)
    assert sum(each.amount for each in charges) == sum(Decimal(row["BilledCost"]) for row in lines)
    kinds: dict[str, Decimal] = defaultdict(Decimal)
    for each in charges:
        kinds[each.type.value] += each.amount
    credit = sum(Decimal(row["BilledCost"]) for row in lines if row["ChargeCategory"] == "Credit")
    sold = sum(Decimal(row["BilledCost"]) for row in lines if "Amazon" not in row["PublisherName"])
    assert (kinds["credit"], kinds["marketplace"]) == (credit, sold)
    assert "942 rows of AWS are cloud charges too" in next(
        finding.message for finding in receipt.findings if finding.rule == "cloud-charges"
    )
    assert (receipt.record.kind, receipt.record.rows_kept) == (FileKind.BILLING, 1000)
    workspace.undo_import(receipt.record.id)
    assert workspace.cloud_spend.is_empty()


def focus(path: Path, *lines: dict[str, str]) -> Path:
    usual = {
        "BilledCost": "5", "EffectiveCost": "5", "BillingCurrency": "USD", "BillingPeriodEnd": "2026-11-01T00:00:00Z",
        "ChargeCategory": "Usage", "ChargePeriodStart": "2026-10-05T00:00:00Z", "ChargePeriodEnd": "2026-10-06",
        "ServiceCategory": "Compute", "ServiceName": "AWS Lambda", "ProviderName": "AWS", "PublisherName": "AWS",
        "CommitmentDiscountId": "", "CommitmentDiscountType": "", "ChargeFrequency": "Usage-Based",
    }  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(usual))
        writer.writeheader()
        writer.writerows({**usual, **line} for line in lines)
    return path


def bought(what: str, frequency: str) -> dict[str, str]:
    """Return the purchase of a commitment."""
    facts = {"CommitmentDiscountId": "a", "CommitmentDiscountType": what, "ChargeFrequency": frequency}
    return {"ChargeCategory": "Purchase", **facts}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({}, "usage"),
        ({"ChargeCategory": "Tax"}, "tax"),
        ({"ChargeCategory": "Credit", "BilledCost": "-5"}, "credit"),
        ({"ChargeCategory": "Adjustment"}, "unknown"),
        ({"ChargeCategory": "Purchase"}, "fee"),
        (bought("Savings Plan", "Recurring"), "savings_plan_recurring_fee"),
        (bought("Savings Plan", "One-Time"), "savings_plan_upfront_fee"),
        (bought("Reserved", "Recurring"), "reserved_recurring_fee"),
        ({"CommitmentDiscountId": "a", "CommitmentDiscountType": "Savings Plan"}, "savings_plan_covered_usage"),
        ({"PublisherName": "Anthropic"}, "marketplace"),
    ],
)
def test_what_a_focus_row_is(workspace: Workspace, tmp_path: Path, line: dict[str, str], kind: str) -> None:
    workspace.import_file(focus(tmp_path / "focus.csv", line), ImportOptions(), JOB)
    assert [each.type.value for each in workspace.cloud_spend.charges(JOB)] == [kind]


def test_focus_rows_of_other_clouds_are_no_charges_and_other_currencies_are(
    workspace: Workspace, tmp_path: Path
) -> None:
    azure = focus(tmp_path / "azure.csv", {"ProviderName": "Microsoft", "PublisherName": "Microsoft"})
    workspace.import_file(azure, ImportOptions(), JOB)
    assert workspace.cloud_spend.is_empty()
    # AI spend is in dollars alone; a bill in euros is a bill of the cloud all the same.
    euros = workspace.import_file(focus(tmp_path / "eur.csv", {"BillingCurrency": "EUR"}), ImportOptions(), JOB)
    assert (euros.record.kind, euros.record.format) == (FileKind.CHARGES, "focus")
    assert workspace.cloud_spend.currencies(JOB) == {"EUR": Decimal(5)}
