"""The test agreements as the extraction reads them, told field by field in the neutral form that is scored."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from cip_tui.model.commitment.extraction import Extraction, Field, FieldValue, Obtained, extract
from cip_tui.model.commitment.pdf import PageText, PdfText
from cip_tui.model.commitment.pdf_child import answers
from tests.commitment.agreements.truth import Agreement
from tests.commitment.scoring import Outcome, Told, judged

PLAIN = {"accounts": "counting.accounts"}
"""Fields under another name in the records."""
PROVIDERS = {"microsoft": "azure"}
"""Providers under another name in the records."""


@cache
def outcomes(agreement: Agreement) -> tuple[Outcome, ...]:
    """Return the verdict on every field of an agreement."""
    return tuple(judged(agreement, told(read_bytes(agreement.draw()))))


def read_bytes(pdf: bytes) -> Extraction:
    """Extract the fields of a sound PDF, read in this process for speed; the child runs the same code."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        items = list(answers(file.name, ""))
    pages = tuple(PageText(item["page"], item["plain"], item["layout"]) for item in items if "plain" in item)
    return extract(PdfText(Path(file.name).name, "", len(pdf), len(pages), pages))


def told(extraction: Extraction) -> list[Told]:
    """Tell an extraction in the field names of the records."""
    provider = PROVIDERS.get(extraction.provider, extraction.provider)
    if provider in {"", "aws"} and not extraction.has_commitment:
        provider = "none"
    years = {name: extraction.get(name) for name in (item.name for item in extraction.fields)}
    return [Told("document.provider", provider), *_singles(extraction), *_groups(extraction, years)]


def _singles(extraction: Extraction) -> Iterator[Told]:
    for item in extraction.fields:
        head = item.name.partition(".")[0]
        if head in {"discounts", "credits", "attestations", "notices", "document", "provider"}:
            continue
        value = _value(item.value)
        if item.name.endswith(".formula") and value:
            value = "yes"
        if item.name == "accounts" and value:
            value = "; ".join(re.sub(r"\D", "", part) for part in re.split(r"[,;]", value))
        if item.name == "counting.excluded_services" and value:
            value = "; ".join(part.strip() for part in re.split(r"[,;]|\band\b", value))
        yield _one(PLAIN.get(item.name, item.name), item, value)


def _groups(extraction: Extraction, by_name: dict[str, Field | None]) -> Iterator[Told]:
    numbers = sorted(
        {
            (match[1], int(match[2]))
            for name in by_name
            if (match := re.fullmatch(r"(discounts|credits|attestations|notices)\.(\d+)\.\w+", name))
        }
    )
    for head, number in numbers:
        parts = {
            name.rpartition(".")[2]: item
            for name, item in by_name.items()
            if item is not None and name.startswith(f"{head}.{number}.")
        }
        yield from _group(head, parts, extraction)


def _group(head: str, parts: dict[str, Field], extraction: Extraction) -> Iterator[Told]:
    if head == "discounts" and "rate" in parts:
        scope = str(parts["scope"].value) if "scope" in parts and parts["scope"].value else "*"
        yield _one(f"discounts.{scope}{_year(parts, extraction)}", parts["rate"], _value(parts["rate"].value))
    if head == "credits":
        name = str(parts["name"].value) if "name" in parts else "?"
        for part in ("rate", "amount"):
            if part in parts:
                yield _one(f"credits.{name}.{part}", parts[part], _value(parts[part].value))
    if head == "attestations" and "name" in parts:
        cadence = parts.get("cadence", parts["name"])
        value = _value(cadence.value) if "cadence" in parts else ""
        yield _one(f"attestations.{parts['name'].value}", cadence, value)
    if head == "notices" and "days" in parts:
        purpose = str(parts["purpose"].value).lower() if "purpose" in parts else ""
        purpose = "renewal" if "renew" in purpose else "termination" if "terminat" in purpose else purpose
        yield _one(f"notices.{purpose}", parts["days"], _value(parts["days"].value))


def _year(parts: dict[str, Field], extraction: Extraction) -> str:
    """Return `.N` where a discount holds in exactly one contract year of several."""
    start, end = (parts[name].value if name in parts else None for name in ("start", "end"))
    if start is None or end is None:
        return ""
    values = extraction.values()
    count = sum(1 for name in values if re.fullmatch(r"years\.\d+\.start", name))
    for number in range(1, count + 1):
        if (values.get(f"years.{number}.start"), values.get(f"years.{number}.end")) == (start, end) and count > 1:
            return f".{number}"
    return ""


def _one(name: str, item: Field, value: str | None) -> Told:
    page = item.evidence.page if item.evidence else None
    return Told(name, value or None, page, bool(item.warnings), item.obtained is Obtained.REDACTED)


def _value(value: FieldValue) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)
