"""What an amount is for: what a price is paid or a rate counted for, and whether it is that of input or output."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.language import numberforms as forms
from kg.language.amounts import CLAUSE, SENTENCE, Amount, NumberSpan, near
from kg.language.numberforms import FORM
from kg.language.numerals import SCALES_EN, scale_zh
from kg.regexes import compiled

_DIGIT = compiled(r"\d")
_DIGIT_BEHIND = compiled(r"\s?[\d约]")


def with_per(text: str, span: NumberSpan, amount: Amount) -> NumberSpan:
    """`span` with what the amount is for, after it (/1K tokens, 每年) or before it (每百万tokens, 一年)."""
    if span.kind in ("percent", "rank", "ratio") or (span.kind == "time" and span.unit != "GPU hours"):
        return span
    return _per_behind(text, span, amount) or _per_before(text, span, amount) or span


def _per_behind(text: str, span: NumberSpan, amount: Amount) -> NumberSpan | None:
    """As `with_per`, by the words after the amount; None where they say nothing."""
    after = FORM["per_after"].match(text, span.end)
    if after and _per_fits(span, after, amount):
        per, words = _per_name(after)
        end = after.end()
        more = FORM["per_after"].match(text, end)
        if more and more["sign"].strip(" -").lower() in ("/", "per") and not more["scale"]:
            per, end = f"{per}/{_per_name(more)[0]}", more.end()
        return _priced(text, replace(span, end=end, per=per, words=words or span.words), amount, after=True)
    if span.kind != "money":
        return None
    if amount.factor == 1 and (scale := FORM["per_scale"].match(text, span.end)) and (priced := _per_scale(text, span, scale)):
        return priced
    if each := FORM["per_each"].match(text, span.end):
        return replace(span, per="unit", end=each.end())
    if amount.factor == 1 and (every := FORM["per_ly"].match(text, span.end)):
        return replace(span, per=every.lastgroup or "", end=every.end())
    return None


def _per_before(text: str, span: NumberSpan, amount: Amount) -> NumberSpan | None:
    """As `with_per`, by the words before the amount; None where they say nothing."""
    left = text[max(0, span.start - 30) : span.start]
    before = FORM["per_before"].search(left)
    if before is None:
        average = FORM["average"].search(left[-20:])
        if average and (span.kind == "money" or amount.factor > 1 or span.unit):
            return _priced(text, replace(span, per=forms.PERS[average["what"]][0]), amount)
        scale = FORM["per_scale_before"].search(left) if span.kind == "money" and amount.factor == 1 else None
        return _per_scale(text, span, scale, ahead=True) if scale else None
    if before["sign"] == "一" and (before["gap"].strip(" 约近超") or span.kind not in ("money", "plain")):
        return None
    if not _per_fits(span, before, amount):
        return None
    per, words = _per_name(before)
    inner = FORM["per_before"].search(before["gap"])
    if inner:  # 每个用户每月30美元
        per = f"{per}/{_per_name(inner)[0]}" if inner.start() == 0 else _per_name(inner)[0]
    return _priced(text, replace(span, per=per, words=words or span.words), amount)


def _per_fits(span: NumberSpan, found: re.Match[str], amount: Amount) -> bool:
    """Which amounts may be for what: only money for goods and after `a`, `一`; a plain number needs a scale."""
    sign, goods = found["sign"].strip(" -").lower(), found["what"] in forms.GOODS
    if sign == "一" and _DIGIT_BEHIND.match(found.string, found.end()) and span.start < found.start():
        return False  # 每月20美元 一年30万: the year is the next one's
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
        count *= SCALES_EN.get(scale) or scale_zh(scale)
    modifier = (found["mod"] or "").lower()
    words = _side_name(modifier)
    if count == 1:
        return name, words
    short = next(
        (f"{count // size}{sign}" for size, sign in ((10**6, "M"), (10**3, "K")) if count % size == 0), str(count)
    )
    return f"{short} {name}s", words


def _per_scale(text: str, span: NumberSpan, found: re.Match[str], ahead: bool = False) -> NumberSpan | None:
    """A price for so many tokens where `tokens` is not said: ¥1.0/M 输入, $1.1 per million input, $3/M, 每百万输入2元.

    `ahead`: `found` ends where the price begins.
    """
    side, scale = found["mod"] or "", found["scale"].lower()
    around = text[max(0, span.start - 60) : span.end + 80]
    if not side and scale not in ("m", "mm") and not FORM["tokenish"].search(around):
        return None
    end = span.end if ahead else found.end()
    if not ahead and side and (_sides_first(text, span) or FORM["both_sides"].match(text, found.start("mod"))):
        side, end = "", found.end("scale")  # input $3/M output $15/M: this side is the next price's
    span = replace(span, end=end, per=_scale_name(scale), words=_side_name(side))
    return span if side else _priced(text, span, None, after=True)


def _scale_name(scale: str) -> str:
    """The canonical name of so many tokens, by the word for how many."""
    return "1K tokens" if SCALES_EN.get(scale.lower()) == 1000 or scale == "千" else "1M tokens"


def _side_name(word: str) -> str:
    """The canonical name of what a price of tokens is for."""
    word = re.sub(r"\s+", " ", word.lower())
    return forms.DATA["sides"].get(word, word)


def _priced(text: str, span: NumberSpan, amount: Amount | None, after: bool = False) -> NumberSpan:
    """`span` with its side, input or output; a plain amount for a year beside 报价 is money in yuan: 报价一年30万."""
    if span.kind == "money" and "token" in span.per and not span.words:
        span = replace(span, words=_side_of(text, span, after))
    if amount and span.kind == "plain" and amount.factor > 1 and near(FORM["price_zh"], text, span.start, 40, SENTENCE):
        return replace(span, kind="money", unit="CNY", currency="CNY")
    return span


def _side_of(text: str, span: NumberSpan, after: bool) -> str:
    """input or output, from the words before a price, or after it where the clause's first price has none before it."""
    clause = CLAUSE.split(text[max(0, span.start - 60) : span.start])[-1]
    sides = list(FORM["sides"].finditer(clause[-24:]))
    follows = FORM["side_after"].match(text, span.end) if after else None
    if follows and (not sides or not _sides_first(text, span)):
        return _side_name(follows["mod"])
    return sides[-1].lastgroup or "" if sides else ""


def _sides_first(text: str, span: NumberSpan) -> bool:
    """Whether input or output is said before the first number of the clause that the price stands in."""
    clause = CLAUSE.split(text[max(0, span.start - 60) : span.start])[-1]
    return FORM["sides"].search(_DIGIT.split(clause)[0]) is not None


def share_prices(text: str, spans: list[NumberSpan]) -> list[NumberSpan]:
    """The spans with what two prices side by side have in common: $30/180, $0.14/$0.28 per million tokens."""
    done: list[NumberSpan] = []
    for span in spans:
        if done and done[-1].kind == "money":
            done[-1], span = _sided(text, done[-1], span) or _pair(text, done[-1], span)
        done.append(span)
    return done


def _sided(text: str, first: NumberSpan, second: NumberSpan) -> tuple[NumberSpan, NumberSpan] | None:
    """Two prices with their sides behind them, and for both what they are for behind the second; None for any others."""
    gap = FORM["sided_gap"].fullmatch(text, first.end, second.start)
    after = FORM["side_word"].match(text, second.end) if gap else None
    if gap is None or second.kind != "money" or second.currency != first.currency or first.per:
        return None
    end, per = after.end() if after else second.end, second.per
    if not per and (found := FORM["per_after"].match(text, end)):
        end, per = found.end(), _per_name(found)[0]
    elif not per and (scale := FORM["per_scale"].match(text, end)):
        end, per = scale.end(), _scale_name(scale["scale"])
    sides = _side_name(gap["mod"]), _side_name(after["mod"]) if after else second.words
    per = per or "tokens"
    if sides[0] == sides[1] or "tokens" not in per:
        return None
    return replace(first, end=gap.end("side"), per=per, words=sides[0]), replace(second, end=end, per=per, words=sides[1])


def _pair(text: str, first: NumberSpan, second: NumberSpan) -> tuple[NumberSpan, NumberSpan]:
    """Two neighbours, of which the first is money, each with the other's currency and `per` where they are a pair."""
    gap = text[first.end : second.start]
    if FORM["converted"].fullmatch(gap) and second.kind == "money" and second.currency != first.currency and not second.per:
        return first, replace(second, per=first.per, words=first.words)
    slash = FORM["slash"].fullmatch(gap)
    if slash and second.kind == "plain" and not second.per:
        second = replace(second, kind="money", unit=first.unit, currency=first.currency)
    both = FORM["both_sides"].search(text[max(0, first.start - 40) : second.end + 30])
    slash = slash or (both and FORM["and"].fullmatch(gap))
    if second.kind != "money" or second.currency != first.currency or not (slash or FORM["price_gap"].fullmatch(gap)):
        return first, second
    if first.per and second.per and first.per != second.per:
        return first, second
    first, second = replace(first, per=first.per or second.per), replace(second, per=second.per or first.per)
    if "token" not in first.per:
        return first, second
    if slash and both:
        names = ("input", "output") if both["input"] else ("output", "input")
        return replace(first, words=names[0]), replace(second, words=names[1])
    if slash:
        return first, second
    return tuple(s if s.words else replace(s, words=_side_of(text, s, False)) for s in (first, second))  # type: ignore[return-value]
