"""What is learned from decisions, and that nothing but the log decides it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.credits.evaluation import score, wilson
from cip_tui.model.credits.feedback import REASONS, Feedback, Shown, Verdict, learned, replay
from cip_tui.model.credits.learning import corrected, sigmoid
from cip_tui.model.credits.ranking import Candidate, rank
from cip_tui.model.credits.taste import TASTE, features
from cip_tui.model.errors import UsageError
from cip_tui.model.journal import Journal

SERVERLESS = {"always": 1.0, "saving": 0.4, "effort": -0.2, "in_use": 0.3, "domain:serverless": 1.0}
SECURITY = {"always": 1.0, "saving": 0.4, "effort": -0.2, "in_use": 0.3, "domain:security": 1.0}


def journal_in(folder: Path) -> Journal:
    return Journal(folder / "journal.db", now=lambda: datetime(2026, 5, 1, tzinfo=UTC), user="ann")


def shown(subject: str, found: dict[str, float]) -> Shown:
    return Shown(subject, "1", found, 0.5, 0.5, 1, 1.0)


def test_an_accepted_field_of_work_becomes_likelier_and_a_rejected_one_less() -> None:
    start = TASTE.start()
    after = start.learn(SERVERLESS, yes=True).learn(SECURITY, yes=False)
    assert after.predict(SERVERLESS).probability > start.predict(SERVERLESS).probability
    assert after.predict(SECURITY).probability < start.predict(SECURITY).probability
    assert after.predict(SERVERLESS).decisions == 2


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2), st.booleans()), max_size=40))
def test_whatever_is_decided_probabilities_stay_inside_their_interval(said: list[tuple[float, float, bool]]) -> None:
    belief = TASTE.start()
    for saving, effort, yes in said:
        belief = belief.learn({**SERVERLESS, "saving": saving, "effort": effort}, yes)
    found = belief.predict(SERVERLESS)
    assert 0 < found.low <= found.probability <= found.high < 1
    assert np.linalg.eigvalsh(belief.covariance).min() > 0


def test_the_interval_narrows_with_decisions() -> None:
    belief = TASTE.start()
    first = belief.predict(SERVERLESS)
    for number in range(20):
        belief = belief.learn(SERVERLESS, yes=number % 3 > 0)
    last = belief.predict(SERVERLESS)
    assert last.high - last.low < 0.6 * (first.high - first.low)


def test_one_step_finds_the_mode_of_the_posterior() -> None:
    """Against a plain numerical search over all weights."""
    start = TASTE.start()
    x = TASTE.vector(SERVERLESS)
    weights, precision = start.mean.copy(), np.linalg.inv(start.covariance)
    for _ in range(200):
        chance = sigmoid(float(x @ weights))
        gradient = (1 - chance) * x - precision @ (weights - start.mean)
        weights += np.linalg.solve(precision + chance * (1 - chance) * np.outer(x, x), gradient)
    assert np.allclose(start.learn(SERVERLESS, yes=True).mean, weights, atol=1e-9)


def test_the_corrected_probability_is_the_mean_over_the_belief() -> None:
    draws = np.random.default_rng(5).normal(1.2, 1.5, 200_000)
    assert corrected(1.2, 1.5**2) == pytest.approx(float(np.mean(1 / (1 + np.exp(-draws)))), abs=0.01)


def test_reasons_are_the_two_largest_parts_in_words() -> None:
    found = TASTE.start().predict({"always": 1.0, "saving": 1.5, "effort": 1.8, "in_use": 0.1})
    assert [(reason.text, reason.weight > 0) for reason in found.reasons] == [
        ("large credit", True),
        ("much work", False),
    ]


def test_features_say_what_is_unknown_by_leaving_it_out() -> None:
    assert features(None, None, None, "elsewhere") == {"always": 1.0}


def test_already_done_is_a_fact_and_no_taste() -> None:
    start = TASTE.start()
    assert learned(start, SERVERLESS, Verdict.REJECT, "already_done") is start
    assert learned(start, SERVERLESS, Verdict.SNOOZE) is start


@pytest.mark.parametrize("effort", [-1.0, 0.1, 1.5])
def test_too_much_work_weighs_effort_more_than_a_plain_rejection(effort: float) -> None:
    found = {**SERVERLESS, "effort": effort}
    place = [trait.name for trait in TASTE.traits].index("effort")
    plain = learned(TASTE.start(), found, Verdict.REJECT, "not_relevant")
    told = learned(TASTE.start(), found, Verdict.REJECT, "too_much_work")
    assert told.mean[place] < plain.mean[place]
    assert told.decisions == plain.decisions == 1


def test_a_rejection_needs_a_known_reason(tmp_path: Path) -> None:
    log = Feedback(journal_in(tmp_path), "credits", TASTE)
    with pytest.raises(UsageError, match="not_relevant"):
        log.decide(shown("a", SERVERLESS), Verdict.REJECT, "no_taste")
    assert log.history() == []


def test_replay_of_the_log_rebuilds_the_same_belief(tmp_path: Path) -> None:
    log = Feedback(journal_in(tmp_path), "credits", TASTE)
    draw = np.random.default_rng(3)
    for number in range(25):
        verdict = [Verdict.ACCEPT, Verdict.REJECT, Verdict.SNOOZE][number % 3]
        reason = list(REASONS)[number % 5] if verdict is Verdict.REJECT else ""
        log.decide(shown(f"p{number % 4}", {**SERVERLESS, "saving": float(draw.normal())}), verdict, reason)
        log.belief()
    anew = replay(Feedback(journal_in(tmp_path), "credits", TASTE).standing(), TASTE)
    assert np.array_equal(log.belief().mean, anew.mean)
    assert np.array_equal(log.belief().covariance, anew.covariance)


def test_undo_restores_what_was_believed_before_to_the_last_bit(tmp_path: Path) -> None:
    log = Feedback(journal_in(tmp_path), "credits", TASTE)
    log.decide(shown("a", SERVERLESS), Verdict.ACCEPT)
    before = log.belief()
    log.decide(shown("b", SECURITY), Verdict.REJECT, "too_much_work")
    assert not np.array_equal(log.belief().mean, before.mean)
    assert log.undo().shown.subject == "b"
    assert np.array_equal(log.belief().mean, before.mean)
    assert np.array_equal(log.belief().covariance, before.covariance)
    assert [(item.shown.subject, item.undone) for item in log.history()] == [("b", True), ("a", False)]


def test_families_of_decisions_do_not_mix(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    credits_log, playbooks = Feedback(journal, "credits", TASTE), Feedback(journal, "playbooks", TASTE)
    playbooks.decide(shown("a", SERVERLESS), Verdict.ACCEPT)
    assert (credits_log.belief().decisions, playbooks.belief().decisions) == (0, 1)
    with pytest.raises(UsageError, match="no decision"):
        credits_log.undo()


def test_what_is_rejected_rests_a_month_unless_it_changes(tmp_path: Path) -> None:
    log = Feedback(journal_in(tmp_path), "credits", TASTE)
    decision = log.decide(shown("a", SERVERLESS), Verdict.REJECT, "not_relevant")
    assert decision.rests(date(2026, 5, 30), SERVERLESS)
    assert not decision.rests(date(2026, 5, 31), SERVERLESS)
    assert not decision.rests(date(2026, 5, 10), {**SERVERLESS, "saving": 1.4})


def test_only_near_ties_are_drawn_and_they_are_labelled() -> None:
    fields = ("ai", "compute", "security", "analytics")
    close = [Candidate(name, {"always": 1.0, "saving": 0.4, f"domain:{name}": 1.0}, 1000.0) for name in fields]
    far = Candidate("far", SERVERLESS, 5000.0)
    orders, explored = set(), 0
    for seed in range(12):
        placed = rank([*close, far], TASTE.start(), seed)
        assert placed[0].key == "far"
        assert placed[0].propensity == 1.0
        orders.add(tuple(item.key for item in placed))
        for item in placed[1:]:
            assert 0 < item.propensity < 1
            explored += item.explored
        assert placed == rank([*close, far], TASTE.start(), seed)
    assert len(orders) > 3
    assert explored > 3


def test_what_has_no_known_benefit_stands_behind() -> None:
    placed = rank([Candidate("dark", SERVERLESS), Candidate("small", SECURITY, 1.0)], TASTE.start(), 0)
    assert [item.key for item in placed] == ["small", "dark"]


def test_scores_against_numbers_worked_out_by_hand() -> None:
    found = score([0.9, 0.8, 0.3, 0.1], [True, False, False, False])
    assert found is not None
    assert found.accuracy == 0.75
    assert found.brier == pytest.approx((0.01 + 0.64 + 0.09 + 0.01) / 4)
    assert found.constant_brier == pytest.approx(0.1875)
    assert found.error == pytest.approx((0.1 + 0.8 + 0.3 + 0.1) / 4)
    assert score([], []) is None


def test_wilson_against_the_published_example() -> None:
    """Newcombe 1998, table I: 81 of 263."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
