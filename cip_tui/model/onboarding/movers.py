"""Who moved between two imports, account by account, and what moved those that are shown the most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cip_tui.model.document import Column, Kind, Note, Provenance, Row, Table
from cip_tui.model.onboarding.account_tables import ACCOUNT, ACCOUNT_ID, ACV
from cip_tui.model.onboarding.scores import band_status, rank_of
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import Standing
from cip_tui.model.onboarding.trend import move_of

MOST = 10


@dataclass(frozen=True, slots=True)
class Shift:
    """One account at two imports; `before` is None for one that came, `after` for one that went."""

    before: Standing | None
    after: Standing | None

    @property
    def standing(self) -> Standing:
        """The account, as it stands now if it is still there."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def points(self) -> float | None:
        """The points health moved by, None where it is not known on both sides."""
        if self.before is None or self.after is None or self.before.score is None or self.after.score is None:
            return None
        # Floats end at the ninth decimal: a smaller move is none.
        return round(self.after.score - self.before.score, 9)

    @property
    def bands(self) -> int:
        """The bands moved, below 0 for down; 0 where one of them is not known."""
        if self.before is None or self.after is None or self.before.band is None or self.after.band is None:
            return 0
        return rank_of(self.after.band) - rank_of(self.before.band)


def shifts(before: Sequence[Standing], after: Sequence[Standing]) -> list[Shift]:
    """Return every account of two imports, scored by the same settings."""
    old = {one.account.external_account_id: one for one in before}
    new = {one.account.external_account_id: one for one in after}
    return [Shift(old.get(account_id), new.get(account_id)) for account_id in {**old, **new}]


def points_by_id(found: Sequence[Shift]) -> Mapping[str, float | None]:
    """Return the points moved by account id."""
    return {one.standing.account.external_account_id: one.points for one in found}


def movers_table(
    found: Sequence[Shift], settings: HealthSettings, table_id: str = "accounts.movers", most: int = MOST
) -> Table:
    """Return the accounts that moved most, whichever way, with the KPI that moved them most."""
    known = sorted((one for one in found if one.points), key=lambda one: -abs(one.points or 0.0))
    return Table(
        table_id,
        "Since the import before",
        (
            ACCOUNT,
            ACCOUNT_ID,
            Column("points", "Points", Kind.NUMBER, "", 2),
            Column("before", "Before", Kind.STATUS),
            Column("now", "Now", Kind.STATUS),
            Column("why", "Most by"),
            ACV,
        ),
        tuple(_row(one, settings) for one in known[:most]),
        available=len(known),
        empty="No account moved.",
        provenance=Provenance("health now less health at the import before, both by the settings of today"),
    )


def _row(one: Shift, settings: HealthSettings) -> Row:
    assert one.before is not None
    assert one.after is not None
    account = one.after.account
    move = move_of(one.before.account, account, settings)
    cause = max(move.parts, key=lambda part: abs(part[1]), default=None)
    return Row(
        (
            account.account_name,
            account.external_account_id,
            Decimal(str(one.points)),
            band_status(one.before.band),
            band_status(one.after.band),
            f"{cause[0].name} {float(cause[1]):+.2f}" if cause else "coverage changed",
            account.revenue,
        )
    )


def movers_blocks(found: Sequence[Shift] | None, settings: HealthSettings) -> tuple[Table | Note, ...]:
    """Return how many bands were moved and by whom; the reason where there are fewer than two imports."""
    if found is None:
        return (Note("Movers need two imports; import a newer file of the same customers to see them."),)
    came = sum(one.before is None for one in found)
    falls, rises = sum(one.bands < 0 for one in found), sum(one.bands > 0 for one in found)
    text = f"{falls} fell a band, {rises} rose" + (f", {came} are new" if came else "")
    return (Note(f"{text}."), movers_table(found, settings))
