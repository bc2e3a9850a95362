"""What stands in a test agreement, told by the person who wrote it.

A fact is one line: `field | value | page | words on that page`. Fields follow `Terms`: `customer`, `effective`,
`period.start`, `period.end` (the last day inside), `years.N.start|end|amount|formula`, `total`, `currency`,
`discounts.SCOPE` or `discounts.SCOPE.N` for one contract year, `counting.*`, `shortfall.*`, `notices.PURPOSE`
(days), `credits.NAME.rate|amount`, `attestations.NAME` (cadence). `document.provider` is `aws`, `google`, `azure` or
`none` where nothing is committed. `superseded` is a sum that an amendment replaced: the value of nothing.

A value is written plainly (2400000, 2024-04-01, 0.09, yes, no). `redacted` and `absent` are words of their own. A `?`
in front marks what may be told but need not be, such as a total that stands nowhere; `~` separates readings that
are equally right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """Kinds of fields that are scored together."""

    MONEY = "money"
    DATE = "date"
    RATE = "rate"
    PARTY = "party"
    KIND = "kind"
    RULE = "rule"
    NOTICE = "notice"
    CREDIT = "credit"
    DUTY = "duty"


REDACTED = "redacted"
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a document says, or hides (`redacted`), or does not say (`absent`)."""

    field: str
    values: tuple[str, ...]
    page: int | None
    words: str
    required: bool = True

    @property
    def family(self) -> Family:
        """The family that the field is scored in."""
        return family_of(self.field)

    @property
    def redacted(self) -> bool:
        """Whether the document hides the value."""
        return self.values == (REDACTED,)

    @property
    def absent(self) -> bool:
        """Whether the document says nothing about the field, so that any value is invented."""
        return self.values == (ABSENT,)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A document made for the tests: how it is laid out, how it is drawn, and what it says."""

    name: str
    layout: str
    draw: Callable[[], bytes]
    facts: tuple[Fact, ...]

    def fact(self, field: str) -> Fact | None:
        """Return the fact about a field, or None where the record is silent."""
        return next((fact for fact in self.facts if fact.field == field), None)


def family_of(field: str) -> Family:
    """Return the family of a field by its name."""
    head, _, rest = field.partition(".")
    if field == "total" or head == "superseded" or (head == "years" and rest.endswith("amount")):
        return Family.MONEY
    if field in {"effective", "period.start", "period.end"} or (head == "years" and rest.endswith(("start", "end"))):
        return Family.DATE
    if head == "discounts" or field in {"counting.marketplace_share", "counting.marketplace_cap"}:
        return Family.RATE
    heads = {
        "customer": Family.PARTY,
        "document": Family.KIND,
        "currency": Family.KIND,
        "notices": Family.NOTICE,
        "credits": Family.CREDIT,
        "attestations": Family.DUTY,
    }
    return heads.get(head, Family.RULE)


def facts(record: str) -> tuple[Fact, ...]:
    """Read a record of facts, one a line; empty lines are skipped."""
    return tuple(fact(line) for line in record.splitlines() if line.strip())


def fact(line: str) -> Fact:
    """Read one line `field | value | page | words`; the last two may be missing."""
    field, value, page, words = ([part.strip() for part in line.split("|")] + ["", ""])[:4]
    required = not value.startswith("?")
    values = tuple(part.strip() for part in value.removeprefix("?").split("~"))
    return Fact(field, values, int(page) if page else None, words, required)
