"""AWS Cost and Usage Reports, 2.0 and legacy: a bill line by line, as CSV or Parquet.

Column names differ in their marks alone (`lineItem/UsageStartDate`, `line_item_usage_start_date`), which `plain`
ignores. Net costs are taken where the report has them; they exist where the payer account has private discounts.
"""

from __future__ import annotations

from cip_tui.model.sources.language import Format, JsonKey, Sql, col, first
from cip_tui.model.sources.report import FileKind

_NET, _UNBLENDED = "line_item_net_unblended_cost", "line_item_unblended_cost"
_KNOWN = (
    "identity_line_item_id", "identity_time_interval", "bill_bill_type", "bill_billing_entity",
    "bill_billing_period_start_date", "bill_payer_account_name", "bill_invoicing_entity", "line_item_availability_zone",
    "line_item_blended_cost", "line_item_blended_rate", "line_item_legal_entity", "line_item_line_item_description",
    "line_item_normalization_factor", "line_item_normalized_usage_amount", "line_item_operation",
    "line_item_resource_id", "line_item_tax_type", "line_item_unblended_rate", "line_item_usage_amount",
    "pricing_currency", "pricing_term", "pricing_unit", "pricing_public_on_demand_cost", "product_servicecode",
    "product_product_family", "product_instance_type", "savings_plan_savings_plan_a_r_n",
    "savings_plan_savings_plan_effective_cost", "reservation_effective_cost", "discount", "cost_category",
)  # fmt: skip


def _version(plains: frozenset[str]) -> tuple[str, str]:
    if "product" in plains or "resourcetags" in plains:
        return "2.0", "Products or tags stand in one column, as in CUR 2.0"
    return "legacy", "Products and tags have columns of their own, as in legacy reports"


REPORT = Format(
    id="aws-cur",
    title="AWS Cost and Usage Report",
    kind=FileKind.CHARGES,
    must=(("line_item_line_item_type", "line_item_usage_start_date", "line_item_product_code", _UNBLENDED),),
    fields={
        "start": col("line_item_usage_start_date"),
        "stop": col("line_item_usage_end_date"),
        "bill_end": col("bill_billing_period_end_date"),
        "payer": col("bill_payer_account_id"),
        "account": col("line_item_usage_account_id"),
        "account_name": col("line_item_usage_account_name"),
        "service": first(JsonKey("product", ("product_name",)), col("product_product_name")),
        "product_code": col("line_item_product_code"),
        "record_type": Sql(
            "CASE WHEN {line_item_line_item_type} = 'Fee' AND coalesce({reservation_reservation_a_r_n}, '') <> '' "
            "THEN 'Upfront reservation fee' ELSE {line_item_line_item_type} END",
            ("line_item_line_item_type",),
            ("reservation_reservation_a_r_n",),
        ),
        "seller": col("bill_billing_entity"),
        "region": col("product_region_code", "product_region"),
        "tag": col("resource_tags"),
        "detail": col("line_item_usage_type"),
        "amount": first(col(_NET), col(_UNBLENDED)),
        "currency": col("line_item_currency_code"),
        "metric": Sql(
            f"CASE WHEN coalesce({{{_NET}}}, '') <> '' THEN 'NetUnblendedCost' ELSE 'UnblendedCost' END", (), (_NET,)
        ),
        # A bill has no invoice until it is closed.
        "estimated": Sql("CASE WHEN coalesce({bill_invoice_id}, '') = '' THEN 'true' END", ("bill_invoice_id",)),
    },
    known=_KNOWN,
    negative_cost=True,
    version=_version,
)
