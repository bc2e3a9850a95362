"""`cip` without a subcommand and `cip demo`: the terminal application."""

from __future__ import annotations

import argparse
import codecs
import locale
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from cip_tui.commands.aws import aws_access
from cip_tui.commands.context import Context
from cip_tui.commands.output import render
from cip_tui.commands.parser import application_options
from cip_tui.model.errors import UsageError
from cip_tui.settings import AppSettings

HEADLESS_HINT = (
    "In scripts and pipes use the subcommands, for example `cip demo --open` or `cip export spend`; see --help"
)
# Leave the alternate screen, show the cursor, stop mouse reports and bracketed paste, reset colours.
_RESTORE = "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[<u\x1b[0m"


def configure_demo(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip demo`."""
    parser.add_argument("--fresh", action="store_true", help="simulate anew; what was loaded before is taken back")
    parser.add_argument(
        "--open", action="store_true", help="then open the application; without a terminal, print the overview"
    )
    application_options(parser, default=False)


def run_application(context: Context) -> int:
    """Open the application. Raises `UsageError` where there is no terminal."""
    if not on_terminal():
        raise UsageError("The application needs a terminal for input and output", next_step=HEADLESS_HINT)
    from cip_tui.app import run

    with terminal_left_as_found():
        return run(app_settings(context))


def run_demo(context: Context) -> int:
    """Fill the workspace with the demo; what stands already is left alone."""
    from cip_tui.model.engine.cubes import Scope
    from cip_tui.model.finops.spend import SpendRequest

    opens = context.args.open and on_terminal()
    documents = []
    with context.workspace() as workspace, context.out.job() as job:
        workspace.load_demo(job, fresh=context.args.fresh)
        root = workspace.root.resolve()
        if context.args.open and not opens:
            scope = Scope(workspace.default_period())
            documents = [workspace.spend(SpendRequest(scope), job), workspace.report("finops-summary", scope, job)]
    context.out.say(f"The demo stands in {root}")
    if opens:
        return run_application(context)
    if documents and context.out.form == "md":
        context.out.result("\n".join(str(render(document, "md")) for document in documents))
    elif documents:
        context.out.document(documents[0])
    return 0


@contextmanager
def terminal_left_as_found() -> Iterator[None]:
    """Set the terminal back to what it was where what runs inside ends in an error that it did not clean up after."""
    try:
        import termios
    except ImportError:
        # Windows has no line discipline to set back.
        yield
        return
    modes = termios.tcgetattr(sys.stdin.fileno())
    try:
        yield
    except BaseException:
        with suppress(OSError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, modes)
            sys.stdout.write(_RESTORE)
            sys.stdout.flush()
        raise


def on_terminal() -> bool:
    """Say whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def app_settings(context: Context) -> AppSettings:
    """Return what the application is started with: options before settings, settings before what is found out.

    Settings that are not understood stay at their defaults, and the application says so.
    """
    args, config, environ = context.args, context.loaded.config, context.environ
    return AppSettings(
        workspace=context.workspace_path(config),
        now=context.now,
        user=context.user,
        ascii_only=_first(args.ascii, config.ascii, not speaks_unicode()),
        mouse=_first(args.mouse, config.mouse),
        animations=_first(args.animations, config.animations, not environ.get("SSH_CONNECTION")),
        no_color=bool(environ.get("NO_COLOR")),
        theme=args.theme or config.theme,
        keymap=dict(config.keys),
        period_days=config.period_days,
        prices=config.prices,
        catalogue=config.catalogue,
        notice=context.loaded.notice(),
        aws=aws_access(environ, config),
    )


def _first(*choices: bool | None) -> bool:
    """Return the first choice that was made."""
    return next(choice for choice in choices if choice is not None)


def speaks_unicode() -> bool:
    """Say whether the locale's encoding can write the glyphs."""
    try:
        return codecs.lookup(locale.getpreferredencoding(False)).name == "utf-8"
    except LookupError:
        return False
