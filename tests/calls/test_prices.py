"""Prices are exact, dated, found under every name a source may use, and never invented."""

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from cip_tui.model.calls.prices import Price, PriceBook, Rate, cost
from cip_tui.model.errors import UsageError

DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return PriceBook.load()


def found(book: PriceBook, provider: str, model: str, day: date = DAY) -> Price:
    price = book.resolve(provider, model, day)
    assert price is not None, f"{provider} {model}"
    return price


# --- what a call costs -------------------------------------------------------------------------------------------

# 1,155 tokens in and 211 out, worked out by hand from the prices per 1,000 tokens of the six models.
BY_HAND = {
    ("openai", "gpt-4"): "0.04731",  # 1.155 x .03 + .211 x .06
    ("openai", "gpt-4-turbo"): "0.01788",  # 1.155 x .01 + .211 x .03
    ("anthropic", "claude-opus-4"): "0.03315",  # 1.155 x .015 + .211 x .075
    ("anthropic", "claude-sonnet-4"): "0.00663",  # 1.155 x .003 + .211 x .015
    ("bedrock", "claude-instant"): "0.0014304",  # 1.155 x .0008 + .211 x .0024
    ("bedrock", "claude-v2"): "0.014304",  # 1.155 x .008 + .211 x .024
}


@pytest.mark.parametrize(("name", "dollars"), BY_HAND.items())
def test_a_call_costs_what_the_hand_calculation_says(book: PriceBook, name: tuple[str, str], dollars: str) -> None:
    assert cost(found(book, *name), 1155, 211) == Decimal(dollars)


def test_cached_and_written_tokens_are_parts_of_the_input(book: PriceBook) -> None:
    sonnet = found(book, "anthropic", "claude-sonnet-4")
    # 10,000 in: 6,000 read at 0.30, 1,000 written at 3.75, 500 written for an hour at 6, the other 2,500 at 3; 100 out.
    expected = (Decimal("0.30") * 6000 + Decimal("3.75") * 1000 + 6 * 500 + 3 * 2500 + 15 * 100) / 1_000_000
    assert cost(sonnet, 10_000, 100, cached=6000, cache_write=1000, cache_write_1h=500) == expected


def test_without_a_cache_price_cached_tokens_cost_the_input_price(book: PriceBook) -> None:
    gpt4 = found(book, "openai", "gpt-4")
    assert cost(gpt4, 1000, 0, cached=400) == cost(gpt4, 1000, 0) == Decimal("0.03")


def test_a_batch_costs_half(book: PriceBook) -> None:
    mini = found(book, "openai", "gpt-4o-mini")
    assert cost(mini, 1_000_000, 1_000_000, batch=True) == Decimal("0.375")


def test_a_batch_without_known_price_is_refused(book: PriceBook) -> None:
    with pytest.raises(ValueError, match="No batch price"):
        cost(found(book, "bedrock", "claude-v2"), 10, 10, batch=True)


def test_a_long_prompt_is_charged_at_the_long_price_throughout(book: PriceBook) -> None:
    pro = found(book, "google", "gemini-2.5-pro")
    assert cost(pro, 200_000, 1000) == Decimal("0.26")  # .2 x 1.25 + .001 x 10
    assert cost(pro, 200_001, 1000) == Decimal("0.5150025")  # .200001 x 2.5 + .001 x 15


def test_parts_larger_than_the_input_are_refused(book: PriceBook) -> None:
    with pytest.raises(ValueError, match="exceed"):
        cost(found(book, "openai", "gpt-4o"), 100, 0, cached=101)


# --- names -------------------------------------------------------------------------------------------------------

NAMES = [
    ("openai", "gpt-4", "gpt-4"),
    ("OpenAI", "GPT-4-0613", "gpt-4"),
    ("", "openai/gpt-4", "gpt-4"),
    ("openai", "openai/gpt-4", "gpt-4"),
    ("openrouter", "openai/gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
    ("openai", "gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
    ("openai", "gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
    ("openai", "gpt-4-1106-preview", "gpt-4-turbo"),
    ("openai", "gpt-5-2025-08-07", "gpt-5"),
    ("", "gpt-4.1-mini", "gpt-4.1-mini"),
    ("anthropic", "claude-opus-4-20250514", "claude-opus-4"),
    ("anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
    ("anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5"),
    ("anthropic", "claude-3-5-sonnet-latest", "claude-3-5-sonnet"),
    ("", "claude-sonnet-4", "claude-sonnet-4"),
    ("bedrock", "anthropic.claude-instant-v1", "claude-instant"),
    ("aws.bedrock", "anthropic.claude-v2", "claude-v2"),
    ("bedrock", "anthropic.claude-v2:1", "claude-v2"),
    ("bedrock", "anthropic.claude-v2:1:200k", "claude-v2"),
    ("bedrock", "us.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4"),
    ("", "us.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4"),
    ("bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
    ("bedrock", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5 regional"),
    (
        "bedrock",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0",
        "claude-haiku-4-5 regional",
    ),
    ("", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0", "nova-lite"),
    ("bedrock", "meta.llama3-1-70b-instruct-v1:0", "llama3-1-70b-instruct"),
    ("gcp.vertex_ai", "gemini-2.5-pro", "gemini-2.5-pro"),
    ("gemini", "models/gemini-2.5-flash", "gemini-2.5-flash"),
    ("mistralai", "mistral-large-2411", "mistral-large-2411"),
    ("x-ai", "grok-4-0709", "grok-4"),
]


@pytest.mark.parametrize(("provider", "model", "expected"), NAMES)
def test_a_model_is_found_under_the_names_sources_use(
    book: PriceBook, provider: str, model: str, expected: str
) -> None:
    assert found(book, provider, model).model == expected


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("openai", "gpt-9-imaginary"),
        ("openai", ""),
        ("openai", "claude-sonnet-4"),
        ("nobody", "gpt-4"),
        ("openai", "ft:gpt-4o-mini-2024-07-18:acme::abc"),
        ("openai", "gpt-4-vision"),
        ("mistral", "mistral-large-2402"),
        ("bedrock", "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2c3"),
        ("bedrock", "arn:aws:bedrock:us-east-1:1:provisioned-model/x9"),
    ],
)
def test_an_unknown_model_has_no_price(book: PriceBook, provider: str, model: str) -> None:
    assert book.resolve(provider, model, DAY) is None


# --- dates -------------------------------------------------------------------------------------------------------


def test_a_price_change_holds_from_its_day(book: PriceBook) -> None:
    assert found(book, "openai", "o3", date(2025, 6, 9)).input == 10
    assert found(book, "openai", "o3", date(2025, 6, 10)).input == 2
    assert found(book, "openai", "o3", date(2025, 6, 10)).key == "openai/o3@2025-06-10"


def test_every_model_has_one_price_on_every_day(book: PriceBook) -> None:
    for provider, model in book.models():
        rows = [price for price in book.prices if (price.provider, price.model) == (provider, model)]
        assert rows[0].effective_from is None
        assert rows[-1].effective_to is None
        assert all(old.effective_to == new.effective_from for old, new in pairwise(rows))


def test_no_name_belongs_to_two_models(book: PriceBook) -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for price in book.prices:
        for name in (price.model, *price.aliases):
            owners.setdefault((price.provider, name), set()).add(price.model)
    assert {name: models for name, models in owners.items() if len(models) > 1} == {}


def test_retirements_are_told_earliest_first(book: PriceBook) -> None:
    days = {(item.provider, item.model): item.retire_on for item in book.retirements()}
    assert days["openai", "gpt-4"] == date(2026, 10, 23)
    assert days["anthropic", "claude-opus-4"] == date(2026, 6, 15)
    assert list(days.values()) == sorted(days.values())


def test_the_book_says_where_and_when_each_price_was_checked(book: PriceBook) -> None:
    assert book.checked_on is not None
    assert all(price.source and price.checked_on for price in book.prices)


# --- the user's own prices -----------------------------------------------------------------------------------------


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_own_prices_win_in_their_period_and_change_the_digest(book: PriceBook, tmp_path: Path) -> None:
    path = own(
        tmp_path,
        """
        [[price]]
        provider = "OpenAI"
        model = "gpt-4"
        input = 24.5
        output = "48"
        effective_from = 2026-09-01
        effective_to = "2026-10-01"
        """,
    )
    mine = PriceBook.load(path)
    assert found(mine, "openai", "gpt-4-0613", date(2026, 8, 31)).input == 30
    assert found(mine, "openai", "gpt-4", date(2026, 9, 30)).input == Decimal("24.5")
    assert found(mine, "openai", "gpt-4", date(2026, 9, 30)).key == "own:openai/gpt-4@2026-09-01"
    assert found(mine, "openai", "gpt-4", date(2026, 10, 1)).input == 30
    assert mine.digest != book.digest
    assert PriceBook.load().digest == book.digest


def test_own_prices_reach_every_name_of_a_model_the_book_knows(tmp_path: Path) -> None:
    path = own(tmp_path, '[[price]]\nprovider="openai"\nmodel="gpt-4"\ninput="20"\noutput="40"\n')
    assert found(PriceBook.load(path), "openai", "gpt-4-0613").input == 20


def test_own_prices_price_an_unknown_model_and_free_must_be_said(tmp_path: Path) -> None:
    path = own(tmp_path, '[[price]]\nprovider="local"\nmodel="llama"\ninput=0\noutput=0\naliases=["llama-8b"]\n')
    assert cost(found(PriceBook.load(path), "local", "llama-8b"), 1000, 1000) == 0


BROKEN = [
    ('[[price]]\nprovider="a"\nmodel="b"\ninput=1\noutput=1\ninptu=2\n', "Did you mean input"),
    ('[[prices]]\nprovider="a"\n', "Did you mean price"),
    ('[[price]]\nprovider="a"\nmodel="b"\ninput=1\n', "no output"),
    ('[[price]]\nprovider="a"\nmodel="b"\ninput="cheap"\noutput=1\n', "'cheap' is not a price"),
    ('[[price]]\nprovider="a"\nmodel="b"\ninput=-1\noutput=1\n', "'-1' is not a price"),
    ('[[price]]\nprovider="a"\nmodel="b"\ninput=nan\noutput=1\n', "is not a price"),
    ('[[price]]\nprovider="a"\nmodel="b"\ninput=true\noutput=1\n', "is not a price"),
    ('[[price]]\nprovider="a"\nmodel="b"\ninput=1\noutput=1\neffective_from="May"\n', "'May' is not a day"),
    (
        '[[price]]\nprovider="a"\nmodel="b"\ninput=1\noutput=1\neffective_from=2026-05-01\neffective_to=2026-05-01\n',
        "ends before it begins",
    ),
    ('[[price]]\nprovider="a"\nmodel="b"\ninput=1\noutput=1\ncontext_window=0\n', "not a whole number"),
    ('[[price]]\nprovider=7\nmodel="b"\ninput=1\noutput=1\n', "'7' is not text"),
    ("[[price]\n", "not valid TOML"),
    ("price = 3\n", "[[price]]"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_broken_price_file_is_refused_with_place_and_reason(tmp_path: Path, text: str, message: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        PriceBook.load(path)
    assert message in str(caught.value)
    assert "prices.toml" in str(caught.value)


def test_a_missing_price_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        PriceBook.load(tmp_path / "none.toml")


# --- rates for SQL -------------------------------------------------------------------------------------------------


def test_rates_cover_every_moment_once_and_leave_unknown_models_out(book: PriceBook) -> None:
    rates = book.rates([("openai", "o3"), ("openai", "o3"), ("openai", "gpt-9-imaginary")])
    standard = sorted((rate for rate in rates if rate.service == "standard"), key=lambda rate: rate.from_ts)
    assert {rate.model for rate in rates} == {"o3"}
    assert [rate.input * 1_000_000 for rate in standard] == [10, 2]
    assert standard[0].to_ts == standard[1].from_ts == datetime(2025, 6, 10)
    assert standard[-1].to_ts.year == 9999


def test_rates_join_to_the_costs_that_python_works_out(book: PriceBook) -> None:
    duckdb = pytest.importorskip("duckdb")
    from cip_tui.model.calls.prices import reprice_condition, reprice_cost

    calls = [
        ("openai", "gpt-4o", datetime(2026, 9, 1), 5000, 1000, 0, 70, ""),
        ("openai", "gpt-4o", datetime(2026, 9, 1), 5000, 1000, 0, 70, "batch"),
        ("openai", "gpt-4o", datetime(2026, 9, 1), 5000, 1000, 0, 70, "priority"),
        ("openai", "o3", datetime(2025, 6, 9, 23, 59, 59), 100, 0, 0, 10, "default"),
        ("openai", "o3", datetime(2025, 6, 10), 100, 0, 0, 10, "default"),
        ("google", "gemini-2.5-pro", datetime(2026, 9, 1), 200_000, 0, 0, 1000, ""),
        ("google", "gemini-2.5-pro", datetime(2026, 9, 1), 200_001, 0, 0, 1000, ""),
        ("anthropic", "claude-sonnet-4", datetime(2026, 9, 1), 9000, 4000, 3000, 10, "standard"),
        ("anthropic", "claude-sonnet-4", datetime(2026, 9, 1), 9000, 9000, 3000, 10, ""),
        ("openai", "text-embedding-3-small", datetime(2026, 9, 1), 9000, 0, 0, None, ""),
        ("openai", "gpt-9-imaginary", datetime(2026, 9, 1), 9000, 0, 0, 5, ""),
    ]
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE calls (n INT, provider VARCHAR, model VARCHAR, ts TIMESTAMP, input_tokens BIGINT, "
        "cached_input_tokens BIGINT, cache_write_tokens BIGINT, output_tokens BIGINT, service_tier VARCHAR)"
    )
    connection.executemany("INSERT INTO calls VALUES (?,?,?,?,?,?,?,?,?)", [(n, *row) for n, row in enumerate(calls)])
    money = "DECIMAL(18,15)"
    connection.execute(
        "CREATE TABLE rates (provider VARCHAR, model VARCHAR, from_ts TIMESTAMP, to_ts TIMESTAMP, service VARCHAR, "
        f"above_tokens BIGINT, up_to_tokens BIGINT, input {money}, output {money}, cache_read {money}, "
        f"cache_write {money}, price_key VARCHAR)"
    )
    rates = book.rates((row[0], row[1]) for row in calls)
    connection.executemany(
        "INSERT INTO rates VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        [tuple(getattr(rate, name) for name in Rate.__slots__) for rate in rates],
    )
    rows = connection.execute(
        f"SELECT {reprice_cost('c', 'r')}, price_key FROM calls AS c LEFT JOIN rates AS r "
        f"ON {reprice_condition('c', 'r')} ORDER BY n"
    ).fetchall()
    assert len(rows) == len(calls)
    assert [row[1] for row in rows] == [
        "openai/gpt-4o",
        "openai/gpt-4o#batch",
        None,
        "openai/o3",
        "openai/o3@2025-06-10",
        "google/gemini-2.5-pro",
        "google/gemini-2.5-pro#long",
        "anthropic/claude-sonnet-4",
        "anthropic/claude-sonnet-4",
        "openai/text-embedding-3-small",
        None,
    ]
    for row, call in zip(rows, calls, strict=True):
        provider, model, moment, input_tokens, cached, written, output_tokens, service = call
        price = book.resolve(provider, model, moment.date())
        if price is None or service == "priority" or cached + written > input_tokens:
            assert row[0] is None
        else:
            expected = cost(
                price, input_tokens, output_tokens or 0, cached=cached, cache_write=written, batch=service == "batch"
            )
            assert row[0] == expected
