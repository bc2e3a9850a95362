"""The restriction check of libical, where that library is installed (Debian: libical3)."""

import ctypes
import ctypes.util
import os
from pathlib import Path

import pytest

from cip_tui.model.attestation.entries import Profile
from tests.attestation.duties import HOSTILE, JOB, Clock, desk, once
from tests.attestation.duties import TODAY as DAY


@pytest.fixture(scope="module")
def libical() -> ctypes.CDLL:
    """Load the library; `LIBICAL` names one that is not installed."""
    name = os.environ.get("LIBICAL") or ctypes.util.find_library("ical")
    if name is None:
        pytest.skip("libical is not installed")
    library = ctypes.CDLL(name)
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    for function in ("icalrestriction_check", "icalcomponent_count_errors"):
        getattr(library, function).argtypes = [ctypes.c_void_p]
    return library


def passes(library: ctypes.CDLL, data: bytes) -> bool:
    component = library.icalparser_parse_string(data)
    assert component
    return bool(library.icalrestriction_check(component)) and library.icalcomponent_count_errors(component) == 0


@pytest.mark.parametrize("profile", list(Profile))
def test_the_file_passes(libical: ctypes.CDLL, tmp_path: Path, profile: Profile) -> None:
    duties = [once(DAY, programme=str(n), title=name, owner=name) for n, name in enumerate(HOSTILE)]
    data, _ = desk(tmp_path, Clock(), accepted=duties).export(profile, JOB)
    cancelled, _ = desk(tmp_path, Clock(), terms=()).export(profile, JOB)
    assert passes(libical, data)
    assert passes(libical, cancelled)
    # Without an organiser nothing may be published, so the check does look.
    assert not passes(libical, data.replace(b"CALSCALE:GREGORIAN", b"METHOD:PUBLISH"))
