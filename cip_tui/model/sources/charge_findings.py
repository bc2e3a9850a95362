"""What is said about the charges of a bill when it is read: names and types that are not known, currencies, signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from cip_tui.model.commitment.charge_types import NEGATIVE, charge_type, is_marketplace
from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.commitment.services import Services
from cip_tui.model.document import Level
from cip_tui.model.engine.charges import Line, Summary
from cip_tui.model.money import rounded
from cip_tui.model.sources.report import Finding
from cip_tui.model.text import clean

_SHOWN = 5


def charge_findings(found: Summary) -> list[Finding]:
    """Return what a person should know before relying on these charges."""
    findings = [*_names(found), *_types(found), *_signs(found)]
    totals = found.totals()
    if len(totals) > 1:
        sums = ", ".join(f"{currency} {rounded(amount):,}" for currency, amount in totals.items())
        message = f"There are {len(totals)} currencies, which are kept apart and never added up: {sums}"
        findings.append(Finding(Level.WARNING, "currencies", message))
    if len(found.metrics) > 1:
        message = f"Parts of the file state different amounts: {', '.join(map(clean, found.metrics))}"
        fix = "Export all of it with one metric; sums over both mean nothing"
        findings.append(Finding(Level.WARNING, "metrics", message, fix=fix))
    findings += _twice(found)
    if found.estimated_from is not None:
        message = f"Amounts from {found.estimated_from} on are estimates: the provider has not closed that period"
        findings.append(Finding(Level.INFO, "estimated", message, fix="Import again when it is closed"))
    return findings


def _names(found: Summary) -> list[Finding]:
    services = Services.load()

    def unknown(line: Line) -> str:
        if services.find(line.service) or services.find(line.product_code) or is_marketplace(line.seller):
            return ""
        return line.service or line.product_code

    names = _sums(found.lines, unknown)
    if not names:
        return []
    message = f"{_count(len(names), 'name matches', 'names match')} no service of AWS: {_listed(names)}"
    fix = "They count as spend; where they are Marketplace products, group by BILLING_ENTITY or import a usage report"
    return [Finding(Level.INFO, "unknown-service", message, fix=fix, count=len(names))]


def _types(found: Summary) -> list[Finding]:
    def unknown(line: Line) -> str:
        kind = charge_type(line.record_type, None, marketplace=False)
        return line.record_type if kind is ChargeType.UNKNOWN else ""

    names = _sums(found.lines, unknown)
    if not names:
        return []
    message = f"{_count(len(names), 'record type is', 'record types are')} not known: {_listed(names)}"
    fix = "They are shown as unknown and count toward no commitment"
    return [Finding(Level.WARNING, "unknown-type", message, fix=fix, count=len(names))]


def _signs(found: Summary) -> list[Finding]:
    lines = [line for line in found.lines if charge_type(line.record_type, None, marketplace=False) in NEGATIVE]
    count = sum(line.positive for line in lines)
    if not count:
        return []
    message = f"{_count(count, 'credit, refund or discount raises', 'credits, refunds or discounts raise')} the bill"
    return [Finding(Level.WARNING, "positive-credit", message, fix="They were kept with the sign of the file")]


def _twice(found: Summary) -> list[Finding]:
    """Warn where discounts stand in lines of their own beside amounts that are net of them."""
    lines = [line for line in found.lines if charge_type(line.record_type, None, marketplace=False) == "discount"]
    if not any(metric.startswith("Net") for metric in found.metrics) or not any(line.amount for line in lines):
        return []
    sums = _sums(lines, lambda line: line.record_type)
    message = f"Discounts stand in lines of their own beside net amounts and may count twice: {_listed(sums)}"
    return [Finding(Level.WARNING, "discount-lines", message, fix="Compare the sum with the invoice")]


def _sums(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[tuple[str, str], Decimal]:
    """Return the sums of the lines by key and currency, the largest first; lines with an empty key are left out."""
    sums: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        name = key(line)
        if name:
            sums[name, line.currency] = sums.get((name, line.currency), Decimal(0)) + line.amount
    return dict(sorted(sums.items(), key=lambda item: (-abs(item[1]), item[0])))


def _listed(sums: dict[tuple[str, str], Decimal]) -> str:
    shown = [
        f"{clean(name, 80)} ({currency} {rounded(amount):,})"
        for (name, currency), amount in list(sums.items())[:_SHOWN]
    ]
    return ", ".join(shown) + (f" and {len(sums) - _SHOWN} more" if len(sums) > _SHOWN else "")


def _count(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
