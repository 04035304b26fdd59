"""What an amount counts: the unit behind it or at a distance, and what the words around say where none is written."""

from __future__ import annotations

import re

from kg.language import numberforms as forms
from kg.language.amounts import SENTENCE, Amount, NumberSpan, near
from kg.language.numberforms import FORM
from kg.regexes import compiled

_NAMED = frozenset(forms.WORDS["named"])
_SORTS_OF = frozenset(forms.HAN["sorts"])
_NO_UNIT_BEHIND = frozenset("，。；、！？：,;:!?)]）】|\"'”’»>=")
_FEW = 1000  # of a sort of parameters: from here on it is parameters themselves that are counted
_MILLIONS = 10**8  # of models there are none: what is so many are a model's parameters
_SMALL = 20  # up to here a number behind a name may be its version
_MODIFIERS = 20  # characters of Chinese text in which modifiers of a noun stand behind its measure word
_DIGIT_BEHIND = compiled(r"\s?[\d约]")

# What unit words may stand for beside a kind of numberforms.
_SORTS = "sorts"  # it counts sorts of something: 5种参数规模
_VERSION = ""  # it is a name's version: Llama 2 模型


def with_unit(text: str, amount: Amount) -> NumberSpan | None:
    """An amount with a unit of units.toml behind it, or with a measure word and such a noun at a distance."""
    if amount.form == "chips":
        return amount.span("count", "TPUs" if "TPU" in text[amount.end : amount.end + 9] else "GPUs")
    if text[amount.end : amount.end + 6].lstrip(" *\n")[:1] in _NO_UNIT_BEHIND:
        return None
    matches = [m for p in (FORM["unit_zh"], FORM["unit_en"], FORM["abbr"]) if (m := p.match(text, amount.end))]
    return _with_word(text, amount, max(matches, key=lambda match: match.end())) if matches else _distant(text, amount)


def _with_word(text: str, amount: Amount, found: re.Match[str]) -> NumberSpan | None:
    """An amount with the unit word that was found right behind it; None where it counts nothing."""
    word, stop = found["word"].lower(), found.end()
    unit, kind = _unit_of(text, amount, found)
    if kind == _VERSION or kind in (_SORTS, "count") and _is_article(amount):  # 一个模型, 一个总参数量 480B 的模型
        return None
    if kind == _SORTS:
        stop = amount.end + len(text[amount.end : found.start("word")].rstrip(" 的"))
        return _distant(text, amount, in_english=False) or amount.span("count", "", stop)
    if unit == "x" and amount.form != "latin" and word != "倍":
        return None
    if kind == "time" and not _is_time(text, amount, unit, stop):
        return None
    if unit == "models" and amount.factor >= _MILLIONS:
        return amount.span("parameters", "parameters", words=role(text, amount))
    if word == "times" and amount.factor == 1 and FORM["compared"].match(text, stop):
        unit, kind = "x", "ratio"
    if kind == "count" and any(c.isdigit() for c in word):  # A100 is a thing of its own: 2048块 | A100
        stop = amount.end + len(text[amount.end : found.start("word")].rstrip())
    words = role(text, amount) if kind == "parameters" else ""
    if kind == "tokens" and (near(FORM["context"], text, amount.start) or _has_context(text, amount.end, stop)):
        words = "context"
    return amount.span(kind, unit, stop, words)


def _is_article(amount: Amount) -> bool:
    """Whether it is the 一 that counts nothing but stands where English has "a"."""
    return amount.form == "han" and amount.number == 1


def _has_context(text: str, end: int, stop: int) -> bool:
    """Whether a word for context follows the number (128K context) or its unit (一百万字上下文)."""
    return any(FORM["context_after"].match(text, at) for at in (end, stop))


def _unit_of(text: str, amount: Amount, found: re.Match[str]) -> tuple[str, str]:
    """The unit and the kind that a unit word stands for where it was found, the kind also _SORTS or _VERSION."""
    word, measure = found["word"].lower(), text[amount.end : found.start("word")].strip(" *\n的")
    unit, kind = forms.unit_of(word)
    few = kind == "parameters" and amount.factor == 1 and amount.number < _FEW
    if few or kind in ("parameters", "tokens") and measure in _SORTS_OF:
        return unit, _SORTS
    if unit in _NAMED and not measure and follows_name(text, amount):
        return unit, _VERSION
    if unit == "researchers" and word in forms.EXPERTS:
        return _experts(text, amount, found, measure), kind
    if unit == "samples" and word in forms.DATA_WORDS and not measure and _is_massive(amount):
        return "tokens", "tokens"
    return unit, kind


def _distant(text: str, amount: Amount, in_english: bool = True) -> NumberSpan | None:
    """An amount whose noun stands behind modifiers: 30个主流语言模型, 2048块A100的GPU, 50 large open models."""
    if measure := FORM["measured"].match(text, amount.end):
        return None if _is_article(amount) else _measured(text, amount, measure)
    found = FORM["modified_en"].match(text, amount.end) if in_english else None
    return _modified(text, amount, found) if found else None


def _measured(text: str, amount: Amount, measure: re.Match[str]) -> NumberSpan | None:
    """An amount with a measure word; the span ends where the modifiers of what it counts begin."""
    behind = text[measure.end() : measure.end() + _MODIFIERS]
    if noun := _last_noun(FORM["modifiers_end"].split(behind)[0], amount):
        unit, kind = forms.unit_of(noun[0].lower())
        if unit == "researchers" and noun[0] in forms.EXPERTS:
            unit = _experts(text, amount, measure, measure["unit"])
        return amount.span(kind, unit, measure.end())
    if amount.form == "latin" or amount.number >= 100 and (amount.approx or not amount.bare):
        return amount.span("count", "", measure.end())
    return None


def _modified(text: str, amount: Amount, found: re.Match[str]) -> NumberSpan | None:
    """An amount with an English noun behind modifiers: a part of the span where it is parameters or tokens."""
    unit, kind = forms.unit_of(found["word"].lower())
    if kind == "parameters" and amount.factor == 1 and amount.number < _FEW:
        return amount.span("count", "")
    if kind == "count" and unit not in ("GPUs", "TPUs") and follows_name(text, amount):
        return None
    if unit == "researchers" and found["word"].lower().startswith("expert"):
        unit = _experts(text, amount, found, "")
    if kind == "time" or unit == "models" and amount.factor >= _MILLIONS:
        return None
    words = role(text, amount, found["mods"]) if kind == "parameters" else ""
    return amount.span(kind, unit, found.end() if kind in ("parameters", "tokens") else amount.end, words)


def _last_noun(window: str, amount: Amount) -> re.Match[str] | None:
    """The noun at the end of the modifiers that `window` begins with; a few parameters are sorts of something else."""
    noun = None
    for hit in FORM["noun_zh"].finditer(window):
        small = amount.factor == 1 and amount.number < _FEW
        if small and forms.unit_of(hit[0].lower())[1] == "parameters":
            continue
        if noun is not None and hit.start() > noun.end() and window[noun.end() : hit.start()] not in ("", "的"):
            break
        noun = hit
    return noun


def sized(text: str, amount: Amount) -> NumberSpan | None:
    """An amount without a unit that its scale or neighbourhood names: 70B, 参数量达到1.8万亿, 128K context."""
    start, end = amount.start, amount.end
    if amount.letter in ("K", "M", "") and (amount.number >= 1000 and amount.form == "latin"):
        after = FORM["context_after"].match(text, end)
        if after or (amount.factor <= 10**6 and near(FORM["context"], text, start)):
            return amount.span("tokens", "tokens", words="context")
    if amount.number < 10**6 or amount.factor == 1:
        return None
    if _are_tokens(text, amount):
        return amount.span("tokens", "tokens")
    if amount.letter == "B" or FORM["sized"].match(text, end) or near(FORM["parameters"], text, start):
        return amount.span("parameters", "parameters", words=role(text, amount))
    return None


def _is_massive(amount: Amount) -> bool:
    """Whether the scale is one in which text is counted in tokens: 1.4T, 150B, 3万亿."""
    return amount.letter in ("B", "T") or amount.factor >= 10**12


def follows_name(text: str, amount: Amount) -> bool:
    """Whether a small number follows a word with a capital, as a version does."""
    if amount.form != "latin" or amount.factor > 1 or amount.number >= _SMALL:
        return False
    name = FORM["name_before"].search(text[max(0, amount.start - 24) : amount.start])
    return name is not None and not name[1].islower() and name[1].lower() not in forms.OPENERS


def _experts(text: str, amount: Amount, found: re.Match[str], measure: str) -> str:
    """The unit of a word for experts, those of a mixture or researchers: by the words around, then by the number (8, 16, 64, 256)."""
    around = text[max(0, amount.start - 60) : found.end() + 60]
    number = amount.number
    if measure in forms.HAN["of_people"] or FORM["experts_human"].match(text, found.end()):
        return "researchers"
    power = isinstance(number, int) and number >= 8 and number & (number - 1) == 0
    return "experts" if power or FORM["experts_moe"].search(around) else "researchers"


def _is_time(text: str, amount: Amount, unit: str, stop: int) -> bool:
    """Not 一年30万 (the year is what the price is for), 有一天, 2023年."""
    if _is_article(amount):
        return unit != "days" and not _DIGIT_BEHIND.match(text, stop)
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


def _are_tokens(text: str, amount: Amount) -> bool:
    """Whether a scaled number counts text: 15T 的多语言 token, Token数量约为250B, trained on 15T, 1.4T 训练数据."""
    start, end = amount.start, amount.end
    if FORM["tokens_after"].match(text, end) or FORM["tokens_before"].search(text[max(0, start - 16) : start]):
        return True
    if not _is_massive(amount) or FORM["sized"].match(text, end) or near(FORM["parameters"], text, start):
        return False
    if FORM["data_after"].match(text, end):
        return True
    return amount.letter == "T" and near(FORM["training"], text, start, 40, SENTENCE)
