"""How every account stands, in one line each: what lists, filters and questions work on.

A few thousand accounts are scored exactly, one by one; more go through arrays, with the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cip_tui.model.onboarding.accounts import Account
from cip_tui.model.onboarding.health import DIVERGENT, REPORTED, Health, assess
from cip_tui.model.onboarding.kpis import Band
from cip_tui.model.onboarding.pins import Pin
from cip_tui.model.onboarding.scores import band_status
from cip_tui.model.onboarding.settings import HealthSettings

EXACT_UP_TO = 2_000


@dataclass(frozen=True, slots=True)
class Standing:
    """One account: its score (0 to 100), what it rests on, and the points lost by KPI, in the order of the scheme.

    `band` is the one worked out, after the cap; a pin replaces it in `shown_band` and nowhere else.
    """

    account: Account
    score: float | None
    coverage: float
    low: float
    high: float
    band: Band | None
    doubtful: bool
    capped: tuple[str, ...]
    lost: tuple[float | None, ...]
    reported: float | None = None
    pin: Pin | None = None

    @property
    def shown_band(self) -> Band | None:
        """The band that people go by: the pinned one where there is one."""
        return self.pin.band if self.pin is not None else self.band

    @property
    def word(self) -> str:
        """The band in words, with what is particular about it."""
        if self.pin is not None:
            return f"{self.pin.band.value} (pinned)"
        word = band_status(self.band, "?" if self.doubtful else "").word
        return f"{word} (capped)" if self.capped else word

    @property
    def divergence(self) -> float | None:
        """Computed less reported health in points, None where one is not known."""
        return None if self.score is None or self.reported is None else self.score - self.reported

    @property
    def diverges(self) -> bool:
        """Whether computed and reported health lie more than 15 points apart."""
        return self.divergence is not None and abs(self.divergence) > DIVERGENT


def standing_of(health: Health, pin: Pin | None = None) -> Standing:
    """Return the line of one account."""
    reported = health.reported
    return Standing(
        account=health.account,
        score=None if health.score is None else float(health.score),
        coverage=float(health.coverage),
        low=float(health.low),
        high=float(health.high),
        band=health.band,
        doubtful=health.doubtful,
        capped=tuple(part.kpi.id for part in health.capped),
        lost=tuple(None if part.score is None else float(part.lost) for part in health.parts),
        reported=None if reported is None else float(reported),
        pin=pin,
    )


def all_standing(
    accounts: Sequence[Account], settings: HealthSettings, pins: Mapping[str, Pin] | None = None
) -> list[Standing]:
    """Return the line of every account, in their order."""
    pinned = pins or {}
    if len(accounts) <= EXACT_UP_TO:
        return [standing_of(assess(one, settings), pinned.get(one.external_account_id)) for one in accounts]
    from cip_tui.model.onboarding.health_arrays import arrays_of, score_arrays

    scored = score_arrays(arrays_of(accounts, settings), settings)
    kpis = settings.scheme.kpis
    position = next(place for place, kpi in enumerate(kpis) if kpi.id == REPORTED)
    rows = scored.rows()
    return [
        Standing(
            account=account,
            score=row.score,
            coverage=row.coverage,
            low=row.low,
            high=row.high,
            band=row.band,
            doubtful=row.doubtful,
            capped=tuple(kpis[place].id for place in row.capped),
            lost=row.lost,
            reported=None if (value := row.values[position]) is None else value * 10,
            pin=pinned.get(account.external_account_id),
        )
        for account, row in zip(accounts, rows, strict=True)
    ]
