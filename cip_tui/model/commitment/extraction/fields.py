"""What is read from an agreement: fields with their evidence, and why each is believed or not.

Names of fields are stable. Single ones: `document.type`, `customer`, `provider`, `agreement.id`,
`effective`, `period.start`, `period.end`, `period.months`, `currency`, `total`, `floors.quarter`,
`floors.month`, `counting.basis`, `counting.marketplace_share`, `counting.marketplace_cap`,
`counting.marketplace_cap_amount`, `counting.credits_reduce`, `counting.taxes_count`, `counting.support_counts`,
`counting.eligible_services`, `counting.excluded_services`, `support.minimum`, `shortfall.trigger`,
`shortfall.treatment`, `shortfall.usable_months`, `carry_over`, `renewal`, `termination`, `accounts`, `regions`,
`supersedes`. Numbered ones (n counts from 1): `years.n.start`, `.end`, `.amount`, `.formula`; `discounts.n.scope`,
`.rate`, `.start`, `.end`; `credits.n.name`, `.amount`, `.rate`, `.condition`; `attestations.n.name`, `.cadence`,
`.next_due`, `.window_days`, `.grace_days`, `.owner`, `.evidence`, `.consequence`; `notices.n.purpose`, `.days`,
`.before`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

FieldValue = Decimal | date | int | bool | str | None


class FieldKind(StrEnum):
    """What a field holds: rates are fractions, money is in the agreement's currency, flags are yes or no."""

    MONEY = "money"
    DATE = "date"
    RATE = "rate"
    COUNT = "count"
    FLAG = "flag"
    TEXT = "text"


class Obtained(StrEnum):
    """How a value was obtained."""

    STATED = "stated"
    DERIVED = "derived"
    REDACTED = "redacted"
    NOT_FOUND = "not_found"


HIGH, MEDIUM = 0.9, 0.7


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something stands: page and line counted from 1, and the words."""

    page: int
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Rival:
    """Another value that the text offers for a field, and why it was not taken."""

    value: FieldValue
    evidence: Evidence
    why: str
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of an agreement. `unit` is a currency code, `days`, `months` or empty.

    `confidence` is a probability; `reason` says in words what it rests on; `warnings` say what to look at.
    """

    name: str
    label: str
    kind: FieldKind
    value: FieldValue = None
    unit: str = ""
    obtained: Obtained = Obtained.NOT_FOUND
    evidence: Evidence | None = None
    confidence: float = 0.0
    reason: str = ""
    warnings: tuple[str, ...] = ()
    rivals: tuple[Rival, ...] = ()

    @property
    def grade(self) -> str:
        """The confidence in a word: high, medium or low."""
        return "high" if self.confidence >= HIGH else "medium" if self.confidence >= MEDIUM else "low"


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one document. `declined` says why it is no agreement that this tool works with."""

    title: str
    document_type: str
    provider: str
    fields: tuple[Field, ...]
    findings: tuple[str, ...] = ()
    declined: str = ""
    pages: tuple[tuple[str, ...], ...] = field(default=())

    def get(self, name: str) -> Field | None:
        """Return the field of that name, or None."""
        return next((item for item in self.fields if item.name == name), None)

    def values(self) -> Mapping[str, FieldValue]:
        """Return every value that was found, by name."""
        return {item.name: item.value for item in self.fields if item.value is not None}

    @property
    def has_commitment(self) -> bool:
        """Whether any committed amount was found, or stands there redacted."""
        return any(
            item.obtained is not Obtained.NOT_FOUND
            for item in self.fields
            if item.name == "total" or (item.name.endswith(".amount") and item.name.startswith("years."))
        )
