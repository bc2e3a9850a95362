from pathlib import Path

import pytest

from tools import fuzz
from tools.records import plain_files


@pytest.mark.parametrize(("kind", "count"), [("calls", 30), ("workbooks", 40), ("pdfs", 20)])
def test_damaged_files_break_no_law(kind: str, count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--kind", kind, "--count", str(count), "--seed", "1", "--keep", str(tmp_path)]
    assert fuzz.main(arguments) == 0, capsys.readouterr().err


def test_sound_files_are_read_whole(tmp_path_factory: pytest.TempPathFactory) -> None:
    for name, data in plain_files().items():
        folder = tmp_path_factory.mktemp("sound")
        (folder / name).write_bytes(data)
        assert fuzz.read(folder / name, folder / "out", fuzz.countable_lines(data, data)) == "read whole"
