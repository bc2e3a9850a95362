"""How quickly every figure follows when a price is turned, at 100 and at 10,000 customers, and how long a search takes.

A turn is what the screen does after a key: another price, every customer month billed anew, outcomes, elasticity sweep,
and the document that the screen draws. The rows of the grid are laid out too. Run by `python -m bench pricing`.
"""

from __future__ import annotations

import random
import time
from datetime import date
from decimal import Decimal

from bench.harness import Bench, at_most
from cip_tui.model.analysis import View
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.engine.usage import Usage
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.period import Period
from cip_tui.model.ubr.billing import MonthUse
from cip_tui.model.ubr.lab import Lab
from cip_tui.model.ubr.lab_documents import outcome_rows, parameter_rows
from cip_tui.model.ubr.months import Months
from cip_tui.model.ubr.optimise import Limits, optimise
from cip_tui.model.ubr.outcome import Assumptions
from cip_tui.model.ubr.plans import standard_plans
from cip_tui.model.ubr.pricing import Session
from cip_tui.model.ubr.replay import CustomerMonth

PERIOD = Period(date(2026, 10, 1), date(2026, 11, 1))
FEES = {"starter": Decimal(29), "pro": Decimal(99), "enterprise": Decimal(299)}


def run(bench: Bench) -> None:
    """Turn a price again and again at both sizes, then search the best prices."""
    for customers, limit in ((100, 100), (10_000, 300)):
        session = laboratory(customers)
        turns = [turned(session, step) for step in range(1, 4 * bench.rounds)]
        bench.record(f"a turn, {customers:,} customers", turns, unit="ms", target=at_most(limit))
    for customers in (100, 1_000):
        lab = laboratory(customers).lab
        bench.record(f"search of the best prices, {customers:,} customers", [searched(lab)], unit="ms")


def laboratory(customers: int) -> Session:
    """A laboratory over one month of customers drawn at random, the same every time."""
    draw = random.Random(7)
    months = []
    for number in range(customers):
        tier = draw.choice(sorted(FEES))
        use = MonthUse(draw.randrange(10_000), draw.randrange(10**8), Decimal(draw.randrange(10**8)) / 10**6, 31, 31)
        months.append(CustomerMonth(f"customer-{number}", tier, use, FEES[tier], "", "2026-10"))
    known = Months(tuple(months), PERIOD, Decimal(0), {}, (), 0)
    facts = SpendFacts(as_of=PERIOD.end, span=PERIOD)
    view = View(Usage(DuckDBSource.open()), Scope(PERIOD), facts, PERIOD)
    return Session(Lab.of(known, standard_plans(), Assumptions()), view)


def turned(session: Session, step: int) -> float:
    """Milliseconds from a key to everything that the screen draws."""
    began = time.perf_counter()
    lab = session.lab
    parameter = next(item for item in lab.parameters("tiered") if item.name == "base")
    turned_lab = lab.turned(parameter, step)
    done = turned_lab.study()
    session.document(done)
    outcome_rows(done)
    parameter_rows(turned_lab, every=True)
    return (time.perf_counter() - began) * 1e3


def searched(lab: Lab) -> float:
    """Milliseconds of one search without limits."""
    began = time.perf_counter()
    optimise(lab.replay, lab.customers, lab.plans[0], lab.assumed, Limits(), lambda: None)
    return (time.perf_counter() - began) * 1e3
