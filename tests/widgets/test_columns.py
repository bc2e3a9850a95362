from hypothesis import given
from hypothesis import strategies as st

from widgets.cells import width as cells
from widgets.columns import Column, Layout, fold, greatest_shift, lay_out

_TITLES = st.text(alphabet="abc XYZ株", min_size=1, max_size=24).map(str.strip).filter(bool)
_COLUMN = st.builds(
    Column,
    key=st.text(min_size=1, max_size=3),
    title=_TITLES,
    align=st.sampled_from(["left", "right"]),
    priority=st.integers(0, 3),
    bar=st.booleans(),
)
_TABLE = st.lists(st.tuples(_COLUMN, st.integers(0, 60)), min_size=1, max_size=10)


@given(_TABLE, st.integers(1, 200), st.integers(0, 4))
def test_columns_never_overlap_nor_leave_the_width(table: list[tuple[Column, int]], width: int, shift: int) -> None:
    columns, contents = [column for column, _ in table], [content for _, content in table]
    layout = lay_out(columns, contents, width, shift)
    assert layout.slots
    assert layout.hidden == len(columns) - len(layout.slots)
    for before, after in zip(layout.slots, layout.slots[1:], strict=False):
        assert before.end < after.x
        assert before.index < after.index
    assert layout.slots[-1].end <= width


@given(_TABLE, st.integers(20, 200))
def test_numbers_are_never_narrowed_beside_other_columns(table: list[tuple[Column, int]], width: int) -> None:
    columns, contents = [column for column, _ in table], [content for _, content in table]
    layout = lay_out(columns, contents, width)
    for slot in layout.slots:
        if columns[slot.index].numeric and len(layout.slots) > 1:
            assert slot.width >= contents[slot.index]


@given(_TABLE, st.integers(10, 120))
def test_titles_fit_in_at_most_two_lines(table: list[tuple[Column, int]], width: int) -> None:
    columns, contents = [column for column, _ in table], [content for _, content in table]
    layout = lay_out(columns, contents, width)
    for slot in layout.slots if len(layout.slots) > 1 else ():
        title = columns[slot.index].title
        lines = (title,) if layout.header == 1 else fold(title)
        assert max(map(cells, lines)) <= slot.width or cells(title) <= slot.width


@given(_TABLE, st.integers(1, 120))
def test_the_last_column_can_be_reached(table: list[tuple[Column, int]], width: int) -> None:
    columns, contents = [column for column, _ in table], [content for _, content in table]
    shift = greatest_shift(columns, contents, width)
    assert shift >= 0
    whole = lay_out(columns, contents, width)
    assert (shift == 0) == (whole.hidden == 0 or len(columns) <= 2)


def _keys(columns: list[Column], layout: Layout) -> list[str]:
    return [columns[slot.index].key for slot in layout.slots]


def test_columns_are_left_out_by_priority_and_the_first_stays() -> None:
    columns = [
        Column("name", "Name", priority=9),
        Column("cost", "Cost", "right"),
        Column("calls", "Calls", "right", priority=2),
        Column("share", "Share", "right", priority=1),
    ]
    contents = [20, 10, 10, 10]
    assert _keys(columns, lay_out(columns, contents, 60)) == ["name", "cost", "calls", "share"]
    assert _keys(columns, lay_out(columns, contents, 46)) == ["name", "cost", "share"]
    assert _keys(columns, lay_out(columns, contents, 30)) == ["name", "cost"]


def test_headers_fold_before_text_narrows() -> None:
    columns = [Column("name", "Name"), Column("lat", "p99 latency in ms", "right")]
    layout = lay_out(columns, [30, 5], 45)
    assert layout.header == 2
    assert [slot.width for slot in layout.slots] == [30, 11]


def test_a_bar_takes_what_is_left_over() -> None:
    columns = [Column("name", "Name"), Column("share", "Share", "right", bar=True)]
    assert lay_out(columns, [10, 5], 17).slots[1].bar == 0
    assert lay_out(columns, [10, 5], 30).slots[1].bar == 12
    assert lay_out(columns, [10, 5], 90).slots[1].bar == 24
