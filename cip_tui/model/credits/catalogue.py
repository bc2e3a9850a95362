"""The catalogue of credit programmes: the built-in illustrative ones, and a file of the user's own on top.

A file holds `[[programme]]` tables with the keys of `programme.Programme`. A programme of the user's with the id of a
built-in one replaces it; `without = ["id", …]` takes built-in ones out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cip_tui.model.commitment.services import Services
from cip_tui.model.credits.programme import Programme, RewardKind, Threshold
from cip_tui.model.credits.schema import read_record, unknown_key
from cip_tui.model.errors import UsageError, Where
from cip_tui.model.text import clean

BUILT_IN = Path(__file__).with_name("catalogue.toml")
_TOP = {"version": None, "programme": None, "without": None}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Programmes by id, in the order they are written; `own` names those that come from the user's file."""

    programmes: Mapping[str, Programme]
    version: str
    own: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Programme]:
        return iter(self.programmes.values())

    def __len__(self) -> int:
        return len(self.programmes)

    def get(self, programme_id: str) -> Programme:
        """Return a programme. Raises `UsageError` naming the nearest known id."""
        if programme_id not in self.programmes:
            raise UsageError(
                f"There is no programme '{clean(programme_id, 80)}'", next_step="Known: " + ", ".join(self.programmes)
            )
        return self.programmes[programme_id]

    def offered(self, day: date) -> list[Programme]:
        """Return the programmes that are offered on a day."""
        return [programme for programme in self if day in programme.valid]


def load_catalogue(own: Path | None = None, services: Services | None = None) -> Catalogue:
    """Return the built-in catalogue with the user's on top. Raises `UsageError` with the place of a mistake."""
    services = services or Services.load()
    version, programmes, _ = _read(BUILT_IN, services, ())
    if own is None:
        return Catalogue(programmes, version)
    _, mine, without = _read(own, services, programmes)
    kept = {name: item for name, item in programmes.items() if name not in without}
    return Catalogue({**kept, **mine}, version, frozenset(mine))


def _read(path: Path, services: Services, known: Collection[str]) -> tuple[str, dict[str, Programme], list[str]]:
    where = Where(path.name)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise UsageError("The catalogue cannot be read", where=where, cause=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("The catalogue is not valid TOML", where=where, cause=clean(str(error), 300)) from error
    for name in table:
        if name not in _TOP:
            raise unknown_key(name, _TOP, where)
    rows = table.get("programme", [])
    if not isinstance(rows, list):
        raise UsageError("The programmes are not a list", where=where, next_step="Write [[programme]] above each")
    programmes: dict[str, Programme] = {}
    for number, row in enumerate(rows, 1):
        programme = read_record(Programme, row, Where(path.name, _name(row, number)))
        if programme.id in programmes:
            raise UsageError(f"The programme '{programme.id}' is there twice", where=where)
        programmes[programme.id] = programme
    without = [str(name) for name in table.get("without", [])]
    for programme in programmes.values():
        _check(programme, services, {*known, *programmes}, Where(path.name, f"programme {programme.id}"))
    _check_ids(without, known, Where(path.name, field="without"))
    return str(table.get("version", "")), programmes, without


def _name(row: Any, number: int) -> str:
    name = row.get("id") if isinstance(row, dict) else None
    return f"programme {clean(name, 40) if isinstance(name, str) else number}"


def _check(programme: Programme, services: Services, known: Collection[str], where: Where) -> None:
    bundle, reward = programme.services, programme.reward
    ids = {service.id: None for service in services}
    added = [item.service for item in programme.adding] + [name for item in programme.adding for name in item.of]
    for name in (*bundle.qualifying, *bundle.supporting, *added):
        if name not in ids:
            raise unknown_service(name, ids, where)
    if bundle.any_of and not 1 <= bundle.at_least <= len(bundle.any_of):
        raise UsageError("at_least is not between 1 and the services of any_of", where=where)
    _check_ids((*programme.rules.requires, *programme.rules.excludes), known, where)
    if programme.id in (*programme.rules.requires, *programme.rules.excludes):
        raise UsageError("The programme requires or excludes itself", where=where)
    if reward.rate is None and reward.fixed is None and not reward.bands:
        raise UsageError("The reward has neither rate nor fixed nor bands", where=where)
    if reward.rate is not None and reward.rate > 1:
        raise UsageError(f"A rate of {reward.rate} is more than the whole", where=where, next_step="18 % is 0.18")
    if programme.kind is RewardKind.PERCENT_OF_SPEND and reward.rate is None:
        raise UsageError("A percentage of spend needs a rate", where=where)
    if programme.attestation.window_closes < programme.attestation.window_opens:
        raise UsageError("The window closes before it opens", where=where)
    _check_threshold(programme.threshold, where)
    _check_adding(programme, where)


def _check_threshold(threshold: Threshold | None, where: Where) -> None:
    if threshold is not None and threshold.op != ">=":
        raise UsageError(f"The comparison '{clean(threshold.op, 20)}' is not known", where=where, next_step="Write >=")


def _check_adding(programme: Programme, where: Where) -> None:
    for item in programme.adding:
        shares = (item.share_low, item.share_high)
        sums = (item.monthly_low, item.monthly_high)
        given = shares if shares != (None, None) else sums
        if (shares != (None, None)) == (sums != (None, None)) or None in given:
            raise UsageError(
                f"What adding {item.service} costs is neither a range of shares nor one of sums",
                where=where,
                next_step="Write share_low, share_high and of, or monthly_low and monthly_high",
            )
        low, high = given
        if low is not None and high is not None and low > high:
            raise UsageError(f"The range for adding {item.service} is upside down", where=where)


def _check_ids(names: Collection[str], known: Collection[str], where: Where) -> None:
    for name in names:
        if name not in known:
            raise UsageError(
                f"There is no programme '{clean(name, 80)}'", where=where, next_step="Known: " + ", ".join(known)
            )


def unknown_service(name: str, known: Mapping[str, object], where: Where) -> UsageError:
    """Return the error for a service that the alias table does not know."""
    error = unknown_key(name, known, where)
    hint = error.next_step if "mean" in error.next_step else "See the canonical ids of the alias table"
    return UsageError(f"The service '{clean(name, 80)}' is not known", where=where, next_step=hint)
