"""A desk of health over the sample, with as many imports as a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cip_tui.model.importing import Imports
from cip_tui.model.journal import Journal
from cip_tui.model.onboarding.accounts import Account
from cip_tui.model.onboarding.health_desk import HealthDesk
from cip_tui.model.room import Room
from cip_tui.model.snapshots import Snapshots
from tests.onboarding.sample import sample_accounts

NOW = datetime(2026, 11, 21, 9, 30)


@dataclass(frozen=True)
class Import:
    """One import of accounts."""

    id: str
    at: datetime
    file: str
    accounts: tuple[Account, ...]
    undone: bool = False


class Shelf:
    """Imports of accounts, the newest of which stands."""

    def __init__(self, *imports: Sequence[Account]) -> None:
        self._imports = [
            Import(f"import-{at}", datetime(2026, 8 + at, 1), f"customers_{at}.csv", tuple(accounts))
            for at, accounts in enumerate(imports)
        ]

    def accounts(self) -> list[Account]:
        return list(self._imports[-1].accounts) if self._imports else []

    def imports(self) -> list[Import]:
        return self._imports

    def history(self, account_id: str) -> list[tuple[Import, Account]]:
        return [
            (one, account)
            for one in self._imports
            for account in one.accounts
            if account.external_account_id == account_id
        ]

    def at_import(self, import_id: str) -> list[Account]:
        return next(list(one.accounts) for one in self._imports if one.id == import_id)


def open_desk(root: Path, *imports: Sequence[Account]) -> HealthDesk:
    """Return a desk over these imports, the sample where none are given."""
    journal = Journal(root / "journal.db", now=lambda: NOW, user="tester")
    room = Room(root, journal, Imports(journal, Snapshots(root)), lambda: NOW)
    return HealthDesk(room, Shelf(*(imports or (sample_accounts(),))))


def changed(account: Account, **values: Decimal | None) -> Account:
    """Return an account with other values by KPI id."""
    records = tuple(replace(one, data=values[one.kpi]) if one.kpi in values else one for one in account.kpis)
    return replace(account, kpis=records)
