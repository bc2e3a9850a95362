"""Plays, what is decided on them and what that teaches; pins; what moved between imports; the trial by outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.export.markdown import to_markdown
from cip_tui.model.document import Insight
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job
from cip_tui.model.onboarding.backtest import backtest
from cip_tui.model.onboarding.health_desk import HealthDesk
from cip_tui.model.onboarding.kpis import Band
from cip_tui.model.onboarding.movers import points_by_id, shifts
from cip_tui.model.onboarding.playbooks import plays_for, rules
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import all_standing
from cip_tui.model.onboarding.trend import move_of
from tests.onboarding.desk import changed, open_desk
from tests.onboarding.sample import sample_accounts

SHIPPED = HealthSettings()


def plays() -> dict[str, str]:
    """Return the plays of the sample in their order: id and title."""
    return {play.id: play.rule.title for play in plays_for(all_standing(sample_accounts(), SHIPPED), SHIPPED)}


def test_a_sudden_drop_of_a_large_healthy_account_stands_first() -> None:
    assert next(iter(plays())) == "SRVL-3033/sudden-drop"


def test_rules_fit_whom_they_are_meant_for() -> None:
    found = plays()
    for play_id in (
        "SRVL-3023/usage-revival", "SRVL-3031/dormant", "SRVL-3023/right-size", "SRVL-3028/right-size",
        "SRVL-3016/error-review", "SRVL-3016/save-plan", "SRVL-3029/renew-at-volume", "SRVL-3019/growth-plan",
        "SRVL-3001/expansion-offer", "SRVL-3017/assign-csm", "SRVL-3029/assign-csm", "SRVL-3031/assign-csm",
        "SRVL-3026/data-gap", "SRVL-3024/warm-pool",
    ):  # fmt: skip
        assert play_id in found


def test_an_account_gets_one_play_per_root_cause() -> None:
    causes = {rule.id: rule.cause for rule in rules()}
    pairs = [(play_id.split("/")[0], causes[play_id.split("/")[1]]) for play_id in plays()]
    assert len(pairs) == len(set(pairs))
    assert "SRVL-3031/usage-revival" not in plays()


def test_every_rule_has_what_it_takes() -> None:
    ids = {kpi.id for kpi in SHIPPED.scheme.kpis}
    for rule in rules():
        assert rule.title
        assert rule.owner
        assert rule.steps.endswith(".")
        assert rule.due_days > 0
        assert set(rule.kpis) <= ids
        assert rule.metric in {*ids, ""}
    assert len({rule.id for rule in rules()}) == len(rules())


@pytest.fixture
def desk(tmp_path: Path) -> HealthDesk:
    return open_desk(tmp_path)


def open_ids(desk: HealthDesk) -> list[str]:
    return [str(cell) for cell in desk.plays(Job()).table("plays.open").column("id")]


def test_a_decision_moves_the_play_and_can_be_taken_back(desk: HealthDesk) -> None:
    first = open_ids(desk)[0]
    desk.decide(first, "accepted")
    decided = desk.plays(Job()).table("plays.decided")
    assert decided.column("id") == [first]
    assert decided.column("due") == [date(2026, 11, 23)]
    assert "Accepted" in to_markdown(desk.plays(Job()))
    assert first not in open_ids(desk)
    assert desk.take_back() == first
    assert open_ids(desk)[0] == first
    with pytest.raises(UsageError):
        desk.take_back()


def test_what_is_rejected_again_and_again_sinks(desk: HealthDesk) -> None:
    before = open_ids(desk)
    watched = [one for one in before if one.endswith("/right-size")]
    for play_id in watched[:3]:
        desk.decide(play_id, "rejected", "wrong")
    for play_id in [one for one in before if one.endswith("/save-plan")][:3]:
        desk.decide(play_id, "accepted")
    table = desk.plays(Job()).table("plays.open")
    chance = dict(zip(table.column("id"), table.column("chance"), strict=True))
    left = next(one for one in watched if one in chance)
    other = next(one for one in chance if str(one).endswith("/save-plan"))
    assert float(str(chance[left])) < 0.45 < 0.6 < float(str(chance[other]))


def test_only_known_words_and_reasons_are_decided(desk: HealthDesk) -> None:
    first = open_ids(desk)[0]
    for play_id, word, reason in (
        (first, "maybe", ""),
        (first, "rejected", "because"),
        ("SRVL-1/none", "accepted", ""),
    ):
        with pytest.raises(UsageError):
            desk.decide(play_id, word, reason)


def test_a_play_that_worked_is_said_to_have_met_its_target(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    desk.decide("SRVL-3016/error-review", "accepted")
    better = [
        changed(one, K8=Decimal("1.0")) if one.external_account_id == "SRVL-3016" else one for one in sample_accounts()
    ]
    later = open_desk(tmp_path, sample_accounts(), better)
    assert "Target met" in to_markdown(later.plays(Job()))


def test_a_pinned_band_is_shown_with_its_reason_until_it_ends(desk: HealthDesk) -> None:
    desk.pin("Helix Genomics", Band.CRITICAL, "The sponsor has left", date(2026, 12, 31))
    text = to_markdown(desk.account("SRVL-3003"))
    assert "Critical (pinned)" in text
    assert "Pinned to Critical until 2026-12-31 by tester: The sponsor has left. Computed: Healthy." in text
    assert desk.standing("SRVL-3003").score == pytest.approx(80.74, abs=0.01)
    assert "Critical (pinned)" in to_markdown(desk.list_document("band:critical pinned:yes", Job()))
    desk.unpin("SRVL-3003")
    assert "pinned" not in to_markdown(desk.account("SRVL-3003"))
    with pytest.raises(UsageError):
        desk.unpin("SRVL-3003")


@pytest.mark.parametrize(("reason", "until"), [("", date(2026, 12, 31)), ("why", date(2026, 11, 20))])
def test_a_pin_needs_a_reason_and_a_day_to_come(desk: HealthDesk, reason: str, until: date) -> None:
    with pytest.raises(UsageError):
        desk.pin("SRVL-3003", Band.CRITICAL, reason, until)


# Trend


def test_a_trend_needs_two_imports(tmp_path: Path) -> None:
    one = open_desk(tmp_path)
    assert "two imports" in to_markdown(one.account("SRVL-3009"))
    assert "two imports" in to_markdown(one.dashboard(Job()))
    assert "trend" not in [column.key for column in one.list_document("", Job()).table("accounts.list").columns]


def test_movers_name_what_moved_them_and_add_up(tmp_path: Path) -> None:
    old = [changed(one, K8=Decimal(14)) if one.external_account_id == "SRVL-3019" else one for one in sample_accounts()]
    desk = open_desk(tmp_path, old, sample_accounts())
    text = to_markdown(desk.ask("what changed since the last import", Job()))
    assert "Solstice Energy AI" in text
    assert "Error Rate +5.70" in text
    move = desk.account("SRVL-3019").table("account.move")
    assert move.total is not None
    assert sum(Decimal(str(cell)) for cell in move.column("points")) == move.total[1]
    assert "No account moved" in to_markdown(desk.ask("who got worse since the last import", Job()))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["K1", "K8", "K9", "K12"]), st.one_of(st.none(), st.integers(1, 3))), max_size=4)
)
def test_a_move_is_split_without_a_remainder(changes: list[tuple[str, int | None]]) -> None:
    new = changed(sample_accounts()[8], **{kpi: None if value is None else Decimal(value) for kpi, value in changes})
    move = move_of(sample_accounts()[8], new, SHIPPED)
    if move.points is not None:
        assert move.points == sum((points for _, points in move.parts), Fraction(0)) + move.shares


def test_accounts_that_came_and_went_are_no_moves_of_points() -> None:
    before, after = (all_standing(sample_accounts()[start : start + 2], SHIPPED) for start in (0, 1))
    assert points_by_id(shifts(before, after)) == {"SRVL-3001": None, "SRVL-3002": 0, "SRVL-3003": None}


# Outcome


def test_the_score_is_held_against_what_became_of_the_accounts() -> None:
    gone = {"SRVL-3031", "SRVL-3024", "SRVL-3016"}
    accounts = [
        replace(one, outcome="churned" if one.external_account_id in gone else "renewed") for one in sample_accounts()
    ]
    standings = all_standing(accounts, SHIPPED)
    trial = backtest(standings)
    assert trial is not None
    scores = {one.account.external_account_id: one.score or 0.0 for one in standings}
    pairs = [(scores[a], scores[b]) for a in gone for b in scores if b not in gone]
    expected = sum(1.0 if a < b else 0.5 if a == b else 0.0 for a, b in pairs) / len(pairs)
    assert trial.auc == pytest.approx(expected)
    assert trial.low < trial.auc < trial.high <= 1
    assert trial.recall == pytest.approx(2 / 3)
    assert trial.reach == 1
    assert trial.false_alarms == pytest.approx(2 / 32)
    assert trial.precision == pytest.approx(0.5)


def test_without_both_outcomes_there_is_no_trial(desk: HealthDesk) -> None:
    assert backtest(all_standing(sample_accounts(), SHIPPED)) is None
    assert "No outcome" in to_markdown(desk.dashboard(Job()))


# Churn


def test_churn_names_accounts_reasons_and_dollars(desk: HealthDesk) -> None:
    document = desk.churn(Job())
    table = document.table("churn.accounts_table")
    assert len(table.rows) == 8
    assert table.total is not None
    assert table.total[4] == 953_600
    assert "Error Rate 12.4 %" in str(table.rows[0].cells[6])
    assert "Customers!M17" in str(table.rows[0].cells[6])
    findings = [block for block in document.blocks() if isinstance(block, Insight)]
    assert findings[0].title == "Ironclad Payments may leave with $312,000 a year"
    assert findings[0].impact is not None
    assert findings[0].impact.base == 26_000


def test_an_account_is_found_by_id_name_or_part_of_it(desk: HealthDesk) -> None:
    for name in ("SRVL-3016", "srvl-3016", "Ironclad Payments", "ironclad"):
        assert desk.standing(name).account.external_account_id == "SRVL-3016"
    for name in ("nobody at all", "ai", ""):
        with pytest.raises(UsageError):
            desk.standing(name)


def test_a_decision_scores_nothing_anew_and_a_setting_does(desk: HealthDesk) -> None:
    before = desk.standings()
    desk.decide("SRVL-3016/error-review", "accepted")
    desk.take_back()
    assert desk.standings() is before
    desk.configure("weight.Support", "60")
    after = desk.standings()
    assert after is not before
    assert after[15].score != before[15].score
