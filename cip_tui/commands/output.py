"""Where results and narration go: data to stdout or a file, everything else to stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cip_tui.model.document import Document, Level, Metric, Note
from cip_tui.model.errors import CipError, UsageError
from cip_tui.model.job import Job
from cip_tui.model.text import clean

_TTY_PAUSE = 0.1
_PLAIN_PAUSE = 2.0
_SUFFIXES = {".md": "md", ".markdown": "md", ".json": "json", ".csv": "csv", ".xlsx": "xlsx"}


class ReaderGone(Exception):
    """Whoever read stdout closed it; there is nothing more to do and nothing wrong."""


class Output:
    """The two streams of one run, and the format and file that were asked for."""

    def __init__(
        self, *, form: str | None = None, file: str | None = None, force: bool = False, quiet: bool = False
    ) -> None:
        self.file = None if file in (None, "-") else Path(file or "")
        self.form = form or (_SUFFIXES.get(self.file.suffix.lower(), "md") if self.file else "md")
        self.force = force
        self.quiet = quiet
        if self.form == "xlsx" and self.file is None:
            raise UsageError("A workbook cannot be written to stdout", next_step="Name a file with -o FILE.xlsx")
        if self.file is not None and self.file.is_file() and not force:
            # Said before the work is done, not after; writing checks again.
            raise UsageError(f"{self.file} exists already", next_step="Choose another name, or give --force")

    # Results

    def document(self, document: Document, *, table: str | None = None, rows: int | None = None) -> None:
        """Write a document in the format asked for; see `render`."""
        self.result(render(document, self.form, table=table, rows=rows))
        if self.form == "csv" and table is None:
            from cip_tui.export.csv import table_ids

            main, *others = table_ids(document) or [""]
            if others:
                self.say(f"CSV holds {main}; with --table you get " + ", ".join(others))

    def facts(self, facts: dict[str, Any], document: Document) -> None:
        """Write plain facts: as one JSON object with its own keys, else as the document that shows them."""
        if self.form == "json":
            self.result(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
        else:
            self.document(document)

    def result(self, data: str | bytes) -> None:
        """Write the result to the file asked for, else to stdout. Raises `CipError` where that fails."""
        if self.file is not None:
            from cip_tui.export.atomic import write_atomically

            self.say(f"Written: {write_atomically(self.file, data, overwrite=self.force)}")
            return
        assert isinstance(data, str)
        to_stdout(data)

    # Narration

    def say(self, text: str) -> None:
        """Say something to a person, unless they asked for quiet."""
        if not self.quiet:
            narrate(text)

    @contextmanager
    def job(self) -> Iterator[Job]:
        """Give a job whose progress is shown: on a terminal in one line that goes again, else as lines, but few."""
        if self.quiet:
            yield Job()
            return
        progress = _TerminalLine() if sys.stderr.isatty() else _PlainLines()
        try:
            yield Job(progress.report)
        finally:
            progress.end()


def render(document: Document, form: str, *, table: str | None = None, rows: int | None = None) -> str | bytes:
    """Return a document as md, json, csv or xlsx. `table` is the one CSV holds, `rows` caps tables in Markdown."""
    if form == "json":
        from cip_tui.model.document_json import to_json

        return to_json(document)
    if form == "csv":
        from cip_tui.export.csv import to_csv

        return to_csv(document, table)
    if form == "xlsx":
        from cip_tui.export.xlsx import to_xlsx

        return to_xlsx(document)
    from cip_tui.export.markdown import to_markdown

    return to_markdown(document, row_cap=rows)


class _TerminalLine:
    def __init__(self) -> None:
        self._last = 0.0

    def report(self, what: str, fraction: float | None) -> None:
        now = time.monotonic()
        if now - self._last < _TTY_PAUSE:
            return
        from widgets.draw import text_clip

        self._last = now
        percent = "" if fraction is None else f" {fraction:4.0%}"
        room = max(10, shutil.get_terminal_size().columns - len(percent) - 1)
        _to_stderr(f"\r\x1b[K{text_clip(clean(what), room)}{percent}")

    def end(self) -> None:
        if self._last:
            _to_stderr("\r\x1b[K")


class _PlainLines:
    def __init__(self) -> None:
        self._next = time.monotonic() + _PLAIN_PAUSE

    def report(self, what: str, fraction: float | None) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _PLAIN_PAUSE
            narrate(what if fraction is None else f"{what} ({fraction:.0%})")

    def end(self) -> None:
        """Lines stay."""


def to_stdout(text: str) -> None:
    """Write and flush. Raises `ReaderGone` where nobody reads any more, `CipError` where it cannot be written."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_stdout()
        raise ReaderGone from None
    except OSError as error:
        drop_stdout()
        raise CipError("The result cannot be written to stdout", cause=error.strerror or str(error)) from error


def narrate(text: str) -> None:
    """Write lines to stderr; text from outside cannot control the terminal."""
    _to_stderr("".join(clean(line) + "\n" for line in text.splitlines()))


def _to_stderr(text: str) -> None:
    # That nobody listens to the narration is no reason to fail.
    with suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()


def needs_attention(document: Document) -> bool:
    """Say whether a document warns of something: a note or a figure's state that is a warning or worse."""
    for block in document.blocks():
        level = block.level if isinstance(block, Note) else None
        if isinstance(block, Metric) and block.status is not None:
            level = block.status.level
        if level in (Level.WARNING, Level.CRITICAL):
            return True
    return False


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale says: results are data, and narration may name any file."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def drop_stdout() -> None:
    """Have what is still buffered and cannot be written vanish, so that the end of the program stays silent."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
