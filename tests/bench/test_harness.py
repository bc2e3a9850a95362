import json
from functools import partial
from pathlib import Path

import pytest

from bench.__main__ import available, main
from bench.harness import Bench, at_least, at_most, short
from tests.paths import ROOT


def bench(tmp_path: Path, printed: list[str], rounds: int = 3) -> Bench:
    return Bench(tmp_path, rounds=rounds, out=printed.append)


def test_a_ratio_is_the_middle_of_the_rounds_ratios(tmp_path: Path) -> None:
    mine, other = iter([9.0, 4.0, 30.0, 10.0]), iter([9.0, 2.0, 10.0, 10.0])
    lines = bench(tmp_path, []).compare("x", {"a": lambda: next(mine), "b": lambda: next(other)}, baseline="b")
    assert lines["a"].ratios == [2.0, 3.0, 1.0]
    assert lines["a"].ratio == 2.0
    assert lines["b"].ratio is None


def test_the_warm_up_does_not_count_and_subjects_take_turns(tmp_path: Path) -> None:
    order: list[str] = []

    def subject(name: str) -> float:
        order.append(name)
        return 1.0

    lines = bench(tmp_path, []).compare("x", {name: partial(subject, name) for name in "ab"}, baseline="a")
    assert "".join(order) == "abba" * 2
    assert lines["b"].samples == [1.0] * 3


def test_targets_are_judged_by_ratio_or_by_figure(tmp_path: Path) -> None:
    printed: list[str] = []
    made = bench(tmp_path, printed)
    made.compare("x", {"a": lambda: 3.0, "b": lambda: 2.0}, baseline="b", targets={"a": at_most(1.4)})
    made.measure("rows", lambda: 2.5, unit="M/s", target=at_least(1.5))
    assert [line.verdict for line in made.lines] == ["MISSED", "", "met"]
    assert any("MISSED" in line and "≤ 1.4" in line for line in printed)
    told = json.loads(made.as_json())
    assert [line["ratio"] for line in told["lines"]] == [1.5, None, None]
    assert "cores" in told["machine"]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.01234, "0.0123"), (1.5, "1.50"), (123.4, "123"), (54321.0, "54,321")]
)
def test_numbers_are_written_with_three_digits(value: float, text: str) -> None:
    assert short(value) == text


def test_every_module_that_measures_is_found_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.split() == list(available())
    for module in available().values():
        assert (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8").startswith('"""')


def test_a_wrong_name_is_answered_with_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "start" in capsys.readouterr().err
