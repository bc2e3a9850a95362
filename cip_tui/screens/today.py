"""Today: every part of CIP with its state and its figures in a line, and the way into each."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList

from cip_tui.actions import MODES, bindings
from cip_tui.model.document import Document, Status
from cip_tui.screens.choices import Choice, ChoiceList
from cip_tui.screens.document_screen import DocumentScreen

TABLE = "today.parts"


class TodayScreen(DocumentScreen):
    """One look that says where to go."""

    ROOM = "today"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "today")]

    def compose_room(self) -> ComposeResult:
        """Yield the one list."""
        yield ChoiceList("Today", id="today", classes="main")

    def ready(self) -> None:
        """List the parts, then look at each."""
        super().ready()
        self.crumbs("Today")
        self._show({})
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Look at every part anew."""
        workspace = self.workspace
        self.start("today", workspace.today, "Looking at every part")

    def show_document(self, document: Document) -> None:
        """Say how each part stands."""
        self._show({row.drill: row.cells for row in document.table(TABLE).rows})

    def _show(self, found: dict[str | None, tuple[object, ...]]) -> None:
        self.query_one(ChoiceList).show([self._choice(mode.name, found) for mode in MODES if mode.name != self.ROOM])

    def _choice(self, name: str, found: dict[str | None, tuple[object, ...]]) -> Choice:
        mode = next(mode for mode in MODES if mode.name == name)
        title = f"{mode.key}  {mode.title}"
        if name not in found:
            return Choice(name, title, words=f"   {mode.help}")
        _, status, text = found[name]
        assert isinstance(status, Status)
        sign = self.cip.glyphs.levels[status.level.value]
        return Choice(name, title, f"{sign} {status.word}", status.level.value, words=f"   {text}")

    @on(OptionList.OptionSelected)
    async def _selected(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        if message.option.id is not None:
            await self.cip.go_to(message.option.id)

    async def action_open(self) -> None:
        """Go to the part under the cursor."""
        listed = self.query_one(ChoiceList)
        if listed.highlighted is not None:
            await self.cip.go_to(str(listed.get_option_at_index(listed.highlighted).id))

    def action_explain(self) -> None:
        """The figures are explained where they stand."""
        self.cip.toast("Go into the part, x explains its figures")
