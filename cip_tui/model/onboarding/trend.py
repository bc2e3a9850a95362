"""What moved between two imports: how far each account's health went, and which KPIs took it there.

A move is split exactly: the part of KPI k is omega_k (before) x (s_k after - s_k before), for KPIs with a value
both times. What is left comes of shares that changed because values came, went or were imputed: one line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cip_tui.model.onboarding.accounts import Account
from cip_tui.model.onboarding.health import Health, assess
from cip_tui.model.onboarding.kpis import Kpi
from cip_tui.model.onboarding.settings import HealthSettings


@dataclass(frozen=True, slots=True)
class Move:
    """One account in two imports. `parts` are points by KPI, `shares` what changed shares and coverage moved.

    `before` is None for an account that came, `after` for one that went.
    """

    before: Health | None
    after: Health | None
    parts: tuple[tuple[Kpi, Fraction], ...] = ()
    shares: Fraction = Fraction(0)

    @property
    def points(self) -> Fraction | None:
        """The points health moved by, None where it is not known on both sides."""
        if self.before is None or self.after is None or self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


def move_of(before: Account | None, after: Account | None, settings: HealthSettings) -> Move:
    """Return how one account moved."""
    old = assess(before, settings) if before is not None else None
    new = assess(after, settings) if after is not None else None
    if old is None or new is None or old.score is None or new.score is None:
        return Move(old, new)
    parts: list[tuple[Kpi, Fraction]] = []
    for one, other in zip(old.parts, new.parts, strict=True):
        if one.score is not None and other.score is not None and one.score != other.score:
            parts.append((one.kpi, one.share * (other.score - one.score)))
    rest = new.score - old.score - sum((points for _, points in parts), Fraction(0))
    return Move(old, new, tuple(sorted(parts, key=lambda part: part[1])), rest)
