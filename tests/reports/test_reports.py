"""Reports say what the analyses say, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cip_tui.model.analyses import ANALYSES
from cip_tui.model.document import Document, Impact, Insight, Metric, Note, Section
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.period import Period
from cip_tui.model.reports import REPORTS
from cip_tui.model.reports.parts import Bench, ranked
from tests.usage import usage_of

PERIOD = Period(date(2026, 4, 1), date(2026, 5, 1))
FACTS = SpendFacts(as_of=date(2026, 5, 1), span=PERIOD)


def some_calls(count: int = 400) -> list[dict[str, Any]]:
    draw = random.Random(3)
    return [
        {
            "ts": datetime(2026, 4, 1) + timedelta(minutes=draw.randrange(30 * 1440)),
            "customer_id": draw.choice(["acme", "bolt", "core"]),
            "feature_id": draw.choice(["search", "chat"]),
            "task_type": draw.choice(["chat", "code"]),
            "model": draw.choice(["gpt-4", "gpt-4-turbo"]),
            "cost_usd": Decimal(draw.randrange(1, 900)) / 1000,
            "subscription_tier": "pro",
        }
        for _ in range(count)
    ]


PEOPLE = [
    {"customer_id": name, "subscription_tier": "pro", "monthly_fee": Decimal(fee), "signup_date": date(2025, 1, 1)}
    for name, fee in (("acme", 99), ("bolt", 29), ("core", 9))
]


@pytest.fixture(scope="module")
def bench() -> Bench:
    usage = usage_of(some_calls(), customers=PEOPLE)

    def run(name: str, settings: Mapping[str, str]) -> Document:
        if name not in ANALYSES:
            raise UsageError(f"There is no analysis '{name}'")
        return ANALYSES[name].load()(usage, Scope(PERIOD), FACTS, settings)

    return Bench(usage, Scope(PERIOD), FACTS, run)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_figure_in_a_report_is_the_figure_of_its_analysis(bench: Bench, name: str) -> None:
    report = REPORTS[name].load()(bench)
    assert report.sections[0].id == "summary"
    facts = dict(report.facts)
    # The reviews look at the agreement, not at a period of calls.
    assert facts["Period"].startswith("2026-04-01") if "review" not in name else facts["As of"] == "2026-05-01"
    figures = {block.id: block for block in report.blocks() if isinstance(block, Metric)}
    analysed = [
        bench.analysis(*key) if not settings else bench.run(key[0], settings)
        for key, settings in (
            (("understanding",), {}),
            (("pricing",), {}),
            (("pricing",), {"optimise": "yes", "largest_rise": "100%", "nines": "yes"}),
        )
    ]
    for figure_id, figure in figures.items():
        same = [d.metric(figure_id) for d in analysed if figure_id in {getattr(b, "id", "") for b in d.blocks()}]
        assert not same or figure in same


def test_the_ten_drivers_are_the_dearest_combinations(bench: Bench) -> None:
    costs: dict[tuple[str, str, str], Decimal] = {}
    for call in some_calls():
        key = (call["customer_id"], call["feature_id"], call["model"])
        costs[key] = costs.get(key, Decimal(0)) + call["cost_usd"]
    table = REPORTS["finops-summary"].load()(bench).table("report.drivers")
    assert [row.cells[:4] for row in table.rows] == [
        (*key, cost) for key, cost in sorted(costs.items(), key=lambda item: -item[1])[:10]
    ]


def test_the_opportunities_are_the_three_largest_in_dollars(bench: Bench) -> None:
    report = REPORTS["finops-summary"].load()(bench)
    impacts = [insight.impact.base for insight in report.insights() if insight.impact is not None]
    assert len(impacts) <= 3
    assert impacts == sorted(impacts, reverse=True)


def test_customers_who_would_pay_much_more_are_moved_in_steps(bench: Bench) -> None:
    report = REPORTS["pricing-proposal"].load()(bench)
    migration = next(section for section in report.sections if section.id == "migration")
    assert all(isinstance(block, Note) for block in migration.blocks)
    assert any("in steps of 25 %" in block.text for block in migration.blocks if isinstance(block, Note))


def test_an_analysis_that_cannot_answer_becomes_a_sentence() -> None:
    usage = usage_of([{"customer_id": ""}])

    def run(name: str, settings: Mapping[str, str]) -> Document:
        raise UsageError(f"{name} has nothing to go by")

    report = REPORTS["customer-profitability"].load()(Bench(usage, Scope(PERIOD), FACTS, run))
    assert any(isinstance(block, Note) and "nothing to go by" in block.text for block in report.blocks())


def test_what_was_spent_once_is_no_saving_to_come() -> None:
    found = [
        Insight(f"x.{unit}", "T", "P", "D", "C", Impact(Decimal(9), unit=unit), "R", "O")
        for unit in ("USD", "USD/month")
    ]
    document = Document("x", "X", (Section("findings", "Findings", tuple(found)),))
    assert [insight.id for insight in ranked([document])] == ["x.USD/month"]
