"""Single cells that once took the whole plan with them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from cip_tui.model.onboarding.plan import ImportPlan
from cip_tui.model.onboarding.values import parse_number
from tests.onboarding.planning import PLATFORM, planned


def with_sheet(folder: Path, part: str, pattern: str, value: str) -> ImportPlan:
    """Plan the sample with one place of one of its parts changed."""
    path = folder / "changed.xlsx"
    out = io.BytesIO()
    with zipfile.ZipFile(PLATFORM) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                text = re.sub(pattern, value, text.decode(), count=1).encode()
            target.writestr(name, text)
    path.write_bytes(out.getvalue())
    return planned(folder, path)


@pytest.mark.parametrize("number", ["0", "99999999999", "1048577", "-4", "x"])
def test_a_row_with_a_number_that_no_sheet_has_follows_the_last_one(tmp_path: Path, number: str) -> None:
    plan = with_sheet(tmp_path, "xl/worksheets/sheet2.xml", '<row r="36"', f'<row r="{number}"')
    assert (plan.accounts_count, plan.table.numbers[-1]) == (35, 36)


@pytest.mark.parametrize("number", ["1E400", "-1E400", "1E99", "9E999999999", "9" * 40])
def test_a_number_beyond_all_reason_is_a_finding_and_stops_nothing(tmp_path: Path, number: str) -> None:
    assert parse_number(number) is None
    plan = with_sheet(tmp_path, "xl/worksheets/sheet2.xml", '(<c r="D7"[^>]*>)<v>[^<]*</v>', rf"\1<v>{number}</v>")
    assert plan.accounts_count == 35
    assert any("Customers!D7" in finding.cells for finding in plan.findings)


def test_a_figure_of_the_dashboard_may_have_many_decimals(tmp_path: Path) -> None:
    plan = with_sheet(
        tmp_path, "xl/worksheets/sheet1.xml", r'(<c r="B6"[^>]*>)<v>[^<]*</v>', r"\g<1><v>615605.5500000000000001</v>"
    )
    assert plan.accounts_count == 35
