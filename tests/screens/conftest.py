"""One small workspace for all tests of the screens that only read it."""

from collections.abc import Iterator

import pytest

from cip_tui.model.workspace import Workspace
from tests.app.world import HOSTILE, fill, open_world


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace of 60 days and twelve customers; tests must not change it."""
    workspace = open_world(tmp_path_factory.mktemp("world"))
    fill(workspace, rows=3_000)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def hostile_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The same with customers whose names nobody would wish for."""
    workspace = open_world(tmp_path_factory.mktemp("hostile"))
    fill(workspace, HOSTILE, rows=3_000)
    yield workspace
    workspace.close()
