"""The standard template: the sheets Accounts, KPIs and Ranges that can be filled in by hand."""

from __future__ import annotations

from decimal import Decimal

from cip_tui.model.onboarding.kpis import Scheme

ACCOUNTS_HEADER = (
    "external_account_id",
    "account_name",
    "revenue",
    "industry",
    "region",
    "account_status",
    "account_tier",
    "assigned_csm",
    "use_case",
    "gpu_type_primary",
    "signup_date",
    "outcome",
)
KPIS_HEADER = (
    "external_account_id",
    "account_name",
    "category",
    "kpi_parameter",
    "data",
    "impact_level",
    "measurement_frequency",
)
RANGES_HEADER = ("kpi_parameter", "category", "unit", "better", "critical", "healthy")


def template_sheets(scheme: Scheme) -> dict[str, list[tuple[str | Decimal, ...]]]:
    """Return the rows of each sheet by its name; only the ranges are filled in."""
    ranges = [
        (kpi.name, kpi.record_category, kpi.unit, kpi.better, kpi.range.critical, kpi.range.healthy)
        for kpi in scheme.kpis
        if not kpi.words
    ]
    return {"Accounts": [ACCOUNTS_HEADER], "KPIs": [KPIS_HEADER], "Ranges": [RANGES_HEADER, *ranges]}
