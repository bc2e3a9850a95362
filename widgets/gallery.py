"""Every widget of the kit on pages, to be looked at: 1 to 7 choose a page, t changes the theme."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Footer, Static

from widgets import samples
from widgets.cells import notify, safe_content
from widgets.chart import ChartOptions
from widgets.dialogs import Choice, Confirm, KeyList
from widgets.filter_bar import FilterBar
from widgets.glyphs import ASCII, UNICODE
from widgets.month import MonthCalendar
from widgets.path_input import PathInput
from widgets.plot import Plot
from widgets.progress import ProgressLine
from widgets.table import VirtualTable
from widgets.text_view import TextView
from widgets.theme import ASCII_CSS, DARK_NAME, LIGHT_NAME, install
from widgets.tiles import StatTiles
from widgets.too_small import TooSmall

PAGES = ("overview", "table", "charts", "inputs", "text", "hostile", "month")


class Gallery(App[None]):
    """The pages of the gallery."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"page('{name}')", name.title(), show=False) for n, name in enumerate(PAGES, 1)),
        Binding("question_mark", "keys", "Keys", key_display="?"),
        Binding("c", "confirm", "Confirm"),
        Binding("o", "choose", "Choose"),
        Binding("n", "toast", "Toast"),
        Binding("t", "theme", "Theme"),
        Binding("q", "quit", "Quit"),
    ]
    CSS = (
        ASCII_CSS
        + """
    #pages { height: 1; background: $panel; color: $text-muted; padding: 0 1; }
    ContentSwitcher { height: 1fr; }
    .page { height: 1fr; }
    #overview StatTiles { margin: 1 0; }
    #overview Plot { height: 1fr; }
    #roomy { width: 1fr; height: 1fr; }
    #inputs { padding: 1; }
    #inputs > * { margin-bottom: 1; }
    """
    )

    def __init__(self, *, dark: bool = True, ascii_only: bool = False) -> None:
        super().__init__()
        install(self, dark=dark)
        self.glyphs = ASCII if ascii_only else UNICODE
        self.set_class(ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """Lay out the names of the pages, the pages, and the keys."""
        yield Static("", id="pages", markup=False)
        with ContentSwitcher(initial="overview"):
            with Vertical(id="overview", classes="page"):
                yield StatTiles()
                yield Plot("Daily spend")
                yield VirtualTable("Spend by customer", id="few")
            with Vertical(id="table", classes="page"):
                yield VirtualTable("100,000 rows", id="many")
            with Vertical(id="charts", classes="page"):
                yield Plot("Latency", id="lines")
                yield Plot("Spend by provider", id="names")
            with Vertical(id="inputs", classes="page"):
                yield FilterBar(placeholder="words or field=value", complete=_fields)
                yield PathInput(
                    base=Path("/usr"), home=Path("/usr/share"), host="jump-host", placeholder="Path of a file"
                )
                yield ProgressLine()
            with Vertical(id="text", classes="page"):
                yield TextView("A document")
            with Vertical(id="hostile", classes="page"):
                yield VirtualTable(samples.HOSTILE[0], id="evil")
            with Vertical(id="month", classes="page"):
                yield MonthCalendar(samples.TODAY)
                yield MonthCalendar(samples.TODAY, monday_first=False, id="roomy")
        yield Footer()
        yield TooSmall(80, 24)

    def on_mount(self) -> None:
        """Fill everything."""
        marks = dict(self.glyphs.levels)
        self.query_one(StatTiles).show(samples.tiles())
        today = (samples.spend()[0].x[-1], "today")
        self.query_one("#overview Plot", Plot).show(samples.spend(), ChartOptions(y_title="USD/day", marks=[today]))
        self.query_one("#lines", Plot).show(samples.lines(), ChartOptions(y_title="ms", x_title="hours"))
        self.query_one("#names", Plot).show(samples.names(), ChartOptions(write=lambda value: f"{value:,.2f}"))
        for name, count, names in (
            ("few", 60, samples.NAMES),
            ("many", 100_000, samples.NAMES),
            ("evil", 45, samples.HOSTILE),
        ):
            rows, total = samples.rows(count, names, marks)
            note = names[0] if names is samples.HOSTILE else ""
            table = self.query_one(f"#{name}", VirtualTable)
            table.show(samples.COLUMNS, rows, total=total, sort=("cost", True), available=count, note=note)
        self.query_one(TextView).show(samples.TEXT)
        for month in self.query(MonthCalendar):
            month.show(samples.marks())
        self.query_one(FilterBar).tell(12, 100)
        self.query_one(ProgressLine).show("Reading calls.csv", 0.62, "118,000 rows")
        self.action_page("overview")

    def action_page(self, name: str) -> None:
        """Show a page and focus its main widget."""
        self.query_one(ContentSwitcher).current = name
        parts = [f"{n} {page.title()}" for n, page in enumerate(PAGES, 1)]
        self.query_one("#pages", Static).update(safe_content("   ".join(parts) + f"      {name.title()}"))
        target = {
            "overview": "#few",
            "table": "#many",
            "hostile": "#evil",
            "text": "TextView",
            "month": "MonthCalendar",
        }.get(name)
        if target:
            self.query(target).first().focus()
        elif name == "inputs":
            self.query_one(FilterBar).focus()

    def action_theme(self) -> None:
        """Change between dark and light."""
        self.theme = LIGHT_NAME if self.theme == DARK_NAME else DARK_NAME

    def action_keys(self) -> None:
        """List keys."""
        self.push_screen(KeyList(samples.keys()))

    def action_confirm(self) -> None:
        """Ask something."""
        question = f"Take back the import of {samples.HOSTILE[0]}?"
        self.push_screen(Confirm(question, yes="Take back", no="Keep", details="35 accounts and 455 figures."))

    def action_choose(self) -> None:
        """Offer a choice."""
        self.push_screen(Choice(samples.options(), title="Customer", chosen="Globex"), self._chosen)

    def _chosen(self, key: str | None) -> None:
        notify(self, f"Chosen: {key}")

    def action_toast(self) -> None:
        """Show a toast with hostile text."""
        notify(self, f"Written: {samples.HOSTILE[1]} {samples.HOSTILE[4]}")


def _fields(text: str) -> list[str]:
    """Complete the last word to a name of a field."""
    head, _, last = text.rpartition(" ")
    fields = ("customer=", "model=", "provider=", "project=", "team=")
    return [f"{head} {field}".lstrip() for field in fields if last and field.startswith(last)]
