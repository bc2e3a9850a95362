"""Cloud spend as documents: the overview by service, type or account, and the months of one service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from cip_tui.model.commitment.spend_headline import age, names, sums
from cip_tui.model.commitment.spend_parts import DIMENSIONS, By, Part, Within
from cip_tui.model.commitment.spend_tables import breakdown, left_out_table, months_chart, months_table, part_title
from cip_tui.model.document import Block, Document, Level, Note, Section
from cip_tui.model.errors import UsageError
from cip_tui.model.format import money
from cip_tui.model.job import Job
from cip_tui.model.period import Period

if TYPE_CHECKING:
    from cip_tui.model.commitment.cloud_spend import CloudSpend

NEXT_STEP = "Import a Cost Explorer answer, a usage report or a FOCUS file, or fetch it: cip import --aws"


def spend_document(spend: CloudSpend, job: Job, by: By, currency: str, now: datetime) -> Document:
    """Return the overview of cloud spend in one currency: the one asked for, else the one with most spend."""
    totals = spend.currencies(job)
    if not totals:
        note = Note(f"There are no cloud charges yet. {NEXT_STEP}.", Level.INFO)
        return Document("cloud-spend", "Cloud spend", (Section("headline", "Headline", (note,)),))
    unit = currency.upper() or next(iter(totals))
    if unit not in totals:
        raise UsageError(f"There are no charges in '{unit}'", next_step="Currencies: " + ", ".join(totals))
    within = Within(currency=unit)
    found = spend.parts(by, job, within)
    closed = spend.closed_months(job)
    unmatched = [part for part in spend.parts("service", job, within) if part.is_unmatched]
    sections = [
        Section("headline", "Headline", (*sums(spend, found, unit, job), *names(spend, unit, job), *age(spend, now))),
        Section("months", "Months", (months_chart(found, unit, spend.estimated_from(job)),)),
        Section("breakdown", f"By {DIMENSIONS[by].lower()}", (breakdown(found, by, unit, closed),)),
    ]
    if by != "type":
        kinds = spend.parts("type", job, within)
        sections.append(Section("types", "By charge type", (breakdown(kinds, "type", unit, closed),)))
    if unmatched:
        sections.append(Section("unmatched", "Names that match no service", _unmatched(unmatched, unit, closed)))
    sections.append(Section("notes", "Notes", tuple(_notes(spend, job, totals, unit))))
    return Document(
        "cloud-spend",
        "Cloud spend",
        tuple(section for section in sections if section.blocks),
        facts=_facts(spend, job),
        currency=unit,
        data={f"key/{part_title(part, by)}": part.key or part.name for part in found},
    )


def service_document(spend: CloudSpend, service: str, job: Job, currency: str) -> Document:
    """Return the months, types, names and accounts of one service."""
    totals = spend.currencies(job)
    unit = currency.upper() or next(iter(totals), "USD")
    within = Within(currency=unit, service=service)
    found = spend.parts("service", job, within)
    if not found:
        known = ", ".join(part.key or part.name for part in spend.parts("service", job, Within(unit))[:12])
        raise UsageError(f"There are no charges for '{service}'", next_step=f"Services in use: {known or 'none'}")
    part = found[0]
    closed = spend.closed_months(job)
    title = part_title(part, "service")
    tables: list[Block] = [breakdown(spend.parts("type", job, within), "type", unit, closed)]
    for by in ("name", "account", "region"):
        others = spend.parts(by, job, within)
        if len(others) > 1 or (others and others[0].key and by != "name"):
            tables.append(breakdown(others, by, unit, closed))
    sections = (
        Section("headline", "Headline", sums(spend, found, unit, job)),
        Section("months", "Months", (months_chart(found, unit, spend.estimated_from(job)),)),
        Section("table", "Month by month", (months_table(part, unit, spend.estimated_from(job)),)),
        Section("parts", "What it is made of", tuple(tables)),
    )
    names = ", ".join(part.names)
    facts = (("Names in the bill", names), *_facts(spend, job))
    return Document("cloud-service", f"Cloud spend: {title}", sections, facts=facts, currency=unit)


def _unmatched(parts: Sequence[Part], unit: str, closed: Sequence[date]) -> tuple[Block, ...]:
    text = (
        "These names stand for no service of AWS that is known: Marketplace products, or services newer than the "
        "table. They count as spend; for what the Marketplace sells, a usage report or a group by BILLING_ENTITY tells."
    )
    return breakdown(parts, "service", unit, closed, table_id="cloud.unmatched_names"), Note(text)


def _notes(spend: CloudSpend, job: Job, totals: dict[str, Decimal], unit: str) -> list[Block]:
    notes: list[Block] = []
    others = {currency: amount for currency, amount in totals.items() if currency != unit}
    if others:
        sums = ", ".join(money(amount, currency=currency) for currency, amount in others.items())
        notes.append(Note(f"Not in these figures, as other currencies are never added up: {sums}.", Level.WARNING))
    for record_type, currency, amount in spend.unknown_types(job):
        sum_of = money(amount, currency=currency)
        text = f"The record type '{record_type}' is not known: {sum_of} counts toward no commitment."
        notes.append(Note(text, Level.WARNING))
    metrics = spend.metrics(job)
    if len(metrics) > 1:
        text = f"The imports state different amounts ({', '.join(metrics)}): sums over them are not exact."
        notes.append(Note(text, Level.WARNING))
    estimated = spend.estimated_from(job)
    if estimated is not None:
        notes.append(Note(f"Charges from {estimated} on are estimates of the provider and will still change."))
    left_out = spend.left_out(job)
    if left_out:
        text = (
            "Some days stand in several imports and count once. Month by month the import that covers most days "
            "counts; of equals one over all accounts before one of single accounts, then the one made last."
        )
        notes += [Note(text, Level.INFO), left_out_table(left_out)]
    if spend.is_untyped(job):
        text = "Some charges state no record type: credits and refunds may be inside the sums of services."
        notes.append(Note(text, Level.WARNING))
    return notes


def _facts(spend: CloudSpend, job: Job) -> tuple[tuple[str, str], ...]:
    fresh = spend.freshness()
    span: Period | None = spend.span(job)
    pairs = (
        ("Period", f"{span} (UTC)" if span else ""),
        ("Amounts", ", ".join(spend.metrics(job))),
        ("Source", ", ".join(fresh.files[-3:]) + (" and more" if len(fresh.files) > 3 else "") if fresh else ""),
    )
    return tuple((label, value) for label, value in pairs if value)
