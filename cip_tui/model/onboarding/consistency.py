"""What the fields of an account say of each other: free checks, for information only, and suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cip_tui.model.document import Level
from cip_tui.model.onboarding.checks import CELLS_SHOWN, CellFinding
from cip_tui.model.onboarding.columns import AccountColumns

DORMANT_DAYS = 30
# Contract over twelve times the monthly spend: as much as this, or as little, is worth a look.
_RUN_RATE = 2.0
_MONTHLY_SLACK = 0.25
_RATES = ("avg_execution_time_sec", "cold_start_pct", "p95_latency_ms", "error_rate_pct")


def consistency(accounts: AccountColumns) -> list[CellFinding]:
    """Return what does not fit together: annual and monthly money, daily and monthly use, mean and P95 times."""
    return [
        *_pairs(accounts, "contract-run-rate", "contract_value_annual", "monthly_spend", _against_run_rate),
        *_pairs(accounts, "daily-monthly", "daily_invocations", "invocations_30d", _against_month),
        *_pairs(accounts, "p95-below-mean", "p95_latency_ms", "avg_execution_time_sec", _against_mean),
        *_no_traffic(accounts),
        *_dormant(accounts),
    ]


def _against_run_rate(contract: float, spend: float) -> str:
    if not contract or not spend:
        return ""
    ratio = contract / (12 * spend)
    return f"The contract is {ratio:.1f}x twelve months of spend" if ratio > _RUN_RATE or ratio < 1 / _RUN_RATE else ""


def _against_month(daily: float, monthly: float) -> str:
    if abs(30 * daily - monthly) <= _MONTHLY_SLACK * max(30 * daily, monthly):
        return ""
    return f"30 x {daily:g} a day is not {monthly:g} a month"


def _against_mean(p95_ms: float, mean_s: float) -> str:
    return "P95 latency lies below the mean execution time" if p95_ms < mean_s * 1000 else ""


def _pairs(
    accounts: AccountColumns, rule: str, first: str, second: str, judge: Callable[[float, float], str]
) -> list[CellFinding]:
    left, right = accounts.texts.get(first), accounts.texts.get(second)
    if left is None or right is None:
        return []
    found: list[tuple[int, str]] = []
    for index, (one, other) in enumerate(zip(left, right, strict=True)):
        if one and other and (said := judge(float(one), float(other))):
            found.append((index, said))
    return list(_listed(accounts, rule, first, found))


def _listed(accounts: AccountColumns, rule: str, name: str, found: list[tuple[int, str]]) -> Iterator[CellFinding]:
    """Yield each of a few, and the rest as one."""
    for index, said in found[:CELLS_SHOWN]:
        company = accounts.text("company_name", index)
        yield CellFinding(Level.INFO, rule, f"{company}: {said}", (accounts.cell(name, index),), field=name)
    rest = found[CELLS_SHOWN:]
    if rest:
        cells = tuple(accounts.cell(name, index) for index, _ in rest[:CELLS_SHOWN])
        yield CellFinding(Level.INFO, rule, f"{len(rest):,} more like these", cells, len(rest), field=name)


def _no_traffic(accounts: AccountColumns) -> list[CellFinding]:
    daily = accounts.texts.get("daily_invocations")
    monthly = accounts.texts.get("invocations_30d")
    if daily is None or monthly is None:
        return []
    found = [
        (index, "no traffic, so it can have no rates and times")
        for index, (one, other) in enumerate(zip(daily, monthly, strict=True))
        if one and other and not float(one) and not float(other) and not any(accounts.text(n, index) for n in _RATES)
    ]
    return list(_listed(accounts, "no-traffic", "daily_invocations", found))


def _dormant(accounts: AccountColumns) -> list[CellFinding]:
    days = accounts.texts.get("days_since_last_invocation")
    if days is None:
        return []
    found = [
        (index, f"no invocation for {text} days; the status 'dormant' may fit better than 'active'")
        for index, text in enumerate(days)
        if text and float(text) > DORMANT_DAYS and accounts.text("account_status", index) in ("", "active")
    ]
    return list(_listed(accounts, "dormant", "days_since_last_invocation", found))
