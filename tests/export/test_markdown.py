"""The Markdown of a document shows every figure, reads as plain text, and cannot be bent by text from outside."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cip_tui.export.markdown import to_markdown
from cip_tui.export.markdown_text import grid, inline, paragraph
from cip_tui.model.document import Column, Document, Kind, Metric, Row, Section, Series, Table
from cip_tui.model.format import metric_text, write_rows, write_total
from cip_tui.model.text import clean
from tests.export.documents import by_model, carrying, daily, full
from tests.export.hostile import texts

READER = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def read(markdown: str) -> list[Token]:
    """Read Markdown the way GitHub does."""
    return READER.parse(markdown)


def words(tokens: list[Token]) -> str:
    """Return the text a reader sees."""
    return "\n".join(
        "".join(child.content for child in token.children or ()) if token.type == "inline" else token.content
        for token in tokens
        if token.type in ("inline", "fence")
    )


def shape(tokens: list[Token]) -> list[str]:
    """Return the structure without the text."""
    kinds = []
    for token in tokens:
        if token.type == "inline":
            kinds += [child.type for child in token.children or () if child.type != "text"]
        else:
            kinds.append(token.type + token.tag)
    return kinds


def test_every_visible_figure_is_found_again_after_reading() -> None:
    document = full()
    seen = words(read(to_markdown(document)))
    for block in document.blocks():
        if isinstance(block, Metric):
            assert metric_text(block) in seen
        if isinstance(block, Table):
            cells = [cell for row in [*write_rows(block), write_total(block) or []] for cell in row]
            assert all(cell in seen for cell in cells)
    for text in ("$120.50/month", "low $80.00", "high $150.25", "+12.5 % vs 2025-12-01", "$4,500.00 to $5,612.50"):
        assert text in seen
    for name in ("Problem", "FinOps domain", "Impact", "Recommendation", "Projected outcome", "Supporting data"):
        assert f"{name}:" in seen
    assert "Optimize Usage & Cost · Rate Optimization" in seen


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_markdown(full()) == to_markdown(full())


def test_parts_add_up_to_the_total_as_shown() -> None:
    lines = [line for line in to_markdown(full()).splitlines() if line.startswith("| model-")][:3]
    assert sum(Decimal(line.split("|")[2].strip()) for line in lines) == Decimal(100)


def test_numbers_are_aligned_right_and_units_stand_in_the_header() -> None:
    lines = to_markdown(Document("d", "D", (Section("s", "S", (by_model(),)),))).splitlines()
    head = next(index for index, line in enumerate(lines) if line.startswith("| Model"))
    assert [cell.strip() for cell in lines[head].split("|")[1:-1]] == [
        "Model",
        "Cost USD",
        "Share %",
        "Latency p95 ms",
        "State",
    ]
    assert [cell.strip()[-1] for cell in lines[head + 1].split("|")[1:-1]] == ["-", ":", ":", ":", "-"]
    assert len({len(line) for line in lines[head : head + 5]}) == 1


def test_a_cap_is_said_and_the_rest_is_added_up() -> None:
    markdown = to_markdown(Document("d", "D", (Section("s", "S", (by_model(100),)),)), row_cap=12)
    assert "12 of 100 rows." in markdown
    shown = [line.split("|") for line in markdown.splitlines() if line.startswith(("| model-", "| … 88 more"))]
    assert len(shown) == 13
    assert sum(Decimal(cells[2].strip()) for cells in shown) == Decimal(100)


def test_rows_left_out_earlier_are_said_too() -> None:
    table = replace(by_model(), available=3412)
    assert "3 of 3,412 rows." in to_markdown(Document("d", "D", (Section("s", "S", (table,)),)))


def test_an_empty_table_says_why() -> None:
    table = Table("t", "T", (Column("a", "A"),), (), empty="No call matches customer=acme.")
    assert "No call matches customer=acme." in to_markdown(Document("d", "D", (Section("s", "S", (table,)),)))


def test_charts_stand_in_a_fence_with_every_figure() -> None:
    tokens = read(to_markdown(full()))
    chart = next(token.content for token in tokens if token.type == "fence")
    assert "2026-01-01  10.50" in re.sub(" +", "  ", chart)
    assert "15.00 (11.25 to 19.75)" in chart
    assert "Actual:" in chart
    assert "Forecast:" in chart
    assert "2026-01-02: price change" in chart
    assert "Spend doubled within three days." in words(tokens)


def test_long_series_are_drawn_as_means_and_say_so() -> None:
    numbers = tuple(float(number) for number in range(200))
    chart = replace(daily(), series=(Series("Actual", numbers, numbers),), marks=())
    markdown = to_markdown(Document("d", "D", (Section("s", "S", (chart,)),)))
    assert "Actual, means of 4 points:" in markdown
    assert max(len(line) for line in markdown.splitlines()) <= 80


def test_a_chart_without_points_says_so() -> None:
    chart = replace(daily(), series=(), marks=())
    assert "There are no points to draw." in to_markdown(Document("d", "D", (Section("s", "S", (chart,)),)))


def test_hostile_text_shows_letter_for_letter_and_changes_no_structure() -> None:
    calm = shape(read(to_markdown(carrying("calm"))))
    for text in texts():
        if not text.strip():
            continue
        tokens = read(to_markdown(carrying(text)))
        assert shape(tokens) == calm, text
        assert " ".join(text.split()) in " ".join(words(tokens).split()), text


MARKS = st.sampled_from([*"\\`*_[]<>|~#+-=!&;:/.@$(){}\"' \t\n1aé中", "&amp;", "<b>", "://", "www.", "**", "\\|"])


@settings(max_examples=400)
@given(st.lists(MARKS, max_size=12).map("".join) | st.text(max_size=12))
def test_any_text_in_a_cell_is_read_back_as_it_was(text: str) -> None:
    shown = inline(text)
    tokens = read("\n".join(grid(["A", "B"], [[shown, "x"], ["y", shown]], [False, True])))
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 6
    expected = " ".join(clean(" ".join(text.splitlines())).split())
    for cell in (cells[2], cells[5]):
        assert {child.type for child in cell.children or ()} <= {"text", "text_special"}
        assert " ".join("".join(child.content for child in cell.children or ()).split()) == expected


@settings(max_examples=400)
@given(st.lists(MARKS, max_size=12).map("".join) | st.text(max_size=12))
def test_any_text_on_a_line_is_a_plain_paragraph(text: str) -> None:
    tokens = read("before\n\n" + paragraph(text) + "\n\nafter")
    paragraphs = [token for token in tokens if token.type == "inline"]
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert len(paragraphs) == (3 if paragraph(text).strip() else 2)


@pytest.mark.parametrize(
    "text",
    ["# a", "- a", "+ a", "* a", "> a", "1. a", "23) a", "---", "===", "```", "~~~", "    a", "<b>", "[a]: b", "| a |"],
)
def test_a_paragraph_stays_a_paragraph(text: str) -> None:
    tokens = read(paragraph(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert words(tokens) == text.strip()


@pytest.mark.parametrize("text", ["gpt_4_turbo", "customer-12", "$4,725.31 (low $80.00)", "a.b/c", "12 %", "~"])
def test_ordinary_names_and_amounts_stay_readable(text: str) -> None:
    assert inline(text) == text or text == "~"


@pytest.mark.parametrize("text", ["http://x.test/a", "www.x.test", "a@x.test", "HTTPS://x.test"])
def test_addresses_do_not_become_links(text: str) -> None:
    pytest.importorskip("linkify_it")
    reader = MarkdownIt("gfm-like")
    assert "<a " not in reader.render(inline(text))


def test_line_breaks_in_text_do_not_end_a_row() -> None:
    assert inline("a\nb\r\nc") == "a b c"


def test_wide_characters_keep_columns_in_line() -> None:
    lines = grid(["A", "B"], [["中文", "1"], ["a", "22"]], [False, True])
    assert lines == ["| A    |   B |", "| ---- | --: |", "| 中文 |   1 |", "| a    |  22 |"]


def test_money_in_other_currencies_keeps_its_name() -> None:
    metric = Metric("m", "M", Decimal(3), Kind.MONEY, "EUR/month")
    table = Table("t", "T", (Column("c", "Cost", Kind.MONEY, "EUR"),), (Row((Decimal(3),)),))
    markdown = to_markdown(Document("d", "D", (Section("s", "S", (metric, table)),)))
    assert "3.00 EUR/month" in markdown
    assert "Cost EUR" in markdown
