"""Numbers and days as people write them, and which column is which field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.onboarding.matching import ACCEPTED, by_field, match_columns
from cip_tui.model.onboarding.values import parse_day, parse_number

NUMBERS = {
    "84250": "84250", "$84,250": "84250", "84.250,50": "84250.50", "1.234.567": "1234567", "(500)": "-500",
    "500-": "-500", "12,4": "12.4", "12.4 %": "12.4", "€ 1 234,50": "1234.50", "1'234.50": "1234.50", "84k": "84000",
    "1.2M": "1200000", "USD 1,000.00": "1000.00", "-0": "0", "1e3": "1000", "+7": "7", "\u2212 3": "-3",
}  # fmt: skip


@pytest.mark.parametrize(("raw", "text"), NUMBERS.items())
def test_numbers_are_read_as_they_are_meant(raw: str, text: str) -> None:
    found = parse_number(raw)
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("raw", ["", "abc", "12 apples", "1,2,3", "1.2.3", "--5", "12a", "1e9999", "0x10", "١٢x"])
def test_what_is_no_number_is_none(raw: str) -> None:
    assert parse_number(raw) is None


def test_the_column_decides_what_a_single_comma_means() -> None:
    plain, comma = parse_number("1,234"), parse_number("1,234", True)
    assert plain is not None
    assert comma is not None
    assert (plain.text, comma.text) == ("1234", "1.234")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_number_survives_both_ways_of_grouping(number: Decimal) -> None:
    american = f"{number:,.2f}"
    german = american.translate(str.maketrans(",.", ".,"))
    for text in (american, german):
        found = parse_number(text)
        assert found is not None
        assert Decimal(found.text) == number


@pytest.mark.parametrize(
    "raw", ["2024-03-14", "2024/03/14", "20240314", "14.03.2024", "14/03/2024", "03/14/2024", "14 March 2024",
            "March 14, 2024", "Mar 14 2024", "14-Mar-2024", "2024-03-14T10:00:00Z"],
)  # fmt: skip
def test_days_are_read_in_all_layouts(raw: str) -> None:
    found = parse_day(raw)
    assert found is not None
    assert found.day == date(2024, 3, 14)


def test_a_day_that_could_be_two_says_so_and_the_column_decides() -> None:
    doubtful = parse_day("03/04/2024")
    assert doubtful is not None
    assert {doubtful.day, doubtful.other} == {date(2024, 4, 3), date(2024, 3, 4)}
    decided = parse_day("03/04/2024", False)
    assert decided is not None
    assert (decided.day, decided.other) == (date(2024, 3, 4), None)
    assert parse_day("2024-02-30") is None


def matched(**columns: list[str]) -> dict[str, str]:
    """Return which header is taken without asking, by field."""
    names = [name.replace("__", " ") for name in columns]
    found = match_columns(names, list(columns.values()))
    return {field: match.header for field, match in by_field(found).items()}


IDS = [f"C-{number}" for number in range(100, 110)]
FIRMS = [f"Firm {chr(65 + number)}" for number in range(10)]
SCORES = [str(number) for number in range(10)]


def test_values_speak_against_a_name() -> None:
    assert matched(customer_id=IDS, company_name=FIRMS) == {
        "customer_id": "customer_id",
        "company_name": "company_name",
    }
    assert matched(customer_id=FIRMS, company_name=IDS) == {}
    assert matched(churn_risk=SCORES) == {}


def test_what_only_looks_alike_is_never_taken() -> None:
    days = ["2026-01-02"] * 10
    assert matched(Renewal__Date=days, Country=["DE", "US"] * 5, Previous__Health__Score=SCORES) == {}
    assert matched(Parent__Company=FIRMS, P99__latency=["900"] * 10, CSM__Email=["a@b.example"] * 10) == {}


def test_two_columns_that_claim_one_field_are_both_left_to_a_person() -> None:
    found = match_columns(["Health Score", "health_score"], [SCORES, SCORES])
    assert not by_field(found)
    assert all(match.score < ACCEPTED for match in found)


def test_another_unit_is_proposed_with_its_factor_and_not_taken() -> None:
    (found,) = match_columns(["Avg execution time (ms)"], [["18400", "9700", "462000"]])
    assert (found.field, found.accepted, found.factor) == ("avg_execution_time_sec", False, Decimal("0.001"))


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_headers_are_answered_each_field_once(headers: list[str]) -> None:
    found = match_columns(headers, [["1", "2"]] * len(headers))
    fields = [match.field for match in found if match.field]
    assert len(found) == len(headers)
    assert len(fields) == len(set(fields))
