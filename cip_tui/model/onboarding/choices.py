"""What a person decides about an onboarding: columns, scales, edits, regions, weights and ranges; as TOML a recipe."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from cip_tui.model.errors import UsageError, Where
from cip_tui.model.onboarding.fields import language
from cip_tui.model.onboarding.scales import decimal_factor
from cip_tui.model.onboarding.settings import HealthSettings, settings_from
from cip_tui.model.text import clean

LEFT_OUT = ""


@dataclass(frozen=True)
class Choices:
    """Everything that is decided about a file. Empty means: as found.

    `mapping` gives the header of the column for a field, empty to leave the field out. `rescales` are factors by field,
    1 to keep a scale that was doubted. `edits` replace raw texts by cell address. `regions` are by account id, `region`
    is for all others. `accept` takes the proposed columns too.
    """

    sheet: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    rescales: Mapping[str, Decimal] = field(default_factory=dict)
    edits: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    accept: bool = False
    goals: tuple[str, ...] | None = None
    health: HealthSettings = field(default_factory=HealthSettings)

    def payload(self) -> dict[str, Any]:
        """Return the choices as they stand in the journal and in an import's id."""
        return {
            "sheet": self.sheet,
            "mapping": dict(self.mapping),
            "rescales": {name: str(factor) for name, factor in self.rescales.items()},
            "edits": dict(self.edits),
            "regions": dict(self.regions),
            "region": self.region,
            "accept": self.accept,
            "goals": None if self.goals is None else list(self.goals),
            "health": self.health.payload(),
        }

    def with_mapping(self, name: str, header: str) -> Choices:
        """Return the choices with a column for a field. Raises `UsageError` for an unknown field."""
        return replace(self, mapping={**self.mapping, known_field(name): header})

    def with_rescale(self, name: str, factor: str) -> Choices:
        """Return the choices with a factor for a field. Raises `UsageError`."""
        try:
            return replace(self, rescales={**self.rescales, known_field(name): decimal_factor(factor)})
        except (ArithmeticError, InvalidOperation) as error:
            raise UsageError(f"'{clean(factor, 40)}' is no factor", next_step="Give a number above 0") from error

    def with_edit(self, cells: Sequence[str], text: str) -> Choices:
        """Return the choices with other text in cells, given by address."""
        return replace(self, edits={**self.edits, **dict.fromkeys(cells, text)})


def known_field(name: str) -> str:
    """Return a field by its name. Raises `UsageError` naming the known ones."""
    if name not in language().fields:
        raise UsageError(f"There is no field '{clean(name, 60)}'", next_step="Known: " + ", ".join(language().fields))
    return name


def parse_mapping(items: Sequence[str]) -> dict[str, str]:
    """Read items as typed, `field=column`. Raises `UsageError`."""
    found = {}
    for item in items:
        name, mark, header = item.partition("=")
        if not mark:
            raise UsageError(f"'{clean(item, 60)}' is no mapping", next_step="Write it as field=column")
        found[known_field(name.strip())] = header.strip()
    return found


def recipe_text(choices: Choices, *, fingerprint: str, headers: Sequence[str], title: str) -> str:
    """Return the choices as TOML that `read_recipe` takes; `headers` are those of the file it was made for."""
    lines = [
        f"# How to read: {clean(title, 80)}",
        f"fingerprint = {_quoted(fingerprint)}",
        f"headers = [{', '.join(_quoted(header) for header in headers)}]",
    ]
    if choices.sheet:
        lines.append(f"sheet = {_quoted(choices.sheet)}")
    if choices.region:
        lines.append(f"region = {_quoted(choices.region)}")
    if choices.goals is not None:
        lines.append(f"goals = [{', '.join(map(_quoted, choices.goals))}]")
    lines.append(f"accept = {'true' if choices.accept else 'false'}")
    for name, table in (
        ("mapping", choices.mapping),
        ("rescale", {key: str(value) for key, value in choices.rescales.items()}),
        ("edits", choices.edits),
        ("regions", choices.regions),
    ):
        if table:
            lines += ["", f"[{name}]", *(f"{_quoted(key)} = {_quoted(value)}" for key, value in table.items())]
    if choices.health != HealthSettings():
        lines += ["", "# Weights and ranges, as the journal writes them.", "[health]"]
        lines.append(f"settings = {_quoted(json.dumps(choices.health.payload(), sort_keys=True))}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Recipe:
    """A recipe as read: the choices, and the header of the file it was made for."""

    choices: Choices
    fingerprint: str
    headers: tuple[str, ...]


def read_recipe(path: Path) -> Recipe:
    """Read a recipe. Raises `UsageError` where it cannot be read or names what is not there."""
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("The recipe cannot be read", where=Where(str(path)), cause=clean(str(error), 200)) from error
    return recipe_from(facts, str(path))


def recipe_from(facts: Mapping[str, Any], place: str) -> Recipe:
    """Return a recipe from what its TOML holds. Raises `UsageError`."""
    choices = Choices(
        sheet=str(facts.get("sheet", "")),
        mapping={known_field(str(name)): str(header) for name, header in _table(facts, "mapping", place).items()},
        edits={str(cell): str(text) for cell, text in _table(facts, "edits", place).items()},
        regions={str(key): str(region) for key, region in _table(facts, "regions", place).items()},
        region=str(facts.get("region", "")),
        accept=bool(facts.get("accept", False)),
        goals=tuple(map(str, facts["goals"])) if isinstance(facts.get("goals"), list) else None,
        health=_health(_table(facts, "health", place), place),
    )
    for name, factor in _table(facts, "rescale", place).items():
        choices = choices.with_rescale(str(name), str(factor))
    headers = facts.get("headers", [])
    return Recipe(
        choices, str(facts.get("fingerprint", "")), tuple(map(str, headers)) if isinstance(headers, list) else ()
    )


def _table(facts: Mapping[str, Any], name: str, place: str) -> Mapping[str, Any]:
    found = facts.get(name, {})
    if not isinstance(found, Mapping):
        raise UsageError(f"[{name}] of the recipe is no table", where=Where(place))
    return found


def _health(table: Mapping[str, Any], place: str) -> HealthSettings:
    if not table:
        return HealthSettings()
    try:
        return settings_from(json.loads(str(table.get("settings", "{}"))))
    except ValueError as error:
        raise UsageError("The weights of the recipe cannot be read", where=Where(place), cause=str(error)) from error


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True, slots=True)
class Drift:
    """How a header differs from the one a recipe was made for. Breaking: a mapped column is gone."""

    gone: tuple[str, ...]
    new: tuple[str, ...]
    breaking: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)


def drift(recipe: Recipe, headers: Sequence[str], used: Sequence[str]) -> Drift:
    """Compare headers with those of a recipe; `used` are the headers that carry fields there."""
    before, now = set(recipe.headers), {header for header in headers if header}
    gone = tuple(header for header in recipe.headers if header and header not in now)
    new = tuple(header for header in headers if header and header not in before)
    return Drift(gone, new, tuple(header for header in gone if header in used))
