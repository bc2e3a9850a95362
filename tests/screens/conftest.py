"""One small workspace for all tests of the screens that only read it."""

from collections.abc import Iterator

import pytest

from cip_tui.model.workspace import Workspace
from tests.app.world import fill, open_world


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace of 60 days and twelve customers; tests must not change it."""
    workspace = open_world(tmp_path_factory.mktemp("world"))
    fill(workspace, rows=3_000)
    yield workspace
    workspace.close()
