"""FOCUS 1.0 to 1.3, the FinOps Open Cost and Usage Specification: cost and usage of any provider.

`EffectiveCost` is the cost; what was billed is kept as a control sum. Charge periods end exclusively.
"""

from __future__ import annotations

from cip_tui.model.sources.language import Const, Expr, Format, JsonKey, Sql, col, first
from cip_tui.model.sources.report import FileKind

_MANDATORY = (
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd",
    "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd",
    "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity",
    "PricingUnit", "ProviderName", "PublisherName", "ServiceCategory", "ServiceName",
)  # fmt: skip
_OTHERS = (
    "AvailabilityZone", "ChargeFrequency", "CommitmentDiscountCategory", "CommitmentDiscountId",
    "CommitmentDiscountName", "CommitmentDiscountStatus", "CommitmentDiscountType", "ConsumedQuantity",
    "ConsumedUnit", "ContractedUnitPrice", "ListUnitPrice", "PricingCategory", "RegionId", "RegionName",
    "ResourceId", "ResourceName", "ResourceType", "SkuId", "SkuPriceId", "SubAccountId", "SubAccountName", "Tags",
)  # fmt: skip
_SINCE_1_1 = (
    "CapacityReservationId", "CapacityReservationStatus", "CommitmentDiscountQuantity", "CommitmentDiscountUnit",
    "ServiceSubcategory", "SkuMeter", "SkuPriceDetails",
)  # fmt: skip
_SINCE_1_2 = (
    "BillingAccountType", "SubAccountType", "InvoiceId", "PricingCurrency", "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice",
)  # fmt: skip
_SINCE_1_3 = (
    "ServiceProviderName", "HostProviderName", "ContractApplied", "AllocatedMethodId", "AllocatedMethodDetails",
    "AllocatedResourceId", "AllocatedResourceName", "AllocatedTags",
)  # fmt: skip
_MARKS = (
    ("1.3", ("serviceprovidername", "contractapplied")),
    ("1.2", ("pricingcurrency", "invoiceid")),
    ("1.1", ("skumeter", "servicesubcategory", "skupricedetails", "commitmentdiscountquantity")),
)

_AI = "{ServiceCategory} = 'AI and Machine Learning'"
# Prepaid "tokens" of other services are a currency, not words.
_TOKENS = "lower({ConsumedUnit}) LIKE '%token%'"
_WORDS = "lower(concat_ws(' ', {SkuMeter}, {ChargeDescription}, {SkuId}))"
# Units such as "1K Tokens" or "1M tokens" multiply the quantity.
_QUANTITY = (
    "CAST(TRY_CAST({ConsumedQuantity} AS DECIMAL(18,6)) * CASE "
    "WHEN regexp_matches(lower({ConsumedUnit}), '1?k ?tokens') THEN 1000 "
    "WHEN regexp_matches(lower({ConsumedUnit}), '1?m ?tokens|million') THEN 1000000 ELSE 1 END AS VARCHAR)"
)


def _tokens(condition: str) -> Expr:
    return Sql(
        f"CASE WHEN {_AI} AND {_TOKENS} AND {condition} THEN {_QUANTITY} END",
        ("ConsumedQuantity", "ConsumedUnit", "ServiceCategory"),
        ("SkuMeter", "ChargeDescription", "SkuId"),
    )


_OUT = f"regexp_matches({_WORDS}, 'output|completion|generated')"
_CACHE_READ = f"regexp_matches({_WORDS}, 'cache[- _]?(d|read|hit)')"
_CACHE_WRITE = f"regexp_matches({_WORDS}, 'cache[- _]?(write|creation)')"


def _version(plains: frozenset[str]) -> tuple[str, str]:
    for version, marks in _MARKS:
        found = [mark for mark in marks if mark in plains]
        if found:
            names = {name.lower(): name for name in _SINCE_1_1 + _SINCE_1_2 + _SINCE_1_3}
            return version, f"{names[found[0]]} is there, which came with FOCUS {version}"
    return "1.0", "No column of FOCUS 1.1 or later is there, so this is read as 1.0"


# What of a bill is of AWS: its agreements are followed, those of other clouds are not.
_HOUSE = "(^|\\W)(aws|amazon)"
_AWS = (
    "regexp_matches(lower(concat_ws(' ', {ServiceProviderName}, {ProviderName}, {InvoiceIssuerName})), "
    f"'{_HOUSE}')"
)
_PLAN = "lower(coalesce({CommitmentDiscountType}, '')) LIKE '%saving%'"
_COMMITTED = "coalesce({CommitmentDiscountId}, '') <> ''"
_RECURRING = "lower(coalesce({ChargeFrequency}, '')) = 'recurring'"

CHARGES = Format(
    id="focus",
    title="FOCUS cost and usage",
    kind=FileKind.CHARGES,
    must=(),
    fields={
        "start": col("ChargePeriodStart"),
        "stop": col("ChargePeriodEnd"),
        "bill_end": col("BillingPeriodEnd"),
        "payer": col("BillingAccountId"),
        "account": col("SubAccountId"),
        "account_name": col("SubAccountName"),
        "service": col("ServiceName"),
        "product_code": col("x_ServiceCode"),
        "record_type": Sql(
            f"CASE WHEN {{ChargeCategory}} = 'Purchase' AND {_COMMITTED} THEN CASE WHEN {_PLAN} THEN "
            f"CASE WHEN {_RECURRING} THEN 'SavingsPlanRecurringFee' ELSE 'SavingsPlanUpfrontFee' END "
            f"WHEN {_RECURRING} THEN 'RIFee' ELSE 'Upfront reservation fee' END "
            "WHEN {ChargeCategory} = 'Purchase' THEN 'Fee' "
            f"WHEN {{ChargeCategory}} = 'Usage' AND {_COMMITTED} THEN "
            f"CASE WHEN {_PLAN} THEN 'SavingsPlanCoveredUsage' ELSE 'DiscountedUsage' END ELSE {{ChargeCategory}} END",
            ("ChargeCategory",),
            ("CommitmentDiscountId", "CommitmentDiscountType", "ChargeFrequency"),
        ),
        # Who publishes what AWS provides, if not AWS itself, sells through its Marketplace.
        "seller": Sql(
            "CASE WHEN coalesce({PublisherName}, '') <> '' AND NOT regexp_matches(lower({PublisherName}), "
            f"'{_HOUSE}') THEN 'AWS Marketplace' END",
            ("PublisherName",),
        ),
        "region": first(col("RegionId"), col("RegionName")),
        "tag": col("Tags"),
        "detail": first(col("SkuMeter"), col("ChargeDescription")),
        "amount": col("BilledCost"),
        "currency": col("BillingCurrency"),
        "metric": Const("BilledCost"),
    },
    null_words=("NULL", "null"),
    slash_dates="mdy",
    negative_cost=True,
    keep=Sql(_AWS, (), ("ServiceProviderName", "ProviderName", "InvoiceIssuerName")),
)

FOCUS = Format(
    id="focus",
    title="FOCUS cost and usage",
    kind=FileKind.BILLING,
    must=(
        ("BilledCost", "EffectiveCost", "ChargePeriodStart", "ServiceCategory"),
        # Excerpts, as in the worked examples of the specification.
        ("BilledCost", "EffectiveCost", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory"),
    ),
    fields={
        "ts": col("ChargePeriodStart"),
        "provider": first(col("ServiceProviderName"), col("ProviderName")),
        "model": first(
            JsonKey("SkuPriceDetails", ("Model", "ModelName", "ModelId", "x_Model")),
            Sql(f"CASE WHEN {_AI} THEN {{SkuMeter}} END", ("ServiceCategory", "SkuMeter")),
        ),
        "organization_id": first(col("SubAccountName"), col("SubAccountId"), col("BillingAccountName")),
        "product_id": col("ServiceName"),
        "customer_id": JsonKey("Tags", ("customer", "customer_id", "client", "tenant", "tenant_id", "end_user")),
        "feature_id": JsonKey("Tags", ("feature", "feature_id", "component", "application", "app")),
        "team_id": JsonKey("Tags", ("team", "team_id", "squad", "owner", "business_unit", "cost_center")),
        "task_type": col("ServiceCategory"),
        "region": first(col("RegionId"), col("RegionName")),
        "status": col("ChargeCategory"),
        "input_tokens": _tokens(f"NOT {_OUT}"),
        "cached_input_tokens": _tokens(_CACHE_READ),
        "cache_write_tokens": _tokens(_CACHE_WRITE),
        "output_tokens": _tokens(_OUT),
        "request_count": Sql(
            f"CASE WHEN {_AI} AND lower({{ConsumedUnit}}) = 'requests' AND TRY_CAST({{ConsumedQuantity}} AS DOUBLE) = "
            "floor(TRY_CAST({ConsumedQuantity} AS DOUBLE)) THEN {ConsumedQuantity} END",
            ("ConsumedUnit", "ConsumedQuantity", "ServiceCategory"),
        ),
        "reported_cost_usd": col("EffectiveCost"),
    },
    known=_MANDATORY + _OTHERS + _SINCE_1_1 + _SINCE_1_2 + _SINCE_1_3,
    grain=Const("day"),
    until=col("ChargePeriodEnd"),
    currency=col("BillingCurrency"),
    controls={"billed_cost": col("BilledCost"), "list_cost": col("ListCost")},
    null_words=("NULL", "null"),
    slash_dates="mdy",
    negative_cost=True,
    version=_version,
    charges=CHARGES,
)
