"""Discounts, credits, attestations and notices as numbered fields."""

from __future__ import annotations

from dataclasses import replace

from cip_tui.model.commitment.extraction.assemble import found_value
from cip_tui.model.commitment.extraction.attestations import Duty
from cip_tui.model.commitment.extraction.duties import Credit, Notice
from cip_tui.model.commitment.extraction.fields import Field, FieldKind, FieldValue, Obtained
from cip_tui.model.commitment.extraction.rates import Rate
from cip_tui.model.commitment.extraction.search import choose


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
        found.append(_told(f"{name}.scope", f"Discount {number} scope", FieldKind.TEXT, rate.scope, field))
        start = year["start"] if year else term["period.start"]
        end = year["end"] if year else term["period.end"]
        for key, source in (("start", start), ("end", end)):
            if found_value(source):
                found.append(
                    replace(
                        source,
                        name=f"{name}.{key}",
                        label=f"Discount {number} {key}s",
                        obtained=Obtained.DERIVED,
                        rivals=(),
                        reason=f"as the {'contract year' if year else 'term'}",
                    )
                )
    return found


def _told(name: str, label: str, kind: FieldKind, value: FieldValue, like: Field, unit: str = "") -> Field:
    return Field(name, label, kind, value, unit, Obtained.STATED, like.evidence, like.confidence, like.reason)


def credit_fields(promised: list[Credit]) -> list[Field]:
    """Return name, amount, rate and condition of each credit."""
    found: list[Field] = []
    for number, credit in enumerate(promised, 1):
        base = f"credits.{number}"
        source = credit.amount or credit.rate or credit.source
        if source is None:
            continue
        name = choose(
            f"{base}.name",
            f"Credit {number}",
            FieldKind.TEXT,
            [replace(credit.source or source, value=credit.name, redacted=False, doubt="")],
        )
        found.append(name)
        if credit.amount is not None:
            found.append(choose(f"{base}.amount", f"Credit {number} amount", FieldKind.MONEY, [credit.amount]))
        if credit.rate is not None:
            found.append(choose(f"{base}.rate", f"Credit {number} rate", FieldKind.RATE, [credit.rate]))
        if credit.condition:
            found.append(
                _told(f"{base}.condition", f"Credit {number} condition", FieldKind.TEXT, credit.condition, name)
            )
    return found


_DUTY_KINDS = {
    "cadence": ("cadence", FieldKind.TEXT, ""),
    "next_due": ("due", FieldKind.DATE, ""),
    "window_days": ("window", FieldKind.COUNT, "days"),
    "grace_days": ("grace", FieldKind.COUNT, "days"),
    "owner": ("owner", FieldKind.TEXT, ""),
    "evidence": ("evidence", FieldKind.TEXT, ""),
    "consequence": ("consequence", FieldKind.TEXT, ""),
}


def duty_fields(duties: list[Duty]) -> list[Field]:
    """Return what is known of each attestation."""
    found: list[Field] = []
    for number, duty in enumerate(duties, 1):
        base = f"attestations.{number}"
        found.append(
            choose(f"{base}.name", f"Attestation {number}", FieldKind.TEXT, [replace(duty.source, value=duty.name)])
        )
        for key, (label, kind, unit) in _DUTY_KINDS.items():
            if key in duty.values:
                found.append(
                    choose(f"{base}.{key}", f"Attestation {number} {label}", kind, [duty.values[key]], unit=unit)
                )
    return found


def notice_fields(notices: list[Notice], term: dict[str, Field]) -> list[Field]:
    """Return purpose, days and, where it is the end of the term, the day notice counts back from."""
    found: list[Field] = []
    for number, notice in enumerate(notices, 1):
        base = f"notices.{number}"
        days = choose(f"{base}.days", f"Notice of {notice.purpose}", FieldKind.COUNT, [notice.source], unit="days")
        found.append(_told(f"{base}.purpose", f"Notice {number} is for", FieldKind.TEXT, notice.purpose, days))
        found.append(days)
        end = term["period.end"]
        if notice.before and found_value(end):
            found.append(
                replace(
                    end,
                    name=f"{base}.before",
                    label=f"Notice {number} counts back from",
                    obtained=Obtained.DERIVED,
                    rivals=(),
                    reason="the end of the term",
                )
            )
    return found
