"""The settings of health by name, as they are shown and changed one at a time: `weight.Support` = 30."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cip_tui.model.document import Column, Document, Note, Row, Section, Table
from cip_tui.model.errors import UsageError
from cip_tui.model.onboarding.account_tables import number_text
from cip_tui.model.onboarding.kpis import Kpi, standard
from cip_tui.model.onboarding.questions.grammar import read_number
from cip_tui.model.onboarding.scores import Method
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.text import clean

TABLE = "health.settings"
STANDARD = "standard"
"""What is typed to go back to the value as shipped."""
_ON, _OFF = ("on", "yes", "true"), ("off", "no", "false")


def settings_document(settings: HealthSettings) -> Document:
    """Return every setting with its value, and the value as shipped."""
    now, shipped = _values(settings), _values(HealthSettings())
    rows = tuple(
        Row((name, value, _meaning(name), "" if value == shipped[name] else shipped[name]))
        for name, value in now.items()
    )
    table = Table(
        TABLE,
        "How health is scored",
        (
            Column("name", "Setting"),
            Column("value", "Value"),
            Column("meaning", "What it is"),
            Column("shipped", "As shipped"),
        ),
        rows,
    )
    notes = [Note("Boundaries are seed defaults, not benchmarks; a value equal to a boundary is At Risk.")]
    if settings.segments:
        named = ", ".join(clean(name, 60) for name in settings.segments)
        notes.append(Note(f"Segments with ranges of their own: {named}."))
    return Document("health.settings", "Health settings", (Section("settings", "Health settings", (table, *notes)),))


def configured(settings: HealthSettings, name: str, value: str) -> HealthSettings:
    """Return the settings with one of them changed; `standard` goes back. Raises `UsageError`."""
    kind, _, target = name.strip().partition(".")
    text = value.strip()
    back = text.casefold() == STANDARD
    if name == "method":
        return replace(settings, method=Method.LINEAR if back else _method(text)).checked()
    if name == "cap":
        return replace(settings, cap=True if back else _switch(text)).checked()
    scheme = settings.scheme
    if kind == "weight":
        known = {category.name.casefold(): category.name for category in scheme.categories}
        category = known.get(target.casefold())
        if category is None:
            raise UsageError(
                f"There is no category '{clean(target, 60)}'", next_step="Known: " + ", ".join(known.values())
            )
        kept = {key: weight for key, weight in settings.weights.items() if key != category}
        return replace(settings, weights=kept if back else {**kept, category: _number(text)}).checked()
    if kind in ("range", "kpi"):
        kpi_id = scheme.kpi(target).id
        if kind == "range":
            ranges = {key: pair for key, pair in settings.ranges.items() if key != kpi_id}
            return replace(settings, ranges=ranges if back else {**ranges, kpi_id: _pair(text)}).checked()
        weights = {key: weight for key, weight in settings.kpi_weights.items() if key != kpi_id}
        return replace(settings, kpi_weights=weights if back else {**weights, kpi_id: _number(text)}).checked()
    raise UsageError(
        f"There is no setting '{clean(name, 60)}'", next_step="Known: method, cap, weight.CATEGORY, range.KPI, kpi.KPI"
    )


def _values(settings: HealthSettings) -> dict[str, str]:
    scheme = settings.scheme
    found = {"method": settings.method.value, "cap": "on" if settings.cap else "off"}
    found |= {f"weight.{category.name}": number_text(category.weight) for category in scheme.categories}
    found |= {f"range.{kpi.id}": _range_text(kpi) for kpi in scheme.kpis if not kpi.words}
    found |= {f"kpi.{kpi.id}": number_text(settings.weight(kpi)) for kpi in scheme.kpis}
    return found


def _range_text(kpi: Kpi) -> str:
    return f"{kpi.range.critical:f},{kpi.range.healthy:f}"


def _meaning(name: str) -> str:
    kind, _, target = name.partition(".")
    if name == "method":
        return "linear, or step (0, 60, 100)"
    if name == "cap":
        return "a Critical KPI of Critical impact keeps out of Healthy"
    if kind == "weight":
        return "weight of the category, a share of the sum"
    kpi = standard().kpi(target)
    if kind == "range":
        return f"{kpi.name}: critical and healthy boundary, {kpi.unit}"
    return f"{kpi.name}: weight inside {kpi.category}, 0 leaves it out"


def _method(text: str) -> Method:
    try:
        return Method(text.casefold())
    except ValueError:
        raise UsageError(f"'{clean(text, 40)}' is no method", next_step="linear or step") from None


def _switch(text: str) -> bool:
    if text.casefold() in _ON:
        return True
    if text.casefold() in _OFF:
        return False
    raise UsageError(f"'{clean(text, 40)}' is neither on nor off")


def _number(text: str) -> Decimal:
    number = read_number(text)
    if number is None:
        raise UsageError(f"'{clean(text, 40)}' is no number")
    return number


def _pair(text: str) -> tuple[Decimal, Decimal]:
    parts = text.replace(" ", "").split(",")
    if len(parts) != 2:
        raise UsageError(f"'{clean(text, 40)}' is no pair of boundaries", next_step="Critical, then healthy: 10,5")
    return _number(parts[0]), _number(parts[1])
