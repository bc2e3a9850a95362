"""The parts of the agreement screen: the page with its numbered lines, the dialogs that ask, the table of fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.widgets import Input

from cip_tui.model.commitment.agreement_document import confidence_of, shown_value, state_of
from cip_tui.model.commitment.field_values import show_value
from cip_tui.model.document import Column, Document, Kind, Note, Row, Section, Table
from cip_tui.screens.dialogs import Dialog
from cip_tui.screens.shown import columns_of
from widgets.cells import safe_text
from widgets.columns import Column as KitColumn
from widgets.inputs import SafeInput
from widgets.path_input import PathInput
from widgets.text_view import TextView

if TYPE_CHECKING:
    from pathlib import Path

    from cip_tui.model.commitment.agreements import AgreementRecord, Agreements, ReviewedField
    from cip_tui.model.commitment.extraction.fields import Evidence, Rival

COLUMNS = (
    Column("label", "Field"),
    Column("value", "Value"),
    Column("state", "State", Kind.STATUS),
    Column("confidence", "Confidence"),
    Column("page", "Page", Kind.COUNT),
    Column("name", "Name"),
)
ORDER = ("label", "value", "state", "confidence", "page", "name")
_MARGIN = 5
EMPTY = "No agreement yet: p reads one from a PDF."


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen looks at: the agreement, its place among all, its fields and pages, and the document."""

    record: AgreementRecord | None
    place: tuple[int, int]
    fields: tuple[ReviewedField, ...]
    pages: tuple[tuple[str, ...], ...]
    document: Document | None


def look(agreements: Agreements, wanted: str | None) -> Shown:
    """Read what is to be shown of an agreement: the one wanted, else the newest."""
    records = agreements.all()
    if not records:
        return Shown(None, (0, 0), (), (), None)
    at = next((index for index, item in enumerate(records) if item.id == wanted), len(records) - 1)
    record = records[at]
    fields = tuple(agreements.fields(record.id))
    return Shown(record, (at + 1, len(records)), fields, agreements.pages(record.id), agreements.document(record.id))


def field_columns(table: Table) -> list[KitColumn]:
    """Return the columns for the kit, with room for amounts and states also on a narrow terminal."""
    least = {"value": 16, "state": 11, "confidence": 10, "page": 4}
    wide = {"value": 60, "label": 40}
    return [
        replace(column, least=least.get(column.key, column.least), most=wide.get(column.key, column.most))
        for column in columns_of(table, order=ORDER)
    ]


def fields_table(fields: Sequence[ReviewedField]) -> Table:
    """Return the fields as the screen lists them."""
    rows = tuple(
        Row(
            (
                *(item.field.label, shown_value(item), state_of(item), confidence_of(item.field)),
                *(item.field.evidence.page if item.field.evidence else None, item.name),
            )
        )
        for item in fields
    )
    return Table("agreement.fields", "Fields", COLUMNS, rows, empty=EMPTY)


class PageView(TextView):
    """A page of the agreement with line numbers; the lines that a field rests on are marked and in view."""

    HELP: ClassVar[str | None] = (
        "## Page\n\nThe text of the page that the chosen field stands on; the sign at the left and the bold line mark "
        "the quote. Scroll with the arrow keys or `j` and `k`, PgUp and PgDn, `g` and `G`."
    )

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002  the name every Textual widget uses
        super().__init__(title, id=id)
        self._mark = 0
        self._numbered: list[tuple[str, Text, bool]] = []
        self._offsets: list[int] = []

    def show_page(self, lines: Sequence[str], evidence: Evidence | None, sign: str) -> None:
        """Show a page's lines and bring the quote of `evidence` into view."""
        wanted = _quoted(lines, evidence)
        self._mark = evidence.line if evidence is not None else 0
        self._numbered = [
            (f"{sign if number in wanted else ' '}{number:>3} ", safe_text(_narrowed(line)), number in wanted)
            for number, line in enumerate(lines, 1)
        ]
        self._wrap()
        self._go_to_mark()

    def _wrap(self) -> None:
        """Lay the lines out: what does not fit goes on below its line, to the right of the number."""
        cells = self.scrollable_content_region.width
        if cells <= _MARGIN:
            return
        console = Console(width=cells, color_system=None)
        self._lines, self._offsets = [], []
        for head, body, marked in self._numbered:
            self._offsets.append(len(self._lines))
            style = Style(bold=True, reverse=True) if marked else Style.null()
            for part in body.wrap(console, cells - _MARGIN) or [Text("")]:
                part.stylize(style)
                self._lines.append(Text.assemble((head, "bold" if marked else "dim"), part))
                head = " " * _MARGIN
        self._wrapped_to = cells
        self.virtual_size = Size(cells, len(self._lines))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the quote in view."""
        super().on_resize(event)
        self._go_to_mark()

    def _go_to_mark(self) -> None:
        if 0 < self._mark <= len(self._offsets):
            height = max(1, self.scrollable_content_region.height)
            self.scroll_to(y=max(0, self._offsets[self._mark - 1] - height // 3), animate=False)


def _narrowed(line: str) -> str:
    """Return a line with wide gaps made small, so that rows of a table stay rows in a narrow pane."""
    words = [part for part in line.split("  ") if part.strip()]
    return "  ".join(part.strip() for part in words)


def _quoted(lines: Sequence[str], evidence: Evidence | None) -> frozenset[int]:
    """Return the numbers of the lines that hold the quote: the line named, and those around it that go on with it."""
    if evidence is None:
        return frozenset()
    quote = "".join(evidence.quote.split())
    found = {evidence.line}
    for step in (1, -1):
        number = evidence.line + step
        while 1 <= number <= len(lines):
            packed = "".join(lines[number - 1].split())
            if len(packed) < 12 or packed.rstrip("-") not in quote:
                break
            found.add(number)
            number += step
    return frozenset(found)


def details_document(item: ReviewedField) -> Document:
    """Return everything that is known of a field."""
    field = item.field
    place = field.evidence
    pairs = [
        ("Value", shown_value(item)),
        ("State", state_of(item).word + (f" by {item.user}" if item.user else "")),
        ("In the text", field.obtained.value.replace("_", " ")),
        ("Confidence", confidence_of(field)),
        ("Because", field.reason),
        ("Stands on", f"page {place.page}, line {place.line}" if place else ""),
        ("Quote", place.quote if place else ""),
    ]
    pairs += [("Look at this", f"{warning}.") for warning in field.warnings]
    pairs += [("Other value", rival_words(item, rival)) for rival in field.rivals]
    notes = tuple(Note(f"{label}: {text}") for label, text in pairs if text)
    return Document("field", field.label, (Section("field", field.name, notes),))


def rival_words(item: ReviewedField, rival: Rival) -> str:
    """Write another value with its place and why it was not taken."""
    value = "redacted" if rival.redacted else show_value(rival.value, item.field.kind, item.field.unit)
    return f"{value} (page {rival.evidence.page}, line {rival.evidence.line}): {rival.why}"


class ValueDialog(Dialog[str]):
    """Asks for the value of a field; answers the text as typed, or None."""

    HINT: ClassVar[str] = "enter sets · esc closes"
    DEFAULT_CSS = "ValueDialog > .box { width: 70; }"

    def __init__(self, label: str, start: str) -> None:
        super().__init__()
        self._label, self._start = label, start

    def heading(self) -> str:
        """Return which value is typed."""
        return self._label

    def compose_box(self) -> ComposeResult:
        """Yield the field with the present value."""
        yield SafeInput(self._start)

    def on_mount(self) -> None:
        """Let typing replace the present value."""
        field = self.query_one(SafeInput)
        field.focus()
        field.select_all()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)


class PasswordDialog(ValueDialog):
    """Asks for the password of a PDF; what is typed is not shown."""

    HINT: ClassVar[str] = "enter opens the file · esc closes"

    def compose_box(self) -> ComposeResult:
        """Yield the field, which hides what is typed."""
        field = SafeInput("")
        field.password = True
        yield field


class PdfDialog(Dialog["Path"]):
    """Asks for a PDF; answers its path, or None."""

    TITLE_TEXT: ClassVar[str] = "Read an agreement"
    HINT: ClassVar[str] = "enter reads it · tab completes · esc closes"

    def __init__(self, folder: Path, home: Path, host: str) -> None:
        super().__init__()
        self._places = (folder, home, host)

    def compose_box(self) -> ComposeResult:
        """Yield the field for the path."""
        folder, home, host = self._places
        yield PathInput(base=folder, home=home, host=host, placeholder="path/to/agreement.pdf")

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(PathInput).focus()

    @on(PathInput.Submitted)
    def _submitted(self, event: PathInput.Submitted) -> None:
        event.stop()
        if not isinstance(event, PathInput.Changed) and event.text.strip():
            self.dismiss(event.path)
