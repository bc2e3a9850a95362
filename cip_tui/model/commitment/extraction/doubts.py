"""When a committed amount may stand without a warning: only where what surrounds it speaks for it alone.

The amounts are looked at once more, apart from how they were found: the words between an amount and the one before it,
the contract years and days that its sentence names, the other sums of its table row, rivals, and sums that were left
unused. Years that add up to a total stated in another place prove each other, so that only the words count there.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cip_tui.model.commitment.extraction.fields import Field, Obtained
from cip_tui.model.commitment.extraction.numbers import ORDINALS
from cip_tui.model.commitment.extraction.ordinals import EACH, find_ordinals
from cip_tui.model.commitment.extraction.roles import COMMITMENT, OTHER, role_of
from cip_tui.model.commitment.extraction.search import Search
from cip_tui.model.commitment.extraction.text import Reading
from cip_tui.model.commitment.extraction.values import Kind, Value, find_values

Years = dict[int, dict[str, Field]]

_CONDITION = re.compile(
    r"\b(?:should\s+(?:the\s+)?(?:customer|parties)|would|might|option(?:al)?\s+(?:contract\s+)?(?:year|period|term)"
    r"|exercis\w+|(?:renewal|extension)\s+(?:term|year|period)|for\s+(?:example|instance)|if|unless|otherwise)\b",
    re.I,
)
_SPOILERS = (
    (
        "speaks of an earlier sum",
        r"previous(?:ly)?|former(?:ly)?|prior\s+(?:year|term|period)|actual(?:s|ly)?|spent"
        r"|histor\w+|used\s+to\s+be|last\s+year|until\s+now",
    ),
    ("speaks of a limit", r"up\s+to|capped|cap|not\s+(?:to\s+)?exceed\w*|at\s+most|no\s+more\s+than|maximum"),
    ("speaks of a credit or payment", r"credits?|rebates?|prepa\w+|upfront|deposit|instal?lments?|invoiced?|waiver"),
    ("speaks of a running sum", r"cumulative(?:ly)?|running|to\s+date"),
    ("speaks of a part of a year", r"quarter(?:ly|s)?|month(?:ly)|half(?:-year)?(?:ly)?|semi-?annual\w*"),
    ("speaks of an estimate", r"forecasts?|expect\w*|estimat\w*|project(?:ed|ion)s?|budget\w*|anticipat\w*"),
    ("speaks of a part of the sum", r"of\s+which|including|thereof|in\s+addition|additional"),
)
_SPOILED = tuple((why, re.compile(rf"\b(?:{words})\b", re.I)) for why, words in _SPOILERS)
_RUNNING = re.compile(r"\b(?:cumulative|running|to date)\b", re.I)
_EARLIER = re.compile(r"\b(?:previous|prior|original|former|existing|superseded|old|before)\b", re.I)
_GROWTH = re.compile(
    r"\b(?:commit\w*|minimum|it|which)\b[^.;]{0,40}\b(?:increas\w+|grow\w*|ris(?:es?|ing)|escalat\w+|step\w*\s+up)"
    r"\s+(?:\w+\s+)?by\b[^.;]{0,40}(?:%|percent)",
    re.I,
)
_SHORT = re.compile(r"[\s,]*(?:in|for|during|of)\s+the\s+(?P<which>\w+)\b", re.I)
_PART = re.compile(r"\b(?:H[12]|Q[1-4]|half|quarter|month)\b", re.I)
_BEHIND = re.compile(
    r"\s*(?:(?:(?:in|for|during|of|per)\s+)?(?:each|every|per|any|a|the\s+\w+)\s+(?:calendar\s+)?(?:quarter|month|half)"
    r"|(?:more|less|higher|lower|above|below)\b)",
    re.I,
)
_MOST = 0.65
_WEAK = 0.7
_BY_LEAD = "the text before the table"
"""How an amount is told by a table whose heads do not name it."""


def doubted(search: Search, years: Years, total: Field) -> Field:
    """Put a warning on every amount of `years` that nothing independent supports; return the total likewise."""
    amounts = {number: year["amount"] for number, year in years.items()}
    proved = len(amounts) > 1 and _proved([*amounts.values()], total)
    shared = [] if proved else _shared(search, years, total)
    for number, item in amounts.items():
        if item.value is not None:
            why = [*_own(search, item, number, years[number], proved=proved), *shared]
            years[number]["amount"] = _warned(item, why)
    if total.value is None:
        return total
    if total.obtained is Obtained.DERIVED:
        told = [warning for year in years.values() for warning in year["amount"].warnings]
        return _warned(total, list(dict.fromkeys(told)))
    return _warned(total, [*_own(search, total, None, {}, proved=proved), *shared])


def _warned(item: Field, why: list[str]) -> Field:
    new = [text for text in dict.fromkeys(why) if text not in item.warnings]
    return replace(item, warnings=(*item.warnings, *new), confidence=min(item.confidence, _MOST)) if new else item


def _proved(amounts: list[Field], total: Field) -> bool:
    """Say whether the years add up to a total that the text states by itself."""
    values = [item.value for item in amounts]
    if total.obtained is not Obtained.STATED or not all(isinstance(value, Decimal) for value in values):
        return False
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0)) == total.value


def _own(search: Search, item: Field, number: int | None, year: dict[str, Field], *, proved: bool) -> list[str]:
    """Return what speaks against one amount where it stands."""
    why: list[str] = []
    for reading, value in _places(search, item):
        why += _words(reading, value)
        if number is not None and not proved:
            why += _other_year(reading, value, number, year)
        break
    if proved:
        return why
    why += _row(search, item)
    if any(rival.why == "less certain" and rival.value != item.value for rival in item.rivals):
        why.append("The text offers another value as well")
    if item.confidence < _WEAK and not item.warnings and not why and not _beside_year(search, item, number):
        why.append("The amount hangs only loosely on its label")
    return why


def _places(search: Search, item: Field) -> Iterator[tuple[Reading, Value]]:
    """Yield where an amount stands in running text, the line of its evidence first."""
    if item.evidence is None:
        return
    found = [
        (reading, value)
        for reading in search.readings
        for value in reading.values
        if value.kind is Kind.MONEY
        and value.amount == item.value
        and reading.line_at(value.start).page == item.evidence.page
    ]
    quote = "".join(item.evidence.quote.split())

    def far(place: tuple[Reading, Value]) -> tuple[bool, int]:
        reading, value = place
        line = reading.line_at(value.start)
        return "".join(value.raw.split()) not in quote, abs(line.number - (item.evidence.line if item.evidence else 0))

    yield from sorted(found, key=far)


def _words(reading: Reading, value: Value) -> list[str]:
    """Return the words about an amount that make it something else than a promise."""
    first, last = reading.sentence(value.start)
    if _CONDITION.search(reading.text[first:last]):
        return ["The sentence speaks of an option, a condition or an example"]
    if _BEHIND.match(reading.text, value.end, last):
        return ["The amount is for a part of a year, or a difference"]
    begin = max((item.end for item in reading.between(first, value.start) if item.kind is Kind.MONEY), default=first)
    before = reading.text[begin : value.start]
    bracket = re.match(r"\s*\(([^)\d]*)\)", reading.text[value.end : last])
    about = f"{re.split(r'[;:]', before)[-1]} | {bracket[1] if bracket else ''}"
    about = re.sub(r"\bquarterly\s+(?:true|review)\S*", "", about, flags=re.I)
    return [f"The text beside it {why}" for why, pattern in _SPOILED if pattern.search(about)]


def _other_year(reading: Reading, value: Value, number: int, year: dict[str, Field]) -> list[str]:
    """Return a warning where the sentence names contract years or days, and not those of this one."""
    first, last = reading.sentence(value.start)
    text = reading.text[first:last]
    behind = _SHORT.match(reading.text, value.end, last)
    if behind is not None and ORDINALS.get(behind["which"].lower()):
        return [] if ORDINALS[behind["which"].lower()] == number else [f"Its sentence names another year than {number}"]
    named = {each for ordinal in find_ordinals(text) for each in ordinal.numbers}
    if named:
        return [] if number in named or EACH.search(text) else [f"Its sentence names another year than {number}"]
    days = {item.day for item in reading.between(first, last) if item.kind is Kind.DATE and item.day}
    ends = {item.value for key in ("start", "end") if (item := year.get(key)) and isinstance(item.value, date)}
    return ["Its sentence names other days than those of the year"] if len(days) > 1 and not days & ends else []


def _beside_year(search: Search, item: Field, number: int | None) -> bool:
    """Say whether the contract year stands right before the amount, with no other sum between them."""
    for reading, value in _places(search, item):
        named = find_ordinals(reading.text[max(0, value.start - 60) : value.start])
        return bool(named) and named[-1].numbers == (number,)
    return False


def _row(search: Search, item: Field) -> list[str]:
    """Return a warning where an amount of a table has rivals in its row, or stands in a column of something else."""
    for table in search.tables:
        for row in table.rows:
            if item.evidence is None or row.line.page != item.evidence.page:
                continue
            held = {column: sums for column, cell in enumerate(row.cells) if (sums := _sums(cell))}
            mine = [column for column, sums in held.items() if item.value in sums]
            if not mine or (row.line.number != item.evidence.line and not COMMITMENT.search(row.cells[0])):
                continue
            if _PART.search(row.cells[0]):
                return ["The row is for a part of a year"]
            return _cells(table.heads, row.cells, held, mine)
    return []


def _sums(cell: str) -> set[Decimal]:
    return {value.amount for value in find_values(cell) if value.kind is Kind.MONEY and value.amount is not None}


def _cells(heads: list[str], cells: list[str], held: dict[int, set[Decimal]], mine: list[int]) -> list[str]:
    if len(held) < 2 or COMMITMENT.search(cells[0]):
        return []
    promised = [
        column
        for column in held
        if COMMITMENT.search(heads[column])
        and not OTHER.search(heads[column])
        and not _RUNNING.search(heads[column])
        and not _EARLIER.search(heads[column])
    ]
    if len({frozenset(held[column]) for column in promised}) > 1:
        return ["Two columns of the table may hold the promised sum"]
    if not set(mine) & set(promised):
        return ["The row holds several sums, and no head says which one is promised"]
    return []


def _shared(search: Search, years: Years, total: Field) -> list[str]:
    """Return what speaks against all amounts together."""
    items = [*(year["amount"] for year in years.values()), total]
    told = [year["amount"] for year in years.values()]
    why: list[str] = []
    some = any(item.value is not None for item in told)
    if some and any(item.obtained is Obtained.NOT_FOUND for item in told):
        why.append("No amount was found for another contract year")
    if _alike(told) and any(_GROWTH.search(reading.text) for reading in search.readings):
        why.append("The text speaks of growth by a share, which no contract year shows")
    if len({item.reason.startswith(_BY_LEAD) for item in told if item.value is not None}) > 1:
        why.append("Some of the amounts come from sentences, others from a table that does not name them")
    values = [item.value for item in told if isinstance(item.value, Decimal)]
    if any(after < before for before, after in itertools.pairwise(values)):
        why.append("A later year promises less than an earlier one")
    known: set[object] = {item.value for item in items} | {rival.value for item in items for rival in item.rivals}
    unused = _unused(search, known)
    if unused is not None:
        why.append(f"The text also names {unused:,} as committed")
    return why


def _alike(items: list[Field]) -> bool:
    return len({item.value for item in items}) == 1


def _unused(search: Search, known: set[object]) -> Decimal | None:
    """Return a sum that hangs on a label of the commitment in running text, and that no field holds."""
    in_tables = {
        (row.line.page, amount)
        for table in search.tables
        for row in table.rows
        for c in row.cells
        for amount in _sums(c)
    }
    for reading in search.readings:
        for value in reading.values:
            if value.kind is not Kind.MONEY or value.amount is None or value.amount in known:
                continue
            if (reading.line_at(value.start).page, value.amount) in in_tables:
                continue
            role = role_of(reading, value)
            if role.name == "commitment" and role.score >= 0.8 and not _words(reading, value):
                return value.amount
    return None
