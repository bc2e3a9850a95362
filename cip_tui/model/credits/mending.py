"""Make a feasible set of a relaxed one: take what is worth most for its price, as long as it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cip_tui.model.credits.search import Node, Search

_TINY = 1e-9


def mend(search: Search, node: Node, picked: Mapping[int, int], prices: Sequence[float]) -> None:
    """Offer a feasible set near `picked` (option by choice), with `prices` per unit of each resource.

    Where none is not among the options left to every choice, the attempt is given up.
    """
    options = dict(zip(node.ids, node.options, strict=True))
    if not all(0 in found for found in options.values()):
        return
    taken = {**dict(node.fixed), **dict.fromkeys(options, 0)}
    if not all(search.allowed(n, 0, m, taken[m]) for n in options for m in search.near[n]):
        return
    left = list(node.left)
    for number, option in _in_order(search, options, picked, prices):
        if taken[number]:
            continue
        uses = search.problem.choices[number].uses[option]
        if all(u <= have for u, have in zip(uses, left, strict=True)) and all(
            search.allowed(number, option, m, taken[m]) for m in search.near[number]
        ):
            taken[number] = option
            left = [have - u for have, u in zip(left, uses, strict=True)]
    search.offer(list(taken.items()))


def _in_order(
    search: Search, options: Mapping[int, Sequence[int]], picked: Mapping[int, int], prices: Sequence[float]
) -> list[tuple[int, int]]:
    """Return what to try: the relaxed picks by worth for their price, then the rest.

    A prerequisite may come after what needs it, so picks are tried three times and the rest twice.
    """
    choices = search.problem.choices

    def worth(entry: tuple[int, int]) -> float:
        number, option = entry
        price = sum(p * u for p, u in zip(prices, choices[number].uses[option], strict=True))
        return choices[number].values[option] / (price + _TINY)

    first = sorted(((n, o) for n, o in picked.items() if o), key=worth, reverse=True)
    rest = [(n, o) for n, found in options.items() for o in found if o and o != picked[n] and choices[n].values[o] > 0]
    return first * 3 + sorted(rest, key=worth, reverse=True) * 2
