"""How health is weighed: what can be set, what is refused, and that the newest setting counts until it is undone."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model.errors import UsageError
from cip_tui.model.journal import Journal
from cip_tui.model.onboarding.scores import Method
from cip_tui.model.onboarding.settings import HealthSettings, load_settings, save_settings, settings_from


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db", now=lambda: datetime(2026, 11, 21), user="tester")


def test_without_settings_everything_is_as_shipped(journal: Journal) -> None:
    settings = load_settings(journal)
    assert settings.payload() == HealthSettings().payload()
    assert settings.cap
    assert settings.method is Method.LINEAR
    assert [settings.weight(kpi) for kpi in settings.scheme.kpis] == [2, 2, 1, 2, 2, 1, 2, 3, 2, 2, 3, 3, 1]


def test_what_was_set_last_counts_and_undo_goes_back(journal: Journal) -> None:
    first = (
        HealthSettings().with_weight("Support", Decimal("40.5")).with_range("error_rate_pct", Decimal(8), Decimal(2))
    )
    save_settings(journal, first)
    save_settings(journal, HealthSettings(kpi_weights={"K2": Decimal(0)}, method=Method.STEP, cap=False))
    newest = load_settings(journal)
    assert (newest.method, newest.cap, newest.kpi_weights) == (Method.STEP, False, {"K2": Decimal(0)})
    journal.undo(journal.standing("health.settings")[-1])
    assert load_settings(journal) == first
    assert load_settings(journal).scheme.kpi("K8").range.worst == 14


def test_the_same_settings_are_not_written_twice(journal: Journal) -> None:
    assert save_settings(journal, HealthSettings()) is None
    assert save_settings(journal, HealthSettings(cap=False)) is not None
    assert save_settings(journal, HealthSettings(cap=False)) is None


def test_ranges_of_a_segment_serve_that_segment_alone() -> None:
    small = {"Development/Testing": {"K10": (Decimal(5000), Decimal(20000))}}
    settings = settings_from(HealthSettings(segments=small).payload())
    assert settings.scheme_for("development/testing").kpi("K10").range.healthy == 20000
    assert settings.scheme_for("Production Service").kpi("K10").range.healthy == 200000


@pytest.mark.parametrize(
    "payload",
    [
        {"weights": {"Luck": "5"}},
        {"weights": {"Support": "-1"}},
        {"weights": {"Support": "NaN"}},
        {"ranges": {"K1": ["500", "100"]}},
        {"ranges": {"K12": ["1", "3"]}},
        {"ranges": {"K1": ["1"]}},
        {"ranges": {"K1": ["few", "many"]}},
        {"kpi_weights": {"K14": "1"}},
        {"kpi_weights": {f"K{number}": "0" for number in range(1, 14)}},
        {"method": "magic"},
        {"segments": {"any": {"K1": ["500", "100"]}}},
    ],
)
def test_settings_that_cannot_be_used_are_refused(payload: dict[str, object], journal: Journal) -> None:
    with pytest.raises(UsageError):
        settings_from(payload)
