"""Amounts, days, rates and redactions as agreements write them, and what people type."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.commitment.extraction.dates import add_months, last_day
from cip_tui.model.commitment.extraction.fields import FieldKind
from cip_tui.model.commitment.extraction.numbers import read_words
from cip_tui.model.commitment.extraction.values import Kind, find_values
from cip_tui.model.commitment.field_values import read_value, show_value

MONTHS = list(calendar.month_name)[1:]


def found(text: str) -> list[tuple[Kind, object]]:
    return [(value.kind, value.amount if value.day is None else value.day) for value in find_values(text)]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$1,000,000", 1_000_000, "USD"), ("$50.7 million", 50_700_000, "USD"), ("$1.49 billion", 1_490_000_000, "USD"),
        ("$ 11.1 million", 11_100_000, "USD"), ("USD 5M", 5_000_000, "USD"), ("5,000,000 USD", 5_000_000, "USD"),
        ("US$10 million", 10_000_000, "USD"), ("€ 1.200.000", 1_200_000, "EUR"), ("1.000.000,00 EUR", 1_000_000, "EUR"),
        ("£750,000", 750_000, "GBP"), ("$80M", 80_000_000, "USD"), ("4.5 MM USD", 4_500_000, "USD"),
        ("Five Million Dollars (US$5,000,000)", 5_000_000, "USD"),
        ("twelve million five hundred thousand U.S. dollars", 12_500_000, "USD"),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(text: str, amount: int, currency: str) -> None:
    (value,) = find_values(text)
    assert (value.kind, value.amount, value.currency, value.doubt) == (Kind.MONEY, Decimal(amount), currency, "")


def test_words_and_figures_that_differ_are_doubted() -> None:
    (value,) = find_values("four million dollars ($4,500,000)")
    assert value.amount == Decimal(4_000_000)
    assert "4,500,000" in value.doubt


@pytest.mark.parametrize(
    "text", ["$" + "9" * 50, "0531-1234-5678", "123456789012", "SKU 4471-2093-8850", "version 2.1.3", "Section 4.2"]
)
def test_numbers_that_are_no_amounts_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "January 1, 2026", "Jan. 1, 2026", "1 January 2026", "1st day of January, 2026", "2026-01-01", "2026.01.01",
        "01-Jan-2026", "1/1/26",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert found(text) == [(Kind.DATE, date(2026, 1, 1))]


def test_a_day_that_can_be_read_in_two_ways_is_doubted_unless_the_document_tells() -> None:
    assert find_values("03/04/2026")[0].doubt
    (value,) = find_values("03/04/2026", day_first=True)
    assert (value.day, value.doubt) == (date(2026, 4, 3), "")


@pytest.mark.parametrize("text", ["[***]", "$[xxxxxx]", "[xxxxx]%", "[REDACTED]", "$[*****]", "████"])
def test_what_is_blacked_out_is_no_number(text: str) -> None:
    (value,) = find_values(text)
    assert value.kind is Kind.REDACTION
    assert value.amount is None


def test_cells_that_ran_together_are_parted_with_a_doubt() -> None:
    money, rate = find_values("$1,000,0009%")
    assert (money.amount, rate.amount) == (Decimal(1_000_000), Decimal("0.09"))
    assert money.doubt
    assert rate.doubt


@given(st.integers(1, 999_999_999))
def test_grouped_amounts_are_read_back(amount: int) -> None:
    assert found(f"at least ${amount:,} in") == [(Kind.MONEY, Decimal(amount))]


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)))
def test_every_day_is_read_back_in_every_unambiguous_spelling(day: date) -> None:
    name = MONTHS[day.month - 1]
    for text in (day.isoformat(), f"{name} {day.day}, {day.year}", f"{day.day} {name} {day.year}", f"{day:%d-%b-%Y}"):
        assert found(text) == [(Kind.DATE, day)]


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_periods_of_months_follow_each_other_without_gap(start: date, months: int) -> None:
    assert last_day(start, months) + timedelta(days=1) == add_months(start, months)


@pytest.mark.parametrize(("text", "number"), [("twenty-five", 25), ("one hundred and ten", 110), ("zero", 0)])
def test_numbers_in_words(text: str, number: int) -> None:
    assert read_words(text) == number


@given(st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False))
def test_a_typed_amount_is_what_is_shown(amount: Decimal) -> None:
    shown = show_value(amount, FieldKind.MONEY, "USD")
    assert read_value("total", shown) == amount


@given(st.integers(0, 10_000))
def test_a_typed_rate_is_what_is_shown(basis_points: int) -> None:
    rate = Decimal(basis_points) / 10_000
    assert read_value("discounts.1.rate", show_value(rate, FieldKind.RATE)) == rate


@given(st.text(max_size=80))
def test_no_text_breaks_the_search_for_values(text: str) -> None:
    for value in find_values(text):
        assert 0 <= value.start < value.end <= len(text)
