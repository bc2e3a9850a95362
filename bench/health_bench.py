"""Health of 100,000 accounts: scored, listed, filtered; how steady bands are; how many frozen questions are read.

The accounts are the sample's 35, each many times with values up to 20 % off, so that every part of every range occurs.
Steadiness holds scores along straight lines against scores by steps (0, 60, 100): values 2 % off, 200 draws of each of
the 35 accounts, and category weights 20 % off.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from bench.harness import Bench, at_least, at_most
from cip_tui.model.onboarding.accounts import Account
from cip_tui.model.onboarding.health import assess_all
from cip_tui.model.onboarding.health_arrays import Arrays, arrays_of, score_arrays
from cip_tui.model.onboarding.levers import robustness
from cip_tui.model.onboarding.questions.ask import NotUnderstood
from cip_tui.model.onboarding.questions.evaluate import run_query
from cip_tui.model.onboarding.questions.grammar import parse_query
from cip_tui.model.onboarding.questions.lexer import Names
from cip_tui.model.onboarding.questions.understand import understand
from cip_tui.model.onboarding.scores import Method
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import all_standing
from tests.onboarding.asked import questions
from tests.onboarding.sample import sample_accounts

ACCOUNTS, DRAWS = 100_000, 200
SHIPPED = HealthSettings()


def run(bench: Bench) -> None:
    """Time the work on many accounts, then print how steady bands are and how questions are read."""
    many = _noisy(arrays_of(sample_accounts(), SHIPPED), ACCOUNTS, 0.2)
    bench.measure(
        "health of 100,000 accounts", lambda: _timed(lambda: score_arrays(many, SHIPPED)), unit="s",
        target=at_most(0.5),
    )  # fmt: skip
    accounts: Sequence[Account] = sample_accounts() * (ACCOUNTS // 35 + 1)
    bench.measure("the lines of the list for them", lambda: _timed(lambda: all_standing(accounts, SHIPPED)), unit="s")
    rows = all_standing(accounts, SHIPPED)
    query = parse_query("churn:high acv>100k sort:-acv")
    bench.measure("filter and sort of them", lambda: _timed(lambda: run_query(query, rows)), unit="s")
    _steadiness(bench)
    _questions(bench)


def _timed(work: object) -> float:
    assert callable(work)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _noisy(given: Arrays, count: int, spread: float) -> Arrays:
    """Return accounts drawn from the given ones, each value up to `spread` off; words stay as they are."""
    rng = np.random.default_rng(7)
    chosen = np.arange(count) % len(given.values)
    values = given.values[chosen]
    words = [bool(kpi.words) for kpi in SHIPPED.scheme.kpis]
    noise = np.where(words, 1.0, 1.0 + rng.uniform(-spread, spread, values.shape))
    return Arrays(values * noise, given.imputed[chosen], [given.segments[int(index)] for index in chosen])


def _steadiness(bench: Bench) -> None:
    given = arrays_of(sample_accounts(), SHIPPED)
    noisy = _noisy(given, 35 * DRAWS, 0.02)
    for method, target in ((Method.LINEAR, at_most(1.0)), (Method.STEP, None)):
        settings = HealthSettings(method=method, cap=False)
        still, moved = score_arrays(given, settings), score_arrays(noisy, settings)
        base = np.arange(35 * DRAWS) % 35
        flips = 100 * float(np.mean(moved.uncapped != still.uncapped[base]))
        change = np.abs(moved.score - still.score[base])
        bench.record(f"bands that flip at 2 % noise, {method}", [flips], unit="%", target=target)
        bench.note(f"{method}: mean change {change.mean():.2f} points, worst {change.max():.1f}")
        firm = [robustness(one) or 0.0 for one in assess_all(sample_accounts(), settings)]
        kept = 100 * sum(firm) / len(firm)
        bench.record(f"bands that hold at weights 20 % off, {method}", [kept], unit="%")


def _questions(bench: Bench) -> None:
    names = Names(all_standing(sample_accounts(), SHIPPED))
    asked = questions()
    start = time.perf_counter()
    found = [(meanings, understand(text, names)) for text, meanings in asked]
    spent = 1000 * (time.perf_counter() - start) / len(asked)
    answered = [one for meanings, one in found if meanings]
    read = sum(not isinstance(one, NotUnderstood) for one in answered)
    bench.record("frozen questions that are read", [100 * read / len(answered)], unit="%", target=at_least(95))
    bench.record("reading a question", [spent], unit="ms")
