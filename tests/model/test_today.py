"""Every part in a line."""

from datetime import date

import pytest

from cip_tui.model.document import Document, Kind, Level, Metric, Note, Section, Status, Table
from cip_tui.model.errors import Cancelled, InputRefused
from cip_tui.model.job import Job
from cip_tui.model.today import Part, today_document

TODAY = date(2026, 11, 21)


def document(*blocks: Metric | Note) -> Document:
    return Document("part", "Part", (Section("headline", "Headline", blocks),))


def metric(label: str, value: int | None, level: Level | None = None) -> Metric:
    return Metric(label, label, value, Kind.COUNT, status=Status(level, "word") if level else None)


def line(found: Document | Exception | None) -> tuple[Status, str]:
    def read() -> Document | None:
        if isinstance(found, Exception):
            raise found
        return found

    table = today_document([Part("part", "Part", "import a file", read)], TODAY, Job()).table("today.parts")
    assert isinstance(table, Table)
    _, status, text = table.rows[0].cells
    assert isinstance(status, Status)
    assert isinstance(text, str)
    return status, text


def test_the_first_figure_is_told_and_then_what_presses() -> None:
    status, text = line(
        document(metric("one", 1), metric("two", 2), metric("three", 3), metric("four", 4, Level.CRITICAL))
    )
    assert status.level is Level.CRITICAL
    assert text == "one 1 · four 4 · two 2"


def test_what_is_not_known_is_left_out() -> None:
    assert line(document(metric("one", None), metric("two", 2)))[1] == "two 2"


def test_a_part_without_figures_tells_its_first_note() -> None:
    status, text = line(document(Note("Nothing is confirmed.", Level.WARNING), Note("More.")))
    assert (status.level, text) == (Level.WARNING, "Nothing is confirmed.")


def test_a_part_without_data_says_what_to_do() -> None:
    status, text = line(None)
    assert (status.level, text) == (Level.UNKNOWN, "import a file")


def test_a_part_that_cannot_be_read_says_why_and_the_others_stand() -> None:
    status, text = line(InputRefused("The file is gone"))
    assert (status.level, status.word) == (Level.UNKNOWN, "Not read")
    assert "The file is gone" in text


def test_stopping_stops() -> None:
    with pytest.raises(Cancelled):
        line(Cancelled())
