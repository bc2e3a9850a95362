"""Where tests find the repository and the real inputs that lie beside it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_SHARED = ROOT.parent / "shared" / "data"


def shared(*parts: str) -> Path:
    """Return a real input file; the test is skipped where the folder of real inputs is not at hand."""
    base = _SHARED if _SHARED.is_dir() else ROOT.parents[1] / "shared" / "data"
    if not base.is_dir():
        pytest.skip("the folder of real inputs is not at hand")
    return base.joinpath(*parts)
