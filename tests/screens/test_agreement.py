"""The agreement screen by keys: fields reviewed beside their pages, a password, and nothing to show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from textual.pilot import Pilot

from cip_tui.app import CipApp
from cip_tui.model.commitment.agreements import Decision
from cip_tui.model.job import Job
from cip_tui.model.workspace import Workspace
from cip_tui.screens.agreement import AgreementScreen
from cip_tui.screens.agreement_parts import PageView
from tests.app.stage import press, running, settle
from tests.app.world import fill, open_world
from tests.golden import assert_golden, screen_text
from tests.paths import ROOT, shared
from widgets.table import VirtualTable

pytestmark = pytest.mark.asyncio(loop_scope="module")
SAMPLE = ROOT / "sample_inputs" / "private_pricing_agreement.pdf"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with the sample agreement, of which nothing is confirmed."""
    workspace = open_world(tmp_path_factory.mktemp("agreement") / "workspace")
    fill(workspace, rows=300)
    workspace.agreements.add(SAMPLE, Job())
    return workspace


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pilot[Any]]:
    """One application that looks at the agreement."""
    async with running(workspace, size=(120, 40)) as started:
        assert isinstance(started.app, CipApp)
        started.app.folder = tmp_path_factory.mktemp("folder")
        await press(started, "5", "a")
        yield started
    workspace.close()


@pytest.fixture(autouse=True)
def fresh(workspace: Workspace) -> None:
    """Begin every test with nothing decided."""
    record = workspace.agreements.all()[0]
    while any(not change.undone for change in workspace.agreements.history(record.id)):
        workspace.agreements.undo(record.id)


def screen(pilot: Pilot[Any]) -> AgreementScreen:
    found = pilot.app.screen
    assert isinstance(found, AgreementScreen)
    return found


async def begin(pilot: Pilot[Any], name: str) -> None:
    """Show the agreement anew with the cursor on a field."""
    screen(pilot).load()
    await settle(pilot)
    names = [item.name for item in screen(pilot)._rows]
    screen(pilot).query_one("#fields", VirtualTable).move_to(names.index(name))
    await settle(pilot)


def decision(workspace: Workspace, name: str) -> tuple[Decision, object]:
    record = workspace.agreements.all()[0]
    item = next(item for item in workspace.agreements.fields(record.id) if item.name == name)
    return item.decision, item.value


async def test_a_field_is_shown_beside_the_line_it_stands_on(pilot: Pilot[Any]) -> None:
    await begin(pilot, "years.2.amount")
    text = await settle(pilot)
    assert "Page 2 of 4, line 11" in text
    assert "Contract Year 2  April 1, 2026 - March 31, 2027" in text
    page = screen(pilot).query_one(PageView)
    assert page._numbered[page._mark - 1][2]
    assert_golden(screen_text(pilot.app), "screens/agreement_120x40")


async def test_on_a_narrow_terminal_the_page_stands_below(pilot: Pilot[Any]) -> None:
    await begin(pilot, "years.2.amount")
    await pilot.resize_terminal(80, 24)
    text = await settle(pilot)
    assert "1,000,000 USD" in text
    assert "to review" in text
    assert_golden(text, "screens/agreement_80x24")
    await pilot.resize_terminal(120, 40)
    await settle(pilot)


async def test_accepting_is_one_key_counts_down_and_goes_on(pilot: Pilot[Any], workspace: Workspace) -> None:
    await begin(pilot, "years.1.amount")
    before = workspace.agreements.all()[0].review
    text = await press(pilot, "a")
    assert decision(workspace, "years.1.amount")[0] is Decision.ACCEPTED
    assert f"{before - 1} of" in text
    item = screen(pilot)._item()
    assert item is not None
    assert item.name == "years.2.start"
    await press(pilot, "u")
    assert decision(workspace, "years.1.amount")[0] is Decision.OPEN


async def test_a_typed_value_counts_instead_and_a_wrong_one_is_answered(
    pilot: Pilot[Any], workspace: Workspace
) -> None:
    await begin(pilot, "years.1.amount")
    await press(pilot, "c", *"$1.2 million", "enter")
    assert decision(workspace, "years.1.amount") == (Decision.EDITED, 1_200_000)
    await begin(pilot, "years.1.start")
    text = await press(pilot, "c", *"next spring", "enter")
    assert "'next spring' is no value for years.1.start" in " ".join(text.split())
    await press(pilot, "escape")
    assert decision(workspace, "years.1.start")[0] is Decision.OPEN


async def test_rejecting_and_going_to_the_next_open_field(pilot: Pilot[Any], workspace: Workspace) -> None:
    await begin(pilot, "total")
    await press(pilot, "d")
    assert decision(workspace, "total")[0] is Decision.REJECTED
    await begin(pilot, "years.5.amount")
    await press(pilot, "v")
    item = screen(pilot)._item()
    assert item is not None
    assert item.needs_review
    assert item.name != "total"


async def test_everything_is_accepted_only_after_a_question(pilot: Pilot[Any], workspace: Workspace) -> None:
    await begin(pilot, "customer")
    text = await press(pilot, "A")
    assert "as they were read?" in text
    await press(pilot, "escape")
    assert workspace.agreements.all()[0].review > 0
    text = await press(pilot, "A", "y")
    assert workspace.agreements.all()[0].review == 0
    assert "all reviewed" in text
    assert "Nothing needs review: s shows all fields." in " ".join((await press(pilot, "s")).split())
    await press(pilot, "s")


async def test_details_and_history_are_one_key_away(pilot: Pilot[Any]) -> None:
    await begin(pilot, "years.1.amount")
    text = await press(pilot, "enter")
    assert "Stands on: page 2, line 9" in text
    assert "Quote:" in text
    await press(pilot, "escape", "a")
    assert "accept" in await press(pilot, "t")
    await press(pilot, "escape")


async def test_a_file_with_a_password_is_asked_for_it(pilot: Pilot[Any]) -> None:
    await begin(pilot, "customer")
    path = shared("pdf", "pypdf", "libreoffice-writer-password.pdf")
    text = await press(pilot, "p", *str(path), "enter")
    assert "Password of libreoffice-writer-password.pdf" in text
    text = await press(pilot, *"wrong", "enter")
    assert "does not open this PDF" in text
    text = await press(pilot, *"openpassword", "enter")
    assert "never speaks of a commitment" in " ".join(text.split())
    await press(pilot, "escape")


async def test_the_import_dialog_asks_for_a_password_too(pilot: Pilot[Any]) -> None:
    await begin(pilot, "customer")
    path = shared("pdf", "pypdf", "libreoffice-writer-password.pdf")
    text = await press(pilot, "i", *str(path), "enter")
    assert "Password of libreoffice-writer-password.pdf" in text
    assert "does not open this PDF" in await press(pilot, *"wrong", "enter")
    text = await press(pilot, *"openpassword", "enter")
    assert "protected" not in text
    assert "never speaks of a commitment" in " ".join(text.split())
    await press(pilot, "escape")


async def test_it_writes_what_it_shows_as_markdown(pilot: Pilot[Any]) -> None:
    await begin(pilot, "customer")
    document = screen(pilot).document
    assert document is not None
    from cip_tui.export.markdown import to_markdown

    text = to_markdown(document)
    assert "1,000,000 USD" in text
    assert "SHA-256" in text


async def test_without_an_agreement_it_says_how_to_read_one(tmp_path: Path) -> None:
    workspace = open_world(tmp_path / "workspace")
    fill(workspace, rows=300)
    async with running(workspace) as pilot:
        text = await press(pilot, "5", "a")
        assert "No agreement yet: p reads one from a PDF." in " ".join(text.split())
        assert "There is no agreement yet" in await press(pilot, "u")
    workspace.close()
