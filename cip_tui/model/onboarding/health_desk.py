"""The desk of health: what the accounts screen, `cip accounts` and `cip ask` ask of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cip_tui.model.document import Document, Note, Section, Table
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job
from cip_tui.model.onboarding import play_decisions
from cip_tui.model.onboarding.account_document import account_document, peek_table
from cip_tui.model.onboarding.account_tables import accounts_table
from cip_tui.model.onboarding.churn import churn_document
from cip_tui.model.onboarding.configure import configured, settings_document
from cip_tui.model.onboarding.dashboard import dashboard_document, drivers_table, groups_table, headline
from cip_tui.model.onboarding.health import Health, assess
from cip_tui.model.onboarding.health_sources import AnImport, Book
from cip_tui.model.onboarding.kpis import Band
from cip_tui.model.onboarding.movers import Shift, movers_table, points_by_id, shifts
from cip_tui.model.onboarding.pins import pin_band, pins_on, read_band, unpin
from cip_tui.model.onboarding.play_document import decided_table, plays_document, plays_table
from cip_tui.model.onboarding.playbooks import Play, play_target, plays_for
from cip_tui.model.onboarding.questions.answer_tables import matching_table
from cip_tui.model.onboarding.questions.answers import answer, not_understood
from cip_tui.model.onboarding.questions.ask import Ask, NotUnderstood
from cip_tui.model.onboarding.questions.evaluate import run_query
from cip_tui.model.onboarding.questions.fields import FieldKind, all_fields
from cip_tui.model.onboarding.questions.grammar import complete_query, parse_query
from cip_tui.model.onboarding.questions.lexer import Names
from cip_tui.model.onboarding.settings import HealthSettings, load_settings, save_settings
from cip_tui.model.onboarding.standing import Standing, all_standing
from cip_tui.model.onboarding.trend import move_of
from cip_tui.model.period import parse_day
from cip_tui.model.room import Room

LIST = "accounts.list"
SQL = ":sql"
MOST_CHANGES = 200
"""The movers that an answer lists."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The accounts as they were scored last: at which event of the journal, on which day."""

    version: int
    day: date
    rows: list[Standing]
    by_id: dict[str, Standing]


class HealthDesk:
    """Health, plays and questions over the accounts of one workspace. Results are kept until the journal moves on."""

    def __init__(self, room: Room, book: Book) -> None:
        self._room = room
        self._book = book
        self._kept: _Kept | None = None
        self._before: tuple[list[Standing], list[Shift]] | None = None
        self._names: tuple[list[Standing], Names] | None = None

    # What there is

    @property
    def settings(self) -> HealthSettings:
        """How health is scored here."""
        return load_settings(self._room.journal)

    def is_empty(self) -> bool:
        """Say whether there are no accounts."""
        return not self._book.accounts()

    def standings(self) -> list[Standing]:
        """Return how every account stands, in the order in which they came."""
        return self._scored().rows

    def _scored(self) -> _Kept:
        journal, today = self._room.journal, self._room.as_of
        version, kept = journal.version(), self._kept
        if kept is None or kept.day != today or not self._still_true(kept.version):
            found = all_standing(self._book.accounts(), self.settings, pins_on(journal, today))
            kept = _Kept(version, today, found, {one.account.external_account_id: one for one in found})
        self._kept = replace(kept, version=version)
        return self._kept

    def _still_true(self, version: int) -> bool:
        """Say whether nothing happened since but decisions on plays, which move no score."""
        return all(
            play_decisions.PLAY_EVENT in (event.kind, event.payload.get("kind"))
            for event in self._room.journal.events(after=version)
        )

    def standing(self, account: str) -> Standing:
        """Return the account of an id or name. Raises `UsageError` where none or several are meant."""
        kept = self._scored()
        rows = kept.rows
        if account in kept.by_id:
            return kept.by_id[account]
        wanted = account.strip().casefold()
        names = [one for one in rows if wanted == one.account.account_name.casefold()]
        exact = names or [one for one in rows if wanted == one.account.external_account_id.casefold()]
        if len(exact) == 1:
            return exact[0]
        near = run_query(parse_query(f'"{account.replace(chr(34), "")}"'), rows).rows if wanted else ()
        if len(near) == 1:
            return near[0]
        known = ", ".join(one.account.account_name for one in (exact or near)[:5])
        raise UsageError(
            f"There is no account '{account}'" if not near else f"'{account}' may be several accounts",
            next_step=f"Did you mean {known}?" if known else "`cip accounts` lists them",
        )

    # Documents

    def list_document(self, query: str, job: Job) -> Document:
        """Return the accounts that a query finds. Raises `UsageError` where it is not understood."""
        parsed = parse_query(query)
        job.progress("Scoring the accounts")
        rows = self.standings()
        found = run_query(parsed, rows)
        moved = self._shifts()
        title = f"{found.matching:,} of {found.available:,} accounts" if parsed.groups else "Accounts"
        named = [field for field in parsed.fields() if field.name not in _IN_LIST]
        if parsed.by is not None:
            table = groups_table(LIST, parsed.by, found.rows)
        elif named:
            table = _renamed(matching_table(found, named, title))
        else:
            table = accounts_table(
                LIST, title, found.rows, available=found.matching, moved=None if moved is None else points_by_id(moved)
            )
        facts = (("Query", str(parsed) or "all"), *self._facts())
        return Document("accounts", "Accounts", (Section("accounts", title, (table,)),), facts=facts)

    def screen_document(self, query: str, most: int, job: Job) -> Document:
        """Return headline and list for the screen: the figures of all accounts, at most so many rows of the filter."""
        listed = self.list_document(query, job)
        table = listed.table(LIST)
        if len(table.rows) > most:
            table = replace(table, rows=table.rows[:most], available=table.available or len(table.rows), total=None)
        rows = self.standings()
        sections = (Section("headline", "Accounts", headline(rows)), Section("accounts", "Accounts", (table,)))
        return replace(listed, sections=sections, data={"accounts": len(rows)})

    def in_short(self) -> Document | None:
        """Return the headline alone, None where there are no accounts."""
        rows = self.standings()
        if not rows:
            return None
        return Document("accounts", "Accounts", (Section("headline", "Accounts", headline(rows)),))

    def check(self, query: str) -> None:
        """Raise `UsageError` where a query is not understood."""
        parse_query(query)

    def peek(self, account_id: str) -> Table:
        """Return the KPIs of an account as it stood when the accounts were scored last; quick, for a cursor that moves.

        Raises `UsageError` where there is no such account.
        """
        known = self._kept.by_id.get(account_id) if self._kept is not None else None
        return peek_table(assess((known or self.standing(account_id)).account, self.settings))

    def account(self, account: str) -> Document:
        """Return the document of one account by id or name. Raises `UsageError`."""
        standing = self.standing(account)
        settings = self.settings
        health = assess(standing.account, settings)
        history = self._history(standing.account.external_account_id, settings)
        move = move_of(history[-2][1].account, health.account, settings) if len(history) > 1 else None
        plays = self._ranked([standing])
        table = plays_table(plays, settings, table_id="account.plays")
        return account_document(health, settings, pin=standing.pin, history=history, move=move, plays=table)

    def dashboard(self, job: Job) -> Document:
        """Return the accounts at a glance."""
        job.progress("Scoring the accounts")
        return dashboard_document(self.standings(), self.settings, self._shifts(), facts=self._facts())

    def churn(self, job: Job) -> Document:
        """Return the churn insight."""
        job.progress("Scoring the accounts")
        return self._churn(self.standings())

    def plays(self, job: Job) -> Document:
        """Return the playbooks: what is open and what was decided."""
        job.progress("Looking for plays")
        return self._plays(self.standings(), None)

    def ask(self, question: str, job: Job) -> Document:
        """Return the answer to a question; `:sql SELECT …` is run as it is. Raises `UsageError` for wrong SQL."""
        text = question.strip()
        if text.casefold().startswith(SQL):
            return self.sql(text[len(SQL) :], job)
        job.progress("Reading the question")
        understood = self.understand(text)
        if isinstance(understood, NotUnderstood):
            return not_understood(text, understood)
        return answer(understood, self.standings(), _Sources(self, job))

    def understand(self, question: str) -> Ask | NotUnderstood:
        """Return what a question asks for, or why it is not understood with the nearest ones that are."""
        from cip_tui.model.onboarding.questions.nearest import nearest
        from cip_tui.model.onboarding.questions.understand import understand

        rows = self.standings()
        if self._names is None or self._names[0] is not rows:
            self._names = (rows, Names(rows))
        understood = understand(question, self._names[1])
        if isinstance(understood, NotUnderstood):
            return replace(understood, nearest=nearest(question, rows))
        return understood

    def sql(self, statement: str, job: Job) -> Document:
        """Return what a SELECT on the accounts gives. Raises `UsageError`."""
        from cip_tui.model.onboarding.questions.sql import run_sql

        job.progress("Running the statement")
        return run_sql(statement, self.standings())

    def complete(self, text: str) -> list[str]:
        """Return what a query that is being typed can become."""
        values: dict[str, Sequence[str]] = {}
        for field in all_fields():
            if field.kind is FieldKind.TEXT and field.name not in ("customer_id", "company_name"):
                values[field.name] = sorted({str(one) for row in self.standings() if (one := field.value(row))})
        return complete_query(text, values)

    def settings_document(self, job: Job) -> Document:
        """Return how health is scored here, setting by setting."""
        job.check()
        return settings_document(self.settings)

    # Decisions

    def configure(self, name: str, value: str) -> None:
        """Change one setting of health, e.g. `weight.Support` and `30`. Raises `UsageError`."""
        save_settings(self._room.journal, configured(self.settings, name, value))

    def pin(self, account: str, band: Band, reason: str, until: date) -> None:
        """Pin the band of an account until a day. Raises `UsageError`."""
        account_id = self.standing(account).account.external_account_id
        pin_band(self._room.journal, account_id, band, reason, until, as_of=self._room.as_of)

    def pin_as_said(self, account: str, said: str) -> None:
        """Pin a band in one line: `critical 2026-12-31 The sponsor has left`. Raises `UsageError`."""
        word, _, rest = said.strip().partition(" ")
        day, _, reason = rest.strip().partition(" ")
        self.pin(account, read_band(word), reason, parse_day(day))

    def unpin(self, account: str) -> None:
        """Take the pin of an account back. Raises `UsageError`."""
        unpin(self._room.journal, self.standing(account).account.external_account_id)

    def decide(self, play_id: str, word: str, reason: str = "") -> Play:
        """Accept or reject a play by its id. Raises `UsageError`."""
        play = self._play(play_id)
        target = play_target(play, self.settings)
        play_decisions.decide(self._room.journal, play, word, on=self._room.as_of, target=target, reason=reason)
        return play

    def take_back(self, play_id: str | None = None) -> str:
        """Take back the decision on a play, else the newest; return the play's id. Raises `UsageError`."""
        return play_decisions.take_back(self._room.journal, play_id).play_id

    # Parts

    def _play(self, play_id: str) -> Play:
        account_id = play_id.partition("/")[0]
        rows = [one for one in self.standings() if one.account.external_account_id == account_id]
        for play in plays_for(rows, self.settings):
            if play.id == play_id:
                return play
        raise UsageError(f"There is no play '{play_id}'", next_step="`cip accounts --plays` lists them")

    def _ranked(self, rows: Sequence[Standing]) -> list[tuple[Play, Any]]:
        decided = play_decisions.decisions(self._room.journal)
        plays = play_decisions.open_plays(plays_for(rows, self.settings), decided)
        return play_decisions.ordered(plays, play_decisions.belief(self._room.journal))

    def _plays(self, rows: Sequence[Standing], limit: int | None) -> Document:
        settings, today = self.settings, self._room.as_of
        ids = {one.account.external_account_id: one for one in rows}
        decided = [
            one for one in play_decisions.decisions(self._room.journal).values() if one.play_id.partition("/")[0] in ids
        ]
        ranked = self._ranked(rows)
        table = decided_table(ids, decided, settings, today)
        return plays_document(ranked[:limit], table, settings, facts=self._facts())

    def _churn(self, rows: Sequence[Standing]) -> Document:
        plays = [play for play, _ in self._ranked(rows)]
        return churn_document(rows, self.settings, plays, facts=self._facts())

    def _changes(self, rows: Sequence[Standing], end: str) -> Document:
        found = self._shifts()
        if found is None:
            note = Note("There is one import only; what changed needs two.")
            return Document("changes", "Changes", (Section("changes", "Changes", (note,)),))
        ids = {one.account.external_account_id for one in rows}
        kept = [one for one in found if one.after is None or one.after.account.external_account_id in ids]
        if end:
            kept = [one for one in kept if one.points and (one.points > 0) == (end == "most")]
        table = movers_table(kept, self.settings, "ask.answer", MOST_CHANGES)
        names = self._standing_imports()
        note = Note(f"{names[-2].file} ({names[-2].at:%Y-%m-%d}) against {names[-1].file} ({names[-1].at:%Y-%m-%d}).")
        return Document("changes", "Changes", (Section("changes", "Changes", (note, table)),))

    def _standing_imports(self) -> list[AnImport]:
        return [one for one in self._book.imports() if not one.undone]

    def _shifts(self) -> list[Shift] | None:
        """Return every account now and at the import before, None where there are fewer than two."""
        imports, now = self._standing_imports(), self.standings()
        if len(imports) < 2:
            return None
        if self._before is None or self._before[0] is not now:
            self._before = (now, shifts(all_standing(self._book.at_import(imports[-2].id), self.settings), now))
        return self._before[1]

    def _history(self, account_id: str, settings: HealthSettings) -> list[tuple[str, Health]]:
        return [
            (f"{one.at:%Y-%m-%d} {one.file}", assess(account, settings))
            for one, account in self._book.history(account_id)
        ]

    def _facts(self) -> tuple[tuple[str, str], ...]:
        imports = self._standing_imports()
        files = ", ".join(dict.fromkeys(one.file for one in imports[-3:]))
        facts = [("Source", files)] if files else []
        return (*facts, ("As of", self._room.as_of.isoformat()))


_IN_LIST = frozenset(
    {
        "company_name",
        "customer_id",
        "band",
        "score",
        "contract_value_annual",
        "churn_risk",
        "csm_assigned",
        "customer_segment",
    }
)


def _renamed(table: Table) -> Table:
    return replace(table, id=LIST)


class _Sources:
    """What answers take from the desk."""

    def __init__(self, desk: HealthDesk, job: Job) -> None:
        self._desk, self._job = desk, job

    def account(self, account_id: str) -> Document:
        return self._desk.account(account_id)

    def drivers(self, rows: Sequence[Standing]) -> Table:
        return drivers_table(rows, self._desk.settings)

    def churn(self, rows: Sequence[Standing]) -> Document:
        return self._desk._churn(rows)

    def plays(self, rows: Sequence[Standing], limit: int | None) -> Document:
        return self._desk._plays(rows, limit)

    def changes(self, rows: Sequence[Standing], end: str) -> Document:
        return self._desk._changes(rows, end)

    def overview(self) -> Document:
        return self._desk.dashboard(self._job)
