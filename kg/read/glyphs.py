"""The characters of a PDF page → pieces of lines: text, place, size, weight."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field
from typing import Any

_GAP = 1.1  # widths of an em between two characters of a line from which they stand apart
_BOLD = 600
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"simhei", b"cmbx", b"nimbusromno9l-medi", b"nimbussanl-bold", b"-bd")
_SOFT = ("\x02", "\xad", "\ufffe")  # what PDFium gives for a hyphen at the end of a line


@dataclass(slots=True)
class Piece:
    """A run of characters on one line. The origin is the page's lower left corner; sizes in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    size: float
    bold: bool = False
    base: float = 0.0  # where its letters stand


@dataclass(slots=True)
class Page:
    """One page: its size in points and the pieces of text on it."""

    width: float
    height: float
    pieces: list[Piece]


@dataclass(slots=True)
class _Run:
    """A piece in the making."""

    size: float = 0.0  # of the box around its last character
    type: float = 0.0  # of its type, which differs from font to font
    base: float = 0.0
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    first: int = 0
    chars: list[str] = field(default_factory=list)


def pieces(page: Any) -> list[Piece]:
    """The pieces of a pypdfium2 page in the document's order; what stands upright only, nothing off the page."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    try:
        return _Reader(pdfium, textpage.raw, page.get_size()).read()
    finally:
        textpage.close()


class _Reader:
    def __init__(self, pdfium: Any, text: Any, size: tuple[float, float]) -> None:
        self.pdfium, self.text, self.page = pdfium, text, size
        self.box = pdfium.FS_RECTF()
        self.matrix = pdfium.FS_MATRIX()
        self.found: list[Piece] = []
        self.run = _Run()

    def read(self) -> list[Piece]:
        pdfium, text, box = self.pdfium, self.text, self.box
        unicode_of, box_of, angle_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharAngle
        reference = ctypes.byref(box)
        for index in range(pdfium.FPDFText_CountChars(text)):
            code = unicode_of(text, index)
            if code in (10, 13):
                self._end()
                continue
            if code <= 0x20 and code != 2:
                if self.run.chars:
                    self.run.chars.append(" ")
                continue
            if not box_of(text, index, reference) or abs(angle_of(text, index)) > 0.2 and abs(angle_of(text, index)) < 6.1:
                continue
            self._take(index, code)
        self._end()
        return self.found

    def _take(self, index: int, code: int) -> None:
        box, run = self.box, self.run
        x0, x1, y0, y1 = box.left, box.right, box.bottom, box.top
        size = y1 - y0
        if not (0 < size < 2000) or x1 < 0 or y1 < 0 or x0 > self.page[0] or y0 > self.page[1]:
            return
        if run.chars:
            em = max(run.size, size)
            apart = x0 - run.x1 > _GAP * em or x0 < run.x1 - 2 * em
            if apart or abs((y0 + y1) - (run.y0 + run.y1)) > em * 1.2 or self._other_type(index, size):
                self._end()
                run = self.run
            elif x0 - run.x1 > 0.22 * em and run.chars[-1] != " " and code < 0x2E80 and ord(run.chars[-1]) < 0x2E80:
                run.chars.append(" ")
        if not run.chars:
            run.size, run.x0, run.y0, run.y1, run.first = size, x0, y0, y1, index
            run.type, run.base = self._type_size(index) or size, self._base(index, y0)
        char = "\xad" if chr(code) in _SOFT else chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        run.chars.append(char)
        run.size = size
        run.x1 = max(run.x1, x1) if len(run.chars) > 1 else x1
        run.y0, run.y1 = min(run.y0, y0), max(run.y1, y1)

    def _end(self) -> None:
        run = self.run
        text = "".join(run.chars).strip()
        if text:
            weight = self.pdfium.FPDFText_GetFontWeight(self.text, run.first)
            bold = weight >= _BOLD or self._bold_name(run.first)
            self.found.append(Piece(run.x0, run.y0, run.x1, run.y1, text, round(run.type, 1), bold, run.base))
        self.run = _Run()

    def _other_type(self, index: int, size: float) -> bool:
        """Whether a character is of another size than its run: the mark of a note, a power."""
        if 0.97 < size / self.run.size < 1.03:
            return False
        return not 0.84 < (self._type_size(index) or size) / self.run.type < 1.19

    def _base(self, index: int, other: float) -> float:
        x, y = ctypes.c_double(), ctypes.c_double()
        if self.pdfium.FPDFText_GetCharOrigin(self.text, index, ctypes.byref(x), ctypes.byref(y)):
            return y.value
        return other

    def _type_size(self, index: int) -> float:
        if not self.pdfium.FPDFText_GetMatrix(self.text, index, ctypes.byref(self.matrix)):
            return 0.0
        size = float(self.pdfium.FPDFText_GetFontSize(self.text, index)) * math.hypot(self.matrix.c, self.matrix.d)
        return size if 0.5 < size < 2000 else 0.0

    def _bold_name(self, index: int) -> bool:
        flags = ctypes.c_int()
        buffer = ctypes.create_string_buffer(128)
        size = self.pdfium.FPDFText_GetFontInfo(self.text, index, buffer, 128, ctypes.byref(flags))
        name = buffer.raw[: min(size, 128)].lower()
        return any(part in name for part in _BOLD_NAMES)
