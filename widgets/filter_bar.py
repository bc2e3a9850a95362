"""A line to filter by: field, how many rows are left, and what is wrong with the filter."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from widgets.cells import safe_content
from widgets.glyphs import glyphs_of
from widgets.inputs import Complete, CompletingInput, offers_line


class FilterBar(Vertical):
    """A line to filter by, with how many rows of how many are left, and the error of a wrong filter below it."""

    DEFAULT_CSS = """
    FilterBar {
        height: auto;
        & > Horizontal { height: 1; }
        & .label { width: auto; padding: 0 1; color: $text-muted; }
        & CompletingInput { width: 1fr; }
        & .count { width: auto; min-width: 1; padding: 0 1; color: $text-muted; }
        & .error { display: none; height: auto; max-height: 2; padding: 0 1; color: $text-error; }
        & .offers { display: none; height: 1; padding: 0 1; color: $text-muted; }
        &:focus-within .label { color: $text-primary; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave the filter", show=False)]
    HELP: ClassVar[str | None] = (
        "## Filter\n\nType words or `field=value`, `enter` applies, `tab` completes, `esc` goes back to the rows."
    )

    class Submitted(Message):
        """Enter was pressed; `value` is the filter."""

        def __init__(self, bar: FilterBar, value: str) -> None:
            self.bar, self.value = bar, value
            super().__init__()

        @property
        def control(self) -> FilterBar:
            """The bar."""
            return self.bar

    class Changed(Submitted):
        """The text changed."""

    class Left(Submitted):
        """Esc was pressed; `value` is what is written."""

    def __init__(
        self,
        value: str = "",
        *,
        label: str = "Filter",
        placeholder: str = "",
        complete: Complete | None = None,
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._start, self._label, self._placeholder, self._complete = value, label, placeholder, complete

    def compose(self) -> ComposeResult:
        """Lay out label, field and count in one line, the error below."""
        with Horizontal():
            yield Static(safe_content(self._label), classes="label")
            yield CompletingInput(self._complete, value=self._start, placeholder=self._placeholder)
            yield Static("", classes="count", markup=False)
        yield Static("", classes="offers", markup=False)
        yield Static("", classes="error", markup=False)

    @property
    def field(self) -> CompletingInput:
        """The field itself."""
        return self.query_one(CompletingInput)

    @property
    def value(self) -> str:
        """What is written."""
        return self.field.value

    @value.setter
    def value(self, value: str) -> None:
        self.field.value = value

    def focus(self, scroll_visible: bool = True) -> FilterBar:
        """Put the cursor into the field."""
        self.field.focus(scroll_visible)
        return self

    def tell(self, count: int | None = None, available: int | None = None, *, error: str = "") -> None:
        """Say how many rows are left of how many, or what is wrong with the filter."""
        written = "" if count is None else f"{count:,} of {available:,}" if available is not None else f"{count:,}"
        self.query_one(".count", Static).update(safe_content(written))
        shown = self.query_one(".error", Static)
        shown.display = bool(error)
        shown.update(safe_content(f"{glyphs_of(self.app).levels['critical']} {error}"))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(".error").display = False
        self.post_message(self.Changed(self, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self, event.value))

    @on(CompletingInput.Offers)
    def _offers(self, event: CompletingInput.Offers) -> None:
        event.stop()
        line = self.query_one(".offers", Static)
        line.display = len(event.offers) > 1 and self.field.has_focus
        line.update(offers_line(event.value, event.offers, self.size.width - 2, glyphs_of(self.app).ellipsis))

    def action_leave(self) -> None:
        """Go back to the rows; what is typed stays."""
        self.query_one(".offers").display = False
        self.post_message(self.Left(self, self.value))
