"""Periods: half-open ranges of UTC days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cip_tui.model.errors import UsageError


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The UTC days from `start` up to, not including, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise UsageError(f"The period ends on {self.end}, which is not after its start {self.start}")

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    def previous(self) -> Period:
        """The period of the same length just before."""
        return Period(self.start - timedelta(days=self.days), self.start)

    def bounds(self) -> tuple[datetime, datetime]:
        """The first instant inside and the first instant after, as naive UTC times."""
        return datetime.combine(self.start, time()), datetime.combine(self.end, time())

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.start} to {self.last}" if self.days > 1 else f"{self.start}"


def parse_day(text: str) -> date:
    """Read an ISO 8601 day. Raises `UsageError` naming the text."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is not a day", next_step="Write it as YYYY-MM-DD") from error


def last_days(count: int, until: date) -> Period:
    """The `count` days that end with `until`."""
    return Period(until - timedelta(days=count - 1), until + timedelta(days=1))


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    start = day.replace(day=1)
    return Period(start, (start + timedelta(days=32)).replace(day=1))
