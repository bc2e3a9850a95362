"""The customers: who they are, how much they use, for what, and with which models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cip_tui.model.calls.simulator.arrays import Bools, Bytes, Floats, Ints, Longs, Singles, choice_table
from cip_tui.model.calls.simulator.catalogue import (
    ARCHETYPES,
    BUSINESSES,
    FEATURES,
    MODELS,
    ORGANISATIONS,
    PREFERENCES,
    PRODUCTS,
    REGIONS,
    RETIRED_MODEL,
    TASKS,
    TIERS,
    UNPRICED_MODEL,
    USUAL_MODELS,
)
from cip_tui.model.calls.simulator.settings import SimulatorSettings
from cip_tui.model.calls.simulator.shapes import Tariff, expected_tokens

MONTH = 30
_SIZE_SPREAD = 0.30
_SIZE_CORRELATION = 0.55
# How far from the thrifty towards the lavish mix customers stand, and how much sizes may change for it.
_PLACES = (0.12, 0.55)
_LONGER = (0.4, 3.0)
# What caching leaves of the price of a cacheable prompt, roughly; only used to aim at a monthly cost.
_CACHED_PRICE = 0.62


@dataclass(frozen=True, slots=True)
class Population:
    """All customers, one place each; see the module. Tables are laid end to end for lookups by one index."""

    ids: tuple[str, ...]
    organisations: tuple[str, ...]
    organisation: Ints
    archetype: Bytes
    tier: Bytes
    region: Bytes
    calls: Longs
    """Calls in the whole span."""
    cost: Floats
    """The monthly cost aimed at, USD."""
    age: Ints
    """Days from sign-up to the start, for customers that were there at the start."""
    products: Floats
    """Share of cost aimed at by product, one row a customer."""
    features: Bytes
    models: Bytes
    input_median: Singles
    output_median: Singles
    caching: Bools


def draw_population(settings: SimulatorSettings, prices: Tariff, rng: np.random.Generator) -> Population:
    """Draw the customers of a simulation."""
    count = settings.customers
    archetype = _archetypes(count, rng)
    rate, cost = _volumes(archetype, rng)
    tier = _tiers(archetype, rng)
    organisation, names = _organisations(count, rng)
    features = _features(count, rng)
    sizes = _sizes(count, rng)
    caching = rng.random(count) < 0.4
    tasks = _task_shares(features)
    mixes, unit_costs = _model_mixes(tier, tasks, sizes, caching, prices, cost / (rate * MONTH))
    models = choice_table(mixes.reshape(-1, len(MODELS))).reshape(count, len(TASKS), -1)
    _add_odd_models(models, archetype, rng)
    medians = np.array([[task.input_median for task in TASKS], [task.output_median for task in TASKS]])
    return Population(
        ids=_customer_ids(organisation, names),
        organisations=tuple(f"{name}-group" for name in names),
        organisation=organisation,
        archetype=archetype,
        tier=tier,
        region=rng.choice(len(REGIONS), count, p=[region.share for region in REGIONS]).astype(np.uint8),
        calls=np.maximum(np.rint(rate * settings.days), 1).astype(np.int64),
        cost=cost,
        age=np.rint(np.exp(rng.uniform(np.log(30), np.log(1_100), count))).astype(np.int32),
        products=_product_shares(features, unit_costs),
        features=choice_table(features).ravel(),
        models=models.ravel(),
        input_median=(medians[0] * sizes[0][:, None]).astype(np.float32).ravel(),
        output_median=(medians[1] * sizes[1][:, None]).astype(np.float32).ravel(),
        caching=caching,
    )


def _archetypes(count: int, rng: np.random.Generator) -> Bytes:
    bounds = np.rint(np.cumsum([archetype.share for archetype in ARCHETYPES]) * count).astype(int)
    codes = np.searchsorted(bounds, np.arange(count), side="right").astype(np.uint8)
    return rng.permutation(codes)


def _volumes(archetype: Bytes, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Calls a day and USD a month: spread evenly on a log scale from end to end of the archetype's ranges."""
    rate, cost = np.zeros(len(archetype)), np.zeros(len(archetype))
    for code, kind in enumerate(ARCHETYPES):
        places = np.flatnonzero(archetype == code)
        rank = (rng.permutation(len(places)) + 0.5) / max(len(places), 1)
        if len(places) > 1:
            rank = (rank - 0.5) * len(places) / (len(places) - 1) + 0.5
        cost_rank = 0.75 * rank + 0.25 * rng.random(len(places))
        rate[places] = _between(kind.calls_a_day, rank**0.8)
        cost[places] = _between(kind.cost_a_month, cost_rank)
    return rate, cost


def _between(bounds: tuple[float, float], rank: Floats) -> Floats:
    low, high = bounds
    result: Floats = low * (high / low) ** rank
    return result


def _tiers(archetype: Bytes, rng: np.random.Generator) -> Bytes:
    """Tiers in the archetype's shares, exact but for rounding."""
    tier = np.zeros(len(archetype), dtype=np.uint8)
    for code, kind in enumerate(ARCHETYPES):
        places = np.flatnonzero(archetype == code)
        bounds = np.rint(np.cumsum(kind.tiers) * len(places)).astype(int)
        tier[rng.permutation(places)] = np.searchsorted(bounds, np.arange(len(places)), side="right")
    return tier


def _organisations(count: int, rng: np.random.Generator) -> tuple[Ints, list[str]]:
    """An organisation for each customer, a few large ones and many small ones, and their names."""
    groups = max(1, round(count / 7))
    edges = np.cumsum(1 / (np.arange(groups) + 3.0))
    organisation = np.searchsorted(edges, rng.random(count) * edges[-1]).astype(np.int32)
    used, organisation = np.unique(organisation, return_inverse=True)
    words = [ORGANISATIONS[place] for place in rng.permutation(len(ORGANISATIONS))]
    return organisation.astype(np.int32), [_name(words, place) for place in range(len(used))]


def _customer_ids(organisation: Ints, names: Sequence[str]) -> tuple[str, ...]:
    """Ids like `cedar-freight`, free of repetition."""
    taken = [0] * len(names)
    ids = []
    for group in organisation.tolist():
        start = group * 7 + taken[group]
        turn = taken[group] // len(BUSINESSES)
        taken[group] += 1
        ids.append(f"{names[group]}-{BUSINESSES[start % len(BUSINESSES)]}" + (f"-{turn + 1}" if turn else ""))
    return tuple(ids)


def _name(words: Sequence[str], place: int) -> str:
    turn, index = divmod(place, len(words))
    return words[index] + (str(turn + 1) if turn else "")


def _features(count: int, rng: np.random.Generator) -> Floats:
    """Shares of calls by feature, one row a customer: few products each, used to different degrees."""
    products = list(PRODUCTS)
    liking = rng.gamma(0.7, size=(count, len(products))) + 0.02
    taste = rng.gamma(2.0, size=(count, len(FEATURES)))
    owner = [products.index(feature.product) for feature in FEATURES]
    weight = liking[:, owner] * taste * np.array([feature.weight for feature in FEATURES])
    shares: Floats = weight / weight.sum(axis=1, keepdims=True)
    return shares


def _task_shares(features: Floats) -> Floats:
    names = [task.name for task in TASKS]
    member = np.zeros((len(FEATURES), len(TASKS)))
    for row, feature in enumerate(FEATURES):
        member[row, names.index(feature.task)] = 1
    shares: Floats = features @ member
    return shares


def _sizes(count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """How long a customer's prompts and answers are beside the task's median; correlated across customers."""
    first, second = rng.standard_normal((2, count))
    other = _SIZE_CORRELATION * first + np.sqrt(1 - _SIZE_CORRELATION**2) * second
    return np.exp(_SIZE_SPREAD * first), np.exp(_SIZE_SPREAD * other)


def _mixes() -> Floats:
    """Shares of the usual models by tier, thrifty or lavish, and task."""
    base = np.array([[model.thrifty for model in MODELS], [model.lavish for model in MODELS]])[:, :USUAL_MODELS]
    result = np.ones((len(TIERS), 2, len(TASKS), USUAL_MODELS)) * base[None, :, None, :]
    names = [model.name for model in MODELS]
    for row, tier in enumerate(TIERS):
        result[row, :, :, names.index("gpt-4")] *= tier.lean_gpt_4
        result[row, :, :, names.index("claude-opus-4")] *= tier.lean_opus
    for column, task in enumerate(TASKS):
        for place in range(USUAL_MODELS):
            result[:, :, column, place] *= PREFERENCES.get((task.name, names[place]), 1)
    shares: Floats = result / result.sum(axis=3, keepdims=True)
    return shares


def _model_mixes(
    tier: Bytes, tasks: Floats, sizes: tuple[Floats, Floats], caching: Bools, prices: Tariff, target: Floats
) -> tuple[Floats, Floats]:
    """Shares of models by customer and task such that a call costs `target` on average, and cost by task.

    Every customer stands between a thrifty and a lavish mix; as the mean cost is linear in between, the place is
    found by one division. Where it would lie far out, the customer's prompts and answers (`sizes`, changed here)
    are longer or shorter instead.
    """
    inputs, outputs = expected_tokens(prices.windows)
    caches = np.array(prices.caches[:USUAL_MODELS])[None, :] & np.array([[task.cacheable] for task in TASKS])
    per_input = inputs * prices.input[:USUAL_MODELS] * 1e-12
    per_output = outputs * prices.output[:USUAL_MODELS] * 1e-12
    discount = np.where(caching[:, None, None] & caches, _CACHED_PRICE, 1.0)
    unit = sizes[0][:, None, None] * per_input * discount + sizes[1][:, None, None] * per_output
    ends = _mixes()[tier]
    thrifty, lavish = np.einsum("cetm,ctm,ct->ec", ends, unit, tasks)
    place = np.clip((target - thrifty) / (lavish - thrifty), *_PLACES)
    longer = np.clip(target / (thrifty + place * (lavish - thrifty)), *_LONGER)
    for size in sizes:
        size *= longer
    unit *= longer[:, None, None]
    place = place[:, None, None]
    mixes = np.zeros((len(tier), len(TASKS), len(MODELS)))
    mixes[:, :, :USUAL_MODELS] = (1 - place) * ends[:, 0] + place * ends[:, 1]
    return mixes, np.einsum("ctm,ctm->ct", mixes[:, :, :USUAL_MODELS], unit)


def _product_shares(features: Floats, unit_costs: Floats) -> Floats:
    names, products = [task.name for task in TASKS], list(PRODUCTS)
    shares = np.zeros((len(features), len(products)))
    for column, feature in enumerate(FEATURES):
        cost = features[:, column] * unit_costs[:, names.index(feature.task)]
        shares[:, products.index(feature.product)] += cost
    result: Floats = shares / shares.sum(axis=1, keepdims=True)
    return result


def _add_odd_models(models: Bytes, archetype: Bytes, rng: np.random.Generator) -> None:
    """Give a retired model and an unpriced one to a few customers, for a small part of their calls."""
    small = rng.permutation(np.flatnonzero(archetype < 2))
    retired = round(0.03 * len(models))
    unpriced = round(0.02 * len(models))
    if len(small) < retired + unpriced:
        return
    every = models.shape[2] // 10
    models[small[:retired], :, ::every] = RETIRED_MODEL
    tuned = [place for place, task in enumerate(TASKS) if task.name in ("chat", "classification")]
    chosen = small[retired : retired + unpriced]
    models[chosen[:, None, None], np.array(tuned)[:, None], np.arange(0, models.shape[2], 6)] = UNPRICED_MODEL
