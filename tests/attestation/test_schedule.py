"""When things are due: cadences, periods, windows, business days, stages, identities."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.attestation.agenda import State, compliance
from cip_tui.model.attestation.duties import (
    Cadence,
    DutyKind,
    EvidenceItem,
    ModelInUse,
    duties_of_models,
    duties_of_terms,
    evidence_items,
    read_cadence,
)
from cip_tui.model.attestation.records import Handed, Record
from cip_tui.model.attestation.schedule import add_months, plan
from cip_tui.model.attestation.workdays import BusinessDay, Rules
from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period
from tests.attestation.duties import AS_STATED, TERMS, TODAY, items, obligations, once, quarterly


@pytest.mark.parametrize(
    ("cadence", "first", "expected"),
    [
        (Cadence.MONTHLY, date(2026, 12, 31), [(2026, 12, 31), (2027, 1, 31), (2027, 2, 28), (2027, 3, 31)]),
        (Cadence.MONTHLY, date(2027, 12, 31), [(2027, 12, 31), (2028, 1, 31), (2028, 2, 29), (2028, 3, 31)]),
        (Cadence.MONTHLY, date(2027, 1, 30), [(2027, 1, 30), (2027, 2, 28), (2027, 3, 30)]),
        (Cadence.QUARTERLY, date(2026, 12, 31), [(2026, 12, 31), (2027, 3, 31), (2027, 6, 30)]),
        (Cadence.SEMIANNUAL, date(2026, 12, 15), [(2026, 12, 15), (2027, 6, 15), (2027, 12, 15)]),
        (Cadence.ANNUAL, date(2028, 2, 29), [(2028, 2, 29)]),
        (Cadence.ANNUAL, date(2027, 2, 28), [(2027, 2, 28), (2028, 2, 29)]),
        (Cadence.ONCE, date(2035, 1, 1), [(2035, 1, 1)]),
    ],
)
def test_a_duty_comes_round_by_its_cadence(cadence: Cadence, first: date, expected: list[tuple[int, int, int]]) -> None:
    duty = quarterly(cadence=cadence, first_due=first, term=None)
    days = [item.nominal for item in obligations(duty)]
    assert days[: len(expected)] == [date(*day) for day in expected]


def test_a_duty_ends_with_its_term_but_its_last_period_is_attested_after_it() -> None:
    term = Period(date(2026, 1, 1), date(2027, 1, 1))
    found = obligations(quarterly(first_due=date(2026, 4, 15), term=term), today=date(2026, 2, 1))
    assert [(item.period, item.nominal) for item in found] == [
        ("2026 Q1", date(2026, 4, 15)),
        ("2026 Q2", date(2026, 7, 15)),
        ("2026 Q3", date(2026, 10, 15)),
        ("2026 Q4", date(2027, 1, 15)),
    ]


def test_periods_follow_a_term_that_begins_in_the_middle_of_a_month() -> None:
    term = Period(date(2026, 4, 15), date(2028, 4, 15))
    found = obligations(quarterly(first_due=date(2026, 8, 1), term=term, cadence=Cadence.ANNUAL))
    assert [
        item.covered for item in obligations(quarterly(first_due=date(2027, 5, 1), term=term, cadence=Cadence.ANNUAL))
    ] == [
        Period(date(2026, 4, 15), date(2027, 4, 15)),
        Period(date(2027, 4, 15), date(2028, 4, 15)),
    ]
    assert found[0].period == "year 1"


def test_without_a_named_day_the_ends_of_the_periods_count_and_say_so() -> None:
    term = Period(date(2026, 1, 1), date(2027, 1, 1))
    found = obligations(quarterly(first_due=None, term=term), today=date(2026, 1, 1))
    assert [item.nominal for item in found] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
    ]
    assert all(item.derived for item in found)


def test_a_duty_without_any_day_is_named_and_in_no_calendar() -> None:
    duty = once(None)
    found = plan([duty], TODAY, AS_STATED)
    assert found.undated == (duty,)
    assert found.obligations == ()


@given(first=st.dates(date(2001, 1, 1), date(2090, 12, 31)), cadence=st.sampled_from(list(Cadence)))
def test_each_period_has_one_deadline_of_its_own_identity(first: date, cadence: Cadence) -> None:
    found = obligations(quarterly(cadence=cadence, first_due=first, term=None), today=first)
    assert len({item.uid for item in found}) == len(found)
    assert len({item.period for item in found}) == len(found)
    assert found[0].nominal == first
    assert all(later.nominal > earlier.nominal for earlier, later in pairwise(found))


@given(first=st.dates(date(2001, 1, 1), date(2090, 12, 31)), cadence=st.sampled_from([c for c in Cadence if c.months]))
def test_the_next_day_named_later_continues_the_same_deadlines(first: date, cadence: Cadence) -> None:
    """An agreement read again after a period has passed names the next day; the deadlines stay what they were."""
    found = obligations(quarterly(cadence=cadence, first_due=first, term=None), today=first)
    if len(found) > 1:
        again = obligations(quarterly(cadence=cadence, first_due=found[1].nominal, term=None), today=first)
        assert again[0].uid == found[1].uid


def test_a_deadline_that_moves_stays_the_same_deadline() -> None:
    before, after = obligations(quarterly())[0], obligations(quarterly(first_due=date(2027, 1, 11)))[0]
    assert before.uid == after.uid
    assert before.period == after.period == "2026 Q4"
    assert [before.stage_uid(s) for s in before.stages()] == [after.stage_uid(s) for s in after.stages()]


def test_no_identity_holds_a_date() -> None:
    assert {item.uid for item in obligations(once(date(2026, 12, 1)))} == {
        item.uid for item in obligations(once(date(2031, 5, 6)))
    }


@pytest.mark.parametrize(
    ("rule", "country", "stated", "expected"),
    [
        (BusinessDay.BEFORE, "", date(2026, 11, 28), date(2026, 11, 27)),
        (BusinessDay.AFTER, "", date(2026, 11, 28), date(2026, 11, 30)),
        (BusinessDay.NONE, "", date(2026, 11, 28), date(2026, 11, 28)),
        (BusinessDay.BEFORE, "US", date(2026, 11, 26), date(2026, 11, 25)),  # Thanksgiving
        (BusinessDay.AFTER, "US", date(2026, 12, 25), date(2026, 12, 28)),  # Christmas before a weekend
        (BusinessDay.BEFORE, "US", date(2028, 1, 1), date(2027, 12, 30)),  # New Year on a Saturday, kept on Friday
        (BusinessDay.BEFORE, "DE", date(2027, 5, 17), date(2027, 5, 14)),  # Whit Monday
        (BusinessDay.BEFORE, "IL", date(2026, 12, 4), date(2026, 12, 3)),  # Friday is closed there, Sunday is not
        (BusinessDay.BEFORE, "IL", date(2026, 11, 29), date(2026, 11, 29)),
    ],
)
def test_a_closed_day_moves_to_a_business_day(rule: BusinessDay, country: str, stated: date, expected: date) -> None:
    (found,) = obligations(once(stated), rules=Rules(country, business_day=rule))
    assert (found.nominal, found.due) == (stated, expected)
    assert found.closes == max(stated, expected)


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    epiphany = date(2027, 1, 6)
    assert obligations(once(epiphany), rules=Rules("DE", "BY"))[0].due == date(2027, 1, 5)
    assert obligations(once(epiphany), rules=Rules("DE", "BE"))[0].due == epiphany


@pytest.mark.parametrize("rules", [Rules("XX"), Rules("DE", "ZZ"), Rules("\x1b[31m")])
def test_an_unknown_country_is_refused(rules: Rules) -> None:
    with pytest.raises(UsageError):
        obligations(once(date(2026, 12, 1)), rules=rules)


def test_five_stages_stand_30_14_7_3_1_days_before_the_deadline() -> None:
    (found,) = obligations(once(date(2027, 3, 1)))
    assert [(s.days, s.day) for s in found.stages()] == [
        (30, date(2027, 1, 30)),
        (14, date(2027, 2, 15)),
        (7, date(2027, 2, 22)),
        (3, date(2027, 2, 26)),
        (1, date(2027, 2, 28)),
    ]


def test_stages_keep_their_distance_over_a_leap_day() -> None:
    (found,) = obligations(once(date(2028, 3, 1)))
    assert [s.day for s in found.stages()][-1] == date(2028, 2, 29)


def test_a_window_shorter_than_the_stages_opens_after_the_first_reminders() -> None:
    (found,) = obligations(once(date(2026, 12, 31), window_days=5))
    assert found.opens == date(2026, 12, 26)
    assert [s.days for s in found.stages() if s.day < found.opens] == [30, 14, 7]


@pytest.mark.parametrize("day", [date.min, date(26, 12, 31), date(1999, 12, 31), date(9999, 12, 31), date.max])
def test_a_day_that_cannot_be_meant_is_no_day(day: date) -> None:
    for cadence in Cadence:
        found = plan([once(day, cadence=cadence, grace_days=90, window_days=90)], TODAY, Rules())
        assert (len(found.obligations), len(found.undated)) == (0, 1)


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 11, 1), State.UPCOMING, 39),
        (date(2026, 11, 30), State.OPEN, 10),
        (date(2026, 12, 10), State.OPEN, 0),
        (date(2026, 12, 11), State.OPEN, -1),
        (date(2026, 12, 15), State.OPEN, -5),
        (date(2026, 12, 16), State.MISSED, -6),
    ],
)
def test_the_state_follows_window_deadline_and_grace(today: date, state: State, left: int) -> None:
    (item,) = items(once(date(2026, 12, 10), window_days=10, grace_days=5), today=today)
    assert (item.state, item.days_left) == (state, left)
    assert item.overdue == (left < 0)
    assert item.status.word == {State.MISSED: "Missed"}.get(state, "Overdue" if left < 0 else state.capitalize())


def test_words_for_what_is_due_today_and_over() -> None:
    assert [items(once(day))[0].countdown for day in (TODAY, TODAY + timedelta(days=1), TODAY - timedelta(days=2))] == [
        "today",
        "tomorrow",
        "2 d over",
    ]


def test_evidence_attestation_and_deferral_change_the_state() -> None:
    duty = once(date(2026, 12, 1), evidence=(EvidenceItem("a", "A"), EvidenceItem("b", "B")))
    uid = obligations(duty)[0].uid
    one = {"a": Handed("a", TODAY, "ada")}

    def state(record: Record, today: date = TODAY) -> State:
        return items(duty, records={uid: record}, today=today)[0].state

    assert state(Record(evidence=one)) is State.OPEN
    assert state(Record(evidence=one | {"b": Handed("b", TODAY, "ada")})) is State.EVIDENCE_READY
    assert state(Record(done_on=TODAY)) is State.ATTESTED
    assert state(Record(deferred_to=date(2026, 12, 8))) is State.DEFERRED
    assert state(Record(deferred_to=date(2026, 12, 8)), date(2026, 12, 9)) is State.MISSED


def test_evidence_that_is_too_old_on_the_day_does_not_count() -> None:
    duty = once(date(2026, 12, 1), evidence=(EvidenceItem("a", "A", max_age_days=30),))
    uid = obligations(duty)[0].uid
    for day, state in ((date(2026, 11, 1), State.EVIDENCE_READY), (date(2026, 10, 31), State.OPEN)):
        (item,) = items(duty, records={uid: Record(evidence={"a": Handed("a", day, "ada")})})
        assert item.state is state
        assert [piece.id for piece in item.missing] == ([] if state is State.EVIDENCE_READY else ["a"])


def test_overdue_stands_on_top_and_settled_at_the_end() -> None:
    duties = [once(TODAY + timedelta(days=days), programme=str(days)) for days in (40, -3, 2, -9, 9)]
    settled = obligations(duties[4])[0].uid
    found = items(*duties, records={settled: Record(done_on=TODAY)})
    assert [item.days_left for item in found] == [-9, -3, 2, 40, 9]


def test_compliance_counts_what_is_over() -> None:
    duties = [once(TODAY - timedelta(days=days), programme=str(days)) for days in (1, 2, 3, 4)]
    duties.append(once(TODAY + timedelta(days=5), programme="ahead"))
    duties.append(once(TODAY - timedelta(days=9), programme="model", kind=DutyKind.RETIREMENT))
    uids = [item.uid for item in obligations(*duties) if item.duty.programme in "124"]
    records = dict(
        zip(
            sorted(uids),
            [
                Record(done_on=TODAY - timedelta(days=30)),
                Record(done_on=TODAY - timedelta(days=30)),
                Record(done_on=TODAY),
            ],
            strict=True,
        )
    )
    found = compliance(items(*duties, records=records))
    assert (found.kept, found.late, found.missed) == (2, 1, 1)
    assert found.rate == 0.5


def test_terms_give_attestations_notices_and_ends_of_years() -> None:
    duties = list(duties_of_terms(TERMS))
    assert [duty.kind for duty in duties] == [
        *[DutyKind.ATTESTATION] * 2,
        DutyKind.NOTICE,
        *[DutyKind.PERIOD_END] * 3,
    ]
    assert duties[2].first_due == date(2028, 10, 3)
    assert duties[0].origin == "Private Pricing Addendum, page 4"
    assert duties[1].first_due is None
    assert not any(item.called_for for item in items(*duties[3:], today=date(2026, 12, 31)))
    assert items(*duties[3:], today=date(2027, 1, 1))[-1].state is State.PASSED


def test_models_in_use_are_moved_before_they_retire() -> None:
    day = timedelta(days=1)
    used = ModelInUse("openai", "soon", TODAY - day, TODAY + 20 * day)
    gone = ModelInUse("openai", "gone", TODAY - day, TODAY - 20 * day)
    left = ModelInUse("openai", "left", TODAY - 21 * day, TODAY - 20 * day)
    old = ModelInUse("openai", "old", TODAY - 200 * day, TODAY + 20 * day)
    duties = list(duties_of_models([used, gone, left, old], TODAY))
    assert [duty.programme for duty in duties] == ["openai/soon", "openai/gone"]
    assert duties[0].first_due == TODAY + 19 * day


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("Semi-annually", Cadence.SEMIANNUAL),
        ("yearly", Cadence.ANNUAL),
        ("annual", Cadence.ANNUAL),
        ("?", Cadence.ONCE),
    ],
)
def test_cadences_are_read(text: str, cadence: Cadence) -> None:
    assert read_cadence(text) is cadence


def test_two_pieces_of_evidence_of_one_name_stay_two() -> None:
    assert [item.id for item in evidence_items(["Report", "report", "証明"])] == ["report", "report-2", "item"]


def test_two_duties_of_one_name_stay_two() -> None:
    from dataclasses import replace

    twice = replace(TERMS, attestations=TERMS.attestations[:1] * 2)
    found = obligations(*duties_of_terms(twice))
    assert len({item.uid for item in found}) == len(found)


def test_a_leap_day_has_no_anniversary_in_other_years() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 2, 29), 48) == date(2028, 2, 29)
