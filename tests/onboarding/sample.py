"""The 35 accounts of the sample workbook as the rooms of health and questions are given them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from cip_tui.model.onboarding.accounts import Account, KpiRecord
from cip_tui.model.onboarding.kpis import IMPUTED, Kpi, standard
from tests.paths import ROOT

SAMPLE = ROOT / "sample_inputs" / "serverless_model_cs_platform.csv"
PROFILE = ("industry", "use_case", "gpu_type_primary", "signup_date", "customer_segment")


@cache
def sample_accounts() -> tuple[Account, ...]:
    """Return the accounts of the sample, in the order of the file."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        return tuple(account_of(row, line) for line, row in enumerate(csv.DictReader(file), 2))


def account(number: int) -> Account:
    """Return an account of the sample by its number: 3001 to 3035."""
    return sample_accounts()[number - 3001]


def account_of(row: Mapping[str, str], line: int = 2) -> Account:
    """Return the account that a row of the file describes, its KPI records with it."""
    revenue = row["contract_value_annual"]
    records = tuple(
        record_of(kpi, row.get(kpi.column, ""), row, f"Customers!{chr(65 + list(row).index(kpi.column))}{line}")
        for kpi in standard().kpis
    )
    return Account(
        external_account_id=row["customer_id"],
        account_name=row["company_name"],
        revenue=Decimal(revenue) if revenue else None,
        industry=row["industry"],
        account_tier=row["customer_segment"],
        assigned_csm=row["csm_assigned"],
        profile={name: row[name] for name in PROFILE if row[name]},
        kpis=records,
    )


def record_of(kpi: Kpi, text: str, row: Mapping[str, str], cell: str) -> KpiRecord:
    """Return the record of one cell; a word that nobody knows becomes the middle level and is marked as such."""
    number = Decimal(text) if text and not kpi.words else None
    if kpi.words:
        number = kpi.words.get(text.title(), IMPUTED)
    return KpiRecord(
        external_account_id=row["customer_id"],
        account_name=row["company_name"],
        kpi=kpi.id,
        kpi_parameter=kpi.name,
        category=kpi.record_category,
        data=number,
        unit=kpi.unit,
        impact_level=kpi.impact,
        measurement_frequency=kpi.frequency,
        text=text if kpi.words else "",
        imputed=bool(kpi.words) and text.title() not in kpi.words,
        cell=cell,
    )
