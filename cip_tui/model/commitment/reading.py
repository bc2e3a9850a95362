"""From a PDF to its fields: the child reads the pages while this process makes the patterns ready."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.model.commitment.pdf import PageText, PdfText, read_pdf
from cip_tui.model.job import Job

if TYPE_CHECKING:
    from cip_tui.model.commitment.extraction.fields import Extraction

_WORDS = (
    'AWS Private Pricing Addendum between Amazon Web Services, Inc. and A Company, Inc. ("Customer").\n'
    "Contract Year 1: Annual Commitment of $1,000 less 5% discount. Credits, taxes, Marketplace and support count.\n"
    "A shortfall is paid. Customer will deliver an attestation annually by May 1, 2026 with 30 days notice of renewal."
)


def read_agreement(path: Path, job: Job, *, password: str = "") -> tuple[Extraction, str]:
    """Return what a PDF says and its SHA-256.

    Raises `PasswordNeeded`, `InputRefused` for a file that cannot be read, and `Cancelled`.
    """
    ready = threading.Thread(target=_make_ready, daemon=True)
    ready.start()
    text = read_pdf(path, job, password=password)
    job.progress("Looking for the terms")
    ready.join()
    from cip_tui.model.commitment.extraction import extract

    return extract(text), text.sha256


def _make_ready() -> None:
    """Load the patterns and have them compiled, which happens when they are first used."""
    from cip_tui.model.commitment.extraction import extract

    extract(PdfText("", "", 0, 1, (PageText(1, _WORDS, _WORDS),)))
