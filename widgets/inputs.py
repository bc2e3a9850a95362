"""Fields to type in: safe against pasted controls, with completion by tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from widgets.cells import clip, safe_content, visible
from widgets.cells import width as cell_width

Complete = Callable[[str], Sequence[str]]


class SafeInput(Input):
    """One line to type in, one line high, without a blinking cursor; control characters are made visible."""

    DEFAULT_CSS = """
    SafeInput {
        border: none;
        height: 1;
        padding: 0;
        background: $surface;
        &:focus { border: none; background: $block-cursor-blurred-background; background-tint: transparent; }
        &.-invalid, &.-invalid:focus { border: none; }
        & > .input--placeholder { color: $text-muted; }
        &:nocolor:focus { text-style: underline; }
    }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes, select_on_focus=False)
        self.placeholder = visible(placeholder)
        self.cursor_blink = False
        self.value = value

    def validate_value(self, value: str) -> str:
        """Make controls visible, wherever the text comes from."""
        return visible(value)


class CompletingInput(SafeInput):
    """A field that completes with tab. `complete(text)` returns whole texts the field could hold next.

    It runs in a thread, so it may look into folders. What there is to choose from is posted as `Offers`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete", show=False, id="input.complete")]

    class Offers(Message):
        """What the text could be completed to."""

        def __init__(self, sender: CompletingInput, value: str, offers: Sequence[str]) -> None:
            self.sender, self.value, self.offers = sender, value, offers
            super().__init__()

        @property
        def control(self) -> CompletingInput:
            """The field."""
            return self.sender

    def __init__(
        self,
        complete: Complete | None = None,
        *,
        value: str = "",
        placeholder: str = "",
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
    ) -> None:
        super().__init__(value, placeholder=placeholder, id=id, classes=classes)
        self._complete = complete
        self._offers: tuple[str, Sequence[str]] = ("", ())

    @on(Input.Changed)
    def _look_up(self) -> None:
        if self._complete is not None:
            self._find(self.value)

    @work(thread=True, exclusive=True, group="complete", exit_on_error=False)
    def _find(self, value: str) -> None:
        if self._complete is not None:
            self.post_message(self.Offers(self, value, self._complete(value)))

    @on(Offers)
    def _found(self, event: Offers) -> None:
        if event.value == self.value:
            self._offers = (event.value, event.offers)
        else:
            event.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave tab to moving the focus where there is nothing to complete."""
        if action == "complete":
            return bool(self._next())
        return super().check_action(action, parameters)

    def _next(self) -> str:
        """Return the text tab would write: what all offers begin with, if that is more than there is."""
        value, offers = self._offers
        if value != self.value or not offers:
            return ""
        common = common_start(offers)
        return common if common != self.value and len(common) >= len(self.value) else ""

    def action_complete(self) -> None:
        """Write what the text can only go on with."""
        text = self._next()
        if text:
            self.value = text
            self.cursor_position = len(text)


def offers_line(value: str, offers: Sequence[str], cells: int, ellipsis: str = "…") -> Content:
    """Write what can be chosen from in one line, without what all have in common up to the last separator."""
    common = common_start([value, *offers])
    cut = max(common.rfind("/"), common.rfind(" ")) + 1
    line = ""
    for index, offer in enumerate(offers):
        more = f"  {ellipsis} {len(offers) - index} more"
        part = ("  " if line else "") + clip(visible(offer[cut:]), 32, ellipsis)
        if cell_width(line + part) + (len(more) if index + 1 < len(offers) else 0) > cells:
            return safe_content(line + more)
        line += part
    return safe_content(line)


def common_start(texts: Sequence[str]) -> str:
    """Return what all texts begin with."""
    least, most = min(texts), max(texts)
    return next((least[:index] for index, char in enumerate(least) if most[index] != char), least)
