"""The frozen questions are well formed."""

from tests.onboarding.asked import INTENTS, Meaning, condition, questions
from tests.onboarding.header_rows import COLUMNS
from tests.onboarding.sample import sample_accounts

MORE = {"score", "band", "region", "account_status", "lost.error_rate", "lost.error_rate_pct"}


def test_there_are_a_hundred_questions_and_some_have_no_answer() -> None:
    asked = questions()
    assert len({text for text, _ in asked}) == len(asked) >= 100
    assert sum(not meanings for _, meanings in asked) >= 10


def test_every_meaning_speaks_of_known_fields_and_accounts() -> None:
    fields = {*COLUMNS, *MORE}
    names = {account.account_name for account in sample_accounts()}
    for text, meanings in questions():
        for item in meanings:
            assert set(item.names) <= names, text
            used = {field for field, _, _ in item.where} | {item.measure, item.by} - {""}
            used |= {item.sort[0]} if item.sort else set()
            assert item.intent in INTENTS, text
            assert used <= fields, text


def test_numbers_and_words_are_compared_by_what_they_say() -> None:
    one = Meaning("list", frozenset({condition("monthly_spend", ">", "20000.00")}), limit="5")
    other = Meaning("list", frozenset({condition("monthly_spend", ">", "2E+4")}), limit="*")
    assert one.fits(other)
    assert not other.fits(one)
    assert condition("industry", "in", "Gaming|education") == condition("industry", "in", "education|gaming")
