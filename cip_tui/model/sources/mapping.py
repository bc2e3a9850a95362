"""A mapping in a person's own words: which column is which field, typed or kept in a recipe file.

Items are `field=column`, e.g. `ts=TIMESTAMP`; `field:=value` gives every row the same value, e.g. `provider:=azure`;
`field=column@unit` converts: `latency_ms=elapsed@s` (s, ms, us, ns, min) or `reported_cost_usd=price@cents`.
Fields are those of calls/schema.py. `timestamp` may be written for `ts` and `cost_usd` for `reported_cost_usd`.

A recipe holds the same as TOML:

    format = "mapping"            # or the id of a known format that the columns below amend
    [columns]
    ts = "TIMESTAMP"
    latency_ms = "elapsed@s"
    [constants]
    provider = "azure"
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cip_tui.model.errors import UsageError, Where
from cip_tui.model.sources.language import Col, Columns, Const, Expr, Format, col, plain
from cip_tui.model.sources.report import FileKind, ImportOptions
from cip_tui.model.sources.targets import TARGETS
from cip_tui.model.text import clean

UNITS = ("s", "ms", "us", "ns", "min", "cents")
_OTHER_NAMES = {"timestamp": "ts", "cost_usd": "reported_cost_usd", "cost": "reported_cost_usd"}
_GUESSES: dict[str, str] = {
    "ts": "timestamp time datetime date created_at request_time started_at start_time response_date",
    "provider": "provider vendor provider_name",
    "model": "model model_name model_id engine deployment",
    "input_tokens": "input_tokens prompt_tokens context_tokens tokens_in input_token_count n_context_tokens",
    "output_tokens": "output_tokens completion_tokens generated_tokens tokens_out output_token_count",
    "cached_input_tokens": "cached_input_tokens cached_tokens cache_read_tokens",
    "reported_cost_usd": "cost_usd cost total_cost spend price_usd amount_usd",
    "latency_ms": "latency_ms duration_ms response_time_ms provider_ms",
    "customer_id": "customer_id customer client_id tenant_id tenant end_user",
    "organization_id": "organization_id organization org_id org account_id",
    "product_id": "product_id product project project_id application app",
    "feature_id": "feature_id feature use_case",
    "task_type": "task_type task operation",
    "team_id": "team_id team",
    "subscription_tier": "subscription_tier tier plan",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for: a format, columns by field, constants by field. Empty where nothing was."""

    as_format: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def given(self) -> bool:
        """Whether any field was mapped."""
        return bool(self.columns or self.constants)

    def describe(self) -> str:
        """Say what was asked, in a sentence."""
        items = [f"{name}={column}" for name, column in self.columns.items()]
        items += [f"{name}:={value}" for name, value in self.constants.items()]
        return clean("You said " + ", ".join(items), 500)


GENERIC = Format(id="mapping", title="Table read by your mapping", kind=FileKind.CALLS, must=(), fields={})


def asked_for(options: ImportOptions) -> Asked:
    """Return what the options ask for. Raises `UsageError` for an item or recipe that is not understood."""
    recipe = read_recipe(options.recipe) if options.recipe is not None else Asked()
    typed = parse_items(options.mapping)
    name = options.as_format or recipe.as_format
    columns = {key: value for key, value in recipe.columns.items() if key not in typed.constants}
    constants = {key: value for key, value in recipe.constants.items() if key not in typed.columns}
    return Asked("" if name == GENERIC.id else name, {**columns, **typed.columns}, {**constants, **typed.constants})


def parse_items(items: Iterable[str]) -> Asked:
    """Read `field=column` and `field:=value` items. Raises `UsageError` naming the nearest field."""
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    for item in items:
        name, mark, value = item.partition("=")
        constant = name.endswith(":")
        name = name.removesuffix(":").strip()
        if not mark or not name or not value:
            raise UsageError(
                f"The mapping '{clean(item, 100)}' is not understood",
                next_step="Write field=column, or field:=value for the same value in every row",
            )
        target = _field(name)
        if target in columns or target in constants:
            raise UsageError(f"The field {target} is mapped twice", next_step="Give each field once")
        (constants if constant else columns)[target] = value
    return Asked("", columns, constants)


def _field(name: str) -> str:
    name = _OTHER_NAMES.get(name, name)
    known = list(dict.fromkeys(target.name for targets in TARGETS.values() for target in targets))
    if name in known:
        return name
    near = difflib.get_close_matches(name, [*known, *_OTHER_NAMES], n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    calls = ", ".join(target.name for target in TARGETS[FileKind.CALLS])
    raise UsageError(f"There is no field '{clean(name, 100)}'", next_step=f"{hint}Fields of a call: {calls}")


def overlay(layout: Format, asked: Asked, columns: Columns) -> Format:
    """Return `layout` with the person's mapping over it. Raises `UsageError` for a column that is not in the file."""
    targets = {target.name for target in TARGETS[layout.kind]}
    for name in (*asked.columns, *asked.constants):
        if name not in targets:
            raise UsageError(
                f"{layout.title} has no field '{name}'", next_step=f"Its fields: {', '.join(sorted(targets))}"
            )
    fields: dict[str, Expr] = dict(layout.fields)
    fields.update({name: _column(name, value, columns) for name, value in asked.columns.items()})
    fields.update({name: Const(value) for name, value in asked.constants.items()})
    return replace(layout, fields=fields)


def _column(name: str, value: str, columns: Columns) -> Col:
    if columns.find(value) is not None:
        return col(value)
    base, mark, unit = value.rpartition("@")
    if mark and unit in UNITS and columns.find(base) is not None:
        return col(base, unit=unit)
    shown = {clean(stated, 100): stated for stated in columns.names if stated}
    near = difflib.get_close_matches(value, shown, n=1, cutoff=0.5)
    folded = [stated for stated in shown if plain(value) and plain(value) in plain(stated)]
    hint = f"Did you mean {(near or folded)[0]}? " if near or folded else ""
    raise UsageError(
        f"The file has no column '{clean(value, 100)}' for {name}",
        next_step=f"{hint}Its columns: {', '.join(list(shown)[:40])}",
    )


def guess(columns: Columns) -> dict[str, str]:
    """Return field and column for every field whose usual names are among the columns."""
    found: dict[str, str] = {}
    for name, candidates in _GUESSES.items():
        match = next((each for each in candidates.split() if columns.find(each) is not None), None)
        if match is not None and columns.stated(match) not in found.values():
            found[name] = columns.stated(match)
    return found


def read_recipe(path: Path) -> Asked:
    """Read a recipe file. Raises `UsageError` naming file and key."""
    where = Where(clean(str(path)))
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("The recipe cannot be read", where=where, cause=clean(str(error), 300)) from error
    strange = set(content) - {"format", "columns", "constants"}
    if strange:
        raise UsageError(
            f"A recipe has no '{clean(min(strange), 100)}'",
            where=where,
            next_step="It has format, [columns], [constants]",
        )
    columns, constants = _texts(content, "columns", where), _texts(content, "constants", where)
    items = [f"{key}={value}" for key, value in columns.items()] + [
        f"{key}:={value}" for key, value in constants.items()
    ]
    parsed = parse_items(items)
    return Asked(str(content.get("format", "")), parsed.columns, parsed.constants)


def _texts(content: Mapping[str, object], key: str, where: Where) -> dict[str, str]:
    table = content.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(value, str | int | float) for value in table.values()):
        raise UsageError(f"[{key}] must hold text by field", where=where, next_step='Write it as ts = "TIMESTAMP"')
    return {str(name): str(value) for name, value in table.items()}


def recipe_text(asked: Asked) -> str:
    """Return a recipe file's content for what was asked; `read_recipe` reads it back the same."""
    lines = [f"format = {_toml(asked.as_format or GENERIC.id)}"]
    for title, table in (("columns", asked.columns), ("constants", asked.constants)):
        if table:
            lines += ["", f"[{title}]", *(f"{name} = {_toml(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL, and for characters beyond the basic plane, which JSON splits in two.
    escaped = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "".join(f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" or char < " " else char for char in escaped)
