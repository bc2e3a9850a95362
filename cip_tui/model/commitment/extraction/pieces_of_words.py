"""Words that a file holds in pieces: put together from the two ways to read a page.

Some writers place every few letters by themselves. Read in the order of the file, false blanks stand inside words
("Add endum"); read as the page looks, true ones are missing ("Itiseffective"). Both have the same letters, so a blank
is believed where the look has it, or where the file has it and a short common word or a change of case speaks for it.
"""

from __future__ import annotations

import itertools
import re

_COMMON = re.compile(
    r"(?:an?|and|are|as|at|be|by|for|from|has|if|in|is|its?|may|no|not|of|on|or|shall|that|the|this|to|under|when"
    r"|which|will|with)",
    re.I,
)
_SHARE = 0.06


_GLUE = re.compile(
    r"\b(?P<word>Annual|Contract|Commitment|Spend|Eligible|Effective|Discount|Total|Year|Term|Private"
    r"|Pricing|Customer|Start|End"
    r"|Committed|Addendum|Agreement|Minimum|Aggregate)(?=[A-Z])|(?<=\d)(?=\()"
)


def unglued(line: str) -> str:
    """Part the words of an agreement that stand without a blank, as where every glyph was placed by itself."""
    return _GLUE.sub(lambda match: f"{match['word'] or ''} ", line)


def is_broken(plain: str, layout: str) -> bool:
    """Say whether the plain reading has false blanks in many of the words that the look of the page holds whole."""
    words = re.findall(r"[A-Za-z]{4,}", layout)
    pieces = plain.split()
    if len(words) < 20 or not pieces or len(_letters(plain)) < 2.2 * len(pieces) or _letters(plain) != _letters(layout):
        return False
    known = set(re.findall(r"[A-Za-z]{4,}", plain))
    return sum(word not in known for word in words) > max(5, _SHARE * len(words))


def _letters(text: str) -> str:
    return "".join(text.split())


def mended(plain: str, layout: str) -> str:
    """Return the layout's lines with single blanks, and with the blanks put back that it lost."""
    cuts = _cuts(plain)
    place, lines = 0, []
    for line in layout.split("\n"):
        words = []
        for word in line.split():
            words.append(_split(word, [cut - place for cut in cuts if place < cut < place + len(word)]))
            place += len(word)
        lines.append(" ".join(words))
    return "\n".join(lines)


def _cuts(plain: str) -> list[int]:
    """Return after how many letters blanks stand."""
    found, count = [], 0
    for part in plain.split():
        count += len(part)
        found.append(count)
    return found


def _split(word: str, cuts: list[int]) -> str:
    """Part a word of the layout at the cuts that something speaks for."""
    if not cuts:
        return word
    edges = [0, *cuts, len(word)]
    parts = [word[start:end] for start, end in itertools.pairwise(edges)]
    text = parts[0]
    for before, part in itertools.pairwise(parts):
        camel = before[-1].islower() and part[0].isupper()
        common = _COMMON.fullmatch(before) is not None or _COMMON.fullmatch(part) is not None
        mark = before[-1] in ".,;:)$" or not before[-1].isalnum() or (part[0] in "$(" and before[-1].isalpha())
        digits = before[-1].isalpha() != part[0].isalpha() and (before[-1].isdigit() or part[0].isdigit())
        number = before[-1] in "$,." and part[0].isdigit()
        text += (" " if (camel or common or mark or digits) and not number else "") + part
    return text
