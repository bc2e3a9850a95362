"""Rules about the text of the code that neither the linter nor the type checker knows."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.contracts.tree import PACKAGES, kept_files, parsed, place, python_files
from tests.paths import ROOT

LONGEST_FILE = 400
LONGER_FOR_A_REASON: dict[str, str] = {
    "tests/app/test_app.py": "every test shares the one application session that the file starts",
}
"""Files that may be longer, each with the reason why shorter ones would be worse."""

MAY_CATCH_ANYTHING = {"cip_tui/jobs.py", "cip_tui/cli.py"}
BROAD = {"Exception", "BaseException"}
CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("os", "environ"),
    ("os", "getenv"),
    ("os", "getlogin"),
    ("getpass", "getuser"),
    ("random", "random"),
    ("uuid", "uuid1"),
}


@pytest.mark.parametrize("path", python_files())
def test_no_file_is_too_long_to_read(path: str) -> None:
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE or path in LONGER_FOR_A_REASON


def test_the_list_of_longer_files_is_true() -> None:
    for path, reason in LONGER_FOR_A_REASON.items():
        assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) > LONGEST_FILE, f"{path} is short again"
        assert reason


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler ends by raising again what it caught."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def broad_handlers(path: str) -> Iterator[ast.ExceptHandler]:
    """Find the handlers of a file that catch everything and do not pass it on."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type
            kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
            if any(
                kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in kinds
            ) and not passes_on(node):
                yield node


def test_only_the_two_outermost_places_catch_everything() -> None:
    found = [
        place(path, node)
        for path in python_files(*PACKAGES)
        if path not in MAY_CATCH_ANYTHING
        for node in broad_handlers(path)
    ]
    assert not found


def attributes(path: str) -> Iterator[ast.Attribute]:
    """Return every `a.b` of a file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute))


def test_workers_post_messages_and_never_call_into_the_event_loop() -> None:
    found = [
        place(path, node)
        for path in python_files(*PACKAGES)
        for node in attributes(path)
        if node.attr == "call_from_thread"
    ]
    assert not found


def test_the_model_is_given_the_clock_and_the_environment() -> None:
    found = []
    for path in python_files("cip_tui/model"):
        for node in attributes(path):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if (name, node.attr) in CLOCK:
                found.append(f"{place(path, node)} {name}.{node.attr}")
    assert not found


def test_the_model_imports_clock_and_environment_by_module_only() -> None:
    """`from time import time` would slip past the test above."""
    hidden = {"os": {"environ", "getenv"}, "time": {"time", "time_ns", "localtime"}, "getpass": {"getuser"}}
    found = [
        f"{place(path, node)} {alias.name}"
        for path in python_files("cip_tui/model")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in hidden.get(node.module or "", ())
    ]
    assert not found


def test_nothing_is_left_half_done() -> None:
    mark = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    found = [path for path in python_files() if mark.search((ROOT / path).read_text(encoding="utf-8"))]
    assert not found


WAIVER = re.compile(r"# no" + r"qa(?P<noqa>.*)|# type: ig" + r"nore(?P<ignore>.*)")

WHAT_IS_WAIVED = re.compile(r"^(?:\[[\w-]+(?:, ?[\w-]+)*\]|: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)")


def test_every_waiver_of_a_check_says_why() -> None:
    """`# noqa: RULE - reason` and `# type: ignore[code]  # reason`; a bare waiver hides what it waives."""
    found = []
    for path in python_files(*PACKAGES, "bench", "tools"):
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
            waiver = WAIVER.search(line)
            if waiver and not re.search(r"\w{3}", WHAT_IS_WAIVED.sub("", waiver[1] or waiver[2] or "")):
                found.append(f"{path}:{number} {line.strip()}")
    assert not found


def test_the_rooms_are_the_ones_that_the_rules_name() -> None:
    assert any(path.startswith("cip_tui/model/") for path in kept_files())
