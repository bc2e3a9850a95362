"""The small language in which a format says which of its columns fill which canonical field.

Each expression is written in SQL over the source's columns, which are called c0, c1, … after their position, so that
no name from a file ever becomes part of a statement. Every expression gives text; types and checks come later.
Names are compared by `plain`: `startTime`, `start_time` and `STARTTIME` are the same column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cip_tui.model.engine.source import quoted
from cip_tui.model.sources.report import FileKind, Finding
from cip_tui.model.sources.spans import Bad


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return what is compared of a column's name: its letters and digits, in one case."""
    return "".join(char for char in name.casefold() if char.isalnum())


class Columns:
    """The columns of one source: their names as stated, found by exact or by plain name."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._exact: dict[str, int] = {}
        self._plain: dict[str, int] = {}
        for position, name in enumerate(names):
            self._exact.setdefault(name, position)
            self._plain.setdefault(plain(name), position)

    @property
    def plains(self) -> frozenset[str]:
        """The plain names."""
        return frozenset(self._plain)

    def find(self, name: str) -> int | None:
        """Return the position of a column, None where there is none."""
        exact = self._exact.get(name)
        return exact if exact is not None else self._plain.get(plain(name))

    def sql(self, name: str) -> str | None:
        """Return the column's name in SQL, None where there is none."""
        position = self.find(name)
        return None if position is None else f"c{position}"

    def stated(self, name: str) -> str:
        """Return the column's name as the file states it."""
        position = self.find(name)
        return name if position is None else self.names[position]


class Expr:
    """What fills a canonical field. `names` are the columns it may use."""

    names: tuple[str, ...] = ()
    unit: str = ""

    def sql(self, columns: Columns) -> str | None:
        """Return the expression, None where the source lacks the columns."""
        raise NotImplementedError

    def used(self, columns: Columns) -> tuple[str, ...]:
        """Return the names, as the file states them, of the columns that are there."""
        return tuple(columns.stated(name) for name in self.names if columns.find(name) is not None)

    def describe(self, columns: Columns) -> str:
        """Return how the field is filled, for people."""
        return " + ".join(self.used(columns))


@dataclass(frozen=True)
class Col(Expr):
    """The named column, or the first of them that is not empty; in a unit: s, ms, us, ns, min; cents; none for ours."""

    first: str
    others: tuple[str, ...] = ()
    unit: str = ""

    @property
    def names(self) -> tuple[str, ...]:  # type: ignore[override]  # worked out here, stated by the base
        """The columns it may use."""
        return (self.first, *self.others)

    def sql(self, columns: Columns) -> str | None:
        """Return the column, or the choice where several are there."""
        found = list(dict.fromkeys(name for name in map(columns.sql, self.names) if name))
        return _first_stated(found)

    def describe(self, columns: Columns) -> str:
        """Return the columns as alternatives."""
        return " or ".join(dict.fromkeys(self.used(columns)))


def _first_stated(parts: list[str]) -> str | None:
    """Return the SQL of the first part that is not empty, the empty text counting as nothing."""
    if not parts:
        return None
    stated = ", ".join(f"nullif({part}, '')" for part in parts)
    return parts[0] if len(parts) == 1 else f"coalesce({stated})"


def col(first: str, *others: str, unit: str = "") -> Col:
    """Write a `Col` shortly."""
    return Col(first, others, unit)


@dataclass(frozen=True)
class Const(Expr):
    """The same text in every row."""

    value: str

    def sql(self, columns: Columns) -> str | None:
        """Return the text."""
        return quoted(self.value)

    def describe(self, columns: Columns) -> str:
        """Return the constant as it is written in a mapping."""
        return f":={self.value}"


@dataclass(frozen=True)
class Total(Expr):
    """The sum of whole numbers; an empty one counts as nothing, a bad one becomes the result so that it is listed."""

    names: tuple[str, ...]

    def sql(self, columns: Columns) -> str | None:
        """Return the sum of the columns that are there."""
        parts = [name for name in map(columns.sql, self.names) if name]
        if not parts:
            return None
        bad = " ".join(
            f"WHEN {part} <> '' AND (TRY_CAST({part} AS BIGINT) IS NULL OR TRY_CAST({part} AS BIGINT) < 0 "
            f"OR TRY_CAST({part} AS DOUBLE) IS DISTINCT FROM TRY_CAST({part} AS BIGINT)) THEN {part}"
            for part in parts
        )
        empty = " AND ".join(f"coalesce({part}, '') = ''" for part in parts)
        # Huge integers, so that a sum of large parts is listed as too large and does not end the reading.
        added = " + ".join(f"coalesce(TRY_CAST({part} AS HUGEINT), 0)" for part in parts)
        return f"CASE {bad} WHEN {empty} THEN NULL ELSE CAST({added} AS VARCHAR) END"


def total(*names: str) -> Total:
    """Write a `Total` shortly."""
    return Total(names)


@dataclass(frozen=True)
class Sql(Expr):
    """SQL with `{Column}` marks. All of `names` must be there; of `maybe` a missing one is NULL."""

    text: str
    names: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()

    def sql(self, columns: Columns) -> str | None:
        """Return the text with the columns filled in."""
        text = self.text
        for name in self.names:
            found = columns.sql(name)
            if found is None:
                return None
            text = text.replace("{" + name + "}", found)
        for name in self.maybe:
            text = text.replace("{" + name + "}", columns.sql(name) or "NULL")
        return text

    def used(self, columns: Columns) -> tuple[str, ...]:
        """Return the columns that are there."""
        return tuple(columns.stated(name) for name in self.names + self.maybe if columns.find(name) is not None)


FOLDED_KEY = "regexp_replace(lower(k), '[^\\pL\\pN]', '', 'g')"
"""SQL that does to a JSON key `k` what `plain` does to a name."""


def is_object(column: str) -> str:
    """Return the SQL condition that a column's text is a JSON object."""
    # Not joined by AND: json_type must never see text that is no JSON, and AND may look at both sides.
    return f"CASE WHEN json_valid({column}) THEN json_type({column}) = 'OBJECT' ELSE FALSE END"


def pointer(key: str) -> str:
    """Return the SQL of the JSON pointer (RFC 6901) to a key given as SQL."""
    return f"'/' || replace(replace({key}, '~', '~0'), '/', '~1')"


@dataclass(frozen=True)
class JsonKey(Expr):
    """The first telling key of a column that holds a JSON object; keys are compared by their plain names.

    `prefixes` may stand before a key, as in AWS's `user:Team`.
    """

    column: str
    keys: tuple[str, ...]
    prefixes: tuple[str, ...] = ("", "user")

    @property
    def names(self) -> tuple[str, ...]:  # type: ignore[override]  # worked out here, stated by the base
        """The column."""
        return (self.column,)

    def sql(self, columns: Columns) -> str | None:
        """Return the value of the first key found, NULL where there is none or the text is no JSON object."""
        column = columns.sql(self.column)
        if column is None:
            return None
        wanted = ", ".join(quoted(prefix + plain(key)) for key in self.keys for prefix in self.prefixes)
        found = (
            f"list_filter(list_transform([{wanted}], lambda w: list_filter(json_keys({column}), "
            f"lambda k: {FOLDED_KEY} = w)[1]), lambda k: k IS NOT NULL)[1]"
        )
        return f"CASE WHEN {is_object(column)} THEN json_extract_string({column}, {pointer(found)}) END"

    def describe(self, columns: Columns) -> str:
        """Return column and keys."""
        return f"{columns.stated(self.column)}[{'|'.join(self.keys)}]"


@dataclass(frozen=True)
class First(Expr):
    """The first part that is not empty, row by row."""

    parts: tuple[Expr, ...]

    @property
    def names(self) -> tuple[str, ...]:  # type: ignore[override]  # worked out here, stated by the base
        """The columns of all parts."""
        return tuple(name for part in self.parts for name in every_name(part))

    def sql(self, columns: Columns) -> str | None:
        """Return the parts, the empty text counting as nothing."""
        return _first_stated([part for part in (part.sql(columns) for part in self.parts) if part])

    def describe(self, columns: Columns) -> str:
        """Return the parts as alternatives."""
        return " or ".join(p.describe(columns) for p in self.parts if p.sql(columns) is not None)


def first(*parts: Expr) -> First:
    """Write a `First` shortly."""
    return First(parts)


@dataclass(frozen=True)
class Words(Expr):
    """An expression whose words are translated; a word that is not listed stays, or becomes `other`."""

    part: Expr
    table: tuple[tuple[str, str], ...]
    other: str | None = None

    @property
    def names(self) -> tuple[str, ...]:  # type: ignore[override]  # worked out here, stated by the base
        """The columns of the part."""
        return every_name(self.part)

    def describe(self, columns: Columns) -> str:
        """Return how the part is filled."""
        return self.part.describe(columns)

    def sql(self, columns: Columns) -> str | None:
        """Return the translation."""
        text = self.part.sql(columns)
        if text is None:
            return None
        cases = " ".join(f"WHEN {quoted(old)} THEN {quoted(new)}" for old, new in self.table)
        rest = "x" if self.other is None else quoted(self.other)
        # A one-row subquery names the part once, however long it is.
        return f"CASE lower(coalesce({text}, '')) {cases} ELSE {text if rest == 'x' else rest} END"


_MODEL_MAKERS = (
    (
        r"^(gpt|o[1-9]|chatgpt|text-embedding|davinci|babbage|dall-e|whisper|tts-|omni-|codex|ft:gpt|computer-use)",
        "openai",
    ),
    (r"^claude", "anthropic"),
    (
        r"^(arn:aws:bedrock|((us|eu|apac|global|us-gov)\.)?(anthropic|amazon|meta|cohere|ai21|mistral|deepseek)\.)",
        "bedrock",
    ),
    (r"^(models/)?(gemini|palm|text-bison|chat-bison|gemma)", "google"),
    (r"^(mistral|codestral|ministral|pixtral|open-mi|magistral)", "mistral"),
    (r"^deepseek", "deepseek"),
    (r"^grok", "xai"),
    (r"^command", "cohere"),
)


@dataclass(frozen=True)
class MakerOf(Expr):
    """The provider that a model's name tells: `claude-…` is Anthropic's, `openai/gpt-4o` is OpenAI's; else empty."""

    part: Expr

    @property
    def names(self) -> tuple[str, ...]:  # type: ignore[override]  # worked out here, stated by the base
        """The columns of the part."""
        return every_name(self.part)

    def describe(self, columns: Columns) -> str:
        """Return how the part is filled."""
        return self.part.describe(columns)

    def sql(self, columns: Columns) -> str | None:
        """Return the provider."""
        text = self.part.sql(columns)
        if text is None:
            return None
        cases = " ".join(
            f"WHEN regexp_matches(lower({text}), {quoted(rule)}) THEN '{maker}'" for rule, maker in _MODEL_MAKERS
        )
        slug = f"WHEN {text} LIKE '%/%' THEN lower(split_part({text}, '/', 1))"
        return f"CASE {cases} {slug} ELSE '' END"


def every_name(part: Expr) -> tuple[str, ...]:
    """Return all columns that an expression may use."""
    return part.names + (part.maybe if isinstance(part, Sql) else ())


Record = Mapping[str, object]
"""One record of a JSON source: values by column name, nested ones as they are."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how it is recognised, and what fills which field. Data, but for two small functions.

    `must` are alternatives of which one must be there in full; `known` are further columns that belong to it.
    `version` tells version and evidence from the plain names. `flatten` turns one JSON value (a record of an array or
    of lines, or the whole document) into flat records; `document` recognises such a value by its keys.
    `table` does the same to a CSV file whose columns are values, given its lines from the header on, with numbers.
    `grain` states what a row stands for; `until` the end of its period, which then tells the grain where it can be
    read. `controls` are sums taken for comparison only. `null_words` stand for "not stated" in every column. `currency`
    names the currency of a row. `slash_dates` is mdy or dmy where the format writes days with slashes.
    `charges` reads the same file a second time, as charges of a cloud beside its calls or billing.
    `keep` is SQL over the columns that says which records are rows at all, e.g. generations among observations.
    """

    id: str
    title: str
    kind: FileKind
    must: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Expr]
    known: tuple[str, ...] = ()
    grain: Expr | None = None
    until: Expr | None = None
    currency: Expr | None = None
    controls: Mapping[str, Expr] = field(default_factory=dict)
    null_words: tuple[str, ...] = ()
    slash_dates: str = ""
    negative_cost: bool = False
    keep: Sql | None = None
    version: Callable[[frozenset[str]], tuple[str, str]] | None = None
    flatten: Callable[[object], Iterator[Record | Bad]] | None = None
    document: Callable[[Mapping[str, object]], bool] | None = None
    table: Callable[[Iterator[tuple[int, Sequence[str]]]], Iterator[tuple[int, Record | Bad]]] | None = None
    notes: tuple[Finding, ...] = ()
    charges: Format | None = None

    def expressions(self) -> Iterator[Expr]:
        """Yield everything that reads a column."""
        yield from self.fields.values()
        yield from self.controls.values()
        for part in (self.grain, self.until, self.currency, self.keep):
            if part is not None:
                yield part

    def wanted(self) -> tuple[str, ...]:
        """Return the columns the format may use, each once."""
        names: Iterable[str] = (name for part in self.expressions() for name in every_name(part))
        by_plain = {plain(name): name for name in reversed(list(names))}
        return tuple(sorted(by_plain.values()))
