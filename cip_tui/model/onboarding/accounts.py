"""Accounts and their KPI records: what an onboarding writes and what health, questions and screens read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class KpiRecord:
    """One KPI of one account. `data` is the value in the KPI's unit, None where the file has none.

    `text` is the word behind a mapped value (`High`), `imputed` marks a value that the file did not give, `cell` is
    the place in the file (`Customers!G17`). `category` carries the suffix ` KPI`.
    """

    external_account_id: str
    account_name: str
    kpi: str
    kpi_parameter: str
    category: str
    data: Decimal | None
    unit: str
    impact_level: str
    measurement_frequency: str
    text: str = ""
    imputed: bool = False
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer account with its profile. `revenue` is the annual contract value in USD, None where unknown.

    `profile` holds industry, use_case, gpu_type_primary, signup_date (ISO 8601), customer_segment and what else the
    file says; `outcome` is `renewed`, `churned` or empty.
    """

    external_account_id: str
    account_name: str
    revenue: Decimal | None
    industry: str = ""
    region: str = "Unknown"
    account_status: str = "active"
    account_tier: str = ""
    assigned_csm: str = ""
    outcome: str = ""
    profile: Mapping[str, str] = field(default_factory=dict)
    kpis: tuple[KpiRecord, ...] = ()
