"""One node of the search: the bound with a price on each resource, what it rules out, and where to go on.

With prices on the resources the open choices hang together only by their pairs. Those that form a forest are solved
exactly, upward for the best sum and downward for the best sum that each single option allows (max-marginals). Prices
that make the bound small are found by subgradient steps (Polyak's step length).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cip_tui.model.credits.core import Group, group_of, list_out
from cip_tui.model.credits.mending import mend

if TYPE_CHECKING:
    from cip_tui.model.credits.search import Node, Search

_PATIENCE = 6
_REPAIR_EVERY = 15
_SLACK = 1e-6
_WORTH_A_NEW_NODE = 0.1


class Relaxation:
    """The relaxed problem of one node. Choices are numbered as in the node; `options` are those still open."""

    def __init__(self, search: Search, node: Node) -> None:
        self.search = search
        self.node = node
        choices = search.problem.choices
        self.left = node.left
        self.options = [list(found) for found in node.options]
        self.values = [[choices[n].values[o] for o in found] for n, found in zip(node.ids, node.options, strict=True)]
        self.uses = [
            [tuple(u / have if have else 0.0 for u, have in zip(choices[n].uses[o], self.left, strict=True)) for o in f]
            for n, f in zip(node.ids, node.options, strict=True)
        ]
        self._grow_forest()

    def branches(self, rounds: int) -> list[Node]:
        """Return the nodes that together hold every set better than the best known, the most promising first."""
        if not self.node.ids:
            self.search.offer(self.node.fixed)
            return []
        bound, prices = self._priced(rounds)
        if bound < self.search.value + 1 - _SLACK:
            return []
        marginals = self._marginals(prices)
        if self._listed(self._within_reach(marginals), prices):
            return []
        kept = self._within_reach(marginals)
        if not all(kept):
            return []
        before = sum(map(len, self.options))
        if before - sum(map(len, kept)) > _WORTH_A_NEW_NODE * before or all(len(row) == 1 for row in kept):
            return self._narrowed(kept, prices, bound)
        return self._split(kept, marginals, prices)

    def _within_reach(self, marginals: Sequence[Sequence[float]]) -> list[list[int]]:
        """Return for each choice the options with which the best set known could still be beaten."""
        least = self.search.value + 1 - _SLACK
        return [[p for p, reach in enumerate(row) if reach >= least] for row in marginals]

    def _listed(self, kept: Sequence[Sequence[int]], prices: Sequence[float]) -> bool:
        """Try to list all combinations out; True where that settles the node. A better set met is kept."""
        per_unit = self._per_unit(prices)
        groups = []
        for members in self._groups():
            group = self._group(members, kept, per_unit)
            if group is None:
                return False
            groups.append(group)
        listed = list_out(groups, self.left, self.node.gained, per_unit, self.search.value)
        if listed.picks is not None:
            self.search.offer([*self.node.fixed, *((self.node.ids[k], o) for k, o in listed.picks.items())])
        return listed.complete

    def _groups(self) -> list[list[int]]:
        """Return the trees of the forest: choices that pairs connect, parents before children."""
        groups: list[list[int]] = []
        for k in self.order:
            if self.parent[k] < 0:
                groups.append([])
            groups[-1].append(k)
        return groups

    def _group(self, members: Sequence[int], kept: Sequence[Sequence[int]], per_unit: Sequence[float]) -> Group | None:
        choices, ids = self.search.problem.choices, self.node.ids
        options = [
            [(o, choices[ids[k]].values[o], choices[ids[k]].uses[o]) for o in (self.options[k][p] for p in kept[k])]
            for k in members
        ]
        fits = [
            [
                (e, self.search.pair(ids[earlier], ids[k]))
                for e, earlier in enumerate(members[:position])
                if ids[earlier] in self.search.near_set[ids[k]]
            ]
            for position, k in enumerate(members)
        ]
        return group_of(members, options, fits, per_unit)

    def _grow_forest(self) -> None:
        """Choose a spanning forest of the pairs; the pairs left over close cycles and are kept by the search alone."""
        place = {number: position for position, number in enumerate(self.node.ids)}
        self.parent = [-1] * len(place)
        self.order: list[int] = []
        self.cyclic: list[tuple[int, int]] = []
        seen: set[int] = set()
        for root in range(len(place)):
            if root in seen:
                continue
            seen.add(root)
            stack = [root]
            while stack:
                here = stack.pop()
                self.order.append(here)
                for number in self.search.near[self.node.ids[here]]:
                    there = place.get(number, -1)
                    if there < 0 or there == self.parent[here]:
                        continue
                    if there in seen:
                        if here < there:
                            self.cyclic.append((here, there))
                        continue
                    seen.add(there)
                    self.parent[there] = here
                    stack.append(there)
        self.together = [self._compatible(child) for child in range(len(place))]

    def _compatible(self, child: int) -> list[list[int]]:
        """Return for each option of the parent the positions of the child's options that may stand beside it."""
        parent = self.parent[child]
        if parent < 0:
            return []
        one, other = self.node.ids[parent], self.node.ids[child]
        return [
            [p for p, o in enumerate(self.options[child]) if self.search.allowed(one, mine, other, o)]
            for mine in self.options[parent]
        ]

    def _priced(self, rounds: int) -> tuple[float, tuple[float, ...]]:
        """Return the least bound found, with the prices that give it; feasible sets met on the way are offered."""
        prices, best, best_prices = list(self.node.prices), float("inf"), self.node.prices
        stride, waited = 1.0, 0
        for round_number in range(rounds):
            bound, chosen = self._evaluate(prices)
            if bound < best - _SLACK:
                best, best_prices, waited = bound, tuple(prices), 0
            else:
                waited += 1
            if round_number % _REPAIR_EVERY == 0 or round_number == rounds - 1:
                self._repair(chosen, prices)
            if best < self.search.value + 1 - _SLACK:
                break
            if waited >= _PATIENCE:
                stride, waited = stride / 2, 0
                prices = list(best_prices)
            slope = [sum(self.uses[k][p][r] for k, p in enumerate(chosen)) - 1.0 for r in range(len(prices))]
            norm = sum(s * s for s in slope)
            if norm < 1e-12 or stride < 1e-4:
                break
            step = stride * max(bound - self.search.value, 1.0) / norm
            prices = [max(0.0, price + step * s) for price, s in zip(prices, slope, strict=True)]
        return best, best_prices

    def _reduced(self, prices: Sequence[float]) -> list[list[float]]:
        return [
            [v - sum(p * u for p, u in zip(prices, used, strict=True)) for v, used in zip(values, uses, strict=True)]
            for values, uses in zip(self.values, self.uses, strict=True)
        ]

    def _upward(self, prices: Sequence[float]) -> tuple[list[list[float]], list[list[float]]]:
        """Return the best sum of each choice's subtree by option, and what it sends to its parent, by the parent's."""
        sums = self._reduced(prices)
        sent: list[list[float]] = [[] for _ in sums]
        for k in reversed(self.order):
            parent = self.parent[k]
            if parent >= 0:
                mine = sums[k]
                sent[k] = [max((mine[p] for p in row), default=float("-inf")) for row in self.together[k]]
                above = sums[parent]
                for position, value in enumerate(sent[k]):
                    above[position] += value
        return sums, sent

    def _evaluate(self, prices: Sequence[float]) -> tuple[float, list[int]]:
        sums, _ = self._upward(prices)
        chosen = [0] * len(sums)
        bound = self.node.gained + sum(prices)
        for k in self.order:
            mine, parent = sums[k], self.parent[k]
            among = range(len(mine)) if parent < 0 else self.together[k][chosen[parent]]
            chosen[k] = max(among, key=mine.__getitem__, default=0)
            if parent < 0:
                bound += mine[chosen[k]]
        return bound, chosen

    def _marginals(self, prices: Sequence[float]) -> list[list[float]]:
        """Return the bound under the condition that a single option is taken, for each option of each choice."""
        sums, sent = self._upward(prices)
        roots = {k: max(sums[k]) for k in self.order if self.parent[k] < 0}
        constant = self.node.gained + sum(prices) + sum(roots.values())
        full: list[list[float]] = [[] for _ in sums]
        offset = [0.0] * len(sums)
        for k in self.order:
            parent = self.parent[k]
            if parent < 0:
                full[k], offset[k] = sums[k], constant - roots[k]
                continue
            offset[k] = offset[parent]
            full[k] = [float("-inf")] * len(sums[k])
            for position, row in enumerate(self.together[k]):
                rest = full[parent][position] - sent[k][position] if row else float("-inf")
                for p in row:
                    full[k][p] = max(full[k][p], rest + sums[k][p])
        return [[value + offset[k] for value in row] for k, row in enumerate(full)]

    def _repair(self, chosen: Sequence[int], prices: Sequence[float]) -> None:
        """Make a feasible set of the relaxed one: give back what fits worst, then take what still fits."""
        picked = {self.node.ids[k]: self.options[k][p] for k, p in enumerate(chosen)}
        mend(self.search, self.node, picked, self._per_unit(prices))

    def _per_unit(self, prices: Sequence[float]) -> list[float]:
        return [price / have if have else 0.0 for price, have in zip(prices, self.left, strict=True)]

    def _narrowed(self, kept: Sequence[Sequence[int]], prices: tuple[float, ...], bound: float) -> list[Node]:
        options = {n: tuple(self.options[k][p] for p in kept[k]) for k, n in enumerate(self.node.ids)}
        node = self.search.narrowed(options, self.node, prices, bound)
        return [node] if node is not None else []

    def _split(
        self, kept: Sequence[Sequence[int]], marginals: Sequence[Sequence[float]], prices: tuple[float, ...]
    ) -> list[Node]:
        """Branch on one choice: an end of a pair that closes a cycle if there is one, else the most undecided."""
        open_ones = [k for k in range(len(kept)) if len(kept[k]) > 1]
        ends = {k for pair in self.cyclic for k in pair}
        candidates = [k for k in open_ones if k in ends] or open_ones

        def decided(k: int) -> float:
            first, second = sorted((marginals[k][p] for p in kept[k]), reverse=True)[:2]
            return first - second

        chosen = min(candidates, key=decided) if candidates is open_ones else max(candidates, key=decided)
        nodes = []
        for p in sorted(kept[chosen], key=lambda p: -marginals[chosen][p]):
            options = {n: tuple(self.options[k][q] for q in kept[k]) for k, n in enumerate(self.node.ids)}
            options[self.node.ids[chosen]] = (self.options[chosen][p],)
            node = self.search.narrowed(options, self.node, prices, marginals[chosen][p])
            if node is not None:
                nodes.append(replace(node, bound=min(node.bound, self.node.bound)))
        return nodes
