"""The grammar of the command line: global options before or after the subcommand, mistakes answered with a name."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any, NoReturn

from cip_tui import __version__
from cip_tui.commands import COMMANDS, Command
from cip_tui.model.errors import UsageError
from cip_tui.model.period import parse_day

FORMATS = ("md", "json", "csv", "xlsx")
EPILOG = """\
Without a subcommand the application opens. Results go to stdout as Markdown, JSON or CSV, everything else to stderr.
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 input file refused, 4 with --strict: done, but
something needs attention, 130 interrupted."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` with the nearest valid name, and does not guess abbreviations."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found wrong as a `UsageError`."""
        choice = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)$", message, re.DOTALL)
        if choice is not None:
            known = [name.strip(" '") for name in choice[2].split(",")]
            what = message.partition(":")[0].removeprefix("argument ")
            noun = what.lower() if what.isupper() else f"value for {what}"
            raise UsageError(f"There is no {noun} '{choice[1]}'", next_step=nearest(choice[1], known))
        raise UsageError(message[:1].upper() + message[1:], next_step=f"See {self.prog} --help")

    def option_names(self) -> list[str]:
        """Return every long option."""
        return [name for action in self._actions for name in action.option_strings if name.startswith("--")]


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest of the known names, or all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f"Did you mean '{near[0]}'?" if near else "Known: " + ", ".join(names)


def build_parser(arguments: Sequence[str]) -> tuple[Parser, dict[str, Parser]]:
    """Return the parser of `cip` and those of its subcommands by name.

    Only subcommands that the arguments name get their options: the others would be loaded for nothing.
    """
    parser = Parser(
        prog="cip", description="A cockpit in the terminal for cloud commitments and AI spend.", epilog=EPILOG
    )
    _global_options(parser, default=True)
    application_options(parser, default=True)
    choose = parser.add_subparsers(dest="command", metavar="SUBCOMMAND", parser_class=Parser, title="subcommands")
    by_name = {}
    for command in COMMANDS:
        sub = choose.add_parser(
            command.name, help=command.help, description=command.help[:1].upper() + command.help[1:]
        )
        _global_options(sub, default=False)
        if command.name in arguments:
            _function(command, "configure")(sub)
        by_name[command.name] = sub
    return parser, by_name


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments. Raises `UsageError` naming what is not known and what is nearest to it."""
    parser, by_name = build_parser(arguments)
    _check_first_options(arguments, parser, by_name)
    found, unknown = parser.parse_known_args(list(arguments))
    if unknown:
        here = by_name.get(found.command or "", parser)
        option = next((item for item in unknown if item.startswith("-")), None)
        if option is not None:
            raise _unknown_option(option, here)
        raise UsageError(
            f"'{unknown[0]}' is one argument too many for {here.prog}", next_step=f"See {here.prog} --help"
        )
    return found


def _check_first_options(arguments: Sequence[str], parser: Parser, by_name: Mapping[str, Parser]) -> None:
    """Raise for an unknown option before the subcommand, whose value would else be taken for the subcommand."""
    for argument in arguments:
        if argument in by_name:
            return
        if argument.startswith("--") and argument.partition("=")[0] not in parser.option_names():
            raise _unknown_option(argument, parser)


def _unknown_option(argument: str, parser: Parser) -> UsageError:
    name = argument.partition("=")[0]
    return UsageError(f"There is no option '{name}' for {parser.prog}", next_step=nearest(name, parser.option_names()))


def runner(name: str) -> Callable[..., int]:
    """Return the function that carries out a subcommand."""
    return _function(next(command for command in COMMANDS if command.name == name), "run")


def _function(command: Command, verb: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(import_module(command.module), f"{verb}_{command.name}")
    return found


def _global_options(parser: argparse.ArgumentParser, *, default: bool) -> None:
    """Add the options that may stand before or after the subcommand; only the first parser gives them a default."""

    def add(*names: str, otherwise: object = None, **options: Any) -> None:
        group.add_argument(*names, default=otherwise if default else argparse.SUPPRESS, **options)

    group = parser.add_argument_group("everywhere")
    add(
        "--workspace",
        metavar="DIR",
        help="where data and decisions are kept (else CIP_WORKSPACE, settings, data folder)",
    )
    add("--as-of", metavar="YYYY-MM-DD", type=day, help="the day that counts as today, UTC")
    add("--format", choices=FORMATS, help="how a result is written (default: md, or what -o ends in)")
    add("-o", "--output", metavar="FILE", help="write the result to a file, entirely or not at all")
    add("--force", action="store_true", otherwise=False, help="let -o replace a file that exists")
    add("--quiet", action="store_true", otherwise=False, help="say nothing on stderr but errors")
    add("--strict", action="store_true", otherwise=False, help="exit with 4 where something needs attention")
    group.add_argument("--version", action="version", version=f"cip {__version__}")


def application_options(parser: argparse.ArgumentParser, *, default: bool) -> None:
    """Add the options of the terminal application; without `default`, those not given leave earlier ones alone."""
    otherwise = None if default else argparse.SUPPRESS
    group = parser.add_argument_group("the application")
    group.add_argument("--ascii", action="store_true", default=otherwise, help="draw with plain ASCII")
    group.add_argument("--no-mouse", dest="mouse", action="store_false", default=otherwise, help="take no mouse clicks")
    group.add_argument(
        "--no-animations", dest="animations", action="store_false", default=otherwise, help="move nothing smoothly"
    )
    group.add_argument("--theme", metavar="NAME", default=otherwise, help="colours for this time")


def day(text: str) -> date:
    """Read a day as an option's value."""
    try:
        return parse_day(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from error
