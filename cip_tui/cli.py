"""The `cip` command: read the arguments, run one subcommand, answer whatever goes wrong in a sentence."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cip_tui import __version__
from cip_tui.commands.output import ReaderGone, narrate, prepare_streams, to_stdout
from cip_tui.model.errors import CipError

INTERRUPTED = 130
# Leave the alternate screen, show the cursor, stop mouse reports and bracketed paste, reset colours.
_RESTORE = "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[<u\x1b[0m"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `cip` and return its exit code; the codes are those that `cip --help` lists."""
    prepare_streams()
    modes = _terminal_modes()
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        to_stdout("")
        return code
    except ReaderGone:
        return 0
    except CipError as error:
        narrate(f"cip: {error}" if error.exit_code != INTERRUPTED else "cip: Interrupted.")
        return error.exit_code
    except KeyboardInterrupt:
        narrate("cip: Interrupted.")
        return INTERRUPTED
    except Exception as error:
        _restore_terminal(modes)
        log = _write_crash_log(error)
        narrate(f"cip: Something went wrong that should not have: {type(error).__name__}. The details are in {log}")
        return 1


def _run(arguments: Sequence[str]) -> int:
    from cip_tui.commands.context import make_context
    from cip_tui.commands.parser import parse, runner

    try:
        args = parse(arguments)
    except SystemExit as end:
        # --help and --version have said what they had to.
        return int(end.code or 0)
    context = make_context(args)
    if args.command is None:
        from cip_tui.commands.application import run_application

        return run_application(context)
    return runner(args.command)(context)


def _terminal_modes() -> Callable[[], None] | None:
    """Return how to set the terminal's line discipline back to what it is now, None where there is no terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    try:
        import termios

        handle = sys.stdin.fileno()
        modes = termios.tcgetattr(handle)
    except (ImportError, OSError, ValueError, termios.error):
        return None

    def restore() -> None:
        with suppress(termios.error, OSError):
            termios.tcsetattr(handle, termios.TCSADRAIN, modes)

    return restore


def _restore_terminal(modes: Callable[[], None] | None) -> None:
    if modes is None:
        return
    modes()
    if sys.stdout.isatty():
        with suppress(OSError):
            sys.stdout.write(_RESTORE)
            sys.stdout.flush()


def _write_crash_log(error: Exception) -> Path | str:
    """Write the traceback where a person finds it; return the path, or the traceback where nothing can be written."""
    at = datetime.now(UTC)
    details = "".join(traceback.format_exception(error))
    text = f"CIP {__version__}, Python {sys.version}\n{at.isoformat()}\n{' '.join(sys.argv)}\n\n{details}"
    try:
        from platformdirs import user_state_path

        path = user_state_path("cip", appauthor=False) / f"crash-{at:%Y%m%d-%H%M%S}-{os.getpid()}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return f"this text, since no log could be written:\n{details}"
    return path
