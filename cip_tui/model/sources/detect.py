"""What is this file? Told from its header or keys alone; only the head of the file is read.

A format is taken only where all columns of one of its `must` sets are there. The confidence is 0.6 for that, and up
to 1 by the share of the file's columns that the format knows.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cip_tui.model.document import Level
from cip_tui.model.errors import UsageError
from cip_tui.model.sources.cost_explorer import COMMAND
from cip_tui.model.sources.formats import BY_ID, FORMATS
from cip_tui.model.sources.head import Head
from cip_tui.model.sources.language import Columns, Format, Record, plain
from cip_tui.model.sources.mapping import GENERIC, Asked, guess, overlay
from cip_tui.model.sources.report import FileKind, FileReport, Finding
from cip_tui.model.sources.spans import Bad, inside, items
from cip_tui.model.sources.targets import TARGETS
from cip_tui.model.text import clean

_BASE = 0.6
_BINARY: dict[str, tuple[FileKind, str, str, str]] = {
    "pdf": (FileKind.AGREEMENT, "pdf", "PDF document", "Read it with: cip agreement read FILE.pdf"),
    "xlsx": (
        FileKind.WORKBOOK,
        "xlsx",
        "Excel workbook",
        "Customers: cip onboard FILE; calls: save the sheet as CSV and import that",
    ),
    "xls": (
        FileKind.WORKBOOK,
        "xls",
        "Excel 97 workbook",
        "Customers: cip onboard FILE; calls: save the sheet as CSV and import that",
    ),
    "ods": (
        FileKind.WORKBOOK,
        "ods",
        "OpenDocument workbook",
        "Customers: cip onboard FILE; calls: save the sheet as CSV and import that",
    ),
}
# Under which answers of APIs hold their records.
_WRAPPERS = ("data", "items", "records", "results", "rows", "logs", "content")
# Answers of Cost Explorer that hold no charges.
_COST_EXPLORER = {
    "ForecastResultsByTime": "a forecast",
    "Anomalies": "a list of anomalies",
    "DimensionValues": "a list of names",
    "SavingsPlansUtilizationsByTime": "the use of Savings Plans",
    "SavingsPlansCoverages": "the coverage by Savings Plans",
    "UtilizationsByTime": "the use of reservations",
    "CoveragesByTime": "the coverage by reservations",
}


@dataclass(frozen=True, slots=True)
class Detected:
    """A file's report, and the format with its columns where the file is a table that can be read."""

    report: FileReport
    head: Head
    layout: Format | None = None
    columns: Columns | None = None


def detect(head: Head, asked: Asked) -> Detected:
    """Say what a file is, minding what a person asked for. Raises `UsageError` for a format or column that is not."""
    if head.shape in _BINARY:
        return _not_a_table(head, *_BINARY[head.shape])
    if head.shape in ("json", "jsonl") and not asked.as_format:
        mark = next((key for key in _COST_EXPLORER if isinstance(head.keys.get(key), list)), None)
        if mark:
            return _cost_explorer(head, mark)
    layout, columns, evidence, confidence = _layout(head, asked)
    if layout is None and (inner := _wrapped(head)) is not None:
        key, inner_head = inner
        layout, columns, evidence, confidence = _layout(inner_head, asked)
        if layout is not None:
            layout = replace(layout, flatten=_unwrapping(key, layout.flatten))
            evidence = (*evidence, f"The records stand under the key {key}")
    if layout is None or columns is None:
        return _unknown(head)
    if layout.table is not None:
        columns = Columns(layout.wanted())
    if asked.given:
        layout = overlay(layout, asked, columns)
        evidence = (*evidence, asked.describe())
    report = _table_report(head, layout, columns)
    version, why = layout.version(columns.plains) if layout.version else ("", "")
    return Detected(
        replace(report, version=version, confidence=confidence, evidence=(*evidence, why) if why else evidence),
        head,
        layout,
        columns,
    )


def _layout(head: Head, asked: Asked) -> tuple[Format | None, Columns | None, tuple[str, ...], float]:
    if asked.as_format:
        layout = _named(asked.as_format)
        return layout, _columns(head, layout), (f"You said that it is {layout.title}",), 1.0
    for layout in FORMATS:
        columns = _columns(head, layout)
        if columns is None:
            continue
        evidence = _signature(head, layout, columns)
        if evidence:
            return layout, columns, evidence, _confidence(head, layout, columns)
    if asked.given:
        layout = GENERIC
        return layout, _columns(head, layout), ("No known format; read as the mapping says",), 1.0
    return None, None, (), 0.0


def _wrapped(head: Head) -> tuple[str, Head] | None:
    """Return the key under which an answer of an API holds its records, and a head that shows the first of them."""
    for key in _WRAPPERS:
        records = head.keys.get(key) if head.shape == "json" else None
        if isinstance(records, list) and records and isinstance(records[0], Mapping):
            return key, replace(head, value=records[0])
    return None


def _unwrapping(
    key: str, flatten: Callable[[object], Iterator[Record | Bad]] | None
) -> Callable[[object], Iterator[Record | Bad]]:
    def records(value: object) -> Iterator[Record | Bad]:
        for each in items(inside(value, key)):
            if flatten is not None:
                yield from flatten(each)
            else:
                yield each if isinstance(each, Mapping) else {key: each}

    return records


def _named(name: str) -> Format:
    if name in BY_ID:
        return BY_ID[name]
    near = difflib.get_close_matches(name, BY_ID, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"There is no format '{clean(name)}'", next_step=f"{hint}Known: {', '.join(BY_ID)}")


def _columns(head: Head, layout: Format) -> Columns | None:
    if head.shape in ("csv", "parquet"):
        return Columns(head.header)
    if head.shape not in ("json", "jsonl"):
        return None
    if layout.flatten is None and layout is not GENERIC:
        # A document that a format takes apart is no record itself.
        return _record_columns(head, layout)
    return Columns(layout.wanted()) if layout is not GENERIC else Columns(tuple(head.keys))


def _record_columns(head: Head, layout: Format) -> Columns:
    """The columns of plain records: all the format may use, as records need not all have the same keys."""
    stated = {plain(key): key for key in head.keys}
    names = dict.fromkeys([*head.keys, *(stated.get(plain(name), name) for name in layout.wanted())])
    return Columns(tuple(names))


def _signature(head: Head, layout: Format, columns: Columns) -> tuple[str, ...]:
    """Return the sentences that say why the file is of this format; none where it is not."""
    keys: Mapping[str, object] = head.keys
    if layout.document is not None and head.shape in ("json", "jsonl") and layout.document(keys):
        shown = ", ".join(clean(key, 40) for key in list(keys)[:6])
        return (f"The JSON has the keys of {layout.title}: {shown}",)
    present = Columns(tuple(keys)).plains if head.shape in ("json", "jsonl") else columns.plains
    for must in layout.must:
        if {plain(name) for name in must} <= present:
            what = "The first record" if head.shape in ("json", "jsonl") else "The header"
            return (f"{what} has {_listed(must)}", *_extras(layout, columns, present))
    return ()


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _extras(layout: Format, columns: Columns, present: frozenset[str]) -> tuple[str, ...]:
    if layout.table is not None:
        return ("Its other columns are names of what is charged",)
    known = _known(layout)
    extra = [columns.stated(name) for name in columns.names if plain(name) in present and plain(name) not in known]
    if not extra:
        return ("Every column belongs to the format",)
    shown = ", ".join(clean(name, 40) for name in extra[:8]) + (" and more" if len(extra) > 8 else "")
    return (f"{len(extra)} column{'s' if len(extra) > 1 else ''} beyond the format: {shown}",)


def _known(layout: Format) -> frozenset[str]:
    return frozenset(map(plain, (*layout.known, *layout.wanted(), *(name for must in layout.must for name in must))))


def _confidence(head: Head, layout: Format, columns: Columns) -> float:
    if (head.shape in ("json", "jsonl") and layout.document is not None) or layout.table is not None:
        return 1.0
    names = frozenset(map(plain, head.keys)) if head.shape in ("json", "jsonl") else columns.plains
    share = len(names & _known(layout)) / max(len(names), 1)
    return _BASE + (1 - _BASE) * share


def _table_report(head: Head, layout: Format, columns: Columns) -> FileReport:
    mapped, missing = {}, []
    for target in TARGETS[layout.kind]:
        expr = layout.fields.get(target.name)
        if expr is not None and expr.sql(columns) is not None:
            mapped[target.name] = clean(expr.describe(columns), 200)
        else:
            missing.append(target.name)
    return FileReport(
        path=head.path,
        kind=layout.kind,
        format=layout.id,
        title=layout.title,
        mapped=mapped,
        missing=tuple(missing),
    )


def _not_a_table(head: Head, kind: FileKind, format_id: str, title: str, fix: str) -> Detected:
    finding = Finding(Level.INFO, "other-reader", f"A {title} is not a table of calls", fix=fix)
    report = FileReport(head.path, kind, format_id, "", title, 0.9, (f"It starts like a {title}",), findings=(finding,))
    return Detected(report, head)


def _cost_explorer(head: Head, mark: str) -> Detected:
    finding = Finding(
        Level.INFO,
        "other-reader",
        f"This answer of Cost Explorer is {_COST_EXPLORER[mark]} and holds no charges",
        fix="Export what was charged: " + COMMAND,
    )
    report = FileReport(
        head.path,
        FileKind.COST_EXPLORER,
        "cost-explorer",
        "",
        f"AWS Cost Explorer answer: {_COST_EXPLORER[mark]}",
        1.0,
        (f"The JSON has the key {mark}",),
        findings=(finding,),
    )
    return Detected(report, head)


def _unknown(head: Head) -> Detected:
    """Report a file of no known format, with the mapping that its column names suggest."""
    if head.shape in ("csv", "json", "jsonl", "parquet"):
        columns = Columns(head.header or tuple(head.keys))
        suggested = guess(columns)
        nearest = _nearest(columns)
        names = ", ".join(clean(name, 40) for name in columns.names[:12])
        evidence = (f"Its columns fit no known format: {names}", *((nearest,) if nearest else ()))
        finding = Finding(Level.WARNING, "unknown", "The format is not known", fix=_command(head.path, suggested))
        missing = tuple(target.name for target in TARGETS[FileKind.CALLS] if target.name not in suggested)
        report = FileReport(
            head.path, evidence=evidence, mapped=suggested, missing=missing, findings=(finding,), title="Unknown table"
        )
        return Detected(report, head)
    finding = Finding(
        Level.WARNING, "unknown", "This is no table, JSON, PDF or workbook", fix="Export the data as CSV or JSON"
    )
    return Detected(FileReport(head.path, evidence=("Its first bytes tell nothing",), findings=(finding,)), head)


def _nearest(columns: Columns) -> str:
    best, share, lacking = None, 0.0, ()  # type: tuple[Format | None, float, tuple[str, ...]]
    for layout in FORMATS:
        for must in layout.must:
            absent = tuple(name for name in must if plain(name) not in columns.plains)
            found = 1 - len(absent) / len(must)
            if found > share:
                best, share, lacking = layout, found, absent
    if best is None or share < 0.5:
        return ""
    return f"Nearest is {best.title}, but {_listed(lacking)} {'is' if len(lacking) == 1 else 'are'} missing"


def _command(path: Path, suggested: Mapping[str, str]) -> str:
    items = (
        " ".join(f"{field}={_shell(column)}" for field, column in suggested.items()) or "ts=COLUMN input_tokens=COLUMN"
    )
    return f"Say which column is what: cip import {_shell(clean(path.name, 80))} --map {items}"


def _shell(text: str) -> str:
    return text if all(char.isalnum() or char in "._-/" for char in text) else "'" + text.replace("'", "'\\''") + "'"
