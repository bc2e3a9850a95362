"""Columns of raw text turned into canonical values, with a finding for everything that is not plain.

A column whose every cell is plain is turned in a few passes over the whole of it; only the cells that are not are
looked at one by one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cip_tui.model.document import Level
from cip_tui.model.onboarding.checks import CELLS_SHOWN, CellFinding
from cip_tui.model.onboarding.evidence import LEVELS
from cip_tui.model.onboarding.fields import Field
from cip_tui.model.onboarding.reading.grid import BOOLEAN, DATE, ERROR, FORMULA, MONEY, NUMBER, PERCENT, TEXT
from cip_tui.model.onboarding.values import NO_DATA, Number, iso_day, parse_day, parse_number
from cip_tui.model.text import clean

_PLAIN_CHARACTERS = frozenset("0123456789.-")
_PLAIN_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?")
_PLAIN_KINDS = frozenset(" nu")
_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA|ERROR!|FIELD!)")
_TEXT_MOST = 500

Address = Callable[[int], str]
"""Returns the address of a cell of the column by its index."""


@dataclass(slots=True)
class Column:
    """A column to convert: the field it holds, its raw texts, their kinds (None: all text) and addresses."""

    field: Field
    raw: Sequence[str]
    kinds: str | None
    address: Address
    factor: Decimal = Decimal(1)


@dataclass(slots=True)
class Converted:
    """The canonical texts of a column, empty where there is no value, and what was found.

    `numbers` are the values of a column of numbers as floats, the missing ones left out; None where not worked out.
    """

    texts: list[str]
    findings: list[CellFinding] = field(default_factory=list)
    imputed: frozenset[int] = frozenset()
    numbers: list[float] | None = None


class _Notes:
    """Collects cells by rule, so that one thing that is wrong in many cells is one finding."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._found: dict[tuple[str, str], tuple[Level, str, str, str, list[int]]] = {}

    def add(
        self, level: Level, rule: str, index: int, message: str, *, fix: str = "", suggestion: str = "", key: str = ""
    ) -> None:
        entry = self._found.setdefault((rule, key), (level, message, fix, suggestion, []))
        entry[4].append(index)

    def findings(self, check: str) -> list[CellFinding]:
        return [
            CellFinding(
                level,
                rule,
                message,
                tuple(self._column.address(index) for index in indices[:CELLS_SHOWN]),
                len(indices),
                clean(self._column.raw[indices[0]], 80),
                fix,
                self._column.field.name,
                suggestion,
                check,
            )
            for (rule, _), (level, message, fix, suggestion, indices) in self._found.items()
        ]


def convert_numbers(column: Column) -> Converted:
    """Convert a column of numbers: canonical decimal text in the field's unit."""
    numbers = _plain_numbers(column)
    if numbers is not None:
        texts = _scaled(list(column.raw), column.factor)
        return Converted(texts, numbers=numbers if column.factor == 1 else None)
    notes = _Notes(column)
    comma = _uses_comma(column)
    texts = [_number(column, index, comma, notes) for index in range(len(column.raw))]
    return Converted(_scaled(texts, column.factor), notes.findings("Q5"))


def _plain_numbers(column: Column) -> list[float] | None:
    """Return the numbers if all texts are plain decimal ones already, the empty ones left out."""
    if column.kinds is not None and not set(column.kinds) <= _PLAIN_KINDS:
        return None
    raw = column.raw
    if not set("".join(raw)) <= _PLAIN_CHARACTERS:
        return None
    try:
        # Of these characters alone floats are made of decimal numbers and nothing else.
        return list(map(float, filter(None, raw)))
    except ValueError:
        return None


def _uses_comma(column: Column) -> bool:
    """Say whether the column writes the comma as its decimal mark, judged by the cells that leave no doubt."""
    commas = points = 0
    for raw in column.raw:
        if "," in raw:
            found = parse_number(raw)
            if found is not None and found.comma:
                commas += 1
            elif found is not None and "." in raw:
                points += 1
    return commas > points and commas > 1


def _number(column: Column, index: int, comma: bool, notes: _Notes) -> str:
    raw = column.raw[index]
    kind = column.kinds[index] if column.kinds is not None else TEXT
    unit = column.field.unit
    if kind in (NUMBER, "u") or (kind == TEXT and not comma and _PLAIN_NUMBER.fullmatch(raw)):
        if kind == TEXT and column.kinds is not None:
            notes.add(Level.INFO, "number-as-text", index, "A number stored as text; read as a number")
        return raw
    text = raw.strip()
    if not text:
        return ""
    if kind == PERCENT:
        if unit != "%":
            return _foreign(notes, index, "percent-format", "Shown as percent, and this is no percentage")
        notes.add(Level.INFO, "percent-format", index, "A percentage format stores fractions; read times 100")
        return format(Decimal(raw) * 100, "f")
    if kind == FORMULA:
        return _foreign(notes, index, "formula-without-value", "A formula that holds no value; it is not worked out",
                        fix="Open and save the workbook in a spreadsheet program, or type the value")  # fmt: skip
    if kind == ERROR or _ERROR.fullmatch(text):
        return _foreign(notes, index, "error-value", "An error of the workbook, no value", fix="Type the value")
    if kind == MONEY and unit == "USD":
        notes.add(
            Level.WARNING, "other-currency", index, "Shown in another currency than US dollars; read as it stands"
        )
        return raw
    if kind in (DATE, BOOLEAN):
        return _foreign(
            notes, index, "not-a-number", "A day or truth value where a number belongs", fix="Type the number"
        )
    if text.casefold() in NO_DATA:
        notes.add(Level.INFO, "no-data-word", index, "A word for no data; read as no value")
        return ""
    return _written(column, index, parse_number(text, comma), notes)


def _written(column: Column, index: int, number: Number | None, notes: _Notes) -> str:
    if number is None:
        return _foreign(
            notes, index, "not-a-number", "This is no number", fix="Type the number, or leave the cell empty"
        )
    if number.currency and column.field.unit != "USD":
        return _foreign(notes, index, "not-a-number", f"An amount where {column.field.title.lower()} belongs")
    if number.currency not in ("", "USD"):
        return _foreign(notes, index, "other-currency", f"An amount in {number.currency}, not US dollars; not used",
                        fix="Type the amount in US dollars")  # fmt: skip
    if number.percent and column.field.unit != "%":
        return _foreign(notes, index, "not-a-number", f"A percentage where {column.field.title.lower()} belongs")
    if number.text != column.raw[index]:
        notes.add(Level.INFO, "number-as-text", index, f"Read as {number.text}", key=number.text)
    return number.text


def _foreign(notes: _Notes, index: int, rule: str, message: str, *, fix: str = "") -> str:
    notes.add(Level.WARNING, rule, index, message, fix=fix)
    return ""


def _scaled(texts: list[str], factor: Decimal) -> list[str]:
    if factor == 1:
        return texts
    return [format(Decimal(text) * factor, "f") if text else "" for text in texts]


def convert_levels(column: Column, words: Sequence[str]) -> Converted:
    """Convert a column of levels: `High`, `Medium` or `Low`; what is none of them is imputed and said so."""
    notes = _Notes(column)
    exact = set(words)
    odd = [index for index, raw in enumerate(column.raw) if raw not in exact]
    texts = list(column.raw)
    imputed = [index for index in odd if not _level(column, index, texts, words, notes)]
    return Converted(texts, notes.findings("Q6"), frozenset(imputed))


def _level(column: Column, index: int, texts: list[str], words: Sequence[str], notes: _Notes) -> bool:
    """Put the level of a cell that is not plain into `texts`; return whether it is known."""
    raw = column.raw[index]
    text = raw.strip()
    word = LEVELS.get(text.casefold(), "")
    if word:
        rule = "trimmed" if text.casefold() == word.casefold() and text != raw else "other-spelling"
        notes.add(Level.INFO, rule, index, f"Read as {word}", suggestion=word, key=word)
        texts[index] = word
        return True
    texts[index] = clean(text, 80)
    if not text:
        said = "No level stated; 2 stands for it, as imputed"
        notes.add(Level.WARNING, "level-missing", index, said, fix="Type High, Medium or Low")
        return False
    near = difflib.get_close_matches(text.casefold(), [w.casefold() for w in words], n=1, cutoff=0.5)
    suggestion = near[0].title() if near else ""
    fix = f"Did you mean {suggestion}?" if suggestion else "Type High, Medium or Low"
    said = "Not High, Medium or Low; 2 stands for it, as imputed"
    notes.add(Level.WARNING, "unknown-word", index, said, fix=fix, suggestion=suggestion, key=text)
    return False


def convert_days(column: Column, as_of: date) -> Converted:
    """Convert a column of days to ISO 8601; what could be two days is left out and said so."""
    plain = _plain_days(column, as_of)
    if plain is not None:
        return Converted(plain)
    notes = _Notes(column)
    day_first = _day_first(column.raw)
    texts = [_day(column, index, day_first, as_of, notes) for index in range(len(column.raw))]
    return Converted(texts, notes.findings(""))


def _plain_days(column: Column, as_of: date) -> list[str] | None:
    """Return the texts if all of them are days in ISO 8601 already, none of them in the future."""
    if column.kinds is not None and not set(column.kinds) <= {" ", DATE}:
        return None
    for text in set(column.raw):
        found = iso_day(text) if len(text) == 10 and text[4] == text[7] == "-" else None
        if text and (found is None or found > as_of):
            return None
    return list(column.raw)


def _day_first(raw: Sequence[str]) -> bool | None:
    """Return which way round the column writes days, None where no cell tells."""
    layouts = {found.layout for text in set(raw) if text and (found := parse_day(text)) is not None}
    if "day first" in layouts:
        return None if "month first" in layouts else True
    return False if "month first" in layouts else None


def _day(column: Column, index: int, day_first: bool | None, as_of: date, notes: _Notes) -> str:
    raw = column.raw[index].strip()
    kind = column.kinds[index] if column.kinds is not None else TEXT
    if not raw or raw.casefold() in NO_DATA:
        return ""
    if kind == ERROR or _ERROR.fullmatch(raw):
        return _foreign(notes, index, "error-value", "An error of the workbook, no day", fix="Type the day")
    if kind == FORMULA:
        return _foreign(notes, index, "formula-without-value", "A formula that holds no value", fix="Type the day")
    found = iso_day(raw) if kind == DATE or (len(raw) == 10 and raw[4] == "-") else None
    if found is None:
        parsed = parse_day(raw, day_first)
        if parsed is None:
            return _foreign(notes, index, "not-a-day", "This is no day", fix="Type it as YYYY-MM-DD")
        if parsed.other is not None:
            notes.add(Level.WARNING, "doubtful-date", index, f"{parsed.day} or {parsed.other}? Not used",
                      fix="Type it as YYYY-MM-DD", suggestion=parsed.day.isoformat(), key=raw)  # fmt: skip
            return ""
        if column.kinds is not None:
            notes.add(Level.INFO, "date-as-text", index, "A day stored as text; read as a day")
        found = parsed.day
    if found > as_of:
        notes.add(Level.WARNING, "future-date", index, f"{found} lies after {as_of}", fix="Check the year")
    return found.isoformat()


def convert_texts(column: Column) -> Converted:
    """Convert a column of text: outer space gone, control characters visible."""
    joined = "".join(column.raw)
    if joined.isprintable() and joined.isascii() and (column.kinds is None or set(column.kinds) <= {" ", TEXT}):
        texts = [text if len(text) <= _TEXT_MOST else clean(text, _TEXT_MOST) for text in map(str.strip, column.raw)]
        return Converted(texts)
    notes = _Notes(column)
    return Converted([_text(column, index, notes) for index in range(len(column.raw))], notes.findings(""))


def _text(column: Column, index: int, notes: _Notes) -> str:
    raw = column.raw[index]
    kind = column.kinds[index] if column.kinds is not None else TEXT
    if kind == ERROR or (raw.startswith("#") and _ERROR.fullmatch(raw.strip())):
        return _foreign(notes, index, "error-value", "An error of the workbook, no text", fix="Type the value")
    if kind == FORMULA:
        return _foreign(notes, index, "formula-without-value", "A formula that holds no value", fix="Type the value")
    text = clean(raw.strip(), _TEXT_MOST)
    if text != raw.strip()[:_TEXT_MOST]:
        notes.add(Level.WARNING, "control-characters", index, "Characters that terminals obey; made visible")
    if kind == NUMBER and column.field.kind == "id":
        notes.add(Level.WARNING, "id-as-number", index, "An id stored as a number; leading zeros would be lost",
                  fix="Check the id, and format the column as text")  # fmt: skip
    return text
