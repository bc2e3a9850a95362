"""Hostile and broken PDFs: each is answered in time by a sentence, and the process that asks stays small."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import pytest

from cip_tui.model.commitment.extraction import extract
from cip_tui.model.commitment.pdf import PasswordNeeded, PdfText, read_pdf
from cip_tui.model.errors import InputRefused
from cip_tui.model.job import Job
from tests.commitment.hostile_pdfs import HOSTILE, hostile

PARENT_MOST = 300 * 2**20
READABLE = {"form_tree", "regular_expression_bait", "control_characters", "huge_count", "slow_agreement"}
"""Files that hurt but have text to read."""


def read(name: str, folder: Path, *, password: str = "", seconds: float = 9.0) -> PdfText:
    path = folder / f"{name}.pdf"
    path.write_bytes(hostile(name))
    return read_pdf(path, Job(), password=password, seconds=seconds)


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - READABLE - {"long_line", "with_password"}))
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(hostile(name))
    before = peak()
    with pytest.raises(InputRefused) as refused:
        read_pdf(path, Job(), seconds=9.0)
    assert refused.value.message
    assert refused.value.next_step
    assert "\n" not in str(refused.value)
    assert peak() < max(PARENT_MOST, before + 60 * 2**20)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(InputRefused, match="more work than a document needs"):
        read("long_line", tmp_path, seconds=2)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("name", sorted(READABLE))
def test_a_file_with_text_is_read_and_its_terms_are_looked_for(name: str, tmp_path: Path) -> None:
    extraction = extract(read(name, tmp_path))
    shown = [line for page in extraction.pages for line in page]
    shown += [str(item.value) for item in extraction.fields]
    assert not any(ord(character) < 32 or "\x7f" <= character <= "\x9f" for text in shown for character in text)


def test_what_stands_before_a_bomb_is_read_and_the_rest_is_missed_openly(tmp_path: Path) -> None:
    text = read("slow_agreement", tmp_path)
    assert not text.complete
    assert "1,000,000" in text.pages[0].plain
    assert extract(text).findings


def test_a_password_is_asked_for_and_taken(tmp_path: Path) -> None:
    with pytest.raises(PasswordNeeded) as asked:
        read("with_password", tmp_path)
    assert not asked.value.wrong
    with pytest.raises(PasswordNeeded) as again:
        read("with_password", tmp_path, password="river")
    assert again.value.wrong
    assert "autumn" in read("with_password", tmp_path, password="harbour").pages[0].plain
