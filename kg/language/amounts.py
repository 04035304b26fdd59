"""Reads the bare amount that begins at a place in the text, or sees that it is part of a name, version or marker."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.language import numberforms as forms
from kg.language.numberforms import FORM
from kg.language.numerals import DIGITS, SCALES_EN, Number, read_latin, read_words_en, read_zh, scale_zh, scaled
from kg.regexes import compiled


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """`text[start:end]` is an amount with its unit, and with what it is for where that follows (`0.002美元/1K tokens`).

    `kind`: money, percent, parameters, tokens, time, count, ratio, rank, plain. `high` is the upper end of a range.
    `unit` is the canonical name of units.toml ("" where none is known), the currency for money, `%` for percent.
    `per` is what a price or rate is for. `words` holds what else was said: context, input, output, active, total.
    """

    start: int
    end: int
    number: Number
    high: Number | None
    kind: str
    unit: str
    per: str = ""
    currency: str = ""
    approx: bool = False
    words: str = ""

    @property
    def rate(self) -> str:
        """`per` with the side that its tokens are of: "1M output tokens"."""
        side = {"input": "input", "output": "output", "cached": "cached input", "cached input": "cached input"}.get(self.words)
        return f" {self.per}".replace(" tokens", f" {side} tokens").strip() if side else self.per


@dataclass(slots=True)
class Amount:
    """`text[start:end]` is a number without its unit; `form` is latin, han, word or share (半数)."""

    start: int
    end: int
    number: Number
    form: str
    factor: int = 1
    letter: str = ""  # K, M, B or T where one of them is the scale
    bare: bool = False  # a scale with no digit before it (万亿)
    raw: Number = 0  # before the scale
    high: Number | None = None
    approx: bool = False

    def span(self, kind: str, unit: str, end: int = 0, words: str = "") -> NumberSpan:
        """The amount with its kind and unit, as far as `end` where words for these are a part of it."""
        return NumberSpan(self.start, end or self.end, self.number, self.high, kind, unit, words=words)


SENTENCE = compiled(r"[。！？!?；;\n]|\.\s")
CLAUSE = compiled(r"[。！？!?；;，,\n]|\.\s")
_RUN = compiled(r"[A-Za-z0-9_.+-]*(?:[:/][0-9.]+)*")
_SEPARATED = compiled(r"[:/][0-9]|\.[0-9]|,[0-9]")
_SUFFIX = compiled(r"-?[A-Za-z_]")
# Sizes side by side, "0.5B/7B/72B"; those behind a name are versions of it.
_SIZE = r"\d{1,4}(?:\.\d{1,3})?[BbMT]"
_SIZES = compiled(rf"(?<![A-Za-z0-9_.+/-]){_SIZE}(?:\s?/\s?{_SIZE}){{1,15}}(?![A-Za-z0-9_/-])")
_TOKEN = compiled(r"(?i)(?<![A-Za-z])tokens?$")  # 每百万Token0.2美元
_WIDE = 96  # characters on both sides in which such a run stands
_LONGEST = 24  # digits of the longest amount that is read
_BARE_BEFORE: dict[str, str] = forms.HAN["bare_behind"]


def read_amount(text: str, start: int, end: int, form: str) -> tuple[Amount | None, int]:
    """The amount whose digits are `text[start:end]` in folded text, and where reading may go on."""
    if form == "word":
        return _worded(text, start, end), end
    first = text[start]
    if first in "半过" or text.startswith("一半", start):
        return Amount(start, end, 50, "share", raw=50, approx=first == "过"), end
    if not first.isdigit() or not first.isascii():
        return _han(text, start, end), end
    return _latin(text, start, end, form)


def with_range(text: str, amount: Amount) -> Amount:
    """`amount` with its upper end where a second one follows (2.6至4.4万亿, 3 to 5); the scale may be shared."""
    join, unit = FORM["join"].match(text, amount.end), None
    if not join:
        unit = FORM["range_unit"].match(text, amount.end)  # 3万美元到5万美元, 10%-20%
        join = FORM["join"].match(text, unit.end()) if unit else None
    if not join or (
        "and" in join[0]
        and not text[max(0, amount.start - 12) : amount.start].lower().rstrip("$€£¥ ").endswith("between")
    ):
        return amount
    at = join.end()
    prefix = FORM["prefix_at"].match(text, at)
    at = prefix.end() if prefix else at
    digits = FORM["literal"].match(text, at)
    if not digits or digits[0][0] in "半过":
        return amount
    second, _ = read_amount(text, digits.start(), digits.end(), "range")
    if second is None or second.form != amount.form:
        return amount
    if unit and "%" in unit[0] and not text.startswith("%", second.end):  # 增长 12.3% 至 18 亿元: from no number to another
        return amount
    return _joined(amount, second)


def _joined(first: Amount, second: Amount) -> Amount:
    number, factor, letter = first.number, first.factor, first.letter
    if first.factor == 1 and second.factor > 1 and first.raw < second.raw:
        number, factor, letter = scaled(first.raw, second.factor), second.factor, second.letter
    if number >= second.number:
        return first
    return Amount(
        first.start, second.end, number, first.form, factor, letter, raw=first.raw, high=second.number,
        approx=first.approx or second.approx,
    )  # fmt: skip


def _latin(text: str, start: int, end: int, form: str) -> tuple[Amount | None, int]:
    """An amount in Arabic digits with its scale."""
    before = text[max(0, start - 4) : start]
    prefixed = FORM["prefix"].search(text[max(0, start - 8) : start])
    product = FORM["product"].match(text, start)
    sized = _among_sizes(text, start, end)
    glued = (
        form != "range"
        and not prefixed
        and (FORM["glued_behind"].search(before) or FORM["per_behind"].search(before) or _versioned(text, start, end))
        and not _paired(text, start, end)
        and not sized
        and not (_TOKEN.search(text[max(0, start - 8) : start]) and FORM["money"].match(text, end))
    )
    if glued or end - start > _LONGEST:
        return None, max(end, _run(text, end))
    if product:
        return _product(text, product), product.end()
    chips = FORM["chips"].match(text, end)
    if chips:  # 8xA100, 8 x H100
        stop = start + len(text[start : chips.end()].rstrip())
        return Amount(start, stop, read_latin(text[start:end]), "chips"), stop
    number = read_latin(text[start:end])
    power = FORM["power"].match(text, end)
    if power:
        exponent = int(power["exp"] or power["exp2"])
        value = scaled(number, 10**exponent) if power["exp"] else 10**exponent
        return Amount(start, power.end(), value, "latin", 10**exponent, raw=number), power.end()
    amount = Amount(start, end, number, "latin", raw=number)
    _scale(text, amount)
    if not sized and _is_name(text, amount, bool(prefixed)):
        return None, max(end, _run(text, end))
    more = FORM["more"].match(text, amount.end)
    if more and more["more"] and not text.startswith("+", more.end()) and not (more["apart"] and number % 10):
        amount.end, amount.approx = more.end(), True
        if amount.factor == 1:
            _scale(text, amount)  # 20多万
    return amount, amount.end


def _among_sizes(text: str, start: int, end: int) -> bool:
    """Whether the digits are one of several sizes with strokes between them: 7B/13B/70B."""
    if "/" not in text[max(0, start - 2) : end + 3]:
        return False
    runs = _SIZES.finditer(text, max(0, start - _WIDE), end + _WIDE)
    return any(run.start() <= start < run.end() for run in runs)


_ASIDE = compiled(r"[(（][^()（）]{1,16}[)）]\s?/\s?$")  # 1 元（缓存命中）/ 4 元（缓存未命中）


def _paired(text: str, start: int, end: int) -> bool:
    """Whether the digits are the second of two, no version: $30/180, 5 美元/15 美元, 80B total/13B active."""
    before = _ASIDE.sub("/", text[max(0, start - 24) : start])
    if not FORM["pair_before"].search(before):
        return bool(FORM["role_behind"].search(before))  # 80B total/13B active
    return FORM["money"].match(text, end) is not None or not FORM["pair_after"].match(text, end)


def _run(text: str, end: int) -> int:
    """Where the run of letters, digits and joined numbers that holds `end` stops."""
    run = _RUN.match(text, end)
    return run.end() if run else end


def _versioned(text: str, start: int, end: int) -> bool:
    """Whether the digits are a version with a size behind it: LLaMA 2-70B."""
    if not text.startswith("-", end) or not text[end + 1 : end + 2].isdigit():
        return False
    name = FORM["name_before"].search(text[max(0, start - 24) : start])
    return name is not None and not name[1].islower() and name[1].lower() not in forms.OPENERS


def _scale(text: str, amount: Amount) -> None:
    """Take the scale that follows the digits into `amount`."""
    zh = FORM["scale_zh"].match(text, amount.end)
    if zh:
        factor = scale_zh(zh["scale"])
        amount.number = scaled(amount.raw, factor)
        if zh["rest"]:
            amount.number += int(zh["rest"][:-1]) * 10**4
        amount.factor, amount.end = factor, zh.end()
        return
    en = FORM["scale_en"].match(text, amount.end)
    if not en or en["letter"] == "t":
        return
    if en["letter"] == "m" and not FORM["prefix"].search(text[max(0, amount.start - 8) : amount.start]):
        return  # 5m may be metres or minutes
    amount.factor = SCALES_EN[(en["word"] or en["letter"]).lower()]
    amount.number, amount.letter, amount.end = scaled(amount.raw, amount.factor), (en["letter"] or "").upper(), en.end()


def _is_name(text: str, amount: Amount, priced: bool) -> bool:
    """Whether what follows the digits makes them part of a name, a version, a clock time or an ordinal."""
    end = amount.end
    if _SEPARATED.match(text, end) and not (priced and text[end] == "/"):
        return True
    if text.startswith("G", end) and not text.startswith(("GB", "GiB"), end) and amount.number < 8:  # 5G
        return True
    if FORM["ordinal_before"].match(text, end) and not priced:
        return not FORM["unit_zh"].match(text, end)
    suffix = _SUFFIX.match(text, end)
    if suffix and priced and FORM["per_after"].match(text, end):  # $20-a-month
        return False
    return bool(suffix) and not any(
        pattern.match(text, end)
        for pattern in (FORM["unit_en"], FORM["abbr"], FORM["percent"], FORM["money"], FORM["context_after"], FORM["unit_zh"])
    )


def _product(text: str, product: re.Match[str]) -> Amount | None:
    """8x7B where the word parameters follows; else it is a name or a size."""
    if not product["letter"] or not FORM["unit_parameters"].match(text, product.end("letter")):
        return None
    each = scaled(read_latin(product["each"]), SCALES_EN[product["letter"].lower()])
    count = int(product["count"])
    factor = SCALES_EN[product["letter"].lower()]
    return Amount(
        product.start(),
        product.end("letter"),
        scaled(each, count),
        "latin",
        factor,
        product["letter"].upper(),
        approx=True,
    )


def _han(text: str, start: int, end: int) -> Amount | None:
    """An amount in Chinese numerals."""
    words, before = text[start:end], text[max(0, start - 1) : start]
    if _is_of_a_word(text, start, end) or words == "十" and not _counted(text, end):
        return None
    number = read_zh(words)
    if not number or words == "二" or words[0] in "零〇":  # two of a thing is 两: 二次开发, 二者
        return None
    if number == 1 and before and before in forms.HAN["no_one_behind"]:
        return None
    bare, shown = words[0] not in DIGITS and words[0] != "十", _BARE_BEFORE.get(before, "")
    shown += "百千万" if text.startswith("倍", end) else "百千万亿" if text.startswith("余", end) else ""  # 百余家
    if bare and (set(words) - set("百千万亿十") or len(words) == 1 and words not in shown):
        return None
    factor = next((10**p for p in (8, 4) if number >= 10**p), 1)
    amount = Amount(start, end, number, "han", factor, bare=bare, raw=number, approx=bare and words in shown)
    more = FORM["more"].match(text, end)
    if more and more["more"]:
        amount.end, amount.approx = more.end(), True
        if scale := FORM["scale_zh"].match(text, amount.end):  # 三十多万
            times = scale_zh(scale["scale"])
            amount.number, amount.factor, amount.end = number * times, times, scale.end()
    return amount


def _is_of_a_word(text: str, start: int, end: int) -> bool:
    """Whether numerals are no amount but a part of a word, an ordinal or a turn of speech: 统一, 第三章, 三四个, 成千上万."""
    words, before = text[start:end], text[max(0, start - 1) : start]
    if end - start > _LONGEST or FORM["per_behind"].search(text[max(0, start - 4) : start]):
        return True
    if before and (before in forms.HAN["none_behind"] or before.isdigit()) or text.startswith(("分之", "几"), end):
        return True
    if FORM["ordinal_before"].match(text, end) and not FORM["unit_zh"].match(text, end):
        return True
    if len(words) > 1 and all(c in DIGITS for c in words):  # 三四个, 二〇二三
        return True
    return text.startswith("成千上", max(0, start - 3))


def _counted(text: str, end: int) -> bool:
    """Whether 十 counts what follows: 十倍, 十个模型; not 十分, 十字路口, 十足."""
    if text[end : end + 1] in ("", *forms.HAN["no_ten_before"]):
        return False
    return any(p.match(text, end) for p in (FORM["unit_zh"], FORM["money"], FORM["measured"]))


def read_shares(text: str) -> list[tuple[NumberSpan, Amount]]:
    """Parts and multiples in words, as percent or times over: 8 out of 10, two-thirds, fivefold, 三分之二的, 翻倍."""
    found = []
    for match in FORM["shares"].finditer(text):
        kind, number = _share_value(text, match)
        if number:
            start, end = match.span()
            span = NumberSpan(start, end, number, None, kind, "%" if kind == "percent" else "x")
            found.append((span, Amount(start, end, number, "share")))
    return found


def _share_value(text: str, match: re.Match[str]) -> tuple[str, Number]:
    """(percent or ratio, value) of a match of SHARES; 0 where it is not clear that it says an amount."""
    times: Number = next((n for n in (2, 3, 4) if match[f"x{n}"]), 0) or (2 if match["twice"] else 0)
    if match["fold"]:
        times = _small(match["fold"])
    elif match["turns"]:
        times = 2 ** (int(match["turns"]) if match["turns"].isdigit() else read_zh(match["turns"]) or 0)
    if times:
        return "ratio", times
    top: Number = 1
    whole: Number = 2
    if match["part"]:
        top, whole = _small(match["part"]), _small(match["whole"])
    elif match["every"]:
        whole = _small(match["every"])
    elif match["below"]:
        clear = match["below"] in ("千", "万") or FORM["share_zh_after"].match(text, match.end())
        clear = clear or FORM["share_zh_before"].search(text[max(0, match.start() - 4) : match.start()])
        if match["below"] == "百" or not clear:
            return "", 0
        top, whole = read_zh(match["above"]) or 0, read_zh(match["below"]) or 0
    elif not match["half"]:
        part = (match["of1"] or match["of2"] or match["of3"]).lower().rstrip("s")
        top, whole = _small(match["top"] or match["one"]), forms.PARTS[part]
    if not whole or not 0 < top <= whole:
        return "", 0
    value = round(100 * top / whole, 2)
    return "percent", int(value) if value == int(value) else value


def _small(word: str) -> Number:
    """The value of digits or one small English number word."""
    return read_latin(word) if word[0].isdigit() else read_words_en(word) or 0


def _worded(text: str, start: int, end: int) -> Amount | None:
    """An amount in English words (three, twenty-five, a million)."""
    words = text[start:end].strip().lower()
    number: Number | None = 0.5 if words.startswith("half") else read_words_en(words)
    if number is None or (start and text[start - 1] in "-–"):
        return None
    amount = Amount(start, start + len(text[start:end].rstrip()), number, "word", raw=number)
    en = FORM["scale_en"].match(text, amount.end)
    if en and en["word"]:
        amount.factor = SCALES_EN[en["word"].lower()]
        amount.number, amount.end = scaled(number, amount.factor), en.end()
    return amount


def near(pattern: re.Pattern[str], text: str, start: int, reach: int = 24, within: re.Pattern[str] = CLAUSE) -> bool:
    """Whether `pattern` stands within `reach` characters before `start`, in the same clause or sentence."""
    return bool(pattern.search(within.split(text[max(0, start - reach) : start])[-1]))
