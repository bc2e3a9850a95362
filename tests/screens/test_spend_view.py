"""Drilling down and stepping back, periods: the overview's logic without a screen."""

from datetime import date

import pytest

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period
from cip_tui.screens.spend_view import ORDER, View, parse_period, period_choices, period_words, shifted

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def test_drilling_goes_through_every_dimension_once_then_to_single_calls() -> None:
    view: View | None = View(Scope(OCTOBER))
    seen = []
    while view is not None:
        seen.append(view.by)
        view = view.inside(f"{view.by}=x", "x")
    assert tuple(seen) == ORDER


def test_drilling_from_the_middle_skips_what_the_filter_fixes() -> None:
    view = View(Scope(OCTOBER, parse_filter("feature=chat")), by="product")
    inside = view.inside('product="A b"', "A b")
    assert inside is not None
    assert inside.by == "team"
    assert str(inside.scope.filter) == 'feature=chat product="A b"'
    assert inside.crumbs() == ("Spend", "A b", "by Team")


def test_a_value_that_is_not_stated_can_be_drilled_into() -> None:
    inside = View(Scope(OCTOBER), by="customer").inside('customer=""', "(not stated)")
    assert inside is not None
    assert inside.scope.filter.terms[0].values == ("",)


def test_periods_end_with_the_last_day_that_has_calls() -> None:
    choices = {c.id: c.period for c in period_choices(OCTOBER, date(2026, 11, 20))}
    assert choices["7"] == Period(date(2026, 10, 25), date(2026, 11, 1))
    assert choices["month"] == Period(date(2026, 11, 1), date(2026, 12, 1))
    assert choices["last_month"] == OCTOBER
    assert choices["all"] is None


def test_calls_that_lie_in_the_future_do_not_move_the_periods_past_today() -> None:
    choices = {c.id: c.period for c in period_choices(OCTOBER, date(2026, 10, 10))}
    assert choices["7"] == Period(date(2026, 10, 4), date(2026, 10, 11))


@pytest.mark.parametrize(
    "text", ["2026-10-01 2026-10-31", "2026-10-01..2026-10-31", "2026-10-01 to 2026-10-31", "2026-10-01, 2026-10-31"]
)
def test_a_period_is_typed_in_any_common_way(text: str) -> None:
    assert parse_period(text) == OCTOBER


@pytest.mark.parametrize("text", ["", "yesterday", "2026-10-31 2026-10-01", "2026-10-01 2026-10-02 2026-10-03"])
def test_a_period_that_is_none_says_what_to_write(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_period(text)
    assert caught.value.next_step


def test_months_move_by_months_and_other_periods_by_their_length() -> None:
    assert shifted(OCTOBER, 1) == Period(date(2026, 11, 1), date(2026, 12, 1))
    assert shifted(OCTOBER, -2) == Period(date(2026, 8, 1), date(2026, 9, 1))
    week = Period(date(2026, 10, 5), date(2026, 10, 12))
    assert shifted(shifted(week, -1), 1) == week


def test_a_period_is_written_with_its_days() -> None:
    assert period_words(OCTOBER, None) == "2026-10-01 to 2026-10-31 (31 days)"
    assert period_words(None, OCTOBER) == "All there is, 2026-10-01 to 2026-10-31"
