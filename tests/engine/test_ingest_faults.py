"""What can go wrong around a file: each time a sentence with the place and what to do, and nothing left behind."""

from __future__ import annotations

import gzip
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cip_tui.model import sources
from cip_tui.model.engine.source import DuckDBSource, Rows
from cip_tui.model.errors import Cancelled, CipError, InputRefused, UsageError, WorkspaceError
from cip_tui.model.job import Job
from cip_tui.model.sources import FileKind, ImportOptions
from cip_tui.model.sources import detect as detecting
from tests.paths import ROOT
from tests.sources.reading import BOOK, SEED_HEADER, good, read, seed_file, seed_line

CALLS = [",".join(seed_line(at % 3600, customer_id=f"c{at * 7919}")) for at in range(20_000)]


def refused(path: Path, out: Path, *mapping: str) -> CipError:
    """Read a file that must be refused, and check that nothing is left."""
    out.mkdir(exist_ok=True)
    (out / "owner").write_text("1", encoding="ascii")
    with pytest.raises((InputRefused, UsageError)) as caught:
        sources.read(path, out, ImportOptions(mapping=mapping), BOOK, Job())
    assert [each.name for each in out.iterdir()] == ["owner"]
    assert str(path) in str(caught.value)
    assert caught.value.next_step
    return caught.value


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (SEED_HEADER.encode() + b"\n", "header but no rows"),
        (SEED_HEADER.encode(), "header but no rows"),
        (b"[]", "no known format"),
        (b"{}", "no known format"),
        (b"first,second\n1,2\n", "no known format"),
        (b"just words", "no known format"),
        (os.urandom(64) * 64, "no known format"),
        (b"\x28\xb5\x2f\xfdxxxx", "packed with zstd"),
        (b"BZh91AY", "packed with bzip2"),
        (b"\x1f\x8b\x08\x00garbage", "damaged or cut off"),
        (gzip.compress("\n".join([SEED_HEADER, *CALLS]).encode())[:-20], "damaged or cut off"),
        (b"PAR1 and nothing more", "Parquet file is damaged"),
        (b"%PDF-1.7\n", "PDF document"),
        (b'{"ResultsByTime": []}', "no records"),
        (b'{"object": "page", "data": [{"start_time": 1, "results": [{"input_tokens": 1', "damaged or cut off"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    error = refused(path, tmp_path / "out")
    assert message in str(error)


def test_a_folder_a_missing_file_and_a_pipe(tmp_path: Path) -> None:
    assert "folder" in str(refused(tmp_path, tmp_path / "out"))
    assert "no such file" in str(refused(tmp_path / "nowhere.csv", tmp_path / "out"))
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in str(refused(tmp_path / "pipe", tmp_path / "out"))


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = seed_file(tmp_path / "calls.csv", good())

    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", forbid)
    error = refused_only(lambda: sources.read(path, tmp_path, ImportOptions(), BOOK, Job()))
    assert "may not be read" in str(error)


def refused_only(action: Callable[[], object]) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        action()
    return caught.value


def test_a_file_of_which_no_row_can_be_kept_says_why(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", [seed_line(input_tokens="x"), seed_line(input_tokens="y")])
    error = refused(path, tmp_path / "out")
    assert "None of the 2 rows can be kept" in str(error)
    assert (error.where.row, error.where.field) == (2, "input_tokens")
    assert "not a number ('x')" in error.cause


@pytest.mark.parametrize("change", ["grow", "replace"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = seed_file(tmp_path / "calls.csv", good())
    run = DuckDBSource.run

    def meddle(self: DuckDBSource, sql: str, parameters: object = ()) -> Rows:
        if "stage AS" in sql:
            if change == "grow":
                with path.open("a", encoding="utf-8") as file:
                    file.write(",".join(seed_line(9)) + "\n")
            else:
                other = seed_file(tmp_path / "other.csv", good())
                other.replace(path)
        return run(self, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(DuckDBSource, "run", meddle)
    assert "changed while it was read" in str(refused(path, tmp_path / "out"))


def test_a_file_that_shrinks_between_the_look_and_the_reading_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = seed_file(tmp_path / "calls.csv", good())
    detect = detecting.detect

    def shrink(*arguments: object) -> object:
        found = detect(*arguments)  # type: ignore[arg-type]
        path.write_text("", encoding="utf-8")
        return found

    monkeypatch.setattr("cip_tui.model.engine.ingest.detect", shrink)
    refused(path, tmp_path / "out")


@pytest.mark.parametrize("when", ["before", "scan", "stage", "write"])
def test_a_stop_leaves_nothing(tmp_path: Path, when: str) -> None:
    path = seed_file(tmp_path / "calls.csv", good())
    out = tmp_path / "out"
    out.mkdir()
    steps = {"scan": "Reading", "stage": "Pricing", "write": "Adding"}

    def watch(what: str, fraction: float | None) -> None:
        if when != "before" and what.startswith(steps[when]):
            job.cancel()

    job = Job(watch)
    if when == "before":
        job.cancel()
    with pytest.raises(Cancelled):
        sources.read(path, out, ImportOptions(), BOOK, job)
    assert list(out.iterdir()) == []


def test_a_stop_reaches_the_statement_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = seed_file(tmp_path / "calls.csv", good())
    out = tmp_path / "out"
    out.mkdir()
    job = Job()
    run = DuckDBSource.run

    def never_ending(self: DuckDBSource, sql: str, parameters: object = ()) -> Rows:
        if "stage AS" in sql:
            import threading

            threading.Timer(0.2, job.cancel).start()
            return run(
                self, "SELECT count(*) FROM range(100000000000) AS a, range(1000) AS b WHERE a.range = b.range + 1.5"
            )
        return run(self, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(DuckDBSource, "run", never_ending)
    with pytest.raises(Cancelled):
        sources.read(path, out, ImportOptions(), BOOK, job)
    assert list(out.iterdir()) == []


def test_a_stop_after_the_end_does_nothing(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", good())
    job = Job()
    out = tmp_path / "out"
    out.mkdir()
    sources.read(path, out, ImportOptions(), BOOK, job)
    job.cancel()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", good())
    with pytest.raises(WorkspaceError, match="could not be written") as caught:
        sources.read(path, tmp_path / "nowhere" / "out", ImportOptions(), BOOK, Job())
    assert caught.value.next_step


_FULL = """
import resource, signal, sys
from pathlib import Path
from cip_tui.model import sources
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.errors import WorkspaceError
from cip_tui.model.job import Job
path, out = Path(sys.argv[1]), Path(sys.argv[2])
book = PriceBook.load()
import duckdb
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    sources.read(path, out, sources.ImportOptions(), book, Job())
except WorkspaceError as error:
    print(error, sorted(out.iterdir()))
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit on file sizes here")
@pytest.mark.parametrize("irregular", [False, True])
def test_a_full_disk_is_said_and_cleaned_up(tmp_path: Path, irregular: bool) -> None:
    lines = [seed_line(at % 3600, customer_id=f"c{at * 7919}", cost_usd=f"0.{at:09d}") for at in range(20_000)]
    path = seed_file(tmp_path / "calls.csv", [*lines, ""] if irregular else lines)
    out = tmp_path / "out"
    out.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(path), str(out), "100000"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert "could not be written" in done.stdout
    assert "Free some space" in done.stdout
    assert done.stdout.strip().endswith("[]")


def test_names_of_files_and_folders_are_taken_literally(tmp_path: Path) -> None:
    folder = tmp_path / "a [b]*?'c'"
    folder.mkdir()
    seed_file(folder / "other.csv", good(9))
    path = seed_file(folder / "calls [1]*.csv", good(3))
    seed_file(folder / "calls 11.csv", good(7))
    found = read(path, folder / "out")
    assert found.result.rows_kept == 3
    assert set(found.column("source_file")) == {"calls [1]*.csv"}


def test_looking_at_a_file_writes_nothing_and_tells_what_an_import_would_do(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = seed_file(folder / "calls.csv", [*good(3), seed_line(input_tokens="x"), ""])
    report = sources.inspect(path, Job())
    assert list(folder.iterdir()) == [path]
    found = read(path, tmp_path / "out").result
    assert (report.rows, report.rejected) == (found.rows_in, found.rows_rejected) == (4, 1)
    assert report.sha256 == found.sha256
    assert report.kind is FileKind.CALLS
    assert set(report.to_json()) >= {
        "path", "sha256", "format", "version", "confidence", "evidence", "kind", "rows", "mapped", "missing",
        "rejected", "findings",
    }  # fmt: skip
    findings = report.to_json()["findings"]
    assert isinstance(findings, list)
    assert set(findings[0]) >= {"level", "rule", "where", "raw", "message", "fix"}


def test_looking_at_what_is_no_table_names_it(tmp_path: Path) -> None:
    path = tmp_path / "agreement.pdf"
    path.write_bytes(b"%PDF-1.7\n...")
    report = sources.inspect(path, Job())
    assert (report.kind, report.rows) == (FileKind.AGREEMENT, None)
    assert report.sha256
