"""Reading a single value in SQL: from text to whole numbers, amounts, times and durations, NULL for what is none.

A value that reads plainly costs one cast; the slower rules are only met by those that do not. What one value cannot
be clearly is not guessed.
"""

from __future__ import annotations

from cip_tui.model.engine.source import quoted
from cip_tui.model.sources.language import Expr, First
from cip_tui.model.sources.targets import Sort, Target

EARLIEST, LATEST = "1990-01-01", "2100-01-01"
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


def unit_of(expr: Expr) -> str:
    """Return the unit in which an expression's column is stated, empty for our own."""
    return unit_of(expr.parts[0]) if isinstance(expr, First) else expr.unit


def plain_cast(target: Target, expr: Expr) -> str:
    """The plain cast of a field's text, NULL where it is not that simple."""
    text, unit = f"r_{target.name}", unit_of(expr)
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
            return plain_time(text)


def plain_time(text: str) -> str:
    """Read an ISO 8601 time as naive UTC."""
    # A cast to TIMESTAMP drops a zone offset, so it is used only where no zone can be.
    fraction = f"strlen({text}) > 20 AND {text}[20] = '.' AND TRY_CAST({text}[21:] AS BIGINT) >= 0"
    return (
        f"CASE WHEN (strlen({text}) = 19 AND {text}[17] = ':') OR strlen({text}) = 10 OR suffix({text}, 'Z') "
        f"OR ({fraction}) THEN TRY_CAST({text} AS TIMESTAMP) "
        f"ELSE TRY_CAST({text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END"
    )


def count(plain: str, text: str) -> str:
    """Read a whole number: `12`, `12.0`, `1,234`; `100.5` is none (the cast alone would round it)."""
    bare = f"replace(trim({text}), ',', '')"
    grouped = f"CASE WHEN regexp_full_match(trim({text}), '-?\\d{{1,3}}(,\\d{{3}})+') THEN {bare} END"
    return f"CASE WHEN {plain} = TRY_CAST({text} AS DOUBLE) THEN {plain} ELSE TRY_CAST({grouped} AS BIGINT) END"


def money(plain: str, text: str, sql_type: str, *, cents: bool = False) -> str:
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


def time(plain: str, text: str, slashes: str) -> str:
    """Read a time as naive UTC: ISO 8601 with or without zone, epoch numbers, and a few unmistakable spellings.

    Days before 1990 or from 2100 on are taken for damage (`5/1/25` would be the year 5).
    """
    number = f"TRY_CAST({text} AS DECIMAL(29,9))"
    epoch = (
        f"CASE WHEN regexp_full_match(trim({text}), '\\d{{9,19}}(\\.\\d+)?') THEN make_timestamp(CAST(floor(CASE "
        f"WHEN {number} < 100000000000 THEN {number} * 1000000 WHEN {number} < 100000000000000 THEN {number} * 1000 "
        f"WHEN {number} < 100000000000000000 THEN {number} ELSE {number} * 0.001 END) AS BIGINT)) END"
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
