"""`cip doctor`: what is there, what is broken, what to do; looking changes nothing."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from cip_tui.doctor import terminal_checks
from cip_tui.model.document import Level
from tests.cli.conftest import TODAY, Cip, Done
from tests.paths import ROOT


def found(done: Done) -> dict[str, Any]:
    """Return the checks by id."""
    return {check["id"]: check for check in done.json["checks"]}


@pytest.fixture
def copy(filled: Path, tmp_path: Path) -> Path:
    """A workspace to damage."""
    return Path(shutil.copytree(filled, tmp_path / "copy"))


def test_a_healthy_place_is_code_0(cip: Cip, filled: Path) -> None:
    done = cip("doctor", "--workspace", filled, "--format", "json")
    assert (done.code, done.err, done.json["broken"]) == (0, "", 0)
    checks = found(done)
    assert checks["journal"]["found"].startswith("whole, 1 events")
    assert checks["imports"]["found"].startswith("1 that count")
    assert {
        "cip",
        "python",
        "term",
        "colours",
        "size",
        "locale",
        "tty",
        "clipboard",
        "config",
        "space",
    } <= checks.keys()
    assert all({"group", "id", "level", "title", "found", "advice"} == check.keys() for check in checks.values())


def test_the_same_as_markdown(cip: Cip, filled: Path) -> None:
    done = cip("doctor", "--workspace", filled)
    assert all(f"## {group}" in done.out for group in ("Versions", "Terminal", "Settings", "Workspace", "Result"))
    assert "Nothing is broken." in done.out


def test_looking_makes_nothing(cip: Cip, home: Path) -> None:
    done = cip("doctor", "--format", "json")
    assert done.code == 0
    assert "cip demo" in found(done)["place"]["advice"]
    assert list(home.iterdir()) == []


def test_a_damaged_journal_is_broken(cip: Cip, copy: Path) -> None:
    (copy / "journal.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    done = cip("doctor", "--workspace", copy, "--format", "json")
    assert done.code == 1
    assert found(done)["journal"]["level"] == "critical"
    assert "journal.db" in found(done)["journal"]["advice"]


@pytest.mark.parametrize(("damage", "words"), [("gone", "is gone"), ("short", "is cut short")])
def test_a_damaged_snapshot_is_broken(cip: Cip, copy: Path, damage: str, words: str) -> None:
    (snapshot,) = copy.glob("imports/*/calls.parquet")
    if damage == "gone":
        snapshot.unlink()
    else:
        snapshot.write_bytes(snapshot.read_bytes()[:-100])
    done = cip("doctor", "--workspace", copy, "--format", "json")
    (check,) = [check for check in done.json["checks"] if check["id"].startswith("snapshot.")]
    assert (done.code, check["level"]) == (1, "critical")
    assert words in check["found"]
    assert "cip undo" in check["advice"]


def test_settings_that_are_not_understood_are_broken(cip: Cip, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "c.toml").write_text("mose = 1\n")
    monkeypatch.setenv("CIP_CONFIG", str(home / "c.toml"))
    done = cip("doctor", "--format", "json")
    assert done.code == 1
    assert "Did you mean 'mouse'?" in found(done)["config.1"]["found"]


@pytest.mark.parametrize(
    ("environ", "check_id", "level", "words"),
    [
        ({"TERM": "dumb"}, "term", Level.WARNING, "xterm-256color"),
        ({}, "colours", Level.INFO, "COLORTERM=truecolor"),
        ({"NO_COLOR": "1"}, "colours", Level.INFO, "Unset NO_COLOR"),
        ({"COLORTERM": "truecolor"}, "colours", Level.GOOD, ""),
        ({"SSH_CONNECTION": "1"}, "ssh", Level.INFO, "Animations are off"),
        ({"STY": "1.pts"}, "screen", Level.INFO, "tmux does"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "clipboard", Level.WARNING, "OSC 52"),
        ({"TERM_PROGRAM": "iTerm.app"}, "clipboard", Level.INFO, "Settings"),
    ],
)
def test_the_terminal_is_read_from_its_environment(
    environ: dict[str, str], check_id: str, level: Level, words: str
) -> None:
    check = next(check for check in terminal_checks(environ) if check.id == check_id)
    assert check.level is level
    assert words in check.advice


def test_tmux_without_a_clipboard_is_advised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cip_tui.doctor._tmux_clipboard", lambda: "off")
    check = next(check for check in terminal_checks({"TMUX": "x"}) if check.id == "tmux")
    assert (check.level, check.found) == (Level.WARNING, "set-clipboard off")
    assert "set -g set-clipboard on" in check.advice


SAMPLES = ROOT / "sample_inputs"


def test_the_three_complaints_are_answered_from_what_there_is(cip: Cip, tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "w", "--as-of", TODAY)
    cip("import", SAMPLES / "calls.csv", *where)
    before = found(cip("doctor", *where, "--format", "json"))
    assert before["symptom.credits"]["found"] == "no cloud bill is imported"
    assert "scan" in before["symptom.pdf"]["advice"]
    cip("import", SAMPLES / "cost_explorer_monthly.json", SAMPLES / "private_pricing_agreement.pdf", *where)
    after = found(cip("doctor", *where, "--format", "json"))
    assert "programmes are within reach" in after["symptom.credits"]["found"]
    assert "Datadog" in after["symptom.credits"]["advice"]
    assert "fields to confirm" in after["symptom.pdf"]["found"]
    cip("agreement", "confirm", "--all", *where)
    last = found(cip("doctor", *where, "--format", "json"))
    assert last["symptom.pdf"]["level"] == "good"
    assert "deadlines are laid out" in last["symptom.calendar"]["found"]
    assert "push --simulate" in last["symptom.calendar"]["advice"]
