"""Draws the test agreements: paragraphs, tables and columns on pages, in the ways in which real files write text.

The output is the same bytes every time (reportlab's `invariant`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.pagesizes import A4, letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas as reportlab_canvas

Canvas = Any
"""reportlab's canvas, which has no types."""
MAKE_CANVAS: Callable[..., Canvas] = reportlab_canvas.Canvas
width_of: Callable[[str, str, float], float] = stringWidth
Pen = Callable[[Canvas, float, float, str, str, float], None]
"""Draws one line of text at a place: canvas, x, y, text, font, size."""

MARGIN = 64.0
SIZES = {"letter": letter, "a4": A4}


def plain(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    """Write a line as one string."""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def glyphs(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    """Place every glyph by itself and leave the blanks out, as some print drivers do."""
    canvas.setFont(font, size)
    for character in text:
        if character != " ":
            canvas.drawString(x, y, character)
        x += width_of(character, font, size)


def spaced(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    """Spread the letters of a line."""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text, charSpace=1.7)


def runs(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    """Write a line word by word with the blanks as distances, and long words in two pieces."""
    canvas.setFont(font, size)
    for word in text.split(" "):
        pieces = (word[:3], word[3:]) if len(word) > 5 else (word,)
        for piece in pieces:
            canvas.drawString(x, y, piece)
            x += width_of(piece, font, size)
        x += width_of(" ", font, size)


class Paper:
    """A document being written from top to bottom. Lengths are points, y grows upwards as in PDF."""

    def __init__(
        self,
        *,
        size: str = "letter",
        font: str = "Times-Roman",
        pen: Pen = plain,
        rotate: int = 0,
        header: str = "",
        footer: str = "",
    ) -> None:
        self._out = io.BytesIO()
        self.width, self.height = SIZES[size]
        self.canvas: Canvas = MAKE_CANVAS(self._out, pagesize=(self.width, self.height), invariant=1)
        self.font = font
        self.bold = font.replace("-Roman", "") + "-Bold"
        self.pen = pen
        self._rotate = rotate
        self._header, self._footer = header, footer
        self.page = 0
        self.left, self.right = MARGIN, self.width - MARGIN
        self.new_page()

    def new_page(self) -> None:
        """Begin a page, with what stands at the head and foot of every page."""
        if self.page:
            self.canvas.showPage()
        self.page += 1
        if self._rotate:
            self.canvas.setPageRotation(self._rotate)
        self.y = self.height - MARGIN
        if self._header:
            self.pen(self.canvas, self.right - 90, self.height - 36, self._header, self.font, 8)
        if self._footer:
            self.pen(self.canvas, MARGIN, 34, f"{self._footer} – Page {self.page}", self.font, 8)

    def title(self, text: str, size: float = 14) -> None:
        """Write a centred title."""
        self.y -= size + 4
        x = (self.left + self.right - width_of(text, self.bold, size)) / 2
        self.pen(self.canvas, x, self.y, text, self.bold, size)
        self.y -= 8

    def heading(self, text: str, size: float = 10.5) -> None:
        """Write a section heading."""
        self.y -= size + 6
        self.pen(self.canvas, self.left, self.y, text, self.bold, size)
        self.y -= 2

    def para(self, text: str, size: float = 10, *, gap: float = 5) -> None:
        """Write a paragraph, broken at blanks; it goes on over the page where it must."""
        self.lines(self.wrapped(" ".join(text.split()), size), size)
        self.y -= gap

    def lines(self, lines: Sequence[str], size: float = 10) -> None:
        """Write lines as they are given."""
        for line in lines:
            self.y -= size * 1.25
            if self.y < MARGIN:
                self.new_page()
                self.y -= size * 1.25
            self.pen(self.canvas, self.left, self.y, line, self.font, size)

    def wrapped(self, text: str, size: float) -> list[str]:
        """Break a text at blanks to the width between the margins."""
        spread = 1.7 if self.pen is spaced else 0.0
        done, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, self.font, size) + spread * len(longer) > self.right - self.left:
                done.append(line)
                line = word
            else:
                line = longer
        return [*done, line]

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        size: float = 9.5,
        ruled: bool = True,
        right: Sequence[int] = (),
        padding: float = 4,
        bold_head: bool = True,
    ) -> None:
        """Draw rows of cells, the first as the head; a cell may have several lines. `right` aligns columns right."""
        for number, row in enumerate(rows):
            font = self.bold if number == 0 and bold_head else self.font
            cells = [cell.split("\n") for cell in row]
            high = max(len(lines) for lines in cells) * (size + 3) + 4
            if self.y - high < MARGIN:
                self.new_page()
            self.y -= high
            x = self.left
            for column, (lines, width) in enumerate(zip(cells, widths, strict=True)):
                if ruled:
                    self.canvas.rect(x, self.y, width, high)
                for index, line in enumerate(lines):
                    shift = width - padding - width_of(line, font, size) if column in right else padding
                    base = self.y + high - (index + 1) * (size + 3)
                    self.pen(self.canvas, x + shift, base, line, font, size)
                x += width
        self.y -= 6

    def columns(self, count: int, gap: float = 24) -> list[tuple[float, float]]:
        """Return left and right borders of equal columns between the margins."""
        width = (self.right - self.left - gap * (count - 1)) / count
        return [
            (self.left + index * (width + gap), self.left + index * (width + gap) + width) for index in range(count)
        ]

    def within(self, borders: tuple[float, float], top: float) -> None:
        """Go on writing between these borders, from `top` downwards."""
        self.left, self.right = borders
        self.y = top

    def signatures(self, blocks: Sequence[Sequence[str]]) -> None:
        """Write signature blocks side by side, a list of lines each."""
        top = self.y - 10
        borders = (self.left, self.right)
        width = (self.right - self.left) / len(blocks)
        lowest = top
        for index, block in enumerate(blocks):
            self.within((borders[0] + index * width, borders[0] + (index + 1) * width - 12), top)
            self.lines(block, 9.5)
            lowest = min(lowest, self.y)
        self.within(borders, lowest)

    def pdf(self) -> bytes:
        """End the document and return the file."""
        self.canvas.save()
        return self._out.getvalue()
