"""The pricing proposal: today in figures, the structure proposed, what it brings, whom it touches, how to move."""

from __future__ import annotations

from decimal import Decimal

from cip_tui.model.document import Document, Note, Section, Table
from cip_tui.model.format import money, percent
from cip_tui.model.reports.parts import Bench, notes_of, pick, report

# A rise beyond this is split into steps in the migration path.
STEP = Decimal("0.25")


def build(bench: Bench) -> Document:
    """Return the report."""
    pricing = bench.analysis("pricing", optimise="yes", largest_rise="100%", nines="yes")
    headline = pick(pricing, "pricing.revenue", "pricing.cost", "pricing.margin", "pricing.best")
    sections = (
        Section("summary", "Summary", headline),
        Section("proposal", "Proposal", tuple(pricing.insights())),
        Section("impact", "Revenue impact", pick(pricing, "pricing.structures", "pricing.sweep", "pricing.front")),
        Section("segments", "Segment impact", pick(pricing, "pricing.tiers", "pricing.break_even")),
        Section("customers", "Customers whose bill moves most", pick(pricing, "pricing.customers", "pricing.margins")),
        Section("migration", "Migration path", _migration(pricing)),
        Section("notes", "Method and caveats", notes_of([pricing])),
    )
    return report("pricing-proposal", "Usage-based pricing proposal", "Unit Economics", bench, sections)


def _migration(pricing: Document) -> tuple[Note, ...]:
    tables = [block for block in pick(pricing, "pricing.customers") if isinstance(block, Table)]
    lines = []
    for table in tables:
        columns = ("customer", "now", "then", "change")
        for name, now, then, change in zip(*(table.column(key) for key in columns), strict=True):
            if isinstance(change, float) and change > 0 and isinstance(now, Decimal) and isinstance(then, Decimal):
                lines.append(
                    Note(f"{name}: {money(now)} to {money(then)} a month ({percent(change)}); {_steps(now, then)}.")
                )
    return tuple(lines) or (Note("Nobody listed pays more; the new structure can start at the next invoice."),)


def _steps(now: Decimal, then: Decimal) -> str:
    if then <= now * (1 + STEP):
        return "in one step, announced a month ahead"
    stops: list[str] = []
    price = now
    while price * (1 + STEP) < then and len(stops) < 8:
        price *= 1 + STEP
        stops.append(money(price, 0))
    return f"in steps of {percent(float(STEP), 0)} a quarter over {', '.join(stops)} and then the new bill"
