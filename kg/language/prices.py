"""What an amount is for: the unit of a price or a rate, before the number or after it."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.language import numberforms as forms
from kg.language.amounts import CLAUSE, SENTENCE, Amount, NumberSpan, near
from kg.language.numerals import SCALES_EN, SCALES_ZH


def with_per(text: str, span: NumberSpan, amount: Amount) -> NumberSpan:
    """`span` with what the amount is for, after it (/1K tokens, 每年) or before it (每百万tokens, 一年)."""
    if span.kind in ("percent", "rank", "ratio") or (span.kind == "time" and span.unit != "GPU hours"):
        return span
    after = forms.PER_AFTER.match(text, span.end)
    if after and not _per_fits(span, after, amount):
        after = None
    if after:
        per, words = _per_name(after)
        end = after.end()
        more = forms.PER_AFTER.match(text, end)
        if more and more["sign"].strip().lower() in ("/", "per") and not more["scale"]:
            per, end = f"{per}/{_per_name(more)[0]}", more.end()
        return _priced(text, replace(span, end=end, per=per, words=words or span.words), amount)
    if span.kind == "money" and (each := forms.PER_EACH.match(text, span.end)):
        return replace(span, per="unit", end=each.end())
    before = forms.PER_BEFORE.search(text[max(0, span.start - 30) : span.start])
    average = None if before else forms.AVERAGE.search(text[max(0, span.start - 20) : span.start])
    if average and (span.kind == "money" or amount.factor > 1 or span.unit):
        return _priced(text, replace(span, per=forms.PERS[average["what"]][0]), amount)
    if not before or (
        before["sign"] == "一" and (before["gap"].strip(" 约近超") or span.kind not in ("money", "plain"))
    ):
        return span
    if not _per_fits(span, before, amount):
        return span
    per, words = _per_name(before)
    inner = forms.PER_BEFORE.search(before["gap"])
    if inner:  # 每个用户每月30美元
        per = f"{per}/{_per_name(inner)[0]}" if inner.start() == 0 else _per_name(inner)[0]
    return _priced(text, replace(span, per=per, words=words or span.words), amount)


def _per_fits(span: NumberSpan, found: re.Match[str], amount: Amount) -> bool:
    """Which amounts may be for what: only money for goods and after `a`, `一`; a plain number needs a scale."""
    sign, goods = found["sign"].strip().lower(), found["what"] in forms.GOODS
    if span.kind == "money":
        return not (sign == "一" and goods)
    if goods or sign in ("a", "an", "for every", "for each"):
        return False
    if span.kind == "plain":
        return amount.factor > 1 and (sign != "一" or "年" in found["what"] or "月" in found["what"])
    return sign != "一"


def _per_name(found: re.Match[str]) -> tuple[str, str]:
    """The canonical name of what an amount is for, and input or output where that is said."""
    word = (found["zh"] or re.sub(r"\s+", " ", found["en"])).lower()
    name, counted = forms.PERS.get(word) or forms.PERS.get(word.rstrip("s")) or (word, False)
    count = int((found["n"] or "1").replace(",", ""))
    scale = (found["scale"] or "").lower()
    if scale:
        count *= SCALES_EN.get(scale) or _scale_of(scale)
    modifier = (found["mod"] or "").lower()
    words = {"输入": "input", "输出": "output", "缓存": "cached"}.get(modifier, modifier)
    if count == 1:
        return name, words
    short = next(
        (f"{count // size}{sign}" for size, sign in ((10**6, "M"), (10**3, "K")) if count % size == 0), str(count)
    )
    return f"{short} {name}s", words


def _scale_of(scale: str) -> int:
    factor = 1
    for char in scale:
        factor *= SCALES_ZH[char]
    return factor


_SIDE = re.compile(r"(?P<input>输入|\binput)|(?P<output>输出|\boutput)", re.I)


def _priced(text: str, span: NumberSpan, amount: Amount) -> NumberSpan:
    """`span` with its side, input or output; a plain amount for a year beside 报价 is money in yuan: 报价一年30万."""
    if span.kind == "money" and "token" in span.per and not span.words:
        sides = list(_SIDE.finditer(CLAUSE.split(text[max(0, span.start - 24) : span.start])[-1]))
        span = replace(span, words=sides[-1].lastgroup or "") if sides else span
    if span.kind == "plain" and amount.factor > 1 and near(forms.PRICE_ZH, text, span.start, 40, SENTENCE):
        return replace(span, kind="money", unit="CNY", currency="CNY")
    return span
