"""The scoring of readings, on readings made up here."""

from tests.commitment.agreements.truth import Agreement, facts
from tests.commitment.scoring import Told, Verdict, judged, scored

AGREEMENT = Agreement(
    "made_up",
    "",
    bytes,
    facts("""
    customer           | Ashgrove Ltd. | 1 |
    years.1.amount     | 1000 | 1 |
    years.2.amount     | redacted | 1 |
    total              | ?1000 |  |
    period.start       | 2025-01-01 | 1 |
    discounts.*        | 0.09 | 1 |
    discounts.Amazon S3 | absent | |
    attestations.Annual Spend Attestation | annual | 2 |
    """),
)


def verdicts(*told: Told) -> dict[str, Verdict]:
    return {item.field: item.verdict for item in judged(AGREEMENT, told)}


def test_a_reading_that_says_nothing_misses_what_is_stated_and_nothing_else() -> None:
    found = verdicts()
    assert found.pop("years.2.amount") is Verdict.UNSEEN
    assert set(found.values()) == {Verdict.MISSED}
    assert "total" not in found


def test_a_perfect_reading_is_right_throughout() -> None:
    told = (
        Told("customer", "ashgrove ltd"),
        Told("years.1.amount", "1000.00", 1),
        Told("years.2.amount", None, redacted=True),
        Told("period.start", "2025-01-01"),
        Told("discounts.*.1", "0.090"),
        Told("discounts.*.2", "0.090"),
        Told("attestations.spend attestation", "annual"),
    )
    score = scored(judged(AGREEMENT, told))
    assert (score.right, score.redacted, score.precision, score.recall) == (5, 1, 1.0, 1.0)


def test_a_wrong_sum_is_silent_only_without_a_warning() -> None:
    plain = scored(judged(AGREEMENT, [Told("years.1.amount", "5000")]))
    warned = scored(judged(AGREEMENT, [Told("years.1.amount", "5000", doubtful=True)]))
    assert (plain.wrong, plain.silent) == (1, 1)
    assert (warned.wrong, warned.silent) == (1, 0)


def test_a_sum_that_stands_nowhere_is_invented_and_so_is_one_for_a_redaction() -> None:
    found = verdicts(Told("years.3.amount", "7"), Told("years.2.amount", "0"))
    assert found["years.3.amount"] is Verdict.INVENTED
    assert found["years.2.amount"] is Verdict.INVENTED


def test_rates_that_differ_by_year_are_not_the_one_rate_of_the_document() -> None:
    found = verdicts(Told("discounts.*.1", "0.09"), Told("discounts.*.2", "0.10"))
    assert found["discounts.*"] is Verdict.MISSED
    assert found["discounts.*.1"] is Verdict.INVENTED
