"""The `cip` command: read the arguments, run one subcommand, answer whatever goes wrong in a sentence."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from cip_tui import __version__
from cip_tui.commands.output import ReaderGone, narrate, prepare_streams, to_stdout
from cip_tui.model.errors import CipError

INTERRUPTED = 130
_INTERRUPTED = "cip: Interrupted."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `cip` and return its exit code; the codes are those that `cip --help` lists."""
    prepare_streams()
    with _Interrupts() as interrupts:
        try:
            code = _run(sys.argv[1:] if arguments is None else arguments)
            to_stdout("")
            return code
        except ReaderGone:
            return 0
        except CipError as error:
            narrate(f"cip: {error}" if error.exit_code != INTERRUPTED else _INTERRUPTED)
            return error.exit_code
        except KeyboardInterrupt:
            narrate(_INTERRUPTED)
            return INTERRUPTED
        except Exception as error:
            if interrupts.seen:
                # A library that was at work answers an interrupt with an error of its own.
                narrate(_INTERRUPTED)
                return INTERRUPTED
            log = _write_crash_log(error)
            narrate(f"cip: Something went wrong that should not have: {type(error).__name__}. The details are in {log}")
            return 1


class _Interrupts:
    """Remembers that ctrl+c was pressed; it interrupts as always."""

    def __init__(self) -> None:
        self.seen = False
        self._before: Any = None

    def __enter__(self) -> _Interrupts:
        # Signals can only be received in the main thread.
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.seen = True
        raise KeyboardInterrupt


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
