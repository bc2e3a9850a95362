"""`cip analyze --watch`: a growing file is looked at again, and only when it has grown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cip_tui.commands import analyses


def test_a_change_is_told_once_and_waiting_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("a\n")
    naps: list[int] = []

    def nap(seconds: int) -> None:
        naps.append(seconds)
        if len(naps) == 2:
            path.write_text("a\nb\n")
        if len(naps) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", nap)
    told: list[int] = []
    looks = analyses.changes(path, 5)
    next(looks)
    told.append(len(naps))
    next(looks)
    told.append(len(naps))
    with pytest.raises(KeyboardInterrupt):
        next(looks)
    assert told == [0, 2]
    assert naps == [5] * 4
