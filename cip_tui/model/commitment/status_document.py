"""The document of one commitment: headline, what to do, burn-down, tables, and every caveat that bears on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.analysis import counted as numbered
from cip_tui.model.commitment.counting import ZERO
from cip_tui.model.commitment.discounts import EVERYTHING
from cip_tui.model.commitment.eligibility import Reason, Resolve
from cip_tui.model.commitment.formulas import carry_limit, parse_formula
from cip_tui.model.commitment.levers import BEDROCK, Lever, bedrock_in_calls, bedrock_on_bill, first_of, levers
from cip_tui.model.commitment.status import Status
from cip_tui.model.commitment.status_blocks import (
    RISKY,
    SAFE,
    because,
    cash,
    headline,
    incomplete,
    outlook_metrics,
    savings_metrics,
    what_if_table,
)
from cip_tui.model.commitment.status_chart import burndown_chart, gap_chart
from cip_tui.model.commitment.status_tables import (
    excluded_table,
    levers_table,
    months_table,
    services_table,
    years_table,
)
from cip_tui.model.commitment.terms import ShortfallTreatment, Terms
from cip_tui.model.document import Chart, Document, Impact, Insight, Level, Note, Section
from cip_tui.model.format import percent

NAME, TITLE = "commitment", "Commitment"
SUBTITLE = "Rate Optimization, Forecasting · Optimize Usage & Cost"
OLD_DAYS = 10
"""Days after which the newest spend is called old."""


def status_document(
    status: Status, settings: Mapping[str, str], ai_monthly: Mapping[str, Decimal], as_of: date, resolve: Resolve
) -> Document:
    """Return the document; `settings` are what is tried out, `ai_monthly` AI spend a month by provider."""
    found = levers(status, ai_monthly)
    notes = _notes(status, ai_monthly, as_of, resolve)
    sections = (
        Section("headline", "Headline", headline(status)),
        Section("findings", "Findings", (_finding(status, found),)),
        Section("burndown", "Burn-down", (*_charts(status), *outlook_metrics(status))),
        Section("years", "Contract years", (years_table(status),)),
        Section("levers", "Levers", (levers_table(status, found),)),
        Section("excluded", "What does not count", (excluded_table(status), services_table(status))),
        Section("savings", "Savings", savings_metrics(status)),
        Section("months", "Months", (months_table(status),)),
        Section("what_if", "What if", (what_if_table(status, dict(settings)),)),
        Section("notes", "Notes", tuple(notes)),
    )
    return Document(
        NAME,
        f"{TITLE}: {status.terms.title}",
        tuple(section for section in sections if section.blocks),
        subtitle=SUBTITLE,
        facts=facts_of(status.terms, status, as_of),
        currency=status.terms.currency,
        data={"agreement": status.terms.agreement_id},
    )


def _charts(status: Status) -> tuple[Chart, ...]:
    gap = gap_chart(status)
    return (burndown_chart(status),) if gap is None else (burndown_chart(status), gap)


def facts_of(terms: Terms, status: Status | None, as_of: date) -> tuple[tuple[str, str], ...]:
    """Return what the figures were made from."""
    found = [("Agreement", f"{terms.file} (sha256 {terms.sha256[:12]})"), ("As of", as_of.isoformat())]
    if status is not None:
        last = status.counted.through - timedelta(days=1)
        found.append(("Spend known", f"{status.counted.first} to {last}"))
    return tuple(found)


def _finding(status: Status, found: Sequence[Lever]) -> Insight | Note:
    outcome, standing = status.outcome, status.standing
    if standing.commitment is None:
        return Note(
            f"The commitment of {standing.name.lower()} is not confirmed, so that nothing is held against it. Confirm"
            " it in the agreement (a).",
            Level.WARNING,
        )
    if outcome is None or outcome.chance is None or outcome.shortfall is None or incomplete(status):
        return Note(_too_early(status), Level.WARNING)
    if outcome.chance < SAFE:
        return Note(_safe(status), Level.GOOD)
    level = Level.WARNING if outcome.chance < RISKY else Level.CRITICAL
    first = first_of(found, outcome.shortfall)
    relief = "Ask for relief or a later end of the contract year before it is over."
    return Insight(
        "commitment.finding",
        f"{standing.name} may end {cash(status, outcome.shortfall)} short of {cash(status, standing.commitment)}",
        f"In {percent(outcome.chance, 0)} of the futures counted spend ends below the commitment on"
        f" {standing.period.last}. {_needed(status)}",
        "Optimize Usage & Cost",
        "Rate Optimization",
        Impact(
            outcome.shortfall,
            low=max(standing.commitment - outcome.high, ZERO),
            high=max(standing.commitment - outcome.low, ZERO),
            unit=f"{status.terms.currency} by {standing.period.last}",
            basis="mean of max(0, commitment - counted) over all futures; range from P90 to P10",
        ),
        f"{first.name}: {first.how}" if first is not None else relief,
        _outcome_of(status, first, outcome.shortfall),
        level,
        provenance=because(status, "see P(shortfall) and the levers, which are sorted by dollars"),
    )


def _too_early(status: Status) -> str:
    standing, first = status.standing, status.counted.first
    if standing.period.end <= first:
        return f"{standing.name} ended on {standing.period.last}, before the first day of known spend ({first})."
    return (
        f"{standing.name} began on {standing.period.start}, spend is known from {first} on: what counts is at least"
        f" {cash(status, standing.counted)}, and a shortfall is at most as likely as shown. Import the earlier months."
    )


def _safe(status: Status) -> str:
    standing, outcome = status.standing, status.outcome
    assert outcome is not None
    if standing.commitment is not None and standing.counted >= standing.commitment:
        return f"{standing.name} has reached its commitment of {cash(status, standing.commitment)}."
    return (
        f"{standing.name} is on its way: {percent(1 - (outcome.chance or 0.0), 0)} of the futures reach"
        f" {cash(status, standing.commitment)} by {standing.period.last}."
    )


def _needed(status: Status) -> str:
    standing = status.standing
    if standing.required is None:
        return "The contract year is over."
    now = "" if standing.daily is None else f", {cash(status, standing.daily)} a day count now"
    return f"{cash(status, standing.required)} a day are needed{now}."


def _outcome_of(status: Status, first: Lever | None, shortfall: Decimal) -> str:
    if first is None:
        return "The shortfall is smaller or settled later."
    covered = min(first.amount, shortfall)
    warning = f" {first.warning}" if first.warning else ""
    return f"Up to {cash(status, covered)} of the expected shortfall is covered.{warning}"


# Caveats ---------------------------------------------------------------------------------------------------------


def _notes(status: Status, ai_monthly: Mapping[str, Decimal], as_of: date, resolve: Resolve) -> list[Note]:
    return [
        *_unconfirmed(status),
        *_open_rules(status),
        *_data_notes(status, as_of),
        *_name_notes(status, resolve),
        *_settling_notes(status),
        *_ai_notes(status, ai_monthly),
        Note(
            "A charge that crosses the end of a contract year is spread evenly over its days; a month that is not over"
            " holds what had accrued by the last known day. Periods end before their end date."
        ),
    ]


def _unconfirmed(status: Status) -> list[Note]:
    found = []
    years = [str(number) for number in status.years_open]
    if years:
        words = "year " + years[0] if len(years) == 1 else "years " + ", ".join(years)
        found.append(
            Note(f"The amount of contract {words} is not confirmed and is not reckoned with. Confirm it in the"
                 " agreement (a).", Level.WARNING)
        )  # fmt: skip
    if status.terms.open:
        names = ", ".join(status.terms.open[:8]) + (", …" if len(status.terms.open) > 8 else "")
        text = f"{numbered(len(status.terms.open), 'field')} of the agreement not confirmed: {names}."
        found.append(Note(f"{text} They feed nothing here; review them in the agreement (a).", Level.WARNING))
    return found


def _open_rules(status: Status) -> list[Note]:
    sums: dict[Reason, Decimal] = {}
    for item in status.year.excluded:
        if item.open:
            sums[item.reason] = sums.get(item.reason, ZERO) + item.amount
    notes = []
    for reason, amount in sums.items():
        most = " up to its cap" if reason is Reason.MARKETPLACE_OPEN else ""
        text = f"{reason.value}. {cash(status, amount, 2)} are left out of what counts; otherwise they count{most}."
        notes.append(Note(text, Level.WARNING))
    if status.rules.marketplace_share and status.rules.marketplace_cap is None and status.year.marketplace:
        notes.append(Note("The agreement states no cap on Marketplace; none is applied."))
    return notes


def _data_notes(status: Status, as_of: date) -> list[Note]:
    counted, year = status.counted, status.year.year.period
    last = counted.through - timedelta(days=1)
    notes = []
    age = (as_of - last).days
    if age > OLD_DAYS:
        notes.append(
            Note(f"The newest spend is of {last}, {age} days ago; what came since is forecast, not counted. Import"
                 " newer spend.", Level.WARNING)
        )  # fmt: skip
    if year.start < counted.first < year.end:
        notes.append(
            Note(f"Spend before {counted.first} is not known, though the contract year began on {year.start}: counted"
                 " is too low and a shortfall looks more likely than it is. Import the earlier months.", Level.CRITICAL)
        )  # fmt: skip
    missing = ", ".join(str(gap) for gap in counted.gaps)
    if missing:
        notes.append(Note(f"Nothing was billed in {missing}; a file may be missing.", Level.WARNING))
    if status.year.estimated:
        notes.append(
            Note(f"{cash(status, status.year.estimated, 2)} of this year's charges are estimated by the provider and"
                 " may still change.")
        )  # fmt: skip
    notes += [
        Note(f"{amount:,.2f} {currency} are billed in another currency than the agreement's and are left out.",
             Level.WARNING)
        for currency, amount in counted.currencies.items()
    ]  # fmt: skip
    if counted.later:
        notes.append(Note(f"{cash(status, counted.later, 2)} are billed after {as_of} and are left out."))
    return notes


def _name_notes(status: Status, resolve: Resolve) -> list[Note]:
    counted = status.counted
    notes = []
    if counted.unmatched:
        total = sum(counted.unmatched.values(), ZERO)
        names = ", ".join(f"{name} {cash(status, amount)}" for name, amount in list(counted.unmatched.items())[:5])
        more = f" and {len(counted.unmatched) - 5} more" if len(counted.unmatched) > 5 else ""
        notes.append(
            Note(f"{cash(status, total, 2)} are of services that match no known name: {names}{more}.", Level.WARNING)
        )
    if status.rules.unreadable:
        names = ", ".join(status.rules.unreadable[:3])
        text = f"The eligible services are told as '{names}', which names no known service; every service is counted."
        notes.append(Note(text, Level.WARNING))
    if counted.unresolved:
        notes.append(
            Note(f"The agreement names services that match nothing known: {', '.join(counted.unresolved[:6])}. They are"
                 " found only where the bill writes them the same.", Level.WARNING)
        )  # fmt: skip
    if counted.without_account:
        notes.append(
            Note(f"The agreement counts only some accounts; {cash(status, counted.without_account, 2)} of spend states"
                 " no account and is counted. Import spend grouped by account to check it.", Level.WARNING)
        )  # fmt: skip
    unknown = [item.scope for item in status.terms.discounts if item.scope != EVERYTHING and not resolve(item.scope)]
    if unknown:
        notes.append(Note(f"Discounts on {', '.join(unknown[:5])} match no known service and are left out."))
    return notes


def _settling_notes(status: Status) -> list[Note]:
    shortfall, notes = status.terms.shortfall, []
    if shortfall.trigger is None and status.term is not None:
        notes.append(
            Note("The agreement does not say, or it is not confirmed, whether a shortfall is settled each year or at"
                 " the end of the term; each year is assumed, the stricter reading.", Level.WARNING)
        )  # fmt: skip
    if shortfall.treatment is None:
        notes.append(Note("What happens with a shortfall is not stated or not confirmed; it is taken as paid."))
    elif shortfall.treatment is ShortfallTreatment.PREPAY:
        months = shortfall.usable_months
        words = "for a time that is not stated, taken as 12 months" if months is None else f"for {months} months"
        notes.append(Note(f"A shortfall is paid and can be used {words}; its cost is what is forfeited."))
    elif shortfall.treatment is ShortfallTreatment.CARRY:
        limit = carry_limit(status.terms.carry_over)
        part = "A shortfall" if limit is None else f"Up to {cash(status, limit)} of a shortfall"
        rest = "only the last year's is paid" if limit is None else "the rest, and the last year's, is paid"
        notes.append(Note(f"{part} is added to the next year's commitment; {rest}."))
    for item in status.counted.years:
        if item.year.formula and parse_formula(item.year.formula, item.year.number) is None:
            text = (
                f"The formula of year {item.year.number} is not understood and not reckoned with: {item.year.formula}."
            )
            notes.append(Note(text, Level.WARNING))
        elif item.year.formula:
            notes.append(Note(f"Commitment of year {item.year.number} by formula: {item.year.formula}."))
    if status.terms.carry_over and not status.what_if.surplus_carries:
        words = status.terms.carry_over.rstrip(".")
        notes.append(Note(f"Of carrying over the agreement says: {words}. No surplus is carried here; o tries it."))
    if status.what_if.surplus_carries:
        notes.append(Note("A year's surplus is counted in the next year, as tried out.", Level.WARNING))
    return notes


def _ai_notes(status: Status, monthly: Mapping[str, Decimal]) -> list[Note]:
    if BEDROCK not in monthly:
        return []
    calls, bill = bedrock_in_calls(status, monthly), bedrock_on_bill(status)
    return [
        Note(
            f"AI calls through Bedrock make about {cash(status, calls)} over these days; the bill holds"
            f" {cash(status, bill)} for Bedrock. Only the bill is counted, so that nothing counts twice."
        )
    ]


def empty_document(
    title: str, notes: Sequence[Note], facts: tuple[tuple[str, str], ...] = (), terms: Terms | None = None
) -> Document:
    """Return a document that says why there is nothing to show and what to do."""
    data = {} if terms is None else {"agreement": terms.agreement_id}
    section = Section("headline", "Headline", tuple(notes))
    return Document(NAME, title, (section,), subtitle=SUBTITLE, facts=facts, data=data)
