"""The open choices of a node listed out together: every combination that could still beat the best set known.

Open choices fall into groups that no pair connects. The combinations of a group are listed, groups are added one
after the other, and a partial combination is dropped when it uses too much, when the bound says that it cannot win,
or when another uses no more of anything and is worth as much. If the list never has to be cut, the node is solved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
_MOST_STATES = 40_000
_MOST_COMBINATIONS = 3_000
_NEIGHBOURS = 6
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Group:
    """The combinations of choices that hang together: members, picks per combination, value, uses, reduced value."""

    members: tuple[int, ...]
    picks: tuple[tuple[int, ...], ...]
    values: Numbers
    uses: Numbers
    reduced: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Listed:
    """The best complete combination found, by choice; `complete` says that none better was left out."""

    picks: dict[int, int] | None
    complete: bool


def group_of(
    members: Sequence[int],
    options: Sequence[Sequence[tuple[int, int, tuple[int, ...]]]],
    fits: Sequence[Sequence[tuple[int, frozenset[tuple[int, int]]]]],
    prices: Sequence[float],
) -> Group | None:
    """List a group. `options` holds (option, value, uses) per member, `fits` what each needs of earlier members.

    Returns None where there are too many combinations.
    """
    partial: list[tuple[tuple[int, ...], int, tuple[int, ...]]] = [((), 0, (0,) * len(prices))]
    for position in range(len(members)):
        grown = (
            ((*picks, option), value + more, tuple(a + b for a, b in zip(used, uses, strict=True)))
            for picks, value, used in partial
            for option, more, uses in options[position]
            if all((picks[earlier], option) in allowed for earlier, allowed in fits[position])
        )
        partial = list(islice(grown, _MOST_COMBINATIONS + 1))
        if len(partial) > _MOST_COMBINATIONS:
            return None
    values = np.array([value for _, value, _ in partial], dtype=np.int64)
    uses = np.array([used for _, _, used in partial], dtype=np.int64).reshape(len(partial), len(prices))
    reduced = values - uses @ np.asarray(prices, dtype=float)
    return Group(tuple(members), tuple(picks for picks, _, _ in partial), values, uses, reduced)


def list_out(groups: Sequence[Group], left: Sequence[int], gained: int, prices: Sequence[float], best: int) -> Listed:
    """Find the best combination of all groups that is worth more than `best`."""
    if not all(len(group.values) for group in groups):
        return Listed(None, complete=True)
    limits, price = np.asarray(left, dtype=np.int64), np.asarray(prices, dtype=float)
    ordered = sorted(groups, key=_margin, reverse=True)
    tops = [int(np.argmax(group.reduced)) for group in ordered]
    rest_reduced = float(sum(group.reduced[top] for group, top in zip(ordered, tops, strict=True)))
    rest_value = int(sum(group.values[top] for group, top in zip(ordered, tops, strict=True)))
    rest_use = sum((group.uses[top] for group, top in zip(ordered, tops, strict=True)), np.zeros_like(limits))
    values, uses = np.array([gained], dtype=np.int64), np.zeros((1, len(limits)), dtype=np.int64)
    trail: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []
    found: tuple[int, int] | None = None
    complete = True
    for stage, group in enumerate(ordered):
        top = tops[stage]
        rest_reduced -= float(group.reduced[top])
        rest_value -= int(group.values[top])
        rest_use = rest_use - group.uses[top]
        parent = np.repeat(np.arange(len(values)), len(group.values))
        pick = np.tile(np.arange(len(group.values)), len(values))
        values, uses = values[parent] + group.values[pick], uses[parent] + group.uses[pick]
        reach = values + (limits - uses) @ price + rest_reduced
        keep = np.flatnonzero((uses <= limits).all(axis=1) & (reach >= best + 1 - _SLACK))
        keep = keep[_undominated(values[keep], uses[keep])]
        if len(keep) > _MOST_STATES:
            keep, complete = keep[np.argpartition(-reach[keep], _MOST_STATES)[:_MOST_STATES]], False
        values, uses = values[keep], uses[keep]
        trail.append((parent[keep].astype(np.int32), pick[keep].astype(np.int32)))
        if not len(keep):
            break
        fitting = np.flatnonzero((uses + rest_use <= limits).all(axis=1))
        if len(fitting):
            winner = int(fitting[np.argmax(values[fitting])])
            if values[winner] + rest_value > best:
                best, found = int(values[winner]) + rest_value, (stage, winner)
    return Listed(None if found is None else _traced(ordered, tops, trail, *found), complete)


def _margin(group: Group) -> float:
    """Return how much worse the second-best combination is: large for a group that is all but decided."""
    if len(group.reduced) < 2:
        return float("inf")
    second, first = np.partition(group.reduced, -2)[-2:]
    return float(first - second)


def _undominated(values: Numbers, uses: Numbers) -> NDArray[np.intp]:
    """Return which states to keep: those for which no near neighbour is worth as much and uses no more.

    Neighbours in the order of use are compared, not all pairs: a dominated state that stays costs time only.
    """
    order = np.lexsort((-values, *uses.T[::-1]))
    keep = np.ones(len(order), dtype=bool)
    sorted_values, sorted_uses = values[order], uses[order]
    for gap in range(1, min(_NEIGHBOURS, len(order) - 1) + 1):
        worse = (sorted_values[gap:] <= sorted_values[:-gap]) & (sorted_uses[gap:] >= sorted_uses[:-gap]).all(axis=1)
        keep[gap:] &= ~worse
    return order[keep]


def _traced(
    groups: Sequence[Group],
    tops: Sequence[int],
    trail: Sequence[tuple[NDArray[np.int32], NDArray[np.int32]]],
    stage: int,
    state: int,
) -> dict[int, int]:
    chosen = list(tops)
    for step in range(stage, -1, -1):
        parents, picks = trail[step]
        chosen[step] = int(picks[state])
        state = int(parents[state])
    return {
        member: option
        for group, top in zip(groups, chosen, strict=True)
        for member, option in zip(group.members, group.picks[top], strict=True)
    }
