"""Whether a column of numbers stands on the scale that its field declares; another scale is proposed, never assumed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from cip_tui.model.document import Level
from cip_tui.model.onboarding.checks import CELLS_SHOWN, CellFinding
from cip_tui.model.onboarding.kpis import Kpi
from cip_tui.model.text import clean

# From this share of values outside the domain on, the column is on another scale and not its cells wrong.
_MANY = 0.3
_FEW_VALUES = 4


@dataclass(frozen=True, slots=True)
class Scaled:
    """The texts that are in the domain, the others empty, and what was found."""

    texts: list[str]
    findings: tuple[CellFinding, ...] = ()


def on_scale(
    kpi: Kpi, texts: list[str], address: Callable[[int], str], *, decided: bool, numbers: list[float] | None = None
) -> Scaled:
    """Set aside what lies outside a KPI's domain, or the whole column where its scale is another one.

    `decided` says that a person chose the factor of this column, so that its scale is not doubted again.
    `numbers` are the values of `texts` where they are worked out already.
    """
    known = list(map(float, filter(None, texts))) if numbers is None else numbers
    if not known:
        return Scaled(texts)
    low = float("-inf") if kpi.lowest is None else float(kpi.lowest)
    high = float("inf") if kpi.highest is None else float(kpi.highest)
    if not decided:
        doubt = _other_scale(kpi, known, low, high)
        if doubt is not None:
            factor, message = doubt
            cells = tuple(islice((address(i) for i, text in enumerate(texts) if text), CELLS_SHOWN))
            finding = CellFinding(
                Level.WARNING,
                "other-scale",
                f"{message}; not used until you decide",
                cells,
                len(known),
                f"{min(known):g} to {max(known):g}",
                f"Multiply by {factor}: --rescale {kpi.column}={factor}, or keep it: --rescale {kpi.column}=1",
                kpi.column,
                factor,
                "Q5",
            )
            return Scaled([""] * len(texts), (finding,))
    if low <= min(known) and max(known) <= high:
        return Scaled(texts)
    outside = [i for i, text in enumerate(texts) if text and not low <= float(text) <= high]
    kept = list(texts)
    for index in outside:
        kept[index] = ""
    findings = tuple(
        CellFinding(
            Level.CRITICAL,
            "outside-domain",
            f"{kpi.name} must be {kpi.domain}; not used",
            (address(index),),
            1,
            clean(texts[index], 40),
            "Type a value in that range, or leave the cell empty",
            kpi.column,
            "",
            "Q5",
        )
        for index in outside[:CELLS_SHOWN]
    )
    if len(outside) > CELLS_SHOWN:
        rest = outside[CELLS_SHOWN:]
        findings += (
            CellFinding(
                Level.CRITICAL,
                "outside-domain",
                f"{kpi.name} must be {kpi.domain}; not used",
                tuple(address(index) for index in rest[:CELLS_SHOWN]),
                len(rest),
                clean(texts[rest[0]], 40),
                "Type values in that range, or leave the cells empty",
                kpi.column,
                "",
                "Q5",
            ),
        )
    return Scaled(kept, findings)


def _other_scale(kpi: Kpi, known: list[float], low: float, high: float) -> tuple[str, str] | None:
    """Return the factor that would bring the column onto its scale, and the sentence for it."""
    if len(known) < _FEW_VALUES:
        return None
    span = f"{kpi.column} runs from {min(known):g} to {max(known):g}"
    outside = 0 if low <= min(known) and max(known) <= high else sum(not low <= number <= high for number in known)
    if outside >= _MANY * len(known):
        for factor in ("0.1", "0.01", "0.001"):
            if low <= min(known) * float(factor) and max(known) * float(factor) <= high:
                return factor, f"{span}, not {kpi.domain}"
        return None
    if kpi.unit == "%" and min(known) >= -1 and 0 < max(known) <= 1 and any(n != round(n) for n in known):
        return "100", f"{span}: these look like fractions, not percent"
    return None


def decimal_factor(text: str) -> Decimal:
    """Return a factor as typed. Raises ArithmeticError where it is no number above 0."""
    factor = Decimal(text)
    if not factor.is_finite() or factor <= 0:
        raise ArithmeticError(text)
    return factor
