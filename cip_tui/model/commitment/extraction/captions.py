"""Lists under a caption such as "(in thousands)": a contract year and a number a line, perhaps run together."""

from __future__ import annotations

import re
from decimal import Decimal

from cip_tui.model.commitment.extraction.dates import DATE
from cip_tui.model.commitment.extraction.ordinals import FISCAL, ORDINAL, cell_ordinal, full_year
from cip_tui.model.commitment.extraction.roles import COMMITMENT, lead_role
from cip_tui.model.commitment.extraction.search import Offers, Search
from cip_tui.model.commitment.extraction.text import Reading
from cip_tui.model.commitment.extraction.values import plain_amount, read_number
from cip_tui.model.commitment.extraction.year_tables import UNIT

_LINES = 16
_GLUED = re.compile(r"\b(?P<year>20\d\d)(?P<number>\d{1,3}(?:,\d{3})+)\b")
_REST = re.compile(
    r"[\s:=|–-]*(?P<front>(?:US)?[$€£])?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,7}(?:\.\d+)?)\s*"
)
_TOTAL = re.compile(r"(?:grand\s+|contract\s+|aggregate\s+)?(?:total|aggregate|sum)(?:\s+commitment)?", re.I)


def gather_captioned(search: Search, reading: Reading, offers: Offers, handled: set[tuple[int, Decimal]]) -> None:
    """Offer the amounts of lists whose unit a caption gives."""
    for caption in UNIT.finditer(reading.text):
        start = reading.text.rfind("\n", 0, caption.start()) + 1
        lead = reading.text[max(0, start - 200) : caption.end()]
        if not COMMITMENT.search(reading.text[start : caption.end()]) and lead_role(lead) != "commitment":
            continue
        word = (caption["unit"] or caption["m"] or "k").lower()
        scale = 6 if word.startswith("m") else 3
        offset = reading.text.find("\n", caption.end()) + 1
        for line in reading.text[offset:].split("\n")[:_LINES] if offset else ():
            if not _line(search, reading, offers, handled, offset, line, scale):
                break
            offset += len(line) + 1


def _line(
    search: Search,
    reading: Reading,
    offers: Offers,
    handled: set[tuple[int, Decimal]],
    offset: int,
    line: str,
    scale: int,
) -> bool:
    """Offer what one line says; False where the list is over."""
    number = cell_ordinal(line)
    total = _TOTAL.match(line)
    fiscal = FISCAL.match(line) or re.match(r"(?P<first>20\d\d)(?=[\s:|])", line)
    if number is None and total is None and fiscal is None:
        return not line.strip() or (re.fullmatch(r"[A-Za-z ()$]{1,60}", line) is not None and not lead_role(line))
    head = ORDINAL.match(line) if number is not None else total or fiscal
    assert head is not None
    rest = DATE.sub(" ", line[head.end() :])
    rest = re.sub(r"[()]|\bto\b|\bthrough\b|[-–:|]", " ", rest)
    match = _REST.fullmatch(rest)
    read = read_number(match["number"]) if match else None
    if match is None or read is None:
        return True
    amount = plain_amount(read.scaleb(scale))
    end = offset + len(line)
    start = end - len(match["number"])
    glued = re.search(r"\S$", reading.text[max(0, start - 1) : start]) is not None and not match["front"]
    doubt = "two cells stand without a space between them" if glued else ""
    made = search.span_candidate(reading, start, end, amount, 0.86, doubt=doubt, how="the caption gives the unit")
    if number is not None:
        offers.add(f"years.{number}.amount", made)
    elif total is not None or fiscal is None:
        offers.add("total", made)
    else:
        offers.add(f"fiscal.{full_year(fiscal['first'])}.amount", made)
    handled.add((reading.line_at(start).page, read))
    return True


def gather_glued(search: Search, reading: Reading, offers: Offers) -> None:
    """Offer cells that ran into each other, such as a year and an amount in thousands, with a warning."""
    found = list(_GLUED.finditer(reading.text))
    if not found:
        return
    lead = reading.text[max(0, found[0].start() - 500) : found[0].start()]
    unit = UNIT.search(lead)
    if lead_role(lead) != "commitment":
        return
    scale = 0 if unit is None else 6 if (unit["unit"] or "").lower().startswith("m") else 3
    for match in found:
        amount = Decimal(match["number"].replace(",", "")).scaleb(scale).quantize(Decimal(1))
        made = search.text_candidate(reading, match, amount, 0.75, doubt="two cells stand without a space between them")
        offers.add(f"fiscal.{match['year']}.amount", made)
