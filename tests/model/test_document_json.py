"""A document survives being written as JSON, and the JSON reads as the command line promises."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Impact,
    Insight,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Series,
    Shape,
    Status,
    Table,
)
from cip_tui.model.document_json import from_json, to_json
from cip_tui.model.errors import WorkspaceError

words = st.text(max_size=8)
money = st.decimals(allow_nan=False, allow_infinity=False) | st.decimals(-(10**6), 10**6, places=12)
moments = st.datetimes() | st.datetimes(timezones=st.just(UTC))
floats = st.floats(allow_nan=False)
statuses = st.builds(Status, st.sampled_from(Level), words)
cells: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    words,
    st.integers(),
    floats,
    money,
    st.dates(),
    moments,
    statuses,
    st.sampled_from(["1.5", "2026-01-31"]),
)
kinds = st.sampled_from(Kind)
levels = st.sampled_from(Level)
provenances = st.none() | st.builds(
    Provenance, words, words, st.lists(cells, max_size=3).map(tuple), words, st.none() | words
)
metrics = st.builds(
    Metric,
    id=words,
    label=words,
    value=cells,
    kind=kinds,
    unit=words,
    places=st.none() | st.integers(0, 12),
    change=st.none() | floats,
    change_label=words,
    rising=levels,
    low=cells,
    high=cells,
    note=words,
    status=st.none() | statuses,
    provenance=provenances,
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    keys = draw(st.lists(words, max_size=3, unique=True))
    columns = tuple(
        Column(key, draw(words), draw(kinds), draw(words), draw(st.none() | st.integers(0, 12)), draw(st.booleans()))
        for key in keys
    )
    row = st.tuples(*(cells for _ in columns))
    return Table(
        id=draw(words),
        title=draw(words),
        columns=columns,
        rows=tuple(Row(draw(row), draw(st.none() | words)) for _ in range(draw(st.integers(0, 3)))),
        total=draw(st.none() | row),
        available=draw(st.none() | st.integers(0, 10**9)),
        bars=draw(st.none() | words),
        edges=tuple(draw(st.lists(st.floats(0, 100), max_size=3))),
        sort=draw(st.none() | st.tuples(words, st.booleans())),
        note=draw(words),
        empty=draw(words),
        provenance=draw(provenances),
    )


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    places: st.SearchStrategy[Any] = draw(st.sampled_from([st.dates(), st.datetimes(), words, floats, st.integers()]))
    heights = st.lists(st.none() | floats, max_size=4).map(tuple)
    series = tuple(
        Series(
            draw(words),
            tuple(draw(st.lists(places, max_size=4))),
            draw(heights),
            draw(st.sampled_from(Shape)),
            draw(heights),
            draw(levels),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    marks = tuple(draw(st.lists(st.tuples(places, words), max_size=2)))
    return Chart(draw(words), draw(words), series, draw(words), draw(words), draw(words), marks, draw(provenances))


impacts = st.none() | st.builds(Impact, money, st.none() | money, st.none() | money, words, words)
figures: st.SearchStrategy[Metric | Table | Chart] = st.one_of(metrics, tables(), charts())
insights = st.builds(
    Insight,
    id=words,
    title=words,
    problem=words,
    domain=words,
    capability=words,
    impact=impacts,
    recommendation=words,
    outcome=words,
    level=levels,
    evidence=st.lists(figures, max_size=2).map(tuple),
    provenance=provenances,
    drill=st.none() | words,
)
blocks: st.SearchStrategy[Block] = st.one_of(figures, insights, st.builds(Note, words, levels))
sections = st.builds(Section, words, words, st.lists(blocks, max_size=3).map(tuple))
documents = st.builds(
    Document,
    id=words,
    title=words,
    sections=st.lists(sections, max_size=2).map(tuple),
    subtitle=words,
    facts=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    currency=words,
    data=st.dictionaries(words, cells, max_size=3),
)


@settings(deadline=None, max_examples=150)
@given(documents)
def test_a_document_comes_back_as_it_was_written(document: Document) -> None:
    text = to_json(document)
    back = from_json(text)
    assert back == document
    assert to_json(back) == text


@settings(deadline=None)
@given(cells, kinds)
def test_every_cell_keeps_its_type_under_every_kind(cell: Cell, kind: Kind) -> None:
    document = Document("d", "D", (Section("s", "S", (Metric("m", "M", cell, kind),)),))
    value = from_json(to_json(document)).metric("m").value
    assert type(value) is type(cell)
    assert value == cell


def _example() -> Document:
    table = Table(
        "spend.by_model",
        "By model",
        (
            Column("name", "Model"),
            Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
            Column("share", "Share", Kind.RATIO),
            Column("seen", "Seen", Kind.TIME),
        ),
        (Row(("gpt-4", Decimal("0.000150000000"), 0.25, datetime(2026, 1, 31, 8)), "model=gpt-4"),),
        total=(None, Decimal("0.000150000000"), None, None),
    )
    return Document(
        "spend",
        "Spend",
        (
            Section(
                "headline",
                "Headline",
                (
                    Metric("spend.total", "Spend", Decimal("1E+3"), Kind.MONEY, "USD/month"),
                    Metric("spend.forecast", "Forecast", None, Kind.MONEY, note="fewer than 14 days"),
                    table,
                ),
            ),
        ),
        currency="EUR",
    )


def test_money_is_a_decimal_string_with_its_currency_and_unknown_states_a_reason() -> None:
    total, forecast, table = json.loads(to_json(_example()))["sections"][0]["blocks"]
    assert (total["value"], total["currency"]) == ("1000", "USD")
    assert (forecast["value"], forecast["currency"], forecast["reason"]) == (None, "EUR", "fewer than 14 days")
    assert table["rows"][0]["cells"] == {
        "name": "gpt-4",
        "cost": "0.000150000000",
        "share": 0.25,
        "seen": "2026-01-31T08:00:00Z",
    }
    assert table["columns"][1]["currency"] == "USD"


def test_days_are_written_as_iso_8601() -> None:
    document = Document("d", "D", (Section("s", "S", (Metric("m", "M", date(2026, 2, 1), Kind.DATE),)),))
    assert '"value": "2026-02-01"' in to_json(document)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"schema": 99}', '{"schema": 1, "id": "x"}'])
def test_other_text_is_refused_with_a_cause(text: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        from_json(text)
    assert caught.value.cause
