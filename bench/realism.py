"""Does the simulator look like real usage? Every check R1-R20 with its measured number, seed by seed.

`python -m bench realism` prints the table for five seeds. The bounds come from public traces of AI usage (Azure LLM
inference 2023, Mooncake, ServeGen, BurstGPT) and from the bands of the archetypes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from bench.harness import Bench
from bench.simulated_usage import DAY, Array, Usage, simulated
from cip_tui.model.calls.simulator import SimulatorSettings

SEEDS = (7, 1, 2, 3, 4)

BANDS = {"light": (5, 20, 3, 12), "power": (50, 150, 35, 85), "heavy": (200, 500, 150, 450)}
RATIOS = {
    "chat": (3, 10),
    "code_completion": (20, 1e9),
    "summarization": (10, 1e9),
    "reasoning": (0, 2),
    "generation": (0, 2),
}
WINDOWS = {"gpt-4": 8_192, "gpt-4-turbo": 128_000, "claude-instant": 100_000, "claude-v2": 100_000}
# USD per 1,000 tokens: input, output, read from a cache, written to a cache.
PER_THOUSAND = {
    "gpt-4": ("0.03", "0.06", None, None),
    "gpt-4-turbo": ("0.01", "0.03", None, None),
    "claude-opus-4": ("0.015", "0.075", "0.0015", "0.01875"),
    "claude-sonnet-4": ("0.003", "0.015", "0.0003", "0.00375"),
    "claude-instant": ("0.0008", "0.0024", None, None),
    "claude-v2": ("0.008", "0.024", None, None),
    "claude-3-opus": ("0.015", "0.075", "0.0015", "0.01875"),
}


@dataclass(frozen=True)
class Check:
    """One measured property: whether it holds, and the number."""

    id: str
    what: str
    measured: str
    holds: bool


# --- the checks ----------------------------------------------------------------------------------------------------


def spread_of(usage: Usage, column: str) -> dict[str, float]:
    """The 95th percentile over the median by task."""
    result = {}
    for task in np.unique(usage["task_type"]):
        values = usage[column][(usage["task_type"] == task) & usage.ok]
        result[str(task)] = float(np.percentile(values, 95) / np.percentile(values, 50))
    return result


def r1(usage: Usage) -> Check:
    """Long right tails of input tokens."""
    found = spread_of(usage, "input_tokens").values()
    return within("R1", "input p95/p50 by task", found, 3, 35)


def r2(usage: Usage) -> Check:
    """Long right tails of output tokens."""
    found = spread_of(usage, "output_tokens").values()
    return within("R2", "output p95/p50 by task", found, 2, 24)


def r3(usage: Usage) -> Check:
    """Input and output are independent inside a task and model."""
    found = []
    for task in np.unique(usage["task_type"]):
        for model in np.unique(usage["model"]):
            chosen = (usage["task_type"] == task) & (usage["model"] == model) & usage.ok
            if chosen.sum() >= 200:
                found.append(correlation(ranks(usage["input_tokens"][chosen]), ranks(usage["output_tokens"][chosen])))
    return within("R3", "Spearman(in, out) in task and model", found, -0.15, 0.25)


def r4(usage: Usage) -> Check:
    """The task sets the ratio of input to output."""
    ratio = {}
    for task in np.unique(usage["task_type"]):
        chosen = (usage["task_type"] == task) & usage.ok
        ratio[str(task)] = usage["input_tokens"][chosen].sum() / usage["output_tokens"][chosen].sum()
    holds = all(low <= ratio[task] <= high for task, (low, high) in RATIOS.items())
    holds = holds and max(ratio.values()) > 5 * min(ratio.values())
    return Check("R4", "in:out by task", " ".join(f"{task} {value:.1f}" for task, value in ratio.items()), holds)


def r5(usage: Usage) -> Check:
    """No call is longer than its model's window."""
    window = np.array([WINDOWS.get(model, 200_000) for model in usage["model"]])
    over = int((usage["input_tokens"] + usage["output_tokens"] > window).sum())
    return Check("R5", "calls above the context window", str(over), over == 0)


def shares(usage: Usage) -> Array:
    """Customers' shares of cost, largest first."""
    cost = np.sort(usage.by_customer(np.nan_to_num(usage["cost"])))[::-1]
    result: Array = cost / cost.sum()
    return result


def r6(usage: Usage) -> Check:
    """Few customers cost most."""
    return percent("R6", "top 10 % of customers' cost", shares(usage)[: len(usage.customers) // 10].sum(), 0.35, 0.80)


def r7(usage: Usage) -> Check:
    """Most customers cost little."""
    share = shares(usage)[round(0.3 * len(usage.customers)) :].sum()
    return percent("R7", "bottom 70 % of customers' cost", share, 0.05, 0.21)


def r8(usage: Usage) -> Check:
    """Volumes are spread log-wise."""
    volume = np.log(usage.by_customer())
    kind = np.array([row["usage_archetype"] for row in usage.customers])
    inside = [float(volume[kind == name].std()) for name in BANDS]
    overall = float(volume.std())
    holds = all(0.25 <= value <= 0.8 for value in inside) and 1.1 <= overall <= 2.7
    text = f"{min(inside):.2f}..{max(inside):.2f} / {overall:.2f}"
    return Check("R8", "sd ln(calls) in archetype / all", text, holds)


def r9(usage: Usage) -> Check:
    """Some days stand far above a customer's median."""
    days = list(usage.active_days())
    far = sum(int((row > 3 * np.median(row)).sum()) for row in days)
    return percent("R9", "customer-days above 3x own median", far / sum(map(len, days)), 0.01, 0.09)


def r10(usage: Usage) -> Check:
    """Days differ."""
    found = float(np.median([row.std() / row.mean() for row in usage.active_days()]))
    return within("R10", "median daily CV of a customer", [found], 0.4, 2.0)


def r11(usage: Usage) -> Check:
    """Many customers rest on some day; counted between first and last day, and over the whole span."""
    inner = float(np.mean([bool((row == 0).any()) for row in usage.active_days()]))
    whole = float((usage.by_day() == 0).any(axis=1).mean())
    holds = all(0.30 <= value <= 0.65 for value in (inner, whole))
    return Check("R11", "customers with an idle day (own span / all days)", f"{inner:.0%} / {whole:.0%}", holds)


def r12(usage: Usage) -> Check:
    """The day has a peak and a trough, and customers peak at different hours."""
    hour = usage["us"] // (DAY // 24) % 24
    total = np.bincount(hour, minlength=24)
    own = np.bincount(usage["who"] * 24 + hour, minlength=24 * len(usage.customers)).reshape(-1, 24)
    different = len(np.unique(own.argmax(axis=1)))
    ratio = float(total.max() / total.min())
    return Check(
        "R12", "hour peak/trough; own peak hours", f"{ratio:.1f}; {different}", 1.4 <= ratio <= 12 and different >= 6
    )


def r13(usage: Usage) -> Check:
    """Weekends are quieter."""
    weekday = (usage.start.weekday() + np.arange(usage.days)) % 7
    total = usage.by_day().sum(axis=0)
    return within(
        "R13", "weekend/weekday calls", [float(total[weekday >= 5].mean() / total[weekday < 5].mean())], 0.4, 0.95
    )


def r14(usage: Usage) -> Check:
    """Calls come in bursts: variation of the gaps between a customer's calls, for customers with 100 or more."""
    order = np.lexsort((usage["us"], usage["who"]))
    who, moment = usage["who"][order], usage["us"][order]
    gaps = np.diff(moment)
    found = []
    for place in np.unique(who):
        own = gaps[(who[1:] == place) & (who[:-1] == place)] / 1e6
        if len(own) >= 100:
            found.append(float(own.std() / own.mean()))
    low, middle, high = np.percentile(found, [5, 50, 95])
    inside = float(np.mean([1 <= value <= 6 for value in found]))
    text = f"p5 {low:.1f} p50 {middle:.1f} p95 {high:.1f}, {inside:.0%} inside"
    return Check("R14", "inter-arrival CV of a customer", text, 1 < middle <= 6 and inside >= 0.95)


def r15(usage: Usage) -> Check:
    """Latency follows output, differently by model."""
    relation, slope, median = [], [], []
    for model in PER_THOUSAND:
        chosen = (usage["model"] == model) & usage.ok
        if chosen.sum() < 100:
            continue
        tokens, latency = usage["output_tokens"][chosen], usage["latency_ms"][chosen]
        relation.append(correlation(tokens.astype(float), latency.astype(float)))
        slope.append(float(np.polyfit(tokens, latency, 1)[0]))
        median.append(float(np.median(latency)))
    holds = min(relation) >= 0.7 and min(slope) >= 10 and max(slope) <= 60 and max(median) > 1.5 * min(median)
    text = f"r >= {min(relation):.2f}, {min(slope):.0f}..{max(slope):.0f} ms/token, "
    text += f"medians {min(median):.0f}..{max(median):.0f}"
    return Check("R15", "latency against output by model", text, holds)


def r16(usage: Usage) -> Check:
    """Some calls fail."""
    return percent("R16", "output 0 or failed", float(((usage["output_tokens"] == 0) | ~usage.ok).mean()), 0.005, 0.08)


def r17(usage: Usage) -> Check:
    """The dearest models have a small share, which differs by tier."""
    dear = np.isin(usage["model"], ["gpt-4", "claude-opus-4"])
    gpt_4 = float((usage["model"] == "gpt-4").mean())
    tiers = [float(dear[usage["subscription_tier"] == tier].mean()) for tier in ("starter", "pro", "enterprise")]
    share = float(dear.mean())
    holds = gpt_4 >= 0.02 and share <= 0.25 and max(tiers) > 1.15 * min(tiers)
    text = f"gpt-4 {gpt_4:.1%}, with opus {share:.1%}; tiers " + " ".join(f"{value:.1%}" for value in tiers)
    return Check("R17", "share of the dearest models", text, holds)


def r18(usage: Usage) -> Check:
    """Customers keep to the bands of their archetype in the month's mean."""
    calls = usage.by_customer() / usage.days
    cost = usage.by_customer(np.nan_to_num(usage["cost"])) * 30 / usage.days
    inside = []
    for row, rate, dollars in zip(usage.customers, calls, cost, strict=True):
        low, high, least, most = BANDS[row["usage_archetype"]]
        inside.append(low <= rate <= high and least <= dollars <= most)
    return percent("R18", "customers inside their bands", float(np.mean(inside)), 0.95, 1.0)


def r19(usage: Usage) -> Check:
    """Some customers come late, some leave early: first seen after day 3, last seen in the first 10/14."""
    used = usage.by_day() > 0
    late = float((used.argmax(axis=1) > 3).mean())
    gone = float((used.shape[1] - used[:, ::-1].argmax(axis=1) < usage.days * 10 / 14).mean())
    holds = all(0.05 <= value <= 0.25 for value in (late, gone))
    return Check("R19", "late starters, leavers", f"{late:.0%}, {gone:.0%}", holds)


def r20(usage: Usage) -> Check:
    """Cost is tokens times price, worked out again in decimals; equal settings give equal bytes."""
    wrong = sum(1 for row in priced_rows(usage) if row[0] != row[1])
    return Check("R20", "costs off; same bytes again", f"{wrong}; {usage.repeats}", wrong == 0 and usage.repeats)


def priced_rows(usage: Usage) -> Iterator[tuple[Decimal, Decimal]]:
    """Return cost as written and as worked out from tokens and the prices above, call by call."""
    thousand = Decimal(1000)
    table = {model: [Decimal(value or parts[0]) / thousand for value in parts] for model, parts in PER_THOUSAND.items()}
    names = ("model", "input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens", "cost_text")
    for model, given, made, read_, written, cost in zip(*(usage[name].tolist() for name in names), strict=True):
        if model in table:
            per_in, per_out, per_read, per_write = table[model]
            worth = (given - read_ - written) * per_in + made * per_out + read_ * per_read + written * per_write
            yield Decimal(cost), worth


def within(id_: str, what: str, values: Any, low: float, high: float) -> Check:
    """A check that every value lies between two bounds."""
    found = list(values)
    text = f"{min(found):.2f}..{max(found):.2f}" if len(found) > 1 else f"{found[0]:.2f}"
    return Check(id_, what, text, all(low <= value <= high for value in found))


def percent(id_: str, what: str, value: float, low: float, high: float) -> Check:
    """A check that a share lies between two bounds."""
    return Check(id_, what, f"{value:.1%}", bool(low <= value <= high))


def ranks(values: Array) -> Array:
    """Ranks with ties at their mean."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    result: Array = (ends - (count - 1) / 2)[place]
    return result


def correlation(first: Array, second: Array) -> float:
    """Pearson's correlation."""
    return float(np.corrcoef(first, second)[0, 1])


CHECKS: tuple[Callable[[Usage], Check], ...] = (
    r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17, r18, r19, r20,
)  # fmt: skip


def checks(usage: Usage) -> list[Check]:
    """Measure everything."""
    return [check(usage) for check in CHECKS]


def run(bench: Bench) -> None:
    """Print every check for five seeds."""
    by_id: dict[str, list[Check]] = defaultdict(list)
    for seed in SEEDS:
        usage = simulated(bench.work / "realism", SimulatorSettings(seed=seed))
        bench.note(f"seed {seed}: {len(usage['us']):,} calls, ${np.nansum(usage['cost']):,.2f}")
        for check in checks(usage):
            by_id[check.id].append(check)
    lines = ["| id | measure | " + " | ".join(f"seed {seed}" for seed in SEEDS) + " |", "|---" * (len(SEEDS) + 2) + "|"]
    for found in by_id.values():
        cells = [check.measured + ("" if check.holds else " **FAILS**") for check in found]
        lines.append(f"| {found[0].id} | {found[0].what} | " + " | ".join(cells) + " |")
    bench.note("\n".join(lines))
    failing = [f"{check.id}" for found in by_id.values() for check in found if not check.holds]
    bench.record("realism checks that fail", [len(failing)], unit="of 100")
