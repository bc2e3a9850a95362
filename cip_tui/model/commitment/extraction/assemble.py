"""From candidates to fields: joined across rows and pages, completed by reckoning, and checked against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.commitment.extraction.dates import add_months, last_day
from cip_tui.model.commitment.extraction.duties import Credit, Duty, Notice
from cip_tui.model.commitment.extraction.fields import Field, FieldKind, FieldValue, Obtained
from cip_tui.model.commitment.extraction.rates import Rate
from cip_tui.model.commitment.extraction.search import Candidate, Offers, choose

_SINGLE = (
    ("parties.customer", "Customer", FieldKind.TEXT, ""),
    ("parties.provider", "Provider", FieldKind.TEXT, ""),
    ("agreement.id", "Agreement number", FieldKind.TEXT, ""),
    ("supersedes", "Supersedes", FieldKind.TEXT, ""),
)
_RULES = (
    ("counting.basis", "Basis of counting", FieldKind.TEXT, ""),
    ("counting.marketplace_share", "Marketplace share that counts", FieldKind.RATE, ""),
    ("counting.marketplace_cap", "Marketplace cap, of the commitment", FieldKind.RATE, ""),
    ("counting.marketplace_cap_amount", "Marketplace cap, amount", FieldKind.MONEY, ""),
    ("counting.credits_reduce", "Credits reduce what counts", FieldKind.FLAG, ""),
    ("counting.taxes_count", "Taxes count", FieldKind.FLAG, ""),
    ("counting.support_counts", "Support counts", FieldKind.FLAG, ""),
    ("counting.eligible_services", "Eligible services", FieldKind.TEXT, ""),
    ("counting.excluded_services", "Excluded services", FieldKind.TEXT, ""),
    ("support.minimum", "Support minimum", FieldKind.MONEY, ""),
    ("shortfall.trigger", "Shortfall settled per", FieldKind.TEXT, ""),
    ("shortfall.treatment", "Shortfall treatment", FieldKind.TEXT, ""),
    ("shortfall.usable_months", "Shortfall payment usable for", FieldKind.COUNT, "months"),
    ("carry_over", "Carry-over", FieldKind.TEXT, ""),
    ("renewal", "Renewal", FieldKind.TEXT, ""),
    ("termination", "Termination", FieldKind.TEXT, ""),
    ("accounts", "Accounts", FieldKind.TEXT, ""),
    ("regions", "Regions", FieldKind.TEXT, ""),
)
_ALWAYS = {
    "parties.customer", "counting.marketplace_share", "counting.marketplace_cap", "counting.credits_reduce",
    "counting.taxes_count", "counting.support_counts", "shortfall.trigger", "shortfall.treatment", "renewal", "carry_over",
}  # fmt: skip
MAX_YEARS = 12


def single_fields(offers: Offers) -> list[Field]:
    """Return the fields of the parties."""
    fields = (choose(name, label, kind, offers.of(name), unit=unit) for name, label, kind, unit in _SINGLE)
    return [item for item in fields if _kept(item)]


def rule_fields(offers: Offers) -> list[Field]:
    """Return the fields of counting, shortfall, renewal and the like."""
    fields = (choose(name, label, kind, offers.of(name), unit=unit) for name, label, kind, unit in _RULES)
    return [item for item in fields if _kept(item)]


def _kept(item: Field) -> bool:
    return item.obtained is not Obtained.NOT_FOUND or item.name in _ALWAYS


def term_fields(offers: Offers) -> dict[str, Field]:
    """Return effective date, start, end and length of the term, each stated or reckoned from the others."""
    effective = choose("effective_date", "Effective date", FieldKind.DATE, offers.of("effective_date"))
    start = choose("term.start", "Term starts", FieldKind.DATE, offers.of("term.start"))
    end = choose("term.end", "Term ends", FieldKind.DATE, offers.of("term.end"))
    months = choose("term.months", "Length of the term", FieldKind.COUNT, offers.of("term.months"), unit="months")
    rule = offers.of("effective.rule")
    if effective.obtained is Obtained.NOT_FOUND and rule:
        effective = replace(effective, evidence=rule[0].evidence, reason="the agreement gives a rule, but no signature date stands in the text")
    return {item.name: item for item in (effective, start, end, months)}


def complete_term(term: dict[str, Field], years: dict[int, dict[str, Field]]) -> None:
    """Fill start, end and length of the term from contract years, length and effective date, marked as derived."""
    first, last = (years[min(years)], years[max(years)]) if years else ({}, {})
    if not _has(term["term.start"]):
        source = first.get("start")
        if source is not None and _has(source):
            term["term.start"] = _derived(term["term.start"], source.value, (source,), "the first contract year starts then")
        elif _has(term["effective_date"]):
            term["term.start"] = _derived(term["term.start"], term["effective_date"].value, (term["effective_date"],), "taken from the effective date", less=0.12)
    if not _has(term["term.end"]):
        source = last.get("end")
        start, months = term["term.start"], term["term.months"]
        if source is not None and _has(source):
            term["term.end"] = _derived(term["term.end"], source.value, (source,), "the last contract year ends then")
        elif isinstance(start.value, date) and isinstance(months.value, int):
            term["term.end"] = _derived(term["term.end"], last_day(start.value, months.value), (start, months), "reckoned from start and length")
    start, end = term["term.start"], term["term.end"]
    if not _has(term["term.months"]) and isinstance(start.value, date) and isinstance(end.value, date):
        months_between = _months(start.value, end.value)
        if months_between:
            term["term.months"] = _derived(term["term.months"], months_between, (start, end), "reckoned from start and end")


def _months(start: date, end: date) -> int:
    """Return the whole months of a period given by its first and last day, 0 where they are not whole."""
    count = (end.year - start.year) * 12 + end.month - start.month
    return next((n for n in (count, count + 1) if n > 0 and last_day(start, n) == end), 0)


def _has(item: Field | None) -> bool:
    return item is not None and item.value is not None


def _derived(item: Field, value: FieldValue, sources: Iterable[Field], reason: str, *, less: float = 0.03) -> Field:
    found = list(sources)
    warnings = tuple(dict.fromkeys(warning for source in found for warning in source.warnings))
    return replace(
        item, value=value, obtained=Obtained.DERIVED, evidence=found[0].evidence,
        confidence=round(max(0.3, min(source.confidence for source in found) - less), 2), reason=reason, warnings=warnings,
    )  # fmt: skip


def year_fields(offers: Offers, term: dict[str, Field]) -> dict[int, dict[str, Field]]:
    """Return start, end, amount and formula by contract year; what holds for every year stands in each."""
    _number_fiscal(offers)
    numbers = sorted({int(m[1]) for name in offers.by_name if (m := re.match(r"years\.(\d+)\.", name)) and _usable(offers.of(name))})
    each = offers.of("years.each.amount")
    count = _count(offers, term, numbers)
    if (each and _usable(each)) or numbers:
        numbers = sorted({*numbers, *range(1, count + 1)}) if count else numbers or ([1] if each else [])
    years: dict[int, dict[str, Field]] = {}
    for number in numbers[:MAX_YEARS]:
        own = offers.of(f"years.{number}.amount")
        amount = choose(f"years.{number}.amount", f"Year {number} commitment", FieldKind.MONEY, own)
        if not _found(amount) and _usable(each):
            amount = choose(amount.name, amount.label, FieldKind.MONEY, each)
        years[number] = {
            "start": choose(f"years.{number}.start", f"Year {number} starts", FieldKind.DATE, offers.of(f"years.{number}.start")),
            "end": choose(f"years.{number}.end", f"Year {number} ends", FieldKind.DATE, offers.of(f"years.{number}.end")),
            "amount": amount,
        }
        formulas = offers.of(f"years.{number}.formula") or (offers.of("years.each.formula") if number > 1 else [])
        formula = choose(f"years.{number}.formula", f"Year {number} formula", FieldKind.TEXT, formulas)
        if _has(formula):
            years[number]["formula"] = formula
    return years


def _found(item: Field) -> bool:
    return item.obtained is not Obtained.NOT_FOUND


def _usable(candidates: Iterable[Candidate]) -> bool:
    return any(not item.superseded and item.score >= 0.5 for item in candidates)


def _number_fiscal(offers: Offers) -> None:
    """Turn fiscal years into contract years in their order, where no contract years are numbered."""
    fiscal = sorted({int(name.split(".")[1]) for name in offers.by_name if name.startswith("fiscal.")})
    if not fiscal or any(re.match(r"years\.\d+\.amount", name) for name in offers.by_name):
        return
    for number, year in enumerate(fiscal, 1):
        for item in offers.of(f"fiscal.{year}.amount"):
            offers.add(f"years.{number}.amount", item)


def _count(offers: Offers, term: dict[str, Field], numbers: list[int]) -> int:
    """Return how many contract years there are: stated, or told by the term; 0 where nothing tells."""
    stated = choose("years.count", "", FieldKind.COUNT, offers.of("years.count")).value
    months = term["term.months"].value
    if isinstance(months, int) and months % 12 == 0:
        return max(months // 12, max(numbers, default=0))
    start, end = term["term.start"].value, term["term.end"].value
    if isinstance(start, date) and isinstance(end, date) and _months(start, end) % 12 == 0 and _months(start, end):
        return max(_months(start, end) // 12, max(numbers, default=0))
    return stated if isinstance(stated, int) and stated <= MAX_YEARS and stated >= max(numbers, default=0) else 0


def complete_years(years: dict[int, dict[str, Field]], term: dict[str, Field]) -> None:
    """Fill the days of contract years from their neighbours and from the term, a year being twelve months."""
    start = term["term.start"]
    for number in sorted(years):
        year, before = years[number], years.get(number - 1)
        if not _has(year["start"]):
            if before is not None and isinstance(before["end"].value, date):
                year["start"] = _derived(year["start"], before["end"].value + timedelta(days=1), (before["end"],), "the day after the year before")
            elif isinstance(start.value, date):
                day = add_months(start.value, 12 * (number - 1))
                year["start"] = _derived(year["start"], day, (start,), "reckoned from the start of the term")
        if not _has(year["end"]) and isinstance(year["start"].value, date):
            after = years.get(number + 1)
            end = term["term.end"]
            if after is not None and isinstance(after["start"].value, date):
                year["end"] = _derived(year["end"], after["start"].value - timedelta(days=1), (after["start"],), "the day before the next year")
            elif number == max(years) and isinstance(end.value, date) and 0 < (end.value - year["start"].value).days < 550:
                year["end"] = _derived(year["end"], end.value, (end,), "the term ends then")
            else:
                year["end"] = _derived(year["end"], last_day(year["start"].value, 12), (year["start"],), "twelve months after its start")


def total_fields(offers: Offers, years: dict[int, dict[str, Field]], term: dict[str, Field]) -> list[Field]:
    """Return the total and the period floors; an amount of unknown reach is a year's or the total as the term tells."""
    unscoped = [item for item in offers.of("commitment.unscoped")]
    amounts = [year["amount"] for year in years.values()]
    months = term["term.months"].value
    total = choose("commitment.total", "Total commitment", FieldKind.MONEY, offers.of("commitment.total"))
    if not _found(total) and _usable(unscoped):
        if not any(_found(amount) for amount in amounts):
            total = choose("commitment.total", "Total commitment", FieldKind.MONEY, [*offers.of("commitment.total"), *unscoped])
            if isinstance(months, int) and months > 12:
                total = _warned(total, "The text does not say whether this is for a year or for the whole term", 0.6)
    if not _found(total) and amounts and all(_has(amount) for amount in amounts):
        value = sum((amount.value for amount in amounts if isinstance(amount.value, Decimal)), Decimal(0))
        total = _derived(total, value, amounts, "the sum of the contract years")
        total = replace(total, unit=amounts[0].unit)
    floors = (
        choose("commitment.floor.quarter", "Floor per quarter", FieldKind.MONEY, offers.of("commitment.floor.quarter")),
        choose("commitment.floor.month", "Floor per month", FieldKind.MONEY, offers.of("commitment.floor.month")),
    )
    return [total, *(item for item in floors if _found(item))]


def _warned(item: Field, warning: str, most: float) -> Field:
    return replace(item, warnings=(*item.warnings, warning), confidence=min(item.confidence, most))


def one_year(years: dict[int, dict[str, Field]], total: Field, term: dict[str, Field]) -> None:
    """Make the one contract year of an agreement of twelve months from its total."""
    if not years and term["term.months"].value == 12 and _found(total):
        amount = replace(total, name="years.1.amount", label="Year 1 commitment")
        if total.value is not None:
            amount = replace(amount, obtained=Obtained.DERIVED, reason="the term is one year")
        years[1] = {
            "start": replace(term["term.start"], name="years.1.start", label="Year 1 starts"),
            "end": replace(term["term.end"], name="years.1.end", label="Year 1 ends"),
            "amount": amount,
        }


def check(years: dict[int, dict[str, Field]], total: Field, term: dict[str, Field]) -> tuple[Field, list[str]]:
    """Compare what must fit together; where it does not, warn on the fields and return the findings."""
    findings: list[str] = []
    numbers = sorted(years)
    for one, two in zip(numbers, numbers[1:], strict=False):
        end, start = years[one]["end"], years[two]["start"]
        if isinstance(end.value, date) and isinstance(start.value, date) and start.value - end.value != timedelta(days=1):
            finding = f"Year {two} does not start on the day after year {one} ends"
            findings.append(finding)
            years[one]["end"] = _warned(end, finding, 0.6)
            years[two]["start"] = _warned(start, finding, 0.6)
    for number in numbers:
        start, end = years[number]["start"], years[number]["end"]
        if isinstance(start.value, date) and isinstance(end.value, date) and start.value >= end.value:
            findings.append(f"Year {number} ends before it starts")
            years[number]["end"] = _warned(end, findings[-1], 0.4)
    start, end = term["term.start"], term["term.end"]
    if isinstance(start.value, date) and isinstance(end.value, date) and start.value >= end.value:
        findings.append("The term ends before it starts")
        term["term.end"] = _warned(end, findings[-1], 0.4)
    return _check_sum(years, total, findings), findings


def _check_sum(years: dict[int, dict[str, Field]], total: Field, findings: list[str]) -> Field:
    amounts = [year["amount"] for year in years.values()]
    values = [item.value for item in amounts if isinstance(item.value, Decimal)]
    if not values or len(values) < len(amounts) or not isinstance(total.value, Decimal) or total.obtained is Obtained.DERIVED:
        return total
    if any("formula" in year for year in years.values()):
        return total
    summed = sum(values, Decimal(0))
    if summed == total.value:
        for year in years.values():
            item = year["amount"]
            if len(item.warnings) <= 1 and not item.rivals:
                year["amount"] = replace(item, confidence=min(0.99, max(item.confidence, 0.93)), reason=f"{item.reason}, the years add up to the total")
        return replace(total, confidence=min(0.99, max(total.confidence, 0.93)), reason=f"{total.reason}, the years add up to it")
    finding = f"The contract years add up to {summed:,}, the total says {total.value:,}"
    findings.append(finding)
    for year in years.values():
        year["amount"] = _warned(year["amount"], finding, 0.65)
    return _warned(total, finding, 0.65)


def discount_fields(rates: list[Rate], years: dict[int, dict[str, Field]], term: dict[str, Field]) -> list[Field]:
    """Return scope, rate and days of each discount."""
    found: list[Field] = []
    for number, rate in enumerate(rates, 1):
        year = years.get(rate.year) if rate.year is not None else None
        scope = "all services" if rate.scope == "*" else rate.scope
        name = f"discounts.{number}"
        label = f"Discount on {scope}" + (f", year {rate.year}" if rate.year else "")
        field = choose(f"{name}.rate", label, FieldKind.RATE, [rate.candidate])
        found.append(replace(field, confidence=min(field.confidence, 0.92)))
        found.append(_told(f"{name}.scope", "Scope", FieldKind.TEXT, rate.scope, field))
        start = year["start"] if year else term["term.start"]
        end = year["end"] if year else term["term.end"]
        for key, source in (("start", start), ("end", end)):
            if _has(source):
                found.append(replace(source, name=f"{name}.{key}", label=f"Discount {key}s", obtained=Obtained.DERIVED, rivals=(), reason=f"as the {'contract year' if year else 'term'}"))
    return found


def _told(name: str, label: str, kind: FieldKind, value: FieldValue, like: Field, unit: str = "") -> Field:
    return Field(name, label, kind, value, unit, Obtained.STATED, like.evidence, like.confidence, like.reason)


def credit_fields(credits: list[Credit]) -> list[Field]:
    """Return name, amount, rate and condition of each credit."""
    found: list[Field] = []
    for number, credit in enumerate(credits, 1):
        base = f"credits.{number}"
        source = credit.amount or credit.rate or credit.source
        if source is None:
            continue
        name = choose(f"{base}.name", f"Credit {number}", FieldKind.TEXT, [replace(credit.source or source, value=credit.name, redacted=False, doubt="")])
        found.append(name)
        if credit.amount is not None:
            found.append(choose(f"{base}.amount", f"Credit {number} amount", FieldKind.MONEY, [credit.amount]))
        if credit.rate is not None:
            found.append(choose(f"{base}.rate", f"Credit {number} rate", FieldKind.RATE, [credit.rate]))
        if credit.condition:
            found.append(_told(f"{base}.condition", f"Credit {number} condition", FieldKind.TEXT, credit.condition, name))
    return found


_DUTY_KINDS = {
    "cadence": ("cadence", FieldKind.TEXT, ""), "next_due": ("due", FieldKind.DATE, ""),
    "window_days": ("window", FieldKind.COUNT, "days"), "grace_days": ("grace", FieldKind.COUNT, "days"),
    "owner": ("owner", FieldKind.TEXT, ""), "evidence": ("evidence", FieldKind.TEXT, ""),
    "consequence": ("consequence", FieldKind.TEXT, ""),
}  # fmt: skip


def duty_fields(duties: list[Duty]) -> list[Field]:
    """Return what is known of each attestation."""
    found: list[Field] = []
    for number, duty in enumerate(duties, 1):
        base = f"attestations.{number}"
        found.append(choose(f"{base}.name", f"Attestation {number}", FieldKind.TEXT, [replace(duty.source, value=duty.name)]))
        for key, (label, kind, unit) in _DUTY_KINDS.items():
            if key in duty.values:
                found.append(choose(f"{base}.{key}", f"Attestation {number} {label}", kind, [duty.values[key]], unit=unit))
    return found


def notice_fields(notices: list[Notice], term: dict[str, Field]) -> list[Field]:
    """Return purpose, days and, where it is the end of the term, the day notice counts back from."""
    found: list[Field] = []
    for number, notice in enumerate(notices, 1):
        base = f"notices.{number}"
        days = choose(f"{base}.days", f"Notice of {notice.purpose}", FieldKind.COUNT, [notice.source], unit="days")
        found.append(_told(f"{base}.purpose", f"Notice {number} is for", FieldKind.TEXT, notice.purpose, days))
        found.append(days)
        end = term["term.end"]
        if notice.before and _has(end):
            found.append(replace(end, name=f"{base}.before", label=f"Notice {number} counts back from", obtained=Obtained.DERIVED, rivals=(), reason="the end of the term"))
    return found
