"""A detected file into the table `stage` of an open DuckDB: whichever way its bytes ask for, always checked.

Regular tables are read by DuckDB itself. JSON, and tables with anything irregular, are first written regular in the
work folder, with the number of each row's line or record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cip_tui.model.document import Level
from cip_tui.model.engine.source import DuckDBSource, quoted
from cip_tui.model.errors import InputRefused
from cip_tui.model.job import Job
from cip_tui.model.sources.checks import Stage, stage
from cip_tui.model.sources.detect import Detected
from cip_tui.model.sources.head import Head, literal_path, refuse
from cip_tui.model.sources.language import Columns, Format, every_name
from cip_tui.model.sources.records import write_table
from cip_tui.model.sources.rejects import Rejects
from cip_tui.model.sources.repair import repair
from cip_tui.model.sources.report import Finding
from cip_tui.model.sources.scan import Scan, fingerprint, scan
from cip_tui.model.sources.targets import TARGETS, Sort
from cip_tui.model.text import clean

_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")


@dataclass(slots=True)
class Loaded:
    """The staged table: what it holds, how a row's line is found in it, and what was met on the way.

    `ascii` says that its bytes are ASCII throughout, so that little of its text can need cleaning.
    """

    stage: Stage
    line: str
    sha256: str
    ascii: bool
    findings: list[Finding] = field(default_factory=list)


class Loader:
    """Loads one file. `work` is a folder for files of passing use."""

    def __init__(self, detected: Detected, source: DuckDBSource, work: Path, rejects: Rejects, job: Job) -> None:
        if detected.layout is None or detected.columns is None:
            raise ValueError("only a detected table can be loaded")
        self.head: Head = detected.head
        self.layout: Format = detected.layout
        self.columns: Columns = detected.columns
        self._source, self._work, self._rejects, self._job = source, work, rejects, job
        self._findings: list[Finding] = []

    def load(self) -> Loaded:
        """Fill `stage`. Raises `InputRefused` for what cannot be used, `Cancelled` where the job was stopped."""
        if self.head.shape == "csv" and self.layout.table is None:
            return self._csv()
        sha256 = fingerprint(self.head.path, self._job)
        return self._parquet(sha256) if self.head.shape == "parquet" else self._json(sha256)

    def _csv(self) -> Loaded:
        copy = self._work / "plain.csv"
        facts = scan(self.head, copy, self._job)
        plain = copy if self.head.gz else self.head.path
        self._job.progress(f"Reading {clean(self.head.path.name, 60)}", 0.2)
        if self._regular(facts):
            if facts.lines == 1:
                raise self._no_rows()
            staged = self._direct(plain, facts)
            if staged is not None:
                return Loaded(staged, "rowid + 2", facts.sha256, facts.ascii, self._findings)
        return self._repaired(plain, facts)

    def _regular(self, facts: Scan) -> bool:
        head = self.head
        return (
            head.encoding in ("utf-8", "utf-8-sig") and head.newline == "\n" and head.header_line == 1 and not facts.nul
        )

    def _direct(self, plain: Path, facts: Scan) -> Stage | None:
        """Let DuckDB read the file as it stands; None where it is not regular after all."""
        import duckdb

        relation = self._table(plain, self.head.delimiter, header=True, line=False)
        try:
            staged = self._fill(relation, line=False)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return None
        # A blank line or a quoted line break gives fewer rows than lines; nothing gives more.
        return staged if self._count() == facts.lines - 1 else None

    def _repaired(self, plain: Path, facts: Scan) -> Loaded:
        self._job.progress("Sorting out irregular lines", 0.3)
        target = self._work / "repaired.csv"
        wanted = {self.columns.find(name) for part in self.layout.expressions() for name in every_name(part)}
        done = repair(
            plain, self.head, target, self._rejects, frozenset(at for at in wanted if at is not None), self._job
        )
        if done.rows + done.rejected == 0:
            raise self._no_rows()
        staged = self._fill(self._table(target, ",", header=False, line=True), line=True)
        self._reconcile(done.rows)
        self._say_encoding(done.encoding)
        if done.blank:
            self._say(Level.INFO, "blank-lines", "Blank lines were passed over", count=done.blank)
        return Loaded(staged, "line", facts.sha256, False, self._findings)

    def _json(self, sha256: str) -> Loaded:
        self._job.progress(f"Reading {clean(self.head.path.name, 60)}", 0.2)
        target = self._work / "records.csv"
        done = write_table(self.head, self.layout, self.columns, target, self._rejects, self._job)
        if done.rows + done.rejected == 0:
            raise self._no_rows()
        staged = self._fill(self._table(target, ",", header=False, line=True), line=True)
        self._reconcile(done.rows)
        for text in done.incomplete:
            self._say(Level.WARNING, "incomplete", text, fix="Fetch the other pages too")
        self._findings += done.noted
        return Loaded(staged, "line", sha256, False, self._findings)

    def _parquet(self, sha256: str) -> Loaded:
        import duckdb

        path = quoted(literal_path(self.head.path))
        try:
            rows = self._source.run(f"DESCRIBE SELECT * FROM read_parquet({path})").rows
            words = ", ".join(map(quoted, ("", *self.layout.null_words)))
            texts = [_as_text(row[0], row[1]) for row in rows]
            columns = ", ".join(f"CASE WHEN {t} NOT IN ({words}) THEN {t} END AS c{at}" for at, t in enumerate(texts))
            relation = f"(SELECT {columns} FROM read_parquet({path}, file_row_number = false))"
            staged = self._fill(relation, line=False)
        except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException) as error:
            raise refuse(
                self.head.path,
                "The Parquet file is damaged",
                cause=clean(str(error).splitlines()[0], 300),
                next_step="Write or fetch it again; nothing of it was kept",
            ) from error
        if not self._count():
            raise self._no_rows()
        return Loaded(staged, "rowid + 1", sha256, False, self._findings)

    def _table(self, path: Path, delimiter: str, *, header: bool, line: bool) -> str:
        names = [f"'c{place}': 'VARCHAR'" for place in range(len(self.columns.names))]
        names += ["'line': 'BIGINT'"] if line else []
        return (
            f"read_csv({quoted(literal_path(path))}, header = {str(header).lower()}, delim = {quoted(delimiter)}, "
            f"quote = '\"', escape = '\"', auto_detect = false, compression = 'none', buffer_size = 8000000, "
            f"nullstr = [{', '.join(map(quoted, ('', *self.layout.null_words)))}], "
            f"columns = {{{', '.join(names)}}})"
        )

    def _fill(self, relation: str, *, line: bool) -> Stage:
        slashes = self._slashes(relation)
        made = stage(self.layout, self.columns, relation, line=line, slashes=slashes)
        self._source.run(f"CREATE OR REPLACE TEMP TABLE stage AS {made.sql}")
        return made

    def _slashes(self, relation: str) -> str:
        """Return how days written with slashes are to be read, told from the whole column where the head has any."""
        times = [t.name for t in TARGETS[self.layout.kind] if t.sort in (Sort.TIME, Sort.DAY, Sort.MONTH)]
        names = [name for time in times if time in self.layout.fields for name in every_name(self.layout.fields[time])]
        for name in names:
            place = self.columns.find(name)
            if place is None or not any("/" in row[place] for row in self.head.sample if len(row) > place):
                continue
            parts = [f"max(TRY_CAST(regexp_extract(c{place}, '^\\s*(\\d+)/(\\d+)/', {n}) AS INTEGER))" for n in (1, 2)]
            first, second = self._source.run(f"SELECT {', '.join(parts)} FROM {relation}").rows[0]
            if first is None or second is None:
                continue
            order = "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else self.layout.slash_dates
            if order:
                words = "day/month/year" if order == "dmy" else "month/day/year"
                self._say(Level.WARNING, "slash-dates", f"Days in '{clean(name, 60)}' were read as {words}")
            return order
        return self.layout.slash_dates

    def _count(self) -> int:
        return int(self._source.run("SELECT count(*) FROM stage").rows[0][0])

    def _reconcile(self, rows: int) -> None:
        if self._count() != rows:
            raise refuse(
                self.head.path,
                f"{rows} rows were found but {self._count()} could be read",
                next_step="Please report this file; nothing of it was kept",
            )

    def _say_encoding(self, encoding: str) -> None:
        if encoding == "cp1252":
            self._say(
                Level.WARNING,
                "encoding",
                "The text is not UTF-8; it was read as Windows-1252 (Latin-1)",
                fix="Check names with accents; export as UTF-8 to be sure",
            )
        elif encoding not in ("utf-8", "utf-8-sig"):
            self._say(Level.INFO, "encoding", f"The text was read as {encoding.upper()}")

    def _say(self, level: Level, rule: str, message: str, *, fix: str = "", count: int = 1) -> None:
        self._findings.append(Finding(level, rule, message, fix=fix, count=count))

    def _no_rows(self) -> InputRefused:
        what = "The file has a header but no rows" if self.head.shape == "csv" else "The file has no records"
        return refuse(self.head.path, what, next_step="Export a period that has data")


def _as_text(name: str, sql_type: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if sql_type.startswith(_NESTED) or sql_type.endswith("]"):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"
