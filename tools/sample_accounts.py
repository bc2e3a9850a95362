"""Simulated calls as the accounts of OpenAI and Anthropic state them: usage and cost apart, sums by day."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cip_tui.model.calls.prices import PriceBook
from tools.sample_calls import Call, by_key, charges, day, document, epoch, next_day, plain, table

_BOOK = PriceBook.load()
_TOKEN_TYPES = {
    "input": "uncached_input_tokens",
    "read": "cache_read_input_tokens",
    "write": "cache_creation.ephemeral_5m_input_tokens",
    "output": "output_tokens",
}


def _openai_usage(calls: Sequence[Call]) -> dict[str, list[dict[str, Any]]]:
    days: dict[str, list[dict[str, Any]]] = {}
    for (date, model, product, customer), group in by_key(
        calls, lambda call: (day(call), call.model, call.product, call.customer)
    ).items():
        result = {
            "object": "organization.usage.completions.result",
            "input_tokens": sum(call.input for call in group),
            "input_cached_tokens": sum(call.cached for call in group),
            "output_tokens": sum(call.output for call in group),
            "num_model_requests": len(group),
            "project_id": product,
            "user_id": customer,
            "api_key_id": None,
            "model": model,
            "batch": False,
            "service_tier": "default",
        }
        days.setdefault(date, []).append(result)
    return days


def _openai_costs(calls: Sequence[Call]) -> dict[str, list[dict[str, Any]]]:
    days: dict[str, list[dict[str, Any]]] = {}
    for (date, product, model, kind), part in charges(
        calls, _BOOK, lambda call: (day(call), call.product, call.model)
    ).items():
        result = {
            "object": "organization.costs.result",
            "amount": {"value": float(part.cost), "currency": "usd"},
            "line_item": f"{model}, {'cached input' if kind == 'read' else kind}",
            "project_id": product,
            "api_key_id": None,
            "quantity": part.tokens,
            "quantity_unit": "tokens",
        }
        days.setdefault(date, []).append(result)
    return days


def _openai_page(days: dict[str, list[dict[str, Any]]]) -> str:
    buckets = [
        {"object": "bucket", "start_time": epoch(date), "end_time": epoch(next_day(date)), "results": results}
        for date, results in days.items()
    ]
    return document({"object": "page", "data": buckets, "has_more": False, "next_page": None})


def _openai_rows(days: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    rows = []
    for date, results in days.items():
        end = next_day(date)
        times = {"start_time": epoch(date), "end_time": epoch(end)}
        times_iso = {"start_time_iso": f"{date}T00:00:00+00:00", "end_time_iso": f"{end}T00:00:00+00:00"}
        rows += [
            {**times, **times_iso, **{key: value for key, value in result.items() if key != "object"}}
            for result in results
        ]
    return rows


def openai_usage_page(calls: Sequence[Call]) -> str:
    """A page of OpenAI's usage interface: tokens by day, model, project and user, without cost."""
    return _openai_page(_openai_usage(calls))


def openai_costs_page(calls: Sequence[Call]) -> str:
    """A page of OpenAI's cost interface: dollars by day, project and line item, without tokens."""
    return _openai_page(_openai_costs(calls))


def openai_usage_csv(calls: Sequence[Call]) -> str:
    """The dashboard's export of usage."""
    return table(_openai_rows(_openai_usage(calls)))


def openai_costs_csv(calls: Sequence[Call]) -> str:
    """The dashboard's export of cost; a day without cost stands there as an empty row."""
    rows = []
    for row in _openai_rows(_openai_costs(calls)):
        amount = row.pop("amount")
        rows.append({**row, "amount_value": plain(Decimal(str(amount["value"]))), "amount_currency": "usd"})
    last = rows[-1]
    empty = {**dict.fromkeys(last, ""), "start_time": last["end_time"], "start_time_iso": last["end_time_iso"]}
    return table([*rows, empty])


def _anthropic_usage(calls: Sequence[Call]) -> dict[tuple[str, ...], list[Call]]:
    return by_key(calls, lambda call: (day(call), call.model, call.customer, call.organization, call.region))


def _reports(days: dict[str, list[dict[str, Any]]]) -> str:
    data = [
        {"starting_at": f"{date}T00:00:00Z", "ending_at": f"{next_day(date)}T00:00:00Z", "results": results}
        for date, results in days.items()
    ]
    return document({"data": data, "has_more": False, "next_page": None})


def anthropic_usage_report(calls: Sequence[Call]) -> str:
    """Anthropic's usage report: input apart from cache reads and writes."""
    days: dict[str, list[dict[str, Any]]] = {}
    for (date, model, customer, organization, region), group in _anthropic_usage(calls).items():
        result = {
            "uncached_input_tokens": sum(call.input - call.cached - call.written for call in group),
            "cache_creation": {
                "ephemeral_5m_input_tokens": sum(call.written for call in group),
                "ephemeral_1h_input_tokens": 0,
            },
            "cache_read_input_tokens": sum(call.cached for call in group),
            "output_tokens": sum(call.output for call in group),
            "server_tool_use": {"web_search_requests": 0},
            "model": model,
            "service_tier": "standard",
            "context_window": "0-200k",
            "workspace_id": organization,
            "api_key_id": customer,
            "inference_geo": region,
        }
        days.setdefault(date, []).append(result)
    return _reports(days)


def anthropic_cost_report(calls: Sequence[Call]) -> str:
    """Anthropic's cost report: cents as text, by model and kind of token."""
    days: dict[str, list[dict[str, Any]]] = {}
    for (date, model, organization, kind), part in charges(
        calls, _BOOK, lambda call: (day(call), call.model, call.organization)
    ).items():
        result = {
            "amount": plain(part.cost * 100),
            "currency": "USD",
            "description": f"{model} {_TOKEN_TYPES[kind]}",
            "model": model,
            "token_type": _TOKEN_TYPES[kind],
            "cost_type": "tokens",
            "service_tier": "standard",
            "workspace_id": organization,
        }
        days.setdefault(date, []).append(result)
    return _reports(days)


def anthropic_usage_csv(calls: Sequence[Call]) -> str:
    """The console's export of usage."""
    return table(
        [
            {
                "usage_date_utc": date,
                "model_version": model,
                "api_key": customer,
                "workspace": organization,
                "usage_type": "standard",
                "context_window": "≤ 200k",
                "usage_input_tokens_no_cache": sum(call.input - call.cached - call.written for call in group),
                "usage_input_tokens_cache_write_5m": sum(call.written for call in group),
                "usage_input_tokens_cache_write_1h": 0,
                "usage_input_tokens_cache_read": sum(call.cached for call in group),
                "usage_output_tokens": sum(call.output for call in group),
                "web_search_count": 0,
                "inference_geo": region,
                "speed": "",
            }
            for (date, model, customer, organization, region), group in _anthropic_usage(calls).items()
        ]
    )


def anthropic_cost_csv(calls: Sequence[Call]) -> str:
    """The console's export of cost: dollars, models by the name that people read."""
    return table(
        [
            {
                "usage_date_utc": date,
                "model": " ".join(word.capitalize() for word in model.split("-")),
                "workspace": organization,
                "api_key": customer,
                "usage_type": "standard",
                "context_window": "≤ 200k",
                "token_type": _TOKEN_TYPES[kind],
                "cost_usd": plain(part.cost),
                "list_price_usd": plain(part.cost),
                "cost_type": "tokens",
                "inference_geo": region,
                "speed": "",
            }
            for (date, model, customer, organization, region, kind), part in charges(
                calls,
                _BOOK,
                lambda call: (day(call), call.model, call.customer, call.organization, call.region),
            ).items()
        ]
    )
