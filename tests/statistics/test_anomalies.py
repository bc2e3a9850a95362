"""Spikes are found where they were planted, and hardly elsewhere."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.anomalies import (
    Basis,
    Driver,
    Spikes,
    SpikeSettings,
    false_discovery_cut,
    find_spikes,
)

MONDAY = date(2026, 9, 7)
FEW = settings(max_examples=30, deadline=None)
Table = np.ndarray[Any, np.dtype[np.float64]]


def usage(customers: int = 30, days: int = 42, seed: int = 1, noise: float = 0.25) -> tuple[Table, Table, Table]:
    """Calls, tokens and cost of customers of different sizes, with quieter weekends."""
    rng = np.random.default_rng(seed)
    week = np.where(np.arange(days) % 7 >= 5, 0.5, 1.0)
    level = rng.lognormal(4, 0.8, (customers, 1)) * week
    calls = np.maximum(1, rng.poisson(level * np.exp(rng.normal(0, noise, (customers, days))))).astype(float)
    tokens = calls * 1000 * np.exp(rng.normal(0, 1, (customers, days)) / np.sqrt(calls))
    return calls, tokens, tokens * 2e-5


def names(table: Table) -> list[str]:
    return [f"c{row}" for row in range(table.shape[0])]


def find(calls: Table, tokens: Table, cost: Table, **rest: Any) -> Spikes:
    return find_spikes(cost, MONDAY, names(cost), calls=calls, tokens=tokens, **rest)


def test_calls_that_multiply_for_three_days_are_one_incident_with_its_dollars() -> None:
    calls, tokens, cost = usage()
    for table in (calls, tokens, cost):
        table[7, 30:33] *= 6
    found = find(calls, tokens, cost)
    incident = found.incidents[0]
    assert (incident.entity, incident.first, incident.days) == ("c7", MONDAY + timedelta(days=30), 3)
    assert incident.driver is Driver.CALLS
    assert incident.basis is Basis.OWN
    assert incident.history >= 28 - 3
    assert incident.actual == pytest.approx(cost[7, 30:33].sum())
    assert incident.impact == incident.actual - incident.expected
    assert incident.expected == pytest.approx(cost[7, 30:33].sum() / 6, rel=0.4)
    assert incident.ratio == pytest.approx(6, rel=0.6)


def test_longer_prompts_are_named_as_the_driver() -> None:
    calls, tokens, cost = usage()
    tokens[3, 25] *= 8
    cost[3, 25] *= 8
    incident = find(calls, tokens, cost).incidents[0]
    assert (incident.entity, incident.days, incident.driver) == ("c3", 1, Driver.TOKENS_PER_CALL)


def test_a_dearer_model_is_named_as_the_driver() -> None:
    calls, tokens, cost = usage()
    cost[4, 25] *= 9
    assert find(calls, tokens, cost).incidents[0].driver is Driver.COST_PER_CALL


def test_cost_alone_is_enough() -> None:
    _, _, cost = usage(noise=0.15)
    cost[5, 38] *= 9
    incident = find_spikes(cost, MONDAY, names(cost)).incidents[0]
    assert (incident.entity, incident.driver) == ("c5", Driver.COST)


def test_quiet_usage_gives_hardly_an_alarm() -> None:
    alarms = sum(len(find(*usage(100, 35, seed)).incidents) for seed in range(6))
    assert alarms <= 0.1 * 35 * 6


def test_a_weekend_is_no_spike_and_a_weekday_volume_on_a_weekend_is_judged_against_weekends() -> None:
    calls, tokens, cost = usage(noise=0.05)
    assert find(calls, tokens, cost).incidents == ()
    expected = find(calls, tokens, cost).expected
    weekend = np.arange(42) % 7 >= 5
    assert expected[:, weekend].mean() < 0.7 * expected[:, ~weekend].mean()


def test_the_dollar_floor_hides_what_does_not_matter() -> None:
    calls, tokens, cost = usage()
    calls[7, 30], tokens[7, 30], cost[7, 30] = calls[7, 30] * 6, tokens[7, 30] * 6, cost[7, 30] * 6
    extra = find(calls, tokens, cost).incidents[0].impact
    assert find(calls, tokens, cost, settings=SpikeSettings(floor=extra * 1.01)).incidents == ()
    assert find(calls, tokens, cost, settings=SpikeSettings(floor=extra * 0.99)).incidents != ()


def test_a_customer_of_few_days_is_judged_with_its_peers() -> None:
    calls, tokens, cost = usage(noise=0.15)
    for table in (calls, tokens, cost):
        table[9, :36] = 0
    cost[9, 40] *= 60
    tokens[9, 40] *= 60
    tiers = ["pro"] * 30
    incident = find(calls, tokens, cost, groups=tiers).incidents[0]
    assert (incident.entity, incident.basis, incident.driver) == ("c9", Basis.PEERS, Driver.COST)
    assert incident.history < 14


def test_a_customer_of_few_days_without_peers_is_not_judged() -> None:
    cost = np.full((1, 6), 3.0)
    cost[0, 3] = 300
    found = find_spikes(cost, MONDAY, ["only"])
    assert (found.incidents, found.scored) == ((), 0)


def test_a_new_level_is_no_spike() -> None:
    calls, tokens, cost = usage(noise=0.1)
    for table in (calls, tokens, cost):
        table[2, 21:] *= 3
    assert all(incident.entity != "c2" or incident.days < 10 for incident in find(calls, tokens, cost).incidents)


@FEW
@given(st.floats(0.01, 1000), st.integers(0, 100))
def test_another_currency_finds_the_same_days(rate: float, seed: int) -> None:
    calls, tokens, cost = usage(12, 35, seed)
    cost[3, 20] *= 12
    plain = find(calls, tokens, cost)
    scaled = find(calls, tokens, cost * rate, settings=SpikeSettings(floor=0.5 * rate))
    assert (plain.flagged == scaled.flagged).all()
    assert [each.impact * rate for each in plain.incidents] == pytest.approx([each.impact for each in scaled.incidents])


@FEW
@given(st.integers(0, 1000), st.integers(0, 45), st.integers(0, 8))
def test_any_table_is_survived(seed: int, days: int, customers: int) -> None:
    rng = np.random.default_rng(seed)
    cost = rng.lognormal(0, 2, (customers, days)) * (rng.random((customers, days)) < 0.6)
    cost[rng.random(cost.shape) < 0.05] = np.nan
    found = find_spikes(cost, MONDAY, names(cost), calls=np.ceil(cost))
    assert all(incident.impact >= 0.5 and incident.actual > incident.expected > 0 for incident in found.incidents)
    impacts = [incident.impact for incident in found.incidents]
    assert impacts == sorted(impacts, reverse=True)


def test_the_order_of_customers_does_not_matter() -> None:
    calls, tokens, cost = usage()
    cost[4, 25] *= 9
    tokens[11, 22] *= 9
    order = np.random.default_rng(3).permutation(30)
    plain = find(calls, tokens, cost)
    shuffled = find_spikes(cost[order], MONDAY, [f"c{row}" for row in order], calls=calls[order], tokens=tokens[order])
    assert [(each.entity, each.first) for each in plain.incidents] == [
        (each.entity, each.first) for each in shuffled.incidents
    ]


def test_tables_that_do_not_match_are_refused() -> None:
    with pytest.raises(UsageError):
        find_spikes(np.zeros((2, 5)), MONDAY, ["a"])
    with pytest.raises(UsageError):
        find_spikes(np.zeros((1, 5)), MONDAY, ["a"], calls=np.zeros((1, 4)))
    with pytest.raises(UsageError):
        find_spikes(np.zeros((1, 5)), MONDAY, ["a"], groups=["x", "y"])


@FEW
@given(st.lists(st.floats(-3, 6), min_size=1, max_size=40), st.floats(0.01, 0.5))
def test_the_false_discovery_cut_is_benjamini_and_hochbergs(scores: list[float], rate: float) -> None:
    from statistics import NormalDist

    column = np.array(scores)[:, None]
    kept = false_discovery_cut(column, np.array([len(scores)]), rate)[:, 0]
    chances = sorted((1 - NormalDist().cdf(score), place) for place, score in enumerate(scores))
    passing = [rank for rank, (chance, _) in enumerate(chances, 1) if chance <= rate * rank / len(scores)]
    expected = {place for _, place in chances[: max(passing, default=0)]}
    assert set(np.flatnonzero(kept).tolist()) == expected
    stricter = false_discovery_cut(column, np.array([len(scores)]), rate / 2)[:, 0]
    assert not (stricter & ~kept).any()


def test_the_sentences_state_the_rule() -> None:
    found = find(*usage(), settings=SpikeSettings(floor=2.0))
    assert any("$2.00" in sentence for sentence in found.sentences)
