"""What holds for every analysis, whatever the calls are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.analyses import ANALYSES
from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.document import Note
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from tests.rows import EDGES, FACTS, SCOPE, SPAN, TABLES, Rows, check_document, run, some_calls
from tests.usage import usage_of

NAMES = ("performance", "realtime", "optimization", "alignment", "profitability", "features", "integrity")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("edge", EDGES)
def test_an_edge_data_set_gives_a_sensible_document(name: str, edge: str) -> None:
    chosen = EDGES[edge]
    scope = Scope(chosen.facts.span)
    document = run(name, chosen.calls, scope, chosen.facts, {}, **chosen.tables)
    check_document(document)
    assert document.sections[0].id == "headline"
    assert document.sections[0].blocks


@pytest.mark.parametrize("name", NAMES)
def test_findings_come_right_after_the_headline(name: str) -> None:
    document = run(name, EDGES["single customer"].calls)
    assert [section.id for section in document.sections[:2]] == ["headline", "findings"]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(rows=some_calls())
def test_any_calls_give_a_document_whose_parts_add_up(name: str, rows: Rows) -> None:
    check_document(run(name, rows, **TABLES))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8, deadline=None)
@given(rows=some_calls(), parts=st.permutations(["customer=acme|a", "model!=gpt-4", "feature~a"]))
def test_the_order_of_filters_does_not_matter(name: str, rows: Rows, parts: list[str]) -> None:
    usage, analyze = usage_of(rows, **TABLES), ANALYSES[name].load()
    one, other = (
        analyze(usage, Scope(SPAN, parse_filter(" ".join(order))), FACTS, {}) for order in (sorted(parts), parts)
    )
    assert [block for block in map(_figures, one.blocks()) if block] == [
        block for block in map(_figures, other.blocks()) if block
    ]


def _figures(block: object) -> object:
    """What a block states, without the wording of the filter itself."""
    if isinstance(block, Note):
        return None
    return {
        name: getattr(block, name)
        for name in ("id", "value", "rows", "total", "series", "impact")
        if hasattr(block, name)
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_filter_sees_exactly_its_calls(name: str) -> None:
    rows = [{**row, "customer_id": customer} for row in EDGES["single customer"].calls for customer in ("acme", "b")]
    narrowed = run(name, rows, Scope(SPAN, parse_filter("customer=acme")))
    alone = run(name, EDGES["single customer"].calls, SCOPE)
    assert [figures for figures in map(_figures, narrowed.blocks()) if figures] == [
        figures for figures in map(_figures, alone.blocks()) if figures
    ]


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_setting_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no setting 'no-such-setting'"):
        run(name, [{}], settings={"no-such-setting": "1"})


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_says_what_it_means_and_its_default_changes_nothing(name: str) -> None:
    known = ANALYSES[name].settings()
    assert known
    assert all(setting.meaning for setting in known)
    rows = EDGES["single customer"].calls
    written_out = run(name, rows, settings={setting.name: setting.default for setting in known})
    assert written_out == run(name, rows)
