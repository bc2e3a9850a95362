"""What holds of all results: the days they look at, rows not kept, sums in the place of single calls."""

from __future__ import annotations

from dataclasses import replace

from cip_tui.model.document import Document
from cip_tui.model.importing import ImportRecord
from cip_tui.model.period import Period
from cip_tui.model.sources.report import FileKind


def has_calls(record: ImportRecord) -> bool:
    """Say whether an import holds calls or what was billed for them."""
    return record.kind in (FileKind.CALLS, FileKind.BILLING)


def caveats(calls: list[ImportRecord]) -> list[str]:
    """Return what to bear in mind with figures that rest on these imports."""
    found = []
    rejected = sum(record.rows_rejected for record in calls)
    if rejected:
        found.append(f"{rejected:,} rows of the imported files were not kept; the imports list says why.")
    coarse = sorted({record.grain for record in calls} - {"call", ""})
    if coarse:
        found.append(f"Some rows are sums per {', '.join(coarse)}: they have no single calls and no latency.")
    return found


def with_days(document: Document, period: Period | None) -> Document:
    """Return the document with the first and last day it looks at as `from` and `to` in its data, ISO 8601."""
    if period is None:
        return document
    days = {"from": period.start.isoformat(), "to": period.last.isoformat()}
    return replace(document, data={**document.data, **days})
