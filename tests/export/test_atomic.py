"""A file is written entirely or not at all, and never over another one without being asked to."""

import errno
import os
import stat
from pathlib import Path

import pytest

from cip_tui.export.atomic import write_atomically
from cip_tui.model.errors import CipError, UsageError


def test_a_new_file_holds_the_text_and_nothing_else_is_left(tmp_path: Path) -> None:
    written = write_atomically(tmp_path / "a.md", "Überblick\n")
    assert written == (tmp_path / "a.md").resolve()
    assert written.read_bytes() == "Überblick\n".encode()
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_atomically(tmp_path / "a.md", "x")
    assert (tmp_path / "a.md").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_an_existing_file_is_left_alone_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")
    with pytest.raises(UsageError, match="exists already"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.md"]


def test_overwriting_keeps_the_mode_and_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.md", tmp_path / "link.md"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomically(link, "new", overwrite=True)
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_name_taken_in_the_meantime_is_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    sync = os.fsync

    def taken(handle: int) -> None:
        path.write_text("theirs")
        sync(handle)

    monkeypatch.setattr(os, "fsync", taken)
    with pytest.raises(UsageError):
        write_atomically(path, "ours")
    assert path.read_text() == "theirs"
    assert os.listdir(tmp_path) == ["a.md"]


@pytest.mark.parametrize(
    ("number", "message"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "no permission"), (errno.EIO, "cannot be written")],
)
def test_what_goes_wrong_is_said_and_the_old_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, message: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def fails(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(CipError, match=message) as caught:
        write_atomically(path, "new", overwrite=True)
    assert caught.value.next_step
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_missing_folder_and_a_folder_as_target_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CipError, match="folder does not exist"):
        write_atomically(tmp_path / "no" / "a.md", "x")
    with pytest.raises(UsageError, match="is a folder"):
        write_atomically(tmp_path, "x", overwrite=True)


def test_a_device_is_written_to() -> None:
    assert write_atomically(Path("/dev/null"), "x") == Path("/dev/null")
