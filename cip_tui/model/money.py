"""Money: exact decimals in, rounded once when shown, parts that add up to their total."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext

CENT = Decimal("0.01")
MICRO = Decimal("0.000001")


def quantum(places: int) -> Decimal:
    """Return the smallest step at `places` decimals: 2 gives 0.01."""
    return Decimal(1).scaleb(-places)


def rounded(amount: Decimal, places: int = 2) -> Decimal:
    """Return `amount` rounded half to even at `places` decimals (banker's rounding, IEEE 754)."""
    with localcontext(prec=60):
        return amount.quantize(quantum(places), rounding=ROUND_HALF_EVEN)


def apportion(parts: Sequence[Decimal | None], places: int = 2) -> list[Decimal | None]:
    """Round `parts` so that they add up to their rounded sum, by the largest-remainder method (Hamilton).

    A part moves by less than one unit of the last place. None (unknown) stays None and counts as nothing.
    """
    step = quantum(places)
    with localcontext(prec=60):
        known = [part for part in parts if part is not None]
        floors = [part.quantize(step, rounding=ROUND_DOWN) for part in known]
        missing = rounded(sum(known, Decimal(0)), places) - sum(floors, Decimal(0))
        units = int(missing / step)
        remainders = sorted(range(len(known)), key=lambda i: (floors[i] - known[i]) * (1 if units > 0 else -1))
        for index in remainders[: abs(units)]:
            floors[index] += step if units > 0 else -step
    result = iter(floors)
    return [None if part is None else next(result) for part in parts]


def share(part: Decimal, whole: Decimal) -> float | None:
    """Return part / whole as a fraction, or None where the whole is zero."""
    return float(part / whole) if whole else None
