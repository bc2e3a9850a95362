"""The accounts of the workspace: what stands after all imports, edits and undos, and how it came to be so.

Each account is a pile of layers: imports and edits by hand, the newest on top. An import is one event and one file;
taking it back removes its layer where nothing was laid on top of it since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cip_tui.model.errors import UsageError
from cip_tui.model.journal import Event
from cip_tui.model.onboarding.accounts import Account
from cip_tui.model.onboarding.batches import read_batch, write_batch
from cip_tui.model.onboarding.columns import AccountColumns, layered
from cip_tui.model.room import Room

IMPORT_EVENT = "onboarding.import"
EDIT_EVENT = "onboarding.edit"
UNDO_EVENT = "onboarding.undo"
FOLDER = "accounts"
EDITABLE = ("region", "account_status", "assigned_csm", "outcome")
"""What of an account can be changed by hand."""


@dataclass(frozen=True, slots=True)
class OnboardingRecord:
    """One import of accounts as the journal tells it."""

    id: str
    at: datetime
    user: str
    file: str
    sha256: str
    sheet: str
    format: str
    accounts: int
    created: int
    updated: int
    unchanged: int
    rejected: int = 0
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did: ids reversed, kept because edited since, in conflict with a later import."""

    record: OnboardingRecord
    reversed: tuple[str, ...]
    edited: tuple[str, ...]
    conflicts: tuple[str, ...]

    def sentence(self) -> str:
        """Return it in words."""
        said = [f"{len(self.reversed):,} accounts reversed"]
        if self.edited:
            said.append(f"{len(self.edited):,} kept because edited since ({_some(self.edited)})")
        if self.conflicts:
            said.append(f"{len(self.conflicts):,} kept because a later import changed them ({_some(self.conflicts)})")
        return "; ".join(said)


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one event says of an account: a row of a batch, or changes of fields."""

    event: int
    batch: AccountColumns | None = None
    index: int = 0
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """The piles of all accounts, the imports in their order, and the accounts as each import left them."""

    version: int
    piles: dict[str, list[_Layer]] = field(default_factory=dict)
    records: dict[str, OnboardingRecord] = field(default_factory=dict)
    imports: dict[str, Event] = field(default_factory=dict)
    accounts: list[Account] | None = None


class AccountBook:
    """The accounts of one workspace. Two processes may use the same one."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._cached: _State | None = None
        self._batches: dict[str, AccountColumns] = {}

    def accounts(self) -> list[Account]:
        """Return the accounts as they stand, in the order in which they were first met."""
        state = self._state()
        if state.accounts is None:
            state.accounts = [_account(pile) for pile in state.piles.values()]
        return list(state.accounts)

    def account(self, account_id: str) -> Account:
        """Return one account by its external id. Raises `UsageError` where there is none."""
        return _account(self._pile(account_id))

    def history(self, account_id: str) -> list[tuple[OnboardingRecord, Account]]:
        """Return an account as each import that stands has stated it, oldest first. Raises `UsageError`."""
        state = self._state()
        named = {event.id: import_id for import_id, event in state.imports.items()}
        return [
            (state.records[named[layer.event]], layer.batch.account(layer.index))
            for layer in self._pile(account_id)
            if layer.batch is not None
        ]

    def imports(self) -> list[OnboardingRecord]:
        """Return every import of accounts, oldest first, undone ones marked."""
        return list(self._state().records.values())

    def at_import(self, import_id: str) -> list[Account]:
        """Return the accounts as they stood right after an import, later undos left aside. Raises `UsageError`."""
        event = self._import(import_id)
        state = self._replayed([one for one in self._events() if one.id <= event.id])
        return [_account(pile) for pile in state.piles.values()]

    def columns_of(self, import_id: str) -> AccountColumns:
        """Return the accounts that an import stated, by column. Raises `UsageError`."""
        return self._batch(self._import(import_id))

    def keep(self, accounts: AccountColumns, facts: Mapping[str, Any]) -> OnboardingRecord:
        """Keep accounts as one reversible import: first the file, then the event that makes it count.

        `facts` are `id`, `file`, `sha256`, `sheet`, `format`, the counts of an `OnboardingRecord`, and what else the
        receipt needs. Raises `UsageError` where this import stands already, `WorkspaceError` where it cannot be kept.
        """
        import_id = str(facts["id"])
        record = self._state().records.get(import_id)
        if record is not None and not record.undone:
            raise UsageError(
                f"This import stands in the workspace already ({import_id})",
                next_step=f"Take it back first: cip undo {import_id}",
            )
        digest = write_batch(self._room.folder(FOLDER), import_id, accounts)
        self._batches.pop(import_id, None)
        event = self._room.journal.append(IMPORT_EVENT, import_id, {**facts, "batch_sha256": digest})
        return _record(event)

    def edit(self, account_ids: Sequence[str], changes: Mapping[str, str]) -> None:
        """Change fields of accounts by hand, as one event. Raises `UsageError` for an unknown account or field."""
        for name in changes:
            if name not in EDITABLE:
                raise UsageError(f"'{name}' cannot be changed", next_step="Known: " + ", ".join(EDITABLE))
        for account_id in account_ids:
            self._pile(account_id)
        self._room.journal.append(EDIT_EVENT, "accounts", {"ids": list(account_ids), "changes": dict(changes)})

    def undo(self, import_id: str) -> Undone:
        """Take an import back, account by account. Raises `UsageError` where it does not stand."""
        event = self._import(import_id)
        state = self._state()
        if state.records[import_id].undone:
            raise UsageError(f"Import {import_id} was taken back already", next_step="Nothing needs to be done")
        done = _taken_back(state, import_id)
        facts = {"reversed": len(done.reversed), "edited": list(done.edited), "conflicts": list(done.conflicts)}
        self._room.journal.append(UNDO_EVENT, import_id, {**facts, "import_event": event.id}, undoes=event.id)
        self._cached = None
        return done

    def facts(self, import_id: str) -> Mapping[str, Any]:
        """Return what the journal holds of an import, for its receipt. Raises `UsageError`."""
        return self._import(import_id).payload

    def holds(self, import_id: str) -> bool:
        """Say whether an import of accounts has this id."""
        return import_id in self._state().imports

    def _events(self) -> list[Event]:
        journal = self._room.journal
        found = [event for kind in (IMPORT_EVENT, EDIT_EVENT, UNDO_EVENT) for event in journal.events(kind)]
        return sorted(found, key=lambda event: event.id)

    def _state(self) -> _State:
        version = self._room.journal.version()
        if self._cached is None or self._cached.version != version:
            self._cached = self._replayed(self._events())
            self._cached.version = version
        return self._cached

    def _replayed(self, events: Iterable[Event]) -> _State:
        state = _State(0)
        for event in events:
            if event.kind == IMPORT_EVENT:
                import_id = event.payload["id"]
                state.imports[import_id] = event
                state.records[import_id] = _record(event)
                batch = self._batch(event)
                for index, account_id in enumerate(batch.ids()):
                    state.piles.setdefault(account_id, []).append(_Layer(event.id, batch, index))
            elif event.kind == EDIT_EVENT:
                for account_id in event.payload["ids"]:
                    if account_id in state.piles:
                        state.piles[account_id].append(_Layer(event.id, changes=event.payload["changes"]))
            else:
                _taken_back(state, event.subject)
                state.records[event.subject] = replace(state.records[event.subject], undone=True)
        return state

    def _batch(self, event: Event) -> AccountColumns:
        import_id = event.payload["id"]
        if import_id not in self._batches:
            folder = self._room.folder(FOLDER)
            self._batches[import_id] = read_batch(folder, import_id, event.payload["batch_sha256"])
        return self._batches[import_id]

    def _import(self, import_id: str) -> Event:
        event = self._state().imports.get(import_id)
        if event is None:
            known = ", ".join(record.id for record in self.imports()) or "none"
            raise UsageError(f"There is no import of accounts '{import_id}'", next_step=f"Known: {known}")
        return event

    def _pile(self, account_id: str) -> list[_Layer]:
        pile = self._state().piles.get(account_id)
        if pile is None:
            raise UsageError(f"There is no account '{account_id}'", next_step="`cip accounts` lists all of them")
        return pile


def _taken_back(state: _State, import_id: str) -> Undone:
    """Remove the layer of an import from every pile where it lies on top."""
    event = state.imports[import_id]
    reversed_ids, edited, conflicts = [], [], []
    for account_id in list(state.piles):
        pile = state.piles[account_id]
        at = next((i for i, layer in enumerate(pile) if layer.event == event.id), None)
        if at is None:
            continue
        above = pile[at + 1 :]
        if not above:
            pile.pop()
            if not any(layer.batch is not None for layer in pile):
                del state.piles[account_id]
            reversed_ids.append(account_id)
        elif any(layer.batch is not None for layer in above):
            conflicts.append(account_id)
        else:
            edited.append(account_id)
    return Undone(state.records[import_id], tuple(reversed_ids), tuple(edited), tuple(conflicts))


def _account(pile: Sequence[_Layer]) -> Account:
    """Return the account that a pile makes: each field from the newest import that has its column, then the edits."""
    stated = [(layer.batch, layer.index, layer.event) for layer in pile if layer.batch is not None]
    account = layered([(batch, index) for batch, index, _ in stated])
    for layer in pile:
        for name, value in layer.changes.items():
            column = "csm_assigned" if name == "assigned_csm" else name
            # An edit by hand outlives later imports, unless one of them states the field itself.
            if not any(batch.text(column, index) for batch, index, event in stated if event > layer.event):
                account = _with(account, name, value)
    return account


def _with(account: Account, name: str, value: str) -> Account:
    if name == "region":
        return replace(account, region=value)
    if name == "account_status":
        return replace(account, account_status=value)
    return replace(account, assigned_csm=value) if name == "assigned_csm" else replace(account, outcome=value)


def _record(event: Event) -> OnboardingRecord:
    facts = event.payload
    return OnboardingRecord(
        facts["id"],
        event.at,
        event.user,
        facts["file"],
        facts["sha256"],
        facts["sheet"],
        facts["format"],
        facts["accounts"],
        facts["created"],
        facts["updated"],
        facts["unchanged"],
        facts.get("rejected", 0),
    )


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:3]) + (", …" if len(ids) > 3 else "")
