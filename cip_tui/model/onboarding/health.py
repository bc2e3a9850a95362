"""The health of an account: a weighted mean of KPI scores that says of itself what it rests on.

H = sum of omega_k x s_k over the KPIs with a value, where omega_k = (W_c / sum of W over categories with a value) x
(w_k / sum of w over the category's KPIs with a value): W are the weights of the categories, w those of the KPIs by
their impact. The points that KPI k costs are omega_k x (100 - s_k), and H is exactly 100 less their sum. Coverage is
the nominal weight of the KPIs that were observed; whatever the missing ones hold, a score under nominal weights lies
between `low` and `high`. All figures are exact (`Fraction`), all points run from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cip_tui.model.money import apportion
from cip_tui.model.onboarding.accounts import Account, KpiRecord
from cip_tui.model.onboarding.kpis import Band, Kpi
from cip_tui.model.onboarding.scores import FULL, band_of, band_status, score_of
from cip_tui.model.onboarding.settings import HealthSettings

LEAST_COVERAGE = Fraction(60, 100)
"""Below this share of nominal weight an account has no band."""
DIVERGENT = 15
"""Points between computed and reported health from which they are said to diverge."""
REPORTED, CHURN, EXPANSION = "K11", "K12", "K13"


@dataclass(frozen=True, slots=True)
class Part:
    """One KPI in the health of an account. `share` and `nominal` are fractions of the whole score.

    `share` is 0 and `score` None where the account has no value; `nominal` is the share if every KPI had one.
    """

    kpi: Kpi
    record: KpiRecord | None
    value: Decimal | None
    score: Fraction | None
    band: Band | None
    share: Fraction
    nominal: Fraction

    @property
    def observed(self) -> bool:
        """Whether the file gave the value."""
        return self.value is not None and not (self.record is not None and self.record.imputed)

    @property
    def lost(self) -> Fraction:
        """The points that this KPI costs the account."""
        return Fraction(0) if self.score is None else self.share * (FULL - self.score)

    @property
    def cell(self) -> str:
        """Where the value stands in the file."""
        return self.record.cell if self.record is not None else ""


@dataclass(frozen=True, slots=True)
class CategoryPart:
    """A category in the health of an account. `score` is None where none of its KPIs has a value.

    `sensitivity` is dH/dW in points of health per unit of the category's weight: (S_c - H) / sum of W.
    """

    name: str
    weight: Decimal
    share: Fraction
    score: Fraction | None
    sensitivity: Fraction | None


@dataclass(frozen=True, slots=True)
class Health:
    """The health of one account under one set of settings. `score` is None where no KPI has a value.

    `uncapped` is the band of the score alone, None for insufficient data; `capped` are the KPIs that keep the account
    out of Healthy. Where no cap applies, `band` equals `uncapped`.
    """

    account: Account
    parts: tuple[Part, ...]
    categories: tuple[CategoryPart, ...]
    score: Fraction | None
    coverage: Fraction
    low: Fraction
    high: Fraction
    uncapped: Band | None
    band: Band | None
    capped: tuple[Part, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether missing values could put the account into another band."""
        return self.band is not None and band_of(self.low) is not band_of(self.high)

    @property
    def mark(self) -> str:
        """What stands behind the band: `?` where missing values could change it."""
        return "?" if self.doubtful else ""

    @property
    def word(self) -> str:
        """The band in words, e.g. `Healthy?`, `At Risk (capped)`, `Insufficient data`."""
        return band_status(self.band, self.mark).word + (" (capped)" if self.capped else "")

    @property
    def reported(self) -> Decimal | None:
        """The health score that the file reports, on the scale of 0 to 100."""
        value = self.part(REPORTED).value
        return None if value is None else value * 10

    @property
    def divergence(self) -> Fraction | None:
        """Computed less reported health in points, None where one of them is not known."""
        return None if self.score is None or self.reported is None else self.score - Fraction(self.reported)

    @property
    def diverges(self) -> bool:
        """Whether computed and reported health lie more than 15 points apart."""
        return self.divergence is not None and abs(self.divergence) > DIVERGENT

    def part(self, kpi_id: str) -> Part:
        """Return the part of a KPI. Raises KeyError."""
        for part in self.parts:
            if part.kpi.id == kpi_id:
                return part
        raise KeyError(kpi_id)


def assess(account: Account, settings: HealthSettings) -> Health:
    """Work out the health of an account. Raises `UsageError` where the settings cannot be used."""
    scheme = settings.scheme_for(account.account_tier)
    records = records_by_id(account, scheme.kpis)
    found = {kpi.id: records[kpi.id].data for kpi in scheme.kpis if kpi.id in records}
    scores = {
        kpi.id: score_of(value, kpi, settings.method) for kpi in scheme.kpis if (value := found.get(kpi.id)) is not None
    }
    weights = {category.name: Fraction(category.weight) for category in scheme.categories}
    nominal = _shares(scheme.kpis, weights, settings)
    shares = _shares([kpi for kpi in scheme.kpis if kpi.id in scores], weights, settings)
    parts = tuple(
        Part(
            kpi,
            records.get(kpi.id),
            found.get(kpi.id),
            scores.get(kpi.id),
            kpi.band(found.get(kpi.id)),
            shares.get(kpi.id, Fraction(0)),
            nominal.get(kpi.id, Fraction(0)),
        )
        for kpi in scheme.kpis
    )
    score = _weighted(parts) if any(part.share for part in parts) else None
    return _banded(account, parts, score, weights, cap=settings.cap)


def assess_all(accounts: Iterable[Account], settings: HealthSettings) -> list[Health]:
    """Work out the health of accounts, in their order."""
    return [assess(account, settings) for account in accounts]


def records_by_id(account: Account, kpis: Iterable[Kpi]) -> dict[str, KpiRecord]:
    """Return the records of an account by KPI id; records name their KPI by id, column or name."""
    names = {name: kpi.id for kpi in kpis for name in (kpi.id, kpi.column, kpi.name)}
    found: dict[str, KpiRecord] = {}
    for record in account.kpis:
        known = names.get(record.kpi) or names.get(record.kpi_parameter)
        if known is not None:
            found[known] = record
    return found


def shown_points(health: Health, places: int = 2) -> tuple[Decimal | None, list[Decimal | None]]:
    """Return the score and the points lost by each part, rounded so that 100 less the parts is the score shown."""
    if health.score is None:
        return None, [None] * len(health.parts)
    parts = apportion([None if part.score is None else decimal(part.lost) for part in health.parts], places)
    return Decimal(100) - sum((part for part in parts if part is not None), Decimal(0)), parts


def decimal(figure: Fraction) -> Decimal:
    """Return a figure as a Decimal of 28 digits, for showing."""
    return Decimal(figure.numerator) / Decimal(figure.denominator)


def _shares(kpis: Sequence[Kpi], weights: Mapping[str, Fraction], settings: HealthSettings) -> dict[str, Fraction]:
    """Return the share of each KPI in the score, if these are the KPIs with a value; they add up to 1."""
    inside: dict[str, Fraction] = {}
    for kpi in kpis:
        inside[kpi.category] = inside.get(kpi.category, Fraction(0)) + Fraction(settings.weight(kpi))
    total = sum((weights.get(name, Fraction(0)) for name, weight in inside.items() if weight), Fraction(0))
    if not total:
        return {}
    return {
        kpi.id: weights.get(kpi.category, Fraction(0)) / total * Fraction(settings.weight(kpi)) / inside[kpi.category]
        for kpi in kpis
        if inside[kpi.category]
    }


def _weighted(parts: Iterable[Part]) -> Fraction:
    return sum((part.share * part.score for part in parts if part.score is not None), Fraction(0))


def _banded(
    account: Account, parts: tuple[Part, ...], score: Fraction | None, weights: Mapping[str, Fraction], *, cap: bool
) -> Health:
    seen = [part for part in parts if part.observed and part.score is not None]
    coverage = sum((part.nominal for part in seen), Fraction(0))
    low = sum((part.nominal * part.score for part in seen if part.score is not None), Fraction(0))
    enough = score is not None and coverage >= LEAST_COVERAGE
    uncapped = band_of(score) if enough and score is not None else None
    health = Health(
        account,
        parts,
        _categories(parts, score, weights),
        score,
        coverage,
        low,
        low + FULL * (1 - coverage),
        uncapped,
        uncapped,
    )
    caps = capping(parts) if cap and uncapped is Band.HEALTHY else ()
    return replace(health, band=Band.AT_RISK, capped=caps) if caps else health


def capping(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the KPIs of Critical impact that are Critical, as far as they have weight and were observed."""
    return tuple(
        part
        for part in parts
        if part.kpi.impact == Band.CRITICAL.value and part.band is Band.CRITICAL and part.share and part.observed
    )


def _categories(
    parts: Sequence[Part], score: Fraction | None, weights: Mapping[str, Fraction]
) -> tuple[CategoryPart, ...]:
    present = {part.kpi.category for part in parts if part.share}
    total = sum((weight for name, weight in weights.items() if name in present), Fraction(0))
    found = []
    for name, weight in weights.items():
        inside = [part for part in parts if part.kpi.category == name]
        share = sum((part.share for part in inside), Fraction(0))
        own = _weighted(inside) / share if share else None
        slope = None if own is None or score is None else (own - score) / total
        found.append(CategoryPart(name, decimal(weight), share, own, slope))
    return tuple(found)
