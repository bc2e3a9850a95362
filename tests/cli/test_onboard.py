"""`cip onboard`, and customer files given to `inspect`, `import`, `imports` and `undo`."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Cip
from tests.onboarding.planning import MESSY, PLATFORM, PLATFORM_CSV
from tests.paths import shared

DAY = ("--as-of", "2026-11-21")


def test_the_preview_says_first_what_would_be_created_and_writes_nothing(cip: Cip) -> None:
    done = cip("onboard", PLATFORM, "--preview", *DAY)
    assert done.code == 0
    assert done.out.splitlines()[:2] == ["Will create 35 accounts and 455 KPIs", "446 observed, 2 imputed, 7 no data"]
    assert "Customers!Q35" in done.out
    assert cip("export", "onboarding").out.count("| A") == 0


def test_json_has_the_keys_of_a_transform(cip: Cip) -> None:
    facts = cip("onboard", PLATFORM, "--format", "json", *DAY).json
    assert facts["format_detected"] == "data_center_serverless"
    assert (facts["accounts_count"], facts["kpis_count"]) == (35, 455)
    assert facts["kpis"] == {"observed": 446, "imputed": 2, "no_data": 7}
    assert (len(facts["preview"]["accounts"]), len(facts["preview"]["kpis"])) == (3, 10)
    assert facts["difference"] == {"create": 35, "update": 0, "unchanged": 0, "missing": 0, "moves": []}
    assert all(figure["agrees"] for figure in facts["dashboard"])


def test_confirm_keeps_it_and_undo_takes_it_back(cip: Cip) -> None:
    kept = cip("onboard", PLATFORM, "--confirm", "--format", "json", *DAY).json
    assert (kept["accounts"], kept["kpis"], kept["created"], kept["already_there"]) == (35, 455, 35, False)
    assert cip("onboard", PLATFORM, "--confirm", "--format", "json", *DAY).json["already_there"]
    receipt = cip("onboard", "--receipt", kept["import_id"]).out
    assert receipt == cip("onboard", "--receipt", kept["import_id"]).out
    assert "98.06" in receipt
    (listed,) = cip("imports", "--format", "json").json["imports"]
    assert (listed["id"], listed["kind"]) == (kept["import_id"], "workbook")
    assert cip("undo", kept["import_id"]).code == 0
    assert cip("onboard", PLATFORM, "--format", "json", *DAY).json["difference"]["create"] == 35


def test_import_and_inspect_know_customer_files(cip: Cip) -> None:
    (report,) = cip("inspect", PLATFORM_CSV, "--format", "json").json["files"]
    assert (report["kind"], report["format"], report["rows"]) == ("workbook", "data_center_serverless", 35)
    assert report["mapped"]["customer_id"] == "customer_id"
    done = cip("import", PLATFORM, "--dry-run", *DAY)
    assert "would keep 35 of 35 rows" in done.err
    assert cip("imports", "--format", "json").json["imports"] == []
    assert cip("import", PLATFORM, *DAY).code == 0
    assert len(cip("imports", "--format", "json").json["imports"]) == 1


def test_a_file_that_is_none_of_ours_is_refused_and_says_what_helps(cip: Cip) -> None:
    telco = shared("customer_workbooks", "telco_customer_churn.csv")
    assert cip("onboard", telco).code == 0
    assert cip("onboard", telco, "--strict").code == 4
    done = cip("onboard", telco, "--confirm")
    assert done.code == 3
    assert "--map company_name=COLUMN" in done.err


def test_columns_weights_and_ranges_are_given_by_options(cip: Cip, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    done = cip(
        "onboard", MESSY, "--fix", "Customers!B5=Helix", "Customers!A16=SRVL-3013", "--region", "EMEA",
        "--weights", "Support=40", "--range", "K8=8,3", "--save-recipe", recipe, "--format", "json", *DAY,
    )  # fmt: skip
    facts = done.json
    assert facts["accounts_count"] == 35
    assert facts["preview"]["accounts"][0]["region"] == "EMEA"
    again = cip("onboard", MESSY, "--recipe", recipe, "--format", "json", *DAY).json
    assert again["preview"] == facts["preview"]
    assert cip("import", MESSY, "--recipe", recipe, "--dry-run", *DAY).err.count("would keep 35 of 35 rows") == 1
    assert cip("onboard", MESSY, "--map", "luck=Company").code == 2
    assert cip("onboard", MESSY, "--map", "company_name=Nowhere").code == 2
    assert cip("onboard", MESSY, "--range", "K8=3,8").code == 2


def test_the_fixed_table_and_the_rows_not_taken_are_written(cip: Cip, tmp_path: Path) -> None:
    fixed, rejected = tmp_path / "fixed.csv", tmp_path / "rejected.xlsx"
    cip("onboard", MESSY, "--fix", "Customers!R20=High", "--corrected", fixed, "--rejected", rejected, *DAY)
    rows = list(csv.reader(fixed.read_text(encoding="utf-8").splitlines()))
    assert rows[17][17] == "High"
    assert rows[21][4] == "'=D24*12"
    sheet = openpyxl.load_workbook(rejected).worksheets[0]
    assert {row[1].value for row in sheet.iter_rows(min_row=2)} == {"Customers!B5", "Customers!A16"}


def test_the_template_is_written_and_never_over_a_file(cip: Cip, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    assert cip("onboard", "--template", "-o", path).code == 0
    assert openpyxl.load_workbook(path).sheetnames == ["Accounts", "KPIs", "Ranges"]
    assert cip("onboard", "--template", "-o", path).code == 2
    assert cip("onboard", "--template").code == 2


@pytest.mark.parametrize("arguments", [(), ("nowhere.xlsx",)])
def test_without_a_file_there_is_a_reason(cip: Cip, arguments: tuple[str, ...]) -> None:
    done = cip("onboard", *arguments)
    assert done.code in (2, 3)
    assert done.err.startswith("cip: ")


def test_a_file_that_is_read_as_last_time_still_heeds_what_is_asked(cip: Cip) -> None:
    cip("onboard", PLATFORM, "--confirm", "--weights", "Support=40", *DAY)
    done = cip("onboard", PLATFORM, "--region", "APAC", "--format", "json", *DAY)
    assert "as last time" in done.err
    assert done.json["preview"]["accounts"][0]["region"] == "APAC"
    kept = cip("onboard", PLATFORM_CSV, "--confirm", "--format", "json", *DAY).json
    assert (kept["updated"], kept["unchanged"]) == (0, 35)
    # The weights of the first import stand, so Nimbus no longer has the 98.06 points of the weights as shipped.
    assert "98.06" not in cip("onboard", "--receipt", kept["import_id"]).out
