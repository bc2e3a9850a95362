from datetime import date, datetime

import pytest

from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period, last_days, month_of, parse_day


def test_the_end_is_not_inside() -> None:
    period = Period(date(2026, 2, 1), date(2026, 3, 1))
    assert period.days == 28
    assert date(2026, 2, 28) in period
    assert date(2026, 3, 1) not in period
    assert period.bounds() == (datetime(2026, 2, 1), datetime(2026, 3, 1))
    assert str(period) == "2026-02-01 to 2026-02-28"


def test_the_period_before_is_as_long_and_touches() -> None:
    period = last_days(30, date(2026, 3, 15))
    assert period.previous().days == 30
    assert period.previous().end == period.start


def test_a_leap_february_has_29_days() -> None:
    assert month_of(date(2028, 2, 10)).days == 29
    assert month_of(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2027, 1, 1))


def test_an_empty_period_and_a_wrong_day_are_refused_with_their_text() -> None:
    with pytest.raises(UsageError, match="not after its start"):
        Period(date(2026, 1, 2), date(2026, 1, 2))
    with pytest.raises(UsageError, match="'2026-13-01' is not a day"):
        parse_day("2026-13-01")
