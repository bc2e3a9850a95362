"""Questions asked after the first hundred were understood: how many of those are read right, and that none is wrong."""

from __future__ import annotations

from cip_tui.model.onboarding.questions.ask import Ask
from cip_tui.model.onboarding.questions.understand import understand
from tests.onboarding.asked import MORE, questions
from tests.onboarding.test_frozen_questions import meaning_of, names


def test_none_of_the_later_questions_is_read_wrong() -> None:
    found = [(text, understand(text, names()), meanings) for text, meanings in questions(MORE)]
    wrong = [
        f"{text} -> {ask}"
        for text, ask, meanings in found
        if isinstance(ask, Ask) and not any(meaning_of(ask).fits(one) for one in meanings)
    ]
    assert not wrong


def test_most_of_the_later_questions_are_understood() -> None:
    answerable = [text for text, meanings in questions(MORE) if meanings]
    understood = [text for text in answerable if isinstance(understand(text, names()), Ask)]
    assert len(understood) >= 0.75 * len(answerable)
