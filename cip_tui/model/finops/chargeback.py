"""Who bears which cost: direct cost, and three ways to share out what nobody is named for."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from decimal import Decimal

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import Column, Kind, Row, Table
from cip_tui.model.engine.cubes import add
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.format import money
from cip_tui.model.money import apportion, share

EVEN, PROPORTIONAL, FIXED = METHODS = ("even", "proportional", "fixed")


def charges(
    direct: Mapping[str, Decimal], shared: Decimal, method: str, weights: Mapping[str, Decimal]
) -> dict[str, Decimal] | None:
    """Return what each owner is charged, in whole cents that add up to the rounded total (largest remainder).

    `even` gives every owner the same part of the shared cost, `proportional` a part in proportion to its direct
    cost, `fixed` one by weight. None where the method has nothing to go by: no owners, no direct cost, no weights.
    """
    keys = {EVEN: dict.fromkeys(direct, Decimal(1)), PROPORTIONAL: dict(direct), FIXED: dict(weights)}[method]
    whole = sum(keys.values(), Decimal(0))
    if not direct or whole <= 0 or any(key < 0 for key in keys.values()):
        return None
    names = list(direct)
    parts = [shared * keys.get(name, Decimal(0)) / whole for name in names]
    # Division leaves a rest in the last decimal; it goes to the first owner, so that nothing is lost.
    parts[0] += shared - sum(parts, Decimal(0))
    cents = apportion([direct[name] + part for name, part in zip(names, parts, strict=True)], 2)
    return {name: cent for name, cent in zip(names, cents, strict=True) if cent is not None}


def check_weights(weights: Mapping[str, Decimal], owners: Mapping[str, Decimal], title: str) -> None:
    """Raise `UsageError` where a fixed split names somebody who is not among the owners."""
    for name in weights:
        if name not in owners:
            near = difflib.get_close_matches(name, list(owners), n=1)
            hint = f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(list(owners)[:10])
            raise UsageError(f"split names '{name}', which is no {title.lower()} here", next_step=hint)


def chargeback_table(view: View, by: str, weights: Mapping[str, Decimal]) -> Table:
    """Return direct cost and the charge under each method for every owner, dearest first."""
    title = DIMENSIONS[by].title
    cube = view.usage.cube(by, measures=("cost",))
    known = {row[by]: row["cost"] for row in cube.dicts()}
    shared = known.pop("", None) or Decimal(0)
    owners = dict(sorted(known.items(), key=lambda item: (-(item[1] or Decimal(0)), item[0])))
    direct = {name: cost or Decimal(0) for name, cost in owners.items()}
    check_weights(weights, direct, title)
    found = {method: charges(direct, shared, method, weights) for method in METHODS}
    charged = {method: parts for method, parts in found.items() if parts is not None}
    total = add([*known.values(), shared])
    rows = [
        Row(
            (name, cost, _part(cost, total), *(parts[name] for parts in charged.values())),
            str(Filter().with_value(by, name)),
        )
        for name, cost in owners.items()
    ]
    if shared:
        nothing = (Decimal(0),) * len(charged)
        rows.append(Row((NOT_STATED, shared, _part(shared, total), *nothing), str(Filter().with_value(by, ""))))
    return Table(
        "alignment.chargeback",
        f"Showback and chargeback by {title.lower()}",
        (
            Column("name", title),
            Column("direct", "Showback (direct)", Kind.MONEY, "USD", additive=True),
            Column("share", "Share", Kind.RATIO),
            *(Column(method, f"Charge, {method}", Kind.MONEY, "USD", additive=True) for method in charged),
        ),
        tuple(rows),
        total=("Total", total, 1.0 if total else None, *(add(parts.values()) for parts in charged.values())),
        note=_words(shared, FIXED in charged, title),
        empty=f"No call states a {title.lower()}.",
        provenance=view.provenance(
            cube,
            f"direct: sum of cost_usd for each {title.lower()}; charge: direct + part of the cost without one, "
            "rounded to cents by largest remainder",
        ),
    )


def _part(cost: Decimal | None, total: Decimal | None) -> float | None:
    return share(cost, total) if cost is not None and total else None


def _words(shared: Decimal, fixed: bool, title: str) -> str:
    if not shared:
        return f"All cost names a {title.lower()}; nothing is shared."
    text = f"{money(shared)} is shared cost: no {title.lower()} is stated for it."
    return text if fixed else text + " A fixed split is set with split=NAME:60,NAME:40."
