"""The work that models do: calls grouped by task and model, and what the same tokens cost on another model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from cip_tui.model.analysis import View
from cip_tui.model.calls.prices import Price, PriceBook, cost
from cip_tui.model.engine.cubes import Cube, add
from cip_tui.model.finops.breakdown import NOT_STATED

KEYS = ("task", "provider", "model", "service")
MEASURES = (
    "calls",
    "record_count",
    "cost",
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "token_records",
    "largest_call",
    "failed_records",
    "failed_cost",
    "quality_sum",
    "quality_records",
)
_STANDARD = frozenset({"", "standard", "default", "auto", "on_demand"})
_BATCH = "batch"


@dataclass(frozen=True, slots=True)
class Model:
    """A model as the calls name it, or as the price book does; `price` is None where the book does not know it.

    `label` is the name to show, which no other model of the same calls has.
    """

    provider: str
    name: str
    price: Price | None
    in_use: bool = True
    label: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Provider and name."""
        return self.provider, self.name


@dataclass(frozen=True, slots=True)
class Group:
    """The sums of all calls of one task on one model and service tier; unknown sums are None.

    `now` is what the tokens cost at the present model's list price, None where that is not known.
    """

    task: str
    model: Model
    service: str
    sums: dict[str, Any]
    now: Decimal | None = None

    def of(self, measure: str) -> Any:
        """Return one sum."""
        return self.sums[measure]

    @property
    def cost(self) -> Decimal | None:
        """USD paid; None where none of the calls has a price."""
        found: Decimal | None = self.sums["cost"]
        return found

    def listed(self, price: Price | None, *, at_most: bool) -> Decimal | None:
        """Return what the group's tokens cost at a price; None where that cannot be said.

        Cost is linear in tokens, so sums give the exact cost of all calls together. Only the long-context step
        looks at single calls: where some may pass it, the whole group is charged at it (`at_most`) or below it.
        """
        tokens_in, tokens_out = self.sums["input_tokens"], self.sums["output_tokens"]
        if price is None or tokens_in is None or tokens_out is None:
            return None
        batch = self.service.lower() == _BATCH
        if not batch and self.service.lower() not in _STANDARD:
            return None
        step, largest = price.long_context, self.sums["largest_call"]
        if step is not None and not (at_most and (largest is None or largest > step.above_tokens)):
            price = replace(price, long_context=None)
        try:
            return cost(
                price,
                tokens_in,
                tokens_out,
                cached=self.sums["cached_tokens"] or 0,
                cache_write=self.sums["cache_write_tokens"] or 0,
                batch=batch and price.batch_factor is not None,
            )
        except ValueError:
            # The parts exceed the whole: the source's token counts contradict each other.
            return None

    def moved(self, model: Model, factor: Decimal = Decimal(1)) -> Decimal | None:
        """Return what the group would have cost on another model that needs `factor` times the tokens.

        Both models are taken at the book's prices and the ratio applied to what was paid, so that a discount on the
        one is assumed on the other. Where the book does not know the present model, its price stands as it is.
        """
        paid = self.cost
        if paid is None:
            return None
        if model.key == self.model.key:
            return paid
        then = self.listed(model.price, at_most=True)
        if then is None:
            return None
        if self.now:
            return paid * then * factor / self.now
        complete = self.sums["token_records"] == self.sums["record_count"]
        return then * factor if complete and self.model.price is None else None


def workload_cube(view: View) -> Cube:
    """Return the cube that groups rest on."""
    return view.usage.cube(*KEYS, measures=MEASURES)


def read_groups(view: View) -> list[Group]:
    """Return the calls of a view by task, model and service tier, dearest first."""
    book, day = view.facts.book, view.facts.as_of
    rows = workload_cube(view).dicts()
    labels = model_labels((row["provider"], row["model"]) for row in rows)
    models: dict[tuple[str, str], Model] = {}
    groups = []
    for row in rows:
        key = row["provider"], row["model"]
        if key not in models:
            models[key] = Model(*key, price_of(book, *key, day, view.period.last), label=labels[key])
        group = Group(row["task"], models[key], row["service"], {name: row[name] for name in MEASURES})
        groups.append(replace(group, now=group.listed(group.model.price, at_most=False)))
    return sorted(groups, key=lambda group: (-(group.cost or Decimal(0)), group.task, group.model.key, group.service))


def model_labels(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the name to show for each (provider, model): with the provider where the model alone is not enough."""
    distinct = dict.fromkeys(keys)
    names = Counter(model for _, model in distinct)
    return {
        (provider, model): f"{model or NOT_STATED} ({provider})"
        if provider and names[model] > 1
        else model or NOT_STATED
        for provider, model in distinct
    }


def price_of(book: PriceBook | None, provider: str, model: str, *days: date) -> Price | None:
    """Return the price of a model on the first of `days` on which the book has one."""
    if book is None:
        return None
    return next((price for day in days if (price := book.resolve(provider, model, day))), None)


def models_of(groups: Iterable[Group]) -> list[Model]:
    """Return each model of some groups once, in their order."""
    return list({group.model.key: group.model for group in groups}.values())


def by_task(groups: Iterable[Group]) -> dict[str, list[Group]]:
    """Return the groups of each task, the dearest task first."""
    tasks: dict[str, list[Group]] = {}
    for group in groups:
        tasks.setdefault(group.task, []).append(group)
    return dict(sorted(tasks.items(), key=lambda item: (-total(item[1]), item[0])))


def total(groups: Iterable[Group]) -> Decimal:
    """Return what groups cost together; unpriced ones count as nothing."""
    return sum((group.cost for group in groups if group.cost is not None), Decimal(0))


def summed(groups: Sequence[Group], measure: str) -> Any:
    """Return the sum of a measure over groups; None where none states it. The greatest of `largest_call`."""
    values = [group.sums[measure] for group in groups if group.sums[measure] is not None]
    return (max(values, default=None)) if measure == "largest_call" else add(values)


def all_moved(groups: Sequence[Group], model: Model, factor: Decimal = Decimal(1)) -> Decimal | None:
    """Return what all priced groups would have cost on one model; None where one of them cannot be moved."""
    costs = [group.moved(model, factor) for group in groups if group.cost is not None]
    return None if not costs or any(cost is None for cost in costs) else add(costs)
