"""Made-up content for the gallery, ordinary and hostile; the same on every run."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

from widgets.chart import BAND, BARS, LINE, POINTS, STEP, PlotSeries
from widgets.dialogs import Key, Option
from widgets.month import DayMark
from widgets.table import Column, Row
from widgets.tiles import StatTile

TODAY = date(2026, 11, 21)
NAMES = (
    "Acme",
    "Globex",
    "Initech",
    "Umbrella [EU] Ltd",
    "株式会社テスト",
    "Zeta Industries Holding International",
    "Hooli",
)
HOSTILE = (
    "[/foo]",
    "[bold red]Acme",
    "[@click=app.quit]x[/]",
    "unclosed [",
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;ZXZpbA==\x07",
    "tab\there",
    "line\nbreak",
    "invoice\u202egnp.exe",
    "Z͑ͫ̓ͪ̂ͫ combining",
    "👨‍👩‍👧‍👦 Ltd",
    "🇩🇪 GmbH",
    "شركة المثال",
    "ส่วนบริการ",
    "x" * 300,
)
COLUMNS = (
    Column("name", "Customer"),
    Column("cost", "Cost USD", "right"),
    Column("share", "Share %", "right", priority=1, bar=True),
    Column("status", "Status", priority=1),
    Column("change", "Change %", "right", priority=2),
    Column("calls", "Calls", "right", priority=3),
    Column("latency", "p99 latency ms", "right", priority=4),
)
_STATES = (("good", "Healthy"), ("warning", "At risk"), ("critical", "Unprofitable"), ("unknown", "No data"))


def rows(count: int, names: tuple[str, ...], marks: dict[str, str], seed: int = 7) -> tuple[list[Row], Row]:
    """Return rows in falling order of cost, and their total."""
    dice = random.Random(seed)  # noqa: S311  sample data
    costs = sorted((round(dice.lognormvariate(6, 1.2), 2) for _ in range(count)), reverse=True)
    whole, calls = sum(costs), 0
    made = []
    for index, cost in enumerate(costs):
        level, word = dice.choice(_STATES)
        called = dice.randint(10, 90_000)
        calls += called
        name = names[index % len(names)] + (f" {index}" if index >= len(names) else "")
        cells = (
            name,
            f"{cost:,.2f}",
            f"{cost / whole * 100:.1f}",
            f"{marks[level]} {word}",
            f"{dice.gauss(0, 20):.1f}",
            f"{called:,}",
            f"{dice.randint(200, 9_000):,}",
        )
        made.append(Row(cells, key=str(index), levels=("", "", "", level), bar=cost / costs[0]))
    return made, Row(("Total", f"{whole:,.2f}", "100.0", "", "", f"{calls:,}"))


def tiles() -> list[StatTile]:
    """Return headline figures of all kinds."""
    return [
        StatTile("total", "Total spend", "$14,725.31", "12.5 % vs May", 1, "warning"),
        StatTile("rate", "Run rate", "$142,000/month", "3.1 % vs May", -1, "good"),
        StatTile("forecast", "Next 30 days", "$15,310", "$14,100 to $16,520"),
        StatTile("calls", "Calls", "191,204", "unchanged", 0),
        StatTile("unpriced", "Unpriced records", "12", "in 2 models", level="warning"),
    ]


def spend() -> list[PlotSeries]:
    """Return daily costs, a forecast and its interval."""
    dice = random.Random(3)  # noqa: S311  sample data
    days = [date(2026, 5, 2) + timedelta(days=day) for day in range(30)]
    cost = [400 + 90 * math.sin(day / 4) + dice.random() * 80 for day in range(30)]
    later = [days[-1] + timedelta(days=day) for day in range(1, 15)]
    middle = [430.0 + day * 3 for day in range(14)]
    return [
        PlotSeries("actual", days, cost, BARS),
        PlotSeries("80 % interval", later, [v - 40 - 3 * i for i, v in enumerate(middle)], BAND, _upper(middle)),
        PlotSeries("forecast", later, middle, LINE),
    ]


def _upper(middle: list[float]) -> list[float | None]:
    return [value + 40 + 3 * index for index, value in enumerate(middle)]


def lines() -> list[PlotSeries]:
    """Return two lines with a gap, points and steps."""
    hours = [float(hour) for hour in range(48)]
    return [
        PlotSeries("p99", hours, [None if 20 < h < 25 else 800 + 200 * math.sin(h / 5) for h in hours], LINE),
        PlotSeries("limit", [0.0, 20.0, 47.0], [900.0, 1_050.0, 1_050.0], STEP),
        PlotSeries("incidents", [5.0, 22.0, 40.0], [980.0, 700.0, 1_010.0], POINTS, style="critical"),
    ]


def names() -> list[PlotSeries]:
    """Return bars over names."""
    return [
        PlotSeries("", ["openai", "anthropic", "株式会社テスト", "[/foo]"], [8_120.5, 4_310.0, 1_204.25, -120.0], BARS)
    ]


def marks() -> dict[date, DayMark]:
    """Return what stands on some days around `TODAY`."""
    levels = ("critical", "warning", "good", "info", "unknown")
    found = {TODAY + timedelta(days=3 * n - 9): DayMark(n + 1, levels[n % 5]) for n in range(8)}
    return found | {TODAY: DayMark(1, "warning"), TODAY + timedelta(days=2): DayMark(250, "critical")}


def keys() -> list[Key]:
    """Return bindings to be listed."""
    return [
        Key("list.down", "List", "j, down", "Down", "Move the cursor one row down"),
        Key("list.open", "List", "enter", "Open", "Show what is behind the row"),
        Key("table.filter", "Table", "/", "Filter", "Show only rows that match"),
        Key("table.sort", "Table", "s", "Sort", "Sort by the next column"),
        Key("app.export", "Everywhere", "e", "Export", "Write what is shown as Markdown"),
        Key("app.help", "Everywhere", "?", "Keys", "List every key that works here"),
        Key("app.quit", "Everywhere", "q", "Quit", "Leave the program"),
    ]


def options() -> list[Option]:
    """Return things to choose from, hostile ones among them."""
    return [Option(name, name, f"choice {index}") for index, name in enumerate((*NAMES, *HOSTILE[:6]))]


TEXT = (
    "A service credit is claimed within thirty days of the end of the month in which the service level was missed.",
    "",
    *(f"{index}. {text}" for index, text in enumerate(HOSTILE, 1)),
    "",
    *(f"Line {index} of a long document." for index in range(1, 60)),
)
