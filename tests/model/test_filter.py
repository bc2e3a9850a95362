import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.calls.filter import Filter, Term, parse_filter
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.errors import UsageError

values = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
terms = st.builds(
    Term,
    st.sampled_from(sorted(DIMENSIONS)),
    st.sampled_from(["=", "!=", "~"]),
    st.lists(values, min_size=1, max_size=3).map(tuple),
)


@given(st.lists(terms, max_size=4))
def test_a_filter_reads_back_as_it_was_written(parts: list[Term]) -> None:
    assert parse_filter(str(Filter(tuple(parts)))) == Filter(tuple(parts))


@given(values, values)
def test_a_part_is_found_literally_whatever_it_holds(needle: str, other: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (customer_id TEXT)")
    connection.execute("INSERT INTO t VALUES (?)", (other,))
    sql, parameters = Term("customer", "~", (needle,)).sql()
    found = connection.execute(f"SELECT count(*) FROM t WHERE {sql}", parameters).fetchone()[0]
    if needle.isascii() and other.isascii() and "\x00" not in needle + other:
        assert bool(found) == (needle.lower() in other.lower())


def test_blanks_quotes_and_bars_are_written_in_quotes() -> None:
    written = str(Filter().with_value("customer", 'Ann "the" Owl | Co'))
    assert written == 'customer="Ann ""the"" Owl | Co"'
    assert parse_filter(written).terms[0].values == ('Ann "the" Owl | Co',)


def test_a_narrower_value_replaces_the_one_before() -> None:
    narrowed = parse_filter("model=gpt-4 customer=a").with_value("customer", "b")
    assert str(narrowed) == "model=gpt-4 customer=b"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("custmer=a", "Did you mean customer"),
        ("customer", "not understood from 'customer' on"),
        ("customer=a =b", "not understood from '=b' on"),
        ('customer="open', "not understood from"),
    ],
)
def test_what_is_not_understood_is_named(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_filter(text)


def test_column_names_serve_as_dimension_names() -> None:
    assert str(parse_filter("customer_id=a")) == "customer=a"


@given(terms, values)
def test_a_name_matches_in_memory_as_it_does_in_the_engine(term: Term, value: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE t ({DIMENSIONS[term.dimension].column} TEXT)")
    connection.execute("INSERT INTO t VALUES (?)", (value,))
    sql, parameters = term.sql()
    found = connection.execute(f"SELECT count(*) FROM t WHERE {sql}", parameters).fetchone()[0]
    if (value + "".join(term.values)).isascii() and "\x00" not in value + "".join(term.values):
        assert bool(found) == term.matches(value)
