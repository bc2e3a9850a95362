"""How well agreements are read: precision, recall and more for every document and family of fields.

The documents are those of `tests/commitment/agreements`: drawn on the fly, written apart from the code that reads
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.harness import Bench, at_least, at_most
from bench.tables import table
from tests.commitment.agreements import AGREEMENTS, ASIDE, FRESH, LAST, SECOND
from tests.commitment.agreements.truth import Agreement, Family
from tests.commitment.readings import outcomes
from tests.commitment.scoring import Outcome, Score, Verdict, scored

HEAD = ("", "precision", "recall", "F1", "left open", "wrong or invented", "wrong sums unwarned", "redactions")
FAULTS = {Verdict.WRONG, Verdict.INVENTED, Verdict.MISSED, Verdict.UNSEEN}
EXACT = {Family.MONEY, Family.DATE}


def run(bench: Bench) -> None:
    """Score every set, print where each stands, and record the figures that have a target."""
    report(bench, "agreements", AGREEMENTS)
    report(bench, "more agreements", SECOND)
    report(bench, "last agreements", LAST)
    report(bench, "fresh agreements", FRESH)
    report(bench, "agreements set aside", ASIDE)


def report(bench: Bench, name: str, agreements: Sequence[Agreement]) -> None:
    """Score one set."""
    everything = {item.name: outcomes(item) for item in agreements}
    flat = [outcome for items in everything.values() for outcome in items]
    exact = scored(item for item in flat if item.family in EXACT)
    bench.note(f"### {name}, by family of fields\n")
    families = [row(str(family), of_family(flat, family)) for family in Family]
    bench.note(table(HEAD, [*families, row("all", scored(flat))]))
    bench.note(f"### {name}, by document\n")
    bench.note(table(HEAD, [row(key, scored(items)) for key, items in everything.items()]))
    bench.note("\n".join(f"- {told(item)}" for item in flat if item.verdict in FAULTS))
    pages = [item.page_right for item in flat if item.verdict is Verdict.RIGHT and item.page_right is not None]
    hidden = scored(flat).redacted + scored(flat).unseen
    figures = {
        "precision of money and dates": (exact.precision or 0.0, at_least(0.97)),
        "recall of money and dates": (exact.recall or 0.0, at_least(0.90)),
        "sums wrong without a warning": (float(exact.silent), at_most(0)),
        "redactions recognised": (scored(flat).redacted / hidden if hidden else 1.0, at_least(1.0)),
        "evidence on the right page": (sum(pages) / len(pages) if pages else 0.0, at_least(0.97)),
    }
    for what, (value, target) in figures.items():
        bench.record(f"{name}: {what}", [value], unit="", target=target)


def of_family(items: Iterable[Outcome], family: Family) -> Score:
    """Score one family of fields."""
    return scored(item for item in items if item.family is family)


def row(name: str, score: Score) -> list[str]:
    """Return a line of the table."""
    ratios = [score.precision, score.recall, score.f1, score.abstention]
    hidden = score.redacted + score.unseen
    return [
        name,
        *["" if value is None else f"{value:.3f}" for value in ratios],
        str(score.wrong + score.invented),
        str(score.silent),
        f"{score.redacted} of {hidden}" if hidden else "",
    ]


def told(item: Outcome) -> str:
    """Say what went wrong with a field."""
    warned = " (with a warning)" if item.doubtful else ""
    return (
        f"{item.agreement}: {item.field} {item.verdict}: {item.expected or 'nothing'} is {item.told or 'open'}{warned}"
    )
