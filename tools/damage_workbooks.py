"""Ways in which a workbook gets damaged: cut like any file, its parts lost or swapped, its cells written wrongly."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

from tools import damage

Parts = dict[str, bytes]
PartDamage = Callable[[Parts, Random], Parts]

ODD_CELLS = (
    "", " ", "NaN", "1E400", "-1E-400", "1,234.56", "$84,250", "(500)", "12.4 %", "#DIV/0!", "=1+1", "TRUE", "9" * 60,
    "\u202eevil", "&#27;[2J", "&lt;script&gt;", "[red]x[/red]", "中文", "2026-02-30", "45000.5", "-1", "0x10", "N/A",
    "x" * 40_000, "&#0;", "&#xD800;", "&unknown;", "a&#10;b",
)  # fmt: skip
ODD_TYPES = ("s", "b", "e", "d", "str", "n", "inlineStr", "z", "")
ODD_PLACES = ("XFD1048576", "A0", "AAAA1", "A1048577", "a1", "R1C1", "", "A", "1", "B2:C3", "A99999999999", "é1")
LARGEST = 10_000_000
"""Bytes of unpacked parts beyond which nothing more is done to a file, so that damaging it stays cheap."""
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
    b'<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">'
    b'<!ENTITY g SYSTEM "file:///etc/hostname">]>'
)


def sheet_of(parts: Parts, random: Random) -> str:
    """Return the name of a sheet's part, mostly the largest."""
    sheets = sorted((name for name in parts if "/worksheets/sheet" in name), key=lambda name: -len(parts[name]))
    if not sheets:
        return random.choice(sorted(parts))
    return sheets[0] if random.random() < 0.7 else random.choice(sheets)


def changed(parts: Parts, name: str, data: bytes) -> Parts:
    """Return the parts with one of them replaced."""
    return {**parts, name: data}


def substitute(parts: Parts, name: str, pattern: bytes, value: bytes, random: Random) -> Parts:
    """Replace one place, chosen at random, where a pattern stands."""
    places = list(re.finditer(pattern, parts[name]))
    if not places:
        return parts
    place = random.choice(places)
    return changed(parts, name, parts[name][: place.start()] + value + parts[name][place.end() :])


def lose_part(parts: Parts, random: Random) -> Parts:
    """Leave a part out."""
    lost = random.choice(sorted(parts))
    return {name: data for name, data in parts.items() if name != lost}


def cut_part(parts: Parts, random: Random) -> Parts:
    """End a part too early."""
    name = random.choice(sorted(parts))
    return changed(parts, name, parts[name][: random.randrange(len(parts[name]) + 1)])


def noise_part(parts: Parts, random: Random) -> Parts:
    """Change bytes of a part, or replace it by noise."""
    name = sheet_of(parts, random)
    if random.random() < 0.2:
        return changed(parts, name, random.randbytes(400))
    return changed(parts, name, damage.flip(parts[name], random))


def swap_parts(parts: Parts, random: Random) -> Parts:
    """Exchange two parts."""
    one, other = random.choice(sorted(parts)), random.choice(sorted(parts))
    return {**parts, one: parts[other], other: parts[one]}


def odd_value(parts: Parts, random: Random) -> Parts:
    """Put something odd into a cell."""
    value = random.choice(ODD_CELLS).encode()
    tag = random.choice([b"v", b"t"])
    return substitute(
        parts, sheet_of(parts, random), b"<%s[^>]*>[^<]*</%s>" % (tag, tag), b"<%s>%s</%s>" % (tag, value, tag), random
    )


def odd_type(parts: Parts, random: Random) -> Parts:
    """Call a cell something it is not."""
    kind = random.choice(ODD_TYPES).encode()
    return substitute(parts, sheet_of(parts, random), rb' t="\w+"', b' t="%s"' % kind, random)


def odd_place(parts: Parts, random: Random) -> Parts:
    """Put a cell in a place that does not exist, is far away, or is taken."""
    place = random.choice([*ODD_PLACES, "A1", "B7"]).encode()
    return substitute(parts, sheet_of(parts, random), rb'<c r="\w+"', b'<c r="%s"' % place, random)


def odd_row(parts: Parts, random: Random) -> Parts:
    """Give a row an odd number, or none."""
    number = random.choice([b"0", b"-3", b"1", b"1048576", b"99999999999", b"x", b""])
    return substitute(parts, sheet_of(parts, random), rb'<row r="\d+"', b'<row r="%s"' % number, random)


def odd_style(parts: Parts, random: Random) -> Parts:
    """Point a cell to a style that is not there."""
    return substitute(
        parts, sheet_of(parts, random), rb'<c r="(\w+)"', b'<c r="C5" s="%d"' % random.randrange(9999), random
    )


def formula(parts: Parts, random: Random) -> Parts:
    """Put a formula without a value into a cell."""
    text = random.choice([b"SUM(A1:A9)", b"1/0", b"[1]Sheet1!A1", b"HYPERLINK(&quot;x&quot;)", b""])
    return substitute(parts, sheet_of(parts, random), rb"<v>[^<]*</v>", b"<f>%s</f>" % text, random)


def false_dimension(parts: Parts, random: Random) -> Parts:
    """Lie about the size of a sheet."""
    size = random.choice([b"A1", b"A1:XFD1048576", b"Z9:A1", b"", b"A1:A99999999999"])
    return substitute(parts, sheet_of(parts, random), rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % size, random)


def merge(parts: Parts, random: Random) -> Parts:
    """Merge cells that lie across each other, or everything."""
    areas = random.choice([b"A1:U1", b"A1:C3", b"B2:XFD1048576", b"A1", b"Q9:A1"])
    cells = b'<mergeCells><mergeCell ref="%s"/><mergeCell ref="B1:D2"/></mergeCells>' % areas
    return substitute(parts, sheet_of(parts, random), rb"</sheetData>", b"</sheetData>" + cells, random)


def entities(parts: Parts, random: Random) -> Parts:
    """Define entities that grow, or that name a file."""
    name = sheet_of(parts, random)
    inner = re.sub(rb"^<\?xml.*?\?>", b"", parts[name])
    entity = random.choice([b"&f;", b"&g;"])
    filled = re.sub(rb"<(t|v)>[^<]*</(t|v)>", b"<t>" + entity + b"</t>", inner, count=1)
    return changed(parts, name, BOMB + filled)


def deep(parts: Parts, random: Random) -> Parts:
    """Nest elements deeply."""
    many = random.choice([50, 5_000, 200_000])
    return substitute(
        parts, sheet_of(parts, random), rb"</sheetData>", b"<x>" * many + b"</x>" * many + b"</sheetData>", random
    )


def many_rows(parts: Parts, random: Random) -> Parts:
    """Repeat the rows until there are thousands, all with the numbers they had."""
    name = sheet_of(parts, random)
    found = re.search(rb"<sheetData>(.*)</sheetData>", parts[name], re.DOTALL)
    if not found:
        return parts
    times = min(random.choice([2, 30, 200]), max(1, LARGEST // len(found.group(1))))
    return changed(parts, name, parts[name].replace(found.group(1), found.group(1) * times))


def workbook_part(parts: Parts, random: Random) -> Parts:
    """Change what the workbook says of its sheets: names, order, hidden, epoch, links."""
    name = "xl/workbook.xml"
    if name not in parts:
        return parts
    pattern, value = random.choice(
        [
            (rb'state="visible"', b'state="veryHidden"'),
            (rb'name="\w+"', b'name="&#27;]0;x&#7;"'),
            (rb'name="\w+"', b'name="Customers"'),
            (rb'r:id="\w+"', b'r:id="rId99"'),
            (rb"<workbookPr\s*/>", b'<workbookPr date1904="1"/>'),
            (rb"<sheets>", b"<sheets><sheet/>"),
            (rb'sheetId="\d+"', b'sheetId="x"'),
        ]
    )
    return substitute(parts, name, pattern, value, random)


def links(parts: Parts, random: Random) -> Parts:
    """Point a relation to a place outside, to itself or to nothing."""
    relations = sorted(name for name in parts if name.endswith(".rels"))
    if not relations:
        return parts
    target = random.choice([b"../../../etc/passwd", b"http://127.0.0.1:9/x", b"workbook.xml", b"", b"/xl/none.xml"])
    return substitute(parts, random.choice(relations), rb'Target="[^"]*"', b'Target="%s"' % target, random)


def other_encoding(parts: Parts, random: Random) -> Parts:
    """Write a part in another encoding than it says."""
    name = sheet_of(parts, random)
    text = parts[name].decode("utf-8", errors="replace")
    return changed(
        parts, name, text.encode(random.choice(["utf-16", "utf-8-sig", "utf-32", "cp037"]), errors="replace")
    )


def large_part(parts: Parts, random: Random) -> Parts:
    """Add a part that unpacks to far more than it weighs."""
    name = random.choice(["xl/media/image1.bin", "xl/sharedStrings.xml", sheet_of(parts, random)])
    return changed(parts, name, parts.get(name, b"") + b" " * random.choice([2_000_000, 30_000_000]))


def many_parts(parts: Parts, random: Random) -> Parts:
    """Add thousands of small parts, some with names that lead out of the archive."""
    names = [
        random.choice(["xl/x{}.xml", "../../x{}", "/x{}", "xl/worksheets/sheet{}.xml"]).format(i) for i in range(3000)
    ]
    return {**parts, **dict.fromkeys(names, b"<x/>")}


PART_DAMAGES: tuple[PartDamage, ...] = (
    lose_part, cut_part, noise_part, swap_parts, odd_value, odd_value, odd_value, odd_type, odd_type, odd_place,
    odd_row, odd_style, formula, false_dimension, merge, entities, deep, many_rows, workbook_part, workbook_part, links,
    other_encoding, large_part, many_parts,
)  # fmt: skip
BYTE_DAMAGES: tuple[damage.Damage, ...] = (damage.cut, damage.drop_middle, damage.flip, damage.insert)


def unpacked(data: bytes) -> Parts:
    """Return the parts of a sound workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    """Return a workbook of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def damaged(data: bytes, random: Random) -> tuple[bytes, tuple[str, ...]]:
    """Return a workbook damaged in one to three ways, and the names of the ways."""
    if random.random() < 0.2:
        ways = random.choices(BYTE_DAMAGES, k=random.choice([1, 2]))
        for way in ways:
            data = way(data, random)
        return data, tuple(way.__name__ for way in ways)
    parts = unpacked(data)
    chosen = random.choices(PART_DAMAGES, k=random.choice([1, 1, 2, 3]))
    done = []
    for part_way in chosen:
        if parts and sum(map(len, parts.values())) < LARGEST:
            parts = part_way(parts, random)
            done.append(part_way.__name__)
    return packed(parts), tuple(done)
