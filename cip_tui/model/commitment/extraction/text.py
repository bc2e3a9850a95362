"""The pages of an agreement as text to look at and text to search.

A page is read twice: as it looks (`layout`) and in the order of the file (`plain`). From these come the lines that are
shown, with numbers a person can quote, and two readings to search: `rows`, where what stands in one row of the page
stays together, and `flow`, where sentences run on, columns of prose one after the other.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median

from cip_tui.model.commitment.extraction.columns import split_columns
from cip_tui.model.commitment.extraction.dates import tells_day_first
from cip_tui.model.commitment.extraction.pieces_of_words import is_broken, mended, unglued
from cip_tui.model.commitment.extraction.values import Value, find_values
from cip_tui.model.commitment.pdf import PageText, PdfText
from cip_tui.model.text import clean

_PUNCTUATION = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "–",
        "\u2014": "–",
        "\u2015": "–",
        "\u2212": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\t": " ",
        "\u00ad": "-",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\ufeff": "",
        "\u2060": "",
    }
)
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE)
# Dots that lead the eye from a label to its value.
_LEADER = re.compile(r"(?<=[\w)])\s*\.{3,}\s*(?=\S)|(?<=[\w)])\s+\.{1,2}\s+(?=\S)")
_YEAR_LINE = re.compile(r"(?:FY\s?\d|(?:contract|fiscal|commitment)\s+year\s+\d|year\s+\d\b)", re.I)
# A line that ends so goes on, even where the next begins as an item of a list does.
_HANGING = re.compile(r"\b(?:in|for|during|of|the)$", re.IGNORECASE)
_TABLE_WORDS = re.compile(r"\b(?:commitment|amount|discount|start|end|date|period|rate|year)\b", re.IGNORECASE)
_KEEPS_HYPHEN = re.compile(
    r"\b(?:non|self|cross|pre|post|co|multi|year|month|day|end|on|pay|twelve|three|five|two|one|four|six)-$", re.I
)
_HEADING = re.compile(
    r"(?:(?:section|article|exhibit|schedule|attachment|appendix|annex)\s+)?[\dA-Z]{0,3}(?:\.\d+)*[.)]?\s*\S", re.I
)
_ABBREVIATIONS = (
    "Inc.",
    "No.",
    "Corp.",
    "Ltd.",
    "Co.",
    "U.S.",
    "St.",
    "Mr.",
    "Ms.",
    "Dr.",
    "vs.",
    "approx.",
    "e.g.",
    "i.e.",
    "Sec.",
    "Art.",
    "Jan.",
    "Feb.",
    "Mar.",
    "Apr.",
    "Jun.",
    "Jul.",
    "Aug.",
    "Sep.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
    "Nos.",
    "para.",
    "S.A.",
    "B.V.",
    "L.P.",
    "N.A.",
    "S.à",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. `number` counts the shown lines of the page from 1."""

    page: int
    number: int
    text: str


@dataclass
class Reading:
    """One way to read the whole document: a text, and which line every part of it comes from.

    Line ends inside a sentence are blanks, all others `\\n`.
    """

    name: str
    text: str
    starts: list[int]
    lines: list[Line]
    day_first: bool | None = None

    @cached_property
    def values(self) -> list[Value]:
        """Every value of the text, in order."""
        return find_values(self.text, day_first=self.day_first)

    @cached_property
    def breaks(self) -> list[int]:
        """Where sentences and blocks begin, and where the text ends."""
        found = [0]
        for match in re.finditer(r"\n+|[.;?!]\"?\)?\s+(?=[\"(]?[A-Z0-9•])", self.text):
            if match.group()[0] == ".":
                head = self.text[max(0, match.start() - 8) : match.start() + 1]
                if head.endswith(_ABBREVIATIONS) or re.search(r"(?:^|[\s(])(?:[A-Z]|\d{1,2}(?:\.\d{1,2})*)\.$", head):
                    continue
            found.append(match.end())
        return [*found, len(self.text)]

    def line_at(self, offset: int) -> Line:
        """Return the line that holds the character at `offset`."""
        return self.lines[max(0, bisect.bisect_right(self.starts, offset) - 1)]

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return start and end of the sentence around `offset`."""
        index = bisect.bisect_right(self.breaks, offset)
        return self.breaks[index - 1], self.breaks[min(index, len(self.breaks) - 1)]

    def between(self, start: int, end: int) -> list[Value]:
        """Return the values that lie within `start` and `end`."""
        low = bisect.bisect_left(self.values, start, key=lambda value: value.start)
        high = bisect.bisect_left(self.values, end, key=lambda value: value.start)
        return [value for value in self.values[low:high] if value.end <= end]


@dataclass
class Pages:
    """A document ready to be searched. `shown` holds the lines of every page as a person sees them."""

    shown: tuple[tuple[str, ...], ...]
    rows: list[Line]
    readings: tuple[Reading, ...]
    day_first: bool | None = None
    faults: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """Everything, for questions about the document as a whole."""
        return "\n".join(reading.text for reading in self.readings)


def tidy(line: str) -> str:
    """Return a line with one spelling for dashes, quotes, blanks and ligatures, and nothing that steers a terminal."""
    line = line.translate(_PUNCTUATION)
    if not line.isascii():
        line = unicodedata.normalize("NFKC", line).translate(_PUNCTUATION)
    return clean(line.rstrip(), 4000)


def prepare(pdf: PdfText) -> Pages:
    """Return the document's pages, ready to be searched."""
    pages = [_mended(page) for page in pdf.pages]
    looks = [_tidied(page.layout) for page in pages]
    flows = [[line.strip() for line in _tidied(page.plain) if line.strip()] for page in pages]
    looks = [
        [unglued(line) for line in look] if _one_by_one(flow) else look for look, flow in zip(looks, flows, strict=True)
    ]
    day_first = tells_day_first(line for page in (*looks, *flows) for line in page)
    shown = [_shown(look, flow) for look, flow in zip(looks, flows, strict=True)]
    repeated = _repeated(shown)
    rows: list[Line] = []
    flow_lines: list[Line] = []
    for page, look, flow, lines in zip(pdf.pages, looks, flows, shown, strict=True):
        numbered = [Line(page.number, number, text) for number, text in enumerate(lines, 1)]
        kept = [line for line in numbered if not _is_repeated(line, lines, repeated)]
        kept_texts = {_key(line.text) for line in kept}
        columns = split_columns([line.text for line in kept])
        if columns is not None:
            ordered = [Line(page.number, kept[index].number, text) for index, text in columns]
            rows += ordered
            flow_lines += [line for line in ordered if line.text.strip()]
            continue
        rows += kept
        if _one_by_one(flow) or not flow:
            flow_lines += [line for line in kept if line.text.strip()]
        else:
            dropped = {_key(text) for text in lines} - kept_texts
            flow_lines += _placed(page, [line for line in flow if _key(line) not in dropped], numbered)
        del look
    readings = (_reading("rows", rows, day_first), _reading("flow", flow_lines, day_first))
    return Pages(tuple(tuple(lines) for lines in shown), rows, readings, day_first, _faults(pdf))


def _mended(page: PageText) -> PageText:
    """Return a page whose words stood in pieces with whole words, in both readings."""
    if not is_broken(page.plain, page.layout):
        return page
    text = mended(page.plain, page.layout)
    return replace(page, plain=text, layout=text)


def _faults(pdf: PdfText) -> tuple[str, ...]:
    found = []
    bad = [str(page.number) for page in pdf.pages if page.fault]
    if bad:
        found.append(f"Page {', '.join(bad)} could not be read")
    if len(pdf.pages) < pdf.page_count:
        found.append(f"Only the first {len(pdf.pages)} of {pdf.page_count} pages were read in the time there is")
    silent = [str(page.number) for page in pdf.pages if not page.fault and not (page.plain + page.layout).strip()]
    if silent:
        found.append(f"Page {', '.join(silent)} holds no text")
    return tuple(found)


def _tidied(text: str) -> list[str]:
    return [tidy(line) for line in text.split("\n")]


def _shown(look: list[str], flow: list[str]) -> list[str]:
    """Return the lines as the page looks; where that loses text (rotated pages), as the file has them."""
    seen = sum(len("".join(line.split())) for line in look)
    stored = sum(len("".join(line.split())) for line in flow)
    if stored > seen * 1.15 + 20:
        if seen < 20:
            return list(flow)
        present = {_key(line) for line in look}
        joined = "".join("".join(line.split()) for line in look)
        lost = [line for line in flow if _key(line) not in present and "".join(line.split()) not in joined]
        return [*_single_spaced(look), "", *lost] if not _one_by_one(flow) else _single_spaced(look)
    return _single_spaced(look)


def _single_spaced(lines: list[str]) -> list[str]:
    """Return the lines with at most one blank line between them, none at the ends, and no common margin."""
    found: list[str] = []
    for line in lines:
        if line.strip() or (found and found[-1]):
            found.append(line if line.strip() else "")
    while found and not found[-1]:
        found.pop()
    margin = min((len(line) - len(line.lstrip()) for line in found if line), default=0)
    return [line[margin:] for line in found]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.lower().split()))


def _repeated(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return what stands at the edge of most pages: running heads and feet."""
    if len(pages) < 2:
        return frozenset()
    counts: Counter[str] = Counter()
    for lines in pages:
        counts.update({_key(line) for line in lines if line.strip()})
    edges: Counter[str] = Counter()
    for lines in pages:
        filled = [line for line in lines if line.strip()]
        edges.update({_key(line) for line in (*filled[:3], *filled[-3:])})
    need = max(2, (len(pages) + 1) // 2 + (1 if len(pages) > 3 else 0))
    return frozenset(key for key, count in counts.items() if count >= need and edges[key] >= 1 and not _is_table(key))


def _is_table(key: str) -> bool:
    return bool(re.search(r"[$€£]|#%", key)) or len(_TABLE_WORDS.findall(key)) >= 2


def _is_repeated(line: Line, lines: Sequence[str], repeated: frozenset[str]) -> bool:
    plain = line.text.strip()
    if not plain:
        return False
    if _key(line.text) in repeated:
        return True
    filled = [number for number, text in enumerate(lines, 1) if text.strip()]
    return line.number in (*filled[:1], *filled[-2:]) and _PAGE_NUMBER.fullmatch(plain) is not None and len(filled) > 4


def _one_by_one(flow: Sequence[str]) -> bool:
    """Say whether a page was stored glyph by glyph, so that its plain text is one character a line."""
    return len(flow) > 8 and median(len(line) for line in flow) <= 2


def _placed(page: PageText, flow: Iterable[str], shown: Sequence[Line]) -> list[Line]:
    """Give lines in the order of the file the numbers of the shown lines that hold them."""
    packed = ["".join(line.text.split()) for line in shown]
    found, last = [], 0
    for text in flow:
        wanted = "".join(text.split())
        order = (*range(last, len(packed)), *range(last))
        index = next((i for i in order if wanted in packed[i]), None)
        if index is None:
            index = next((i for i in order if packed[i] and packed[i] in wanted), last)
        last = min(index, max(0, len(shown) - 1))
        found.append(Line(page.number, shown[last].number if shown else 1, text))
    return found


def _reading(name: str, lines: Sequence[Line], day_first: bool | None) -> Reading:
    parts: list[str] = []
    starts: list[int] = []
    kept: list[Line] = []
    offset, width = 0, _width(lines)
    for index, line in enumerate(lines):
        text = _LEADER.sub(": ", " ".join(line.text.split()))
        if not text:
            if parts and not _runs_over_blank(lines, index):
                parts[-1] = parts[-1].rstrip(" \n") + "\n"
                offset = sum(map(len, parts[-1:])) + starts[-1]
            continue
        if parts and re.search(r"\d[,.]?-\s$", parts[-1]) and re.match(r"\d{3}\b", text):
            # A number that was broken at the end of the line.
            parts[-1] = parts[-1].rstrip()[:-1]
            offset = starts[-1] + len(parts[-1])
        elif parts and parts[-1].endswith(" ") and re.search(r"[A-Za-z]- $", parts[-1]):
            head = parts[-1][:-1]
            if text[0].islower() and not _KEEPS_HYPHEN.search(head):
                head = head[:-1]
            parts[-1] = head
            offset = starts[-1] + len(head)
        starts.append(offset)
        kept.append(line)
        parts.append(text + (" " if _goes_on(line, lines, index, width) else "\n"))
        offset += len(parts[-1])
    return Reading(name, "".join(parts), starts, kept, day_first)


def _width(lines: Sequence[Line]) -> int:
    lengths = sorted(len(line.text.strip()) for line in lines if line.text.strip())
    return lengths[int(len(lengths) * 0.9)] if lengths else 80


def _runs_over_blank(lines: Sequence[Line], index: int) -> bool:
    """Say whether the sentence before a blank line goes on after it, as over a page break."""
    before = lines[index - 1].text.strip() if index else ""
    after = next((line.text.strip() for line in lines[index + 1 :] if line.text.strip()), "")
    return bool(before) and len(before) > 40 and before[-1] not in ".:;!?" and after[:1].islower()


def _goes_on(line: Line, lines: Sequence[Line], index: int, width: int) -> bool:
    """Say whether a line's sentence goes on in the next line."""
    following = next((other for other in lines[index + 1 : index + 2] if other.text.strip()), None)
    if following is None:
        following = next((other for other in lines[index + 1 :] if other.text.strip()), None)
        return following is not None and following.page != line.page and following.text.strip()[:1].islower()
    text, after = line.text.strip(), following.text.strip()
    if _LEADER.search(text) or _LEADER.search(after):
        return False
    if _YEAR_LINE.match(after):
        return _HANGING.search(text) is not None
    if "   " in text or "|" in text:
        return False
    if re.match(r"(?:schedule|section|article|exhibit|attachment|annex|appendix)\s+[\dA-Z]{1,4}\b", after, re.I):
        return text[-1:] not in ".:;" and text.split()[-1].lower() in ("in", "of", "under", "the", "to", "see", "and")
    if re.match(r"(?:[•●▪*–-]\s|\(?[a-z]{1,3}\)\s|\(?[ivx]+\)\s|\d{1,2}(?:\.\d{1,2})*[.)]\s)", after):
        return False
    if text[-1:] in "-,–" and len(text) > 12:
        return True
    if after[0].islower() and not text.endswith((".", ":")):
        return True
    if text[-1:] in ".:;" and len(text) < 0.7 * width:
        return False
    return len(text) >= 0.55 * width and not _is_heading(text)


def _is_heading(text: str) -> bool:
    words = text.split()
    if len(words) > 10 or text.endswith((".", ",", ";")) or not _HEADING.match(text):
        return False
    large = [word for word in words if word[:1].isupper() or word[:1].isdigit()]
    return len(large) >= len(words) - 3 and len(text) < 70
