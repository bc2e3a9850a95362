"""What reports are put together from: analyses run once each, their insights ranked, their blocks picked by id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cip_tui.model.document import Block, Document, Insight, Level, Note, Section, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.usage import Usage
from cip_tui.model.errors import Cancelled, CipError
from cip_tui.model.finops.spend import SpendFacts, document_facts

Run = Callable[[str, Mapping[str, str]], Document]


@dataclass
class Bench:
    """Where a report is made: the calls, analyses by name, and what the other rooms have to say; each is asked once."""

    usage: Usage
    scope: Scope
    facts: SpendFacts
    run: Run
    rooms: Mapping[str, Callable[[], Document]] = field(default_factory=dict)
    _done: dict[tuple[str, tuple[tuple[str, str], ...]], Document] = field(default_factory=dict)

    def analysis(self, name: str, **settings: str) -> Document:
        """Return what an analysis found. Where it cannot answer, a document that says why."""
        return self._once((name, tuple(sorted(settings.items()))), lambda: self.run(name, settings))

    def room(self, name: str) -> Document:
        """Return what another room has to say. Where it cannot, a document that says why."""
        if name not in self.rooms:
            note = Note(f"Nothing is known of {name} here.")
            return Document(name, name.title(), (Section("headline", "Headline", (note,)),))
        return self._once((f"room {name}", ()), self.rooms[name])

    def _once(self, key: tuple[str, tuple[tuple[str, str], ...]], make: Callable[[], Document]) -> Document:
        if key not in self._done:
            try:
                self._done[key] = make()
            except Cancelled:
                raise
            except CipError as error:
                reason = Section("headline", "Headline", (Note(str(error), Level.WARNING),))
                self._done[key] = Document(key[0], key[0], (reason,))
        return self._done[key]


def ranked(documents: Iterable[Document]) -> list[Insight]:
    """Return the insights that are worth dollars every month, largest first; each once.

    What was spent once, such as by a spike, is no saving to come.
    """
    found: dict[str, Insight] = {}
    for document in documents:
        for insight in document.insights():
            impact = insight.impact
            if impact is not None and impact.base > 0 and impact.unit.endswith("/month"):
                found.setdefault(insight.id, insight)
    return sorted(found.values(), key=lambda insight: (-_base(insight), insight.id))


def _base(insight: Insight) -> Decimal:
    return insight.impact.base if insight.impact is not None else Decimal(0)


def pick(document: Document, *block_ids: str) -> tuple[Block, ...]:
    """Return blocks of a document by id, in that order; one that the data did not give is left out."""
    found = []
    for block_id in block_ids:
        try:
            found.append(document.block(block_id))
        except KeyError:
            continue
    return tuple(found)


def section_of(document: Document, section_id: str) -> tuple[Block, ...]:
    """Return the blocks of one section; nothing where the document has no such section."""
    for section in document.sections:
        if section.id == section_id:
            return section.blocks
    return ()


def notes_of(documents: Sequence[Document]) -> tuple[Note, ...]:
    """Return the notes of several documents, each sentence once."""
    found: dict[str, Note] = {}
    for document in documents:
        for block in document.blocks():
            if isinstance(block, Note):
                found.setdefault(block.text, block)
    return tuple(found.values())


def first_rows(table: Table, count: int) -> Table:
    """Return the first rows of a table, saying of how many; its total stays, since it is of all rows."""
    if len(table.rows) <= count:
        return table
    return replace(table, rows=table.rows[:count], available=table.available or len(table.rows))


def report(name: str, title: str, subtitle: str, bench: Bench, sections: Sequence[Section]) -> Document:
    """Return a report: its sections, without empty ones, and what it was made from."""
    full = tuple(section for section in sections if section.blocks)
    return Document(name, title, full, subtitle=subtitle, facts=document_facts(bench.scope, bench.facts))
