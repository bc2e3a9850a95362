"""What is said about rows that were rejected, passed over, or kept under a rule."""

from __future__ import annotations

from pathlib import Path

from cip_tui.model.document import Level
from cip_tui.model.engine.source import DuckDBSource, quoted
from cip_tui.model.errors import InputRefused, Where
from cip_tui.model.sources.checks import BLANK, SKIPPED
from cip_tui.model.sources.head import refuse
from cip_tui.model.sources.load import Loaded
from cip_tui.model.sources.reasons import why
from cip_tui.model.sources.rejects import Rejects
from cip_tui.model.sources.report import FileKind, Finding
from cip_tui.model.sources.targets import Target
from cip_tui.model.text import clean

_FIXES = {
    "missing": "Give one for the whole file, as in --map {field}:=VALUE, or fill it in the source",
    "currency": "Convert the amounts to USD, or import the rows in USD alone",
    "ambiguous": "Export plain numbers with a decimal point",
    "width": "Check the line for missing quotes or a cut",
    "quotes": "Close or double the quotes in that line",
    "time": "Export times as YYYY-MM-DD HH:MM:SS, UTC",
    "duplicate": "Keep one row for each",
    "period": "Check the period; its end is the first day that no longer belongs to it",
}


def reject_reason(target: Target | None, flaw: str, raw: str | None) -> tuple[str, str]:
    """Return rule and reason, in words, for a row with a flaw."""
    if flaw == "#currency":
        return "currency", f"the amount is in {clean(raw or '', 20)}, not in USD"
    if flaw == "#duplicate":
        return "duplicate", "an earlier row states the same"
    if flaw == "#period":
        return "period", "the period ends before it starts"
    if flaw == "dimension":
        return "missing", "a budget is for a team or for a product, not for both"
    if target is None:
        return "value", "the value cannot be used"
    return why(target, raw)


def reject_findings(path: Path, rejects: Rejects) -> list[Finding]:
    """Return one finding for each field and reason for which rows were rejected, the most frequent first."""
    found = []
    for (field, rule), count in rejects.reasons.most_common():
        line, raw, reason = rejects.first[field, rule]
        rows = "1 row was" if count == 1 else f"{count:,} rows were"
        found.append(
            Finding(
                Level.WARNING,
                f"rejected-{rule}",
                f"{rows} not kept: {reason}",
                Where(clean(path.name, 255), row=line, field=field),
                raw,
                _FIXES.get(rule, "Correct the value in the source").format(field=field),
                count,
            )
        )
    return found


def refusal(path: Path, rejects: Rejects) -> InputRefused:
    """Make the answer to a file of which no row could be kept."""
    if not rejects.count:
        return refuse(path, "The file has no rows that could be kept", next_step="Export a period that has data")
    (field, rule), _ = rejects.reasons.most_common(1)[0]
    line, raw, reason = rejects.first[field, rule]
    shown = f" ('{raw}')" if raw else ""
    return InputRefused(
        f"None of the {rejects.count:,} rows can be kept",
        where=Where(clean(str(path)), row=line, field=field),
        cause=f"First reason: {reason}{shown}",
        next_step=_FIXES.get(rule, "Correct the values, or check which column is which with --map").format(field=field),
    )


def kept_findings(path: Path, loaded: Loaded, source: DuckDBSource) -> list[Finding]:
    """Return what is to be said about rows that were kept under a rule or passed over."""
    found = []
    name = clean(path.name, 255)
    for rule in loaded.stage.rules:
        count, line = source.run(
            f"SELECT count(*), min({loaded.line}) FROM stage WHERE flaw IS NULL AND note & {rule.bit} <> 0"
        ).rows[0]
        if count:
            raw = source.run(
                f"SELECT raw FROM stage WHERE flaw IS NULL AND note & {rule.bit} <> 0 ORDER BY rowid LIMIT 1"
            ).rows[0][0]
            where = Where(name, row=line, field=rule.field)
            found.append(Finding(rule.level, rule.name, rule.message, where, clean(raw or "", 300), rule.fix, count))
    for flaw, message in (
        (BLANK, "Rows without any value were passed over"),
        (SKIPPED, "Records that are not calls or charges were passed over"),
    ):
        count = source.run(f"SELECT count(*) FROM stage WHERE flaw = {quoted(flaw)}").rows[0][0]
        if count:
            found.append(Finding(Level.INFO, flaw.lstrip("#"), message, Where(name), count=count))
    return found


def priced_findings(kind: FileKind, unpriced: int, silent_zero: int, silent_cost: str, models: str) -> list[Finding]:
    """Return what is to be said about rows without price and rows whose source says zero."""
    found = []
    if unpriced and kind is FileKind.CALLS:
        found.append(
            Finding(
                Level.WARNING,
                "unpriced",
                f"{unpriced:,} rows have no cost and no known price" + (f": {models}" if models else ""),
                fix="Add prices for these models to your price file",
                count=unpriced,
            )
        )
    if silent_zero:
        found.append(
            Finding(
                Level.WARNING,
                "silent-zero",
                f"{silent_zero:,} rows are reported as 0 USD, but their tokens cost {silent_cost} USD at list price",
                fix="Check the model's price in the tool that wrote the file",
                count=silent_zero,
            )
        )
    return found
