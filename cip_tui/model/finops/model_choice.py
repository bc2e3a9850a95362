"""Which model a task should run on: the cheapest that is good enough, quick enough and takes its longest call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cip_tui.model.document import Kind, Level, Status
from cip_tui.model.finops.quality import Quality
from cip_tui.model.finops.workload import Group, Model, all_moved, by_task, total
from cip_tui.model.format import write

RECOMMENDED = Status(Level.GOOD, "Recommended")
GOOD_ENOUGH = Status(Level.GOOD, "Good enough")


@dataclass(frozen=True, slots=True)
class Demands:
    """What a model must satisfy. `floor` is a score, or None for that of the model the calls run on less `tolerance`.

    `max_p95` is in milliseconds; `slower` is how far above the present model's p95 a model may lie, as a fraction.
    `token_range` is how many more or fewer tokens another model may need, as a fraction.
    """

    floor: float | None
    tolerance: float
    max_p95: float | None
    slower: float
    token_range: Decimal


@dataclass(frozen=True, slots=True)
class Option:
    """A model for a task, and why it is chosen or not.

    `cost` is what all priced calls of the task would cost on it, None where some cannot be moved. `moving` are the
    groups that cost less on it and for which it satisfies the demands, `saving` the USD in that. `quality` and `p95`
    are the model's, `quality_now` and `p95_now` those of the calls that would move.
    """

    model: Model
    used: bool
    cost: Decimal | None
    moving: tuple[Group, ...]
    saving: Decimal
    quality: float | None
    quality_now: float | None
    p95: float | None
    p95_now: float | None
    verdict: Status


@dataclass(frozen=True, slots=True)
class Choice:
    """A task, its options in order of saving, and the one to take; None where none that is good enough saves."""

    task: str
    groups: tuple[Group, ...]
    options: tuple[Option, ...]
    best: Option | None

    @property
    def cost(self) -> Decimal:
        """USD paid for the task."""
        return total(self.groups)

    def saving(self, factor: Decimal = Decimal(1)) -> Decimal:
        """USD saved by the best option if its model needs `factor` times the tokens; 0 without one."""
        if self.best is None:
            return Decimal(0)
        then = all_moved(self.best.moving, self.best.model, factor)
        return Decimal(0) if then is None else total(self.best.moving) - then


@dataclass(frozen=True, slots=True)
class Scores:
    """What is known of models beside their prices: quality, and p95 latency in milliseconds by name."""

    quality: Quality
    p95: Mapping[str, float]


def choose(groups: Sequence[Group], models: Sequence[Model], scores: Scores, demands: Demands) -> list[Choice]:
    """Return a choice for each task, the dearest task first.

    Only calls that cost less on another model move to it, and only from models that it does not fall behind in
    quality and latency; the others stay where they are.
    """
    return [_choice(task, members, models, scores, demands) for task, members in by_task(groups).items()]


def _choice(task: str, groups: Sequence[Group], models: Sequence[Model], scores: Scores, demands: Demands) -> Choice:
    used = {group.model.key for group in groups}
    options = [_option(task, groups, model, model.key in used, scores, demands) for model in models]
    options.sort(key=lambda option: (-option.saving, option.model.key))
    place = next((n for n, option in enumerate(options) if option.verdict.level is Level.GOOD), None)
    if place is None:
        return Choice(task, tuple(groups), tuple(options), None)
    options[place] = replace(options[place], verdict=RECOMMENDED)
    return Choice(task, tuple(groups), tuple(options), options[place])


def _option(task: str, groups: Sequence[Group], model: Model, used: bool, scores: Scores, demands: Demands) -> Option:
    moving, refused, saving = [], [], Decimal(0)
    for group in groups:
        then = group.moved(model)
        if then is None or group.cost is None or then >= group.cost:
            continue
        reason = _against(group, model, used, scores, demands)
        if reason is None:
            moving.append(group)
            saving += group.cost - then
        else:
            refused.append(reason)
    verdict = GOOD_ENOUGH if moving else refused[0] if refused else Status(Level.INFO, "Saves nothing")
    return Option(
        model,
        used,
        all_moved(groups, model),
        tuple(moving),
        saving,
        scores.quality.of(task, model.name),
        scores.quality.now(moving),
        scores.p95.get(model.name),
        _present_p95(moving, scores.p95),
        verdict,
    )


def _present_p95(groups: Sequence[Group], p95: Mapping[str, float]) -> float | None:
    """The p95 of the models of some groups, weighted by the records on each."""
    known = [(p95[group.model.name], group.of("record_count")) for group in groups if group.model.name in p95]
    weight = sum(count for _, count in known)
    return sum(value * count for value, count in known) / weight if weight else None


def _against(group: Group, model: Model, used: bool, scores: Scores, demands: Demands) -> Status | None:
    """Say what speaks against moving a group's calls to a model; the first demand that is missed is named."""
    window = model.price.context_window if model.price else None
    largest = group.of("largest_call")
    if window is not None and largest is not None and largest > window:
        return Status(Level.CRITICAL, f"Window of {window:,} is short of {largest:,}")
    if not scores.quality:
        if not used:
            return Status(Level.UNKNOWN, "Not tried on this task")
    else:
        score, own = (scores.quality.of(group.task, name) for name in (model.name, group.model.name))
        if score is None:
            return Status(Level.UNKNOWN, "Quality not known here")
        if demands.floor is None and own is None:
            return Status(Level.UNKNOWN, "No score to compare with")
        floor = demands.floor if demands.floor is not None else (own or 0.0) - demands.tolerance
        if score < floor:
            return Status(Level.WARNING, f"Below quality {write(floor, Kind.NUMBER, 3)}")
    slow, present = scores.p95.get(model.name), scores.p95.get(group.model.name)
    relative = present * (1 + demands.slower) if present is not None else None
    limits = [limit for limit in (demands.max_p95, relative) if limit is not None]
    if slow is not None and limits and slow > min(limits):
        return Status(Level.WARNING, f"p95 above {min(limits):,.0f} ms")
    return None


@dataclass(frozen=True, slots=True)
class Dominated:
    """A model whose calls of a task another model does at least as well for no more; `saving` is in USD."""

    task: str
    model: Model
    by: Model
    groups: tuple[Group, ...]
    quality: float
    better: float
    saving: Decimal


def dominated(choices: Sequence[Choice]) -> list[Dominated]:
    """Return the dominated models of each task (Pareto, cost of the task's whole work against quality).

    Most dollars first. A model that is dominated by several is held against the cheapest of them.
    """
    found = []
    for choice in choices:
        known = [option for option in choice.options if option.cost is not None and option.quality is not None]
        for option in known:
            own = tuple(group for group in choice.groups if group.model.key == option.model.key)
            better = [other for other in known if other is not option and _beats(other, option)]
            if not own or not better:
                continue
            winner = min(better, key=lambda other: (other.cost or Decimal(0), -(other.quality or 0), other.model.key))
            then = all_moved(own, winner.model)
            if then is not None:
                scores = option.quality or 0.0, winner.quality or 0.0
                saving = total(own) - then
                found.append(Dominated(choice.task, option.model, winner.model, own, *scores, saving))
    return sorted(found, key=lambda item: (-item.saving, item.task, item.model.key))


def _beats(one: Option, other: Option) -> bool:
    if one.cost is None or other.cost is None or one.quality is None or other.quality is None:
        return False
    as_good = one.quality >= other.quality and one.cost <= other.cost
    return as_good and (one.quality > other.quality or one.cost < other.cost)
