"""Foreign people as Chinese writes them, dots between the parts of their names: where such a name begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.entities.shapes import Shapes
from kg.entities.spelling import DOTS
from kg.knowledge import sole, unlisted
from kg.language import zh
from kg.model import Entity, Mention
from kg.regexes import compiled

_HAN = re.compile("[一-鿿]")
_DOTS = re.compile(f"[{DOTS}]")
_TELLING = re.compile("[一-鿿]{2,6}")  # the part of a name that may stand alone
_PART = 8  # characters of a part of a name
_COMMON = 200  # how often jieba's corpus has a word that a name's last character begins
_WORD = 2500  # and what is a word of the sentence
_LOOSE = "于曾"  # ends no part of a name: a word of the sentence


class Transcribed:
    """Finds such names by the characters of transcription of kg/data/cues/shapes.toml."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        chars = "".join(sorted(shapes.transcription - {"-"}))
        kin = "".join(sorted(n for n in shapes.surnames if len(n) == 1))
        part = f"[{chars}](?:[{chars}]|-(?=[{chars}])){{0,{_PART - 1}}}"
        self.name = compiled(f"(?P<first>{part})(?:[{DOTS}](?:[A-Z]\\.?[{DOTS}])?{part}){{1,3}}|{part}[{DOTS}][{kin}](?=[^一-鿿{DOTS}]|[时的在说称是和与也将曾认表对]|$)")

    def find(self, text: str) -> Iterator[Mention]:
        """The names of one block."""
        last = 0
        for dot in _DOTS.finditer(text):
            match = self.name.search(text, max(last, dot.start() - _PART)) if dot.start() >= last else None
            if match is None or match.start() > dot.start():
                continue
            last = match.end()
            start, end = self._start(text, *match.span()), self._end(text, *match.span())
            start, name = self.shapes.person(start, text[start:end])
            if name:
                yield Mention(start, end, unlisted("Person", name), "title")

    def _start(self, text: str, start: int, end: int) -> int:
        """Where the name begins: behind a first character that is the end of the word before it (主席)."""
        before = text[start - 1] if start else ""
        if any(dot in text[start : start + 2] for dot in DOTS) or not _HAN.match(before):
            return start
        return start + (text[start] in _LOOSE or zh.frequency(before + text[start]) > _COMMON)

    def _end(self, text: str, start: int, end: int) -> int:
        """Where the name ends: before characters that are of the sentence's next words."""
        last = max(text.rfind(dot, start, end) for dot in DOTS) + 1
        while end - last > 1:
            behind = text[end : end + 1]
            if end - last > 3 and zh.frequency(text[end - 2 : end]) > _WORD:
                end -= 2  # 特别
            elif text[end - 1] in _LOOSE or _HAN.match(behind) and zh.frequency(text[end - 1] + behind) > _COMMON:
                end -= 1  # 提|到
            else:
                break
        return end


def shortened(text: str, found: list[Mention]) -> Iterator[tuple[int, int, Entity]]:
    """ "玛尔塔·奎因 … 奎因": a part of such a name alone is the one person of the article with it."""
    people = sole(
        (part, m.entity)
        for m in found
        if m.entity.type == "Person" and len(parts := _DOTS.split(text[m.start : m.end])) > 1
        for part in (parts[0], parts[-1])
        if _TELLING.fullmatch(part) and (len(part) > 2 or zh.frequency(part) < _COMMON)
    )
    if people:
        pattern = re.compile(f"(?<![{DOTS}])(?:{'|'.join(sorted(people, key=lambda part: (-len(part), part)))})(?![{DOTS}])")
        yield from ((*m.span(), people[m.group()]) for m in pattern.finditer(text))


def without_pieces(text: str, found: list[Mention], names: list[Mention]) -> list[Mention]:
    """The mentions without what is but a piece of such a name: 伊利 in 伊利亚·萨茨. A known person's part of it stays."""
    inside = {at: name for name in names for at in range(name.start, name.end)}
    return [m for m in found if not _is_piece(text, m, inside.get(m.start))]


def _is_piece(text: str, m: Mention, name: Mention | None) -> bool:
    if name is None or m.end > name.end or m.end - m.start == name.end - name.start:
        return False
    known = m.entity.type == "Person" and _DOTS.search(text, max(0, m.start - 1), m.end) is not None
    return not known or name.end - m.end > 1
