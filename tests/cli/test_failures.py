"""What happens when things go wrong: one sentence, the right code, a log for what nobody expected."""

import contextlib
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cip_tui.commands import parser
from cip_tui.commands.context import Context
from cip_tui.commands.output import Output
from cip_tui.model.document import Document, Kind, Level, Metric, Note, Section, Status
from cip_tui.model.errors import Cancelled, InputRefused, Where, WorkspaceError
from tests.cli.conftest import Cip


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Have every subcommand end in this way."""

    def prepare(error: BaseException) -> None:
        def run(context: Context) -> int:
            raise error

        monkeypatch.setattr(parser, "runner", lambda name: run)

    return prepare


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (WorkspaceError("The journal cannot be opened", cause="disk I/O error"), 1, "disk I/O error"),
        (InputRefused("Not a table", where=Where("a.csv", row=3)), 3, "a.csv, line 3: Not a table."),
        (Cancelled(), 130, "Interrupted"),
        (KeyboardInterrupt(), 130, "Interrupted"),
    ],
)
def test_errors_are_one_sentence_and_a_code(
    cip: Cip, failing: Callable[[BaseException], None], error: BaseException, code: int, words: str
) -> None:
    failing(error)
    done = cip("imports")
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1


def test_an_interrupt_that_a_library_turned_into_its_own_error_is_still_one(
    cip: Cip, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def run(context: Context) -> int:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(parser, "runner", lambda name: run)
    before = signal.getsignal(signal.SIGINT)
    done = cip("imports")
    assert (done.code, done.err) == (130, "cip: Interrupted.\n")
    assert signal.getsignal(signal.SIGINT) is before
    assert not (home / "state").exists()


def test_what_nobody_expected_goes_into_a_log(cip: Cip, failing: Callable[[BaseException], None], home: Path) -> None:
    failing(ZeroDivisionError("a \x1b[31m secret"))
    done = cip("imports")
    assert (done.code, done.out) == (1, "")
    assert "Traceback" not in done.err
    assert "ZeroDivisionError" in done.err
    (log,) = (home / "state" / "cip").glob("crash-*.log")
    assert str(log) in done.err
    assert "Traceback" in log.read_text()
    assert "ZeroDivisionError" in log.read_text()


def test_a_log_that_cannot_be_written_is_shown(cip: Cip, failing: Callable[[BaseException], None], home: Path) -> None:
    (home / "state").write_text("in the way")
    failing(ZeroDivisionError())
    done = cip("imports")
    assert done.code == 1
    assert "Traceback" in done.err


def test_text_from_outside_cannot_control_the_terminal(cip: Cip, tmp_path: Path) -> None:
    done = cip("inspect", tmp_path / "a\x1b[2Jb.csv")
    assert "\x1b" not in done.err
    assert "␛" in done.err


def test_progress_is_lines_where_stderr_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 0.1, 5.0, 5.0, 5.1])
    monkeypatch.setattr("cip_tui.commands.output.time.monotonic", lambda: next(clock))
    with Output().job() as job:
        job.progress("Opening")
        job.progress("Reading a\x1b.csv", 0.5)
        job.progress("Reading more", 0.6)
    assert capsys.readouterr().err == "Reading a␛.csv (50%)\n"


def test_progress_is_one_line_that_goes_again_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Output().job() as job:
        job.progress("Reading", 0.5)
    written = capsys.readouterr().err
    assert re.sub(r"\r\x1b\[K", "<", written) == "<Reading  50%<"


def test_quiet_shows_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with Output(quiet=True).job() as job:
        job.progress("Reading", 0.5)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((Note("fine"),), False),
        ((Note("rows rejected", Level.WARNING),), True),
        ((Metric("u", "Unpriced", 3, Kind.COUNT, status=Status(Level.CRITICAL, "Unpriced")),), True),
        ((Metric("u", "Unpriced", 0, Kind.COUNT, status=Status(Level.GOOD, "All priced")),), False),
    ],
)
def test_what_needs_attention(blocks: tuple[Note | Metric, ...], expected: bool) -> None:
    from cip_tui.commands.output import needs_attention

    assert needs_attention(Document("d", "D", (Section("s", "S", blocks),))) is expected
