"""PDF files made to hurt a reader: bombs, loops, damage, things that are no PDF. All are made on the fly.

`HOSTILE` maps a name to a function that returns the bytes. No file holds a commitment that a reader could find, except
`slow_agreement`, whose first page is an agreement and whose second is an operator bomb.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache

PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> >> >>"
)
"""A page, to be filled with the numbers of its contents and its font."""
HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a file of these objects, numbered from 1, the first of which is the catalogue."""
    out = bytearray(HEAD)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """Return a stream object of data as they are."""
    return b"<< /Length %d %s >>\nstream\n" % (len(data), extra) + data + b"\nendstream"


def deflated(data: bytes, extra: bytes = b"") -> bytes:
    """Return a stream object of compressed data."""
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode " + extra)


def one_page(contents: bytes, resources: bytes = b"/Font << /F1 5 0 R >>", more: Sequence[bytes] = ()) -> bytes:
    """Return a file of one page with this content stream; `more` are objects from number 6 on."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << "
            + resources
            + b" >> >>",
            contents,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *more,
        ]
    )


def operator_bomb(count: int = 3_000_000) -> bytes:
    """About 80 KB that unpack to millions of text operators."""
    piece = b"(x) Tj 1 0 0 1 9 9 Tm\n"
    rounds = count // 2
    return one_page(deflated(b"BT /F1 9 Tf 72 720 Td\n" + piece * rounds + b"ET\n"))


def flate_bomb(size: int = 420_000_000) -> bytes:
    """Some hundred KB that unpack to 420 MB of blanks."""
    piece = 1_000_000
    packer = zlib.compressobj(6)
    begin = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(piece)) + packer.flush(zlib.Z_FULL_FLUSH)
    rounds = size // piece
    # After a full flush a block stands on its own; Adler-32 of n zero bytes is n mod 65521 above 1.
    check = ((rounds * piece) % 65521 << 16 | 1).to_bytes(4, "big")
    data = begin + block * rounds + b"\x03\x00" + check
    return one_page(stream(data, b"/Filter /FlateDecode"))


def nested_flate(depth: int = 4) -> bytes:
    """A stream packed four times over."""
    data = bytes(80_000_000)
    for _ in range(depth):
        data = zlib.compress(data, 9)
    return one_page(stream(data, b"/Filter [" + b"/FlateDecode " * depth + b"]"))


def pages_loop() -> bytes:
    """A page tree that contains itself."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2 >>",
        ]
    )


def cross_reference_loop() -> bytes:
    """A cross-reference section whose predecessor is itself."""
    plain = one_page(stream(b"BT /F1 12 Tf 72 720 Td (Loop) Tj ET"))
    start = plain.rindex(b"xref\n0")
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def form_loop() -> bytes:
    """A form that draws itself."""
    form = stream(b"/X0 Do BT /F1 9 Tf (again) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
                  b"/Resources << /XObject << /X0 6 0 R >> /Font << /F1 5 0 R >> >>")  # fmt: skip
    return one_page(stream(b"/X0 Do /X0 Do"), b"/XObject << /X0 6 0 R >> /Font << /F1 5 0 R >>", [form])


def form_tree(levels: int = 24) -> bytes:
    """Forms that each draw the next one twice: sixteen million drawings of one letter."""
    forms = []
    for level in range(levels):
        following = 7 + level
        last = level == levels - 1
        body = b"BT /F1 9 Tf (x) Tj ET" if last else b"/N Do /N Do"
        inner = b"/Font << /F1 5 0 R >>" if last else b"/XObject << /N %d 0 R >>" % following
        forms.append(stream(body, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << " + inner + b" >>"))
    return one_page(stream(b"/N Do"), b"/XObject << /N 6 0 R >>", forms)


def truncated() -> bytes:
    """The first two thirds of a sound file."""
    whole = sound()
    return whole[: len(whole) * 2 // 3]


def sound() -> bytes:
    """A harmless file with three pages of text and no commitment."""
    from tests.commitment.agreements.paper import Paper

    paper = Paper()
    for number in range(3):
        paper.title(f"Minutes of meeting {number + 1}")
        for item in range(12):
            paper.para(f"{item + 1}. The committee looked at item {item + 1} of the list and put it off to autumn.")
        paper.new_page()
    return paper.pdf()


def giant_image() -> bytes:
    """A page with nothing but an image of 60,000 by 60,000 points that unpacks to 200 MB."""
    piece = 1_000_000
    packer = zlib.compressobj(6)
    begin = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(piece)) + packer.flush(zlib.Z_FULL_FLUSH)
    check = ((200 * piece) % 65521 << 16 | 1).to_bytes(4, "big")
    image = stream(
        begin + block * 200 + b"\x03\x00" + check,
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode",
    )
    return one_page(stream(b"q 612 0 0 792 0 0 cm /Im Do Q"), b"/XObject << /Im 6 0 R >>", [image])


def many_pages(count: int = 5000) -> bytes:
    """5,000 pages of one line each."""
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    page = PAGE % (3, 4)
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
            stream(b"BT /F1 12 Tf 72 720 Td (One of many pages) Tj ET"),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *[page] * count,
        ]
    )


def deep_arrays(depth: int = 60_000) -> bytes:
    """Arrays nested sixty thousand deep in the page's resources."""
    return one_page(stream(b"BT ET"), b"/Deep " + b"[" * depth + b"]" * depth)


def long_line(size: int = 12_000_000) -> bytes:
    """One string of twelve million letters."""
    return one_page(deflated(b"BT /F1 9 Tf 72 720 Td (" + b"commitment " * (size // 11) + b") Tj ET"))


def regular_expression_bait() -> bytes:
    """Text that makes careless patterns slow: endless digits, commas, blanks and brackets."""
    lines = [b"$" + b"1," * 20_000, b"Contract Year " * 8_000, b"Commitment" + b" " * 40_000 + b"$", b"[*" * 20_000]
    shown = b"".join(b"(" + line + b") Tj T*\n" for line in lines)
    return one_page(deflated(b"BT /F1 9 Tf 12 TL 72 720 Td\n" + shown + b"ET"))


def control_characters() -> bytes:
    """An agreement's words with terminal commands in the name of the customer."""
    name = b"\\033]52;c;aGk=\\007\\033[2J[red]Evil Inc."
    return one_page(stream(b"BT /F1 12 Tf 72 720 Td (AWS Private Pricing Addendum. Customer: " + name + b") Tj ET"))


def huge_count() -> bytes:
    """A page tree that claims two thousand million pages."""
    return sound().replace(b"/Count 3", b"/Count 2000000000")


def launch_action() -> bytes:
    """A file that asks to start a program when it is opened."""
    plain = one_page(stream(b"BT /F1 12 Tf 72 720 Td (Hello) Tj ET"))
    return plain.replace(b"/Pages 2 0 R >>", b"/Pages 2 0 R /OpenAction << /S /Launch /F (calc.exe) >> >>")


def code_map_bomb() -> bytes:
    """A font whose code map covers four thousand million characters."""
    text = (
        b"1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange\n"
        b"1 beginbfrange <00000000> <FFFFFFFF> <0020> endbfrange"
    )
    font = b"/Font << /F1 6 0 R >>"
    return one_page(
        stream(b"BT /F1 12 Tf 72 720 Td <00410042> Tj ET"),
        font,
        [b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 7 0 R >>", deflated(text)],
    )


def with_password() -> bytes:
    """A file that opens only with the password `harbour`."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sound())))
    writer.encrypt("harbour", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def slow_agreement() -> bytes:
    """A first page with a commitment and a second page that is an operator bomb."""
    words = b"(AWS Private Pricing Addendum. Contract Year 1: Spend Commitment $1,000,000) Tj"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
            PAGE % (6, 5),
            PAGE % (7, 5),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            stream(b"BT /F1 9 Tf 72 720 Td " + words + b" ET"),
            deflated(b"BT /F1 9 Tf 72 720 Td\n" + b"(x) Tj 1 0 0 1 9 9 Tm\n" * 1_500_000 + b"ET\n"),
        ]
    )


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    make.__name__: make
    for make in (
        operator_bomb, flate_bomb, nested_flate, pages_loop, cross_reference_loop, form_loop, form_tree, truncated,
        giant_image, many_pages, deep_arrays, long_line, regular_expression_bait, control_characters, huge_count,
        launch_action, code_map_bomb, with_password, slow_agreement,
    )
} | {
    "empty": lambda: b"",
    "web_page": lambda: b"<!doctype html><title>Sign in</title><p>Your session has expired",
    "zip_archive": lambda: b"PK\x03\x04" + bytes(4000),
    "only_a_head": lambda: HEAD,
    "noise": lambda: HEAD + bytes(range(256)) * 800,
}  # fmt: skip


@cache
def hostile(name: str) -> bytes:
    """Return the hostile file of this name, made once."""
    return HOSTILE[name]()
