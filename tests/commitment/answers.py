"""Answers of Cost Explorer as the AWS CLI saves them, built in a test."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Amounts = Mapping[str, str]


def metrics(amount: object, unit: str = "USD", name: str = "NetUnblendedCost") -> dict[str, Any]:
    """Return the metrics of a group that states one."""
    return {name: {"Amount": amount, "Unit": unit}}


def group(*keys: str, amount: object = "1", **how: str) -> dict[str, Any]:
    """Return a group of an answer."""
    return {"Keys": list(keys), "Metrics": metrics(amount, **how)}


def period(start: str, end: str, *groups: dict[str, Any], estimated: object = False) -> dict[str, Any]:
    """Return a period of an answer; its end is exclusive."""
    return {"TimePeriod": {"Start": start, "End": end}, "Total": {}, "Groups": list(groups), "Estimated": estimated}


def answer(*periods: dict[str, Any], by: Sequence[str] = ("SERVICE", "RECORD_TYPE"), **more: Any) -> dict[str, Any]:
    """Return an answer grouped by dimensions, or by a tag written as `TAG:team`."""
    kinds = [each.split(":") if ":" in each else ("DIMENSION", each) for each in by]
    definitions = [{"Type": kind, "Key": key} for kind, key in kinds]
    return {"GroupDefinitions": definitions, "ResultsByTime": list(periods), "DimensionValueAttributes": [], **more}


def saved(path: Path, content: object) -> Path:
    """Write an answer to a file."""
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return path
