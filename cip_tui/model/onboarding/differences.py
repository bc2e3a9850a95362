"""What an onboarding would change in the workspace: created, updated, unchanged, missing, and bands that move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cip_tui.model.onboarding.accounts import Account
from cip_tui.model.onboarding.columns import AccountColumns
from cip_tui.model.onboarding.kpis import standard

if TYPE_CHECKING:
    from cip_tui.model.onboarding.settings import HealthSettings


_COLUMNS = {
    "revenue": "contract_value_annual",
    "account_tier": "customer_segment",
    "assigned_csm": "csm_assigned",
    **{name: name for name in ("industry", "region", "account_status", "outcome")},
}
_NOT_STATED = {"region": "Unknown", "account_status": "active", "outcome": "", "assigned_csm": ""}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one account, before and after, as text; empty where nothing is stated."""

    account_id: str
    account_name: str
    field: str
    before: str
    after: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """An account whose health would stand in another band."""

    account_id: str
    account_name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The file against the workspace, by account id. `missing` are in the workspace and not in the file; they stay."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    moves: tuple[Move, ...] = ()

    def sentence(self) -> str:
        """Return the counts in words."""
        counts = (("create", self.created), ("update", self.updated), ("leave unchanged", self.unchanged))
        said = ", ".join(f"{word} {len(ids):,}" for word, ids in counts if ids) or "no account"
        left = f"; {len(self.missing):,} not in the file stay as they are" if self.missing else ""
        return f"Against the workspace: {said}{left}"


def compare(accounts: AccountColumns, standing: Sequence[Account], settings: HealthSettings) -> Difference:
    """Compare accounts that would be imported with those that stand."""
    before = {account.external_account_id: account for account in standing}
    created, updated, unchanged = [], [], []
    changes: list[Change] = []
    moves: list[Move] = []
    for index, account_id in enumerate(accounts.ids()):
        old = before.get(account_id)
        if old is None:
            created.append(account_id)
            continue
        new = accounts.account(index)
        found = list(_changes(old, new, accounts))
        if not found:
            unchanged.append(account_id)
            continue
        updated.append(account_id)
        changes += found
        moves += _move(old, new, settings)
    named = set(accounts.ids())
    missing = [account_id for account_id in before if account_id not in named]
    return Difference(tuple(created), tuple(updated), tuple(unchanged), tuple(missing), tuple(changes), tuple(moves))


def _changes(old: Account, new: Account, accounts: AccountColumns) -> list[Change]:
    left, right = facts_of(old), facts_of(new)
    cells = {record.kpi_parameter: record.cell for record in new.kpis}
    # What was set by hand and is not in the file stays as it is.
    stay = {name for name, empty in _NOT_STATED.items() if right[name] == empty}
    # So does what the file has no column for.
    stay |= {name for name, column in _COLUMNS.items() if column not in accounts.texts}
    stay |= {kpi.name for kpi in standard().kpis if kpi.column not in accounts.texts}
    return [
        Change(new.external_account_id, new.account_name, name, left.get(name, ""), text, cells.get(name, ""))
        for name, text in right.items()
        if left.get(name, "") != text and name not in stay
    ]


def facts_of(account: Account) -> Mapping[str, str]:
    """Return everything stated of an account as text, by field; cells of the file are no facts."""
    facts = {
        "account_name": account.account_name,
        "revenue": "" if account.revenue is None else f"{account.revenue.normalize():f}",
        "industry": account.industry,
        "region": account.region,
        "account_status": account.account_status,
        "account_tier": account.account_tier,
        "assigned_csm": account.assigned_csm,
        "outcome": account.outcome,
    }
    facts.update({name: value for name, value in account.profile.items() if name != "account_id_external"})
    for record in account.kpis:
        value = "" if record.data is None else f"{record.data.normalize():f}"
        facts[record.kpi_parameter] = f"{value} ({record.text or 'imputed'})" if record.imputed else value
    return facts


def _move(old: Account, new: Account, settings: HealthSettings) -> list[Move]:
    from cip_tui.model.onboarding.health import assess

    before, after = assess(old, settings).word, assess(new, settings).word
    if before == after:
        return []
    return [Move(new.external_account_id, new.account_name, before, after)]
