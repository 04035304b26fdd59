"""What an amount is for: the unit of a price or a rate, and what the words around say that a number counts."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.language import numberforms as forms
from kg.language.amounts import CLAUSE, SENTENCE, Amount, NumberSpan, near
from kg.language.numberforms import FORM
from kg.language.numerals import SCALES_EN, SCALES_ZH
from kg.regexes import compiled


def with_per(text: str, span: NumberSpan, amount: Amount) -> NumberSpan:
    """`span` with what the amount is for, after it (/1K tokens, 每年) or before it (每百万tokens, 一年)."""
    if span.kind in ("percent", "rank", "ratio") or (span.kind == "time" and span.unit != "GPU hours"):
        return span
    after = FORM["per_after"].match(text, span.end)
    if after and not _per_fits(span, after, amount):
        after = None
    if after:
        per, words = _per_name(after)
        end = after.end()
        more = FORM["per_after"].match(text, end)
        if more and more["sign"].strip(" -").lower() in ("/", "per") and not more["scale"]:
            per, end = f"{per}/{_per_name(more)[0]}", more.end()
        return _priced(text, replace(span, end=end, per=per, words=words or span.words), amount, after=True)
    if span.kind == "money" and amount.factor == 1 and (bare := FORM["per_scale"].match(text, span.end)):
        priced = _per_scale(text, span, bare)
        if priced:
            return priced
    if span.kind == "money" and (each := FORM["per_each"].match(text, span.end)):
        return replace(span, per="unit", end=each.end())
    if span.kind == "money" and amount.factor == 1 and (every := FORM["per_ly"].match(text, span.end)):
        return replace(span, per=every.lastgroup or "", end=every.end())
    before = FORM["per_before"].search(text[max(0, span.start - 30) : span.start])
    average = None if before else FORM["average"].search(text[max(0, span.start - 20) : span.start])
    if average and (span.kind == "money" or amount.factor > 1 or span.unit):
        return _priced(text, replace(span, per=forms.PERS[average["what"]][0]), amount)
    if not before and span.kind == "money" and amount.factor == 1:
        bare = FORM["per_scale_before"].search(text[max(0, span.start - 30) : span.start])
        return (_per_scale(text, span, bare, ahead=True) if bare else None) or span
    if not before or (
        before["sign"] == "一" and (before["gap"].strip(" 约近超") or span.kind not in ("money", "plain"))
    ):
        return span
    if not _per_fits(span, before, amount):
        return span
    per, words = _per_name(before)
    inner = FORM["per_before"].search(before["gap"])
    if inner:  # 每个用户每月30美元
        per = f"{per}/{_per_name(inner)[0]}" if inner.start() == 0 else _per_name(inner)[0]
    return _priced(text, replace(span, per=per, words=words or span.words), amount)


def _per_fits(span: NumberSpan, found: re.Match[str], amount: Amount) -> bool:
    """Which amounts may be for what: only money for goods and after `a`, `一`; a plain number needs a scale."""
    sign, goods = found["sign"].strip(" -").lower(), found["what"] in forms.GOODS
    if sign == "一" and re.compile(r"\s?[\d约]").match(found.string, found.end()) and span.start < found.start():
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
        count *= SCALES_EN.get(scale) or _scale_of(scale)
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
    per = "1K tokens" if scale in ("千", "k", "thousand") else "1M tokens"
    span = replace(span, end=end, per=per, words=_side_name(side))
    return span if side else _priced(text, span, None, after=True)


def _side_name(word: str) -> str:
    """The canonical name of what a price of tokens is for."""
    word = re.sub(r"\s+", " ", word.lower())
    return forms.DATA["sides"].get(word, word)


def _scale_of(scale: str) -> int:
    factor = 1
    for char in scale:
        factor *= SCALES_ZH[char]
    return factor


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


_DIGIT = compiled(r"\d")
_CONVERTED = compiled(r"\s?[(（]\s?(?:约合?|合|折合|即|≈|about |around |roughly )?\s?")  # 10美元(约73元)


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
        end, per = scale.end(), "1K tokens" if scale["scale"].lower() in ("千", "k", "thousand") else "1M tokens"
    sides = _side_name(gap["mod"]), _side_name(after["mod"]) if after else second.words
    per = per or "tokens"
    if sides[0] == sides[1] or "tokens" not in per:
        return None
    return replace(first, end=gap.end("side"), per=per, words=sides[0]), replace(second, end=end, per=per, words=sides[1])




def _pair(text: str, first: NumberSpan, second: NumberSpan) -> tuple[NumberSpan, NumberSpan]:
    """Two neighbours, of which the first is money, each with the other's currency and `per` where they are a pair."""
    gap = text[first.end : second.start]
    if _CONVERTED.fullmatch(gap) and second.kind == "money" and second.currency != first.currency and not second.per:
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


def is_massive(amount: Amount) -> bool:
    """Whether the scale is one in which text is counted in tokens: 1.4T, 150B, 3万亿."""
    return amount.letter in ("B", "T") or amount.factor >= 10**12


def follows_name(text: str, amount: Amount) -> bool:
    """Whether a small number follows a word with a capital, as a version does."""
    if amount.form != "latin" or amount.factor > 1 or amount.number >= 20:
        return False
    name = FORM["name_before"].search(text[max(0, amount.start - 24) : amount.start])
    return name is not None and not name[1].islower() and name[1].lower() not in forms.OPENERS


def experts(text: str, amount: Amount, found: re.Match[str], measure: str) -> str:
    """experts of a mixture, or researchers: by the words around, then by the number (8, 16, 64, 256)."""
    around = text[max(0, amount.start - 60) : found.end() + 60]
    number = amount.number
    if measure in ("位", "名") or FORM["experts_human"].match(text, found.end()):
        return "researchers"
    power = isinstance(number, int) and number >= 8 and number & (number - 1) == 0
    return "experts" if power or FORM["experts_moe"].search(around) else "researchers"


def is_time(text: str, amount: Amount, unit: str, stop: int) -> bool:
    """Not 一年30万 (the year is what the price is for), 有一天, 2023年."""
    if amount.form == "han" and amount.number == 1:
        return unit != "days" and not re.compile(r"\s?[\d约]").match(text, stop)
    return not (unit == "years" and 1950 <= amount.number <= 2100 and amount.factor == 1)




def role(text: str, amount: Amount, modifiers: str = "") -> str:
    """active or total, where the words beside a parameter count say so."""
    if both := FORM["both_roles"].search(text[max(0, amount.start - 40) : amount.start]):
        return "active" if both["first"] else "total"
    parts = FORM["role_stop"].split(text[amount.end : amount.end + 26], maxsplit=1)
    before = FORM["role_stop"].split(text[max(0, amount.start - 12) : amount.start])[-1]
    order = [modifiers, parts[0], before]
    if len(parts) > 1 and parts[1].isdigit():  # 总参数 80B 激活 13B: what stands between belongs to the next number,
        order = [modifiers, before, *([] if FORM["role_of_next"].search(parts[0]) else [parts[0]])]  # for sure right before it
    for words in order:
        found = FORM["role"].search(words)
        if found:
            return found.lastgroup or ""
    return ""


def are_tokens(text: str, amount: Amount) -> bool:
    """Whether a scaled number counts text: 15T 的多语言 token, Token数量约为250B, trained on 15T, 1.4T 训练数据."""
    start, end = amount.start, amount.end
    if FORM["tokens_after"].match(text, end) or FORM["tokens_before"].search(text[max(0, start - 16) : start]):
        return True
    if not is_massive(amount) or FORM["sized"].match(text, end) or near(FORM["parameters"], text, start):
        return False
    if FORM["data_after"].match(text, end):
        return True
    return amount.letter == "T" and near(FORM["training"], text, start, 40, SENTENCE)


def is_score(text: str, word: str, amount: Amount) -> bool:
    """Whether a number after the name of a benchmark is a score: BLEU 12.3, scores MMLU 70, MMLU 70; not AIME 2024."""
    number = amount.number
    if not FORM["scored"].fullmatch(word):
        return False
    if isinstance(number, float):
        return True
    if word in ("AIME", "HMMT") and 20 <= number <= 30 or 2000 <= number <= 2100 or word == "MATH" and number == 500:
        return False
    if word in ("Elo", "ELO", "Arena", "LMArena", "Codeforces"):
        return number >= 100
    said = FORM["result"].search(text[max(0, amount.start - 40) : amount.start]) or FORM["result"].match(text, amount.end)
    return bool(said) or 20 <= number <= 100
