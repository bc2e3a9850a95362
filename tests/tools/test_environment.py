import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tools import environment

Ran = list[list[str]]


def answering(ran: Ran, fails: Callable[[Sequence[str]], bool]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Stand in for subprocess.run: note the command, and let it fail where told."""

    def run(command: Sequence[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(list(command))
        if "venv" in command and not fails(command):
            binaries = Path(command[-1]) / "bin"
            binaries.mkdir(parents=True)
            (binaries / "python").touch()
        output = "pip 23.2.1 from nowhere" if "--version" in command else ""
        return subprocess.CompletedProcess(list(command), int(fails(command)), output, "")

    return run


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Ran:
    noted: Ran = []
    monkeypatch.setattr(subprocess, "run", answering(noted, lambda command: False))
    return noted


def installs(ran: Ran) -> Ran:
    return [command for command in ran if "install" in command]


def test_everything_is_installed_by_hash_and_the_second_time_nothing_is_done(tmp_path: Path, ran: Ran) -> None:
    folder = tmp_path / ".venv"
    assert environment.main(["run", str(folder)]) == 0
    locked, own = installs(ran)
    assert "--require-hashes" in locked
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= set(own)
    ran.clear()
    assert environment.main(["run", str(folder)]) == 0
    assert ran == []


def test_the_development_environment_serves_for_running_too(tmp_path: Path, ran: Ran) -> None:
    folder = tmp_path / ".venv"
    environment.main(["dev", str(folder)])
    ran.clear()
    assert environment.main(["run", str(folder)]) == 0
    assert ran == []


def test_a_changed_lock_is_installed_anew(tmp_path: Path, ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / ".venv"
    environment.main(["run", str(folder)])
    ran.clear()
    monkeypatch.setattr(environment, "fingerprint", lambda kind: "another")
    environment.main(["run", str(folder)])
    assert len(installs(ran)) == 2
    assert not any("venv" in command for command in ran)


def test_an_environment_that_was_moved_is_made_anew(tmp_path: Path, ran: Ran) -> None:
    folder = tmp_path / ".venv"
    environment.main(["run", str(folder)])
    (folder / "pyvenv.cfg").touch()
    moved = folder.rename(tmp_path / "moved")
    ran.clear()
    assert environment.main(["run", str(moved)]) == 0
    assert any("venv" in command for command in ran)


def test_where_ensurepip_is_missing_the_pip_outside_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: Ran = []
    folder = tmp_path / ".venv"
    own_python = str(folder / "bin" / "python")

    def fails(command: Sequence[str]) -> bool:
        return command[0] == own_python or ("venv" in command and "--without-pip" not in command)

    monkeypatch.setattr(subprocess, "run", answering(noted, fails))
    assert environment.main(["run", str(folder)]) == 0
    assert all("--python" in command for command in installs(noted))


def test_without_any_pip_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", answering([], lambda command: "pip" in command))
    assert environment.main(["run", str(tmp_path / ".venv")]) == 1
    assert "python3-venv" in capsys.readouterr().err


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    assert environment.main(["run", str(tmp_path)]) == 1
    assert (tmp_path / "letter.txt").exists()
    assert "something else" in capsys.readouterr().err
    assert ran == []
