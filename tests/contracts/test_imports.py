"""Who may import whom: the contracts in pyproject.toml, and what is loaded when the program runs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.tree import modules, parsed, place, python_files
from tests.paths import ROOT

DATA_LIBRARIES = ("pandas", "numpy", "duckdb", "openpyxl", "pypdf", "plotext", "ics", "holidays", "boto3", "caldav")
TERMINAL = ("textual", "rich")

RUN_AND_LIST = """
import sys
{code}
watched = {watched!r}
print("LOADED", *sorted({{name.partition(".")[0] for name in sys.modules}} & set(watched)))
"""


def loaded_after(code: str, watched: tuple[str, ...]) -> list[str]:
    """Run code in a Python of its own and return which of the watched packages it has loaded."""
    text = RUN_AND_LIST.format(code=code, watched=watched)
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("LOADED")]
    assert lines, f"the code did not run to its end:\n{done.stdout}\n{done.stderr}"
    return lines[-1].split()[1:]


def test_the_contracts_of_the_project_hold() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo', '--no-cache'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_help_loads_neither_the_terminal_toolkit_nor_a_data_library() -> None:
    code = """
from cip_tui.cli import main
try:
    code = main(["--help"])
except SystemExit as end:
    code = end.code
assert not code, code
"""
    assert loaded_after(code, (*DATA_LIBRARIES, "textual")) == []


def test_figures_without_a_screen_load_no_terminal_toolkit(tmp_path: Path) -> None:
    code = f"""
from cip_tui.cli import main
common = ["--workspace", {str(tmp_path / "workspace")!r}, "--as-of", "2026-04-01", "--quiet"]
simulated = {str(tmp_path / "calls.csv")!r}
assert main([*common, "simulate", "--customers", "3", "--days", "5", "--start", "2026-03-01", "-o", simulated]) == 0
assert main([*common, "import", simulated]) == 0
for form in ("md", "csv", "json"):
    assert main([*common, "analyze", "understanding", "--format", form]) == 0
"""
    assert loaded_after(code, ("textual", "plotext", "openpyxl", "pypdf", "ics", "boto3")) == []


def test_the_application_module_loads_no_data_library() -> None:
    assert loaded_after("import cip_tui.app", DATA_LIBRARIES) == []


@pytest.mark.parametrize("name", ["cip_tui", "cip_tui.model.workspace", "cip_tui.model.journal", "cip_tui.actions"])
def test_what_the_start_needs_loads_no_data_library(name: str) -> None:
    assert loaded_after(f"import {name}", DATA_LIBRARIES) == []


def test_no_module_of_the_model_loads_the_terminal_toolkit() -> None:
    names = modules("cip_tui/model")
    code = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    assert loaded_after(code, (*TERMINAL, "plotext", "widgets")) == []


def test_the_kit_runs_without_cip() -> None:
    names = tuple(name for name in modules("widgets") if not name.endswith("__main__"))
    code = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    assert loaded_after(code, ("cip_tui",)) == []


def imported_names(name: str) -> list[tuple[ast.AST, str]]:
    """Return each import statement of a file with the dotted names it may bind."""
    found: list[tuple[ast.AST, str]] = []
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            found += [(node, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node, f"{node.module}.{alias.name}") for alias in node.names]
    return found


@pytest.mark.parametrize("package", ["textual", "rich", "pandas", "duckdb"])
def test_nobody_imports_private_modules_of(package: str) -> None:
    private = [
        f"{place(path, node)} {name}"
        for path in python_files()
        for node, name in imported_names(path)
        if name.startswith(f"{package}._")
    ]
    assert not private


@pytest.mark.parametrize("room", ["widgets", "cip_tui/screens", "cip_tui/model", "cip_tui/commands", "cip_tui/export"])
def test_rooms_import_by_absolute_name(room: str) -> None:
    relative = [
        place(path, node)
        for path in python_files(room)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative
