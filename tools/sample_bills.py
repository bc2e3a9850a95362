"""Simulated calls as clouds bill them: a row a day and kind of token, with FOCUS or in Azure's own columns."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cip_tui.model.calls.prices import PriceBook
from tools.sample_calls import Call, charges, day, next_day, plain, short, table

_BOOK = PriceBook.load()
_SELLERS = {"openai": "OpenAI", "anthropic": "Anthropic", "bedrock": "AWS"}
_KINDS = {"input": "input tokens", "read": "cache read input tokens", "write": "cache write input tokens"}


def _focus_rows(calls: Sequence[Call]) -> list[dict[str, Any]]:
    rows = []
    for (date, organization, provider, model, region, customer, team, kind), part in charges(
        calls,
        _BOOK,
        lambda call: (day(call), call.organization, call.provider, call.own_id, call.region, call.customer, call.team),
    ).items():
        what, amount = f"{model} {_KINDS.get(kind, 'output tokens')}", plain(part.cost)
        rows.append(
            {
                "BilledCost": amount,
                "BillingAccountId": "account-1",
                "BillingAccountName": "Sample account",
                "BillingCurrency": "USD",
                "BillingPeriodEnd": "2026-11-01T00:00:00Z",
                "BillingPeriodStart": "2026-10-01T00:00:00Z",
                "ChargeCategory": "Usage",
                "ChargeClass": "",
                "ChargeDescription": what,
                "ChargeFrequency": "Usage-Based",
                "ChargePeriodEnd": f"{next_day(date)}T00:00:00Z",
                "ChargePeriodStart": f"{date}T00:00:00Z",
                "ConsumedQuantity": part.tokens,
                "ConsumedUnit": "Tokens",
                "ContractedCost": amount,
                "EffectiveCost": amount,
                "InvoiceIssuerName": _SELLERS[provider],
                "ListCost": amount,
                "PricingQuantity": part.tokens,
                "PricingUnit": "Tokens",
                "ProviderName": _SELLERS[provider],
                "PublisherName": _SELLERS[provider],
                "RegionId": region,
                "ServiceCategory": "AI and Machine Learning",
                "ServiceName": "Model inference",
                "SubAccountName": organization,
                "Tags": short({"customer": customer, "team": team}),
            }
        )
    return rows


def focus_1_0(calls: Sequence[Call]) -> str:
    """FOCUS 1.0: the kind of token stands in the description alone."""
    return table(_focus_rows(calls))


def focus_1_2(calls: Sequence[Call]) -> str:
    """FOCUS 1.2: a meter, the model among the price details, the invoice."""
    rows = []
    for row in _focus_rows(calls):
        model, _, kind = row["ChargeDescription"].partition(" ")
        added = {
            "ServiceSubcategory": "Generative AI",
            "SkuMeter": kind,
            "SkuPriceDetails": short({"Model": model}),
            "InvoiceId": "sample-1",
            "PricingCurrency": "USD",
        }
        rows.append({**row, **added})
    return table(rows)


def azure(calls: Sequence[Call]) -> str:
    """Azure's cost export: a row a meter and day, days with slashes, no tokens that could be told from others."""
    return table(
        [
            {
                "Date": f"{date[5:7]}/{date[8:]}/{date[:4]}",
                "SubscriptionName": organization,
                "ResourceGroup": product,
                "ConsumedService": "Microsoft.CognitiveServices",
                "MeterCategory": "Foundry Models",
                "MeterName": f"{model} {kind}",
                "Quantity": plain(Decimal(part.tokens) / 1000),
                "UnitOfMeasure": "1K",
                "Cost": plain(part.cost),
                "BillingCurrency": "USD",
                "ChargeType": "Usage",
                "Tags": short({"customer": customer, "team": team}),
            }
            for (date, organization, product, model, customer, team, kind), part in charges(
                calls,
                _BOOK,
                lambda call: (day(call), call.organization, call.product, call.model, call.customer, call.team),
            ).items()
        ]
    )
