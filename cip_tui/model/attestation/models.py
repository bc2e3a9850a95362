"""Models in use that go away, read from the calls and the price book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cip_tui.model.attestation.duties import ModelInUse
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.engine.usage import Usage


def models_in_use(usage: Usage, book: PriceBook) -> Iterator[ModelInUse]:
    """Yield each model of the calls whose retirement is known, with the last day it was called, by name."""
    last: dict[tuple[str, str], date] = {}
    for row in usage.cube("provider", "model", "day", measures=("calls",)).dicts():
        name = (row["provider"] or "", row["model"] or "")
        last[name] = max(last.get(name, date.min), row["day"])
    for (provider, model), day in sorted(last.items()):
        price = book.resolve(provider, model, day)
        if price is not None and price.retire_on is not None:
            yield ModelInUse(price.provider, price.model, day, price.retire_on)
