"""Finds amounts in Chinese and English text: money and prices, parameters, tokens, percent, time, counts, ranks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import replace
from decimal import Decimal

from kg.language import numberforms as forms
from kg.language.amounts import Amount, NumberSpan, read_amount, read_shares, with_range
from kg.language.bare import CELL, bare
from kg.language.dates import URL, date_shapes
from kg.language.numberforms import FORM
from kg.language.numerals import Number, fold, read_zh, scaled
from kg.language.prices import share_prices, with_per
from kg.language.units import sized, with_unit

__all__ = ["NumberSpan", "find_numbers"]


def find_numbers(text: str) -> list[NumberSpan]:
    """The amounts of a text in Chinese or English, in order, without overlap; dates, versions, list markers and names are left out."""
    folded = fold(text)
    lower = folded.lower()
    starts = _starts(folded, lower)
    spans = _ranks(folded) if any(map(lower.__contains__, forms.RANK_SIGNS)) else []
    if any(map(lower.__contains__, forms.SHARE_SIGNS)):
        shares = read_shares(folded)
        spans += [(replace(span, approx=_approx_before(folded[max(0, span.start - 24) : span.start])), amount) for span, amount in shares]
    if not starts and not spans:
        return []
    blocked = [(span.start, span.end) for span, _ in spans]
    blocked += [m.span() for m in URL.finditer(folded)] if "://" in folded or "www." in folded else []
    if starts and not CELL.fullmatch(folded) and (FORM["dated"].search(folded) or any(map(lower.__contains__, forms.DATE_SIGNS))):
        blocked += date_shapes(text)
    blocked.sort()
    done = 0
    for start, end, form in starts:
        if start < done or _covered(blocked, start):
            continue
        amount, done = _amount_at(folded, start, end, form)
        span = _span(folded, amount) if amount else None
        if span and amount and not _covered(blocked, span.end - 1):
            spans.append((span, amount))
            done = max(done, span.end)
    spans.sort(key=lambda pair: pair[0].start)
    return share_prices(folded, _share_units(folded, _once(folded, spans)))


def _once(text: str, spans: list[tuple[NumberSpan, Amount]]) -> list[tuple[NumberSpan, Amount]]:
    """The numbers without those that say the one before them again, in brackets: 1750亿（175B）个参数."""
    kept: list[tuple[NumberSpan, Amount]] = []
    for pair in spans:
        span, before = pair[0], kept[-1][0] if kept else None
        again = before is not None and before.number == span.number and before.high == span.high
        if again and before and text[before.end : span.start].strip() in ("(", "（") and text[span.end : span.end + 1] in (")", "）"):
            continue
        kept.append(pair)
    return kept


def _starts(folded: str, lower: str) -> list[tuple[int, int, str]]:
    """(start, end, form) of a text's digits and numerals, in order; cheap looks first: most sentences have none."""
    starts: list[tuple[int, int, str]] = []
    if FORM["any_literal"].search(folded):
        starts = [(m.start(), m.end(), "") for m in FORM["literal"].finditer(folded)]
    if any(map(lower.__contains__, forms.WORD_SIGNS)):
        starts += [(m.start(), m.end(), "word") for m in FORM["word"].finditer(folded)]
        starts.sort()
    return starts


def _covered(blocked: list[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(blocked, (offset, 1 << 60)) - 1
    return at >= 0 and blocked[at][0] <= offset < blocked[at][1]


def _amount_at(text: str, start: int, end: int, form: str) -> tuple[Amount | None, int]:
    """The amount whose digits are `text[start:end]`, with its upper end, and where reading may go on."""
    if text[start] == "百" and (hundredths := FORM["hundredths"].match(text, start)):
        number = _hundredths(hundredths)
        return (None if number is None else Amount(start, hundredths.end(), number, "share", raw=number)), hundredths.end()
    amount, done = read_amount(text, start, end, form)
    return (with_range(text, amount) if amount and amount.form not in ("share", "chips") else amount), done


def _hundredths(found: re.Match[str]) -> Number | None:
    """The percent that 百分之 gives: 百分之30.5, 百分之三十点五."""
    if found["digits"]:
        return float(found["digits"]) if "." in found["digits"] else int(found["digits"])
    whole = read_zh(found["han"])
    if whole is None or not found["point"]:
        return whole
    return float(f"{whole}." + "".join(str(read_zh(digit)) for digit in found["point"]))


def _span(text: str, amount: Amount) -> NumberSpan | None:
    """`amount` with its unit and surroundings; None when it is nothing that is counted."""
    span = (
        _share(text, amount)
        or _money(text, amount)
        or with_unit(text, amount)
        or sized(text, amount)
        or bare(text, amount)
    )
    if span is None:
        return None
    span = with_per(text, span, amount)
    before = text[max(0, span.start - 24) : span.start]
    after = FORM["approx_after"].match(text, span.end)
    approx = amount.approx or bool(after) or _approx_before(before)
    return replace(span, approx=approx) if approx != span.approx else span


def _approx_before(before: str) -> bool:
    """Whether the words right before a number say that it is so only about: 约, nearly."""
    plain = before.rstrip(" *")
    in_han = plain.endswith(forms.APPROX_ZH) and not plain.endswith(forms.NO_APPROX_ZH)
    return in_han or FORM["approx_en"].search(before) is not None


def _share(text: str, amount: Amount) -> NumberSpan | None:
    """Percent: 70.6%, 七成, 半数, 40 percentage points."""
    if amount.form == "share":
        return NumberSpan(amount.start, amount.end, amount.number, None, "percent", "%")
    found = FORM["percent"].match(text, amount.end)
    if not found:
        return None
    number, high = amount.number, amount.high
    if found["tenth"] is not None:
        if number > 10 or (amount.form == "han" and text.startswith(forms.NO_TENTHS, amount.start)):
            return None
        five = 5 if found["five"] else 0
        number, high = scaled(number, 10) + five, None if high is None else scaled(high, 10) + five
    elif found[0].endswith("‰"):
        number = number / 10
    start = amount.start
    if FORM["minus"].search(text[max(0, start - 2) : start]):  # -3%
        start, number = start - 1, -number
    return NumberSpan(start, found.end(), number, high, "percent", "points" if found["points"] else "%")


def _money(text: str, amount: Amount) -> NumberSpan | None:
    """An amount with a currency before or after it; small change is given in the currency."""
    start, end, code, factor = amount.start, amount.end, "", 1.0
    prefix = FORM["prefix"].search(text[max(0, start - 8) : start])
    if prefix:
        code, factor = forms.CURRENCIES[prefix["word"].lower()]
        start -= len(prefix[0])
    suffix = FORM["money"].match(text, end)
    if suffix and not (suffix["zh"] == "元" and amount.form == "han" and amount.number < 10 and not prefix):
        word = (suffix["zh"] or re.sub(r"\s+", " ", suffix["en"])).lower()
        if not code or suffix["zh"] == "元":
            named, factor = forms.CURRENCIES.get(word) or forms.CURRENCIES[word.rstrip("s")]
            code = code or named
        end = suffix.end()
    if not code:
        return None
    number, high = amount.number, amount.high
    if prefix and high is None and FORM["minus"].search(text[max(0, start - 2) : start]):  # -$3 million
        start, number = start - 1, -number
    if factor != 1:
        part = Decimal(str(factor))
        number, high = scaled(number, part), None if high is None else scaled(high, part)
    return NumberSpan(start, end, number, high, "money", code, currency=code)


def _ranks(text: str) -> list[tuple[NumberSpan, Amount]]:
    """Places in an order: 排名第3, ranked first, #1 on."""
    found: dict[tuple[int, int], tuple[NumberSpan, Amount]] = {}
    taken: list[tuple[int, int]] = []
    for pattern in forms.RANKS:
        for match in pattern.finditer(text):
            word = match["n"].lower()
            number = int(word) if word.isdigit() and word.isascii() else forms.ORDINALS.get(word) or read_zh(word)
            start, end = match.span("at")
            if number and not _overlaps(taken, start, end):
                insort(taken, (start, end))
                found[start, end] = NumberSpan(start, end, number, None, "rank", ""), Amount(start, end, number, "rank")
    return [found[place] for place in taken]


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the ordered and separate spans of `taken` shares a character with this one."""
    after = bisect_left(taken, (start, start))
    return (after > 0 and taken[after - 1][1] > start) or (after < len(taken) and taken[after][0] < end)


def _share_units(text: str, spans: list[tuple[NumberSpan, Amount]]) -> list[NumberSpan]:
    """The spans in order; in a list the last unit goes for all (7, 13 and 70 billion parameters)."""
    done: list[NumberSpan] = []
    after: tuple[NumberSpan, Amount] | None = None
    for span, amount in reversed(spans):
        gap = text[span.end : after[0].start] if after else ""
        if after and span.kind == "plain" and after[0].kind not in ("plain", "rank") and FORM["list"].fullmatch(gap):
            span = _like(span, amount, *after)
        done.append(span)
        after = (span, amount)
    return done[::-1]


def _like(span: NumberSpan, amount: Amount, model: NumberSpan, model_amount: Amount) -> NumberSpan:
    """A plain `span` with the unit of the list's next member, and its scale where it has none of its own."""
    number = span.number
    if model.kind == "time" or (model.kind == "count" and model.unit == ""):
        return span
    shared = not model_amount.letter or model.kind == "parameters"  # "7 and 13B"; not "in 5 and 10k tokens"
    if amount.factor == 1 and model_amount.factor > 1 and shared and amount.raw < model_amount.raw:
        number = scaled(amount.raw, model_amount.factor)
        amount.factor = model_amount.factor
    return replace(
        span, number=number, kind=model.kind, unit=model.unit, currency=model.currency, per=model.per or span.per
    )
