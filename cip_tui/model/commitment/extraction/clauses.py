"""Clauses of an agreement as sentences, with the section they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cip_tui.model.commitment.extraction.text import Reading

_NUMBERED = re.compile(
    r"^(?:section\s+|article\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[A-Z]"
    r"|[IVX]{1,4})[.)]?\s+(?P<title>[A-Z][^.:\n]{2,60})(?:[.:]|$)"
)
_TITLE = re.compile(
    r"^(?:(?:exhibit|schedule|attachment|annex|appendix)\s+\w+[\s:.–-]*)?[A-Z][A-Za-z&/,'() –-]{2,60}:?$"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence at `start` to `end` of a reading, and the title of the section it stands in."""

    reading: Reading
    start: int
    end: int
    section: str

    @property
    def text(self) -> str:
        """The sentence, on one line."""
        return " ".join(self.reading.text[self.start : self.end].split())


def clauses(reading: Reading) -> Iterator[Clause]:
    """Yield the sentences of a reading in order."""
    section = ""
    for start, end in zip(reading.breaks, reading.breaks[1:], strict=False):
        line_start = start == 0 or reading.text[start - 1] == "\n"
        text = reading.text[start:end].strip()
        if not text:
            continue
        if line_start or re.match(r"\d{1,2}\.\d{1,2}\s+[A-Z][^.]{2,60}\.$", text):
            title = _title(text)
            if title:
                section = title
        yield Clause(reading, start, end, section)


def _title(text: str) -> str:
    numbered = _NUMBERED.match(text)
    if numbered and len(numbered["title"].split()) <= 8:
        return numbered["title"].strip()
    if (
        len(text) <= 70
        and _TITLE.match(text)
        and len(text.split()) <= 9
        and sum(w[:1].isupper() for w in text.split()) * 2 >= len(text.split())
    ):
        return text.strip(" :")
    return ""
