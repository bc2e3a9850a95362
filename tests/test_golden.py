"""The helper that reads screens must itself read right."""

from textual.app import App, ComposeResult
from textual.widgets import Static

from tests.golden import screen_text


class _Screen(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("plain  two spaces", markup=False)
        yield Static("株式会社 [b]<&>", markup=False)
        yield Static("third", markup=False)


async def test_screen_text_gives_every_line_in_place() -> None:
    app = _Screen()
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        lines = screen_text(app).split("\n")
    assert lines == ["plain  two spaces", "株式会社 [b]<&>", "third", "", "", "", ""]
