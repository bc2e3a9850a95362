"""The statistics on a real trace: two weeks of requests of 43 clients of one model (ServeGen, Apache-2.0)."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from cip_tui.model.statistics.anomalies import find_spikes
from cip_tui.model.statistics.forecast import forecast
from cip_tui.model.statistics.outlook import regret_curve
from cip_tui.model.statistics.quantile import lorenz
from cip_tui.model.statistics.reserve import best_commitment
from tests.paths import shared

START = date(2026, 1, 5)
Table = np.ndarray[Any, np.dtype[np.float64]]


@pytest.fixture(scope="module")
def hourly() -> Table:
    """Requests by hour (336) and client (43)."""
    path = shared("llm_usage", "servegen_m_small_requests_per_hour.csv")
    return np.loadtxt(path, delimiter=",", skiprows=1)[:, 1:]


def test_concentration_is_the_published_one(hourly: Table) -> None:
    found = lorenz(hourly.sum(axis=0))
    assert found is not None
    assert found.gini == pytest.approx(0.84, abs=0.005)
    assert found.top(0.2) == pytest.approx(0.90, abs=0.01)


def test_the_week_after_lies_in_the_range_seen_from_the_week_before(hourly: Table) -> None:
    daily = hourly.sum(axis=1).reshape(14, 24).sum(axis=1)
    made = forecast(daily[:7].tolist(), START, 7)
    assert made.total is None
    assert made.total_low < daily[7:].sum() < made.total_high


def test_the_best_commitment_on_real_hours_beats_every_other_amount(hourly: Table) -> None:
    demand = (hourly.sum(axis=1) / 1e5).tolist()
    found = best_commitment(demand, 0.3)
    curve = regret_curve(demand, 0.3, steps=200)
    assert max(point.saving for point in curve) == pytest.approx(found.saving)
    assert sum(hour <= found.covered for hour in demand) / len(demand) == pytest.approx(0.3, abs=0.01)


def test_of_all_client_days_only_those_stand_out_that_do_to_the_eye(hourly: Table) -> None:
    daily = hourly.reshape(14, 24, -1).sum(axis=1).T
    found = find_spikes(daily / 1e4, START, [str(client) for client in range(43)], calls=daily)
    assert found.scored > 300
    # Client 39 needs three times its later level on the first two days, client 20 triples for one day.
    assert [(each.entity, each.first.day - START.day, each.days) for each in found.incidents] == [
        ("39", 0, 2),
        ("20", 5, 1),
    ]
