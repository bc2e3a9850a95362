"""The pricing simulator's document: structures side by side, the advice, how far it holds, and whom it touches."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from cip_tui.model.document import Document, Insight, Note, Section
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.usage import Usage
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.spend import SpendFacts, document_facts
from cip_tui.model.format import money
from cip_tui.model.ubr import pricing_blocks as blocks
from cip_tui.model.ubr.months import Months, customer_months
from cip_tui.model.ubr.optimise import Limits
from cip_tui.model.ubr.outcome import Assumptions
from cip_tui.model.ubr.plans import Plan, read_plans, standard_plans
from cip_tui.model.ubr.study import Study, study

SETTINGS = ("elasticity", "shock", "plan", "optimise", "largest_rise", "unchanged", "margin_floor", "nines")


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return flat, tiered, usage and hybrid prices (or a plan file's) replayed over real usage, with advice.

    Settings: elasticity, shock, plan (a TOML file), optimise=yes, largest_rise, unchanged, margin_floor, nines=yes.
    Raises `UsageError` for a setting that is not known or not a number.
    """
    _known(settings)
    period = scope.period or facts.span
    if period is None or not usage.within(scope).totals()["record_count"]:
        return _document(scope, facts, (Section("headline", "Headline", (Note(f"There are no calls in {scope}."),)),))
    months = customer_months(usage.within(scope), period)
    done = study(
        months, plans_for(months, settings), assumptions(settings), limits(settings), _never, search=_yes(settings)
    )
    return study_document(done, scope, facts)


def study_document(done: Study, scope: Scope, facts: SpendFacts) -> Document:
    """Return what a study found, as the screen, the command line and the report show it."""
    sections = (
        Section("headline", "Headline", blocks.headline(done)),
        Section("advice", "Advice", _advice(done)),
        Section("structures", "Structures", (blocks.structures(done), blocks.sweep_chart(done))),
        Section("segments", "Segments", (blocks.tiers(done), blocks.break_even(done))),
        Section("customers", "Customers", (blocks.customers(done), blocks.margin_histogram(done))),
        Section("notes", "Notes", _notes(done)),
    )
    return _document(scope, facts, sections)


def _document(scope: Scope, facts: SpendFacts, sections: tuple[Section, ...]) -> Document:
    return Document(
        "pricing",
        "Pricing simulator",
        sections,
        subtitle="Unit Economics, Planning & Estimating · Quantify Business Value",
        facts=document_facts(scope, facts),
    )


def _advice(done: Study) -> tuple[Insight, ...]:
    return (blocks.advice(done),)


def _notes(done: Study) -> tuple[Note, ...]:
    months, assumed = done.months, done.assumed
    base = ", ".join(f"{tier} {rate:.1%}" for tier, rate in assumed.churn.items() if tier != "*")
    notes = [
        f"Assumed: logit(churn) rises by {assumed.elasticity.get('*', 0):g} x ln(new bill / old bill); "
        f"today's monthly churn {base}. These are assumptions, not measurements.",
        "Each calendar month is billed by itself; fees and allowances of part months are prorated by day.",
    ]
    if months.without_customer:
        notes.append(f"{money(months.without_customer)} of AI cost names no customer and is in no bill.")
    if months.without_tier:
        total = sum(months.without_tier.values(), Decimal(0))
        names = ", ".join(sorted(months.without_tier)[:5])
        notes.append(f"{len(months.without_tier)} customers have no tier ({names}) and {money(total)} of cost.")
    if months.without_fee:
        notes.append(f"{len(months.without_fee)} customers have no known fee: they count as paying nothing today.")
    if months.unpriced:
        notes.append(f"{months.unpriced:,} calls have no price; their cost is not in the margin.")
    return tuple(Note(text) for text in notes)


def plans_for(months: Months, settings: Mapping[str, str]) -> list[Plan]:
    """Return the plans of the file that is set, else the standard ones for the tiers there are."""
    if settings.get("plan"):
        return read_plans(Path(settings["plan"]))
    return standard_plans(tuple(sorted({month.tier for month in months.months})))


def assumptions(settings: Mapping[str, str]) -> Assumptions:
    """Return the stated assumptions. Raises `UsageError` for what is no number."""
    elasticity = _number(settings, "elasticity")
    shock = _number(settings, "shock")
    assumed = Assumptions() if elasticity is None else Assumptions().with_elasticity(elasticity)
    return assumed if shock is None else Assumptions(assumed.elasticity, assumed.churn, shock)


def limits(settings: Mapping[str, str]) -> Limits:
    """Return what an optimum must respect. Raises `UsageError` for what is no number."""
    return Limits(
        largest_rise=_number(settings, "largest_rise"),
        unchanged=_number(settings, "unchanged") or 0.0,
        margin_floor=_number(settings, "margin_floor"),
        ending_in_9=settings.get("nines", "") in ("yes", "true", "1"),
    )


def _yes(settings: Mapping[str, str]) -> bool:
    return settings.get("optimise", "") in ("yes", "true", "1")


def _number(settings: Mapping[str, str], name: str) -> float | None:
    if name not in settings:
        return None
    try:
        value = float(settings[name])
    except ValueError:
        value = float("nan")
    if not 0 <= value < 1e6:
        raise UsageError(f"{name}={settings[name]} is not a number of 0 or more")
    return value


def _known(settings: Mapping[str, str]) -> None:
    for name in settings:
        if name not in SETTINGS:
            near = difflib.get_close_matches(name, SETTINGS, n=1)
            raise UsageError(
                f"There is no setting '{name}'",
                next_step=f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(SETTINGS),
            )


def _never() -> None:
    """Headless work stops by its process; the screen gives a check of its own."""
