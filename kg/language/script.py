"""Traditional Chinese read as simplified: one character for one, so that every place in the text stays the same."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kg.kept import digest, kept

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_SHARE = 0.03  # of the Chinese characters of a text that are traditional ones, where it is written so
_LEAST = 3  # characters: fewer that differ tell nothing


@cache
def _tables() -> tuple[dict[int, str], re.Pattern[str], re.Pattern[str]]:
    """Traditional character → simplified one, where they differ; what only simplified texts have, and only traditional ones. From OpenCC."""
    before, after, alone = kept("script", digest([version("opencc"), Path(__file__).read_bytes()]), _worked_out)
    return dict(zip(map(ord, before), after, strict=True)), re.compile(f"[{alone}]"), re.compile(f"[{before}]")


def _worked_out() -> tuple[str, str, str]:
    """The traditional characters, the simplified ones in their order, and those that only simplified texts have."""
    import opencc

    chars = [chr(code) for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(first, last)]
    plain, full = (opencc.OpenCC(way).convert("\n".join(chars)).split("\n") for way in ("t2s", "s2t"))
    table = {ord(char): to for char, to in zip(chars, plain, strict=True) if len(to) == 1 and to != char}
    alone = [char for char, to in zip(chars, full, strict=True) if to != char and ord(char) not in table]
    return "".join(map(chr, table)), "".join(table.values()), "".join(alone)


def simplified(text: str) -> str:
    """The text as simplified Chinese, of the same length; the very text where it is not written in traditional.

    In a text of both scripts only the lines that are traditional change.
    """
    if text.isascii() or _HAN.search(text) is None:
        return text
    table, _, traditional = _tables()
    if len(traditional.findall(text)) < _LEAST:
        return text
    plain = text.translate(table)
    if _is_traditional(text, plain):
        return plain
    lines = zip(text.split("\n"), plain.split("\n"), strict=True)
    found = "\n".join(new if _is_traditional(old, new) else old for old, new in lines)
    return text if found == text else found


def folded(text: str) -> str:
    """The text with every traditional character as the simplified one, whatever it is written in: to compare, not to read.

    A part of a text comes out as that part of the whole does, as `simplified` can not promise.
    """
    return text if text.isascii() or _HAN.search(text) is None else text.translate(_tables()[0])


def _is_traditional(old: str, new: str) -> bool:
    """Whether more characters are traditional ones than simplified ones: a few are common to both scripts."""
    if old == new:
        return False
    changed = sum(a != b for a, b in zip(old, new, strict=True))
    return changed >= max(_LEAST, _SHARE * len(_HAN.findall(old))) and changed > len(_tables()[1].findall(old))
