"""Mappings typed and kept: what they say, what they are told where they are wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.errors import InputRefused, UsageError
from cip_tui.model.sources import FileKind, ImportOptions
from cip_tui.model.sources.mapping import Asked, asked_for, parse_items, read_recipe, recipe_text
from tests.sources.reading import SEED_HEADER, read, seed_file, seed_line

TRACE = "When,In Tokens,Out Tokens,Price,Took\n2026-03-01 10:00:00,1000,100,3.6,0.9\n2026-03-01 11:00:00,10,1,,\n"


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    path = tmp_path / "trace.csv"
    path.write_text(TRACE, encoding="utf-8")
    return path


def test_columns_constants_and_units(trace: Path, tmp_path: Path) -> None:
    found = read(
        trace,
        tmp_path / "out",
        "ts=When",
        "input_tokens=In Tokens",
        "output_tokens=out_tokens",
        "reported_cost_usd=Price@cents",
        "latency_ms=Took@s",
        "provider:=openai",
        "model:=gpt-4",
        "customer_id:=a=b:=c",
    )
    first, second = found.rows
    assert (first["reported_cost_usd"], first["repriced_cost_usd"]) == (Decimal("0.036"), Decimal("0.036"))
    assert (first["latency_ms"], first["provider"], first["customer_id"]) == (900, "openai", "a=b:=c")
    assert (second["cost_source"], second["cost_usd"], second["latency_ms"]) == ("repriced", Decimal("0.00036"), None)
    mapped = found.result.report.mapped
    assert (mapped["ts"], mapped["model"]) == ("When", ":=gpt-4")
    assert "latency_ms" not in found.result.report.missing


@pytest.mark.parametrize(
    ("item", "hint"),
    [
        ("nonsense", "field=column"),
        ("ts=", "field=column"),
        ("=When", "field=column"),
        ("input_token=In Tokens", "Did you mean input_tokens"),
        ("customer=x", "Fields of a call"),
        ("ts=Whem", "Did you mean When"),
        ("ts=Tokens", "Did you mean In Tokens"),
        ("ts=zzz", "Its columns: When, In Tokens"),
        ("latency_ms=Took@fortnight", "Its columns"),
    ],
)
def test_a_wrong_item_names_the_nearest(trace: Path, tmp_path: Path, item: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(trace, tmp_path / "out", item)
    assert hint in str(caught.value)
    assert (tmp_path / "out").is_dir()
    assert not list((tmp_path / "out").iterdir())


def test_a_field_mapped_twice() -> None:
    with pytest.raises(UsageError, match="ts is mapped twice"):
        parse_items(["ts=a", "timestamp=b"])


def test_a_mapping_without_a_time_or_without_anything_to_count(trace: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"does not state ts.*Its columns: When"):
        read(trace, tmp_path / "out", "input_tokens=In Tokens")
    with pytest.raises(UsageError, match="does not state input_tokens"):
        read(trace, tmp_path / "out", "ts=When")


def test_a_mapping_amends_a_known_format(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(f"{SEED_HEADER},owner\n{','.join(seed_line())},globex\n", encoding="utf-8")
    found = read(path, tmp_path / "out", "customer_id=owner", "team_id:=red")
    assert found.result.report.format == "calls"
    assert (found.rows[0]["customer_id"], found.rows[0]["team_id"], found.rows[0]["model"]) == (
        "globex",
        "red",
        "gpt-4",
    )


def test_a_format_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,fee\nacme,29\n", encoding="utf-8")
    found = read(path, tmp_path / "out", "customer_id=id", "monthly_fee=fee", as_format="customers")
    assert (found.result.kind, found.rows[0]["monthly_fee"]) == (FileKind.CUSTOMERS, 29)
    with pytest.raises(UsageError, match=r"no format 'customer'.*Did you mean customers"):
        read(path, tmp_path / "out", as_format="customer")
    with pytest.raises(UsageError, match="does not state customer_id"):
        read(path, tmp_path / "out", as_format="customers")


def test_a_mapping_names_columns_of_json_records(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"at": 1772323200, "n": 5}\n{"at": 1772323201, "n": 6, "who": "acme"}\n', encoding="utf-8")
    found = read(path, tmp_path / "out", "ts=at", "input_tokens=n")
    assert found.column("input_tokens") == [5, 6]


def test_hostile_column_names_are_only_names(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    names = ['"; DROP TABLE stage; --', "c1", "a'b", "[/red]", "{input}"]
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    path.write_text(f"{header}\n2026-03-01,1,2,x,y\n", encoding="utf-8")
    found = read(path, tmp_path / "out", f"ts={names[0]}", "input_tokens=c1", "output_tokens=a'b", "model=[/red]")
    assert (found.rows[0]["input_tokens"], found.rows[0]["output_tokens"], found.rows[0]["model"]) == (1, 2, "x")


def test_a_recipe_reads_like_the_same_items_typed(trace: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(
        'format = "mapping"\n[columns]\nts = "When"\ninput_tokens = "In Tokens"\n[constants]\nmodel = "gpt-4"\n',
        encoding="utf-8",
    )
    found = read(trace, tmp_path / "out", "model:=gpt-4-turbo", "output_tokens=Out Tokens", recipe=recipe)
    assert found.column("model") == ["gpt-4-turbo"] * 2
    assert found.column("output_tokens") == [100, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ts = ", "cannot be read"),
        ("[column]\nts = 'x'\n", "no 'column'"),
        ("[columns]\nts = ['x']\n", "must hold text"),
        ("[columns]\nwhen = 'x'\n", "no field 'when'"),
    ],
)
def test_a_recipe_that_is_not_understood(tmp_path: Path, text: str, message: str) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        asked_for(ImportOptions(recipe=recipe))


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
FIELDS = st.sampled_from(["ts", "input_tokens", "output_tokens", "model", "customer_id", "monthly_fee"])


@given(st.dictionaries(FIELDS, st.tuples(TEXTS, st.booleans())), st.sampled_from(["", "litellm", "customers"]))
def test_a_recipe_that_is_written_reads_back_the_same(items: dict[str, tuple[str, bool]], name: str) -> None:
    import tempfile

    asked = Asked(
        name,
        {field: text for field, (text, constant) in items.items() if not constant},
        {field: text for field, (text, constant) in items.items() if constant},
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recipe.toml"
        path.write_bytes(recipe_text(asked).encode())
        back = read_recipe(path)
    assert (dict(back.columns), dict(back.constants)) == (asked.columns, asked.constants)
    assert back.as_format == (name or "mapping")


def test_mapping_does_not_hide_that_nothing_can_be_kept(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", [seed_line()])
    with pytest.raises(InputRefused, match="None of the 1 rows can be kept"):
        read(path, tmp_path / "out", "input_tokens=model")
