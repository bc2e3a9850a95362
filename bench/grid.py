"""The screen of a small terminal: bytes in, rows of text, switched modes and answers to queries out.

It knows what a full-screen program sends: cursor movement, erasing, modes, the usual questions. Colours are dropped,
scrolling regions and tab stops are not played. Written for measuring and testing, not for looking at.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from wcwidth import wcwidth

SEQUENCE = re.compile(
    r"\x1b\[(?P<mark>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<last>[@-~])"
    r"|\x1b\](?P<command>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[PX^_](?:[^\x1b]|\x1b(?!\\))*\x1b\\"
    r"|\x1b[ -/]+[0-~]"
    r"|\x1b[0-OQ-WYZ`-~]"
)
CURSOR, PASTE, ALTERNATE, SYNCHRONIZED, FOCUS = 25, 2004, 1049, 2026, 1004
MOUSE = (9, 1000, 1001, 1002, 1003, 1005, 1006, 1015, 1016)
KNOWN_MODES = {1, 7, CURSOR, FOCUS, ALTERNATE, PASTE, SYNCHRONIZED, *MOUSE}
AT_START = {7: True, CURSOR: True}
COLOURS = {"10": "cccc/cccc/cccc", "11": "1212/1212/1212"}


class Grid:
    """A screen of `columns` by `lines` cells. `answer` is called with what the terminal replies to a question."""

    def __init__(self, columns: int, lines: int, answer: Callable[[bytes], None]) -> None:
        self.modes: dict[int, bool] = dict(AT_START)
        """Private modes by number, as the program last set them."""
        self.ever_on: set[int] = set()
        """Private modes that were on at any moment."""
        self.keyboard_levels = 0
        """How many enhanced keyboard protocols were pushed and not yet popped."""
        self.clipboard = 0
        """How many times text was sent to the clipboard."""
        self.changes = 0
        """Grows with everything that alters cells."""
        self._answer = answer
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self.resize(columns, lines)

    def resize(self, columns: int, lines: int) -> None:
        """Take another size; the screen is blank until the program draws again."""
        self.columns, self.lines = columns, lines
        self._cells = [[" "] * columns for _ in range(lines)]
        self._x = self._y = 0

    def rows(self) -> list[str]:
        """Return the screen as it stands, one text per line without trailing blanks."""
        return ["".join(row).rstrip() for row in self._cells]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.rows())

    @property
    def held_back(self) -> bool:
        """Whether the program is in the middle of a frame that the terminal shows only when it is complete."""
        return self.modes.get(SYNCHRONIZED, False)

    def feed(self, data: bytes) -> None:
        """Take output of the program."""
        text, at = self._rest + self._decode(data), 0
        self._rest = ""
        while (escape := text.find("\x1b", at)) >= 0:
            self._write(text[at:escape])
            found = SEQUENCE.match(text, escape)
            if found is None:
                if len(text) - escape < 4096:  # cut in the middle; the rest is yet to come
                    self._rest = text[escape:]
                    return
                at = escape + 1
                continue
            self._obey(found)
            at = found.end()
        self._write(text[at:])

    def _write(self, text: str) -> None:
        for character in text:
            if character == "\r":
                self._x = 0
            elif character == "\n":
                self._down()
            elif character == "\b":
                self._x = max(0, self._x - 1)
            elif character >= " " and character != "\x7f":
                self._put(character)

    def _put(self, character: str) -> None:
        width = wcwidth(character)
        if width <= 0:
            if self._x:
                self._cells[self._y][self._x - 1] += character
            return
        if self._x + width > self.columns:
            if not self.modes.get(7, True):
                return
            self._x = 0
            self._down()
        row = self._cells[self._y]
        row[self._x] = character
        for extra in range(1, width):
            row[self._x + extra] = ""
        self._x += width
        self.changes += 1

    def _down(self) -> None:
        if self._y + 1 < self.lines:
            self._y += 1
        else:
            self._cells = [*self._cells[1:], [" "] * self.columns]
            self.changes += 1

    def _obey(self, found: re.Match[str]) -> None:
        if found["command"] is not None:
            self._operate(found["command"])
        elif found["last"] is not None:
            numbers = [int(part.split(":")[0] or 0) for part in found["numbers"].split(";")] if found["numbers"] else []
            self._control(found["mark"], numbers, found["between"], found["last"])

    def _operate(self, command: str) -> None:
        code, _, rest = command.partition(";")
        if code in COLOURS and rest == "?":
            self._answer(f"\x1b]{code};rgb:{COLOURS[code]}\x1b\\".encode())
        elif code == "52":
            self.clipboard += 1

    def _control(self, mark: str, numbers: list[int], between: str, last: str) -> None:
        first = numbers[0] if numbers else 0
        if mark == "?" and last in "hl" and not between:
            for mode in numbers:
                self._switch(mode, last == "h")
        elif mark == "?" and between == "$" and last == "p":
            state = (1 if self.modes.get(first) else 2) if first in KNOWN_MODES else 0
            self._answer(f"\x1b[?{first};{state}$y".encode())
        elif last == "u" and mark:
            self._keyboard(mark, first)
        elif last == "c" and not mark:
            self._answer(b"\x1b[?62;22c")
        elif last == "n" and first == 6:
            self._answer(f"\x1b[{self._y + 1};{self._x + 1}R".encode())
        elif last == "t" and first == 18:
            self._answer(f"\x1b[8;{self.lines};{self.columns}t".encode())
        elif not mark and not between:
            self._move_or_erase(numbers, last)

    def _switch(self, mode: int, on: bool) -> None:
        self.modes[mode] = on
        if on:
            self.ever_on.add(mode)
        if mode == ALTERNATE:
            self.resize(self.columns, self.lines)
            self.changes += 1

    def _keyboard(self, mark: str, first: int) -> None:
        if mark == "?":
            self._answer(b"\x1b[?0u")
        elif mark == ">":
            self.keyboard_levels += 1
        elif mark == "<":
            self.keyboard_levels = max(0, self.keyboard_levels - (first or 1))

    def _move_or_erase(self, numbers: list[int], last: str) -> None:
        first = numbers[0] if numbers else 0
        step = first or 1
        if last in "Hf":
            self._y, self._x = step - 1, (numbers[1] or 1) - 1 if len(numbers) > 1 else 0
        elif last in "AB":
            self._y += step if last == "B" else -step
        elif last in "CD":
            self._x += step if last == "C" else -step
        elif last == "G":
            self._x = step - 1
        elif last == "d":
            self._y = step - 1
        elif last == "J":
            self._erase_rows(first)
        elif last == "K":
            self._erase(self._y, *{0: (self._x, self.columns), 1: (0, self._x + 1)}.get(first, (0, self.columns)))
        elif last == "X":
            self._erase(self._y, self._x, min(self.columns, self._x + step))
        self._x = min(max(self._x, 0), self.columns - 1)
        self._y = min(max(self._y, 0), self.lines - 1)

    def _erase_rows(self, how: int) -> None:
        if how == 0:
            self._erase(self._y, self._x, self.columns)
        elif how == 1:
            self._erase(self._y, 0, self._x + 1)
        whole = {0: range(self._y + 1, self.lines), 1: range(self._y)}.get(how, range(self.lines))
        for line in whole:
            self._erase(line, 0, self.columns)

    def _erase(self, line: int, start: int, end: int) -> None:
        self._cells[line][start:end] = [" "] * (end - start)
        self.changes += 1
