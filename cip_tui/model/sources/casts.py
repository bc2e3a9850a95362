"""The checks in SQL: text from any source to typed columns, with the reason where a row cannot be kept.

Layers over the source's text columns: `r_x` the text that a format takes for field x, `p_x` its plain cast, `v_x`
its typed value, and the row with `flaw` (the field that rejects it, or a word with #), `raw` (the text behind it) and
`note` (bits of rules it was kept under). A value that reads plainly costs one cast; only others meet the slower rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from cip_tui.model.calls.schema import Grain
from cip_tui.model.document import Level
from cip_tui.model.engine.source import quoted
from cip_tui.model.sources.language import Columns, Const, Expr, First, Format
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.targets import MOST_TOKENS, TARGETS, Sort, Target
from cip_tui.model.text import MAX_LENGTH

BLANK, SKIPPED, CURRENCY = "#blank", "#skipped", "#currency"
PASSED_OVER = (BLANK, SKIPPED)
EARLIEST, LATEST = "1990-01-01", "2100-01-01"
_UNKNOWN = "('null', 'none', 'n/a', 'na', 'nil', '-', '\\n')"
_USD = "('', 'usd', 'us$', '$', 'null')"
_SECONDS = {"s": "1000", "min": "60000", "us": "0.001", "ns": "0.000001", "ms": "1", "": "1"}

_ZONED = ("%a, %d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M:%S %z", "%Y%m%dT%H%M%S%z")
_PLAIN = (
    "%a, %d %b %Y %H:%M:%S GMT", "%a, %d %b %Y %H:%M:%S UTC", "%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d%H%M%S",
    "%Y%m%d", "%Y-%m-%dT%H", "%Y-%m-%d %H", "%Y-%m", "%d %b %Y", "%b %d, %Y", "%B %d, %Y", "%b %Y", "%B %Y",
    "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S",
)  # fmt: skip
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
# Years of two digits come first: four digits do not fit them, but two would fit the year 25.
_SLASHED = {"mdy": ("%m/%d/%y", "%m/%d/%Y"), "dmy": ("%d/%m/%y", "%d/%m/%Y")}


@dataclass(frozen=True, slots=True)
class Rule:
    """Something a row may be kept under: its bit in `note`, what it concerns, and what is said about it."""

    bit: int
    name: str
    field: str
    level: Level
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """The statement that checks a source, and the rules behind the bits in its `note`.

    `fields` are the targets it has columns for; `controls` its control sums; `line` whether it has a line column.
    """

    sql: str
    rules: tuple[Rule, ...]
    fields: tuple[Target, ...]
    controls: tuple[str, ...]


def stage(layout: Format, columns: Columns, relation: str, *, line: bool, padded: bool, slashes: str) -> Stage:
    """Build the statement that checks every row of `relation`, whose text columns are c0, c1, …

    `line` says that it has a column `line`; `padded` that text must be trimmed; `slashes` how days written with
    slashes are read: mdy, dmy, or empty for not at all.
    """
    return _Builder(layout, columns, line, padded, slashes).build(relation)


class _Builder:
    def __init__(self, layout: Format, columns: Columns, line: bool, padded: bool, slashes: str) -> None:
        self.layout, self.columns, self.line = layout, columns, line
        self.padded, self.slashes = padded, slashes
        self.rules: list[Rule] = []
        self.notes: list[tuple[str, str]] = []
        self.fields: list[tuple[Target, Expr, str]] = []
        for target in TARGETS[layout.kind]:
            expr = layout.fields.get(target.name)
            text = expr.sql(columns) if expr is not None else None
            if expr is not None and text is not None:
                self.fields.append((target, expr, text))

    def build(self, relation: str) -> Stage:
        """Return the statement."""
        raw = [f"{text} AS r_{target.name}" for target, _, text in self.fields]
        plain = [f"{_plain(target, expr)} AS p_{target.name}" for target, expr, _ in self.fields if _cast_first(target)]
        typed = [f"{self._typed(target, expr)} AS v_{target.name}" for target, expr, _ in self.fields]
        extra, shown, controls = self._extras()
        if "r_until" in shown:
            plain.append(f"{_plain_time('r_until')} AS p_until")
            typed.append(f"{_time('p_until', 'r_until', self.slashes)} AS v_until")
        flaw = f"CASE {' '.join(self._flaws())} END"
        for target, expr, _ in self.fields:
            self._note(target, expr)
        if self.layout.kind in (FileKind.CALLS, FileKind.BILLING):
            self._note_parts()
        note = " + ".join(f"CASE WHEN {when} THEN {rule.bit} ELSE 0 END" for rule, (when, _) in self._noted()) or "0"
        behind = " ".join(
            f"WHEN {quoted(t.name)} THEN r_{t.name}" for t, _, _ in self.fields if t.sort is not Sort.TEXT
        )
        noted = " ".join(f"WHEN {when} THEN {text}" for when, text in self.notes)
        currency = f"WHEN {quoted(CURRENCY)} THEN r_currency" if "r_currency" in shown else ""
        first = f"CASE {noted} END" if noted else "NULL"
        raw_text = f"CASE WHEN flaw IS NULL THEN {first} ELSE CASE flaw WHEN '' THEN NULL {behind} {currency} END END"
        line = ["line"] if self.line else []
        values = [f"v_{target.name} AS {target.name}" for target, _, _ in self.fields]
        sql = (
            f"SELECT {', '.join([*line, *values, *(f'x_{name}' for name in controls), *self._grain(), 'flaw'])}, "
            f"left({raw_text}, 500) AS raw, CAST(CASE WHEN flaw IS NULL THEN {note} ELSE 0 END AS INTEGER) AS note "
            f"FROM (SELECT *, {flaw} AS flaw FROM (SELECT {', '.join(['*', *typed])} FROM ("
            f"SELECT {', '.join(['*', *plain])} FROM (SELECT {', '.join([*line, *raw, *extra])} FROM {relation}))))"
        )
        return Stage(sql, tuple(self.rules), tuple(target for target, _, _ in self.fields), controls)

    def _noted(self) -> list[tuple[Rule, tuple[str, str]]]:
        return list(zip(self.rules, self.notes, strict=True))

    def _extras(self) -> tuple[list[str], list[str], tuple[str, ...]]:
        extra: list[str] = []
        for name, expr in (
            ("grain", self.layout.grain),
            ("until", self.layout.until),
            ("currency", self.layout.currency),
        ):
            text = expr.sql(self.columns) if expr is not None else None
            if text is not None:
                extra.append(f"{text} AS r_{name}")
        keep = self.layout.keep.sql(self.columns) if self.layout.keep is not None else None
        if keep is not None:
            extra.append(f"({keep}) AS keep")
        controls = []
        for name, expr in self.layout.controls.items():
            text = expr.sql(self.columns)
            if text is not None:
                amount = f"TRY_CAST({text} AS DECIMAL(38,12))"
                extra.append(f"{_money(amount, text, 'DECIMAL(38,12)')} AS x_{name}")
                controls.append(name)
        return extra, [item.rsplit(" AS ", 1)[1] for item in extra], tuple(controls)

    def _grain(self) -> list[str]:
        if self.layout.kind not in (FileKind.CALLS, FileKind.BILLING):
            return []
        stated = _grain_value() if self._has("grain") else quoted(Grain.CALL)
        return [f"{_grain_of_period(stated) if self._has('until') else stated} AS grain"]

    def _typed(self, target: Target, expr: Expr) -> str:
        text, plain, unit = f"r_{target.name}", f"p_{target.name}", _unit(expr)
        match target.sort:
            case Sort.TEXT:
                return self._text(text, expr)
            case Sort.COUNT:
                return _count(plain, text)
            case Sort.MONEY:
                return _money(plain, text, target.sql_type, cents=unit == "cents")
            case Sort.TIME:
                return _time(plain, text, self.slashes)
            case Sort.DAY:
                return f"CAST({_time(plain, text, self.slashes)} AS DATE)"
            case Sort.MONTH:
                return f"CAST(date_trunc('month', {_time(plain, text, self.slashes)}) AS DATE)"
            case Sort.DURATION:
                return f"CASE WHEN {plain} >= 0 AND {plain} < 1e12 THEN CAST(round({plain}) AS BIGINT) END"
            case Sort.SCORE:
                return f"CASE WHEN {plain} BETWEEN 0 AND 1 THEN {plain} END"

    def _text(self, text: str, expr: Expr) -> str:
        if isinstance(expr, Const):
            return text
        trimmed = f"trim({text})" if self.padded else text
        if self.layout.null_words:
            words = ", ".join(map(quoted, self.layout.null_words))
            trimmed = f"CASE WHEN {trimmed} IN ({words}) THEN '' ELSE {trimmed} END"
        cut = f"left({text}, {MAX_LENGTH - 1}) || '…'"
        return f"coalesce(CASE WHEN strlen({text}) > {MAX_LENGTH} THEN {cut} ELSE {trimmed} END, '')"

    def _flaws(self) -> list[str]:
        """The reasons to reject, in order; rows that are no rows come first."""
        flaws = [f"WHEN NOT coalesce(keep, FALSE) THEN {quoted(SKIPPED)}"] if self._has("keep") else []
        stated = [f"r_{target.name}" for target, expr, _ in self.fields if not isinstance(expr, Const)]
        every = " AND ".join(f"coalesce({name}, '') = ''" for name in stated) or "FALSE"
        for target, _, _ in self.fields:
            name, field = f"v_{target.name}", quoted(target.name)
            if target.required:
                gone = f"{name} = ''" if target.sort is Sort.TEXT else f"{name} IS NULL"
                flaws.append(f"WHEN {gone} THEN CASE WHEN {every} THEN {quoted(BLANK)} ELSE {field} END")
            elif target.hard and target.sort is not Sort.TEXT:
                flaws.append(f"WHEN {_unreadable(target.name)} THEN {field}")
            if target.sort is Sort.COUNT:
                flaws.append(f"WHEN {name} < 0 OR {name} > {MOST_TOKENS} THEN {field}")
            elif target.sort is Sort.MONEY and not self.layout.negative_cost:
                flaws.append(f"WHEN {name} < 0 THEN {field}")
        if self._has("currency"):
            flaws.append(f"WHEN lower(trim(coalesce(r_currency, ''))) NOT IN {_USD} THEN {quoted(CURRENCY)}")
        if self._has("grain"):
            flaws.append(f"WHEN {_grain_value()} IS NULL THEN 'grain'")
        return flaws

    def _has(self, what: str) -> bool:
        layout = self.layout
        expr = {"keep": layout.keep, "currency": layout.currency, "grain": layout.grain, "until": layout.until}[what]
        return expr is not None and expr.sql(self.columns) is not None

    def _note(self, target: Target, expr: Expr) -> None:
        name, value, text = target.name, f"v_{target.name}", f"r_{target.name}"
        if not target.hard:
            message = f"{name} could not be read and was left out; the row was kept"
            self._add("left-out", name, Level.WARNING, message, _unreadable(name), text)
        elif target.sort is Sort.COUNT:
            self._add(
                "thousands",
                name,
                Level.INFO,
                f"{name} was written with thousands separators",
                f"p_{name} IS NULL AND {value} IS NOT NULL",
                text,
            )
        elif target.sort is Sort.MONEY:
            self._note_money(target, cents=_unit(expr) == "cents")

    def _note_money(self, target: Target, *, cents: bool) -> None:
        name, text = target.name, f"r_{target.name}"
        places = int(target.sql_type.rstrip(")").split(",")[1]) - (2 if cents else 0)
        exact = f"TRY_CAST({text} AS DECIMAL(38,20))"
        self._add(
            "rounded",
            name,
            Level.INFO,
            f"{name} has more than {places} decimals; it was rounded to {places}",
            f"(strlen({text}) > {places + 2} OR contains({text}, '-')) AND {exact} <> round({exact}, {places})",
            text,
        )
        self._add(
            "money-text",
            name,
            Level.WARNING,
            f"{name} was written with a currency sign or separators and was read as a number",
            f"p_{name} IS NULL AND v_{name} IS NOT NULL",
            text,
            "Check one of them; export plain numbers to be sure",
        )

    def _note_parts(self) -> None:
        names = {target.name for target, _, _ in self.fields}
        parts = [name for name in ("cached_input_tokens", "cache_write_tokens") if name in names]
        if "input_tokens" in names and parts:
            added = " + ".join(f"coalesce(v_{name}, 0)" for name in parts)
            self._add(
                "cache-parts",
                "input_tokens",
                Level.WARNING,
                "cached and cache-write tokens exceed the input they should be part of; such rows cannot be repriced",
                f"{added} > v_input_tokens",
                "r_input_tokens",
                "The source may state input without cached tokens",
            )

    def _add(self, rule: str, field: str, level: Level, message: str, when: str, text: str, fix: str = "") -> None:
        self.rules.append(Rule(1 << len(self.rules), rule, field, level, message, fix))
        self.notes.append((when, text))


def _unit(expr: Expr) -> str:
    return _unit(expr.parts[0]) if isinstance(expr, First) else getattr(expr, "unit", "")


def _grain_value() -> str:
    words = ", ".join(quoted(grain) for grain in Grain)
    return (
        f"CASE WHEN coalesce(r_grain, '') = '' THEN '{Grain.CALL}' "
        f"WHEN lower(trim(r_grain)) IN ({words}) THEN lower(trim(r_grain)) END"
    )


def _grain_of_period(stated: str) -> str:
    # A day of 25 hours is a day. An end that cannot be read leaves the coarsest grain, which claims least.
    seconds = "(epoch(v_until) - epoch(v_ts))"
    return (
        f"CASE WHEN coalesce(r_until, '') = '' THEN {stated} WHEN {seconds} <= 60 THEN '{Grain.MINUTE}' "
        f"WHEN {seconds} <= 3600 THEN '{Grain.HOUR}' WHEN {seconds} <= 90000 THEN '{Grain.DAY}' "
        f"ELSE '{Grain.MONTH}' END"
    )


def _unreadable(name: str) -> str:
    """Something is stated, it is no word for "unknown", and it could not be read."""
    text = f"r_{name}"
    return f"v_{name} IS NULL AND {text} <> '' AND trim({text}) <> '' AND lower(trim({text})) NOT IN {_UNKNOWN}"


def _cast_first(target: Target) -> bool:
    return target.sort is not Sort.TEXT


def _plain(target: Target, expr: Expr) -> str:
    """The plain cast of a field's text, NULL where it is not that simple."""
    text, unit = f"r_{target.name}", _unit(expr)
    match target.sort:
        case Sort.COUNT:
            return f"TRY_CAST({text} AS BIGINT)"
        case Sort.MONEY:
            return f"TRY_CAST({text} AS {'DECIMAL(18,10)' if unit == 'cents' else target.sql_type})"
        case Sort.DURATION:
            return f"TRY_CAST({text} AS DOUBLE) * {_SECONDS[unit]}"
        case Sort.SCORE:
            return f"TRY_CAST({text} AS DOUBLE)"
        case _:
            return _plain_time(text)


def _plain_time(text: str) -> str:
    # A cast to TIMESTAMP drops a zone offset, so it is used only where no zone can be.
    return (
        f"CASE WHEN (strlen({text}) = 19 AND {text}[17] = ':') OR strlen({text}) = 10 OR suffix({text}, 'Z') "
        f"THEN TRY_CAST({text} AS TIMESTAMP) ELSE TRY_CAST({text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END"
    )


def _count(plain: str, text: str) -> str:
    """Read a whole number: `12`, `12.0`, `1,234`; `100.5` is none (the cast alone would round it)."""
    bare = f"replace(trim({text}), ',', '')"
    grouped = f"CASE WHEN regexp_full_match(trim({text}), '-?\\d{{1,3}}(,\\d{{3}})+') THEN {bare} END"
    return f"CASE WHEN {plain} = TRY_CAST({text} AS DOUBLE) THEN {plain} ELSE TRY_CAST({grouped} AS BIGINT) END"


def _money(plain: str, text: str, sql_type: str, *, cents: bool = False) -> str:
    """Read an amount: plain decimals, or with a dollar sign or separators where only one reading is possible.

    `$10,000.00`, `1.234,56` and `0,0042` are clear; `1,234` is not and gives NULL.
    """
    if not cents:
        return f"coalesce({plain}, TRY_CAST({_clear_amount(text)} AS {sql_type}))"
    amount = f"coalesce({plain}, TRY_CAST({_clear_amount(text)} AS DECIMAL(18,10)))"
    return f"CAST({amount} * CAST(0.01 AS DECIMAL(3,2)) AS {sql_type})"


def _clear_amount(text: str) -> str:
    bare = f"regexp_replace(trim({text}), '^(-?)\\s*(?:US)?\\$\\s*|\\s*(?:USD|US\\$|\\$)$|^USD\\s*', '\\1', 'g')"
    american = "-?\\d{1,3}(,\\d{3})+"
    european = "-?\\d{1,3}(\\.\\d{3})+,\\d+"
    return (
        f"CASE WHEN {text} IS NULL THEN NULL "
        f"WHEN regexp_full_match({bare}, '-?\\d*\\.?\\d+') THEN {bare} "
        f"WHEN regexp_full_match({bare}, '{american}\\.\\d+|-?\\d{{1,3}}(,\\d{{3}}){{2,}}') "
        f"OR (contains({text}, '$') AND regexp_full_match({bare}, '{american}')) THEN replace({bare}, ',', '') "
        f"WHEN regexp_full_match({bare}, '{european}') THEN replace(replace({bare}, '.', ''), ',', '.') "
        f"WHEN regexp_full_match({bare}, '-?\\d+,\\d+') AND NOT regexp_full_match({bare}, '{american}') "
        f"THEN replace({bare}, ',', '.') END"
    )


def _time(plain: str, text: str, slashes: str) -> str:
    """Read a time as naive UTC: ISO 8601 with or without zone, epoch numbers, and a few unmistakable spellings.

    Days before 1990 or from 2100 on are taken for damage (`5/1/25` would be the year 5).
    """
    number = f"TRY_CAST({text} AS DECIMAL(29,9))"
    epoch = (
        f"CASE WHEN regexp_full_match(trim({text}), '\\d{{9,19}}(\\.\\d+)?') THEN make_timestamp(CAST(CASE "
        f"WHEN {number} < 100000000000 THEN {number} * 1000000 WHEN {number} < 100000000000000 THEN {number} * 1000 "
        f"WHEN {number} < 100000000000000000 THEN {number} ELSE {number} / 1000 END AS BIGINT)) END"
    )
    spelled = [*_PLAIN, *(day + clock for day in _SLASHED.get(slashes, ()) for clock in _CLOCKS)]
    others = f"try_strptime(trim({text}), [{', '.join(map(quoted, spelled))}])"
    zoned = f"try_strptime(trim({text}), [{', '.join(map(quoted, _ZONED))}]) AT TIME ZONE 'UTC'"
    found = f"coalesce({', '.join(map(_plausible, (epoch, others, zoned)))})"
    return f"CASE WHEN {_in_range(plain)} THEN {plain} WHEN {text} IS NULL THEN NULL ELSE {found} END"


def _in_range(value: str) -> str:
    return f"{value} >= TIMESTAMP '{EARLIEST}' AND {value} < TIMESTAMP '{LATEST}'"


def _plausible(value: str) -> str:
    return f"CASE WHEN {_in_range(value)} THEN {value} END"


def why(target: Target, raw: str | None) -> tuple[str, str]:
    """Return rule and reason, in words, why `raw` cannot be the value of a field."""
    if raw is None or not raw.strip():
        return "missing", f"{target.name} is not stated"
    text = raw.strip()
    match target.sort:
        case Sort.COUNT:
            return _why_count(text)
        case Sort.MONEY:
            return _why_money(text, target)
        case Sort.TIME | Sort.DAY | Sort.MONTH:
            if text.count("/") >= 2:
                return "time", "day and month cannot be told apart"
            return "time", f"this is no time between {EARLIEST[:4]} and {LATEST[:4]} that can be read"
        case _:
            return "value", "the value cannot be used"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _why_count(text: str) -> tuple[str, str]:
    number = _number(text)
    if number is None or number != number:
        return "number", "this is not a number"
    if number < 0:
        return "negative", "a count cannot be negative"
    return (
        ("large", f"more than {MOST_TOKENS:,} cannot be right")
        if number > MOST_TOKENS
        else ("whole", "a count must be whole")
    )


def _why_money(text: str, target: Target) -> tuple[str, str]:
    number = _number(text)
    most = 10 ** (18 - int(target.sql_type.rstrip(")").split(",")[1]))
    if number is not None and number != number:
        return "number", "this is not a number"
    if number is not None and abs(number) >= most:
        return "large", f"an amount of {most:,} USD or more in one row cannot be kept"
    if number is not None:
        return "negative", "an amount cannot be negative here"
    if any(sign in text for sign in "€£¥₹") or (text[-3:].isupper() and text[-3:].isalpha() and text[-3:] != "USD"):
        return "currency", "the amount is in another currency; convert it to USD first"
    if "," in text:
        return "ambiguous", "the comma can be read in two ways"
    return "number", "this is not a number"
