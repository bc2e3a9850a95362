"""Simulated calls for the sample inputs: a few of each kind, their cost split by kind of token, and plain writers."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from cip_tui.model.calls.prices import PriceBook, cost
from cip_tui.model.calls.simulator import SimulatorSettings, simulate, write

SETTINGS = SimulatorSettings(customers=8, days=2, seed=7, start=date(2026, 10, 1))
"""The simulation that the samples are taken from."""

MICRO = Decimal("0.000001")
BEDROCK_IDS = {"claude-instant": "anthropic.claude-instant-v1", "claude-v2": "anthropic.claude-v2"}


@dataclass(frozen=True, slots=True)
class Call:
    """One simulated call. `input` holds `cached` and `written`; `cost` is exact USD; `raw` is its row as simulated."""

    ts: datetime
    provider: str
    model: str
    input: int
    cached: int
    written: int
    output: int
    cost: Decimal
    latency_ms: int
    customer: str
    organization: str
    product: str
    feature: str
    task: str
    tier: str
    team: str
    status: str
    region: str
    quality: str
    raw: Mapping[str, str]

    @property
    def number(self) -> str:
        """A name for the call that holds for as long as its time does."""
        return f"{int(self.ts.timestamp() * 1000):x}"

    @property
    def end(self) -> datetime:
        """When the answer was there."""
        return self.ts + timedelta(milliseconds=self.latency_ms)

    @property
    def own_id(self) -> str:
        """The model as its seller names it."""
        return BEDROCK_IDS.get(self.model, self.model)


def simulated(folder: Path, settings: SimulatorSettings = SETTINGS) -> list[Call]:
    """Simulate into `folder` (calls.csv, customers.csv, budgets.csv, teams.csv) and return the calls in order."""
    names = ("calls.csv", "customers.csv", "budgets.csv", "teams.csv")
    write(simulate(settings), *(folder / name for name in names))
    with (folder / "calls.csv").open(encoding="utf-8", newline="") as file:
        return [_call(row) for row in csv.DictReader(file)]


def _call(row: dict[str, str]) -> Call:
    return Call(
        ts=datetime.fromisoformat(row["timestamp"]).astimezone(UTC),
        provider=row["provider"],
        model=row["model"],
        input=int(row["input_tokens"]),
        cached=int(row["cached_input_tokens"]),
        written=int(row["cache_write_tokens"]),
        output=int(row["output_tokens"]),
        cost=Decimal(row["cost_usd"]),
        latency_ms=int(row["latency_ms"]),
        customer=row["customer_id"],
        organization=row["organization_id"],
        product=row["product_id"],
        feature=row["feature_id"],
        task=row["task_type"],
        tier=row["subscription_tier"],
        team=row["team_id"],
        status=row["status"],
        region=row["region"],
        quality=row["quality_score"],
        raw=row,
    )


_WANTED: tuple[tuple[int, Callable[[Call], bool]], ...] = (
    (5, lambda call: call.provider == "openai" and call.status == "ok"),
    (1, lambda call: call.provider == "openai" and call.status == "timeout"),
    (2, lambda call: call.provider == "anthropic" and call.cached > 0),
    (2, lambda call: call.provider == "anthropic" and call.written > 0),
    (2, lambda call: call.provider == "anthropic" and call.status == "ok"),
    (1, lambda call: call.provider == "anthropic" and call.status == "rate_limited"),
    (3, lambda call: call.model == "claude-instant" and call.status == "ok"),
    (2, lambda call: call.model == "claude-v2" and call.status == "ok"),
)


def chosen(calls: Sequence[Call]) -> list[Call]:
    """Return a few calls of each kind, spread over the time, in its order."""
    picked: dict[str, Call] = {}
    for count, fits in _WANTED:
        fitting = [call for call in calls if fits(call)]
        step = max(len(fitting) // count, 1)
        picked.update({call.number: call for call in fitting[::step][:count]})
    return sorted(picked.values(), key=lambda call: call.ts)


def sample_calls() -> list[Call]:
    """Return the calls that all samples show."""
    with tempfile.TemporaryDirectory(prefix="cip-samples-") as folder:
        return chosen(simulated(Path(folder)))


@dataclass(frozen=True, slots=True)
class Part:
    """The tokens of a call that have one price, and what they cost. `kind` is input, read, write or output."""

    kind: str
    tokens: int
    cost: Decimal


def parts(call: Call, book: PriceBook) -> list[Part]:
    """Split a call by kind of token, without kinds it has none of; the parts' costs add up to the call's exactly."""
    price = book.resolve(call.provider, call.model, call.ts.date())
    if price is None:
        raise ValueError(f"No price for {call.model}")
    plain = call.input - call.cached - call.written
    split = [
        Part("input", plain, cost(price, plain, 0)),
        Part("read", call.cached, cost(price, call.cached, 0, cached=call.cached)),
        Part("write", call.written, cost(price, call.written, 0, cache_write=call.written)),
        Part("output", call.output, cost(price, 0, call.output)),
    ]
    if sum(part.cost for part in split) != call.cost:
        raise ValueError(f"The parts of {call.number} do not add up to {call.cost}")
    return [part for part in split if part.tokens]


def by_key(calls: Iterable[Call], key: Callable[[Call], tuple[str, ...]]) -> dict[tuple[str, ...], list[Call]]:
    """Return the calls by key, keys in order."""
    groups: dict[tuple[str, ...], list[Call]] = defaultdict(list)
    for call in calls:
        groups[key(call)].append(call)
    return dict(sorted(groups.items()))


def charges(
    calls: Iterable[Call], book: PriceBook, key: Callable[[Call], tuple[str, ...]]
) -> dict[tuple[str, ...], Part]:
    """Return tokens and cost by key and kind of token, the kind last in the key."""
    sums: dict[tuple[str, ...], Part] = {}
    for call in calls:
        for part in parts(call, book):
            name = (*key(call), part.kind)
            before = sums.get(name, Part(part.kind, 0, Decimal(0)))
            sums[name] = Part(part.kind, before.tokens + part.tokens, before.cost + part.cost)
    return dict(sorted(sums.items()))


def provider_is(*names: str) -> Callable[[Call], bool]:
    """Return whether a call is of one of the providers."""
    return lambda call: call.provider in names


def day(call: Call) -> str:
    """The call's day, UTC."""
    return call.ts.date().isoformat()


def next_day(text: str) -> str:
    """The day after."""
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()


def epoch(text: str) -> int:
    """Seconds from 1970 to the day's start, UTC."""
    return int(datetime.fromisoformat(f"{text}T00:00:00+00:00").timestamp())


def iso(moment: datetime) -> str:
    """A time in milliseconds, as interfaces write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def plain(amount: Decimal) -> str:
    """An amount in digits, never with an exponent, without zeros at the end."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def table(rows: Sequence[Mapping[str, object]], *, every_field_quoted: bool = False) -> str:
    """Return rows as CSV with a header; None is an empty field."""
    out = io.StringIO()
    names = list(rows[0])
    if every_field_quoted:
        writer = csv.DictWriter(out, names, lineterminator="\n", quoting=csv.QUOTE_ALL)
    else:
        writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def short(value: object) -> str:
    """Return JSON on one line."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def lines(records: Iterable[object]) -> str:
    """Return JSON lines."""
    return "".join(short(record) + "\n" for record in records)


def document(value: object) -> str:
    """Return JSON to be read by people."""
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
