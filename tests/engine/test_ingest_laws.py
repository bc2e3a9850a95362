"""Laws of the checked reading, against an independent one with Python's csv module and Decimal."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.errors import InputRefused
from cip_tui.model.text import clean
from tests.sources.reading import SEED_COLUMNS, SEED_HEADER, Read, read

GOOD_COUNTS = st.integers(0, 10**7).map(str)
BAD_COUNTS = st.sampled_from(["-1", "1.5", "x", "NaN", "1e-3", "0x1f", "1_000_000_000_000_000"])
GOOD_COSTS = st.one_of(
    st.decimals(min_value=0, max_value=900_000, places=12).map(str),
    st.decimals(min_value=0, max_value=1, places=9).map(lambda value: f"{value:.9e}"),
)
BAD_COSTS = st.sampled_from(["-0.1", "free", "NaN", "inf", "1,234", "1000000", "€1"])
GOOD_TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(lambda moment: moment.isoformat(sep=" "))
NO_TIMES = ("", "soon", "2026-02-30 00:00:00", "1/2/3")
BAD_TIMES = st.sampled_from(NO_TIMES)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)

MOSTLY = {"timestamp": (GOOD_TIMES, BAD_TIMES), "cost_usd": (st.one_of(GOOD_COSTS, st.just("")), BAD_COSTS)}
MOSTLY |= {name: (st.one_of(GOOD_COUNTS, st.just("")), BAD_COUNTS) for name in ("input_tokens", "output_tokens")}
OTHERS = {
    "provider": st.sampled_from(["openai", "anthropic", ""]),
    "model": st.sampled_from(["gpt-4", "claude-opus-4", "unheard-of"]),
    "latency_ms": st.one_of(st.integers(0, 10**6).map(str), st.just("")),
    "customer_id": NAMES,
    "organization_id": st.just("org"),
    "product_id": NAMES,
    "feature_id": st.just(""),
    "task_type": st.just("qa"),
    "subscription_tier": st.just("pro"),
}
GOOD_ROWS = st.fixed_dictionaries({**{name: good for name, (good, _) in MOSTLY.items()}, **OTHERS})
ROWS = st.one_of(
    GOOD_ROWS, st.fixed_dictionaries({**{name: st.one_of(*both) for name, both in MOSTLY.items()}, **OTHERS})
)


def is_good(row: dict[str, str]) -> bool:
    """Judge a row independently of the code under test."""

    def count(text: str) -> bool:
        return text == "" or text.isdecimal()

    def cost(text: str) -> bool:
        try:
            value = Decimal(text) if text else Decimal(0)
        except ArithmeticError:
            return False
        return value.is_finite() and 0 <= value < 1_000_000

    return (
        row["timestamp"] not in NO_TIMES
        and count(row["input_tokens"])
        and count(row["output_tokens"])
        and cost(row["cost_usd"])
    )


def write_csv(rows: list[dict[str, str]], end: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(SEED_COLUMNS)
    writer.writerows([row[name] for name in SEED_COLUMNS] for row in rows)
    return out.getvalue()


def read_text(text: str, encoding: str = "utf-8") -> Read:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.csv"
        path.write_bytes(text.encode(encoding))
        return read(path, Path(folder) / "out")


@settings(max_examples=25)
@given(st.lists(ROWS, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-16"]))
def test_every_row_is_kept_or_listed_and_the_sums_are_those_of_the_csv_module(
    rows: list[dict[str, str]], end: str, encoding: str
) -> None:
    text = write_csv(rows, end)
    independent = list(csv.DictReader(io.StringIO(text, newline="")))
    kept = [row for row in independent if is_good(row)]
    if not kept:
        with pytest.raises(InputRefused):
            read_text(text, encoding)
        return
    found = read_text(text, encoding)
    assert found.result.rows_in == len(independent)
    assert found.result.rows_kept == len(kept)
    totals = found.result.totals
    assert totals.get("input_tokens", 0) == sum(int(row["input_tokens"] or 0) for row in kept)
    assert totals.get("output_tokens", 0) == sum(int(row["output_tokens"] or 0) for row in kept)
    exact = sum((Decimal(row["cost_usd"] or 0) for row in kept), Decimal(0))
    assert abs(totals.get("reported_cost_usd", Decimal(0)) - exact) <= Decimal("1e-9")
    assert found.column("customer_id") == [clean(row["customer_id"].strip(" ")) for row in kept]
    assert found.column("product_id") == [clean(row["product_id"].strip(" ")) for row in kept]


@settings(max_examples=25)
@given(
    st.lists(
        st.one_of(
            st.just("2026-03-01 10:00:00,openai,gpt-4,1000,100,0.036,900,acme,org,chat,answer,qa,pro"),
            st.just('2026-03-01 10:00:00,openai,gpt-4,1000,100,0.036,900,"a,b",org,chat,answer,qa,pro'),
            st.just('2026-03-01 10:00:00,openai,gpt-4,1000,100,0.036,900,"a\nb",org,chat,answer,qa,pro'),
            st.just('2026-03-01 10:00:00,openai,gpt-4,1000,100,0.036,900,"acme,org,chat,answer,qa,pro'),
            st.just("2026-03-01 10:00:00,openai,gpt-4"),
            st.just(""),
            st.text(st.characters(codec="utf-8"), max_size=40),
        ),
        max_size=12,
    )
)
def test_whatever_stands_in_a_file_it_is_read_or_refused_and_reconciled(lines: list[str]) -> None:
    text = "\n".join([SEED_HEADER, *lines]) + "\n"
    try:
        found = read_text(text)
    except InputRefused:
        return
    # `read` has checked that kept and listed rows add up; no row is invented, and lines point into the file.
    assert found.result.rows_in <= text.count("\n")
    numbers = [*found.column("source_row"), *(each["line"] for each in found.rejects)]
    assert len(numbers) == len(set(numbers))
    assert all(2 <= number <= text.count("\n") + text.count("\r") for number in numbers)
    good = [line for line in lines if line.endswith(",900,acme,org,chat,answer,qa,pro")]
    if '"' not in text:
        assert found.result.rows_kept >= len(good)


@settings(max_examples=15)
@given(st.lists(GOOD_ROWS, min_size=1, max_size=8))
def test_an_irregular_line_changes_nothing_for_the_others(rows: list[dict[str, str]]) -> None:
    text = write_csv(rows, "\n")
    plain, repaired = read_text(text), read_text(f"{text}\nonly,three,fields\n")
    hidden = ("source_row",)
    assert [{k: v for k, v in row.items() if k not in hidden} for row in plain.rows] == [
        {k: v for k, v in row.items() if k not in hidden} for row in repaired.rows
    ]
    assert plain.result.totals == repaired.result.totals
    assert len(repaired.rejects) == 1
