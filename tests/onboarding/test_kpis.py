"""The 13 KPIs: their order, their knots, the rule of equality and what boundaries may be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cip_tui.model.errors import UsageError
from cip_tui.model.onboarding.kpis import Band, standard


def test_thirteen_kpis_stand_in_four_of_five_categories() -> None:
    scheme = standard()
    counts = {c.name: sum(k.category == c.name for k in scheme.kpis) for c in scheme.categories}
    assert [kpi.id for kpi in scheme.kpis] == [f"K{number}" for number in range(1, 14)]
    assert counts == {
        "Product Usage": 4,
        "Support": 4,
        "Business Outcomes": 3,
        "Customer Sentiment": 2,
        "Relationship Strength": 0,
    }
    assert [int(c.weight) for c in scheme.categories] == [35, 25, 20, 15, 5]


def test_a_value_on_a_boundary_is_at_risk() -> None:
    for kpi in standard().kpis:
        assert kpi.band(kpi.range.critical) is Band.AT_RISK
        assert kpi.band(kpi.range.healthy) is Band.AT_RISK
        assert kpi.band(kpi.range.worst) is Band.CRITICAL
        assert kpi.band(kpi.range.best) is Band.HEALTHY
        assert kpi.band(None) is None


def test_words_point_in_opposite_directions_and_the_values_both_rise() -> None:
    churn, expansion = standard().kpi("churn_risk"), standard().kpi("K13")
    assert churn.band(churn.words["High"]) is Band.CRITICAL
    assert expansion.band(expansion.words["High"]) is Band.HEALTHY
    assert churn.word_of(Decimal(1)) == "High"


def test_anchors_follow_the_boundaries() -> None:
    for kpi in standard().kpis:
        if not kpi.words:
            assert kpi.with_boundaries(kpi.range.critical, kpi.range.healthy).range == kpi.range


@pytest.mark.parametrize(
    ("kpi", "critical", "healthy"), [("K1", 500, 100), ("K8", 5, 10), ("K8", 120, 5), ("K12", 1, 3)]
)
def test_boundaries_that_make_no_sense_are_refused(kpi: str, critical: int, healthy: int) -> None:
    with pytest.raises(UsageError):
        standard().kpi(kpi).with_boundaries(Decimal(critical), Decimal(healthy))


def test_weights_are_shares_and_cannot_all_be_nothing() -> None:
    scheme = standard().with_weights({"Support": Decimal(40)})
    assert next(c.weight for c in scheme.categories if c.name == "Support") == 40
    with pytest.raises(UsageError):
        standard().with_weights({c.name: Decimal(0) for c in standard().categories})
    with pytest.raises(UsageError):
        standard().with_weights({"Luck": Decimal(1)})
