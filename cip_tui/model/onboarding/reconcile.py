"""The Dashboard of a workbook worked out again from its customers: 18 figures, each agreeing or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from statistics import median

from cip_tui.model.document import Level
from cip_tui.model.onboarding.checks import CellFinding
from cip_tui.model.onboarding.columns import AccountColumns
from cip_tui.model.onboarding.reading.grid import Book, Sheet, address
from cip_tui.model.onboarding.values import parse_number
from cip_tui.model.text import clean

_LABELS_LEAST = 3
_ROWS_MOST = 200


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One figure of the Dashboard. `computed` is None where the customers do not tell."""

    label: str
    stated: Decimal
    computed: Decimal | None
    cell: str

    @property
    def agrees(self) -> bool:
        """Whether both are the same at the decimals that the Dashboard shows."""
        if self.computed is None:
            return False
        exponent = self.stated.as_tuple().exponent
        step = Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)
        with localcontext(prec=60):
            return self.computed.quantize(step, rounding=ROUND_HALF_UP) == self.stated


Measure = Callable[[AccountColumns], Decimal | None]


def _numbers(accounts: AccountColumns, name: str) -> list[Decimal]:
    return [Decimal(text) for text in accounts.texts.get(name, ()) if text]


def _total(name: str) -> Measure:
    return lambda accounts: sum(_numbers(accounts, name), Decimal(0)) if name in accounts.texts else None


def _average(name: str) -> Measure:
    def measure(accounts: AccountColumns) -> Decimal | None:
        found = _numbers(accounts, name)
        return sum(found, Decimal(0)) / len(found) if found else None

    return measure


def _median(name: str) -> Measure:
    return lambda accounts: median(found) if (found := _numbers(accounts, name)) else None


def _count(name: str, holds: Callable[[str], bool]) -> Measure:
    def measure(accounts: AccountColumns) -> Decimal | None:
        texts = accounts.texts.get(name)
        return None if texts is None else Decimal(sum(holds(text) for text in texts))

    return measure


def _at_high_risk(accounts: AccountColumns) -> Decimal | None:
    risks, values = accounts.texts.get("churn_risk"), accounts.texts.get("contract_value_annual")
    if risks is None or values is None:
        return None
    pairs = zip(risks, values, strict=True)
    return sum((Decimal(value) for risk, value in pairs if risk == "High" and value), Decimal(0))


_DAYS = "days_since_last_invocation"
MEASURES: dict[str, Measure] = {
    "Total Customers": lambda accounts: Decimal(len(accounts)),
    "Active Customers (30 days)": _count(_DAYS, lambda text: bool(text) and Decimal(text) <= 30),
    "Dormant Customers": _count(_DAYS, lambda text: bool(text) and Decimal(text) > 30),
    "Production Service Customers": _count("customer_segment", lambda text: text.casefold() == "production service"),
    "Total Monthly Spend": _total("monthly_spend"),
    "Average Monthly Spend": _average("monthly_spend"),
    "Total Annual Contract Value": _total("contract_value_annual"),
    "Average Contract Value": _average("contract_value_annual"),
    "Total Invocations (30d)": _total("invocations_30d"),
    "Average Daily Invocations": _average("daily_invocations"),
    "Average Execution Time (sec)": _average("avg_execution_time_sec"),
    "Average Cold Start %": _average("cold_start_pct"),
    "Median P95 Latency (ms)": _median("p95_latency_ms"),
    "Average Error Rate %": _average("error_rate_pct"),
    "Average Health Score": _average("health_score"),
    "High Churn Risk Customers": _count("churn_risk", lambda text: text == "High"),
    "ACV at High Churn Risk": _at_high_risk,
    "High Expansion Potential Customers": _count("expansion_potential", lambda text: text == "High"),
}
_BY_LABEL = {"".join(filter(str.isalnum, label.casefold())): label for label in MEASURES}


def reconcile(book: Book, accounts: AccountColumns, table_sheet: str) -> list[Reconciled]:
    """Return every figure of a Dashboard that can be worked out, in its order; averages pass over missing values."""
    for sheet in book.sheets:
        if sheet.name != table_sheet:
            found = list(_figures(sheet, accounts))
            if len(found) >= _LABELS_LEAST:
                return found
    return []


def _figures(sheet: Sheet, accounts: AccountColumns) -> Sequence[Reconciled]:
    found = []
    for number, row in zip(sheet.numbers[:_ROWS_MOST], sheet.rows[:_ROWS_MOST], strict=True):
        label = _BY_LABEL.get("".join(filter(str.isalnum, row[0].casefold()))) if row else None
        stated = parse_number(row[1]) if label and len(row) > 1 else None
        if label is not None and stated is not None:
            cell = address(sheet.name, 1, number)
            found.append(Reconciled(label, Decimal(stated.text), MEASURES[label](accounts), cell))
    return found


def reconciliation_findings(figures: Sequence[Reconciled]) -> list[CellFinding]:
    """Return one finding for each figure that does not agree."""
    return [
        CellFinding(
            Level.WARNING,
            "dashboard-differs",
            f"{figure.label}: the Dashboard says {figure.stated:,f}, the customers give "
            + ("nothing" if figure.computed is None else f"{_short(figure.computed):,f}"),
            (figure.cell,),
            raw=clean(f"{figure.stated:f}", 40),
            fix="Check which of the two is right; the customers are what is imported",
        )
        for figure in figures
        if not figure.agrees
    ]


def _short(number: Decimal) -> Decimal:
    short = round(number, 2)
    return short if short % 1 else short.quantize(Decimal(1))
