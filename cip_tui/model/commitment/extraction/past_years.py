"""Contract years that a paper does not speak of because they are over: amendments restate the later ones alone."""

from __future__ import annotations

from datetime import date

from cip_tui.model.commitment.extraction.dates import add_months
from cip_tui.model.commitment.extraction.fields import Field, Obtained


def drop_past_years(years: dict[int, dict[str, Field]], start: Field) -> None:
    """Drop years of which nothing is said where the term found begins with a later one."""
    first = next((number for number in sorted(years) if isinstance(years[number]["start"].value, date)), 1)
    if not isinstance(start.value, date) or first == 1:
        return
    begins = years[first]["start"].value
    if isinstance(begins, date) and add_months(start.value, 12 * (first - 1)) > begins:
        for number in [number for number in years if number < first]:
            if all(item.obtained is Obtained.NOT_FOUND for item in years[number].values()):
                del years[number]
