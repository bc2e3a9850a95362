"""An agreement and its charges for the tests of commitments: three years of $1.2 M, $1.5 M, $1.8 M from April 2025."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.cloud_spend import Freshness
from cip_tui.model.commitment.commitments import Commitments
from cip_tui.model.commitment.services import Services
from cip_tui.model.commitment.terms import (
    ContractYear,
    CountingRules,
    Discount,
    Shortfall,
    ShortfallTreatment,
    ShortfallTrigger,
    Terms,
)
from cip_tui.model.job import Job
from cip_tui.model.period import Period, month_of

TODAY = date(2026, 11, 21)
RULES = CountingRules(
    marketplace_share=Decimal("0.5"),
    marketplace_cap=Decimal("0.25"),
    credits_reduce=False,
    support_counts=False,
)
YEARS = (
    ContractYear(1, Period(date(2025, 4, 1), date(2026, 4, 1)), Decimal(1_200_000)),
    ContractYear(2, Period(date(2026, 4, 1), date(2027, 4, 1)), Decimal(1_500_000)),
    ContractYear(3, Period(date(2027, 4, 1), date(2028, 4, 1)), Decimal(1_800_000)),
)
TERMS = Terms(
    "ppa-1",
    "Private Pricing Addendum",
    "ppa.pdf",
    "ab" * 32,
    customer="Example Ltd",
    period=Period(date(2025, 4, 1), date(2028, 4, 1)),
    years=YEARS,
    total=Decimal(4_500_000),
    discounts=(Discount("*", Decimal("0.09")),),
    counting=RULES,
    shortfall=Shortfall(ShortfallTrigger.YEAR, ShortfallTreatment.PAY),
)
EC2, S3, BEDROCK = "Amazon Elastic Compute Cloud - Compute", "Amazon Simple Storage Service", "Amazon Bedrock"
resolve = Services.load().id_of


def one_year(amount: str | int, start: date = date(2026, 4, 1), **counting: object) -> Terms:
    """Return an agreement of one year."""
    period = Period(start, start.replace(year=start.year + 1))
    rules = replace(RULES, **counting)  # type: ignore[arg-type]  # fields of the rules
    return replace(TERMS, period=period, years=(ContractYear(1, period, Decimal(amount)),), total=None, counting=rules)


def charge(
    start: date,
    amount: str | int | Decimal,
    kind: ChargeType = ChargeType.USAGE,
    service: str = EC2,
    end: date | None = None,
    **more: object,
) -> Charge:
    """Return a charge, of the calendar month of `start` unless `end` is given."""
    period = month_of(start) if end is None else Period(start, end)
    return Charge(period, service, resolve(service), kind, Decimal(amount), **more)  # type: ignore[arg-type]  # fields


def months(first: date, amounts: Iterable[str | int | Decimal], **more: object) -> list[Charge]:
    """Return a charge for each month from `first` on."""
    found, month = [], month_of(first)
    for amount in amounts:
        found.append(charge(month.start, amount, **more))  # type: ignore[arg-type]  # fields of a charge
        month = month_of(month.end)
    return found


def bill(first: date = date(2025, 4, 1), count: int = 20, start: int = 95_000, growth: float = 0.01) -> list[Charge]:
    """Return months of a growing bill: compute, storage, Bedrock, Marketplace, support, tax, credits, refunds."""
    found: list[Charge] = []
    month = month_of(first)
    for number in range(count):
        base = Decimal(round(start * (1 + growth) ** number * (1 + 0.03 * ((number * 7) % 5 - 2) / 2)))
        last = number == count - 1
        elapsed = Decimal((TODAY - month.start).days) / month.days if last and TODAY in month else Decimal(1)
        parts: Mapping[tuple[ChargeType, str], Decimal] = {
            (ChargeType.USAGE, EC2): base * Decimal("0.62"),
            (ChargeType.USAGE, S3): base * Decimal("0.22"),
            (ChargeType.USAGE, BEDROCK): base * Decimal("0.08"),
            (ChargeType.MARKETPLACE, "Acme Observability"): base * Decimal("0.06"),
            (ChargeType.SUPPORT, "AWS Support (Business)"): base * Decimal("0.07"),
            (ChargeType.TAX, "Tax"): base * Decimal("0.05"),
            (ChargeType.CREDIT, EC2): -base * Decimal("0.02"),
            (ChargeType.REFUND, S3): -base * Decimal("0.001"),
        }
        found += [
            charge(month.start, (amount * elapsed).quantize(Decimal("0.000001")), kind, name, estimated=last)
            for (kind, name), amount in parts.items()
        ]
        month = month_of(month.end)
    return found


class Papers:
    """Agreements as the workspace would give them."""

    def __init__(self, given: Iterable[Terms]) -> None:
        self._given = list(given)

    def terms(self) -> list[Terms]:
        """Return what was given."""
        return self._given


class Bills:
    """Charges as the workspace would give them, imported today."""

    def __init__(self, given: Iterable[Charge], today: date) -> None:
        self._given, self._today = list(given), today

    def freshness(self) -> Freshness | None:
        """Return today."""
        made = datetime.combine(self._today, time(12))
        return Freshness(made, self._today, ("bill.json",)) if self._given else None

    def charges(
        self, job: Job, *, currency: str | None = None, grain: str = "day", by_account: bool = False
    ) -> list[Charge]:
        """Return what was given."""
        return self._given


def commitments(
    terms: Iterable[Terms] = (TERMS,),
    charges: Iterable[Charge] | None = None,
    ai: Mapping[str, Decimal] | None = None,
    today: date = TODAY,
) -> Commitments:
    """Return the commitments of a workspace that holds these agreements and charges."""
    bills = Bills(bill() if charges is None else charges, today)
    return Commitments(Papers(terms), bills, ai_monthly=lambda job: ai or {}, as_of=lambda: today)
