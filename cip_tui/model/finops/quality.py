"""How good models are at tasks: from scores in the calls, or from a file of the user's; never from thin air."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cip_tui.model.errors import InputRefused, Where
from cip_tui.model.finops.workload import Group, summed
from cip_tui.model.text import clean

_COLUMNS = ("model", "task_type", "score")


@dataclass(frozen=True, slots=True)
class Quality:
    """Mean scores between 0 and 1 by (task, model) and by model. `source` says whose they are; empty is nobody's."""

    by_task: Mapping[tuple[str, str], float]
    by_model: Mapping[str, float]
    source: str

    def __bool__(self) -> bool:
        return bool(self.by_task or self.by_model)

    def of(self, task: str, model: str) -> float | None:
        """Return a model's score at a task, or None where it is not known."""
        return self.by_task.get((task, model))

    def now(self, groups: Sequence[Group]) -> float | None:
        """Return the mean score of the calls of one task as they are spread over models now."""
        pairs = [(self.of(group.task, group.model.name), group.of("record_count")) for group in groups]
        known = [(score, count) for score, count in pairs if score is not None]
        weight = sum(count for _, count in known)
        return sum(score * count for score, count in known) / weight if weight else None


def quality_of(groups: Sequence[Group], least: int) -> Quality:
    """Return the mean scores stated in the calls; a mean over fewer than `least` scores is not counted as known."""
    tasks: dict[tuple[str, str], list[Group]] = {}
    models: dict[str, list[Group]] = {}
    for group in groups:
        tasks.setdefault((group.task, group.model.name), []).append(group)
        models.setdefault(group.model.name, []).append(group)
    by_task = {key: mean for key, members in tasks.items() if (mean := _mean(members, least)) is not None}
    by_model = {key: mean for key, members in models.items() if (mean := _mean(members, least)) is not None}
    scores = summed(list(groups), "quality_records") or 0
    return Quality(by_task, by_model, f"{scores:,} scores stated in the calls" if by_model else "")


def _mean(groups: Sequence[Group], least: int) -> float | None:
    count, score = summed(groups, "quality_records") or 0, summed(groups, "quality_sum")
    return float(score / count) if count >= least and score is not None else None


def read_quality(path: Path, groups: Sequence[Group]) -> Quality:
    """Read a CSV with the columns model, task_type and score (0 to 1); an empty task stands for all tasks.

    Raises `InputRefused` naming the line where it is not understood.
    """
    where = Where(path.name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in ("model", "score") if name not in (reader.fieldnames or ())]
            if missing:
                hint = "Columns: " + ", ".join(_COLUMNS)
                raise InputRefused(f"The column {missing[0]} is missing", where=where, next_step=hint)
            scores = dict(_score(row, Where(path.name, row=reader.line_num)) for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputRefused("The quality file cannot be read", where=where, cause=str(error)) from error
    everywhere = {model: score for (task, model), score in scores.items() if not task}
    tasks = {group.task for group in groups}
    by_task = {(task, model): score for model, score in everywhere.items() for task in tasks}
    by_task |= {key: score for key, score in scores.items() if key[0]}
    means: dict[str, list[float]] = {}
    for (_, model), score in by_task.items():
        means.setdefault(model, []).append(score)
    by_model = {model: sum(found) / len(found) for model, found in means.items()} | everywhere
    return Quality(by_task, by_model, f"scores of {clean(path.name)}")


def _score(row: Mapping[str, str | None], where: Where) -> tuple[tuple[str, str], float]:
    text = (row.get("score") or "").strip()
    try:
        score = float(text)
    except ValueError:
        raise InputRefused(f"'{clean(text)}' is not a score", where=where, next_step="Between 0 and 1") from None
    if not 0 <= score <= 1:
        raise InputRefused(f"The score {clean(text)} is out of range", where=where, next_step="Between 0 and 1")
    return (clean((row.get("task_type") or "").strip()), clean((row.get("model") or "").strip())), score
