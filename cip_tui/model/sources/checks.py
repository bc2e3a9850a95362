"""The checks in SQL: text from any source to typed columns, with the reason where a row cannot be kept.

Layers over the source's text columns: `r_x` the text that a format takes for field x, `p_x` its plain cast, `v_x`
its typed value, `fine` for rows that need no further look, and `flaw` (the field that rejects the row, or a word with
#), `note` (bits of rules it was kept under) and `raw` (the text behind either).
"""

from __future__ import annotations

from dataclasses import dataclass

from cip_tui.model.calls.schema import Grain
from cip_tui.model.document import Level
from cip_tui.model.engine.source import quoted
from cip_tui.model.sources.casts import count, money, plain_cast, plain_time, time, unit_of
from cip_tui.model.sources.language import Columns, Const, Expr, Format
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.targets import MOST_TOKENS, TARGETS, Sort, Target

BLANK, SKIPPED, CURRENCY = "#blank", "#skipped", "#currency"
PASSED_OVER = (BLANK, SKIPPED)
# Patterns and not IN lists: DuckDB turns a list of five or more into a join, which loses the order of the rows and
# with it their line numbers.
_UNKNOWN = r"null|none|n/a|na|nil|-|\\n"
_USD = r"|usd|us\$|\$|null"
_CALLS = (FileKind.CALLS, FileKind.BILLING)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something a row may be kept under: its bit in `note`, the SQL of when, the text behind it, what is said."""

    bit: int
    name: str
    field: str
    level: Level
    message: str
    when: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """The statement that checks a source, and the rules behind the bits in its `note`.

    `fields` are the targets it has columns for, `controls` its control sums; `grain` is that of every row, None where
    the table has a column for it.
    """

    sql: str
    rules: tuple[Rule, ...]
    fields: tuple[Target, ...]
    controls: tuple[str, ...]
    grain: str | None


def stage(layout: Format, columns: Columns, relation: str, *, line: bool, slashes: str) -> Stage:
    """Build the statement that checks every row of `relation`, whose text columns are c0, c1, …

    `line` says that it has a column `line`; `slashes` how days written with slashes are read: mdy, dmy, or empty
    for not at all.
    """
    return _Builder(layout, columns, line, slashes).build(relation)


class _Builder:
    def __init__(self, layout: Format, columns: Columns, line: bool, slashes: str) -> None:
        self.layout, self.columns, self.line, self.slashes = layout, columns, line, slashes
        self.priced = layout.kind in _CALLS
        self.fields: list[tuple[Target, Expr, str]] = []
        for target in TARGETS[layout.kind]:
            expr = layout.fields.get(target.name)
            text = expr.sql(columns) if expr is not None else None
            if expr is not None and text is not None:
                self.fields.append((target, expr, text))
        beside = {"grain": layout.grain, "until": layout.until, "currency": layout.currency}
        found = {name: expr.sql(columns) for name, expr in beside.items() if expr is not None}
        self.beside = {name: text for name, text in found.items() if text is not None}
        self.keep = layout.keep.sql(columns) if layout.keep is not None else None
        controls = {name: expr.sql(columns) for name, expr in layout.controls.items()}
        self.controls = {name: text for name, text in controls.items() if text is not None}
        self.rules: list[Rule] = []
        for target, expr, _ in self.fields:
            self._note(target, expr)
        self._note_parts()

    def build(self, relation: str) -> Stage:
        """Return the statement: one SELECT around the other, from the source's text to the checked row."""
        line = ["line"] if self.line else []
        taken = [f"{text} AS r_{target.name}" for target, _, text in self.fields]
        taken += [f"{text} AS r_{name}" for name, text in self.beside.items()]
        taken += [f"({self.keep}) AS keep"] if self.keep else []
        taken += [f"{_control(text)} AS x_{name}" for name, text in self.controls.items()]
        cast = [f"{plain_cast(t, expr)} AS p_{t.name}" for t, expr, _ in self.fields if t.sort is not Sort.TEXT]
        typed = [f"{self._typed(target, expr)} AS v_{target.name}" for target, expr, _ in self.fields]
        if "until" in self.beside:
            cast.append(f"{plain_time('r_until')} AS p_until")
            typed.append(f"{time('p_until', 'r_until', self.slashes)} AS v_until")
        grain = self._grain_column()
        values = [f"v_{target.name} AS {target.name}" for target, _, _ in self.fields]
        shown = [
            *line,
            *values,
            *(f"x_{name}" for name in self.controls),
            *(["grain"] if grain else []),
            "flaw",
            "note",
        ]
        layers = [
            [*line, *taken],
            ["*", *cast],
            ["*", *typed],
            ["*", *([f"{grain} AS grain"] if grain else []), f"{self._fine()} AS fine"],
            ["*", f"CASE WHEN fine THEN NULL ELSE {self._flaw()} END AS flaw"],
            ["*", f"CAST(CASE WHEN fine OR flaw IS NOT NULL THEN 0 ELSE {self._noted()} END AS INTEGER) AS note"],
            [*shown, f"CASE WHEN flaw IS NULL AND note = 0 THEN NULL ELSE left({self._raw()}, 500) END AS raw"],
        ]
        sql = relation
        for depth, columns in enumerate(layers):
            sql = f"SELECT {', '.join(columns)} FROM {sql if depth == 0 else f'({sql})'}"
        fields = tuple(target for target, _, _ in self.fields)
        return Stage(sql, tuple(self.rules), fields, tuple(self.controls), None if grain else self._one_grain())

    def _grain_column(self) -> str:
        """The expression of the grain where rows may differ in it, else empty."""
        fixed = isinstance(self.layout.grain, Const) or "grain" not in self.beside
        if not self.priced or (fixed and "until" not in self.beside):
            return ""
        stated = _grain_value() if "grain" in self.beside else quoted(Grain.CALL)
        return _grain_of_period(stated) if "until" in self.beside else stated

    def _one_grain(self) -> str:
        return self.layout.grain.value if isinstance(self.layout.grain, Const) else Grain.CALL.value

    def _typed(self, target: Target, expr: Expr) -> str:
        text, plain = f"r_{target.name}", f"p_{target.name}"
        match target.sort:
            case Sort.TEXT:
                return f"coalesce({text}, '')"
            case Sort.COUNT:
                return count(plain, text)
            case Sort.MONEY:
                return money(plain, text, target.sql_type, cents=unit_of(expr) == "cents")
            case Sort.TIME:
                return time(plain, text, self.slashes)
            case Sort.DAY:
                return f"CAST({time(plain, text, self.slashes)} AS DATE)"
            case Sort.MONTH:
                return f"CAST(date_trunc('month', {time(plain, text, self.slashes)}) AS DATE)"
            case Sort.DURATION:
                return f"CASE WHEN {plain} >= 0 AND {plain} < 1e12 THEN CAST(round({plain}) AS BIGINT) END"
            case Sort.SCORE:
                return f"CASE WHEN {plain} BETWEEN 0 AND 1 THEN {plain} END"

    def _fine(self) -> str:
        """A condition that holds only for rows without flaw and note; cheap, as nearly all rows meet it."""
        tests = ["keep"] if self.keep else []
        for target, expr, _ in self.fields:
            plain, value, text = f"p_{target.name}", f"v_{target.name}", f"r_{target.name}"
            if target.sort is Sort.COUNT:
                tests.append(f"{plain} >= 0 AND {value} <= {MOST_TOKENS}")
            elif target.sort is Sort.MONEY:
                tests.append(f"{plain} IS NOT NULL" if self.layout.negative_cost else f"{plain} >= 0")
                short = f"strlen({text}) <= {_places(target, expr) + 2} AND NOT prefix({text}, '.')"
                tests.append(f"{short} AND NOT contains({text}, '-')")
            elif target.sort is not Sort.TEXT:
                tests.append(f"{value} IS NOT NULL")
            elif target.required:
                tests.append(f"trim({value}) <> ''")
        tests += ["r_currency IN ('USD', 'usd')"] if "currency" in self.beside else []
        tests += ["grain IS NOT NULL"] if self._grain_column() else []
        tests += [f"NOT ({rule.when})" for rule in self.rules if rule.name == "cache-parts"]
        return f"CASE WHEN {' AND '.join(tests) or 'TRUE'} THEN TRUE ELSE FALSE END"

    def _flaw(self) -> str:
        """The reason to reject, the first that applies; what is no row comes first."""
        flaws = [f"WHEN NOT coalesce(keep, FALSE) THEN {quoted(SKIPPED)}"] if self.keep else []
        stated = [f"r_{target.name}" for target, expr, _ in self.fields if not isinstance(expr, Const)]
        every = " AND ".join(f"coalesce({name}, '') = ''" for name in stated) or "FALSE"
        for target, _, _ in self.fields:
            name, field = f"v_{target.name}", quoted(target.name)
            if target.required:
                gone = f"trim({name}) = ''" if target.sort is Sort.TEXT else f"{name} IS NULL"
                flaws.append(f"WHEN {gone} THEN CASE WHEN {every} THEN {quoted(BLANK)} ELSE {field} END")
            elif target.hard and target.sort is not Sort.TEXT:
                flaws.append(f"WHEN {_unreadable(target.name)} THEN {field}")
            if target.sort is Sort.COUNT:
                flaws.append(f"WHEN {name} < 0 OR {name} > {MOST_TOKENS} THEN {field}")
            elif target.sort is Sort.MONEY and not self.layout.negative_cost:
                flaws.append(f"WHEN {name} < 0 THEN {field}")
        if "currency" in self.beside:
            currency = "coalesce(r_currency, '')"
            flaws.append(f"WHEN NOT {_matches(currency, _USD)} THEN {quoted(CURRENCY)}")
        if self._grain_column():
            flaws.append("WHEN grain IS NULL THEN 'grain'")
        return f"CASE {' '.join(flaws)} END" if flaws else "NULL"

    def _noted(self) -> str:
        return " + ".join(f"CASE WHEN {rule.when} THEN {rule.bit} ELSE 0 END" for rule in self.rules) or "0"

    def _raw(self) -> str:
        """The text behind the flaw, else behind the first note."""
        behind = [f"WHEN flaw = {quoted(t.name)} THEN r_{t.name}" for t, _, _ in self.fields if t.sort is not Sort.TEXT]
        behind += [f"WHEN flaw = {quoted(CURRENCY)} THEN r_currency"] if "currency" in self.beside else []
        behind += ["WHEN flaw = 'grain' THEN r_grain"] if "grain" in self.beside else []
        noted = [f"WHEN note & {rule.bit} <> 0 THEN r_{rule.field}" for rule in self.rules]
        return f"CASE {' '.join([*behind, 'WHEN flaw IS NOT NULL THEN NULL', *noted])} END"

    def _note(self, target: Target, expr: Expr) -> None:
        name, clear = target.name, f"p_{target.name} IS NULL AND v_{target.name} IS NOT NULL"
        if not target.hard:
            message = f"{name} could not be read and was left out; the row was kept"
            self._add("left-out", name, Level.WARNING, message, _unreadable(name))
        elif target.sort is Sort.COUNT:
            self._add("thousands", name, Level.INFO, f"{name} was written with thousands separators", clear)
        elif target.sort is Sort.MONEY:
            places = _places(target, expr)
            exact = f"TRY_CAST(r_{name} AS DECIMAL(38,20))"
            message = f"{name} has more than {places} decimals; it was rounded to {places}"
            long = f"(strlen(r_{name}) > {places + 1} OR contains(r_{name}, '-'))"
            self._add("rounded", name, Level.INFO, message, f"{long} AND {exact} <> round({exact}, {places})")
            message = f"{name} was written with a currency sign or separators and was read as a number"
            fix = "Check one of them; export plain numbers to be sure"
            self._add("money-text", name, Level.WARNING, message, clear, fix)

    def _note_parts(self) -> None:
        names = {target.name for target, _, _ in self.fields}
        parts = [name for name in ("cached_input_tokens", "cache_write_tokens") if name in names]
        if "input_tokens" in names and parts:
            self._add(
                "cache-parts",
                "input_tokens",
                Level.WARNING,
                "cached and cache-write tokens exceed the input they should be part of; such rows cannot be repriced",
                f"{' + '.join(f'coalesce(v_{name}, 0)' for name in parts)} > v_input_tokens",
                "The source may state input without cached tokens",
            )

    def _add(self, rule: str, field: str, level: Level, message: str, when: str, fix: str = "") -> None:
        self.rules.append(Rule(1 << len(self.rules), rule, field, level, message, when, fix))


def _places(target: Target, expr: Expr) -> int:
    """Return the decimals an amount may have in the unit it is stated in."""
    return int(target.sql_type.rstrip(")").split(",")[1]) - (2 if unit_of(expr) == "cents" else 0)


def _control(text: str) -> str:
    return money(f"TRY_CAST({text} AS DECIMAL(38,12))", text, "DECIMAL(38,12)")


def _grain_value() -> str:
    return (
        f"CASE WHEN coalesce(r_grain, '') = '' THEN '{Grain.CALL}' "
        f"WHEN {_matches('r_grain', '|'.join(Grain))} THEN lower(trim(r_grain)) END"
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
    return f"v_{name} IS NULL AND {text} <> '' AND trim({text}) <> '' AND NOT {_matches(text, _UNKNOWN)}"


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match(lower(trim({text})), {quoted(pattern)})"
