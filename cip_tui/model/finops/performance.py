"""Performance tracking: what a task costs on which model, how long it takes, how good it is, what to run it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from cip_tui.model.analysis import FLOOR, Setting, Settings, View, compose, without_calls
from cip_tui.model.document import Block, Document, Kind, Metric, Note, Section
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.engine.usage import Usage
from cip_tui.model.errors import UsageError
from cip_tui.model.finops import task_tables as tables
from cip_tui.model.finops.latency import Latency, latency_chart, latency_cube, latency_table, read_latencies
from cip_tui.model.finops.model_choice import Choice, Demands, Scores, choose, dominated
from cip_tui.model.finops.quality import Quality, quality_of, read_quality
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.finops.task_findings import failures, switches
from cip_tui.model.finops.workload import Group, Model, models_of, price_of, read_groups, summed, workload_cube
from cip_tui.model.format import money

NAME, TITLE = "performance", "Performance tracking"
SUBTITLE = "KPIs & Benchmarking, Unit Economics · Quantify Business Value; Usage Optimization · Optimize Usage & Cost"
SETTINGS = (
    Setting("quality", "", "a CSV with model, task_type and score (0 to 1) instead of the scores in the calls"),
    Setting(
        "quality_floor", "", "score a model must reach; default: that of the model calls run on now, less the tolerance"
    ),
    Setting("tolerance", "0.02", "how far below the present model's score another may lie"),
    Setting("min_scores", "30", "scores needed before a mean counts as known"),
    Setting("max_p95", "", "p95 latency in milliseconds that no recommended model may exceed"),
    Setting("slower", "100%", "how far above the present model's p95 another may lie"),
    Setting("token_range", "20%", "how many more or fewer tokens another model may need for the same work"),
    Setting("candidates", "", "further models to consider, e.g. anthropic/claude-haiku-4-5,openai/gpt-5-mini"),
    Setting("others", "10", "models not in use that are listed"),
    FLOOR,
)


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return cost per task, latency, quality against cost and the model to run each task on.

    `settings` are those of `SETTINGS`. Raises `UsageError`, and `InputRefused` for a quality file.
    """
    asked = Settings(settings, SETTINGS)
    demands, least = _demands(asked), asked.count("min_scores")
    others, floor = int(asked.number("others")), asked.number("floor")
    wanted = _candidates(asked.text("candidates"), facts)
    view = View.of(usage, scope, facts)
    if view is None:
        return without_calls(NAME, TITLE, SUBTITLE, scope, facts)
    groups = read_groups(view)
    path = asked.text("quality")
    quality = read_quality(Path(path), groups) if path else quality_of(groups, least)
    overall, each = read_latencies(view)
    models = _options(models_of(groups), wanted)
    choices = choose(groups, models, Scores(quality, {item.model: item.p95 for item in each}), demands)
    return compose(
        NAME,
        TITLE,
        SUBTITLE,
        view,
        headline=_headline(view, groups, choices, overall),
        insights=[*switches(view, choices, demands, quality), *failures(view, groups)],
        sections=_sections(view, groups, models, choices, quality, (overall, each), others),
        notes=_notes(view, groups, models, quality, demands, overall),
        floor=floor,
        judged=_comparable(choices),
    )


def _demands(asked: Settings) -> Demands:
    floor, p95 = asked.text("quality_floor"), asked.text("max_p95")
    return Demands(
        float(asked.number("quality_floor", high="1")) if floor else None,
        float(asked.number("tolerance", high="1")),
        float(asked.number("max_p95")) if p95 else None,
        float(asked.number("slower")),
        asked.number("token_range", high="0.9"),
    )


def _candidates(text: str, facts: SpendFacts) -> list[Model]:
    """The models named in the setting, as the price book knows them."""
    found = []
    for name in filter(None, (part.strip() for part in text.split(","))):
        provider, slash, model = name.rpartition("/")
        price = price_of(facts.book, provider if slash else "", model, facts.as_of)
        if price is None:
            raise UsageError(
                f"candidates names '{name}', which has no price", next_step="Write it as provider/model, or add a price"
            )
        found.append(Model(price.provider, price.model, price, in_use=False, label=price.model))
    return found


def _options(used: Sequence[Model], wanted: Sequence[Model]) -> list[Model]:
    """The models in use that have a name, then the wanted ones that are not among them."""
    named = [model for model in used if model.name]
    known = {(model.price.provider, model.price.model) for model in named if model.price}
    return [*named, *(model for model in wanted if model.key not in known)]


def _headline(view: View, groups: Sequence[Group], choices: Sequence[Choice], overall: Latency | None) -> list[Metric]:
    cube = workload_cube(view)
    sums = {name: add(group.of(name) for group in groups) for name in cube.measures if name != "largest_call"}
    saving = sum((choice.saving() for choice in choices), Decimal(0))
    comparable = _comparable(choices)
    return [
        Metric(
            "performance.per_call",
            "Cost per call",
            tables.unit_cost(sums["cost"], sums["calls"]),
            Kind.MONEY,
            "USD",
            places=4,
            provenance=view.provenance(cube, "sum of cost_usd / calls; a call is one task done"),
        ),
        Metric(
            "performance.per_success",
            "Per successful call",
            tables.success_cost(sums),
            Kind.MONEY,
            "USD",
            places=4,
            note=f"failed calls cost {money(sums['failed_cost'])}" if sums["failed_cost"] else "",
            provenance=view.provenance(cube, "sum of cost_usd / (calls x (1 - failed records / records))"),
        ),
        Metric(
            "performance.failed",
            "Failed",
            tables.failed_share(sums),
            Kind.RATIO,
            provenance=view.provenance(
                cube, "calls whose status is not good / records", str(view.scope.filter.and_(tables.FAILED))
            ),
        ),
        Metric(
            "performance.p95",
            "Latency p95",
            None if overall is None else overall.p95,
            Kind.MILLISECONDS,
            note="no single calls" if overall is None else f"p50 {overall.p50:,.0f} ms, p99 {overall.p99:,.0f} ms",
            provenance=view.provenance(latency_cube(view), "exact quantile of all stated latencies"),
        ),
        Metric(
            "performance.saving",
            "Model choice saves",
            view.per_month(saving) if comparable else None,
            Kind.MONEY,
            "USD/month",
            note="" if comparable else "nothing to compare with",
            provenance=view.provenance(cube, "sum over tasks of paid - the same tokens on the recommended model"),
        ),
    ]


def _comparable(choices: Sequence[Choice]) -> bool:
    """Whether any task could have been done by another model at a known price."""
    return any(sum(option.cost is not None for option in choice.options) > 1 for choice in choices)


def _sections(
    view: View,
    groups: Sequence[Group],
    models: Sequence[Model],
    choices: Sequence[Choice],
    quality: Quality,
    latencies: tuple[Latency | None, list[Latency]],
    others: int,
) -> list[Section]:
    overall, each = latencies
    picture = tables.tradeoff_chart(groups, models, quality)
    tradeoff: list[Block] = [picture] if picture is not None else []
    if quality:
        tradeoff.append(tables.dominated_table(view, dominated(choices)))
    timing: list[Block] = [latency_table(view, overall, each)]
    if len(each) > 1:
        timing.append(latency_chart(each))
    rest = _not_in_use(view, groups, models) if others else []
    return [
        Section(
            "recommended",
            "Model per task",
            (tables.recommendations_table(view, choices), tables.options_table(view, choices)),
        ),
        Section("tradeoff", "Quality against cost", tuple(tradeoff)),
        Section("tasks", "Cost per task", (tables.tasks_table(view, groups, quality),)),
        Section("latency", "Latency", tuple(timing)),
        Section("others", "Not in use", (tables.others_table(view, groups, rest, others),) if rest else ()),
    ]


def _not_in_use(view: View, groups: Sequence[Group], models: Sequence[Model]) -> list[Model]:
    """The price book's models of the providers in use that are not retired and take the longest call."""
    book, day = view.facts.book, view.facts.as_of
    providers = {model.price.provider for model in models if model.price}
    used = {(model.price.provider, model.price.model) for model in models if model.price}
    largest = summed(groups, "largest_call")
    found = []
    for provider, name in book.models() if book else []:
        price = price_of(book, provider, name, day) if provider in providers and (provider, name) not in used else None
        if price is None or not price.output or (price.retire_on is not None and price.retire_on <= day):
            continue
        if largest is None or price.context_window is None or largest <= price.context_window:
            found.append(Model(provider, name, price, in_use=False))
    return found


def _notes(
    view: View,
    groups: Sequence[Group],
    models: Sequence[Model],
    quality: Quality,
    demands: Demands,
    overall: Latency | None,
) -> list[Note]:
    low, high = 1 - demands.token_range, 1 + demands.token_range
    texts = [
        f"Quality: {quality.source}."
        if quality
        else "Quality: none. No call states a score and no file is set (quality=FILE.csv); models are ranked by cost "
        "only, among those already used for a task.",
        "Model prices: the same tokens at the price book's prices, at the discount paid now. The range of a saving "
        f"allows for {low:.0%} to {high:.0%} of the tokens, because models count and answer differently.",
    ]
    if overall is None:
        texts.append("Latency: none. The rows state no time to answer; sums of calls never do.")
    if not view.facts.book:
        texts.append("No price book is at hand, so no call can be priced on another model.")
    elif len([model for model in models if model.price]) < 2:
        texts.append("Only one priced model is in use; there is nothing to compare it with but list prices.")
    if all(group.of("input_tokens") is None for group in groups):
        texts.append("The rows state no tokens, so they cannot be priced on another model.")
    unknown = [model.label for model in models if model.price is None]
    if unknown and view.facts.book:
        texts.append(f"Not in the price book, so not compared: {', '.join(unknown[:5])}.")
    return [Note(text) for text in texts]
