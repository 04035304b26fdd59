"""Amounts with nothing beside them that names a unit: what is a figure, and what only a marker, a version or part of a name."""

from __future__ import annotations

from dataclasses import replace

from kg.language import numberforms as forms
from kg.language.amounts import Amount, NumberSpan
from kg.language.numberforms import FORM
from kg.regexes import compiled

CELL = compiled(r"\s*\*{0,2}[\d.,]+\*{0,2}\s*")  # a text that is a number alone, as a table's cell
_MONTHS = compiled(r"((?:19|20)\d\d)[./](?:0[1-9]|1[0-2])\s?[-–—~至到]\s?(?:19|20)\d\d[./](?:0[1-9]|1[0-2])")  # 2024.08-2025.05
_SIZE = compiled(r"\d[BM]$")
_NUMBERED = frozenset(forms.WORDS["places"])
_OPENS, _CLOSES = frozenset("([【（#"), frozenset(")]】）")
_JOINS = frozenset("#@^_=&")  # what makes digits a part of an address or a name
_ENDS_MARKER = frozenset(".、)）]:：/")  # of a list's item
_LONG = 6  # digits of a figure that is written out: more of them are an identifier
_SMALL = 20  # up to here a number may be a version or mark a reference


def bare(text: str, amount: Amount) -> NumberSpan | None:
    """An amount without a unit, by the noun before it where there is one; None where it is no figure."""
    if _MONTHS.fullmatch(text, amount.start, amount.end):
        return None
    plain = amount.span("plain", "")
    counted = amount.number >= 100 and amount.form != "word"
    if counted and (noun := FORM["noun_before"].search(text[max(0, amount.start - 14) : amount.start])):
        unit, kind = forms.unit_of(noun["word"].lower())
        return replace(plain, kind=kind, unit=unit)
    return plain if _is_figure(text, amount) else None


def _is_figure(text: str, amount: Amount) -> bool:
    if amount.form == "word":
        return amount.factor > 1
    if amount.bare:
        return amount.approx
    if amount.form == "han":
        return amount.end - amount.start > 1
    if amount.factor > 1 or amount.high is not None or CELL.fullmatch(text):
        return True
    return not (_is_marker(text, amount) or _ends_name(text, amount))


def _is_marker(text: str, amount: Amount) -> bool:
    """Whether digits are an identifier, a reference in brackets or what an item of a list begins with."""
    start, end = amount.start, amount.end
    before, after, digits = text[max(0, start - 24) : start], text[end : end + 2], text[start:end]
    if digits.isdigit() and (len(digits) > _LONG or (digits[0] == "0" and len(digits) > 1)):
        return True
    if before[-1:] in _OPENS and after[:1] in _CLOSES and (isinstance(amount.number, int) or amount.number < _SMALL):
        return True
    if before[-1:] in _JOINS:
        return True
    opens_line = before.rsplit("\n", 1)[-1].strip(" \t*-(（[") == "" and (start < 24 or "\n" in before)
    if not opens_line or amount.number >= 100:
        return False
    if after[:1] == " ":  # "70.6 on MMLU" is a score
        return not (isinstance(amount.number, float) and FORM["score_before"].match(text, end))
    return after[:1] in _ENDS_MARKER


def _ends_name(text: str, amount: Amount) -> bool:
    """Whether a number is the end of the name before it, and no score: Llama 3.1."""
    before = text[max(0, amount.start - 24) : amount.start]
    name = FORM["name_before"].search(before)
    if name and not amount.approx and _is_name(name[1], amount) and not _is_score(text, name[1], amount):
        return True
    in_han = amount.number < _SMALL and FORM["behind_han"].search(before)
    return bool(in_han) and not FORM["score_behind"].search(before)


def _is_name(word: str, amount: Amount) -> bool:
    """Whether `word` and the number after it are one name (Llama 3.1, Section 4), not a score (MMLU 70.6)."""
    if word.lower() in forms.VERSIONED:
        return True
    if word.islower() or word.lower() in forms.OPENERS:
        return word.lower() in _NUMBERED
    if _SIZE.search(word):  # behind its size a name is at its end: "Yi-9B 77"
        return amount.number < _SMALL
    return isinstance(amount.number, int) or amount.number < _SMALL


def _is_score(text: str, word: str, amount: Amount) -> bool:
    """Whether a number after the name of a benchmark is a score: BLEU 12.3, scores MMLU 70, MMLU 70; not AIME 2024."""
    number = amount.number
    if not FORM["scored"].fullmatch(word):
        return False
    if isinstance(number, float):
        return True
    if word in forms.YEARLY and 20 <= number <= 30 or 2000 <= number <= 2100 or word == "MATH" and number == 500:
        return False
    if word in forms.RATINGS:
        return number >= 100
    said = FORM["result"].search(text[max(0, amount.start - 40) : amount.start]) or FORM["result"].match(text, amount.end)
    return bool(said) or 20 <= number <= 100
