"""What the onboarding maps by itself on the frozen header set is never wrong; `python -m bench matching` tells more."""

from tests.onboarding.matched import everything, recall


def test_no_column_is_taken_for_another() -> None:
    assert {item.file: item.wrong for item in everything() if item.wrong} == {}


def test_most_columns_are_taken_without_being_asked_for() -> None:
    assert recall(everything()) >= 0.6
