"""Business days: a deadline that falls on a weekend or a public holiday, and where it goes then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cip_tui.model.errors import UsageError
from cip_tui.model.text import clean

_SATURDAY = 5
# No run of closed days is longer; a rule that finds none within it leaves the day where it is.
_FAR = 31


class BusinessDay(StrEnum):
    """Where a deadline on a closed day goes: to the business day before, the one after, or nowhere."""

    BEFORE = "before"
    AFTER = "after"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rules:
    """How deadlines are laid out.

    `country` and `subdivision` are ISO 3166 codes whose public holidays and weekend count (library `holidays`); without
    a country Saturday and Sunday are closed. `months_ahead` is how far a duty that comes round is laid out.
    """

    country: str = ""
    subdivision: str = ""
    business_day: BusinessDay = BusinessDay.BEFORE
    months_ahead: int = 24


def mover(rules: Rules) -> Callable[[date], date]:
    """Return the function that moves a day to a business day. Raises `UsageError` for a country not known."""
    is_open = _calendar(rules)
    if rules.business_day is BusinessDay.NONE:
        return lambda day: day
    step = timedelta(days=-1 if rules.business_day is BusinessDay.BEFORE else 1)

    def moved(day: date) -> date:
        for distance in range(_FAR):
            found = day + distance * step
            if is_open(found):
                return found
        return day

    return moved


def _calendar(rules: Rules) -> Callable[[date], bool]:
    if not rules.country:
        return lambda day: day.weekday() < _SATURDAY
    import holidays

    known = holidays.list_supported_countries()
    country = rules.country.upper()
    if country not in known:
        raise UsageError(
            f"No holidays are known for country '{clean(rules.country, 40)}'",
            next_step="Give a code of ISO 3166, e.g. US or DE",
        )
    subdivision = rules.subdivision.upper() or None
    if subdivision is not None and subdivision not in known[country]:
        raise UsageError(
            f"{country} has no part '{clean(rules.subdivision, 40)}' with holidays of its own",
            next_step="Known: " + (", ".join(known[country]) or "none"),
        )
    calendar = holidays.country_holidays(country, subdiv=subdivision)
    answers: dict[date, bool] = {}

    def is_open(day: date) -> bool:
        if day not in answers:
            answers[day] = bool(calendar.is_working_day(day))
        return answers[day]

    return is_open
