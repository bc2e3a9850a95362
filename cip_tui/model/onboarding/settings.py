"""How this workspace scores health: weights, boundaries, method and cap, as the wizard or a person set them.

Settings are events of the journal; the newest that stands counts. What nobody changed is as shipped in kpis.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from cip_tui.model.errors import UsageError
from cip_tui.model.journal import Event, Journal
from cip_tui.model.onboarding.kpis import Kpi, Scheme, standard
from cip_tui.model.onboarding.scores import Method

SETTINGS_EVENT = "health.settings"
_SUBJECT = "workspace"

Boundaries = tuple[Decimal, Decimal]
"""The critical and the healthy boundary of a KPI, in its unit."""


@dataclass(frozen=True)
class HealthSettings:
    """What differs from the scheme as shipped.

    `weights` are of categories by name, shares of their sum; `ranges` boundaries by KPI id; `kpi_weights` replace the
    weight that a KPI has by its impact, 0 leaves it out. `segments` holds boundaries by customer segment, then KPI id;
    empty, as shipped, one set of ranges serves all. `cap` keeps an account out of Healthy while a KPI of Critical
    impact is Critical.
    """

    weights: Mapping[str, Decimal] = field(default_factory=dict)
    ranges: Mapping[str, Boundaries] = field(default_factory=dict)
    kpi_weights: Mapping[str, Decimal] = field(default_factory=dict)
    segments: Mapping[str, Mapping[str, Boundaries]] = field(default_factory=dict)
    method: Method = Method.LINEAR
    cap: bool = True

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme that these settings make. Raises `UsageError` where a name or number cannot be."""
        return _with_ranges(standard().with_weights(self.weights), self.ranges)

    @cached_property
    def _by_segment(self) -> dict[str, Scheme]:
        return {name.casefold(): _with_ranges(self.scheme, ranges) for name, ranges in self.segments.items()}

    def scheme_for(self, segment: str) -> Scheme:
        """Return the scheme for accounts of a segment."""
        return self._by_segment.get(segment.casefold(), self.scheme) if self.segments else self.scheme

    def weight(self, kpi: Kpi) -> Decimal:
        """Return the weight of a KPI inside its category, before it is normalised."""
        return self.kpi_weights.get(kpi.id, self.scheme.impact[kpi.impact])

    def with_weight(self, category: str, weight: Decimal) -> HealthSettings:
        """Return the settings with another weight of a category. Raises `UsageError`."""
        return replace(self, weights={**self.weights, category: weight}).checked()

    def with_range(self, kpi_id: str, critical: Decimal, healthy: Decimal) -> HealthSettings:
        """Return the settings with other boundaries of a KPI. Raises `UsageError`."""
        known = self.scheme.kpi(kpi_id).id
        return replace(self, ranges={**self.ranges, known: (critical, healthy)}).checked()

    def checked(self) -> HealthSettings:
        """Return these settings if they can be used. Raises `UsageError`."""
        for kpi_id, weight in self.kpi_weights.items():
            self.scheme.kpi(kpi_id)
            if not weight.is_finite() or weight < 0:
                raise UsageError(f"{kpi_id}: a weight must be 0 or more")
        for segment in self.segments:
            self.scheme_for(segment)
        if not any(self.weight(k) and _weight_of(self.scheme, k.category) for k in self.scheme.kpis):
            raise UsageError("No KPI has any weight", next_step="Give a category that has KPIs a weight")
        return self

    def payload(self) -> dict[str, Any]:
        """Return the settings as they stand in the journal."""
        return {
            "weights": {name: str(weight) for name, weight in self.weights.items()},
            "ranges": _pairs(self.ranges),
            "kpi_weights": {name: str(weight) for name, weight in self.kpi_weights.items()},
            "segments": {segment: _pairs(ranges) for segment, ranges in self.segments.items()},
            "method": self.method.value,
            "cap": self.cap,
        }


def settings_from(payload: Mapping[str, Any]) -> HealthSettings:
    """Read settings as `payload` wrote them. Raises `UsageError` where they cannot be used."""
    try:
        return HealthSettings(
            weights={str(name): Decimal(text) for name, text in payload.get("weights", {}).items()},
            ranges=_boundaries(payload.get("ranges", {})),
            kpi_weights={str(name): Decimal(text) for name, text in payload.get("kpi_weights", {}).items()},
            segments={str(name): _boundaries(ranges) for name, ranges in payload.get("segments", {}).items()},
            method=Method(payload.get("method", Method.LINEAR.value)),
            cap=bool(payload.get("cap", True)),
        ).checked()
    except (ValueError, TypeError, AttributeError, IndexError, InvalidOperation) as error:
        raise UsageError("The settings of health cannot be read", cause=str(error)) from error


def load_settings(journal: Journal) -> HealthSettings:
    """Return the settings that stand; those as shipped where nobody set any."""
    standing = journal.standing(SETTINGS_EVENT, _SUBJECT)
    return settings_from(standing[-1].payload) if standing else HealthSettings()


def save_settings(journal: Journal, settings: HealthSettings) -> Event | None:
    """Write settings down unless they stand already. Raises `UsageError` where they cannot be used."""
    settings.checked()
    if load_settings(journal).payload() == settings.payload():
        return None
    return journal.append(SETTINGS_EVENT, _SUBJECT, settings.payload())


def _with_ranges(scheme: Scheme, ranges: Mapping[str, Boundaries]) -> Scheme:
    for kpi_id, (critical, healthy) in ranges.items():
        scheme = scheme.with_kpi(scheme.kpi(kpi_id).with_boundaries(critical, healthy))
    return scheme


def _weight_of(scheme: Scheme, category: str) -> Decimal:
    return next((one.weight for one in scheme.categories if one.name == category), Decimal(0))


def _pairs(ranges: Mapping[str, Boundaries]) -> dict[str, list[str]]:
    return {name: [str(critical), str(healthy)] for name, (critical, healthy) in ranges.items()}


def _boundaries(pairs: Mapping[str, Any]) -> dict[str, Boundaries]:
    return {str(name): (Decimal(pair[0]), Decimal(pair[1])) for name, pair in pairs.items()}
