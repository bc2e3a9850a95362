"""What the tests of the analyzers and the reports share: an application that has settled, and keys to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerFailed

from cip_tui.app import CipApp
from cip_tui.model.workspace import Workspace
from cip_tui.screens.document_view import DocumentView
from cip_tui.settings import AppSettings
from tests.app.world import NOW

MOST_ROUNDS = 1_000


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no job is left and what came of it is on the screen."""
    app = pilot.app
    assert isinstance(app, CipApp)
    quiet = 0
    for _ in range(MOST_ROUNDS):
        resting = getattr(app.screen, "_resting", None)
        waiting = resting is not None and resting._task is not None and not resting._task.done()
        busy = app.jobs.busy(app.screen) or any(not worker.is_finished for worker in app.workers) or waiting
        quiet = 0 if busy else quiet + 1
        if quiet == 8:
            return
        try:
            await pilot.pause()
        except WorkerFailed:
            continue
        await asyncio.sleep(0.01)
    raise AssertionError("the application does not come to rest")


@asynccontextmanager
async def opened(workspace: Workspace, *keys: str, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[Any]]:
    """Open the application, press keys, and let it settle after each."""
    app = CipApp(workspace, AppSettings(workspace.root, now=lambda: NOW, user="tester"))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one by one, letting the application settle after each."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def view(pilot: Pilot[Any]) -> DocumentView:
    """Return the document on the screen."""
    found = pilot.app.screen.query_one(DocumentView)
    assert isinstance(found, DocumentView)
    return found
