"""The simulated calls look like real usage, cost what their tokens cost, and come out the same every time."""

import csv
import json
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench.realism import checks
from bench.simulated_usage import Usage, simulated
from cip_tui.model.calls.prices import PriceBook, cost
from cip_tui.model.calls.simulator import Calls, SimulatorSettings, simulate, write
from cip_tui.model.errors import Cancelled, UsageError
from cip_tui.model.job import Job

SOURCE_FIELDS = (
    "timestamp,provider,model,input_tokens,output_tokens,cost_usd,latency_ms,customer_id,organization_id,product_id,"
    "feature_id,task_type,subscription_tier"
)
FILES = ("calls.csv", "customers.csv", "budgets.csv", "teams.csv", "truth.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("simulation")


@pytest.fixture(scope="module")
def usage(folder: Path) -> Usage:
    return simulated(folder, SimulatorSettings(seed=7))


@pytest.fixture(scope="module")
def files(folder: Path) -> Path:
    """A smaller simulation than the usual one."""
    write(simulate(SimulatorSettings(customers=40, days=20, seed=3)), *(folder / name for name in FILES))
    return folder


@pytest.fixture(scope="module")
def calls(files: Path) -> list[dict[str, str]]:
    return rows(files / "calls.csv")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def small(folder: Path, settings: SimulatorSettings) -> list[dict[str, str]]:
    write(simulate(settings), folder / "calls.csv")
    return rows(folder / "calls.csv")


# --- realism -------------------------------------------------------------------------------------------------------


def test_every_realism_check_holds(usage: Usage) -> None:
    failing = [f"{check.id} {check.what}: {check.measured}" for check in checks(usage) if not check.holds]
    assert failing == []


def test_the_usual_simulation_has_the_size_and_cost_of_its_archetypes(usage: Usage) -> None:
    assert 170_000 <= len(usage["us"]) <= 200_000
    assert 4_200 <= float(sum(Decimal(text) for text in usage["cost_text"] if text)) <= 5_200
    kinds = Counter(row["usage_archetype"] for row in usage.customers)
    assert kinds == {"light": 70, "power": 20, "heavy": 10}


@pytest.mark.parametrize("days", [1, 2, 5, 13, 14])
@pytest.mark.parametrize("customers", [1, 2, 9])
def test_small_simulations_work_too(tmp_path: Path, customers: int, days: int) -> None:
    simulation = simulate(SimulatorSettings(customers=customers, days=days, seed=1))
    write(simulation, *(tmp_path / name for name in FILES))
    calls = rows(tmp_path / "calls.csv")
    assert len(calls) == simulation.size > 0
    assert len(rows(tmp_path / "customers.csv")) == customers
    assert {row["timestamp"][:10] for row in calls} <= {f"2026-09-{day:02}" for day in range(1, days + 1)}


def test_many_customers_have_different_names() -> None:
    ids = simulate(SimulatorSettings(customers=20_000, days=1)).population.ids
    assert len(set(ids)) == 20_000


# --- exactness -----------------------------------------------------------------------------------------------------


def test_cost_is_tokens_times_the_price_of_the_book(calls: list[dict[str, str]]) -> None:
    book = PriceBook.load()
    for row in calls:
        price = book.resolve(row["provider"], row["model"], date.fromisoformat(row["timestamp"][:10]))
        if price is None:
            assert row["cost_usd"] == "", "a model without price has no cost, not a cost of zero"
            continue
        expected = cost(
            price,
            int(row["input_tokens"]),
            int(row["output_tokens"]),
            cached=int(row["cached_input_tokens"]),
            cache_write=int(row["cache_write_tokens"]),
        )
        assert Decimal(row["cost_usd"]) == expected


def test_a_price_change_holds_from_its_day_on(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[price]]\nprovider="openai"\nmodel="gpt-4"\ninput="1.000001"\noutput="2"\neffective_from=2026-09-03\n'
    )
    simulation = simulate(SimulatorSettings(customers=30, days=5), PriceBook.load(own))
    write(simulation, tmp_path / "calls.csv")
    for row in rows(tmp_path / "calls.csv"):
        if row["model"] == "gpt-4":
            new = row["timestamp"] >= "2026-09-03"
            per_in, per_out = (Decimal("1.000001"), Decimal(2)) if new else (Decimal(30), Decimal(60))
            worth = int(row["input_tokens"]) * per_in + int(row["output_tokens"]) * per_out
            assert Decimal(row["cost_usd"]) == worth / 1_000_000


def test_parquet_holds_what_the_csv_holds(folder: Path, usage: Usage) -> None:
    duckdb = pytest.importorskip("duckdb")
    files = folder / "7-0"
    connection = duckdb.connect()
    kinds = dict(row[:2] for row in connection.execute(f"DESCRIBE SELECT * FROM '{files}/calls.parquet'").fetchall())
    assert ",".join(list(kinds)[:13]) == SOURCE_FIELDS
    assert kinds["cost_usd"] == "DECIMAL(18,9)"
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in kinds.items())
    text = f"SELECT * FROM read_csv('{files}/calls.csv', header=true, columns={{{columns}}})"
    assert connection.execute(f"({text}) EXCEPT ALL SELECT * FROM '{files}/calls.parquet'").fetchall() == []
    count = connection.execute(f"SELECT count(*) FROM '{files}/calls.parquet'").fetchall()
    assert count == connection.execute(f"SELECT count(*) FROM ({text})").fetchall()


# --- reproducibility -----------------------------------------------------------------------------------------------


def test_another_seed_gives_other_calls(tmp_path: Path) -> None:
    first = small(tmp_path, SimulatorSettings(customers=5, days=2, seed=1))
    assert small(tmp_path, SimulatorSettings(customers=5, days=2, seed=2)) != first
    assert small(tmp_path, SimulatorSettings(customers=5, days=2, seed=1)) == first


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_writing_in_parts_gives_the_same_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    simulation = simulate(SimulatorSettings(customers=20, days=6))
    write(simulation, tmp_path / f"whole.{suffix}")
    monkeypatch.setattr("cip_tui.model.calls.simulator.files._PART", {False: 1_000, True: 1_000})
    write(simulation, tmp_path / f"parts.{suffix}")
    if suffix == "csv":
        assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    if suffix == "csv":
        whole, parts = ((tmp_path / f"{name}.csv").read_text().splitlines()[1:] for name in ("whole", "parts"))
    else:
        whole, parts = (
            duckdb.sql(f"SELECT * FROM '{tmp_path}/{name}.parquet'").fetchall() for name in ("whole", "parts")
        )
    assert parts == whole
    assert len(whole) == simulation.size


def test_a_day_drawn_alone_is_the_day_of_the_whole() -> None:
    simulation = simulate(SimulatorSettings(customers=10, days=4))
    alone = simulation.draw(2)
    whole = simulation.calls()
    begin = sum(len(simulation.draw(day)) for day in range(2))
    for name in Calls.__slots__:
        part = getattr(whole, name)[begin : begin + len(alone)]
        assert part.tobytes() == getattr(alone, name).tobytes()


# --- what the files say --------------------------------------------------------------------------------------------


def test_calls_come_in_order_of_time_with_the_fields_of_the_record_first(calls: list[dict[str, str]]) -> None:
    assert ",".join(list(calls[0])[:13]) == SOURCE_FIELDS
    moments = [datetime.fromisoformat(row["timestamp"]) for row in calls]
    assert all(first <= second for first, second in pairwise(moments))


def test_failed_calls_follow_the_cost_rule(calls: list[dict[str, str]]) -> None:
    seen: Counter[str] = Counter()
    for row in calls:
        seen[row["status"]] += 1
        if row["status"] in ("rate_limited", "error"):
            assert (row["input_tokens"], row["output_tokens"]) == ("0", "0")
            assert row["cost_usd"] == "" or Decimal(row["cost_usd"]) == 0
        elif row["status"] == "timeout":
            assert row["output_tokens"] == "0"
            assert int(row["input_tokens"]) > 0
        else:
            assert row["status"] == "ok"
            assert min(int(row["input_tokens"]), int(row["output_tokens"])) > 0
    assert set(seen) == {"ok", "rate_limited", "error", "timeout"}


def test_cached_tokens_are_a_part_of_long_prompts_to_models_that_cache(calls: list[dict[str, str]]) -> None:
    with_cache = [row for row in calls if row["cached_input_tokens"] != "0" or row["cache_write_tokens"] != "0"]
    assert with_cache
    for row in with_cache:
        assert row["model"].startswith("claude-")
        assert row["provider"] == "anthropic"
        assert int(row["input_tokens"]) >= 1024
        assert int(row["cached_input_tokens"]) + int(row["cache_write_tokens"]) < int(row["input_tokens"])


def test_a_retired_and_an_unpriced_model_have_a_small_share(usage: Usage) -> None:
    share = Counter(usage["model"].tolist())
    assert 0 < share["claude-3-opus"] < 0.01 * share.total()
    assert 0 < share["ft:gpt-4-turbo:support-desk"] < 0.01 * share.total()


def test_customers_have_the_fee_of_their_tier_and_their_calls_name_it(files: Path, calls: list[dict[str, str]]) -> None:
    people = {row["customer_id"]: row for row in rows(files / "customers.csv")}
    fees = {row["subscription_tier"]: row["monthly_fee"] for row in people.values()}
    assert fees == {"starter": "29.00", "pro": "99.00", "enterprise": "299.00"}
    first: dict[str, str] = {}
    for row in calls:
        assert people[row["customer_id"]]["subscription_tier"] == row["subscription_tier"]
        first.setdefault(row["customer_id"], row["timestamp"][:10])
    assert set(first) == set(people)
    assert all(people[name]["signup_date"] <= day for name, day in first.items())


def test_each_product_has_its_team_and_each_team_its_monthly_budget(files: Path, calls: list[dict[str, str]]) -> None:
    teams = {row["product_id"]: row["team_id"] for row in rows(files / "teams.csv")}
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for row in calls:
        assert teams[row["product_id"]] == row["team_id"]
        spent[row["team_id"]] += Decimal(row["cost_usd"] or 0)
    budgets = rows(files / "budgets.csv")
    amounts = {row["name"]: Decimal(row["amount"]) for row in budgets if row["dimension"] == "team"}
    assert {row["month"] for row in budgets} == {"2026-09-01"}
    assert set(amounts) == set(spent)
    assert sum(amounts.values()) == next(Decimal(row["amount"]) for row in budgets if row["dimension"] == "")
    assert all(Decimal("0.5") < spent[team] / amounts[team] < 2 for team in spent)


def test_planted_spikes_stand_out_on_their_day(folder: Path, usage: Usage) -> None:
    truth = json.loads((folder / "7-0" / "truth.json").read_text(encoding="utf-8"))
    people = [row["customer_id"] for row in usage.customers]
    tokens = np.zeros((len(people), usage.days))
    np.add.at(tokens, (usage["who"], usage["day"]), usage["input_tokens"])
    daily = {"calls": usage.by_day(), "input_tokens": tokens}
    assert len(truth["spikes"]) == 12
    clear = 0
    for spike in truth["spikes"]:
        days = daily[spike["driver"]][people.index(spike["customer"])]
        number = (date.fromisoformat(spike["day"]) - usage.start).days
        clear += days[number] > 2 * np.median(days[days > 0])
    assert clear >= 11


def test_a_run_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    job = Job(lambda what, fraction: job.cancel() if fraction else None)
    with pytest.raises(Cancelled):
        write(simulate(SimulatorSettings(customers=5, days=5)), tmp_path / "calls.csv", job=job)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("customers", "days", "seed"), [(0, 1, 1), (1, 0, 1), (1, 5_000, 1), (1, 1, -1)])
def test_impossible_settings_are_refused(customers: int, days: int, seed: int) -> None:
    with pytest.raises(UsageError):
        SimulatorSettings(customers, days, seed)


def test_a_path_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write(simulate(SimulatorSettings(customers=1, days=1)), tmp_path / "none" / "calls.csv")
