"""What a person needs to know when something does not work: versions, terminal, settings, workspace."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cip_tui import __version__
from cip_tui.config import Loaded
from cip_tui.model.document import Column, Document, Kind, Level, Note, Row, Section, Status, Table
from cip_tui.model.errors import CipError
from cip_tui.model.text import clean

PACKAGES = ("textual", "rich", "duckdb", "pandas", "numpy", "plotext", "openpyxl", "pypdf", "ics", "platformdirs")
SMALLEST = (80, 24)
LITTLE_SPACE = 500 * 1024 * 1024
_WORDS = {Level.GOOD: "Good", Level.INFO: "Note", Level.WARNING: "Attention", Level.CRITICAL: "Broken"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. CRITICAL means that something is broken; `advice` says what to do."""

    group: str
    id: str
    title: str
    found: str
    level: Level = Level.GOOD
    advice: str = ""


def examine(environ: Mapping[str, str], loaded: Loaded, workspace: Path) -> list[Check]:
    """Look at everything. Nothing is changed and nothing is made."""
    from cip_tui.doctor_workspace import workspace_checks

    return [
        *_versions(),
        *terminal_checks(environ),
        *_settings(loaded),
        *workspace_checks(workspace, loaded.config.prices),
    ]


def is_broken(checks: list[Check]) -> bool:
    """Say whether anything is broken."""
    return any(check.level is Level.CRITICAL for check in checks)


def doctor_document(checks: list[Check]) -> Document:
    """Show the checks by group, and what to do."""
    columns = (
        Column("title", "Check"),
        Column("state", "State", Kind.STATUS),
        Column("found", "Found"),
        Column("advice", "Advice"),
    )
    sections = []
    for group in dict.fromkeys(check.group for check in checks):
        rows = tuple(
            Row((check.title, Status(check.level, _WORDS[check.level]), clean(check.found), clean(check.advice)))
            for check in checks
            if check.group == group
        )
        sections.append(Section(group.lower(), group, (Table(group.lower(), group, columns, rows),)))
    broken = sum(check.level is Level.CRITICAL for check in checks)
    note = Note("Nothing is broken.") if not broken else Note(f"{broken} broken; see the advice.", Level.CRITICAL)
    return Document("doctor", "Doctor", (*sections, Section("result", "Result", (note,))))


def doctor_facts(checks: list[Check]) -> dict[str, object]:
    """Return the checks as plain facts."""
    return {
        "checks": [
            {
                "group": check.group.lower(),
                "id": check.id,
                "level": check.level.value,
                "title": check.title,
                "found": clean(check.found),
                "advice": clean(check.advice),
            }
            for check in checks
        ],
        "broken": sum(check.level is Level.CRITICAL for check in checks),
    }


# Versions ------------------------------------------------------------------------------------------------------------


def _versions() -> Iterator[Check]:
    yield Check("Versions", "cip", "CIP", __version__)
    python = f"{platform.python_version()} ({platform.python_implementation()}), {sys.executable}"
    yield Check("Versions", "python", "Python", python)
    yield Check("Versions", "system", "System", platform.platform())
    for name in PACKAGES:
        try:
            yield Check("Versions", f"package.{name}", name, version(name))
        except PackageNotFoundError:
            yield Check("Versions", f"package.{name}", name, "not installed", Level.CRITICAL, "Install CIP anew")


# Terminal ------------------------------------------------------------------------------------------------------------


def terminal_checks(environ: Mapping[str, str]) -> Iterator[Check]:
    """Look at what the terminal says of itself."""
    yield _streams()
    yield _term(environ)
    yield _colours(environ)
    yield _size()
    yield _encoding(environ)
    if environ.get("SSH_CONNECTION"):
        yield Check("Terminal", "ssh", "SSH", "yes", Level.INFO, "Animations are off unless the settings say otherwise")
    yield from _multiplexer(environ)
    yield _clipboard(environ)


def _streams() -> Check:
    names = [name for name in ("stdin", "stdout", "stderr") if _is_tty(name)]
    whole = {"stdin", "stdout"} <= set(names)
    advice = "" if whole else "The application needs stdin and stdout on a terminal"
    return Check(
        "Terminal",
        "tty",
        "On a terminal",
        ", ".join(names) or "none of stdin, stdout, stderr",
        Level.GOOD if whole else Level.INFO,
        advice,
    )


def _is_tty(name: str) -> bool:
    stream = getattr(sys, name)
    return stream is not None and bool(stream.isatty())


def _term(environ: Mapping[str, str]) -> Check:
    term = environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        advice = "Set TERM to what your terminal is, e.g. xterm-256color"
        return Check("Terminal", "term", "TERM", term or "not set", Level.WARNING, advice)
    return Check("Terminal", "term", "TERM", term)


def _colours(environ: Mapping[str, str]) -> Check:
    depth = environ.get("COLORTERM", "")
    if environ.get("NO_COLOR"):
        return Check("Terminal", "colours", "Colours", "NO_COLOR is set", Level.INFO, "Unset NO_COLOR to have colours")
    if depth in ("truecolor", "24bit"):
        return Check("Terminal", "colours", "Colours", f"COLORTERM={depth}")
    advice = "Set COLORTERM=truecolor if your terminal shows 16 million colours; over SSH it is often lost"
    return Check("Terminal", "colours", "Colours", f"COLORTERM={depth or 'not set'}", Level.INFO, advice)


def _size() -> Check:
    size = shutil.get_terminal_size()
    fits = size.columns >= SMALLEST[0] and size.lines >= SMALLEST[1]
    advice = "" if fits else f"The application needs {SMALLEST[0]} columns and {SMALLEST[1]} lines"
    return Check(
        "Terminal", "size", "Size", f"{size.columns} x {size.lines}", Level.GOOD if fits else Level.WARNING, advice
    )


def _encoding(environ: Mapping[str, str]) -> Check:
    name = locale.getpreferredencoding(False)
    setting = next((environ[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(key)), "not set")
    if name.lower().replace("-", "") == "utf8":
        return Check("Terminal", "locale", "Locale", f"{setting}, {name}")
    advice = "Set LANG to a UTF-8 locale, e.g. C.UTF-8; until then CIP draws with plain ASCII"
    return Check("Terminal", "locale", "Locale", f"{setting}, {name}", Level.WARNING, advice)


def _multiplexer(environ: Mapping[str, str]) -> Iterator[Check]:
    if environ.get("TMUX"):
        setting = _tmux_clipboard()
        if setting in ("on", "external"):
            yield Check("Terminal", "tmux", "tmux", f"set-clipboard {setting}")
        else:
            advice = "For copying, put `set -g set-clipboard on` into tmux.conf"
            yield Check("Terminal", "tmux", "tmux", f"set-clipboard {setting or 'unknown'}", Level.WARNING, advice)
    elif environ.get("STY"):
        yield Check("Terminal", "screen", "screen", "yes", Level.INFO, "screen does not pass on copying; tmux does")


def _tmux_clipboard() -> str:
    program = shutil.which("tmux")
    if program is None:
        return ""
    try:
        asked = subprocess.run(  # noqa: S603  # a fixed command, no text from outside
            [program, "show", "-gv", "set-clipboard"], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()


def _clipboard(environ: Mapping[str, str]) -> Check:
    program = environ.get("TERM_PROGRAM", "")
    if program == "Apple_Terminal":
        advice = "This terminal takes no text from programs (OSC 52): use export instead, or another terminal"
        return Check("Terminal", "clipboard", "Copying", program, Level.WARNING, advice)
    if program == "iTerm.app":
        advice = "Allow it under Settings > General > Selection > Applications may access clipboard"
        return Check("Terminal", "clipboard", "Copying", program, Level.INFO, advice)
    found = f"OSC 52{', ' + program if program else ''}"
    return Check(
        "Terminal", "clipboard", "Copying", found, Level.INFO, "Text is sent to the terminal, which may refuse"
    )


# Settings ------------------------------------------------------------------------------------------------------------


def _settings(loaded: Loaded) -> Iterator[Check]:
    if not loaded.exists and not loaded.problems:
        yield Check("Settings", "config", "File", f"{loaded.path}: none, defaults hold", Level.INFO)
        return
    if loaded.exists and not loaded.problems:
        yield Check("Settings", "config", "File", str(loaded.path))
    for number, error in enumerate(loaded.errors(), 1):
        yield Check("Settings", f"config.{number}", "File", str(error), Level.CRITICAL, "See `cip config default`")
    if loaded.config.prices is not None:
        yield _own_prices(loaded.config.prices)


def _own_prices(path: Path) -> Check:
    from cip_tui.model.calls.prices import PriceBook

    try:
        PriceBook.load(path)
    except (CipError, OSError) as error:
        return Check("Settings", "prices", "Own prices", str(error), Level.CRITICAL, "Correct the file or the setting")
    return Check("Settings", "prices", "Own prices", str(path))


def free_space(path: Path) -> int:
    """Return the free bytes where a path is or would be."""
    there = next(parent for parent in (path, *path.absolute().parents) if parent.exists())
    return shutil.disk_usage(there).free


def may_write(path: Path) -> bool:
    """Say whether a folder, or the nearest one above that exists, can be written to."""
    there = next(parent for parent in (path, *path.absolute().parents) if parent.exists())
    return os.access(there, os.W_OK | os.X_OK)
