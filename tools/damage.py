"""Ways in which a file of records gets damaged on its way: cut, re-encoded, edited by hand, mixed with other things."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Damage = Callable[[bytes, Random], bytes]

ODD_VALUES = (
    b"", b"NaN", b"1e400", b"-5", b"$0.0042", b"1,234", b"1.234,56", b"0x1f", b"null", b"true", b"[]", b"{}", b"9" * 40,
    b"2026-02-30T00:00:00Z", b"31/12/2026", b"1767225600", b"1767225600000", b"2026-03-01T10:00:00+09:00", b"=1+1",
    b"[/foo]", b"\x1b[2J", b"\x1b]52;c;aGk=\x07", b"\xc2\x9b31m", "‮evil".encode(), "中文".encode(), b"\xff\xfe",
    b"a\x00b", b"x" * 70_000, b'"', b"'", b"\t", b"EUR", b"1e-12", b"0.0000000000000001",
)  # fmt: skip


def cut(data: bytes, random: Random) -> bytes:
    """End too early."""
    return data[: random.randrange(len(data) + 1)]


def drop_middle(data: bytes, random: Random) -> bytes:
    """Lose a piece."""
    start = random.randrange(len(data) + 1)
    return data[:start] + data[start + random.randrange(1, 400) :]


def flip(data: bytes, random: Random) -> bytes:
    """Change single bytes."""
    changed = bytearray(data)
    for _ in range(random.randrange(1, 6)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def insert(data: bytes, random: Random) -> bytes:
    """Put something odd anywhere."""
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(ODD_VALUES) + data[at:]


def change_field(data: bytes, random: Random) -> bytes:
    """Put something odd in place of a field of one line."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    fields = lines[at].split(b",")
    fields[random.randrange(len(fields))] = random.choice(ODD_VALUES)
    lines[at] = b",".join(fields)
    return b"\n".join(lines)


def ragged(data: bytes, random: Random) -> bytes:
    """Give a line fields too many or too few."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    fields = lines[at].split(b",")
    lines[at] = b",".join(fields + [b"more"] * random.randrange(1, 4) if random.random() < 0.5 else fields[:-1])
    return b"\n".join(lines)


def open_quote(data: bytes, random: Random) -> bytes:
    """Open a quote that nothing closes."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    lines[at] = b'"' + lines[at]
    return b"\n".join(lines)


def repeat_lines(data: bytes, random: Random) -> bytes:
    """Repeat some lines, the header perhaps among them."""
    lines = data.split(b"\n")
    start = random.randrange(len(lines))
    piece = lines[start : start + random.randrange(1, 5)] if random.random() < 0.7 else lines[:1]
    at = random.randrange(len(lines) + 1)
    return b"\n".join(lines[:at] + piece + lines[at:])


def blank_lines(data: bytes, random: Random) -> bytes:
    """Scatter empty lines."""
    lines = data.split(b"\n")
    for _ in range(random.randrange(1, 6)):
        lines.insert(random.randrange(len(lines) + 1), random.choice([b"", b"  ", b",,,"]))
    return b"\n".join(lines)


def swap_columns(data: bytes, random: Random) -> bytes:
    """Exchange two names of the header."""
    head, newline, rest = data.partition(b"\n")
    names = head.split(b",")
    one, other = random.randrange(len(names)), random.randrange(len(names))
    names[one], names[other] = names[other], names[one]
    return b",".join(names) + newline + rest


def rename_column(data: bytes, random: Random) -> bytes:
    """Give a column another name, an empty one, or one that is there already."""
    head, newline, rest = data.partition(b"\n")
    names = head.split(b",")
    names[random.randrange(len(names))] = random.choice([b"", b"x", names[0], b"\x1b[31mred", names[-1].upper()])
    return b",".join(names) + newline + rest


def line_ends(data: bytes, random: Random) -> bytes:
    """Use other line ends, everywhere or here and there."""
    if random.random() < 0.5:
        return data.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n"]))
    return b"".join(random.choice([b"\n", b"\r\n", b"\r"]) + line for line in data.split(b"\n"))


def encode(data: bytes, random: Random) -> bytes:
    """Write in another encoding, or put a mark in front."""
    text = data.decode("utf-8", errors="replace") + random.choice(["", "é", "\n,ü,", "日本"])
    codec = random.choice(["utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252", "utf-32"])
    return text.encode(codec, errors="replace")


def delimiter(data: bytes, random: Random) -> bytes:
    """Separate fields by something else."""
    return data.replace(b",", random.choice([b";", b"\t", b"|", b", ", b" "]))


def wrap(data: bytes, random: Random) -> bytes:
    """Wrap the whole in something, or nest it deeply."""
    deep = random.choice([3, 500, 20_000])
    nested = (b"[" * deep, b"]" * deep)
    shells = [(b'{"data":', b"}"), (b"[", b"]"), (b"(", b")"), (b"", b"\n{"), (b"# made by x\n\n", b""), nested]
    before, after = random.choice(shells)
    return before + data + after


DAMAGES: tuple[Damage, ...] = (
    cut, drop_middle, flip, insert, change_field, ragged, open_quote, repeat_lines, blank_lines, swap_columns,
    rename_column, line_ends, encode, delimiter, wrap,
)  # fmt: skip


def damaged(data: bytes, random: Random) -> tuple[bytes, tuple[str, ...]]:
    """Return the data damaged in one to three ways, and the names of the ways."""
    ways = random.choices(DAMAGES, k=random.choice([1, 1, 1, 2, 3]))
    for way in ways:
        data = way(data, random)
    return data, tuple(way.__name__ for way in ways)
