"""From confirmed fields to the `Terms` that other rooms rely on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cip_tui.model.commitment.agreements import Decision, ReviewedField
from cip_tui.model.commitment.extraction.dates import add_months
from cip_tui.model.commitment.extraction.fields import FieldValue, Obtained
from cip_tui.model.commitment.terms import (
    AttestationDuty,
    ContractYear,
    CountingRules,
    CreditTerm,
    Discount,
    NoticePeriod,
    Shortfall,
    ShortfallTreatment,
    ShortfallTrigger,
    Terms,
)
from cip_tui.model.period import Period

if TYPE_CHECKING:
    from cip_tui.model.commitment.agreements import AgreementRecord

_VITAL = ("period.start", "period.end", "total")


class _Known:
    """The values that a person confirmed, by name."""

    def __init__(self, fields: Sequence[ReviewedField]) -> None:
        self._by_name = {item.name: item for item in fields}

    def value(self, name: str) -> FieldValue:
        item = self._by_name.get(name)
        return item.value if item is not None and item.decision in (Decision.ACCEPTED, Decision.EDITED) else None

    def text(self, name: str) -> str:
        value = self.value(name)
        return "" if value is None else str(value)

    def day(self, name: str) -> date | None:
        value = self.value(name)
        return value if isinstance(value, date) else None

    def amount(self, name: str) -> Decimal | None:
        value = self.value(name)
        return value if isinstance(value, Decimal) else None

    def flag(self, name: str) -> bool | None:
        value = self.value(name)
        return value if isinstance(value, bool) else None

    def count(self, name: str) -> int | None:
        value = self.value(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def items(self, name: str) -> tuple[str, ...]:
        return tuple(part for part in (_item(text) for text in re.split(r"[,;]|\band\b", self.text(name))) if part)

    def page(self, name: str) -> int | None:
        item = self._by_name.get(name)
        return item.field.evidence.page if item is not None and item.field.evidence is not None else None

    def numbers(self, head: str) -> list[int]:
        found = {int(m[1]) for name in self._by_name if (m := re.fullmatch(rf"{head}\.(\d+)\.\w+", name))}
        return sorted(found)


def _item(text: str) -> str:
    return re.sub(r"^\s*(?:the\s+following\s*:?)?\s*", "", text).strip(' ."')


def confirmed_terms(record: AgreementRecord, fields: Sequence[ReviewedField]) -> Terms:
    """Return the terms of one agreement as far as they are confirmed."""
    known = _Known(fields)
    period = _period(known.day("period.start"), known.day("period.end"))
    return Terms(
        agreement_id=record.id,
        title=record.title,
        file=record.file,
        sha256=record.sha256,
        customer=known.text("customer"),
        currency=known.text("currency") or "USD",
        effective=known.day("effective"),
        period=period,
        years=_years(known, period),
        total=known.amount("total"),
        discounts=_discounts(known),
        counting=_counting(known),
        shortfall=_shortfall(known),
        carry_over=known.text("carry_over"),
        credits=_credits(known),
        attestations=_attestations(known),
        notices=_notices(known),
        renewal=known.text("renewal"),
        open=_open(fields),
    )


def _open(fields: Sequence[ReviewedField]) -> tuple[str, ...]:
    """Name what waits for review, what is blacked out, and what is vital and was not found."""
    found = [item.name for item in fields if item.needs_review]
    for item in fields:
        confirmed = item.decision in (Decision.ACCEPTED, Decision.EDITED)
        vital = item.name in _VITAL or re.fullmatch(r"years\.\d+\.amount", item.name)
        unknown = item.value is None if confirmed else item.field.obtained is Obtained.NOT_FOUND
        if vital and unknown and item.name not in found:
            found.append(item.name)
    return tuple(found)


def _period(start: date | None, last: date | None) -> Period | None:
    return Period(start, last + timedelta(days=1)) if start and last and last >= start else None


def _years(known: _Known, period: Period | None) -> tuple[ContractYear, ...]:
    found = []
    for number in known.numbers("years"):
        start, last = known.day(f"years.{number}.start"), known.day(f"years.{number}.end")
        if start is None and period is not None and number == 1:
            start = period.start
        if start is not None and last is None:
            last = (
                add_months(start, 12) - timedelta(days=1)
                if period is None or period.end > add_months(start, 12)
                else period.last
            )
        days = _period(start, last)
        amount, formula = known.amount(f"years.{number}.amount"), known.text(f"years.{number}.formula")
        if days is not None and (amount is not None or formula or known.day(f"years.{number}.start")):
            found.append(ContractYear(number, days, amount, formula))
    return tuple(found)


def _discounts(known: _Known) -> tuple[Discount, ...]:
    found = []
    for number in known.numbers("discounts"):
        rate = known.amount(f"discounts.{number}.rate")
        if rate is not None:
            scope = known.text(f"discounts.{number}.scope") or "*"
            days = _period(known.day(f"discounts.{number}.start"), known.day(f"discounts.{number}.end"))
            found.append(Discount(scope, rate, days))
    return tuple(found)


def _counting(known: _Known) -> CountingRules:
    return CountingRules(
        marketplace_share=known.amount("counting.marketplace_share"),
        marketplace_cap=known.amount("counting.marketplace_cap"),
        credits_reduce=known.flag("counting.credits_reduce"),
        taxes_count=bool(known.flag("counting.taxes_count")),
        support_counts=known.flag("counting.support_counts"),
        excluded_services=known.items("counting.excluded_services"),
        eligible_services=known.items("counting.eligible_services"),
        accounts=known.items("accounts"),
    )


def _shortfall(known: _Known) -> Shortfall:
    trigger, treatment = known.text("shortfall.trigger"), known.text("shortfall.treatment")
    return Shortfall(
        ShortfallTrigger(trigger) if trigger else None,
        ShortfallTreatment(treatment) if treatment else None,
        known.count("shortfall.usable_months"),
    )


def _credits(known: _Known) -> tuple[CreditTerm, ...]:
    found = []
    for number in known.numbers("credits"):
        base = f"credits.{number}"
        rate, amount = known.amount(f"{base}.rate"), known.amount(f"{base}.amount")
        if rate is not None or amount is not None:
            name = known.text(f"{base}.name") or f"Credit {number}"
            found.append(CreditTerm(name, rate, amount, known.text(f"{base}.condition"), known.page(f"{base}.name")))
    return tuple(found)


def _attestations(known: _Known) -> tuple[AttestationDuty, ...]:
    found = []
    for number in known.numbers("attestations"):
        base = f"attestations.{number}"
        name = known.text(f"{base}.name")
        if not name:
            continue
        evidence = tuple(
            part.strip() for part in re.split(r";|,\s|\band\b", known.text(f"{base}.evidence")) if part.strip()
        )
        found.append(
            AttestationDuty(
                name=name,
                cadence=known.text(f"{base}.cadence") or "once",
                next_due=known.day(f"{base}.next_due"),
                window_days=known.count(f"{base}.window_days"),
                grace_days=known.count(f"{base}.grace_days"),
                owner=known.text(f"{base}.owner"),
                evidence=evidence,
                consequence=known.text(f"{base}.consequence"),
                page=known.page(f"{base}.name"),
            )
        )
    return tuple(found)


def _notices(known: _Known) -> tuple[NoticePeriod, ...]:
    found = []
    for number in known.numbers("notices"):
        days = known.count(f"notices.{number}.days")
        if days is not None:
            purpose = known.text(f"notices.{number}.purpose") or "notice"
            found.append(
                NoticePeriod(purpose, days, known.day(f"notices.{number}.before"), known.page(f"notices.{number}.days"))
            )
    return tuple(found)
