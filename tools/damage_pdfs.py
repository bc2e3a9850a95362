"""Ways in which a PDF gets damaged: cut like any file, its numbers, references and streams changed."""

from __future__ import annotations

import re
import zlib
from random import Random

from tools import damage

TOKENS = (
    b"/Type", b"/Page", b"/Pages", b"/Kids", b"/Count", b"/Length", b"/Filter", b"/FlateDecode", b"/Font", b"/Contents",
    b"/Resources", b"/MediaBox", b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"startxref", b"R",
)  # fmt: skip
VALUES = (
    b"0", b"-1", b"99999999999999999999", b"1.5e9", b"null", b"true", b"()", b"<>", b"<< >>", b"[", b"]", b">>",
    b"/X" * 200, b"(" * 5000, b"[" * 30_000, b"1 0 R", b"2 0 R", b"999 0 R", b"<FFFE>", b"\\", b"%", b"\x00",
    b"(\x1b[2J)",
)  # fmt: skip


def number(data: bytes, random: Random) -> bytes:
    """Change a number."""
    return replaced(data, rb"\b\d+\b", random.choice(VALUES), random)


def token(data: bytes, random: Random) -> bytes:
    """Exchange a keyword or name for another."""
    return replaced(data, re.escape(random.choice(TOKENS)), random.choice(TOKENS), random)


def reference(data: bytes, random: Random) -> bytes:
    """Point a reference to another object, perhaps its own."""
    return replaced(data, rb"\d+ 0 R", b"%d 0 R" % random.randrange(12), random)


def filtered(data: bytes, random: Random) -> bytes:
    """Say that a stream is packed in another way, or in several."""
    names = [b"/FlateDecode", b"/LZWDecode", b"/ASCII85Decode", b"/RunLengthDecode", b"/DCTDecode", b"/Crypt", b"/None"]
    value = b"[ " + b" ".join(random.choices(names, k=random.choice([1, 2, 12]))) + b" ]"
    return replaced(data, rb"/Filter \[[^\]]*\]", b"/Filter " + value, random)


def content(data: bytes, random: Random) -> bytes:
    """Replace a stream by another: noise, unfinished text, text without end, odd operators."""
    new = random.choice(
        [
            random.randbytes(300),
            b"BT /F1 12 Tf (unfinished",
            b"BT " + b"[(a) -9999999999 (b)] TJ " * 5000,
            b"q " * 50_000,
            b"BI /W 9999999 /H 9999999 ID " + bytes(100) + b" EI",
            b"BT /F9 1e300 Tf 1e300 0 0 1e300 nan inf Tm (x) Tj ET",
            zlib.compress(b"BT (packed twice) Tj ET"),
        ]
    )
    return replaced(data, rb"(?s)stream\r?\n.*?endstream", b"stream\n" + new + b"\nendstream", random)


def appended(data: bytes, random: Random) -> bytes:
    """Add a second end, another file, or blanks."""
    return data + random.choice([data, data[-200:], b" " * 300_000, b"%%EOF\n%PDF-1.4\n", random.randbytes(500)])


def replaced(data: bytes, pattern: bytes, value: bytes, random: Random) -> bytes:
    """Replace one place, chosen at random, where a pattern stands."""
    places = list(re.finditer(pattern, data))
    if not places:
        return data
    place = random.choice(places)
    return data[: place.start()] + value + data[place.end() :]


DAMAGES: tuple[damage.Damage, ...] = (
    damage.cut, damage.drop_middle, damage.flip, damage.insert, number, number, token, reference, filtered, content,
    appended,
)  # fmt: skip


def damaged(data: bytes, random: Random) -> tuple[bytes, tuple[str, ...]]:
    """Return a PDF damaged in one to three ways, and the names of the ways."""
    ways = random.choices(DAMAGES, k=random.choice([1, 1, 2, 3]))
    for way in ways:
        data = way(data, random)
    return data, tuple(way.__name__ for way in ways)
