"""Questions that are understood, to offer where one is not."""

from __future__ import annotations

from collections.abc import Sequence

from cip_tui.model.onboarding.standing import Standing

EXAMPLES = (
    "which accounts are critical",
    "how many accounts are at risk",
    "accounts with high churn risk and ACV over 100k",
    "who is likely to churn",
    "who is dormant",
    "ARR at risk by CSM",
    "total ACV by segment",
    "average health by industry",
    "what percentage of accounts are healthy",
    "top 5 accounts by ACV",
    "bottom 5 accounts by health",
    "which account has the highest error rate",
    "accounts with errors above 5 %",
    "accounts without a CSM",
    "which accounts have missing data",
    "where does reported health diverge",
    "which kpi costs the most points",
    "why is {account} at risk",
    "compare {account} and {other}",
    "what should I do for {account}",
    "what would make {account} healthy",
    "what is the error rate of {account}",
    "what should I do first",
    "what changed since the last import",
    "customers since 2024",
    "what is the healthy range for error rate",
    "how are we doing",
)
OFFERED = 3


def nearest(question: str, standings: Sequence[Standing]) -> tuple[str, ...]:
    """Return the examples that come nearest to a question in their words."""
    from rapidfuzz import fuzz, process

    names = [one.account.account_name for one in standings[:2]] or ["Acme"]
    examples = [text.format(account=names[0], other=names[-1]) for text in EXAMPLES]
    found = process.extract(question.casefold(), examples, scorer=fuzz.token_set_ratio, limit=OFFERED)
    return tuple(text for text, _, _ in found)
