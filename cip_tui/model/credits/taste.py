"""What decides whether a credit is accepted: the features of a credit programme and how people in general weigh them.

The weights are an assumption, stated here and nowhere fitted to data: more money and less work speak for a programme,
so does a stack that is mostly in use already; fields of work are liked and disliked by different people and stand at
zero. Whoever decides moves them with the first decision. What the assumption is worth when people are otherwise is
measured by `python -m bench learning`.
"""

from __future__ import annotations

import math
from decimal import Decimal

from cip_tui.model.credits.learning import Trait, Traits

DOMAINS: dict[str, str] = {
    "serverless": "serverless",
    "ai": "AI",
    "compute": "compute",
    "analytics": "analytics",
    "security": "security",
    "growth": "growth and migration",
}
"""Fields of work that programmes belong to, and how they are written."""

ALWAYS = "always"
SAVING = "saving"
EFFORT = "effort"
IN_USE = "in_use"

TASTE = Traits(
    (
        Trait(ALWAYS, 0.0, 1.5),
        Trait(SAVING, 1.8, 1.0, "large credit", "small credit"),
        Trait(EFFORT, -1.4, 1.0, "much work", "little work"),
        Trait(IN_USE, 1.0, 0.8, "mostly in use already", "mostly not in use yet"),
        *(Trait(f"domain:{name}", 0.0, 1.5, f"{words} programme") for name, words in DOMAINS.items()),
    ),
    drift=0.004,
)
"""The traits of credit programmes."""

# A credit of $1,000 a month and five engineer-days are neither large nor small.
_USUAL_SAVING, _USUAL_DAYS = 1000.0, 5.0


def features(saving: Decimal | None, days: Decimal | None, in_use: float | None, domain: str) -> dict[str, float]:
    """Return the features of a programme; what is not known is neither high nor low.

    `saving` is the credit a month in the workspace's currency, `days` the work in engineer-days, `in_use` the share
    of its services that are in use.
    """
    found = {ALWAYS: 1.0}
    if saving is not None:
        found[SAVING] = _scaled(float(saving), _USUAL_SAVING, 10)
    if days is not None:
        found[EFFORT] = _scaled(float(days), _USUAL_DAYS, 4)
    if in_use is not None:
        found[IN_USE] = 2 * in_use - 1
    if domain in DOMAINS:
        found[f"domain:{domain}"] = 1.0
    return {name: round(value, 6) for name, value in found.items()}


def _scaled(value: float, usual: float, base: float) -> float:
    """Return the logarithm of value over what is usual, between -2 and 2."""
    return max(-2.0, min(2.0, math.log(max(value, 1e-9) / usual, base)))
