"""The files of the project as the contract tests see them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

from tests.paths import ROOT

PACKAGES = ("cip_tui", "widgets")
CODE = (*PACKAGES, "tests", "bench", "tools")


@cache
def kept_files() -> tuple[str, ...]:
    """Return the paths that git keeps or would keep, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:  # an unpacked archive: everything but the tools' own folders
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return tuple(sorted(str(path) for path in found if not any(p.startswith(".") for p in path.parts)))
    return tuple(sorted({name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}))


def python_files(*rooms: str) -> tuple[str, ...]:
    """Return the Python files below the given rooms (default: everything that is code)."""
    starts = tuple(f"{room}/" for room in rooms or CODE)
    return tuple(name for name in kept_files() if name.endswith(".py") and name.startswith(starts))


def modules(room: str) -> tuple[str, ...]:
    """Return the dotted names of the modules below a room, packages without their `__init__`."""
    names = (name.removesuffix(".py").replace("/", ".") for name in python_files(room))
    return tuple(name.removesuffix(".__init__") for name in names)


@cache
def parsed(name: str) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name)


def place(path: str | Path, node: ast.AST) -> str:
    """Return `file:line` of a node."""
    return f"{path}:{getattr(node, 'lineno', 0)}"
