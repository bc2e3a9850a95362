"""The sample files that come with CIP, wherever it runs from."""

from __future__ import annotations

from pathlib import Path

from cip_tui.model.errors import Where, WorkspaceError

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "sample_inputs", _PACKAGE.parent / "sample_inputs")


def sample(name: str) -> Path:
    """Return a sample file: inside an installed package, else in the source tree. Raises `WorkspaceError`."""
    for folder in _FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise WorkspaceError("A sample file is missing", where=Where(name), next_step="Install CIP anew")
