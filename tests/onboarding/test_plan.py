"""What the sample becomes, and its messy variant: counts, bands, cells, every mutation one finding."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model.document import Level
from cip_tui.model.errors import InputRefused
from cip_tui.model.onboarding.choices import Choices
from cip_tui.model.onboarding.kpis import Band, standard
from cip_tui.model.onboarding.plan import ImportPlan
from tests.onboarding.planning import MESSY, PLATFORM, PLATFORM_CSV, planned, sample_table, write_table
from tests.paths import shared
from tools.sample_workbooks import LAYOUT_MUTATIONS, MUTATIONS

BANDS = {
    "K1": (20, 9, 6, 0), "K2": (20, 9, 6, 0), "K3": (17, 14, 3, 1), "K4": (27, 7, 1, 0), "K5": (24, 9, 1, 1),
    "K6": (22, 9, 3, 1), "K7": (19, 9, 5, 2), "K8": (26, 7, 1, 1), "K9": (18, 13, 4, 0), "K10": (13, 13, 9, 0),
    "K11": (19, 14, 1, 1), "K12": (15, 12, 8, 0), "K13": (10, 16, 9, 0),
}  # fmt: skip
"""Healthy, at risk, critical, no data."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> ImportPlan:
    return planned(tmp_path_factory.mktemp("sample"), PLATFORM)


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> ImportPlan:
    return planned(tmp_path_factory.mktemp("messy"), MESSY)


def test_the_sample_becomes_35_accounts_and_455_kpis(sample: ImportPlan) -> None:
    assert sample.format_detected == "data_center_serverless"
    assert sample.table.sheet == "Customers"
    assert sample.headline() == "Will create 35 accounts and 455 KPIs"
    assert sample.second_line() == "446 observed, 2 imputed, 7 no data"
    assert len(sample.preview_accounts()) == 3
    assert [record.kpi for record in sample.preview_kpis()] == [f"K{number}" for number in range(1, 11)]


def test_every_kpi_of_the_sample_falls_in_its_band(sample: ImportPlan) -> None:
    found: dict[str, list[Band | None]] = {}
    for account in sample.accounts.accounts():
        for record in account.kpis:
            found.setdefault(record.kpi, []).append(standard().kpi(record.kpi).band(record.data))
    counts = {
        kpi: tuple(bands.count(band) for band in (Band.HEALTHY, Band.AT_RISK, Band.CRITICAL, None))
        for kpi, bands in found.items()
    }
    assert counts == BANDS


def test_account_profile_and_record_hold_what_the_row_says(sample: ImportPlan) -> None:
    account = next(a for a in sample.accounts.accounts() if a.external_account_id == "SRVL-3007")
    assert (account.account_name, account.region, account.account_status) == ("Elastic AI Corp", "Unknown", "active")
    assert (account.account_tier, account.assigned_csm, account.revenue) == (
        "Production Service",
        "Priya Nair",
        Decimal(348000),
    )
    assert account.profile == {
        "account_id_external": "SRVL-3007",
        "industry": "Technology",
        "use_case": "Model Inference",
        "gpu_type_primary": "L40S",
        "signup_date": "2023-09-11",
        "customer_segment": "Production Service",
    }
    spend = next(record for record in account.kpis if record.kpi == "K9")
    assert (str(spend.data), spend.unit, spend.category, spend.cell) == (
        "29875.4", "USD", "Business Outcomes KPI", "Customers!D8",
    )  # fmt: skip
    assert [record.kpi for record in account.kpis] == [kpi.id for kpi in standard().kpis]


def test_csv_and_workbook_give_the_same_accounts(sample: ImportPlan, tmp_path: Path) -> None:
    table = planned(tmp_path, PLATFORM_CSV)
    assert table.kpi_counts == sample.kpi_counts
    for one, other in zip(table.accounts.accounts(), sample.accounts.accounts(), strict=True):
        assert (one.external_account_id, one.revenue, one.profile) == (
            other.external_account_id, other.revenue, other.profile,
        )  # fmt: skip
        assert [(k.kpi, k.data, k.imputed, k.text) for k in one.kpis] == [
            (k.kpi, k.data, k.imputed, k.text) for k in other.kpis
        ]


def test_the_findings_of_the_sample_are_those_expected(sample: ImportPlan) -> None:
    told = {(finding.rule, finding.cell): finding.count for finding in sample.findings}
    assert not [finding for finding in sample.findings if finding.level is Level.CRITICAL]
    assert told == {
        ("unknown-word", "Customers!Q35"): 1,
        ("level-missing", "Customers!R33"): 1,
        ("region-missing", ""): 35,
        ("csm-missing", "Customers!G18"): 3,
        ("no-data", "Customers!J32"): 1,
        ("no-data", "Customers!K32"): 1,
        ("no-data", "Customers!L32"): 2,
        ("no-data", "Customers!M32"): 1,
        ("no-data", "Customers!N31"): 1,
        ("no-data", "Customers!P27"): 1,
        ("contract-run-rate", "Customers!E30"): 1,
        ("p95-below-mean", "Customers!L11"): 1,
        ("no-traffic", "Customers!H32"): 1,
        ("dormant", "Customers!O32"): 1,
    }


def test_all_18_figures_of_the_dashboard_agree(sample: ImportPlan) -> None:
    assert len(sample.reconciliation) == 18
    assert [figure.label for figure in sample.reconciliation if not figure.agrees] == []


@pytest.mark.parametrize(("cell", "rule"), [*((cell, rule) for cell, _, rule in MUTATIONS), *LAYOUT_MUTATIONS])
def test_each_mutation_is_one_finding_with_its_cell(messy: ImportPlan, cell: str, rule: str) -> None:
    found = [finding.rule for finding in messy.findings if f"Customers!{cell}" in finding.cells]
    assert found == [rule]


def test_the_hidden_sheet_and_the_wrong_total_are_told(messy: ImportPlan) -> None:
    assert [f.cell for f in messy.findings if f.rule == "hidden-sheet"] == ["Customers 2025!A1"]
    assert "Dashboard!B8" in [f.cell for f in messy.findings if f.rule == "dashboard-differs"]


def test_the_rest_of_the_messy_workbook_is_read_as_it_stands(messy: ImportPlan, sample: ImportPlan) -> None:
    assert {row.cell for row in messy.rejected} == {"Customers!B5", "Customers!A16"}
    clean = {account.external_account_id: account for account in sample.accounts.accounts()}
    mended = {account.external_account_id: account for account in messy.accounts.accounts()}
    for number, kpi in ((3009, "K9"), (3005, "K8")):
        read = {record.kpi: record.data for record in mended[f"SRVL-{number}"].kpis}
        assert read[kpi] is not None
    assert mended["SRVL-3009"].kpis[8].data == clean["SRVL-3009"].kpis[8].data
    assert mended["SRVL-3028"].account_name == "Zephyr␛[31m [red]Weather Labs"
    assert mended["SRVL-3022"].kpis[8].data is None


def test_a_fix_in_place_changes_the_plan_and_never_the_file(tmp_path: Path) -> None:
    before = hashlib.sha256(MESSY.read_bytes()).hexdigest()
    choices = Choices().with_edit(["Customers!B5"], "Helix Genomics").with_edit(["Customers!A16"], "SRVL-3013")
    plan = planned(tmp_path, MESSY, choices.with_edit(["Customers!R20"], "High"))
    assert plan.accounts_count == 35
    assert not plan.rejected
    assert "unknown-word" not in {f.rule for f in plan.findings if "Customers!R20" in f.cells}
    assert hashlib.sha256(MESSY.read_bytes()).hexdigest() == before


def test_a_column_on_another_scale_is_noticed_and_not_used_until_decided(tmp_path: Path) -> None:
    rows = sample_table()
    at = rows[0].index("health_score")
    for row in rows[1:]:
        row[at] = str(round(float(row[at]) * 7.5, 1)) if row[at] else ""
    path = write_table(tmp_path / "scaled.csv", rows)
    plan = planned(tmp_path, path)
    told = [finding for finding in plan.findings if finding.rule == "other-scale"]
    assert [(f.field, f.suggestion) for f in told] == [("health_score", "0.1")]
    assert set(plan.accounts.texts["health_score"]) == {""}
    decided = planned(tmp_path, path, Choices().with_rescale("health_score", "0.1"))
    assert not [finding for finding in decided.findings if finding.rule == "other-scale"]
    assert float(decided.accounts.texts["health_score"][0]) == pytest.approx(7.05)


def test_fractions_under_a_percent_header_are_noticed(tmp_path: Path) -> None:
    rows = sample_table()
    at = rows[0].index("error_rate_pct")
    for row in rows[1:]:
        row[at] = str(float(row[at]) / 100) if row[at] else ""
    plan = planned(tmp_path, write_table(tmp_path / "fractions.csv", rows))
    assert [(f.field, f.suggestion) for f in plan.findings if f.rule == "other-scale"] == [("error_rate_pct", "100")]


def test_the_telco_table_is_not_taken_for_ours(tmp_path: Path) -> None:
    plan = planned(tmp_path, shared("customer_workbooks", "telco_customer_churn.csv"))
    assert plan.format_detected == "unknown"
    assert set(plan.used) == {"customer_id"}
    assert "company_name" in plan.blocked


def test_every_workbook_at_hand_is_planned_or_refused_with_a_reason(tmp_path: Path) -> None:
    folder = shared("customer_workbooks")
    refused, blocked = set(), set()
    for path in sorted(item for item in folder.rglob("*") if item.is_file() and item.name != "README.md"):
        try:
            plan = planned(tmp_path, path)
        except InputRefused as error:
            refused.add((path.name, error.message))
        else:
            blocked.add((path.name, plan.blocked))
    assert len(refused | blocked) == 35
    assert all(reason for _, reason in refused | blocked)
    assert {name for name, reason in refused if "password" in reason} == {"example_password.xlsx"}
