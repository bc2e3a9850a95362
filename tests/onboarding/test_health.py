"""Health of the sample: every score, band, interval, cap and lever as laid down; and laws for any data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.onboarding.accounts import Account, KpiRecord
from cip_tui.model.onboarding.health import Health, assess, assess_all, shown_points
from cip_tui.model.onboarding.health_arrays import arrays_of, score_arrays
from cip_tui.model.onboarding.kpis import Band, Kpi, standard
from cip_tui.model.onboarding.levers import levers, points_missing, robustness
from cip_tui.model.onboarding.scores import Method, band_of, score_of, value_for
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import all_standing, standing_of
from tests.onboarding.sample import account, sample_accounts

SHIPPED = HealthSettings()
SCORES = {
    3001: "98.06", 3002: "98.13", 3003: "80.74", 3004: "96.64", 3005: "81.51", 3006: "55.36", 3007: "97.23",
    3008: "85.67", 3009: "68.28", 3010: "68.03", 3011: "90.64", 3012: "80.58", 3013: "64.32", 3014: "96.50",
    3015: "84.74", 3016: "77.28", 3017: "37.85", 3018: "88.31", 3019: "66.14", 3020: "84.39", 3021: "90.71",
    3022: "63.89", 3023: "46.17", 3024: "35.72", 3025: "67.07", 3026: "73.00", 3027: "65.94", 3028: "72.82",
    3029: "36.43", 3030: "47.54", 3031: "6.35", 3032: "82.00", 3033: "84.02", 3034: "41.53", 3035: "49.52",
}  # fmt: skip
BANDS = {
    "K1": (20, 9, 6, 0), "K2": (20, 9, 6, 0), "K3": (17, 14, 3, 1), "K4": (27, 7, 1, 0), "K5": (24, 9, 1, 1),
    "K6": (22, 9, 3, 1), "K7": (19, 9, 5, 2), "K8": (26, 7, 1, 1), "K9": (18, 13, 4, 0), "K10": (13, 13, 9, 0),
    "K11": (19, 14, 1, 1), "K12": (15, 12, 8, 0), "K13": (10, 16, 9, 0),
}  # fmt: skip


def health(number: int) -> Health:
    return assess(account(number), SHIPPED)


def with_values(values: Mapping[str, Decimal | None], imputed: frozenset[str] = frozenset()) -> Account:
    """Return an account with these values by KPI id."""
    records = tuple(
        KpiRecord("A", "A", kpi.id, kpi.name, kpi.record_category, values[kpi.id], kpi.unit, kpi.impact, "", "",
                  kpi.id in imputed)
        for kpi in standard().kpis
        if kpi.id in values
    )  # fmt: skip
    return Account("A", "A", None, kpis=records)


# The sample


def test_all_35_scores_are_as_laid_down() -> None:
    shown = {
        int(one.account.external_account_id[5:]): shown_points(one)[0] for one in assess_all(sample_accounts(), SHIPPED)
    }
    assert shown == {number: Decimal(text) for number, text in SCORES.items()}


def test_bands_before_and_after_the_cap() -> None:
    found = assess_all(sample_accounts(), SHIPPED)
    assert Counter(one.uncapped for one in found) == {Band.HEALTHY: 19, Band.AT_RISK: 12, Band.CRITICAL: 4}
    assert Counter(one.band for one in found) == {Band.HEALTHY: 18, Band.AT_RISK: 13, Band.CRITICAL: 4}
    uncapped = assess_all(sample_accounts(), HealthSettings(cap=False))
    assert Counter(one.band for one in uncapped) == {Band.HEALTHY: 19, Band.AT_RISK: 12, Band.CRITICAL: 4}


def test_the_bands_of_each_kpi() -> None:
    found = assess_all(sample_accounts(), SHIPPED)
    for kpi_id, expected in BANDS.items():
        counted = Counter(one.part(kpi_id).band for one in found)
        assert (counted[Band.HEALTHY], counted[Band.AT_RISK], counted[Band.CRITICAL], counted[None]) == expected


def test_mean_plain_and_weighted_by_contract_value() -> None:
    scores = {one.external_account_id: assess(one, SHIPPED).score or Fraction(0) for one in sample_accounts()}
    values = {one.external_account_id: Fraction(one.revenue or 0) for one in sample_accounts()}
    assert round(float(sum(scores.values()) / 35), 2) == 70.37
    assert round(float(sum(scores[key] * values[key] for key in scores) / sum(values.values())), 2) == 83.37


def test_shares_without_gaps_are_those_of_the_definition() -> None:
    shares = {part.kpi.id: round(float(part.share) * 100, 3) for part in health(3001).parts}
    assert {key for key, share in shares.items() if share == 10.526} == {"K1", "K2", "K4", "K9", "K10"}
    assert {key for key, share in shares.items() if share == 7.895} == {"K8", "K11", "K12"}
    assert {key for key, share in shares.items() if share == 5.263} == {"K3", "K5", "K7", "K13"}
    assert shares["K6"] == 2.632


@pytest.mark.parametrize(
    ("number", "coverage", "low", "high", "word"),
    [
        (3031, "0.789", "5.0", "26.1", "Critical"),
        (3026, "0.921", "65.1", "73.0", "Healthy?"),
        (3034, "0.921", "37.2", "45.1", "At Risk?"),
        (3001, "1.000", "98.1", "98.1", "Healthy"),
        (3016, "1.000", "77.3", "77.3", "At Risk (capped)"),
    ],
)
def test_what_missing_values_leave_open(number: int, coverage: str, low: str, high: str, word: str) -> None:
    one = health(number)
    assert (f"{float(one.coverage):.3f}", f"{float(one.low):.1f}", f"{float(one.high):.1f}", one.word) == (
        coverage,
        low,
        high,
        word,
    )


def test_the_cap_names_its_reasons_and_leaves_the_score() -> None:
    capped = health(3016)
    assert [part.kpi.name for part in capped.capped] == ["Error Rate", "Churn Risk Score"]
    assert (capped.uncapped, capped.band) == (Band.HEALTHY, Band.AT_RISK)


def test_an_account_on_every_boundary_is_at_risk_in_every_kpi() -> None:
    assert {part.band for part in health(3010).parts} == {Band.AT_RISK}


def test_where_computed_and_reported_health_diverge() -> None:
    found = {one.account.external_account_id for one in assess_all(sample_accounts(), SHIPPED) if one.diverges}
    assert found == {f"SRVL-{number}" for number in (3009, 3012, 3016, 3023, 3027, 3033)}
    assert all((health(number).divergence or 0) > 0 for number in (3009, 3012, 3016, 3023, 3027, 3033))


def test_sensitivity_is_the_slope_of_the_score() -> None:
    slopes = {one.name: one.sensitivity for one in health(3009).categories}
    assert {name: round(float(slope), 3) for name, slope in slopes.items() if slope is not None} == {
        "Product Usage": 0.232,
        "Support": 0.160,
        "Business Outcomes": -0.198,
        "Customer Sentiment": -0.424,
    }
    assert slopes["Relationship Strength"] is None
    step = Decimal("0.0001")
    moved = assess(account(3009), SHIPPED.with_weight("Support", 20 + step))
    assert float((moved.score or 0) - (health(3009).score or 0)) / float(step) == pytest.approx(0.15981, rel=1e-3)


def test_levers_of_an_account_just_below_healthy() -> None:
    one = health(3009)
    assert round(float(points_missing(one) or 0), 2) == 1.73
    found = {lever.part.kpi.column: lever for lever in levers(one)}
    assert found["error_rate_pct"].value == Decimal("2.25")
    assert found["invocation_velocity_change_pct"].value == Decimal("20.6")
    assert found["churn_risk"].word == "Medium"
    # With a high churn risk the cap holds whatever else is done, so that lever stands first.
    assert not found["churn_risk"].held_by
    assert [part.kpi.id for part in found["error_rate_pct"].held_by] == ["K12"]
    assert levers(one)[0].part.kpi.id == "K12"


def test_no_single_lever_is_an_answer() -> None:
    assert levers(health(3022)) == []
    assert levers(health(3001)) == []
    # Two KPIs cap this account, so neither alone frees it.
    assert levers(health(3016)) == []


def test_every_lever_does_what_it_says() -> None:
    for one in sample_accounts():
        before = assess(one, SHIPPED)
        for lever in levers(before):
            records = tuple(
                replace(record, data=lever.value) if record.kpi == lever.part.kpi.id else record for record in one.kpis
            )
            after = assess(replace(one, kpis=records), SHIPPED)
            assert after.uncapped is lever.band
            assert after.band is (Band.AT_RISK if lever.held_by else lever.band)
            assert (after.score or 0) - (before.score or 0) == lever.points


def test_bands_are_firm_under_other_weights() -> None:
    firm = [robustness(one) or 0.0 for one in assess_all(sample_accounts(), SHIPPED)]
    assert sum(firm) / 35 > 0.98
    assert robustness(health(3001)) == 1.0
    assert (robustness(health(3009)) or 0) < 1.0


def test_scores_by_steps_are_a_setting() -> None:
    stepped = assess(account(3010), HealthSettings(method=Method.STEP))
    assert stepped.score == 60
    assert levers(stepped, Method.STEP) == []


# Laws


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Return accounts with any values of the domains, some missing, some imputed."""
    values: dict[str, Decimal | None] = {}
    imputed = set()
    for kpi in standard().kpis:
        if kpi.words:
            values[kpi.id] = draw(st.sampled_from([None, Decimal(1), Decimal(2), Decimal(3)]))
            if values[kpi.id] == 2 and draw(st.booleans()):
                imputed.add(kpi.id)
        else:
            knots = kpi.range
            edges = st.sampled_from([knots.worst, knots.critical, knots.healthy, knots.best])
            low, high = min(knots.worst, knots.best), max(knots.worst, knots.best)
            inside = st.decimals(low - 1, high + 1, places=2)
            values[kpi.id] = draw(st.one_of(st.none(), edges, inside))
    return with_values(values, frozenset(imputed))


@settings(max_examples=150, deadline=None)
@given(accounts())
def test_a_score_adds_up_and_lies_where_it_must(one: Account) -> None:
    found = assess(one, SHIPPED)
    if found.score is None:
        assert found.band is None
        assert all(part.score is None for part in found.parts)
        return
    assert 0 <= found.low <= found.score <= found.high <= 100
    assert found.score == 100 - sum(part.lost for part in found.parts)
    assert sum(part.share for part in found.parts) == 1
    shown, parts = shown_points(found)
    assert shown == 100 - sum(part for part in parts if part is not None)
    assert abs(shown - Decimal(float(found.score))) <= Decimal("0.0051")
    assert (found.band is None) == (found.coverage < Fraction(60, 100))


@settings(max_examples=100, deadline=None)
@given(accounts(), st.sampled_from(standard().kpis), st.integers(1, 50))
def test_better_values_never_cost_points(one: Account, kpi: Kpi, share: int) -> None:
    record = next((record for record in one.kpis if record.kpi == kpi.id), None)
    if record is None or record.data is None:
        return
    step = abs(kpi.range.best - kpi.range.worst) * share / 50
    better = record.data + (step if kpi.better == "up" else -step)
    records = tuple(replace(other, data=better) if other is record else other for other in one.kpis)
    before, after = assess(one, SHIPPED).score, assess(replace(one, kpis=records), SHIPPED).score
    assert before is not None
    assert after is not None
    assert after >= before


@settings(max_examples=50, deadline=None)
@given(accounts(), st.integers(1, 1000))
def test_weights_are_shares_and_the_order_of_records_is_nothing(one: Account, factor: int) -> None:
    scaled = HealthSettings(weights={c.name: c.weight * factor for c in standard().categories})
    turned = replace(one, kpis=tuple(reversed(one.kpis)))
    assert assess(one, SHIPPED).score == assess(one, scaled).score == assess(turned, SHIPPED).score


@given(st.sampled_from([kpi for kpi in standard().kpis if not kpi.words]), st.integers(0, 100))
def test_a_value_can_be_found_for_every_score(kpi: Kpi, score: int) -> None:
    assert score_of(value_for(Fraction(score), kpi), kpi) == score


@given(st.sampled_from(standard().kpis), st.decimals(-200, 2_000_000, places=2))
def test_the_band_of_a_kpi_can_be_read_off_its_score(kpi: Kpi, value: Decimal) -> None:
    if kpi.holds(value) and (not kpi.words or value in (1, 2, 3)):
        assert band_of(score_of(value, kpi)) is kpi.band(value)


def test_nothing_is_not_zero() -> None:
    zero = assess(with_values({kpi.id: Decimal(0) for kpi in standard().kpis if not kpi.words}), SHIPPED)
    none = assess(with_values({kpi.id: None for kpi in standard().kpis}), SHIPPED)
    assert zero.score is not None
    assert none.score is None
    assert none.band is None
    assert (float(none.low), float(none.high)) == (0, 100)


def test_a_kpi_without_weight_counts_for_nothing() -> None:
    without = HealthSettings(kpi_weights={"K2": Decimal(0)})
    found = assess(account(3017), without)
    assert found.part("K2").share == 0
    assert found.part("K2").lost == 0
    assert found.coverage == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(accounts(), min_size=1, max_size=12), st.sampled_from(list(Method)), st.booleans())
def test_arrays_say_the_same_as_the_exact_formula(many: list[Account], method: Method, cap: bool) -> None:
    given_settings = HealthSettings(method=method, cap=cap, kpi_weights={"K5": Decimal("0.5")})
    rows = list(score_arrays(arrays_of(many, given_settings), given_settings).rows())
    for one, row in zip(many, rows, strict=True):
        exact = standing_of(assess(one, given_settings))
        assert (row.band, row.doubtful) == (exact.band, exact.doubtful)
        assert tuple(standard().kpis[at].id for at in row.capped) == exact.capped
        for left, right in ((row.score, exact.score), (row.low, exact.low), (row.high, exact.high)):
            assert (left is None) == (right is None)
            assert left is None or right is None or abs(left - right) < 1e-9
        assert [lost is None for lost in row.lost] == [lost is None for lost in exact.lost]
        assert np.allclose([lost or 0.0 for lost in row.lost], [lost or 0.0 for lost in exact.lost], atol=1e-9)


def test_a_great_many_accounts_get_the_same_lines_as_few() -> None:
    few = all_standing(sample_accounts(), SHIPPED)
    many = all_standing(sample_accounts() * 60, SHIPPED)
    assert len(many) == 2100
    for left, right in zip(few, many[35:70], strict=True):
        assert (left.word, left.capped, left.diverges) == (right.word, right.capped, right.diverges)
        assert left.score == pytest.approx(right.score, abs=1e-9)
        assert left.reported == pytest.approx(right.reported)


def test_segments_have_their_own_ranges_also_in_arrays() -> None:
    small = {"Development/Testing": {"K10": (Decimal(5000), Decimal(20000)), "K9": (Decimal(100), Decimal(1000))}}
    own = HealthSettings(segments=small)
    rows = list(score_arrays(arrays_of(sample_accounts(), own), own).rows())
    exact = all_standing(sample_accounts(), own)
    plain = all_standing(sample_accounts(), SHIPPED)
    for row, mine, shipped in zip(rows, exact, plain, strict=True):
        assert row.score == pytest.approx(mine.score, abs=1e-9)
        assert (mine.score != shipped.score) == (mine.account.account_tier == "Development/Testing")
