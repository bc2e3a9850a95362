"""Accounts by column: what a transform gives and what is kept, 100,000 accounts as cheaply as 35."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cip_tui.model.onboarding.accounts import Account, KpiRecord
from cip_tui.model.onboarding.kpis import IMPUTED, Kpi, standard
from cip_tui.model.onboarding.reading.grid import address

PROFILE = ("industry", "use_case", "gpu_type_primary", "signup_date", "customer_segment")
ACCOUNT_TEXTS = ("region", "account_status", "outcome", "csm_assigned")


@dataclass(slots=True)
class AccountColumns:
    """Accounts, one per index. `texts[field][i]` is canonical: decimal text, ISO 8601 day, a KPI's word or clean text;
    empty where the file states nothing.

    `columns` gives the column (from 0) in the file of each field; `rows` the physical rows. `imputed` holds for each
    KPI of words the indices whose word nobody knows, with that word in `texts`. `places` overrides addresses where
    values come from several sheets. `extras` are columns of the file that are no field.
    """

    sheet: str
    rows: list[int]
    texts: dict[str, list[str]]
    columns: dict[str, int] = field(default_factory=dict)
    imputed: dict[str, frozenset[int]] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    extras: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, name: str, index: int) -> str:
        """Return what the file states in a field of an account."""
        column = self.texts.get(name)
        return column[index] if column is not None else ""

    def cell(self, name: str, index: int) -> str:
        """Return where that stands, empty where the file has no such column."""
        if name in self.places:
            return self.places[name][index]
        if name not in self.columns:
            return ""
        return address(self.sheet, self.columns[name], self.rows[index])

    def ids(self) -> list[str]:
        """Return the ids in their order."""
        return self.texts["customer_id"]

    def account(self, index: int) -> Account:
        """Return an account with its profile and its 13 KPI records."""
        known = {name: self.text(name, index) for name in PROFILE}
        extras = {name: values[index] for name, values in self.extras.items() if values[index]}
        revenue = self.text("contract_value_annual", index)
        return Account(
            external_account_id=self.text("customer_id", index),
            account_name=self.text("company_name", index),
            revenue=Decimal(revenue) if revenue else None,
            industry=known["industry"],
            region=self.text("region", index) or "Unknown",
            account_status=self.text("account_status", index) or "active",
            account_tier=known["customer_segment"],
            assigned_csm=self.text("csm_assigned", index),
            outcome=self.text("outcome", index),
            profile={
                "account_id_external": self.text("customer_id", index),
                **{name: value for name, value in known.items() if value},
                **extras,
            },
            kpis=tuple(self.record(kpi, index) for kpi in standard().kpis),
        )

    def record(self, kpi: Kpi, index: int) -> KpiRecord:
        """Return the record of a KPI of an account; without a value where the file states none."""
        stated = self.text(kpi.column, index)
        imputed = index in self.imputed.get(kpi.column, ())
        data = Decimal(stated) if stated and not kpi.words else None
        if kpi.words:
            data = IMPUTED if imputed else kpi.words.get(stated)
        return KpiRecord(
            external_account_id=self.text("customer_id", index),
            account_name=self.text("company_name", index),
            kpi=kpi.id,
            kpi_parameter=kpi.name,
            category=kpi.record_category,
            data=data,
            unit=kpi.unit,
            impact_level=kpi.impact,
            measurement_frequency=kpi.frequency,
            text=stated if kpi.words else "",
            imputed=imputed,
            cell=self.cell(kpi.column, index),
        )

    def accounts(self) -> Iterator[Account]:
        """Return all accounts in their order."""
        return (self.account(index) for index in range(len(self)))

    def counts(self) -> tuple[int, int, int]:
        """Return how many KPI records are observed, imputed and without a value; together 13 for each account."""
        kpis = standard().kpis
        imputed = sum(len(self.imputed.get(kpi.column, ())) for kpi in kpis)
        stated = 0
        for kpi in kpis:
            column = self.texts.get(kpi.column)
            if column is not None:
                stated += len(column) - column.count("")
                # A word that nobody knows is stated and yet no observation.
                stated -= sum(bool(column[index]) for index in self.imputed.get(kpi.column, ()))
        return stated, imputed, len(kpis) * len(self) - stated - imputed

    def kept(self, indices: list[int]) -> AccountColumns:
        """Return these accounts alone."""
        place = {old: new for new, old in enumerate(indices)}
        return AccountColumns(
            self.sheet,
            [self.rows[i] for i in indices],
            _taken(self.texts, indices),
            dict(self.columns),
            {name: frozenset(place[i] for i in found if i in place) for name, found in self.imputed.items()},
            _taken(self.places, indices),
            _taken(self.extras, indices),
        )


def _taken(columns: Mapping[str, list[str]], indices: list[int]) -> dict[str, list[str]]:
    return {name: [values[i] for i in indices] for name, values in columns.items()}


def layered(layers: Sequence[tuple[AccountColumns, int]]) -> Account:
    """Return the account that several files state, oldest first: each field as the newest file with its column says."""
    if len(layers) == 1:
        return layers[0][0].account(layers[0][1])
    merged = AccountColumns("", [0], {})
    for accounts, index in layers:
        for name, texts in accounts.texts.items():
            merged.texts[name] = [texts[index]]
            merged.places[name] = [accounts.cell(name, index)]
            merged.imputed[name] = frozenset({0} if index in accounts.imputed.get(name, ()) else ())
        for name, values in accounts.extras.items():
            merged.extras[name] = [values[index]]
    return merged.account(0)
