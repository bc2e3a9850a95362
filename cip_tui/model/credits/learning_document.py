"""How good the predictions have been: accuracy with its interval, Brier score, calibration, against no learning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cip_tui.model.credits.evaluation import Score, score
from cip_tui.model.credits.feedback import Decision, Verdict, counts
from cip_tui.model.credits.states import State
from cip_tui.model.credits.views import View
from cip_tui.model.document import (
    Chart,
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Series,
    Shape,
    Table,
)
from cip_tui.model.format import money, percent

_ENOUGH = 196
"""Decisions after which an accuracy of 85 % is known to within 5 points."""
_TARGET = "An accuracy is bounded by how predictable decisions are: the ceiling is not known for a real person."


def accuracy_metric(history: Sequence[Decision]) -> Metric:
    """Return the accuracy of what was predicted before each decision, with Wilson's 95 % interval."""
    found = _scored(history)[0]
    return Metric(
        "credits.accuracy",
        "Foreseen",
        found.accuracy if found else None,
        Kind.RATIO,
        places=0,
        low=found.low if found else None,
        high=found.high if found else None,
        note=f"of {found.count} {'decision' if found.count == 1 else 'decisions'}" if found else "no decision yet",
        provenance=Provenance(
            "share of decisions that were foreseen at 50 %, each predicted before it was learned from"
        ),
    )


def learning(view: View) -> Document:
    """Return the learning panel."""
    found, without = _scored(view.history)
    blocks: tuple[Metric | Note | Table | Chart, ...] = (Note("No decision yet that says anything about taste."),)
    if found is not None and without is not None:
        blocks = (*_figures(found, without), _versus(found, without), _calibration(found, without), _bins(found))
        blocks = (*blocks, Note(_caveat(found)), Note(_TARGET))
    return Document(
        "credits_learning",
        "What is learned from your decisions",
        (
            Section("predictions", "Predictions", blocks),
            Section("platform", "Recommendations in use", _platform(view)),
        ),
        subtitle="Each prediction is scored as it was shown, before the decision was learned from",
        currency=view.spend.currency,
    )


def _scored(history: Sequence[Decision]) -> tuple[Score | None, Score | None]:
    """Score what stands and says something about taste: as predicted, and as predicted without learning."""
    said = [item for item in history if not item.undone and counts(item)]
    yes = [item.verdict is Verdict.ACCEPT for item in said]
    return score([item.shown.probability for item in said], yes), score([item.shown.baseline for item in said], yes)


def _figures(found: Score, without: Score) -> tuple[Metric, ...]:
    return (
        Metric(
            "learning.accuracy",
            "Predictions right",
            found.accuracy,
            Kind.RATIO,
            places=0,
            low=found.low,
            high=found.high,
            note=f"of {found.count}; 95 % interval",
            provenance=Provenance("share of decisions that were foreseen at 50 %; interval by Wilson 1927"),
        ),
        Metric(
            "learning.brier",
            "Brier score",
            found.brier,
            Kind.NUMBER,
            places=3,
            note=f"less is better; {without.brier:.3f} without learning",
            rising=Level.CRITICAL,
            provenance=Provenance("mean squared difference between the chance shown and what happened (1 or 0)"),
        ),
        Metric(
            "learning.error",
            "Calibration error",
            found.error,
            Kind.RATIO,
            note="mean distance between stated and observed, ten bins",
            rising=Level.CRITICAL,
            provenance=Provenance("expected calibration error: mean over ten bins, weighed by their decisions"),
        ),
    )


def _versus(found: Score, without: Score) -> Table:
    constant = found.constant_accuracy
    rows = (
        Row(("As predicted", found.accuracy, found.brier, found.error)),
        Row(("Without learning", without.accuracy, without.brier, without.error)),
        Row(("Always the more frequent answer", constant, found.constant_brier, 0.0)),
    )
    columns = (
        Column("how", "How"),
        Column("accuracy", "Right", Kind.RATIO, places=0),
        Column("brier", "Brier", Kind.NUMBER, places=3),
        Column("error", "Calibration error", Kind.RATIO),
    )
    return Table("learning.versus", "Against simpler ways", columns, rows)


def _calibration(found: Score, without: Score) -> Chart:
    def series(name: str, scored: Score, level: Level) -> Series:
        return Series(
            name,
            tuple(item.predicted for item in scored.bins),
            tuple(item.observed for item in scored.bins),
            Shape.POINTS,
            level=level,
        )

    return Chart(
        "learning.calibration",
        "Stated against observed",
        (
            Series("ideal", (0.0, 1.0), (0.0, 1.0), Shape.LINE, level=Level.UNKNOWN),
            series("as predicted", found, Level.INFO),
            series("without learning", without, Level.WARNING),
        ),
        x_title="chance stated",
        y_title="share accepted",
        summary=f"Stated chances are off by {percent(found.error)} on average, without learning by"
        f" {percent(without.error)}.",
    )


def _bins(found: Score) -> Table:
    rows = tuple(
        Row((f"{item.low:.0%} to {item.high:.0%}", item.count, item.predicted, item.observed)) for item in found.bins
    )
    columns = (
        Column("bin", "Chance stated"),
        Column("count", "Decisions", Kind.COUNT),
        Column("predicted", "Mean stated", Kind.RATIO, places=0),
        Column("observed", "Accepted", Kind.RATIO, places=0),
    )
    return Table("learning.bins", "By chance stated", columns, rows)


def _caveat(found: Score) -> str:
    low, high = percent(found.low, 0), percent(found.high, 0)
    text = f"With {found.count} decisions the accuracy lies between {low} and {high} (95 %)"
    if found.count < _ENOUGH:
        return f"{text}; about {_ENOUGH} are needed to know it to within 5 points."
    return f"{text}."


def _platform(view: View) -> tuple[Metric | Table, ...]:
    """How the recommendations are used and what they led to."""
    said = [item for item in view.history if not item.undone]
    accepted = [item for item in said if item.verdict is Verdict.ACCEPT]
    decided = [item for item in said if item.verdict is not Verdict.SNOOZE]
    reached = [item for item in view.adoptions if item.state in (State.APPROVED, State.CREDITED)]
    credit = {item.key: item.estimate.credit.base for item in view.recommendations}
    amounts = [credit.get(item.programme.id) for item in view.adoptions]
    month = sum((amount for amount in amounts if amount is not None), Decimal(0))
    paid = sum(((credit.get(item.programme.id) or Decimal(0)) for item in reached), Decimal(0))
    last = max((item.at.date() for item in view.history), default=None)
    return (
        Metric(
            "platform.acceptance",
            "Accepted of decided",
            len(accepted) / len(decided) if decided else None,
            Kind.RATIO,
            places=0,
            note=f"{len(accepted)} of {len(decided)}",
            provenance=Provenance("accepted over accepted and rejected; snoozed and undone left out"),
        ),
        Metric(
            "platform.success",
            "Approved or credited",
            len(reached),
            Kind.COUNT,
            f"of {len(view.adoptions)} accepted",
            note=f"{money(paid, 0)} of {money(month, 0)} a month",
            provenance=Provenance("accepted programmes in the state approved or credited, with their estimated credit"),
        ),
        Metric(
            "platform.missed",
            "Attestations missed",
            sum(len(item.missed) for item in view.adoptions),
            Kind.COUNT,
            note=_people(view.history, last),
            provenance=Provenance("windows of accepted programmes that passed without an attestation"),
        ),
    )


def _people(history: Sequence[Decision], last: date | None) -> str:
    if last is None:
        return "nobody has decided yet"
    users = len({item.user for item in history})
    return f"{len(history)} decisions by {users} {'person' if users == 1 else 'people'}, the last on {last}"
