"""The fields that accounts are filtered, sorted, grouped and asked by: the 21 columns of the file and what is computed.

A field knows its names, what kind of value it holds and where an account has it; `lost.<kpi>` are the points that a KPI
costs, `band.<kpi>` is the band of its value.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from cip_tui.model.document import Kind
from cip_tui.model.errors import UsageError
from cip_tui.model.onboarding.accounts import Account, KpiRecord
from cip_tui.model.onboarding.kpis import Kpi, standard
from cip_tui.model.onboarding.scores import INSUFFICIENT
from cip_tui.model.onboarding.standing import Standing

Value = str | Decimal | None


class FieldKind(StrEnum):
    """What a field holds: a number, one of a few words, any text, or a day as ISO 8601."""

    NUMBER = "number"
    WORD = "word"
    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `shown` is how its values are written, `words` the words it can hold, `kpi` the KPI behind it."""

    name: str
    title: str
    kind: FieldKind
    value: Callable[[Standing], Value]
    aliases: tuple[str, ...] = ()
    unit: str = ""
    shown: Kind = Kind.TEXT
    places: int | None = None
    words: tuple[str, ...] = ()
    kpi: str = ""

    def cell(self, standing: Standing) -> str:
        """Return the cell of the file that holds the value, where it is known."""
        record = record_of(standing.account, self.kpi) if self.kpi else None
        return record.cell if record is not None else ""


BAND_WORDS = ("Healthy", "At Risk", "Critical", INSUFFICIENT)
LEVELS = ("High", "Medium", "Low", "Unknown")
YES_NO = ("Yes", "No")


def record_of(account: Account, kpi_id: str) -> KpiRecord | None:
    """Return the record of a KPI of an account, or None."""
    kpi, place = _places()[kpi_id]
    records = account.kpis
    # Records mostly stand in the order of the scheme, which is worth a look first where there are very many accounts.
    if place < len(records) and records[place].kpi == kpi_id:
        return records[place]
    for record in records:
        if record.kpi in (kpi.id, kpi.column) or record.kpi_parameter == kpi.name:
            return record
    return None


@cache
def _places() -> dict[str, tuple[Kpi, int]]:
    return {kpi.id: (kpi, place) for place, kpi in enumerate(standard().kpis)}


@cache
def kpis_by_id() -> dict[str, Kpi]:
    """Return the KPIs by id, in the order of the scheme."""
    return {kpi.id: kpi for kpi in standard().kpis}


def _number(kpi_id: str) -> Callable[[Standing], Value]:
    def value(standing: Standing) -> Value:
        record = record_of(standing.account, kpi_id)
        return None if record is None else record.data

    return value


def _level(kpi_id: str) -> Callable[[Standing], Value]:
    """The word of the file; a level that was put in for a missing or unknown word is `Unknown`, not that level."""

    def value(standing: Standing) -> Value:
        record = record_of(standing.account, kpi_id)
        if record is None or record.data is None or record.imputed:
            return "Unknown"
        return kpis_by_id()[kpi_id].word_of(record.data) or "Unknown"

    return value


def _profile(name: str) -> Callable[[Standing], Value]:
    return lambda standing: standing.account.profile.get(name) or None


def _figure(figure: float | None) -> Value:
    # Rounded where floats end, so that 70 is 70.
    return None if figure is None else Decimal(str(round(figure, 9)))


def _lost(position: int) -> Callable[[Standing], Value]:
    return lambda standing: _figure(standing.lost[position])


def _kpi_band(kpi: Kpi) -> Callable[[Standing], Value]:
    def value(standing: Standing) -> Value:
        record = record_of(standing.account, kpi.id)
        band = kpi.band(record.data) if record is not None else None
        return band.value if band is not None else None

    return value


def _yes(holds: bool) -> Value:
    return YES_NO[0] if holds else YES_NO[1]


def _segment(standing: Standing) -> Value:
    return standing.account.profile.get("customer_segment") or standing.account.account_tier or None


def _band(standing: Standing) -> Value:
    band = standing.shown_band
    return INSUFFICIENT if band is None else band.value


def _run_rate(standing: Standing) -> Value:
    """Annual contract value over twelve months of spend; none without spend."""
    record, revenue = record_of(standing.account, "K9"), standing.account.revenue
    if record is None or not record.data or revenue is None:
        return None
    return revenue / (12 * record.data)


_N, _W, _T, _D = FieldKind.NUMBER, FieldKind.WORD, FieldKind.TEXT, FieldKind.DAY

_COLUMNS: tuple[Field, ...] = (
    Field("customer_id", "Account id", _T, lambda s: s.account.external_account_id, ("id",)),
    Field("company_name", "Account", _T, lambda s: s.account.account_name, ("name", "company", "account")),
    Field("signup_date", "Signed up", _D, _profile("signup_date"), ("signup", "since"), shown=Kind.DATE),
    Field("monthly_spend", "Monthly spend", _N, _number("K9"), ("spend",), "USD", Kind.MONEY, 2, kpi="K9"),
    Field(
        "contract_value_annual",
        "Annual contract value",
        _N,
        lambda s: s.account.revenue,
        ("acv", "arr", "revenue"),
        "USD",
        Kind.MONEY,
        0,
        kpi="K10",
    ),
    Field("customer_segment", "Segment", _T, _segment, ("segment", "tier")),
    Field("csm_assigned", "CSM", _T, lambda s: s.account.assigned_csm or None, ("csm", "owner")),
    Field("daily_invocations", "Daily invocations", _N, _number("K1"), ("daily",), "", Kind.COUNT, kpi="K1"),
    Field("invocations_30d", "Invocations 30 d", _N, _number("K2"), ("monthly", "inv30"), "", Kind.COUNT, kpi="K2"),
    Field(
        "avg_execution_time_sec", "Execution time", _N, _number("K5"), ("exec", "time"), "s", Kind.NUMBER, 1, kpi="K5"
    ),
    Field("cold_start_pct", "Cold starts", _N, _number("K6"), ("cold",), "%", Kind.NUMBER, 1, kpi="K6"),
    Field("p95_latency_ms", "P95 latency", _N, _number("K7"), ("p95", "latency"), "ms", Kind.NUMBER, 0, kpi="K7"),
    Field("error_rate_pct", "Error rate", _N, _number("K8"), ("errors", "error_rate"), "%", Kind.NUMBER, 1, kpi="K8"),
    Field(
        "invocation_velocity_change_pct", "Velocity", _N, _number("K3"), ("velocity",), "%", Kind.NUMBER, 1, kpi="K3"
    ),
    Field(
        "days_since_last_invocation",
        "Days since use",
        _N,
        _number("K4"),
        ("idle", "days"),
        "d",
        Kind.NUMBER,
        0,
        kpi="K4",
    ),
    Field("health_score", "Reported health", _N, _number("K11"), ("reported",), "of 10", Kind.NUMBER, 1, kpi="K11"),
    Field("churn_risk", "Churn risk", _W, _level("K12"), ("churn",), words=LEVELS, kpi="K12"),
    Field("expansion_potential", "Expansion", _W, _level("K13"), ("expansion",), words=LEVELS, kpi="K13"),
    Field("industry", "Industry", _T, lambda s: s.account.industry or None, ()),
    Field("use_case", "Use case", _T, _profile("use_case"), ("usecase", "use")),
    Field("gpu_type_primary", "GPU", _T, _profile("gpu_type_primary"), ("gpu",)),
)

_COMPUTED: tuple[Field, ...] = (
    Field("score", "Health", _N, lambda s: _figure(s.score), ("health",), "points", Kind.NUMBER, 2),
    Field("band", "Band", _W, _band, words=BAND_WORDS),
    Field("cov", "Coverage", _N, lambda s: _figure(s.coverage * 100), ("coverage",), "%", Kind.NUMBER, 1),
    Field("low", "Health at least", _N, lambda s: _figure(s.low), (), "points", Kind.NUMBER, 1),
    Field("high", "Health at most", _N, lambda s: _figure(s.high), (), "points", Kind.NUMBER, 1),
    Field(
        "lost",
        "Points lost",
        _N,
        lambda s: None if s.score is None else _figure(100 - s.score),
        (),
        "points",
        Kind.NUMBER,
        2,
    ),
    Field("divergence", "Against reported", _N, lambda s: _figure(s.divergence), (), "points", Kind.NUMBER, 1),
    Field("diverges", "Diverges", _W, lambda s: _yes(s.diverges), words=YES_NO),
    Field("capped", "Capped", _W, lambda s: _yes(bool(s.capped)), words=YES_NO),
    Field("pinned", "Pinned", _W, lambda s: _yes(s.pin is not None), words=YES_NO),
    Field("doubtful", "Band in doubt", _W, lambda s: _yes(s.doubtful), words=YES_NO),
    Field("runrate", "Contract over use", _N, _run_rate, (), "x", Kind.NUMBER, 2),
    Field("region", "Region", _T, lambda s: s.account.region or None),
    Field("status", "Status", _T, lambda s: s.account.account_status or None, ("account_status",)),
    Field("outcome", "Outcome", _T, lambda s: s.account.outcome or None),
)


@cache
def all_fields() -> tuple[Field, ...]:
    """Return every field, in the order in which they are offered."""
    return (
        *_COLUMNS,
        *_COMPUTED,
        *(
            Field(f"lost.{short(kpi)}", f"Lost by {kpi.name}", _N, _lost(at), (f"lost.{kpi.column}", f"lost.{kpi.id}"),
                  "points", Kind.NUMBER, 2, kpi=kpi.id)
            for at, kpi in enumerate(standard().kpis)
        ),
        *(
            Field(f"band.{short(kpi)}", f"{kpi.name} band", _W, _kpi_band(kpi),
                  (f"band.{kpi.column}", f"band.{kpi.id}"), words=BAND_WORDS[:3], kpi=kpi.id)
            for kpi in standard().kpis
        ),
    )  # fmt: skip


def short(kpi: Kpi) -> str:
    """Return the name of a KPI behind a dot: its column without the unit, e.g. `error_rate`."""
    for ending in ("_pct", "_sec", "_ms"):
        if kpi.column.endswith(ending):
            return kpi.column.removesuffix(ending)
    return kpi.column


@cache
def _by_name() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for field in all_fields():
        for name in (field.name, *field.aliases):
            found.setdefault(name.casefold(), field)
    return found


def field_named(name: str) -> Field:
    """Return the field of a name or alias, ignoring case. Raises `UsageError` naming the nearest one."""
    known = _by_name()
    found = known.get(name.casefold().replace("-", "_"))
    if found is None:
        near = difflib.get_close_matches(name.casefold(), known, n=1)
        hint = f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(names_of(_COLUMNS)) + ", score, band, …"
        raise UsageError(f"There is no field '{name}'", next_step=hint)
    return found


def is_field(name: str) -> bool:
    """Say whether a field has this name."""
    return name.casefold().replace("-", "_") in _by_name()


def names_of(fields: Iterable[Field]) -> list[str]:
    """Return the shortest name of each field, as it is offered for completion."""
    return [min((field.name, *field.aliases), key=len) if field.aliases else field.name for field in fields]


def brief(field: Field) -> str:
    """Return the name a field is written with in a parsed query: `acv` rather than `contract_value_annual`."""
    return field.aliases[0] if field.aliases and not field.name.startswith(("lost.", "band.")) else field.name
