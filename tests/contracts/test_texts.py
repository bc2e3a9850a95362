"""What no kept file may contain: paths of one machine, addresses of package indexes, lines of a merge gone wrong."""

import re
from pathlib import Path

import pytest

from tests.contracts.tree import kept_files
from tests.paths import ROOT

BINARY = {".pdf", ".xlsx", ".xls", ".ods", ".parquet", ".png", ".gz", ".zip", ".ico"}
LARGEST_KB = 600
MACHINE_PATH = re.compile(r"(?<![\w.<}~/:-])/(?:home|Users|root|work|opt|mnt|srv)/[\w.-]+")
INDEX_HOST = re.compile(r"(?:pypi|pythonhosted|anaconda|npmjs|crates)\.(?:org|io|com)|index-url|trusted-host", re.I)
MERGE_MARK = re.compile(r"^(?:<{7}|>{7}) ", re.M)
MAY_NAME_PATHS = {"tests/contracts/test_texts.py"}


def texts() -> list[tuple[str, str]]:
    """Return path and content of every kept text file."""
    names = (name for name in kept_files() if Path(name).suffix.lower() not in BINARY and name not in MAY_NAME_PATHS)
    return [(name, (ROOT / name).read_bytes().decode("utf-8", errors="replace")) for name in names]


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [("a path of one machine", MACHINE_PATH), ("a package index", INDEX_HOST), ("a merge mark", MERGE_MARK)],
)
def test_no_kept_file_contains(rule: str, pattern: re.Pattern[str]) -> None:
    found = [f"{name}: {match.group()!r}" for name, text in texts() for match in pattern.finditer(text)]
    assert not found, rule


@pytest.mark.parametrize("sample", ["see /home/anna/x", "open('/work/data')", "/Users/bob/y", '"/root/.cache"'])
def test_a_path_of_one_machine_is_seen(sample: str) -> None:
    assert MACHINE_PATH.search(sample)


@pytest.mark.parametrize("sample", ["/usr/bin/env bash", "~/work/x", "a/home/b", "https://x.org/home/page"])
def test_an_ordinary_path_is_not_taken_for_one(sample: str) -> None:
    assert not MACHINE_PATH.search(sample)


def test_text_files_end_their_lines_in_one_way() -> None:
    checked = (".py", ".md", ".toml", ".tcss", ".lock", "Makefile")
    assert [name for name, text in texts() if name.endswith(checked) and "\r" in text] == []


def test_no_kept_file_is_large() -> None:
    large = {name: (ROOT / name).stat().st_size // 1024 for name in kept_files()}
    assert {name: size for name, size in large.items() if size > LARGEST_KB} == {}
