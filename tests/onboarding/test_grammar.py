"""The filter of accounts: what it finds, that it is written back as read, and what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.errors import UsageError
from cip_tui.model.onboarding.questions.evaluate import run_query
from cip_tui.model.onboarding.questions.fields import all_fields, field_named
from cip_tui.model.onboarding.questions.grammar import complete_query, parse_query
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import Standing, all_standing
from tests.onboarding.sample import sample_accounts


@cache
def standings() -> Sequence[Standing]:
    return all_standing(sample_accounts(), HealthSettings())


def found(text: str) -> list[int]:
    """Return the numbers of the accounts that a query finds, without the 30 before them."""
    return [int(row.account.external_account_id[-2:]) for row in run_query(parse_query(text), standings()).rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("churn:high acv>100k sort:-acv", [16, 23, 27, 9]),
        ("csm:none", [17, 29, 31]),
        ("-csm:none segment:development", [6, 24, 30, 34, 35]),
        ("band:critical", [17, 24, 29, 31]),
        ("band:at-risk,critical sort:score limit:3", [31, 24, 29]),
        ("velocity<-50", [23, 31, 33]),
        ("velocity<=-50 velocity>-51", [24, 29]),
        ("errors>10", [16]),
        ("errors:none", [31]),
        ("error_rate_pct:5..10 sort:-errors limit:2", [27, 35]),
        ("acv>=$1,000,000", []),
        ("acv>0.9m", [1]),
        ("signup>=2024-11", [33, 34, 35]),
        ("signup>2024-11", [35]),
        ("signup<2023-04 sort:-signup", [2, 1]),
        ("signup:2024-03", [16, 17]),
        ("signup:2023-12..2024-01", [11, 12, 13]),
        ("churn:unknown", [34]),
        ("expansion:unknown", [32]),
        ("score>98 or band.daily_invocations:critical idle>30", [1, 2, 31]),
        ("lost.error_rate>5", [16, 35]),
        ("cov<80", [31]),
        ("diverges:yes", [9, 12, 16, 23, 27, 33]),
        ("capped:yes", [16]),
        ("doubtful:yes", [26, 34]),
        ("vantage", [9]),
        ("vntage", [9]),
        ("3021", [21]),
        ('"mosaic rec"', [21]),
        ("-band:healthy industry:insurance", [9, 27]),
        ("industry!=technology acv>600k", [2, 33]),
        ("gpu=L4 acv>250k", [16]),
        ("gpu:L4 acv>250k", [16]),
        ("gpu:L40S acv>250k", [4, 7]),
        ("industry:insur", [9, 27]),
        ("industry:nsurance", []),
    ],
)
def test_a_query_finds_what_it_says(text: str, expected: list[int]) -> None:
    assert found(text) == expected


def test_an_account_without_the_value_is_in_neither_comparison_but_in_the_rest() -> None:
    assert 26 not in found("reported>=0")
    assert 26 in found("-reported>=0")
    assert len(found("reported>=0")) == 34


def test_nothing_asked_finds_every_account() -> None:
    assert len(found("")) == 35
    assert len(found("   and  ")) == 35


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("foo:1", "no field 'foo'"),
        ("scoer>5", "Did you mean score?"),
        ("churn:bad", "High, Medium, Low"),
        ("acv>lots", "no number"),
        ("acv>", "value is missing"),
        ("churn>high", "no number to compare"),
        ("limit:none", "no limit"),
        ("limit:0", "no limit"),
        ("by:acv", "is a number"),
        ("churn:high or", "between two conditions"),
        ("signup>soon", "no day"),
        ("x" * 2000, "at most"),
    ],
)
def test_what_is_not_understood_is_said(text: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_query(text)
    assert hint in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "churn:high acv>100k sort:-acv limit:5 by:csm",
        'csm:"Priya Nair" -churn:low or band:at-risk',
        "acv:1..2 signup:2024..2025 lost.p95_latency>1",
        '"or" -"two words" ""',
        'name:"say ""hi"""',
    ],
)
def test_a_query_is_written_as_it_is_read(text: str) -> None:
    query = parse_query(text)
    assert parse_query(str(query)) == query
    assert str(parse_query(str(query))) == str(query)


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    try:
        query = parse_query(text)
    except UsageError:
        return
    assert str(parse_query(str(query))) == str(query)
    run_query(query, standings()[:3])


def test_every_field_has_a_name_of_its_own_and_a_value_for_every_account() -> None:
    assert len({field.name for field in all_fields()}) == len(all_fields())
    for field in all_fields():
        assert field_named(field.name) is field
        assert any(field.value(row) is not None for row in standings()) or field.name == "outcome"


def test_names_and_words_are_completed() -> None:
    assert complete_query("chu", {}) == ["churn:", "churn_risk:"]
    assert complete_query("acv>5 churn:", {}) == [
        f"acv>5 churn:{word}" for word in ("High", "Medium", "Low", "Unknown")
    ]
    assert complete_query("-csm:pri", {"csm_assigned": ["Priya Nair", "Marcus Webb"]}) == ['-csm:"Priya Nair"']
    assert "sort:-acv" in complete_query("sort:-ac", {})
    assert complete_query("foo:", {}) == []
    assert complete_query("", {}) == []
