"""The frozen header set is what it says it is."""

from tests.onboarding.header_rows import COLUMNS, DISTRACTORS, SINGLES, rows
from tests.onboarding.header_variants import KINDS, ROWS, files


def test_the_set_is_as_large_as_promised() -> None:
    variants = {
        (column, header) for headers in rows().values() for column, header in zip(COLUMNS, headers, strict=True)
    }
    assert len(rows()) >= 20
    assert len(variants) >= 300
    assert len(set(DISTRACTORS.values())) >= 10
    assert set(SINGLES) == set(COLUMNS)


def test_no_file_has_two_columns_of_one_name_and_all_have_values() -> None:
    for item in files():
        headers = [column.header for column in item.columns]
        assert len(set(headers)) == len(headers), item.name
        assert all(len(column.values) == ROWS for column in item.columns)


def test_no_distractor_has_the_name_of_a_column() -> None:
    ours = {header.lower() for headers in rows().values() for header in headers}
    assert not ours & {name.lower() for name in DISTRACTORS}
    assert set(DISTRACTORS.values()) <= set(KINDS)


def test_the_files_are_the_same_every_time() -> None:
    assert [item.csv() for item in files.__wrapped__()] == [item.csv() for item in files()]
