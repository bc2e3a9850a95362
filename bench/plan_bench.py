"""How long the best set of credit programmes takes to find and to prove. Run by `python -m bench plan`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from random import Random

from bench.harness import Bench, at_most
from cip_tui.model.credits.plan import Item, Limits, make_plan

SIZES = (12, 50, 200, 1000)


def run(bench: Bench) -> None:
    """Report the time by number of programmes, of which a fifth require and a fifth exclude another one."""
    for count in SIZES:
        items, limits = programmes(count)
        made = make_plan(items, limits, marginal=False)
        gap = "proved best" if made.proved else f"within {float((made.bound - made.value) / made.value):.1e}"
        target = at_most(2) if count == SIZES[-1] else None
        bench.measure(f"plan of {count} programmes, {gap}", partial(_plan, items, limits), target=target)


def _plan(items: list[Item], limits: Limits) -> None:
    make_plan(items, limits, marginal=False)


def programmes(count: int) -> tuple[list[Item], Limits]:
    """Return programmes worth up to $50,000, of 1 to 30 days and up to $20,000; there is enough for about a fifth."""
    random = Random(f"plan {count}")
    items = [
        Item(
            key=f"p{n}",
            name=f"P{n}",
            programme=f"p{n}",
            value=Decimal(random.randint(100, 5_000_000)) / 100,
            days=Decimal(random.randint(1, 30)),
            cost=Decimal(random.randint(0, 20_000)),
            requires=(f"p{random.randrange(n)}",) if n and random.random() < 0.2 else (),
            excludes=(f"p{random.randrange(n)}",) if n and random.random() < 0.2 else (),
        )
        for n in range(count)
    ]
    return items, Limits(date(2026, 1, 1), Decimal(count * 3), Decimal(count * 2000))
