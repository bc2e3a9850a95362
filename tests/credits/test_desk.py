"""Decisions: durable before they are shown, undone without a trace in what is believed, kept from two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model.credits import plan_document
from cip_tui.model.credits.plan import Item, Limits, make_plan
from cip_tui.model.credits.states import State
from cip_tui.model.document import Metric
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job
from tests.credits.bills import SERVERLESS, bill, desk, later

BILL = bill(**SERVERLESS, ec2=8000, rds=2000, config=40, kms=30, guardduty=20, redshift=3000)


def value(metric: object) -> object:
    assert isinstance(metric, Metric)
    return metric.value


def test_a_decision_changes_order_confidence_and_savings_at_once(tmp_path: Path) -> None:
    here = desk(tmp_path, BILL)
    before = here.document(Job())
    chances = dict(
        zip(before.table("credits.list").column("id"), before.table("credits.list").column("chance"), strict=True)
    )
    here.reject("analytics", "not_relevant", Job())
    here.accept("serverless", Job())
    after = here.document(Job())
    table = after.table("credits.list")
    said = dict(zip(table.column("id"), table.column("said"), strict=True))
    assert (said["serverless"], said["security"]) == ("Accepted", "")
    assert said["analytics"] == "Rejected: not relevant to us, back on 2026-05-31"
    later_chances = dict(zip(table.column("id"), table.column("chance"), strict=True))
    assert all(later_chances[key] != chances[key] for key in later_chances)
    assert value(before.metric("credits.accepted")) == 0
    assert value(after.metric("credits.accepted")) != 0
    assert after.table("credits.accepted_list").column("id") == ["serverless"]
    assert value(after.metric("credits.accuracy")) is not None


def test_undo_restores_the_list_and_what_is_believed(tmp_path: Path) -> None:
    here = desk(tmp_path, BILL)
    before = here.view(Job())
    here.reject("serverless", "too_much_work", Job())
    here.accept("security", Job())
    here.undo()
    here.undo()
    after = here.view(Job())
    assert [(item.key, item.prediction) for item in after.listed] == [
        (item.key, item.prediction) for item in before.listed
    ]
    assert [item.undone for item in after.history] == [True, True]
    with pytest.raises(UsageError, match="no decision"):
        here.undo()


def test_a_new_instance_finds_every_decision(tmp_path: Path) -> None:
    desk(tmp_path, BILL).accept("serverless", Job())
    view = desk(tmp_path, BILL).view(Job())
    assert view.get("serverless").accepted
    assert view.get("serverless").rank is None
    assert view.listed[0].prediction.decisions == 1


def test_two_instances_that_decide_at_once_are_both_kept(tmp_path: Path) -> None:
    desks = [desk(tmp_path, BILL, user=user) for user in ("ann", "bob")]
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda pair: [pair[0].snooze(key, Job()) for key in pair[1]],
                zip(desks, (["serverless", "security"], ["analytics", "wa_review"]), strict=True),
            )
        )
        list(pool.map(lambda pair: pair[0].accept(pair[1], Job()), zip(desks, ("serverless", "map_wave"), strict=True)))
    kept = desk(tmp_path, BILL).view(Job()).history
    assert sorted(item.shown.subject for item in kept) == [
        "analytics",
        "map_wave",
        "security",
        "serverless",
        "serverless",
        "wa_review",
    ]
    assert {item.user for item in kept} == {"ann", "bob"}


def test_an_instance_sees_what_another_decides(tmp_path: Path) -> None:
    one, other = desk(tmp_path, BILL), desk(tmp_path, BILL, user="bob")
    one.view(Job())
    other.reject("serverless", "not_relevant", Job())
    assert one.view(Job()).get("serverless").rank is None
    assert one.view(Job()).listed[0].prediction.decisions == 1


def test_a_rejected_programme_returns_after_its_rest(tmp_path: Path) -> None:
    desk(tmp_path, BILL).reject("serverless", "bad_timing", Job())
    resting = desk(tmp_path, BILL, today=later(29)).view(Job()).get("serverless")
    assert (resting.rank, resting.rests_until) == (None, later(30))
    assert desk(tmp_path, BILL, today=later(30)).view(Job()).get("serverless").rank is not None


def test_a_rejected_programme_returns_at_once_when_the_bill_changes_much(tmp_path: Path) -> None:
    desk(tmp_path, BILL).reject("serverless", "not_relevant", Job())
    grown = bill(**{**SERVERLESS, "lambda": 9000, "apigateway": 500})
    assert desk(tmp_path, grown, today=later(5)).view(Job()).get("serverless").rank is not None


def test_already_done_takes_it_off_for_good_and_satisfies_what_needs_it(tmp_path: Path) -> None:
    here = desk(tmp_path, bill(**SERVERLESS, bedrock=9000))
    before = here.view(Job()).get("genai_stack").prediction
    here.reject("genai_poc", "already_done", Job())
    view = desk(tmp_path, bill(**SERVERLESS, bedrock=9000), today=later(90)).view(Job())
    assert view.get("genai_poc").rank is None
    assert view.get("genai_stack").prediction.probability == pytest.approx(before.probability)
    assert "genai_poc" in here.make_plan(None, None, here.view(Job())).limits.held


def test_what_is_accepted_cannot_be_accepted_or_rejected_again(tmp_path: Path) -> None:
    here = desk(tmp_path, BILL)
    here.accept("serverless", Job())
    with pytest.raises(UsageError, match="accepted already"):
        here.accept("serverless", Job())
    with pytest.raises(UsageError, match="accepted already"):
        here.reject("serverless", "not_relevant", Job())


def test_an_unknown_programme_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no programme 'serverles'"):
        desk(tmp_path, BILL).accept("serverles", Job())


def test_nothing_is_decided_on_too_little_data(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no cloud spend"):
        desk(tmp_path, []).accept("serverless", Job())


def test_accepted_credits_carry_window_evidence_and_state(tmp_path: Path) -> None:
    here = desk(tmp_path, BILL)
    here.accept("serverless", Job())
    (adoption,) = here.accepted()
    assert adoption.programme.id == "serverless"
    assert (adoption.window.opens, adoption.window.closes) == (date(2026, 6, 30), date(2026, 7, 30))
    assert adoption.cadence.value == "quarterly"
    assert adoption.owner == "FinOps lead"
    assert [item.id for item in adoption.evidence] == ["invocations", "api_usage", "tables"]
    assert adoption.state is State.PARTIALLY_QUALIFIED


def test_states_follow_each_other_and_can_be_taken_back(tmp_path: Path) -> None:
    here = desk(tmp_path, BILL)
    here.accept("serverless", Job())
    with pytest.raises(UsageError, match="evidence_ready, missed, declined"):
        here.advance("serverless", "credited", Job())
    for state in ("evidence_ready", "attested", "approved", "credited"):
        here.advance("serverless", state, Job())
    assert here.accepted()[0].state is State.CREDITED
    assert here.retreat("serverless").state is State.CREDITED
    assert here.accepted()[0].state is State.APPROVED
    assert here.history().table("credits.states").column("user") == ["ann"] * 3
    with pytest.raises(UsageError, match="has not been accepted"):
        here.advance("security", "evidence_ready", Job())


def test_a_window_that_passes_unattested_is_missed_and_the_next_one_comes(tmp_path: Path) -> None:
    desk(tmp_path, BILL).accept("serverless", Job())
    (adoption,) = desk(tmp_path, BILL, today=date(2026, 9, 1)).accepted()
    assert [item.closes for item in adoption.missed] == [date(2026, 7, 30)]
    assert adoption.window.closes == date(2026, 10, 30)
    once = desk(tmp_path / "once", BILL)
    once.accept("wa_review", Job())
    assert desk(tmp_path / "once", BILL, today=date(2027, 9, 1)).accepted()[0].state is State.MISSED


def test_an_attested_window_is_not_missed(tmp_path: Path) -> None:
    here = desk(tmp_path, BILL)
    here.accept("serverless", Job())
    here.advance("serverless", "evidence_ready", Job())
    here.advance("serverless", "attested", Job())
    (adoption,) = desk(tmp_path, BILL, today=date(2026, 9, 1)).accepted()
    assert adoption.missed == ()
    assert adoption.state is State.PARTIALLY_QUALIFIED


def test_what_is_ready_too_late_is_told_apart_from_the_benefit(tmp_path: Path) -> None:
    view = desk(tmp_path, BILL).view(Job())
    closes = view.as_of + timedelta(days=60)
    items = [
        Item(name, name, name, Decimal(worth), Decimal(days), closes=closes)
        for name, worth, days in (("small", 100, 12), ("great", 900, 8))
    ]
    document = plan_document.plan(make_plan(items, Limits(view.as_of, Decimal(20))), view)
    taken = document.table("plan.taken")
    assert taken.column("programme") == ["great", "small"]
    assert [bool(note) for note in taken.column("note")] == [False, True]
    assert value(document.metric("plan.value")) == 900
    assert value(document.metric("plan.late")) == 100
    assert taken.total is not None
    assert taken.total[taken.index("value")] == 1000


def test_the_plan_keeps_its_limits_and_names_what_is_left_out(tmp_path: Path) -> None:
    document = desk(tmp_path, BILL).plan(Decimal(10), Decimal(5000), Job())
    taken, left = document.table("plan.taken"), document.table("plan.left_out")
    days = sum(Decimal(str(cell)) for cell in taken.column("days"))
    assert 0 < days <= 10
    assert taken.total is not None
    assert taken.total[taken.index("value")] == value(document.metric("plan.value"))
    reasons = dict(zip(left.column("programme"), left.column("reason"), strict=True))
    assert reasons["Arm-based compute"] == "its benefit is not known"
    assert len(taken.rows) + len(left.rows) == 12
    assert value(document.metric("plan.more_day")) is not None


def test_the_learning_panel_scores_against_no_learning(tmp_path: Path) -> None:
    here = desk(tmp_path, BILL)
    assert "No decision yet" in str(here.learning(Job()))
    for key in ("serverless", "analytics"):
        here.accept(key, Job())
    here.reject("security", "not_relevant", Job())
    here.reject("wa_review", "already_done", Job())
    document = here.learning(Job())
    assert document.table("learning.versus").column("how")[1] == "Without learning"
    assert sum(int(str(count)) for count in document.table("learning.bins").column("count")) == 3
    assert value(document.metric("platform.acceptance")) == 0.5
    assert document.metric("learning.accuracy").low is not None


def test_propensity_and_place_are_kept_with_each_decision(tmp_path: Path) -> None:
    here = desk(tmp_path, BILL)
    shown = here.view(Job()).listed[1]
    here.accept(shown.key, Job())
    kept = here.view(Job()).history[0].shown
    assert (kept.rank, kept.propensity, kept.probability) == (2, shown.propensity, shown.prediction.probability)
    assert kept.features == shown.features
