"""The best set of options under budgets, exactly: branch and bound over a forest with two prices.

A *choice* takes one of its options or none (option 0). Options use up resources; some pairs of options of different
choices may not stand together. The sum of values is to be as large as possible. The bound puts a price on each
resource (Lagrangian relaxation, Fisher 1981) and solves what is left exactly: pairs that form a forest are a tree
dynamic programme (so `requires` and `excludes` are inside the bound); pairs that close a cycle are left out of it and
kept by the search. Options whose best completion is worth no more than the best set known are removed for good.
All numbers are integers, so ties and sums are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

from cip_tui.model.credits.relaxation import Relaxation

Resources = tuple[int, ...]
Allowed = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Options with their value and use of each resource; option 0 is to take none and is worth and uses nothing."""

    values: tuple[int, ...]
    uses: tuple[Resources, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Choices, limits of the resources, and for pairs of choices (first < second) which options go together."""

    choices: tuple[Choice, ...]
    limits: Resources
    pairs: dict[tuple[int, int], Allowed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Best:
    """The options taken, their value, and the least upper bound known: `bound == value` means proved best."""

    taken: tuple[int, ...]
    value: int
    bound: int
    nodes: int

    @property
    def proved(self) -> bool:
        """Whether no set is better."""
        return self.bound <= self.value


def every_pair(first: Choice, second: Choice, forbidden: Sequence[tuple[int, int]]) -> Allowed:
    """Return the pairs of options that may stand together, all but the forbidden ones."""
    options = product(range(len(first.values)), range(len(second.values)))
    return frozenset(options) - frozenset(forbidden)


@dataclass(frozen=True, slots=True)
class Node:
    """What is still open: choices by their number, the options left to each, the resources left, and what is fixed.

    `prices` are per whole of what was left, to begin with; `bound` is what no set of this node is worth more than.
    """

    ids: tuple[int, ...]
    options: tuple[tuple[int, ...], ...]
    left: Resources
    gained: int
    fixed: tuple[tuple[int, int], ...]
    prices: tuple[float, ...]
    bound: float


_ROOT_ROUNDS, _ROUNDS = 150, 8


def solve(problem: Problem, *, effort: int = 40_000) -> Best:
    """Return the best set.

    `effort` limits the open choices looked at over all nodes; beyond it the best set found so far is returned, with
    the bound that is proved by then. The default proves a thousand choices whose pairs close few cycles in about a
    second.
    """
    return Search(problem, effort).run()


class Search:
    """Depth-first branch and bound. `best` and `value` are the best set known and what it is worth."""

    def __init__(self, problem: Problem, effort: int) -> None:
        self.problem = problem
        self.effort = effort
        self.best = [0] * len(problem.choices)
        self.value = 0
        self.near: list[list[int]] = [[] for _ in problem.choices]
        for first, second in problem.pairs:
            self.near[first].append(second)
            self.near[second].append(first)
        self.near_set = [frozenset(found) for found in self.near]

    def run(self) -> Best:
        """Search until the best set is proved or the effort is spent."""
        zero = (0.0,) * len(self.problem.limits)
        start = Node((), (), self.problem.limits, 0, (), zero, float("inf"))
        everything = {i: tuple(range(len(choice.values))) for i, choice in enumerate(self.problem.choices)}
        root = self.narrowed(everything, start, zero, float("inf"))
        stack = [] if root is None else [root]
        nodes = spent = 0
        while stack and spent < self.effort:
            node = stack.pop()
            nodes += 1
            spent += 1 + len(node.ids)
            if node.bound >= self.value + 1:
                stack += reversed(Relaxation(self, node).branches(_ROOT_ROUNDS if nodes == 1 else _ROUNDS))
        bound = max((int(node.bound + 1e-6) for node in stack), default=self.value)
        return Best(tuple(self.best), self.value, max(bound, self.value), nodes)

    def allowed(self, one: int, option: int, other: int, other_option: int) -> bool:
        """Whether two options may stand together."""
        if one < other:
            pair = self.problem.pairs.get((one, other))
            return pair is None or (option, other_option) in pair
        pair = self.problem.pairs.get((other, one))
        return pair is None or (other_option, option) in pair

    def pair(self, one: int, other: int) -> Allowed:
        """Return which options of a connected pair may stand together, in the order given."""
        if one < other:
            return self.problem.pairs[one, other]
        return frozenset((b, a) for a, b in self.problem.pairs[other, one])

    def narrowed(
        self, options: dict[int, tuple[int, ...]], parent: Node, prices: tuple[float, ...], bound: float
    ) -> Node | None:
        """Take what has one option left, strike what no longer fits, until nothing changes; None if nothing fits."""
        narrowing = _Narrowing(self, options, parent.left, parent.gained, list(parent.fixed))
        if not narrowing.settle():
            return None
        scaled = tuple(
            price * now / then if then else 0.0
            for price, now, then in zip(prices, narrowing.left, parent.left, strict=True)
        )
        found = narrowing.options
        return Node(
            tuple(found), tuple(found.values()), narrowing.left, narrowing.gained, tuple(narrowing.fixed), scaled, bound
        )

    def offer(self, taken: Sequence[tuple[int, int]]) -> None:
        """Keep a feasible set if it is better than the best known."""
        value = sum(self.problem.choices[number].values[option] for number, option in taken)
        if value > self.value:
            self.value = value
            self.best = [0] * len(self.best)
            for number, option in taken:
                self.best[number] = option


class _Narrowing:
    """Propagation: what is left of the options once everything that follows has been drawn."""

    def __init__(
        self,
        search: Search,
        options: dict[int, tuple[int, ...]],
        left: Resources,
        gained: int,
        fixed: list[tuple[int, int]],
    ) -> None:
        self.search, self.options, self.left, self.gained, self.fixed = search, options, left, gained, fixed

    def settle(self) -> bool:
        """Draw all consequences; False where nothing fits any more."""
        self._strike_too_large()
        while True:
            single = [number for number, found in self.options.items() if len(found) <= 1]
            if not single:
                return True
            for number in single:
                if not self.options[number] or not self._take(number):
                    return False
            self._strike_too_large()

    def _take(self, number: int) -> bool:
        option = self.options.pop(number)[0]
        choice = self.search.problem.choices[number]
        self.left = tuple(have - u for have, u in zip(self.left, choice.uses[option], strict=True))
        if min(self.left, default=0) < 0:
            return False
        self.gained += choice.values[option]
        self.fixed.append((number, option))
        for other in self.search.near[number]:
            if other in self.options:
                self.options[other] = tuple(
                    o for o in self.options[other] if self.search.allowed(number, option, other, o)
                )
        return True

    def _strike_too_large(self) -> None:
        choices = self.search.problem.choices
        for number, found in self.options.items():
            if any(any(u > have for u, have in zip(choices[number].uses[o], self.left, strict=True)) for o in found):
                self.options[number] = tuple(
                    o for o in found if all(u <= h for u, h in zip(choices[number].uses[o], self.left, strict=True))
                )
