"""What a question asks for, once it is understood; and what is said of one that is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cip_tui.model.onboarding.questions.fields import Field, brief
from cip_tui.model.onboarding.questions.lexer import Guess
from cip_tui.model.onboarding.questions.query import Query
from cip_tui.model.onboarding.standing import Standing


class Intent(StrEnum):
    """What is done with the accounts that a question is about."""

    LIST = "list"
    COUNT = "count"
    AGGREGATE = "aggregate"
    SHARE = "share"
    GROUPS = "groups"
    CHURN = "churn"
    DRIVERS = "drivers"
    OVERVIEW = "overview"
    PLAYS = "plays"
    CHANGES = "changes"
    RANGES = "ranges"
    # About accounts by name
    SHOW = "show"
    EXPLAIN = "why"
    COMPARE = "compare"
    LEVERS = "levers"
    LOOKUP = "lookup"
    CHECK = "check"


ALL = Query()
"""The query that lets every account through."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question understood. `query` selects the accounts, `base` of a share the whole it is taken of.

    `measure` is an aggregate (`sum`, `average`, …) and its field; `fields` are what is looked up or shown beside;
    `end` is `most` or `least` where one end of the groups or changes is asked for; `guesses` are mistyped names.
    """

    intent: Intent
    query: Query = ALL
    accounts: tuple[Standing, ...] = ()
    measure: tuple[str, Field] | None = None
    fields: tuple[Field, ...] = ()
    base: Query | None = None
    end: str = ""
    guesses: tuple[Guess, ...] = ()

    def __str__(self) -> str:
        parts = [str(self.intent) if self.intent is not Intent.AGGREGATE else ""]
        if self.measure is not None:
            parts.append(f"{self.measure[0]} {brief(self.measure[1])}")
        parts += [self.end, *(brief(field) for field in self.fields)]
        parts += [f"id:{account.account.external_account_id}" for account in self.accounts]
        parts.append(str(self.query))
        if self.base is not None:
            parts.append(f"of {self.base}" if self.base.groups else "of all")
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A question that is not answered: the words that say nothing to us, why, and questions that come near."""

    words: tuple[str, ...]
    reason: str
    nearest: tuple[str, ...] = ()
