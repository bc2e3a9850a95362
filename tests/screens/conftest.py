"""Workspaces that several screens are tried on. Nobody changes them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cip_tui.model.workspace import Workspace
from tests.app.world import HOSTILE, fill, open_world


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Sixty days of calls by twelve customers."""
    workspace = open_world(tmp_path_factory.mktemp("plain"))
    fill(workspace)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The same, with customers whose names break programs."""
    workspace = open_world(tmp_path_factory.mktemp("hostile"))
    fill(workspace, HOSTILE)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The plain one with half the calls."""
    workspace = open_world(tmp_path_factory.mktemp("world"))
    fill(workspace, rows=3_000)
    yield workspace
    workspace.close()
