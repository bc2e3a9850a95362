"""What the fields of an account say of each other: free checks, for information only, and suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    contract, spend = _numbers(accounts, "contract_value_annual"), _numbers(accounts, "monthly_spend")
    daily, monthly = _numbers(accounts, "daily_invocations"), _numbers(accounts, "invocations_30d")
    p95, mean = _numbers(accounts, "p95_latency_ms"), _numbers(accounts, "avg_execution_time_sec")
    ratios = [
        (index, f"The contract is {one / 12 / other:.1f}x twelve months of spend")
        for index, (one, other) in enumerate(zip(contract, spend, strict=False))
        if one and other and not 12 * other / _RUN_RATE <= one <= 12 * other * _RUN_RATE
    ]
    months = [
        (index, f"30 x {one:g} a day is not {other:g} a month")
        for index, (one, other) in enumerate(zip(daily, monthly, strict=False))
        if one is not None and other is not None and abs(30 * one - other) > _MONTHLY_SLACK * max(30 * one, other)
    ]
    times = [
        (index, "P95 latency lies below the mean execution time")
        for index, (one, other) in enumerate(zip(p95, mean, strict=False))
        if one is not None and other is not None and one < other * 1000
    ]
    return [
        *_listed(accounts, "contract-run-rate", "contract_value_annual", ratios),
        *_listed(accounts, "daily-monthly", "daily_invocations", months),
        *_listed(accounts, "p95-below-mean", "p95_latency_ms", times),
        *_no_traffic(accounts, daily, monthly),
        *_dormant(accounts),
    ]


def _numbers(accounts: AccountColumns, name: str) -> list[float | None]:
    """Return the numbers of a field, None where there is none; no numbers at all where the file has no such column."""
    return [float(text) if text else None for text in accounts.texts.get(name, ())]


def _listed(accounts: AccountColumns, rule: str, name: str, found: list[tuple[int, str]]) -> Iterator[CellFinding]:
    """Yield each of a few, and the rest as one."""
    for index, said in found[:CELLS_SHOWN]:
        company = accounts.text("company_name", index)
        yield CellFinding(Level.INFO, rule, f"{company}: {said}", (accounts.cell(name, index),), field=name)
    rest = found[CELLS_SHOWN:]
    if rest:
        cells = tuple(accounts.cell(name, index) for index, _ in rest[:CELLS_SHOWN])
        yield CellFinding(Level.INFO, rule, f"{len(rest):,} more like these", cells, len(rest), field=name)


def _no_traffic(
    accounts: AccountColumns, daily: Sequence[float | None], monthly: Sequence[float | None]
) -> list[CellFinding]:
    found = [
        (index, "no traffic, so it can have no rates and times")
        for index, (one, other) in enumerate(zip(daily, monthly, strict=False))
        if one == 0 and other == 0 and not any(accounts.text(name, index) for name in _RATES)
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
