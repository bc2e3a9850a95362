"""The text of a PDF, read safely: in a child process with limits on time and memory, in both reading modes of pypdf.

`read_pdf` either returns the text of every page or raises one `InputRefused` that says in a sentence what is wrong
with the file and what helps. The calling process never opens the file with a PDF library and stays small.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cip_tui.model.errors import InputRefused, Where
from cip_tui.model.job import Job
from cip_tui.model.text import clean

MAX_SIZE = 25 * 1024 * 1024
WALL_SECONDS = 9.0
MAX_TEXT = 12_000_000
SCANNED_BELOW = 40
_MAX_LINE = 4_000_000
# The folders that Python looks in are handed over, since the child may be started from any folder.
_START = (
    "import json,sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from cip_tui.model.commitment.pdf_child import main; raise SystemExit(main())"
)


class PasswordNeeded(InputRefused):
    """The file opens with a password only; `wrong` says that one was given and did not open it."""

    def __init__(self, path: Path, *, wrong: bool) -> None:
        super().__init__(
            "The password does not open this PDF" if wrong else "This PDF is protected with a password",
            where=Where(clean(str(path))),
            next_step="Give the password again" if wrong else "Give the password, with --password or when asked",
        )
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as pypdf reads it: `plain` in the order of the file, `layout` as the page looks, or its `fault`."""

    number: int
    plain: str
    layout: str
    image: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a file. `page_count` counts all pages, `pages` holds those that could be read in time."""

    file: str
    sha256: str
    size: int
    page_count: int
    pages: tuple[PageText, ...]

    @property
    def complete(self) -> bool:
        """Whether every page was read without a fault."""
        return len(self.pages) == self.page_count and not any(page.fault for page in self.pages)


def read_pdf(path: Path, job: Job, *, password: str = "", seconds: float = WALL_SECONDS) -> PdfText:
    """Return the text of a PDF. `seconds` bounds how long reading may take.

    Raises `PasswordNeeded`, `InputRefused` for a file that is no PDF, too large, damaged, hostile or scanned, and
    `Cancelled`. Where time runs out after some pages, those are returned.
    """
    digest, size = _looked_at(path)
    job.progress("Reading the PDF")
    items = list(_answers(path, password, job, seconds))
    job.check()
    refused = next((item for item in items if "refused" in item), None)
    if refused is not None:
        raise _refusal(path, refused, wrong=bool(password))
    count = next((int(item["pages"]) for item in items if "pages" in item), None)
    if count is None:
        raise _refused(path, "This PDF does more work than a document needs", "Print it to a new PDF and read that")
    pages = tuple(_page(item) for item in items if "page" in item)
    _check_text(path, pages, count)
    return PdfText(path.name, digest, size, count, pages)


def _looked_at(path: Path) -> tuple[str, int]:
    """Return digest and size of a file that may be a PDF; only then is it worth a process."""
    try:
        if not path.is_file():
            what = "This is a folder, not a file" if path.is_dir() else "There is no such file"
            raise _refused(path, what, "Name a PDF file")
        size = path.stat().st_size
        if size == 0:
            raise _refused(path, "The file is empty", "Save or download it again")
        if size > MAX_SIZE:
            raise _refused(
                path,
                f"The file has {size / 2**20:,.0f} MB, more than the {MAX_SIZE >> 20} MB an agreement may have",
                "Keep the pages of the agreement alone, or save it without pictures",
            )
        data = path.read_bytes()
    except OSError as error:
        raise _refused(
            path, "The file cannot be read", "Check its permissions", error.strerror or str(error)
        ) from error
    if b"%PDF-" not in data[:1024]:
        raise _refused(path, "This is no PDF", "Save the agreement as PDF and read that")
    return hashlib.sha256(data).hexdigest(), size


def _answers(path: Path, password: str, job: Job, seconds: float) -> Iterator[dict[str, Any]]:
    """Run the child and yield what it says, until it ends, the time is over or the job is cancelled."""
    command = [sys.executable, "-c", _START, json.dumps(sys.path), str(path.resolve())]
    child = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module; the path is one argument
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    job.on_cancel(child.kill)
    watch = threading.Timer(seconds, child.kill)
    watch.start()
    began = time.monotonic()
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(password)
            child.stdin.close()
        except OSError:
            return
        yield from _lines(child, job)
        if child.wait() != 0 and time.monotonic() - began < seconds:
            job.check()
            yield {"ended": child.returncode}
    finally:
        watch.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _lines(child: subprocess.Popen[str], job: Job) -> Iterator[dict[str, Any]]:
    assert child.stdout is not None
    pages, total = 0, 0
    while line := child.stdout.readline(_MAX_LINE):
        total += len(line)
        if total > MAX_TEXT or not line.endswith("\n"):
            return
        try:
            item = json.loads(line)
        except ValueError:
            return
        if "pages" in item:
            pages = item["pages"]
        if "page" in item:
            job.progress(f"Reading page {item['page']} of {pages}", item["page"] / max(pages, 1))
        yield item


def _page(item: dict[str, Any]) -> PageText:
    return PageText(
        item["page"], item.get("plain", ""), item.get("layout", ""), bool(item.get("image")), item.get("fault", "")
    )


def _check_text(path: Path, pages: tuple[PageText, ...], count: int) -> None:
    if count == 0:
        raise _refused(path, "This PDF has no page", "Save or download it again")
    if not pages or all(page.fault for page in pages):
        if any(page.fault == "damaged" for page in pages):
            raise _refused(path, "No page of this PDF can be read: it is damaged", "Open it and save it anew")
        raise _refused(path, "This PDF does more work than a document needs", "Print it to a new PDF and read that")
    letters = sum(len("".join(max(page.plain, page.layout, key=len).split())) for page in pages)
    if letters < SCANNED_BELOW * max(1, len(pages) // 4) and letters < SCANNED_BELOW * 10:
        image = any(page.image for page in pages)
        raise _refused(
            path,
            "This PDF holds pictures of pages, but no text" if image else "This PDF holds no text",
            "Run it through text recognition first (for example ocrmypdf IN.pdf OUT.pdf), or ask for the original file",
        )


def _refusal(path: Path, item: dict[str, Any], *, wrong: bool) -> InputRefused:
    reason, detail = item["refused"], clean(str(item.get("detail", "")), 300)
    if reason in ("password", "wrong password"):
        return PasswordNeeded(path, wrong=wrong)
    if reason == "pages":
        return _refused(
            path, f"This PDF has {detail} pages, more than the 300 that are read", "Keep the agreement's pages alone"
        )
    if reason == "encryption":
        return _refused(path, "This PDF is encrypted in a way that cannot be opened here", "Save it without a password")
    if reason in ("limit", "memory"):
        return _refused(path, "This PDF does more work than a document needs", "Print it to a new PDF and read that")
    if reason == "empty":
        return _refused(path, "The file is empty", "Save or download it again")
    return _refused(
        path, "This PDF is damaged", "Open it in a viewer and save it anew, or ask for the file again", detail
    )


def _refused(path: Path, message: str, next_step: str, cause: str = "") -> InputRefused:
    return InputRefused(message, where=Where(clean(str(path))), cause=cause, next_step=next_step)
