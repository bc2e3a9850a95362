"""Whether health would have told who left: scores held against what became of the accounts.

AUC is the chance that an account that churned had a lower score than one that renewed (Mann and Whitney 1947; equal
scores count half), its 95 % interval is Hanley and McNeil's (1982). Outcome and KPIs come from one file: where the KPIs
were taken after the outcome, the figures flatter.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cip_tui.model.onboarding.kpis import Band
from cip_tui.model.onboarding.standing import Standing

CHURNED, RENEWED = "churned", "renewed"
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Backtest:
    """How well health told churned from renewed accounts. Rates are fractions, None where nothing can be divided.

    `recall` is the share of churned accounts that were Critical, `reach` that were Critical or At Risk, `false_alarms`
    the share of renewed accounts that were Critical.
    """

    churned: int
    renewed: int
    auc: float
    low: float
    high: float
    recall: float
    reach: float
    false_alarms: float
    precision: float | None


def backtest(standings: Sequence[Standing]) -> Backtest | None:
    """Return the trial, or None where not both outcomes occur among accounts with a score."""
    known = [one for one in standings if one.score is not None]
    gone = [one for one in known if one.account.outcome == CHURNED]
    kept = [one for one in known if one.account.outcome == RENEWED]
    if not gone or not kept:
        return None
    auc = _auc([one.score or 0.0 for one in gone], [one.score or 0.0 for one in kept])
    error = _standard_error(auc, len(gone), len(kept))
    critical = sum(one.band is Band.CRITICAL for one in gone)
    alarms = sum(one.band is Band.CRITICAL for one in kept)
    return Backtest(
        churned=len(gone),
        renewed=len(kept),
        auc=auc,
        low=max(0.0, auc - _Z * error),
        high=min(1.0, auc + _Z * error),
        recall=critical / len(gone),
        reach=sum(one.band in (Band.CRITICAL, Band.AT_RISK) for one in gone) / len(gone),
        false_alarms=alarms / len(kept),
        precision=critical / (critical + alarms) if critical + alarms else None,
    )


def _auc(gone: Sequence[float], kept: Sequence[float]) -> float:
    ordered = sorted(kept)
    wins = sum(
        len(ordered) - bisect_right(ordered, score) + 0.5 * (bisect_right(ordered, score) - bisect_left(ordered, score))
        for score in gone
    )
    return wins / (len(gone) * len(kept))


def _standard_error(auc: float, gone: int, kept: int) -> float:
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    variance = auc * (1 - auc) + (gone - 1) * (q1 - auc * auc) + (kept - 1) * (q2 - auc * auc)
    return math.sqrt(max(0.0, variance) / (gone * kept))
