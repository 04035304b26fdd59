"""Reads written numbers, Chinese and English, and folds characters one to one so that offsets stay."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

Number = int | float

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
SCALES_ZH = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
SCALES_EN = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12,
    "lakh": 10**5, "crore": 10**7, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12,
}  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS_EN = {
    word: i
    for i, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
        + ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
} | {w: 10 * i for i, w in enumerate(_TENS, 2)}

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，！：；？（）"}
# Traditional forms of the characters that dates, amounts and units are written with.
_TRADITIONAL = str.maketrans(
    "億萬兩參數個幣號後週時間點約過餘幾達額費價報歐鎊韓臺張塊顆種項條篇層漢戶載員開發準號禮輸詞內導體這當歲終",
    "亿万两参数个币号后周时间点约过余几达额费价报欧镑韩台张块颗种项条篇层汉户载员开发准号礼输词内导体这当岁终",
)
_BLANKS = dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), 0x20)
# A code span around an amount dresses it as bold type does: `$2/M` input.
_FOLD = _WIDE | _TRADITIONAL | _BLANKS | {ord("￥"): ord("¥"), ord("〜"): ord("~"), ord("`"): ord("*")}
_FOLDS = re.compile(f"[{''.join(map(re.escape, map(chr, _FOLD)))}]")


def fold(text: str) -> str:
    """`text` with full-width and traditional forms of digits, signs and units made plain; same length."""
    return text if text.isascii() and "`" not in text else _folded(text)


@lru_cache(maxsize=8)  # a sentence is folded for its dates and again for its numbers
def _folded(text: str) -> str:
    return text.translate(_FOLD) if _FOLDS.search(text) else text  # most texts have nothing of it, which is told sooner


def read_zh(words: str) -> int | None:
    """The value of a Chinese numeral (`一万五千`, `三亿`, `十二`, `二〇二三`); None when it is not well formed."""
    if not words:
        return None
    if all(c in DIGITS for c in words):
        return int("".join(str(DIGITS[c]) for c in words)) if len(words) == 1 or len(words) >= 3 else None
    total = section = 0
    digit: int | None = None
    small, big = 10**4, 10**20  # scales must fall inside a section, and from section to section
    last = 1
    for char in words:
        if char in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit, last = DIGITS[char], (1 if DIGITS[char] == 0 else last)
            continue
        scale = SCALES_ZH.get(char)
        if scale is None:
            return None
        if scale < 10**4:
            if scale >= small or digit == 0:
                return None
            section += (1 if digit is None else digit) * scale
            small = last = scale
        else:
            section += digit or 0
            if char == "亿" and total and not section:  # 万亿
                total, section = total * scale, 0
            elif char == "亿" and total and big == 10**4:  # 一千五百万零三亿 is none, 一万三千亿 is one
                total, section = (total + section) * scale, 0
            else:
                if scale >= big:
                    return None
                total += (section or 1) * scale
                section = 0
            small, big, last = 10**4, scale, scale
        digit = None
    # A digit right after a scale stands for the next lower place: 一万五 is 15000.
    tail = (digit or 0) * (last // 10 if last >= 100 else 1)
    return total + section + tail


def read_latin(digits: str) -> Number:
    """The value of digits with thousands separators or a decimal point: an int where it can be one."""
    plain = digits.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def scaled(number: Number, scale: int | Decimal) -> Number:
    """`number` × `scale` without binary noise: 1.4 × 10¹² is the int 1400000000000."""
    if scale == 1:
        return number
    if isinstance(number, int) and isinstance(scale, int):
        return number * scale
    exact = Decimal(repr(number)) * scale
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def scale_zh(words: str) -> int:
    """The factor of a run of scale characters: 万亿 is 10¹²."""
    factor = 1
    for char in words:
        factor *= SCALES_ZH[char]
    return factor


def read_words_en(words: str) -> int | None:
    """The value of a small English numeral: `seven`, `twenty-five`, `a`."""
    total = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in ("a", "an"):
            total += 1
        elif word == "hundred":
            total = (total or 1) * 100
        elif word in WORDS_EN:
            total += WORDS_EN[word]
        else:
            return None
    return total


def longest_first(word: str) -> tuple[int, str]:
    """The order of alternatives in a pattern: no word hides a longer one, and the pattern is the same in every process."""
    return -len(word), word
