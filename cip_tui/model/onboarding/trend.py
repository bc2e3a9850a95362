"""What moved between two imports: how far each account's health went, and which KPIs took it there.

A move is split exactly: the part of KPI k is omega_k (before) x (s_k after - s_k before), for KPIs with a value
both times. What is left comes of shares that changed because values came, went or were imputed: one line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cip_tui.model.onboarding.accounts import Account
from cip_tui.model.onboarding.health import Health, assess
from cip_tui.model.onboarding.kpis import Kpi
from cip_tui.model.onboarding.scores import rank_of
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
    def account(self) -> Account:
        """The account, as it stands now if it is still there."""
        health = self.after or self.before
        assert health is not None
        return health.account

    @property
    def points(self) -> Fraction | None:
        """The points health moved by, None where it is not known on both sides."""
        if self.before is None or self.after is None or self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score

    @property
    def bands(self) -> int:
        """The bands moved: below 0 is down. 0 where one of the bands is not known."""
        if self.before is None or self.after is None or self.before.band is None or self.after.band is None:
            return 0
        return rank_of(self.after.band) - rank_of(self.before.band)


def moves(before: Iterable[Account], after: Iterable[Account], settings: HealthSettings) -> list[Move]:
    """Return every account of two imports that differs, the greatest fall first; both by the same settings."""
    old = {account.external_account_id: account for account in before}
    new = {account.external_account_id: account for account in after}
    found = [
        move_of(old.get(account_id), new.get(account_id), settings)
        for account_id in {**old, **new}
        if old.get(account_id) != new.get(account_id)
    ]
    return sorted(found, key=lambda move: (move.points is None, move.points or 0, move.account.external_account_id))


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


def arrow(points: Fraction | None, quiet: Fraction = Fraction(1, 2)) -> int:
    """Return 1, 0 or -1 for a rise, no move worth the name, or a fall."""
    if points is None or abs(points) < quiet:
        return 0
    return 1 if points > 0 else -1


def by_account(found: Iterable[Move]) -> Mapping[str, Move]:
    """Return moves by account id."""
    return {move.account.external_account_id: move for move in found}
