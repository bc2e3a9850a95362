"""Applications for tests: opened on a small workspace, at rest before anything is asked of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled, WorkerFailed

from cip_tui.app import CipApp
from cip_tui.model.workspace import Workspace
from cip_tui.settings import AppSettings
from tests.app.world import NOW
from tests.golden import screen_text

HOST, FOLDER = "jumphost", Path("/tmp/exports")


def app_on(workspace: Workspace, **settings: Any) -> CipApp:
    """Return an application on an open workspace, on a machine and in a folder that are the same everywhere."""
    given = {"animations": False, **settings}
    app = CipApp(workspace, AppSettings(workspace.root, now=lambda: NOW, user="tester", **given))
    app.host, app.folder = HOST, FOLDER
    return app


@asynccontextmanager
async def running(
    workspace: Workspace, *, size: tuple[int, int] = (80, 24), **settings: Any
) -> AsyncIterator[Pilot[None]]:
    """Run an application and wait until its first figures stand."""
    async with app_on(workspace, **settings).run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[Any]) -> str:
    """Wait until nothing is being worked out or painted any more; return the screen as text."""
    app = pilot.app
    assert isinstance(app, CipApp)
    for _ in range(400):
        with contextlib.suppress(WorkerCancelled, WorkerFailed):
            await app.workers.wait_for_complete()
        await pilot.pause()
        waiting = any(app.jobs.busy(screen) or getattr(screen, "stale", False) for screen in app.screen_stack)
        if not waiting and not app.workers:
            break
        await asyncio.sleep(0.01)
    await pilot.pause()
    return screen_text(app)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys, one after the other at rest, letters into a field at once, and return the screen as text."""
    for key in keys:
        typed = isinstance(pilot.app.focused, Input) and (len(key) == 1 or key == "backspace")
        await pilot.press(key)
        if not typed:
            await settle(pilot)
    return await settle(pilot)
