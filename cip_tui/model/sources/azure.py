"""Azure cost exports: actual or amortised cost of an enterprise agreement, one row a meter and day."""

from __future__ import annotations

from cip_tui.model.sources.language import Const, Format, JsonKey, col, first
from cip_tui.model.sources.report import FileKind

AZURE = Format(
    id="azure-cost",
    title="Azure cost export",
    kind=FileKind.BILLING,
    must=(
        ("Date", "Cost", "BillingCurrency", "MeterCategory", "SubscriptionName"),
        ("Date", "CostInBillingCurrency", "BillingCurrency", "MeterCategory", "SubscriptionName"),
    ),
    fields={
        "ts": col("Date"),
        "provider": Const("Microsoft"),
        "organization_id": first(col("SubscriptionName"), col("SubscriptionId")),
        "product_id": first(col("ConsumedService"), col("MeterCategory")),
        "feature_id": col("ResourceGroup"),
        "customer_id": JsonKey("Tags", ("customer", "customer_id", "client", "tenant")),
        "team_id": first(JsonKey("Tags", ("team", "team_id", "owner")), col("CostCenter")),
        "task_type": col("MeterCategory"),
        "region": first(col("ResourceLocation"), col("MeterRegion")),
        "status": col("ChargeType"),
        "reported_cost_usd": col("Cost", "CostInBillingCurrency"),
    },
    known=(
        "BillingAccountId", "BillingAccountName", "BillingPeriodStartDate", "BillingPeriodEndDate",
        "BillingProfileId", "BillingProfileName", "AccountOwnerId", "AccountName", "Product", "PartNumber", "MeterId",
        "ServiceFamily", "MeterSubCategory", "MeterName", "Quantity", "EffectivePrice", "UnitPrice",
        "AvailabilityZone", "ResourceId", "ResourceName", "ServiceInfo1", "ServiceInfo2", "AdditionalInfo",
        "InvoiceSectionId", "InvoiceSection", "UnitOfMeasure", "ReservationId", "ReservationName", "ProductOrderId",
        "ProductOrderName", "OfferId", "IsAzureCreditEligible", "Term", "PublisherName", "PlanName", "Frequency",
        "PublisherType", "PayGPrice", "PricingModel", "CostAllocationRuleName", "benefitId", "benefitName",
    ),
    grain=Const("day"),
    currency=col("BillingCurrency"),
    slash_dates="mdy",
    negative_cost=True,
)  # fmt: skip
