"""From candidates to fields: joined across rows and pages, completed by reckoning, and checked against each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.commitment.extraction.dates import add_months, last_day
from cip_tui.model.commitment.extraction.fields import Field, FieldKind, FieldValue, Obtained
from cip_tui.model.commitment.extraction.search import Candidate, Offers, choose

_SINGLE = (
    ("customer", "Customer", FieldKind.TEXT, ""),
    ("provider", "Provider", FieldKind.TEXT, ""),
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
    "customer",
    "counting.marketplace_share",
    "counting.marketplace_cap",
    "counting.credits_reduce",
    "counting.taxes_count",
    "counting.support_counts",
    "shortfall.trigger",
    "shortfall.treatment",
    "renewal",
    "carry_over",
}
MAX_YEARS = 12
SPREAD = 25


def single_fields(offers: Offers) -> list[Field]:
    """Return the fields of the parties."""
    fields = (choose(name, label, kind, offers.of(name), unit=unit) for name, label, kind, unit in _SINGLE)
    return [item for item in fields if _kept(item)]


def rule_fields(offers: Offers) -> list[Field]:
    """Return the fields of counting, shortfall, renewal and the like."""
    _prefer_special(offers)
    for name in ("accounts", "regions"):
        _unite(offers, name)
    fields = (choose(name, label, kind, offers.of(name), unit=unit) for name, label, kind, unit in _RULES)
    return [item for item in fields if _kept(item)]


def _prefer_special(offers: Offers) -> None:
    """Let the sentence that says what becomes of a shortfall payment stand before the one that it is paid."""
    told = offers.of("shortfall.treatment")
    if any(item.value != "pay" for item in told):
        offers.by_name["shortfall.treatment"] = [item for item in told if item.value != "pay"]


def _unite(offers: Offers, name: str) -> None:
    """Make one list of what several places of the text list."""
    told = offers.of(name)
    if len(told) < 2:
        return
    items = [part.strip() for item in sorted(told, key=lambda each: each.start) for part in str(item.value).split(",")]
    whole = ", ".join(dict.fromkeys(items))
    offers.by_name[name] = [replace(item, value=whole) for item in told]


def _kept(item: Field) -> bool:
    return item.obtained is not Obtained.NOT_FOUND or item.name in _ALWAYS


def term_fields(offers: Offers) -> dict[str, Field]:
    """Return effective date, start, end and length of the term, each stated or reckoned from the others."""
    effective = choose("effective", "Effective date", FieldKind.DATE, offers.of("effective"))
    start = choose("period.start", "Term starts", FieldKind.DATE, offers.of("period.start"))
    end = choose("period.end", "Term ends", FieldKind.DATE, offers.of("period.end"))
    months = choose("period.months", "Length of the term", FieldKind.COUNT, offers.of("period.months"), unit="months")
    rule = offers.of("effective-rule")
    if effective.obtained is Obtained.NOT_FOUND and rule:
        effective = replace(
            effective,
            evidence=rule[0].evidence,
            reason="the agreement gives a rule, but no signature date stands in the text",
        )
    return {item.name: item for item in (effective, start, end, months)}


def complete_term(term: dict[str, Field], years: dict[int, dict[str, Field]], *, amended: bool) -> None:
    """Fill start, end and length of the term from contract years, length and effective date, marked as derived.

    An amendment takes effect long after the term began, so its effective date tells nothing of that (`amended`).
    """
    first, last = (years[min(years)], years[max(years)]) if years else ({}, {})
    if not found_value(term["period.start"]):
        source = first.get("start")
        if source is not None and found_value(source):
            term["period.start"] = _derived(
                term["period.start"], source.value, (source,), "the first contract year starts then"
            )
        elif found_value(term["effective"]) and not amended:
            term["period.start"] = _derived(
                term["period.start"],
                term["effective"].value,
                (term["effective"],),
                "taken from the effective date",
                less=0.12,
            )
            term["period.start"] = _warned(
                term["period.start"], "The text does not say when the term begins; the effective date is taken", 0.8
            )
    if not found_value(term["period.end"]):
        source = last.get("end")
        start, months = term["period.start"], term["period.months"]
        if source is not None and found_value(source):
            term["period.end"] = _derived(
                term["period.end"], source.value, (source,), "the last contract year ends then"
            )
        elif isinstance(start.value, date) and isinstance(months.value, int):
            term["period.end"] = _derived(
                term["period.end"],
                last_day(start.value, months.value),
                (start, months),
                "reckoned from start and length",
            )
    start, end = term["period.start"], term["period.end"]
    if not found_value(term["period.months"]) and isinstance(start.value, date) and isinstance(end.value, date):
        months_between = _months(start.value, end.value)
        if months_between:
            term["period.months"] = _derived(
                term["period.months"], months_between, (start, end), "reckoned from start and end"
            )


def _months(start: date, end: date) -> int:
    """Return the whole months of a period given by its first and last day, 0 where they are not whole."""
    count = (end.year - start.year) * 12 + end.month - start.month
    return next((n for n in (count, count + 1) if n > 0 and last_day(start, n) == end), 0)


def found_value(item: Field | None) -> bool:
    """Say whether a field has a value."""
    return item is not None and item.value is not None


def _derived(item: Field, value: FieldValue, sources: Iterable[Field], reason: str, *, less: float = 0.03) -> Field:
    found = list(sources)
    warnings = tuple(dict.fromkeys(warning for source in found for warning in source.warnings))
    return replace(
        item,
        value=value,
        obtained=Obtained.DERIVED,
        evidence=found[0].evidence,
        confidence=round(max(0.3, min(source.confidence for source in found) - less), 2),
        reason=reason,
        warnings=warnings,
    )


def year_fields(offers: Offers, term: dict[str, Field], *, amended: bool) -> dict[int, dict[str, Field]]:
    """Return start, end, amount and formula by contract year; what holds for every year stands in each.

    An amendment is silent about years that it leaves as they are; these are left out (`amended`).
    """
    _number_fiscal(offers)
    numbers = sorted(
        {int(m[1]) for name in offers.by_name if (m := re.match(r"years\.(\d+)\.", name)) and _usable(offers.of(name))}
    )
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
            "start": choose(
                f"years.{number}.start", f"Year {number} starts", FieldKind.DATE, offers.of(f"years.{number}.start")
            ),
            "end": choose(
                f"years.{number}.end", f"Year {number} ends", FieldKind.DATE, offers.of(f"years.{number}.end")
            ),
            "amount": amount,
        }
        formulas = offers.of(f"years.{number}.formula") or (offers.of("years.each.formula") if number > 1 else [])
        formula = choose(f"years.{number}.formula", f"Year {number} formula", FieldKind.TEXT, formulas)
        if found_value(formula):
            years[number]["formula"] = formula
    return {n: year for n, year in years.items() if not amended or any(_found(item) for item in year.values())}


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
    months = term["period.months"].value
    if isinstance(months, int) and months % 12 == 0:
        return max(months // 12, max(numbers, default=0))
    start, end = term["period.start"].value, term["period.end"].value
    if isinstance(start, date) and isinstance(end, date) and _months(start, end) % 12 == 0 and _months(start, end):
        return max(_months(start, end) // 12, max(numbers, default=0))
    return stated if isinstance(stated, int) and stated <= MAX_YEARS and stated >= max(numbers, default=0) else 0


def complete_years(years: dict[int, dict[str, Field]], term: dict[str, Field]) -> None:
    """Fill the days of contract years from their neighbours and from the term, a year being twelve months."""
    start = term["period.start"]
    for number in sorted(years):
        year, before = years[number], years.get(number - 1)
        if not found_value(year["start"]):
            if before is not None and isinstance(before["end"].value, date):
                year["start"] = _derived(
                    year["start"],
                    before["end"].value + timedelta(days=1),
                    (before["end"],),
                    "the day after the year before",
                )
            elif isinstance(start.value, date):
                day = add_months(start.value, 12 * (number - 1))
                year["start"] = _derived(year["start"], day, (start,), "reckoned from the start of the term")
        if not found_value(year["end"]) and isinstance(year["start"].value, date):
            after = years.get(number + 1)
            end = term["period.end"]
            if after is not None and isinstance(after["start"].value, date):
                year["end"] = _derived(
                    year["end"],
                    after["start"].value - timedelta(days=1),
                    (after["start"],),
                    "the day before the next year",
                )
            elif (
                number == max(years)
                and isinstance(end.value, date)
                and 0 < (end.value - year["start"].value).days < 550
            ):
                year["end"] = _derived(year["end"], end.value, (end,), "the term ends then")
            else:
                year["end"] = _derived(
                    year["end"], last_day(year["start"].value, 12), (year["start"],), "twelve months after its start"
                )


def total_fields(offers: Offers, years: dict[int, dict[str, Field]], term: dict[str, Field]) -> list[Field]:
    """Return the total and the period floors; an amount of unknown reach is a year's or the total as the term tells."""
    unscoped = offers.of("unscoped")
    amounts = [year["amount"] for year in years.values()]
    months = term["period.months"].value
    total = choose("total", "Total commitment", FieldKind.MONEY, offers.of("total"))
    if not _found(total) and _usable(unscoped) and not any(_found(amount) for amount in amounts):
        total = choose("total", "Total commitment", FieldKind.MONEY, [*offers.of("total"), *unscoped])
        if isinstance(months, int) and months > 12:
            total = _warned(total, "The text does not say whether this is for a year or for the whole term", 0.6)
    if not _found(total) and all(found_value(amount) for amount in amounts) and _covers(years, term):
        value = sum((amount.value for amount in amounts if isinstance(amount.value, Decimal)), Decimal(0))
        total = _derived(total, value, amounts, "the sum of the contract years")
        total = replace(total, unit=amounts[0].unit)
    floors = (
        choose("floors.quarter", "Floor per quarter", FieldKind.MONEY, offers.of("floors.quarter")),
        choose("floors.month", "Floor per month", FieldKind.MONEY, offers.of("floors.month")),
    )
    return [total, *(item for item in floors if _found(item))]


def _covers(years: dict[int, dict[str, Field]], term: dict[str, Field]) -> bool:
    """Say whether the contract years run from the first one to the end of the term, as far as that is known."""
    if sorted(years) != list(range(1, len(years) + 1)) or not years:
        return False
    last, end = years[len(years)]["end"].value, term["period.end"].value
    return not isinstance(last, date) or not isinstance(end, date) or last >= end


def _warned(item: Field, warning: str, most: float) -> Field:
    return replace(item, warnings=(*item.warnings, warning), confidence=min(item.confidence, most))


def one_year(years: dict[int, dict[str, Field]], total: Field, term: dict[str, Field]) -> None:
    """Make the one contract year of an agreement of twelve months from its total."""
    if not years and term["period.months"].value == 12 and _found(total):
        amount = replace(total, name="years.1.amount", label="Year 1 commitment")
        if total.value is not None:
            amount = replace(amount, obtained=Obtained.DERIVED, reason="the term is one year")
        years[1] = {
            "start": replace(term["period.start"], name="years.1.start", label="Year 1 starts"),
            "end": replace(term["period.end"], name="years.1.end", label="Year 1 ends"),
            "amount": amount,
        }


def check(years: dict[int, dict[str, Field]], total: Field, term: dict[str, Field]) -> tuple[Field, list[str]]:
    """Compare what must fit together; where it does not, warn on the fields and return the findings."""
    findings: list[str] = []
    numbers = sorted(years)
    for one, two in itertools.pairwise(numbers):
        end, start = years[one]["end"], years[two]["start"]
        if (
            isinstance(end.value, date)
            and isinstance(start.value, date)
            and start.value - end.value != timedelta(days=1)
        ):
            finding = f"Year {two} does not start on the day after year {one} ends"
            findings.append(finding)
            years[one]["end"] = _warned(end, finding, 0.6)
            years[two]["start"] = _warned(start, finding, 0.6)
    for number in numbers:
        start, end = years[number]["start"], years[number]["end"]
        if isinstance(start.value, date) and isinstance(end.value, date) and start.value >= end.value:
            findings.append(f"Year {number} ends before it starts")
            years[number]["end"] = _warned(end, findings[-1], 0.4)
    _check_spread(years, findings)
    start, end = term["period.start"], term["period.end"]
    if isinstance(start.value, date) and isinstance(end.value, date) and start.value >= end.value:
        findings.append("The term ends before it starts")
        term["period.end"] = _warned(end, findings[-1], 0.4)
    return _check_sum(years, total, findings), findings


def _check_spread(years: dict[int, dict[str, Field]], findings: list[str]) -> None:
    """Warn where one year's amount is many times another's: a digit or a unit may be lost."""
    values = [year["amount"].value for year in years.values() if isinstance(year["amount"].value, Decimal)]
    if len(values) >= 2 and max(values) > SPREAD * min(values):
        findings.append(f"One contract year is more than {SPREAD} times another")
        for year in years.values():
            year["amount"] = _warned(year["amount"], findings[-1], 0.5)


def _check_sum(years: dict[int, dict[str, Field]], total: Field, findings: list[str]) -> Field:
    amounts = [year["amount"] for year in years.values()]
    values = [item.value for item in amounts if isinstance(item.value, Decimal)]
    if sorted(years) != list(range(1, len(years) + 1)):
        return total
    if (
        not values
        or len(values) < len(amounts)
        or not isinstance(total.value, Decimal)
        or total.obtained is Obtained.DERIVED
    ):
        return total
    if any("formula" in year for year in years.values()):
        return total
    summed = sum(values, Decimal(0))
    if summed == total.value:
        for year in years.values():
            item = year["amount"]
            if len(item.warnings) <= 1 and not item.rivals:
                year["amount"] = replace(
                    item,
                    confidence=min(0.99, max(item.confidence, 0.93)),
                    reason=f"{item.reason}, the years add up to the total",
                )
        return replace(
            total, confidence=min(0.99, max(total.confidence, 0.93)), reason=f"{total.reason}, the years add up to it"
        )
    finding = f"The contract years add up to {summed:,}, the total says {total.value:,}"
    findings.append(finding)
    for year in years.values():
        year["amount"] = _warned(year["amount"], finding, 0.65)
    return _warned(total, finding, 0.65)
