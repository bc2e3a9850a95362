"""Feeds damaged files to the readers: `python -m tools.fuzz [--kind K] [--count N] [--seed S] [--first I] [FILE…]`.

`calls` are usage and billing files for the importer, `workbooks` customer files for the onboarding, `pdfs` agreements.
For every file it must hold: reading ends, by a result whose rows add up or by an error that a person can act on; what
was kept has no control characters; a refused file leaves nothing behind. What breaks a law is kept and named.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from cip_tui.model import sources
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.calls.schema import FIELDS
from cip_tui.model.errors import Cancelled, CipError
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from tools.damage import damaged
from tools.fuzz_workbooks import PdfFuzz, WorkbookFuzz
from tools.laws import LawBroken, check_refusal_text
from tools.records import agreement_files, plain_files, sample_files

PATIENCE = 20.0
"""Seconds after which a small file counts as one that is never read to its end."""
CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"


DOUBTFUL = '"\r\0\x1c\x1d\x1e\x85\u2028\u2029'
"""What makes it a matter of taste where a line of CSV ends."""

SHARE_OF_PDFS = 10
"""Each of these takes a process of its own, so that only one in ten files is a PDF."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try `count` damaged files of every kind asked for. Returns 1 if one of them broke a law."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description="Feed damaged files to the readers.")
    parser.add_argument("files", nargs="*", type=Path, help="files of calls to damage (default: the sample inputs)")
    parser.add_argument("--kind", choices=["calls", "workbooks", "pdfs", "all"], default="all", help="which readers")
    parser.add_argument("--count", type=int, default=2000, help="how many damaged files of a kind (default: 2000)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same files (default: 7)")
    parser.add_argument("--first", type=int, default=0, help="number of the first file, to see a single one again")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="where files that broke a law are kept")
    chosen = parser.parse_args(arguments)
    kinds = [chosen.kind] if chosen.kind != "all" else ["calls"] if chosen.files else ["calls", "workbooks", "pdfs"]
    with tempfile.TemporaryDirectory(prefix="cip-fuzz-") as folder:
        return max([fuzz_kind(kind, chosen, Path(folder)) for kind in kinds])


def fuzz_kind(kind: str, chosen: argparse.Namespace, folder: Path) -> int:
    """Try damaged files of one kind and print how they ended. Returns 1 if one of them broke a law."""
    outcomes: Counter[str] = Counter()
    broken = 0
    count = max(1, chosen.count // SHARE_OF_PDFS) if kind == "pdfs" else chosen.count
    one = attempts(kind, chosen, folder)
    try:
        for number in range(chosen.first, chosen.first + count):
            # A reader that never returns is told by its stack.
            faulthandler.dump_traceback_later(4 * PATIENCE, exit=True, file=sys.__stderr__ or sys.stderr)
            try:
                outcomes[one(chosen.seed, number, chosen.keep)] += 1
            except LawBroken as error:
                broken += 1
                print(f"{kind}, file {number}: {error}", file=sys.stderr)
    finally:
        faulthandler.cancel_dump_traceback_later()
    print(f"{kind}:")
    for outcome, number in outcomes.most_common():
        print(f"{number:7,}  {outcome}")
    print(f"{broken:7,}  broke a law")
    return 1 if broken else 0


def attempts(kind: str, chosen: argparse.Namespace, folder: Path) -> Callable[[int, int, Path], str]:
    """Return what tries one file of a kind, given seed, number and where to keep it."""
    if kind == "workbooks":
        return WorkbookFuzz(folder).attempt
    if kind == "pdfs":
        return PdfFuzz(agreement_files()).attempt
    plain = {path.name: path.read_bytes() for path in chosen.files} or plain_files() | sample_files()
    return lambda seed, number, keep: attempt(plain, seed, number, keep)


def attempt(plain: dict[str, bytes], seed: int, number: int, keep: Path) -> str:
    """Damage and read one file; return how it ended. Raises `LawBroken`, keeping the file."""
    random = Random(f"{seed}/{number}")
    name = random.choice(sorted(plain))
    data, ways = damaged(plain[name], random)
    with tempfile.TemporaryDirectory(prefix="cip-fuzz-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read(path, Path(folder) / "out", countable_lines(plain[name], data))
        except LawBroken as error:
            keep.mkdir(parents=True, exist_ok=True)
            kept = keep / f"{seed}-{number}-{name}"
            kept.write_bytes(data)
            raise LawBroken(f"{name} after {', '.join(ways)}: {error} (kept as {kept})") from error


def countable_lines(plain: bytes, data: bytes) -> range | None:
    """Return how many records a damaged CSV file has, where lines are records beyond doubt; else None.

    Lines of nothing but separators may count or not.
    """
    head = plain.partition(b"\n")[0]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    doubtful = (
        any(mark in text for mark in '"\r\0\x1c\x1d\x1e\x85\u2028\u2029') or max(map(len, text.split("\n"))) > 60_000
    )
    if b"," not in head or head.startswith((b"{", b"[")) or not data.startswith(head + b"\n") or doubtful:
        return None
    lines = [line.strip(" \t") for line in text.split("\n")[1:]]
    return range(sum(bool(line.strip(", \t")) for line in lines), sum(bool(line) for line in lines) + 1)


def read(path: Path, out: Path, lines: range | None = None) -> str:
    """Read a file as an import does and check what must hold."""
    out.mkdir()
    job = Job()
    clock = threading.Timer(PATIENCE, job.cancel)
    clock.start()
    began = time.monotonic()
    try:
        sources.inspect(path, job)
        result = sources.read(path, out, ImportOptions(), PriceBook.load(None), job)
    except Cancelled as error:
        raise LawBroken(f"not read within {time.monotonic() - began:.0f} s") from error
    except CipError as error:
        check_refusal(error, out)
        return f"refused: {type(error).__name__}"
    except Exception as error:
        raise LawBroken("".join(traceback.format_exception(error))) from error
    finally:
        clock.cancel()
    if result.rows_in != result.rows_kept + result.rows_rejected:
        raise LawBroken(f"{result.rows_in} rows in, {result.rows_kept} kept, {result.rows_rejected} listed")
    if lines is not None and result.rows_in not in lines:
        raise LawBroken(f"{lines.start} lines, but {result.rows_in} rows were seen")
    check_kept(result.parquet, result.rows_kept)
    check_listed(result.rejects, result.rows_rejected)
    return "read whole" if not result.rows_rejected else "read in part"


def check_refusal(error: CipError, out: Path) -> None:
    """A refusal says what and where, in clean text, and leaves nothing behind."""
    check_refusal_text(error)
    left = [path.name for path in out.rglob("*.parquet")]
    if left:
        raise LawBroken(f"refused, but {', '.join(left)} was left behind")


def check_kept(parquet: Path, rows: int) -> None:
    """What was kept has as many rows as told and no control characters in any text."""
    import duckdb

    relation = duckdb.connect().read_parquet(str(parquet))
    counted = relation.aggregate("count(*)").fetchall()[0][0]
    if counted != rows:
        raise LawBroken(f"{rows} rows were said to be kept, {counted} are there")
    texts = [item.name for item in FIELDS if item.sql_type == "VARCHAR" and item.name in relation.columns]
    for name in texts:
        if relation.filter(f"regexp_matches({name}, '{CONTROL}')").limit(1).fetchall():
            raise LawBroken(f"control characters were kept in {name}")


def check_listed(rejects: Path, rows: int) -> None:
    """Every row that was not kept is listed with the place and the reason."""
    lines = rejects.read_text(encoding="utf-8").splitlines() if rejects.exists() else []
    places = {(json.loads(line).get("line"), json.loads(line).get("raw")) for line in lines}
    if rows and not places:
        raise LawBroken(f"{rows} rows were not kept and none is listed")
    if any(not json.loads(line).get("reason") for line in lines):
        raise LawBroken("a listed row has no reason")


if __name__ == "__main__":
    sys.exit(main())
