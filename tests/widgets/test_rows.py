import pytest

from widgets.rows import CallRows, ListRows, PagedRows, Row


def _rows(count: int, start: int = 0) -> list[Row]:
    return [Row((f"row {index}",), key=str(index)) for index in range(start, start + count)]


def test_pages_hold_what_was_put_and_say_what_is_missing() -> None:
    rows = PagedRows(450, page=100)
    rows.put(100, _rows(100, 100))
    fetched = rows.fetch(98, 4)
    assert [row.key if row else None for row in fetched] == [None, None, "100", "101"]
    assert rows.find("150") == 150
    assert rows.find("3") is None
    assert len(rows.fetch(440, 50)) == 10


def test_pages_let_go_the_least_recently_seen() -> None:
    rows = PagedRows(1_000, page=100, keep=2)
    rows.put(0, _rows(100))
    rows.put(100, _rows(100, 100))
    rows.fetch(0, 10)
    rows.put(200, _rows(100, 200))
    assert rows.fetch(0, 1) != [None]
    assert rows.fetch(100, 1) == [None]


def test_a_page_begins_at_a_multiple_of_its_size() -> None:
    with pytest.raises(ValueError, match="beginning of a page"):
        PagedRows(10, page=5).put(3, [])


def test_a_long_list_is_sampled_at_both_ends() -> None:
    rows = _rows(50_000)
    sample = ListRows(rows).sample()
    assert len(sample) < 4_000
    assert {sample[0].key, sample[-1].key} == {"0", "49999"}
    assert ListRows(rows[:100]).sample() == rows[:100]


def test_rows_written_on_demand_never_run_past_the_end() -> None:
    rows = CallRows(120, lambda offset, count: _rows(count, offset))
    assert [row.key for row in rows.fetch(118, 10) if row] == ["118", "119"]
    assert rows.sample()[-1].key == "119"
