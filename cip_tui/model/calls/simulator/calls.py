"""The calls themselves: everything about a call, drawn for a whole day at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from cip_tui.model.calls.simulator.arrays import SLOTS, Bytes, Ints, Longs, Shorts, Singles
from cip_tui.model.calls.simulator.catalogue import FEATURES, MODELS, PRODUCTS, REGIONS, STATUSES, TASKS, TIERS
from cip_tui.model.calls.simulator.population import Population
from cip_tui.model.calls.simulator.rhythm import DAY_MS, Rhythm, moments
from cip_tui.model.calls.simulator.shapes import WIDTH, Tariff, shapes, take

_EPOCH = date(1970, 1, 1)
_TASK_NAMES = tuple(task.name for task in TASKS)
_TASK_OF_FEATURE = np.array([_TASK_NAMES.index(feature.task) for feature in FEATURES])
_PRODUCT_OF_FEATURE = np.array([list(PRODUCTS).index(feature.product) for feature in FEATURES], dtype=np.uint8)
_PROVIDERS = tuple(dict.fromkeys(model.provider for model in MODELS))
_PROVIDER_OF_MODEL = np.array([_PROVIDERS.index(model.provider) for model in MODELS], dtype=np.uint8)
_INPUT_CAP = np.array([task.input_cap for task in TASKS], dtype=np.float32)
_OUTPUT_LIMIT = np.array([model.output_limit for model in MODELS], dtype=np.int32)
_BASE_MS = np.array([model.base_ms for model in MODELS], dtype=np.float32)
_MS_PER_TOKEN = np.array([model.ms_per_token for model in MODELS], dtype=np.float32)
_FAILING = np.array([model.failing * WIDTH for model in MODELS], dtype=np.uint16)
_CACHEABLE = np.array([task.cacheable for task in TASKS])
# The longest prompt that a spike of input tokens may grow to, where the model's window allows it.
_SPIKE_CAP = 60_000
_CACHE_MINIMUM = 1_024
_TIMEOUT_MS = 30_000
_REFUSED_MS = 180
# How failures split: refused for too many calls, refused for an error, timed out.
_FAILURE_EDGES = (0.5, 0.9)
_CACHE_HITS = 0.8
_JUDGED_SHARE = 0.2
_MS_PER_INPUT_TOKEN = 0.03


@dataclass(frozen=True, slots=True)
class Calls:
    """Columns of calls in order of time, one place a call. Text stands as codes into `Simulation.categories`.

    `ts` is milliseconds since 1970 UTC; `cost` is whole pico-dollars (1e-12 USD), -1 where the model has no price;
    `quality_score` is simulated, between 0 and 1, and NaN for calls that nobody judged.
    """

    ts: Longs
    provider: Bytes
    model: Bytes
    input_tokens: Ints
    output_tokens: Ints
    cost: Longs
    latency_ms: Ints
    customer_id: Ints
    organization_id: Ints
    product_id: Bytes
    feature_id: Bytes
    task_type: Bytes
    subscription_tier: Bytes
    cached_input_tokens: Ints
    cache_write_tokens: Ints
    status: Bytes
    region: Bytes
    quality_score: Singles

    def __len__(self) -> int:
        return len(self.ts)

    @classmethod
    def joined(cls, parts: Sequence[Calls]) -> Calls:
        """Return the calls of all parts, in their order."""
        columns = (np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(cls))
        return cls(*columns)


def categories(population: Population) -> dict[str, tuple[str, ...]]:
    """Return the texts behind the codes, by column."""
    return {
        "provider": _PROVIDERS,
        "model": tuple(model.name for model in MODELS),
        "customer_id": population.ids,
        "organization_id": population.organisations,
        "product_id": tuple(PRODUCTS),
        "feature_id": tuple(feature.name for feature in FEATURES),
        "task_type": _TASK_NAMES,
        "subscription_tier": tuple(tier.name for tier in TIERS),
        "status": STATUSES,
        "region": tuple(region.name for region in REGIONS),
    }


def draw_day(
    population: Population, rhythm: Rhythm, prices: Tariff, start: date, day: int, seed: np.random.SeedSequence
) -> Calls:
    """Draw all calls of one day. The day has random numbers of its own, so days may be drawn apart."""
    rng = np.random.Generator(np.random.SFC64(seed))
    at, customer = moments(rhythm.calls[:, day], rhythm.hours, rng)
    small = _random_shorts(rng, len(at))
    feature = population.features.take(customer * SLOTS + (small[:, 0] & 0xFF))
    task = _TASK_OF_FEATURE.take(feature)
    kind = customer * len(TASKS) + task
    model = population.models.take(kind * SLOTS + (small[:, 0] >> 8))
    tokens_in, tokens_out = _tokens(population, rhythm, day, customer, task, kind, model, prices, small)
    status = _status(model, tokens_in, tokens_out, small)
    cached, written = _cache(population, customer, task, model, tokens_in, prices, small)
    midnight = (datetime.combine(start, time()) - datetime.combine(_EPOCH, time()) + timedelta(days=day)).days * DAY_MS
    return Calls(
        ts=at + midnight,
        provider=_PROVIDER_OF_MODEL.take(model),
        model=model,
        input_tokens=tokens_in,
        output_tokens=tokens_out,
        cost=_cost(model, tokens_in, tokens_out, cached, written, prices),
        latency_ms=_latency(model, tokens_in, tokens_out, status, small),
        customer_id=customer.astype(np.int32),
        organization_id=population.organisation.take(customer),
        product_id=_PRODUCT_OF_FEATURE.take(feature),
        feature_id=feature,
        task_type=task.astype(np.uint8),
        subscription_tier=population.tier.take(customer),
        cached_input_tokens=cached,
        cache_write_tokens=written,
        status=status,
        region=population.region.take(customer),
        quality_score=_quality(model, task, status, small),
    )


def _random_shorts(rng: np.random.Generator, count: int) -> Shorts:
    """Eight random 16-bit numbers for each of `count` calls."""
    raw = rng.bit_generator.random_raw(2 * count)
    shorts: Shorts = np.asarray(raw, dtype=np.uint64).view(np.uint16).reshape(count, 8)
    return shorts


def _tokens(
    population: Population,
    rhythm: Rhythm,
    day: int,
    customer: Longs,
    task: npt.NDArray[np.intp],
    kind: Longs,
    model: Bytes,
    prices: Tariff,
    small: Shorts,
) -> tuple[Ints, Ints]:
    """Input and output tokens: independent inside a task, cut off at the product's cap and the model's window."""
    table = shapes()
    wanted = take(table.input, task, small[:, 1])
    wanted *= population.input_median.take(kind)
    prompt = np.minimum(wanted, _INPUT_CAP.take(task)).astype(np.int32)
    answer = take(table.output, task, small[:, 2])
    answer *= population.output_median.take(kind)
    tokens_out = np.maximum(answer.astype(np.int32), 1)
    np.minimum(tokens_out, _OUTPUT_LIMIT.take(model), out=tokens_out)
    for spike in rhythm.spikes:
        if spike.day == day and spike.driver == "input_tokens":
            places = np.flatnonzero(customer == spike.customer)
            prompt[places] = np.minimum(wanted[places] * spike.factor, _SPIKE_CAP)
    room = np.array(prices.windows, dtype=np.int32).take(model)
    room -= tokens_out
    return np.maximum(np.minimum(prompt, room), 1), tokens_out


def _status(model: Bytes, tokens_in: Ints, tokens_out: Ints, small: Shorts) -> Bytes:
    """How calls end, as codes into STATUSES; takes the tokens out of those that failed."""
    status = np.zeros(len(model), dtype=np.uint8)
    failed = np.flatnonzero(small[:, 3] < _FAILING.take(model))
    status[failed] = 1 + np.searchsorted(_FAILURE_EDGES, small[failed, 4] / WIDTH, side="right")
    tokens_out[failed] = 0
    tokens_in[failed[status[failed] < STATUSES.index("timeout")]] = 0
    return status


def _cache(
    population: Population,
    customer: Longs,
    task: npt.NDArray[np.intp],
    model: Bytes,
    tokens_in: Ints,
    prices: Tariff,
    small: Shorts,
) -> tuple[Ints, Ints]:
    """Input tokens read from and written to a cache: the fixed first part of long prompts, where it is in use."""
    cached = np.zeros(len(model), dtype=np.int32)
    written = np.zeros(len(model), dtype=np.int32)
    eligible = np.flatnonzero(np.array(prices.caches).take(model))
    eligible = eligible[population.caching[customer[eligible]] & _CACHEABLE[task[eligible]]]
    eligible = eligible[tokens_in[eligible] >= _CACHE_MINIMUM]
    part = 0.5 + 0.4 * (small[eligible, 4] & 0xFF) / 255
    fixed = (tokens_in[eligible] * part).astype(np.int32)
    hit = small[eligible, 5] < _CACHE_HITS * WIDTH
    cached[eligible[hit]] = fixed[hit]
    written[eligible[~hit]] = fixed[~hit]
    return cached, written


def _cost(model: Bytes, tokens_in: Ints, tokens_out: Ints, cached: Ints, written: Ints, prices: Tariff) -> Longs:
    """Tokens times price in pico-dollars, exact."""
    cost = prices.input.take(model)
    cost *= tokens_in
    cost += prices.output.take(model) * tokens_out
    for part, part_prices in ((cached, prices.cache_read), (written, prices.cache_write)):
        places = np.flatnonzero(part)
        which = model[places]
        cost[places] += part[places] * (part_prices[which] - prices.input[which])
    for unpriced in np.flatnonzero(prices.input < 0):
        cost[model == unpriced] = -1
    return cost


def _latency(model: Bytes, tokens_in: Ints, tokens_out: Ints, status: Bytes, small: Shorts) -> Ints:
    """A base and a time per token by model, times noise; failures answer quickly or run into the timeout."""
    latency = _MS_PER_TOKEN.take(model)
    latency *= tokens_out
    latency += _BASE_MS.take(model)
    latency += np.float32(_MS_PER_INPUT_TOKEN) * tokens_in.astype(np.float32)
    noise = shapes().latency.take(small[:, 6])
    latency *= noise
    failed = np.flatnonzero(status)
    timed_out = status[failed] == STATUSES.index("timeout")
    latency[failed] = np.where(timed_out, _TIMEOUT_MS, _REFUSED_MS * noise[failed])
    return latency.astype(np.int32)


def _quality(model: Bytes, task: npt.NDArray[np.intp], status: Bytes, small: Shorts) -> Singles:
    """A simulated quality score for every fifth good call, to three decimals."""
    score = np.full(len(model), np.nan, dtype=np.float32)
    judged = np.flatnonzero((small[:, 7] < _JUDGED_SHARE * WIDTH) & (status == 0))
    mean = np.array([item.quality for item in MODELS])[model[judged]]
    mean -= np.array([item.quality_drop for item in TASKS])[task[judged]]
    spread = (small[judged, 5].astype(np.float64) + small[judged, 6]) / WIDTH - 1
    score[judged] = np.clip(np.round(mean + 0.25 * spread, 3), 0, 1)
    return score
