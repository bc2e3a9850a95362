"""Every table of importance against pandas on the same simulated files, imported the way a user does it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cip_tui.model.analyses import ANALYSES
from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.calls.prices import PriceBook, cost
from cip_tui.model.calls.simulator import SimulatorSettings, simulate, write
from cip_tui.model.document import Chart, Document, Note
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from tests.rows import check_document

START, DAYS = date(2026, 4, 3), 20
PERIOD = Period(START, date(2026, 4, 23))
NAMES = ("performance", "realtime", "alignment", "profitability", "features", "integrity")
TOKENS = ("input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens")
FILES = ("calls.csv", "customers.csv", "budgets.csv", "teams.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    settings = SimulatorSettings(customers=15, days=DAYS, seed=11, start=START)
    write(simulate(settings), *(folder / name for name in FILES))
    return folder


@pytest.fixture(scope="module")
def workspace(folder: Path) -> Workspace:
    opened = Workspace.open(folder / "workspace", now=lambda: datetime(2026, 4, 23, 8, tzinfo=UTC), user="test")
    for name in FILES:
        opened.import_file(folder / name, ImportOptions(), Job())
    return opened


@pytest.fixture(scope="module")
def calls(folder: Path) -> pd.DataFrame:
    frame = pd.read_csv(folder / "calls.csv", dtype={"cost_usd": str}, keep_default_na=True)
    costs = [None if isinstance(text, float) else Decimal(text) for text in frame["cost_usd"]]
    frame["cost"] = pd.Series(costs, dtype=object)
    frame["status"] = frame["status"].fillna("")
    return frame


@pytest.fixture(scope="module")
def customers(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "customers.csv", parse_dates=["signup_date"])


def run(workspace: Workspace, name: str, where: str = "", **settings: str) -> Document:
    return workspace.analyze(name, Scope(PERIOD, parse_filter(where)), settings, Job())


def total(parts: Iterable[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if known else None


@pytest.mark.parametrize("name", NAMES)
def test_documents_are_complete(workspace: Workspace, name: str) -> None:
    assert name in ANALYSES
    check_document(run(workspace, name))
    check_document(run(workspace, name, "tier=pro"))


@pytest.mark.parametrize("name", NAMES)
def test_every_table_picture_and_finding_says_where_it_comes_from(workspace: Workspace, name: str) -> None:
    for block in run(workspace, name).blocks():
        if not isinstance(block, Note):
            assert block.provenance is not None, block.id
        if isinstance(block, Chart):
            assert block.summary.strip()


def test_cost_per_task_and_percentiles(workspace: Workspace, calls: pd.DataFrame) -> None:
    document = run(workspace, "performance")
    groups = dict(iter(calls.groupby(["task_type", "model"])))
    table = document.table("performance.tasks")
    assert len(table.rows) == len(groups)
    for row in table.rows:
        part = groups[row.cells[0], row.cells[1]]
        assert row.cells[2] == total(part["cost"])
        assert row.cells[3] == len(part)
        assert row.cells[6] == pytest.approx((~part["status"].isin(["", "ok"])).mean())
        scores = part["quality_score"].dropna()
        assert row.cells[7] == (pytest.approx(scores.mean()) if len(scores) >= 30 else None)
    for row in document.table("performance.latency").rows:
        own = calls[calls["model"] == row.cells[0]]["latency_ms"].dropna()
        assert row.cells[1:4] == pytest.approx(tuple(np.quantile(own, [0.5, 0.95, 0.99])))


def test_another_model_costs_what_its_calls_cost_one_by_one(workspace: Workspace, calls: pd.DataFrame) -> None:
    book, rows = PriceBook.load(), run(workspace, "performance").table("performance.options").rows
    priced = calls[calls["cost"].notna()]
    providers = dict(calls.groupby("model")["provider"].first())
    task = "chat"
    for row in (row for row in rows if row.cells[0] == task and row.cells[2] is not None):
        price = book.resolve(providers[row.cells[1]], str(row.cells[1]), date(2026, 4, 23))
        assert price is not None
        part = priced[priced["task_type"] == task]
        columns = (part[name].fillna(0).astype(int) for name in TOKENS)
        by_hand = sum(cost(price, i, o, cached=c, cache_write=w) for i, o, c, w in zip(*columns, strict=True))
        # What was paid is the list price, so the discount is one and the two ways agree.
        assert row.cells[2] == pytest.approx(by_hand * Decimal(365) / 12 / DAYS, rel=Decimal("1e-9"))


def test_margins(workspace: Workspace, calls: pd.DataFrame, customers: pd.DataFrame) -> None:
    table = run(workspace, "profitability").table("profitability.by_customer")
    costs = {str(name): total(part["cost"]) for name, part in calls.groupby("customer_id")}
    profiles = customers.set_index("customer_id")
    assert {row.cells[0] for row in table.rows} >= set(costs)
    for row in table.rows:
        name = str(row.cells[0])
        profile, paid = profiles.loc[name], costs.get(name, Decimal(0))
        days = min(DAYS, (pd.Timestamp(2026, 4, 23) - max(profile["signup_date"], pd.Timestamp(START))).days)
        fee = Decimal(str(profile["monthly_fee"])) * days / 30
        assert row.cells[3] == pytest.approx(fee)
        assert row.cells[4] == paid
        assert paid is not None
        assert row.cells[5] == pytest.approx(fee - paid)


def test_teams_and_budgets(workspace: Workspace, calls: pd.DataFrame, folder: Path) -> None:
    document = run(workspace, "alignment")
    teams = pd.read_csv(folder / "teams.csv").set_index("product_id")["team_id"]
    costs = {str(name): total(part["cost"]) for name, part in calls.groupby(calls["product_id"].map(teams))}
    table = document.table("alignment.chargeback")
    assert dict(zip(table.column("name"), table.column("direct"), strict=True)) == costs
    budgets = pd.read_csv(folder / "budgets.csv")
    april = budgets[pd.to_datetime(budgets["month"]).dt.month == 4]
    shown = document.table("alignment.budgets")
    assert len(shown.rows) == len(april)
    costs["(everything)"] = total(calls["cost"])
    for row in shown.rows:
        assert row.cells[shown.index("spent")] == costs[str(row.cells[0])]


def test_features(workspace: Workspace, calls: pd.DataFrame) -> None:
    table = run(workspace, "features").table("features.by_feature")
    groups = {str(name): part for name, part in calls.groupby("feature_id")}
    for row in table.rows:
        if row.cells[0] in groups:
            part = groups[str(row.cells[0])]
            assert row.cells[1] == total(part["cost"])
            assert row.cells[5] == part["customer_id"].nunique() / calls["customer_id"].nunique()
    assert {row.cells[0] for row in table.rows} - {"(customers without calls)"} == set(groups)


def test_integrity(workspace: Workspace, calls: pd.DataFrame) -> None:
    document = run(workspace, "integrity")
    assert document.metric("integrity.difference").value == 0
    unknown = calls[calls["cost"].isna()]
    assert document.table("integrity.made").column("records")[-1] == len(unknown)
    if len(unknown):
        (row,) = document.table("integrity.unknown").rows
        assert row.cells[2:4] == (len(unknown), int(unknown["input_tokens"].sum()))


def test_parts_of_a_partition_add_up_to_the_whole(workspace: Workspace) -> None:
    whole = run(workspace, "alignment").metric("alignment.total").value
    tiers = [run(workspace, "alignment", f"tier={tier}").metric("alignment.total").value for tier in ("starter", "pro")]
    rest = run(workspace, "alignment", "tier!=starter|pro")
    found = [getattr(block, "value", None) for block in rest.blocks() if getattr(block, "id", "") == "alignment.total"]
    assert sum((value for value in (*tiers, *found) if isinstance(value, Decimal)), Decimal(0)) == whole
