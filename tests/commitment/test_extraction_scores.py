"""How well the test agreements are read: what is promised of money, dates and redactions. `python -m bench extraction`
prints every field."""

import pytest

from tests.commitment.agreements import AGREEMENTS
from tests.commitment.agreements.truth import Family
from tests.commitment.readings import outcomes
from tests.commitment.scoring import Outcome, Verdict, scored


@pytest.fixture(scope="module")
def found() -> list[Outcome]:
    return [outcome for agreement in AGREEMENTS for outcome in outcomes(agreement)]


def exact(found: list[Outcome]) -> list[Outcome]:
    return [item for item in found if item.family in {Family.MONEY, Family.DATE}]


def test_money_and_dates_are_hardly_ever_wrong(found: list[Outcome]) -> None:
    assert (scored(exact(found)).precision or 0) >= 0.97


def test_most_money_and_dates_are_found(found: list[Outcome]) -> None:
    assert (scored(exact(found)).recall or 0) >= 0.90


def test_no_sum_is_wrong_without_a_warning(found: list[Outcome]) -> None:
    assert [item for item in found if item.silent] == []


def test_every_redaction_is_seen(found: list[Outcome]) -> None:
    assert [item for item in found if item.verdict is Verdict.UNSEEN] == []


def test_the_evidence_stands_on_the_page_that_is_named(found: list[Outcome]) -> None:
    pages = [item.page_right for item in found if item.verdict is Verdict.RIGHT and item.page_right is not None]
    assert sum(pages) / len(pages) >= 0.97
