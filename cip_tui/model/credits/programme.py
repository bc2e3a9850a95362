"""What a credit programme says: which services, from what spend, what it pays, what has to be shown, and by when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class RewardKind(StrEnum):
    """How a programme pays."""

    PERCENT_OF_SPEND = "percent_of_spend"
    FIXED_ON_THRESHOLD = "fixed_on_threshold"
    PER_UNIT_CAPPED = "per_unit_capped"
    USAGE_SHARE_STREAK = "usage_share_streak"
    GROWTH_BAND = "growth_band"
    TAGGED_MIGRATION = "tagged_migration"
    REVIEW_REMEDIATION = "review_remediation"


class Domain(StrEnum):
    """The field of work a programme belongs to; what people like is learned per field."""

    SERVERLESS = "serverless"
    AI = "ai"
    COMPUTE = "compute"
    ANALYTICS = "analytics"
    SECURITY = "security"
    GROWTH = "growth"


class Gauge(StrEnum):
    """What a threshold is compared with."""

    NET_AMORTIZED = "net_amortized"
    GROSS = "gross"
    USAGE_HOURS_SHARE = "usage_hours_share"
    MIGRATED_SPEND = "migrated_spend"
    COMMITMENT_SHARE = "commitment_share"
    REVIEW_SHARE = "review_share"


class Per(StrEnum):
    """The length of time a threshold speaks of."""

    MONTH = "month"
    QUARTER = "quarter"
    CONTRACT_YEAR = "contract_year"


class Cadence(StrEnum):
    """How often a programme is attested."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    ANNUAL = "annual"


class Counts(StrEnum):
    """Whether credits of a programme count toward the commitment."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Accounts(StrEnum):
    """Which accounts a programme looks at."""

    PROD = "prod"
    NONPROD = "nonprod"
    ANY = "any"


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    REPORT = "report"
    QUERY = "query"
    SIGN_OFF = "sign_off"
    TAG_EXPORT = "tag_export"
    BLOG = "blog"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the programme's text comes from: a document with its page, or an address. `note` says what is invented."""

    doc: str
    page: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which a programme is offered; `end` is the first day it is not. None is open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (self.start is None or self.start <= day) and (not self.end or day < self.end)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The services of a programme by canonical id: all of `all_of`, and `at_least` of `any_of`.

    `supporting` services may be used besides; their spend does not qualify. All three empty stands for any service.
    """

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    at_least: int = 1

    @property
    def qualifying(self) -> tuple[str, ...]:
        """The services whose spend qualifies."""
        return tuple(dict.fromkeys((*self.all_of, *self.any_of)))

    @property
    def needed(self) -> int:
        """How many services must be in use."""
        return len(self.all_of) + (min(self.at_least, len(self.any_of)) if self.any_of else 0)


@dataclass(frozen=True, slots=True)
class Match:
    """What of the spend counts, beyond the service: usage types, tags, accounts, regions. Empty asks for nothing."""

    usage_type_globs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    accounts: Accounts = Accounts.ANY
    regions: tuple[str, ...] = ()

    def beyond_services(self) -> list[str]:
        """Say which facts beyond service and amount are needed."""
        found = []
        if self.usage_type_globs:
            found.append("usage types (" + ", ".join(self.usage_type_globs) + ")")
        if self.tags:
            found.append("the tag " + ", ".join(self.tags))
        if self.accounts is not Accounts.ANY:
            found.append("which accounts are " + ("production" if self.accounts is Accounts.PROD else "not production"))
        return found


@dataclass(frozen=True, slots=True)
class Threshold:
    """What has to be reached: `gauge` at or above `value` per `per`, `consecutive` times in a row."""

    metric: Gauge
    value: Decimal
    per: Per = Per.MONTH
    op: str = ">="
    consecutive: int = 1


@dataclass(frozen=True, slots=True)
class Band:
    """A step of a programme that pays by band: from `start` up to, not including, `end` of the gauge, a sum."""

    start: Decimal
    amount: Decimal
    end: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reward:
    """What is paid. `rate` is a fraction of the qualifying spend, `fixed` a sum, `months` how long a rate is paid."""

    rate: Decimal | None = None
    fixed: Decimal | None = None
    cap_per_unit: Decimal | None = None
    cap_total: Decimal | None = None
    bands: tuple[Band, ...] = ()
    only_one_band: bool = True
    months: int | None = None
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a programme goes with others, by their ids, and with the commitment."""

    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    stackable: bool = True
    counts_towards_commitment: Counts = Counts.UNKNOWN
    one_time: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something to be shown at the attestation, and who brings it."""

    id: str
    title: str
    kind: EvidenceKind = EvidenceKind.REPORT
    owner_role: str = ""
    template: str = ""
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """When it is attested. `window_opens` and `window_closes` are days counted from the end of each period.

    A period is a calendar quarter, half-year, year or month by `cadence`; `once` counts from the acceptance.
    """

    cadence: Cadence
    window_opens: int = 0
    window_closes: int = 30
    approver_role: str = ""
    grace_days: int = 0
    reminders: tuple[int, ...] = (30, 14, 7, 3, 1)


@dataclass(frozen=True, slots=True)
class Effort:
    """What it takes: work in engineer-days, and days that pass before it can count."""

    engineer_days: Decimal
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class Adding:
    """An estimate of what a service that is not in use yet would cost a month, once added.

    Either a share of what the services `of` cost now, or a sum; each as a range. `basis` says why.
    """

    service: str
    basis: str
    of: tuple[str, ...] = ()
    share_low: Decimal | None = None
    share_high: Decimal | None = None
    monthly_low: Decimal | None = None
    monthly_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A credit programme. `illustrative` marks one that no provider offers in this form."""

    id: str
    name: str
    version: str
    kind: RewardKind
    domain: Domain
    source: Source
    reward: Reward
    attestation: Attestation
    effort: Effort
    illustrative: bool = False
    valid: Validity = field(default_factory=Validity)
    services: Bundle = field(default_factory=Bundle)
    match: Match = field(default_factory=Match)
    threshold: Threshold | None = None
    rules: Rules = field(default_factory=Rules)
    evidence: tuple[Evidence, ...] = ()
    adding: tuple[Adding, ...] = ()
    risk: str = ""
