"""What the values of a column say for or against a field: a fit between 0 and 1, and the sentence for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median

from cip_tui.model.onboarding.fields import Field
from cip_tui.model.onboarding.values import NO_DATA, parse_day, parse_number

SAMPLE = 200
LEVELS = {
    **dict.fromkeys(("high", "h", "hi"), "High"),
    **dict.fromkeys(("medium", "m", "med", "mid", "moderate"), "Medium"),
    **dict.fromkeys(("low", "l", "lo"), "Low"),
}
_GPU = re.compile(
    r"^(nvidia |amd |rtx |gtx |tesla |quadro )*([a-z]{1,3}\d{1,4}[a-z]{0,3}|mi\d{3}x?|[a-z]{1,2}\d{4})"
    r"( \d+gb| sxm\d?| pcie| ti| super| ada)*$",
    re.IGNORECASE,
)
_OUTCOMES = frozenset({"renewed", "churned", "retained", "lost", ""})
Fit = tuple[float, str]


def fit(field: Field, values: Sequence[str]) -> Fit | None:
    """Return how well values fit a field and why; None where the column is empty."""
    stated = [value.strip() for value in values[:SAMPLE] if value.strip().casefold() not in NO_DATA]
    if not stated:
        return None
    return _CHECKS[field.kind](field, stated)


def _ids(field: Field, values: Sequence[str]) -> Fit:
    shapes = Counter(re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", value)) for value in values)
    shape, count = shapes.most_common(1)[0]
    distinct = len(set(values)) / len(values)
    digits = sum(any(char.isdigit() for char in value) for value in values) / len(values)
    spaces = sum(" " in value or "@" in value for value in values) / len(values)
    if distinct < 0.9 or spaces > 0.2 or any(re.fullmatch(r"-?\d+\.\d+", value) for value in values):
        return 0.0, "values are no ids"
    said = f"{count}/{len(values)} ids match {shape[:24]}"
    return (1.0, said) if digits > 0.9 else (0.6, f"{len(set(values))} different values without digits")


def _names(field: Field, values: Sequence[str]) -> Fit:
    letters = sum(any(char.isalpha() for char in value) for value in values) / len(values)
    distinct = len({value.casefold() for value in values}) / len(values)
    coded = sum(bool(re.fullmatch(r"[A-Za-z]{0,6}[-_ ]?\d{2,}", value)) or "@" in value for value in values)
    said = f"{len(set(values))} different names in {len(values)} rows"
    if letters < 0.8 or coded > len(values) / 2 or _share(values, parse_day_text) > 0.5:
        return 0.0, "values are no names"
    if distinct < 0.6 and len(values) >= 5:
        return 0.2, said
    return 1.0, said


def _people(field: Field, values: Sequence[str]) -> Fit:
    mails = sum("@" in value for value in values)
    letters = sum(
        value.replace(" ", "").replace(".", "").replace("-", "").replace("'", "").isalpha() for value in values
    )
    if mails or letters < 0.7 * len(values):
        return 0.2, "values are no names of people"
    return 1.0, f"{len(set(values))} names"


def _days(field: Field, values: Sequence[str]) -> Fit:
    share = _share(values, parse_day_text)
    return (share if share >= 0.5 else 0.0), f"{share:.0%} are days"


def _money(field: Field, values: Sequence[str]) -> Fit:
    numbers = _numbers(values)
    share = len(numbers) / len(values)
    if share < 0.6:
        return 0.0, "values are no amounts"
    if sum(number < 0 for number in numbers) > 0.2 * len(numbers):
        return 0.3, "many amounts are negative"
    if len(numbers) >= 5 and max(numbers) <= 100:
        return 0.4, f"amounts up to {max(numbers):g} are small for a spend"
    return share, f"{len(numbers)}/{len(values)} amounts, {min(numbers):,.0f} to {max(numbers):,.0f}"


def _counts(field: Field, values: Sequence[str]) -> Fit:
    numbers = _numbers(values)
    share = len(numbers) / len(values)
    if share < 0.6:
        return 0.0, "values are no counts"
    whole = sum(number >= 0 and abs(number - round(number)) < 1e-9 for number in numbers) / len(numbers)
    return min(share, whole if whole > 0.8 else 0.5), f"{len(numbers)}/{len(values)} counts up to {max(numbers):,.0f}"


def _durations(field: Field, values: Sequence[str]) -> Fit:
    numbers = _numbers(values)
    share = len(numbers) / len(values)
    if share < 0.6:
        return 0.0, "values are no durations"
    middle = median(numbers)
    said = f"{len(numbers)}/{len(values)} durations, half of them up to {middle:g}"
    if (field.unit == "ms" and middle < 100) or (field.unit == "s" and middle > 5_000):
        return 0.5, f"{said}: the unit may be another than {field.unit}"
    return share, said


def _percents(field: Field, values: Sequence[str]) -> Fit:
    numbers = _numbers(values)
    share = len(numbers) / len(values)
    if share < 0.6:
        return 0.0, "values are no percentages"
    low = -100 if field.name.startswith("invocation") else 0
    inside = sum(low <= number <= (1_000 if low else 100) for number in numbers) / len(numbers)
    return (share if inside > 0.8 else 0.4), f"{len(numbers)}/{len(values)} from {min(numbers):g} to {max(numbers):g} %"


def _spans(field: Field, values: Sequence[str]) -> Fit:
    numbers = _numbers(values)
    share = len(numbers) / len(values)
    if share < 0.6 or max(numbers) > 20_000:
        return 0.0, "values are no numbers of days"
    whole = sum(number >= 0 and number == round(number) for number in numbers) / len(numbers)
    return (share if whole > 0.8 else 0.4), f"{len(numbers)}/{len(values)} days up to {max(numbers):g}"


def _scores(field: Field, values: Sequence[str]) -> Fit:
    numbers = _numbers(values)
    share = len(numbers) / len(values)
    if share < 0.6:
        return 0.0, "values are no scores"
    if min(numbers) < 0 or max(numbers) > 100:
        return 0.3, f"scores from {min(numbers):g} to {max(numbers):g}"
    return share, f"{len(numbers)}/{len(values)} scores from {min(numbers):g} to {max(numbers):g}"


def _levels(field: Field, values: Sequence[str]) -> Fit:
    known = sum(value.casefold() in LEVELS for value in values)
    share = known / len(values)
    return (share if share >= 0.6 else 0.0), f"{known}/{len(values)} are High, Medium or Low"


def _categories(field: Field, values: Sequence[str]) -> Fit:
    if len(_numbers(values)) > len(values) / 2 or _share(values, parse_day_text) > 0.5:
        return 0.0, "values are numbers or days"
    distinct = {value.casefold() for value in values}
    known = sum(value.casefold() in field.examples for value in values) / len(values)
    said = f"{len(distinct)} different values in {len(values)} rows"
    if known >= 0.3:
        return 1.0, said
    if distinct <= set(LEVELS) or distinct <= {"yes", "no", "true", "false", "y", "n"}:
        return 0.2, said
    return (0.8 if len(distinct) <= max(5, 0.8 * len(values)) else 0.6), said


def _gpus(field: Field, values: Sequence[str]) -> Fit:
    share = sum(bool(_GPU.match(value)) for value in values) / len(values)
    return (max(share, 0.0) if share >= 0.5 else 0.2), f"{share:.0%} look like GPU models"


def _outcomes(field: Field, values: Sequence[str]) -> Fit:
    share = sum(value.casefold() in _OUTCOMES for value in values) / len(values)
    return (share if share > 0.8 else 0.0), f"{share:.0%} say renewed or churned"


def parse_day_text(value: str) -> bool:
    """Say whether a text is a day."""
    return len(value) >= 6 and parse_day(value) is not None


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(holds(value) for value in values) / len(values)


def _numbers(values: Sequence[str]) -> list[float]:
    found = []
    for value in values:
        try:
            number = float(value)
        except ValueError:
            parsed = parse_number(value)
            if parsed is None:
                continue
            number = float(parsed.text)
        if number == number and abs(number) != float("inf"):
            found.append(number)
    return found


_CHECKS: dict[str, Callable[[Field, Sequence[str]], Fit]] = {
    "id": _ids,
    "name": _names,
    "person": _people,
    "date": _days,
    "money": _money,
    "count": _counts,
    "duration": _durations,
    "percent": _percents,
    "days": _spans,
    "score": _scores,
    "level": _levels,
    "category": _categories,
    "gpu": _gpus,
    "outcome": _outcomes,
}
