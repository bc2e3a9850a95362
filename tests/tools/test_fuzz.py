import pytest

from tools import fuzz
from tools.records import plain_files


@pytest.mark.parametrize("first", range(0, 30, 10))
def test_damaged_files_break_no_law(first: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--count", "10", "--first", str(first), "--seed", "1"]) == 0, capsys.readouterr().err


def test_sound_files_are_read_whole(tmp_path_factory: pytest.TempPathFactory) -> None:
    for name, data in plain_files().items():
        folder = tmp_path_factory.mktemp("sound")
        (folder / name).write_bytes(data)
        assert fuzz.read(folder / name, folder / "out", fuzz.countable_lines(data, data)) == "read whole"
