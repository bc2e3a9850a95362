"""The pricing simulator's document: structures side by side, the advice, how far it holds, and whom it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cip_tui.model.analysis import Setting, Settings, View, compose, without_calls
from cip_tui.model.document import Document, Note, Section
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.usage import Usage
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.format import money
from cip_tui.model.ubr import pricing_blocks as blocks
from cip_tui.model.ubr.lab import Lab
from cip_tui.model.ubr.months import Months, customer_months
from cip_tui.model.ubr.optimise import Limits
from cip_tui.model.ubr.outcome import Assumptions
from cip_tui.model.ubr.plans import Plan, read_plans, standard_plans
from cip_tui.model.ubr.study import Study, check_months, study

NAME, TITLE = "pricing", "Pricing simulator"
SUBTITLE = "Unit Economics, Planning & Estimating · Quantify Business Value"
SETTINGS = (
    Setting("elasticity", "1", "rise of logit(churn) per unit of ln(new bill / old bill)"),
    Setting("shock", "25%", "rise of a bill that counts as a shock"),
    Setting("plan", "", "a TOML file of price structures instead of the standard four"),
    Setting("optimise", "no", "search the best base, allowance and overage for each tier"),
    Setting("largest_rise", "", "no bill may rise by more than this"),
    Setting("unchanged", "0", "share of each tier's customers whose bill must stay within 1 %"),
    Setting("margin_floor", "", "margin each tier must keep, as a share of its revenue"),
    Setting("nines", "no", "base fees must end in 9"),
)


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return flat, tiered, usage and hybrid prices (or a plan file's) replayed over real usage, with advice.

    `settings` are those of `SETTINGS`. Raises `UsageError` for one that is not known or cannot be understood.
    """
    chosen = Settings(settings, SETTINGS)
    view = View.of(usage, scope, facts)
    if view is None:
        return without_calls(NAME, TITLE, SUBTITLE, scope, facts)
    months = customer_months(view.usage, view.period)
    search = chosen.choice("optimise", ("yes", "no")) == "yes"
    done = study(months, plans_for(months, chosen), assumptions(chosen), limits(chosen), _go_on, search=search)
    return study_document(done, view)


@dataclass(frozen=True, slots=True)
class Session:
    """A laboratory over the calls of a view, and the document of what it finds at any moment."""

    lab: Lab
    view: View

    def document(self, done: Study) -> Document:
        """Return what a study of this session found."""
        return study_document(done, self.view)


def open_session(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Session | None:
    """Return a laboratory over a scope, or None where it holds no calls. Raises `UsageError` as `analyze` does."""
    chosen = Settings(settings, SETTINGS)
    view = View.of(usage, scope, facts)
    if view is None:
        return None
    months = customer_months(view.usage, view.period)
    check_months(months)
    return Session(Lab.of(months, plans_for(months, chosen), assumptions(chosen)), view)


def study_document(done: Study, view: View) -> Document:
    """Return what a study found, as the screen, the command line and the report show it."""
    return compose(
        NAME,
        TITLE,
        SUBTITLE,
        view,
        headline=blocks.headline(done),
        insights=(blocks.advice(done),),
        sections=(
            Section("structures", "Structures", (blocks.structures(done), blocks.sweep_chart(done))),
            Section("search", "Search", blocks.search(done)),
            Section("segments", "Segments", (blocks.tiers(done), blocks.break_even(done))),
            Section("customers", "Customers", (blocks.customers(done), blocks.margin_histogram(done))),
        ),
        notes=_notes(done),
    )


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


def plans_for(months: Months, chosen: Settings) -> list[Plan]:
    """Return the plans of the file that is set, else the standard ones for the tiers there are."""
    if chosen.text("plan"):
        return read_plans(Path(chosen.text("plan")))
    return standard_plans(tuple(sorted({month.tier for month in months.months})))


def assumptions(chosen: Settings) -> Assumptions:
    """Return the stated assumptions."""
    assumed = Assumptions().with_elasticity(float(chosen.number("elasticity", high="100")))
    return Assumptions(assumed.elasticity, assumed.churn, float(chosen.number("shock", high="100")))


def limits(chosen: Settings) -> Limits:
    """Return what an optimum must respect."""
    return Limits(
        largest_rise=_optional(chosen, "largest_rise"),
        unchanged=float(chosen.number("unchanged", high="1")),
        margin_floor=_optional(chosen, "margin_floor"),
        ending_in_9=chosen.choice("nines", ("yes", "no")) == "yes",
    )


def _optional(chosen: Settings, name: str) -> float | None:
    return float(chosen.number(name, high="100")) if chosen.text(name) else None


def _go_on() -> None:
    """Headless work stops with its process; a screen gives a check of its own."""
