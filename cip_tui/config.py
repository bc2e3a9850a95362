"""The person's settings: a TOML file, checked key by key, with the nearest valid name for each mistake.

Every key is described once, in `Config`; the commented default file and the checks are made from that.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from cip_tui.model.errors import UsageError, Where
from cip_tui.model.text import clean

KEYS_TABLE = "keys"


def _about(example: str, meaning: str, kind: str) -> dict[str, str]:
    return {"example": example, "meaning": meaning, "kind": kind}


@dataclass(frozen=True, slots=True)
class Config:
    """Settings a person may keep. None stands for "find out" or "not set"."""

    theme: str = field(
        default="",
        metadata=_about('"cockpit-light"', "Colours of the application; its palette lists them (Theme).", "text"),
    )
    ascii: bool | None = field(
        default=None,
        metadata=_about('"auto"', "Draw with plain ASCII: true, false, or auto, which looks at the locale.", "switch"),
    )
    mouse: bool = field(
        default=True,
        metadata=_about("true", "Take mouse clicks; false leaves the mouse to the terminal.", "flag"),
    )
    animations: bool | None = field(
        default=None,
        metadata=_about('"auto"', "Move things smoothly: true, false, or auto, which is off over SSH.", "switch"),
    )
    period_days: int | None = field(
        default=None,
        metadata=_about("30", "How many days the application looks at first.", "days"),
    )
    prices: Path | None = field(
        default=None,
        metadata=_about('"prices.toml"', "Your own price rows, in front of the built-in price book.", "path"),
    )
    catalogue: Path | None = field(
        default=None,
        metadata=_about('"programmes.toml"', "Your own credit programmes, on top of the illustrative ones.", "path"),
    )
    workspace: Path | None = field(
        default=None,
        metadata=_about('"~/cip"', "Where data and decisions are kept; --workspace and CIP_WORKSPACE win.", "path"),
    )
    aws_profile: str = field(
        default="",
        metadata=_about('"billing"', "The AWS profile that charges are fetched with; AWS_PROFILE wins.", "text"),
    )
    keys: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_about(
            '"spend.filter" = "slash,F"',
            "Other keys for actions, by the action's id; several are written with commas.",
            "keys",
        ),
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that is not understood, and what to do about it. `line` is None where it is not known."""

    message: str
    fix: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration as read. What is not understood is left at its default and listed in `problems`."""

    path: Path
    exists: bool
    config: Config = field(default_factory=Config)
    problems: tuple[Problem, ...] = ()

    def errors(self) -> list[UsageError]:
        """Return the problems as errors that name the file and line."""
        return [
            UsageError(item.message, where=Where(str(self.path), row=item.line), next_step=item.fix)
            for item in self.problems
        ]

    def checked(self) -> Config:
        """Return the configuration. Raises the first problem as `UsageError`."""
        for error in self.errors():
            raise error
        return self.config

    def notice(self) -> str:
        """Return one sentence for a person who goes on with defaults, empty where all is well."""
        if not self.problems:
            return ""
        more = f" ({len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        return f"Settings that are not understood were left out: {self.errors()[0]}{more} See `cip config check`."


def config_path(environ: Mapping[str, str]) -> Path:
    """Return where the configuration is or would be: `CIP_CONFIG`, else the platform's folder for settings."""
    if environ.get("CIP_CONFIG"):
        return Path(environ["CIP_CONFIG"]).expanduser()
    from platformdirs import user_config_path

    return user_config_path("cip", appauthor=False) / "config.toml"


def load_config(path: Path, *, named: bool = False) -> Loaded:
    """Read a configuration. Raises nothing: see `Loaded.problems`.

    A file that is not there means defaults; where a person `named` it, that is a problem too.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        missing = Problem(
            "There is no such file, though CIP_CONFIG names it", "`cip config default -o FILE` writes one"
        )
        return Loaded(path, exists=False, problems=(missing,) if named else ())
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return Loaded(path, exists=True, problems=(Problem(f"The configuration cannot be read: {cause}"),))
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Loaded(path, exists=True, problems=(_syntax_problem(error),))
    values, problems = _checked(found, text, path.parent)
    return Loaded(path, True, Config(**values), tuple(problems))


def default_text() -> str:
    """Return a configuration file with every key described and commented out."""
    lines = ["# Settings of CIP. Take the # away from a line to set it. `cip config check` checks this file."]
    for item in fields(Config):
        lines += ["", f"# {item.metadata['meaning']}"]
        if item.metadata["kind"] == "keys":
            lines += [f"[{item.name}]", f"# {item.metadata['example']}"]
        else:
            lines.append(f"# {item.name} = {item.metadata['example']}")
    return "\n".join(lines) + "\n"


def _syntax_problem(error: tomllib.TOMLDecodeError) -> Problem:
    found = re.search(r"line (\d+)", str(error))
    reason = re.sub(r"\s*\(at .*\)$", "", str(error))
    return Problem(f"This is not TOML: {reason}", "Correct the line", int(found[1]) if found else None)


def _checked(found: Mapping[str, Any], text: str, folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    schema = {item.name: item for item in fields(Config)}
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in found.items():
        line = _line_of(text, name)
        if name not in schema:
            near = difflib.get_close_matches(name, schema, n=1)
            fix = f"Did you mean '{near[0]}'?" if near else "Known: " + ", ".join(schema)
            problems.append(Problem(f"There is no setting '{clean(name)}'", fix, line))
            continue
        try:
            values[name] = _READERS[schema[name].metadata["kind"]](value, folder)
        except ValueError as error:
            example = f"Write it like {name} = {schema[name].metadata['example']}"
            fix = f"Write it like {schema[name].metadata['example']}" if name == KEYS_TABLE else example
            problems.append(Problem(f"'{name}' {error}", fix, line))
    return values, problems


def _line_of(text: str, name: str) -> int | None:
    pattern = re.compile(rf"^\s*(?:\[+\s*)?[\"']?{re.escape(name)}[\"']?\s*[=.\]]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), None)


def _text(value: object, folder: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text in quotes")
    return clean(value)


def _flag(value: object, folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _switch(value: object, folder: Path) -> bool | None:
    if value == "auto":
        return None
    if not isinstance(value, bool):
        raise ValueError('must be true, false or "auto"')
    return value


def _days(value: object, folder: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3_660:
        raise ValueError("must be a number of days from 1 to 3660")
    return value


def _path(value: object, folder: Path) -> Path:
    if not isinstance(value, str) or not value:
        raise ValueError("must be a path in quotes")
    return folder / Path(value).expanduser()


def _keys(value: object, folder: Path) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("must be a table of actions and keys")
    wrong = [name for name, keys in value.items() if not isinstance(keys, str)]
    if wrong:
        raise ValueError(f"gives '{clean(str(wrong[0]))}' something that is no text; an id with a dot needs quotes")
    return {clean(name): clean(keys) for name, keys in value.items()}


_READERS = {"text": _text, "flag": _flag, "switch": _switch, "days": _days, "path": _path, "keys": _keys}
