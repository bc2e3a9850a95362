"""How well the test agreements are read: what is promised of money, dates and redactions. `python -m bench extraction`
prints every field."""

from functools import cache

import pytest

from tests.commitment.agreements import AGREEMENTS, ASIDE, FRESH, LAST, SECOND
from tests.commitment.agreements.truth import Family
from tests.commitment.readings import outcomes
from tests.commitment.scoring import Outcome, Verdict, scored

SETS = {"agreements": AGREEMENTS, "more agreements": SECOND, "last agreements": LAST, "fresh": FRESH, "aside": ASIDE}
READ = list(SETS)
PRECISION = {"fresh": 1.0, "aside": 1.0}
"""Where more is reached than is asked of every set."""
RECALL = {"fresh": 1.0, "aside": 0.87}
"""Where more is reached than is asked of every set, or less: one table of the set aside stays unread."""
WARNED = 0.1
"""The share of the right sums that may carry a warning: more, and nobody reads them."""


@cache
def found(name: str) -> list[Outcome]:
    """Return the verdicts on one set."""
    return [outcome for agreement in SETS[name] for outcome in outcomes(agreement)]


def exact(items: list[Outcome]) -> list[Outcome]:
    return [item for item in items if item.family in {Family.MONEY, Family.DATE}]


@pytest.mark.parametrize("name", READ)
def test_money_and_dates_are_hardly_ever_wrong(name: str) -> None:
    assert (scored(exact(found(name))).precision or 0) >= PRECISION.get(name, 0.97)


@pytest.mark.parametrize("name", READ)
def test_most_money_and_dates_are_found(name: str) -> None:
    assert (scored(exact(found(name))).recall or 0) >= RECALL.get(name, 0.90)


@pytest.mark.parametrize("name", READ)
def test_no_sum_is_wrong_without_a_warning(name: str) -> None:
    assert [item for item in found(name) if item.silent] == []


def test_right_sums_seldom_carry_a_warning() -> None:
    items = [item for name in READ for item in found(name)]
    right = [item for item in items if item.family is Family.MONEY and item.verdict is Verdict.RIGHT]
    assert sum(item.doubtful for item in right) <= WARNED * len(right)


@pytest.mark.parametrize("name", list(SETS))
def test_every_redaction_is_seen(name: str) -> None:
    assert [item for item in found(name) if item.verdict is Verdict.UNSEEN] == []


@pytest.mark.parametrize("name", list(SETS))
def test_the_evidence_stands_on_the_page_that_is_named(name: str) -> None:
    pages = [item.page_right for item in found(name) if item.verdict is Verdict.RIGHT and item.page_right is not None]
    assert sum(pages) / len(pages) >= 0.97
