"""Arguments: global options on either side, mistakes answered with the nearest name, exit codes for scripts."""

import sys
from pathlib import Path

import pytest

from cip_tui import __version__
from cip_tui.commands import COMMANDS
from cip_tui.commands.parser import build_parser, parse
from tests.cli.conftest import Cip


def test_help_names_every_subcommand_and_the_exit_codes(cip: Cip) -> None:
    done = cip("--help")
    assert done.code == 0
    assert all(f"    {command.name} " in done.out for command in COMMANDS)
    assert all(command.help.split()[0] in done.out for command in COMMANDS)
    assert "Exit codes" in done.out
    assert done.err == ""


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_subcommand_explains_itself(cip: Cip, command: str) -> None:
    done = cip(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"usage: cip {command}")
    assert "--workspace" in done.out


@pytest.mark.parametrize("arguments", [["--version"], ["imports", "--version"]])
def test_the_version_is_printed(cip: Cip, arguments: list[str]) -> None:
    assert cip(*arguments).out == f"cip {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["analize", "understanding"], "Did you mean 'analyze'?"),
        (["analyze", "undrstanding"], "Did you mean 'understanding'?"),
        (["export", "spent"], "Did you mean 'spend'?"),
        (["analyze", "understanding", "--formt", "json"], "Did you mean '--format'?"),
        (["--worksapce", "x", "imports"], "Did you mean '--workspace'?"),
        (["--zzz"], "--workspace"),
        (["imports", "--format", "jsn"], "Did you mean 'json'?"),
        (["config", "chek"], "Did you mean 'check'?"),
        (["imports", "surplus"], "'surplus' is one argument too many"),
        (["--as-of", "yesterday", "imports"], "'yesterday' is not a day"),
        (["undo"], "IMPORT_ID"),
        (["analyze", "understanding", "--rows", "0"], "whole number above 0"),
        (["analyze", "understanding", "--set", "top"], "--set key=value"),
        (["analyze", "understanding", "--set", "topp=3"], "top"),
        (["analyze", "understanding", "--where", "custmer=acme"], "Did you mean customer?"),
        (["analyze", "understanding", "--customers", "x.csv"], "--calls"),
        (["imports", "--format", "xlsx"], "-o FILE.xlsx"),
        (["simulate"], "-o calls.csv"),
        (["report", "all"], "-o DIR"),
    ],
)
def test_wrong_usage_is_code_2_and_names_what_is_right(cip: Cip, arguments: list[str], hint: str) -> None:
    done = cip(*arguments)
    assert (done.code, done.out) == (2, "")
    assert hint in done.err
    assert len(done.err.splitlines()) == 1


def test_abbreviated_options_are_not_guessed(cip: Cip) -> None:
    assert cip("imports", "--form", "json").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--workspace", "w", "--as-of", "2026-01-02", "--format", "json", "--quiet", "--strict", "imports"],
        ["imports", "--workspace", "w", "--as-of", "2026-01-02", "--format", "json", "--quiet", "--strict"],
        ["--workspace", "w", "--strict", "imports", "--as-of", "2026-01-02", "--format", "json", "--quiet"],
    ],
)
def test_global_options_stand_before_or_after_the_subcommand(arguments: list[str]) -> None:
    found = parse(arguments)
    assert (found.workspace, str(found.as_of), found.format) == ("w", "2026-01-02", "json")
    assert found.quiet
    assert found.strict
    assert not found.force
    assert found.command == "imports"


def test_the_application_options_reach_the_demo_from_either_side() -> None:
    assert parse(["--ascii", "demo", "--open"]).ascii
    assert parse(["demo", "--open", "--ascii", "--no-mouse"]).mouse is False


def test_every_subcommand_has_the_global_options() -> None:
    _, by_name = build_parser([command.name for command in COMMANDS])
    for parser in by_name.values():
        options = set(parser.option_names())
        assert {"--workspace", "--as-of", "--format", "--output", "--force", "--quiet", "--version"} <= options


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
def test_without_a_terminal_the_application_does_not_open(
    cip: Cip, monkeypatch: pytest.MonkeyPatch, stream: str
) -> None:
    other = {"stdin": "stdout", "stdout": "stdin"}[stream]
    monkeypatch.setattr(getattr(sys, other), "isatty", lambda: True)
    done = cip()
    assert (done.code, done.out) == (2, "")
    assert "needs a terminal" in done.err
    assert "cip demo --open" in done.err


def test_a_result_never_replaces_a_file_unless_forced(cip: Cip, tmp_path: Path) -> None:
    target = tmp_path / "c.toml"
    target.write_text("mine")
    done = cip("config", "default", "-o", target)
    assert (done.code, target.read_text()) == (2, "mine")
    assert "--force" in done.err
    assert cip("config", "default", "-o", target, "--force").code == 0
    assert target.read_text().startswith("# Settings of CIP")


def test_a_result_goes_to_the_file_and_its_place_is_said(cip: Cip, tmp_path: Path) -> None:
    done = cip("imports", "-o", tmp_path / "i.json")
    assert done.out == ""
    assert done.err == f"Written: {tmp_path / 'i.json'}\n"
    assert (tmp_path / "i.json").read_text().startswith('{\n  "imports": [')


def test_quiet_says_nothing_but_errors(cip: Cip, tmp_path: Path) -> None:
    assert cip("config", "default", "-o", tmp_path / "a", "--quiet").err == ""
    assert cip("undo", "nothing", "--quiet").err != ""


def test_a_dash_means_stdout(cip: Cip) -> None:
    assert cip("config", "default", "-o", "-").out.startswith("# Settings")
