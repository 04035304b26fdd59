"""Finds amounts in Chinese and English text: money and prices, parameters, tokens, percent, time, counts, ranks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import replace
from decimal import Decimal

from kg.language import numberforms as forms
from kg.language.amounts import Amount, NumberSpan, near, read_amount, read_shares, with_range
from kg.language.dates import URL, date_shapes
from kg.language.numberforms import FORM
from kg.language.numerals import Number, fold, read_zh, scaled
from kg.language.prices import (
    are_tokens,
    experts,
    follows_name,
    is_massive,
    is_score,
    is_time,
    role,
    share_prices,
    with_per,
)
from kg.regexes import compiled

__all__ = ["NumberSpan", "find_numbers"]

_NAMED = frozenset(forms.WORDS["named"])
_CELL = compiled(r"\s*\*{0,2}[\d.,]+\*{0,2}\s*")


def find_numbers(text: str, lang: str = "en") -> list[NumberSpan]:
    """The amounts of `text` in order, without overlap; dates, versions, list markers and names are left out.

    Forms of both languages are tried in any text; `lang` is accepted for signs that read differently in each.
    """
    folded = fold(text)
    lower = folded.lower()
    starts = _starts(folded, lower)
    spans = _ranks(folded) if any(map(lower.__contains__, forms.RANK_SIGNS)) else []
    if any(map(lower.__contains__, forms.SHARE_SIGNS)):
        spans += [(replace(s, approx=_approx_before(folded[max(0, s.start - 24) : s.start])), a)
                  for s, a in read_shares(folded)]  # fmt: skip
    if not starts and not spans:
        return []
    blocked = [(span.start, span.end) for span, _ in spans]
    blocked += [m.span() for m in URL.finditer(folded)] if "://" in folded or "www." in folded else []
    if starts and not _CELL.fullmatch(folded) and (FORM["dated"].search(folded) or any(map(lower.__contains__, forms.DATE_SIGNS))):
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
    hundredths = FORM["hundredths"].match(text, start) if text[start] == "百" else None
    if not hundredths:
        amount, done = read_amount(text, start, end, form)
        return (with_range(text, amount) if amount and amount.form not in ("share", "chips") else amount), done
    if hundredths["digits"]:
        number: Number | None = (
            float(hundredths["digits"]) if "." in hundredths["digits"] else int(hundredths["digits"])
        )
    else:
        number = read_zh(hundredths["han"])
        if hundredths["point"] and number is not None:
            number = float(f"{number}." + "".join(str(read_zh(c)) for c in hundredths["point"]))
    amount = Amount(start, hundredths.end(), number, "share", raw=number) if number is not None else None
    return amount, hundredths.end()


def _span(text: str, amount: Amount) -> NumberSpan | None:
    """`amount` with its unit and surroundings; None when it is nothing that is counted."""
    span = (
        _share(text, amount)
        or _money(text, amount)
        or _unit(text, amount)
        or _sized(text, amount)
        or _plain(text, amount)
    )
    if span is None:
        return None
    span = with_per(text, span, amount)
    before = text[max(0, span.start - 24) : span.start]
    after = FORM["approx_after"].match(text, span.end)
    approx = amount.approx or bool(after) or _approx_before(before)
    return replace(span, approx=approx) if approx != span.approx else span


def _approx_before(before: str) -> bool:
    return (
        before.rstrip(" *").endswith(forms.APPROX_ZH)
        and not before.rstrip(" *").endswith("最近")
        or bool(FORM["approx_en"].search(before))
    )


def _share(text: str, amount: Amount) -> NumberSpan | None:
    """Percent: 70.6%, 七成, 半数, 40 percentage points."""
    if amount.form == "share":
        return NumberSpan(amount.start, amount.end, amount.number, None, "percent", "%")
    found = FORM["percent"].match(text, amount.end)
    if not found:
        return None
    number, high = amount.number, amount.high
    if found["tenth"] is not None:
        if number > 10 or (amount.form == "han" and text.startswith("一成不变", amount.start)):
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


def _unit(text: str, amount: Amount) -> NumberSpan | None:
    """An amount with a unit of units.toml after it, or a measure word and such a noun at a distance."""
    start, end = amount.start, amount.end
    if amount.form == "chips":
        return NumberSpan(start, end, amount.number, None, "count", "TPUs" if "TPU" in text[end : end + 9] else "GPUs")
    if text[end : end + 6].lstrip(" *\n")[:1] in _STOPS:
        return None
    matches = [m for p in (FORM["unit_zh"], FORM["unit_en"], FORM["abbr"]) if (m := p.match(text, end))]
    if not matches:
        return _distant(text, amount)
    found = max(matches, key=lambda match: match.end())
    words, word, stop = "", found["word"].lower(), found.end()
    unit, kind = _unit_of(text, amount, found)
    if kind == "":
        return None
    if kind == "sorts" and amount.form == "han" and amount.number == 1:
        return None  # 一个总参数量 480B 的模型
    if kind == "sorts":
        stop = end + len(text[end : found.start("word")].rstrip(" 的"))
        return _distant(text, amount, found) or NumberSpan(start, stop, amount.number, amount.high, "count", "")
    if kind == "count" and any(c.isdigit() for c in word):  # A100 is a thing of its own: 2048块 | A100
        stop = end + len(text[end : found.start("word")].rstrip())
    if kind == "count" and amount.form == "han" and amount.number == 1:
        return None  # 一个模型
    if unit == "x" and (amount.form != "latin" and word != "倍"):
        return None
    if word == "times" and amount.factor == 1 and FORM["compared"].match(text, stop):
        unit, kind = "x", "ratio"
    if kind == "time" and not is_time(text, amount, unit, stop):
        return None
    if unit == "models" and amount.factor >= 10**8:
        return NumberSpan(start, end, amount.number, amount.high, "parameters", "parameters", words=role(text, amount))
    if kind == "tokens" and (near(FORM["context"], text, start) or _has_context(text, end, stop)):
        words = "context"
    if kind == "parameters":
        words = role(text, amount)
    return NumberSpan(start, stop, amount.number, amount.high, kind, unit, words=words)


def _has_context(text: str, end: int, stop: int) -> bool:
    """Whether a word for context follows the number (128K context) or its unit (一百万字上下文)."""
    return any(FORM["context_after"].match(text, at) for at in (end, stop))


def _unit_of(text: str, amount: Amount, found: re.Match[str]) -> tuple[str, str]:
    """(unit, kind) of a unit word where it stands; kind "sorts": two sorts of parameters; "": a name's version."""
    word, measure = found["word"].lower(), text[amount.end : found.start("word")].strip(" *\n的")
    unit, kind = forms.unit_of(word)
    if kind == "parameters" and amount.factor == 1 and amount.number < 1000 or (
        kind in ("parameters", "tokens") and measure in ("种", "款", "类", "套", "组", "项")
    ):
        return unit, "sorts"
    if unit in _NAMED and not measure and follows_name(text, amount):
        return unit, ""
    if unit == "researchers" and word in ("专家", "expert", "experts"):
        return experts(text, amount, found, measure), kind
    if unit == "samples" and word in ("数据", "data") and not measure and is_massive(amount):
        return "tokens", "tokens"
    return unit, kind


def _distant(text: str, amount: Amount, sorts: re.Match[str] | None = None) -> NumberSpan | None:
    """30个主流语言模型, 2048块A100的GPU, 50 large open models: the span ends where the modifiers begin."""
    start, end = amount.start, amount.end
    measure = FORM["measured"].match(text, end)
    if measure and amount.form == "han" and amount.number == 1:
        return None
    if measure:
        window = re.split(
            r"[，。；、！？,;!?\n(（:：]|[在的]?(?:是|有|被|对|将|和|与)", text[measure.end() : measure.end() + 20]
        )[0]
        noun = _last_noun(window, amount)
        if noun:
            unit, kind = forms.unit_of(noun[0].lower())
            if unit == "researchers" and noun[0] == "专家":
                unit = experts(text, amount, measure, measure["unit"])
            return NumberSpan(start, measure.end(), amount.number, amount.high, kind, unit)
        if amount.form == "latin" or (amount.number >= 100 and (amount.approx or not amount.bare)):
            return NumberSpan(start, measure.end(), amount.number, amount.high, "count", "")
        return None
    found = None if sorts else FORM["modified_en"].match(text, end)
    if not found:
        return None
    unit, kind = forms.unit_of(found["word"].lower())
    if kind == "parameters" and amount.factor == 1 and amount.number < 1000:
        return NumberSpan(start, end, amount.number, amount.high, "count", "")
    if kind == "count" and unit not in ("GPUs", "TPUs") and follows_name(text, amount):
        return None
    if unit == "researchers" and found["word"].lower().startswith("expert"):
        unit = experts(text, amount, found, "")
    if kind == "time" or (unit == "models" and amount.factor >= 10**8):
        return None
    words = role(text, amount, found["mods"]) if kind == "parameters" else ""
    stop = found.end() if kind in ("parameters", "tokens") else end
    return NumberSpan(start, stop, amount.number, amount.high, kind, unit, words=words)


def _last_noun(window: str, amount: Amount) -> re.Match[str] | None:
    """The noun at the end of the modifiers that `window` begins with; a few parameters are sorts of something else."""
    noun = None
    for hit in FORM["noun_zh"].finditer(window):
        small = amount.factor == 1 and amount.number < 1000
        if small and forms.unit_of(hit[0].lower())[1] == "parameters":
            continue
        if noun is not None and hit.start() > noun.end() and window[noun.end() : hit.start()] not in ("", "的"):
            break
        noun = hit
    return noun


_STOPS = frozenset("，。；、！？：,;:!?)]）】|\"'”’»>=")
def _sized(text: str, amount: Amount) -> NumberSpan | None:
    """Amounts without a unit that their scale or neighbourhood names: 70B, 参数量达到1.8万亿, 128K context."""
    start, end = amount.start, amount.end
    if amount.letter in ("K", "M", "") and (amount.number >= 1000 and amount.form == "latin"):
        after = FORM["context_after"].match(text, end)
        if after or (amount.factor <= 10**6 and near(FORM["context"], text, start)):
            return NumberSpan(start, end, amount.number, amount.high, "tokens", "tokens", words="context")
    if amount.number < 10**6 or amount.factor == 1:
        return None
    if are_tokens(text, amount):
        return NumberSpan(start, end, amount.number, amount.high, "tokens", "tokens")
    parameters = amount.letter == "B" or FORM["sized"].match(text, end) or near(FORM["parameters"], text, start)
    if not parameters:
        return None
    return NumberSpan(start, end, amount.number, amount.high, "parameters", "parameters", words=role(text, amount))


def _plain(text: str, amount: Amount) -> NumberSpan | None:
    """An amount with nothing beside it that names a unit, where it is no marker, version or part of a name."""
    start, end = amount.start, amount.end
    if _MONTHS.fullmatch(text, start, end):
        return None
    plain = NumberSpan(start, end, amount.number, amount.high, "plain", "")
    noun = (
        FORM["noun_before"].search(text[max(0, start - 14) : start])
        if amount.number >= 100 and amount.form != "word"
        else None
    )
    if noun:
        unit, kind = forms.unit_of(noun["word"].lower())
        return replace(plain, kind=kind, unit=unit)
    if amount.form == "word":
        return plain if amount.factor > 1 else None
    if amount.bare:
        return plain if amount.approx else None
    if amount.form == "han":
        return plain if end - start > 1 else None
    if amount.factor > 1 or amount.high is not None or _CELL.fullmatch(text):
        return plain
    before, after = text[max(0, start - 24) : start], text[end : end + 2]
    digits = text[start:end]
    if digits.isdigit() and (len(digits) > 6 or (digits[0] == "0" and len(digits) > 1)):
        return None  # an identifier
    cited = before[-1:] in tuple("([【（#") and after[:1] in tuple(")]】）")
    if cited and (isinstance(amount.number, int) or amount.number < 20):
        return None
    if before[-1:] in tuple("#@^_=&"):
        return None
    line = before.rsplit("\n", 1)[-1].strip(" \t*-(（[") == "" and (start < 24 or "\n" in before)
    on = isinstance(amount.number, float) and FORM["score_before"].match(text, end)  # 70.6 on MMLU
    if line and (after[:1] in tuple(".、)）]:：/") or after[:1] == " " and not on) and amount.number < 100:
        return None
    name = FORM["name_before"].search(before)
    if name and not amount.approx and _is_name(name[1], amount) and not is_score(text, name[1], amount):
        return None
    if amount.number < 20 and FORM["behind_han"].search(before) and not FORM["score_behind"].search(before):
        return None
    return plain


_MONTHS = compiled(r"((?:19|20)\d\d)[./](?:0[1-9]|1[0-2])\s?[-–—~至到]\s?(?:19|20)\d\d[./](?:0[1-9]|1[0-2])")  # 2024.08-2025.05
_PLACES = frozenset(forms.WORDS["places"])


def _is_name(word: str, amount: Amount) -> bool:
    """Whether `word` and the number after it are one name (Llama 3.1, Section 4), not a score (MMLU 70.6)."""
    if word.lower() in forms.VERSIONED:
        return True
    if word.islower() or word.lower() in forms.OPENERS:
        return word.lower() in _PLACES
    if _SIZE.search(word):  # behind its size a name is at its end: "Yi-9B 77"
        return amount.number < 20
    return isinstance(amount.number, int) or amount.number < 20


_SIZE = compiled(r"\d[BM]$")


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
