"""The patterns of amounts, units, currencies and prices, built once from kg/data/units.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from kg.language.numerals import longest_first
from kg.regexes import compiled

DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent.parent / "data" / "units.toml").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = DATA["words"]


def _compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Patterns see folded text: letters and digits are the plain ones, Chinese characters border on them."""
    return compiled(pattern, flags | re.ASCII)


GAP = r"\*{0,2}\s{0,2}\*{0,2}"  # a blank and the end of Markdown's bold type
_STOP = (
    "of|in|and|or|to|for|on|at|with|by|from|the|a|an|is|are|was|were|be|as|that|which|who|per|than|each|every|has|have|"
    "had|will|can|but|if|it|its|their|our|this|when|while|over|more|less|about|not|into"
)

HAN = "零〇一二两三四五六七八九十百千万亿"
DECIMAL = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
LITERAL = _compile(rf"{DECIMAL}|半数|过半(?![年天月日小个夜程路途])|一半|[{HAN}]+")
# Whether a text holds anything that LITERAL or WORD could read: most sentences do not.
ANY_LITERAL = _compile(rf"[\d半过{HAN}]")
ANY_WORD: tuple[str, ...] = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ANY_WORD += ("hundred", "illion", "twenty", "thirt", "forty", "fift")
WORD = _compile(
    r"\b(?=[abefhnost])(?:(?:half\sa|a)\s(?=(?:m|b|tr)illion)|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one|two|three|four|five)\shundred|one(?=\s(?:m|b|tr)illion)"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen)\b",
    re.I,
)
SCALE_ZH = _compile(r"\s{0,2}(?:个(?=亿(?!级)))?(?P<scale>[十百千]?(?:万亿|亿|万)|千(?![克米瓦兆赫])|百(?!分))(?P<rest>\d{1,4}万)?")
# A letter stands apart from its number only before a unit: 405 B parameters, 128 K tokens.
SCALE_EN = _compile(
    r"(?:[\s-]?(?P<word>thousand|lakh|crore|million|billion|trillion|mln|bln|mn|bn|tn)"
    r"|(?:\s(?=[KMBT](?:[\s-](?:tokens?|param)|\s?(?:参数|上下文|词元))))?(?P<letter>[KkMmBbTt]))(?![A-Za-z0-9_])",
    re.I,
)
POWER = _compile(
    r"\s?[x×*]\s?10\s?(?:\\?\^|\*\*)\s?\{?(?P<exp>\d{1,2})\}?"
    r"|(?P<ten>(?:\\?\^|\*\*)\{?(?P<exp2>\d{1,2})\}?)"
)
PRODUCT = _compile(
    r"(?P<count>\d+)\s?[x×X*]\s?(?P<each>\d+(?:\.\d+)?)(?P<letter>[BbMKk])?(?![A-Za-z0-9])[A-Za-z0-9_.-]*"
)
JOIN = _compile(rf"{GAP}(?:[-–—~至到]|\sto\s|to\s|\sand\s){GAP}")
_COUNTED = "个名款种家项张块台条篇份位件类门次万亿年天月小倍人元美页层字国所只"
MORE = _compile(
    rf"\*{{0,2}}(?P<more>多(?![模语轮样数方])|余(?![下额])|来(?=[{_COUNTED}])|(?P<apart>\s(?:多|余)(?=[{_COUNTED}]))|\+)?"
)
MINUS = _compile(r"(?:^|[^\w)）%.\]*-])[-−–]$")
PERCENT = _compile(
    rf"{GAP}(?:(?P<points>个百分点|percentage\s{{1,2}}points?\b|-?percentage-points?\b)|[%‰]|-?per\s?cent\b|"
    r"成(?![立为员功熟长果本品都就绩交分])(?P<tenth>)(?P<five>五|半)?)",
    re.I,
)
HUNDREDTHS = _compile(
    rf"百分之\s?(?:(?P<digits>\d+(?:\.\d+)?)|(?P<han>[{HAN}]+)(?:点(?P<point>[零一二三四五六七八九]+))?)"
)


def _any(words: list[str]) -> str:
    """An alternation of fixed words, longest first, blanks flexible."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s{1,2}") for w in sorted(set(words), key=longest_first))


def _guarded(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(word, pattern) of each Chinese unit word, with what may not follow it."""
    found = []
    for row in rows:
        after = f"(?![{row['not_after']}])" if row.get("not_after") else ""
        found += [(w, re.escape(w) + ("s?(?![A-Za-z0-9])" if w.isascii() else after)) for w in row["zh"]]
    return found


def _plural(word: str) -> str:
    return re.escape(word).replace(r"\ ", r"[\s-]{1,2}") + ("" if word.endswith(("s", "people")) else "s?")


UNITS: list[dict[str, Any]] = DATA["unit"]
UNIT_OF: dict[str, tuple[str, str]] = {}
for _row in UNITS:
    for _word in _row["zh"] + _row["en"] + _row.get("abbr", []):
        UNIT_OF.setdefault(_word.lower(), (_row["unit"], _row["kind"]))
        UNIT_OF.setdefault(_word.lower().rstrip("s"), (_row["unit"], _row["kind"]))


def unit_of(word: str) -> tuple[str, str]:
    """(canonical unit, kind) of a unit word in lower case, with a measure word or plural -s or without."""
    word = re.sub(r"[\s-]+", " ", word) if not word.startswith("-") else word
    return UNIT_OF.get(word) or UNIT_OF[word.rstrip("s")]


_ZH = "|".join(p for _, p in sorted(_guarded(UNITS), key=lambda pair: len(pair[0]), reverse=True))
_NOUNS = [row for row in UNITS if row["kind"] in ("count", "parameters", "tokens")]
_ZH_NOUN = "|".join(p for w, p in sorted(_guarded(_NOUNS), key=lambda pair: -len(pair[0])) if len(w) > 1 or w in "卡人")
_EN = "|".join(_plural(w) for w in sorted({w for row in UNITS for w in row["en"]}, key=longest_first))
_ABBR = "|".join(re.escape(w) for w in sorted({w for row in UNITS for w in row.get("abbr", [])}, key=longest_first))
MEASURE = _any(DATA["measure"]["zh"])

UNIT_ZH = _compile(rf"{GAP}(?:级别?的?)?(?P<unit>(?:(?:{MEASURE})的?\s?(?={_ZH_NOUN}))?(?P<word>{_ZH}))")
MEASURED = _compile(rf"{GAP}(?P<unit>{MEASURE})")
NOUN_ZH = _compile(_ZH_NOUN)
UNIT_EN = _compile(rf"{GAP}-?(?P<unit>(?P<word>{_EN}))(?![A-Za-z0-9_])", re.I)
MODIFIED_EN = _compile(
    rf"{GAP}(?P<mods>(?:(?!(?:{_STOP})\b)[A-Za-z][\w'-]*\s){{1,3}}?)(?P<word>{_EN})(?![A-Za-z0-9_-])", re.I
)
ABBR = _compile(rf"\s?(?P<word>{_ABBR})(?![A-Za-z0-9_])")

CURRENCIES: dict[str, tuple[str, float]] = {}
for _row in DATA["currency"]:
    for _word in _row["prefix"] + _row["zh"] + _row["en"]:
        CURRENCIES.setdefault(_word.lower(), (_row["code"], _row.get("factor", 1)))
        CURRENCIES.setdefault(_word.lower().rstrip("s"), (_row["code"], _row.get("factor", 1)))
_PREFIXES = [w for row in DATA["currency"] for w in row["prefix"]]
_MONEY_ZH = [w for row in DATA["currency"] for w in row["zh"]]
_MONEY_EN = [w for row in DATA["currency"] for w in row["en"]]
PREFIX = _compile(rf"(?<![A-Za-z])(?P<word>{_any(_PREFIXES)})\s?\*{{0,2}}$", re.I)
_MONEY_PLURALS = "|".join(_plural(w) for w in sorted(_MONEY_EN, key=len, reverse=True))
MONEY = _compile(
    rf"{GAP}(?:(?P<zh>{_any(_MONEY_ZH)})(?![素组件宇老旦宝首帅])|-?(?P<en>{_MONEY_PLURALS})(?![A-Za-z0-9]))",
    re.I,
)

PREFIX_AT = _compile(rf"(?:{_any(_PREFIXES)})\s?", re.I)
RANGE_UNIT = _compile(rf"\s?(?:%|{_any(_MONEY_ZH)}|B\b)")
UNIT_PARAMETERS = _compile(rf"{GAP}-?(?:个?参数|param)", re.I)

PERS: dict[str, tuple[str, bool]] = {}
for _row in DATA["per"]:
    for _word in _row["zh"] + _row["en"]:
        PERS.setdefault(_word.lower(), (_row["per"], _row.get("scaled", False)))
_GOODS = [w for row in DATA["per"] if row["per"] == "unit" for w in row["zh"]]
_PER_ZH = _any([w for row in DATA["per"] for w in row["zh"]])
_PER_EN = "|".join(_plural(w) for w in sorted({w for row in DATA["per"] for w in row["en"]}, key=longest_first))
_SIDE = r"(?:(?P<mod>uncached\sinput|cached\sinput|input|output|cached|prompt|completion|输入|输出|缓存)\s?(?:的)?)?"
_OF = (
    rf"(?P<n>\d[\d,]*)?\s?-?(?P<scale>thousand|million|billion|百万|千万|十亿|千|万|百|亿|K|M)?\s?(?:个|of\s)?{_SIDE}"
    rf"(?P<what>(?:(?:个)?(?P<zh>{_PER_ZH}))|(?:(?P<en>{_PER_EN})(?![A-Za-z0-9])))"
)
PER_AFTER = _compile(
    rf"\*{{0,2}}[\s-]?(?P<sign>/\s?每?|per[\s-]|an?[\s-]|each\s|every\s|for\s(?:every|each)\s|每|一)\s?{_OF}", re.I
)
# A price whose tokens are understood: ¥1.0/M 输入, $1.1 per million input.
_SIDES = r"(?i:(?:un)?cached\sinput|cache\s(?:hit|miss)|input|output|cached|prompt|completion)(?![A-Za-z])"
_SIDES += "|输入|输出|缓存"
PER_SCALE = _compile(
    rf"\*{{0,2}}\s?(?P<sign>/\s?每?|[Pp]er\s|每)\s?(?P<n>1)?\s?(?P<scale>[Mm]illion|MM?|百万|[Tt]housand|K|千)"
    rf"(?![A-Za-z0-9])(?:\*{{0,2}}\s?(?P<mod>{_SIDES}|(?:in|out)(?=\s?(?:[,;.)/，、]|(?:and|on|via)\b|$))))?"
)
PER_SCALE_BEFORE = _compile(
    rf"(?:每|[Pp]er\s)\s?(?P<scale>百万|千|[Mm]illion|[Tt]housand)\s?(?P<mod>{_SIDES})?(?:价格|价)?\s?[为是仅:：,]?\s?约?$"
)
SIDE_AFTER = _compile(rf"\s?[(（]?\s?(?:for\s|的)?(?P<mod>{_SIDES})")
SIDES = _compile(r"(?P<input>输入|\binput|\bprompt)|(?P<output>输出|\boutput|\bcompletion)", re.I)
BOTH_SIDES = _compile(
    r"(?P<input>输入|\binput)\s?(?:[/和与、及]|and\s)\s?(?:输出|output)"
    r"|(?:输出|\boutput)\s?(?:[/和与、]|and\s)\s?(?:输入|input)",
    re.I,
)
TOKENISH = _compile(r"token|词元|input|output|输入|输出|\bAPI\b", re.I)
# Between two prices for the same thing: input 3 元、输出 15 元/百万 tokens.
PRICE_GAP = _compile(
    rf"\s?[、,，;；/和与及]?\s?(?:and\s|而|则)?(?:{_SIDES})\s?(?:tokens?|价格|价)?\s?(?:[:：为是仅]|is|only|at)?\s?",
    re.I,
)
# A price with its side behind it, before the other side's: "$3 input / $15 output per million tokens".
_SIDE_WORD = rf"\s?(?:for\s)?(?P<mod>{_SIDES}|(?:in|out)(?![A-Za-z]))(?:\stokens?\b)?\*{{0,2}}"
SIDE_WORD = _compile(_SIDE_WORD)
SIDED_GAP = _compile(rf"(?P<side>{_SIDE_WORD})\s?(?:[/、,，;；|和与]|and\b)\s?(?:and\s)?\*{{0,2}}")
SLASH = _compile(r"\*{0,2}\s?/\s?\*{0,2}")
PAIR_BEFORE = _compile(
    rf"(?:(?:(?<![A-Za-z])(?:{_any(_PREFIXES)})\s?\d[\d,.]*\s?(?:[KMBkmb]|[万亿]|[mb]illion)?)"
    rf"|(?:\d\s?[万亿]?(?:{_any(_MONEY_ZH)}))|\d\sdollars)\*{{0,2}}\s?/\s?$",
    re.I,
)
PAIR_AFTER = _compile(
    r"\s?(?!(?:per|each|an?|for|and|or|in|on|as|but|with|to|at|from|which|vs|while|is|are|than|of)\b)[A-Za-z]", re.I
)
PER_EACH = _compile(r"\s(?:each|apiece)\b", re.I)
PER_BEFORE = _compile(rf"(?P<sign>每|per\s|一)\s?{_OF}(?P<gap>[^\d，。；,;！？!?/\n]{{0,10}})$", re.I)
# 日均, 年费: the time stands in the noun.
AVERAGE = _compile(r"(?P<what>[日月周年])(?:均|费|租金?)[^\d，。；,;！？!?\n]{0,14}$")
COMPARED = _compile(r"\s(?:as\b|the\b|more\b|less\b|fewer\b|[a-z]+er\b|over\b)", re.I)
GOODS = frozenset(_GOODS)

APPROX_ZH = tuple(WORDS["approx_before_zh"])
APPROX_EN = _compile(
    rf"(?:^|[^A-Za-z])(?:{_any(WORDS['approx_before_en'])})\s{{1,2}}(?:an?\s)?\*{{0,2}}$|[~≈<>≥≤]\s?$", re.I
)
APPROX_AFTER = _compile(
    rf"多(?![个种款项家名万亿元模语轮])|\s?(?:{_any(WORDS['approx_after_zh'])})(?!文)|\s?\+|\s(?:or\smore|or\sso|plus)\b"
)
BOTH_ROLES = _compile(str(WORDS["both_roles"]))
PRICE_ZH = _compile(_any(WORDS["price_zh"]))
PARAMETERS = _compile(_any(WORDS["parameters_zh"] + WORDS["parameters_en"]), re.I)
CONTEXT = _compile(_any(WORDS["context_zh"] + WORDS["context_en"]), re.I)
CONTEXT_AFTER = _compile(
    rf"[*`]{{0,3}}[\s-]{{0,2}}(?:tokens?)?[*`]{{0,3}}[\s-]{{0,2}}(?:的|(?:of|in\s(?:its|the|their|one|a))\s)?(?:超?长|long\s|input\s)?[\s-]?"
    rf"(?:{_any(WORDS['context_zh'] + WORDS['context_en'])})",
    re.I,
)
TOKENS_AFTER = _compile(
    rf"\s?的?(?:(?!{'|'.join(WORDS['no_tokens_zh'])})[\u4e00-\u9fff 、\n]){{1,14}}?"
    r"(?:tokens?(?![A-Za-z])|词元|词标记)",
    re.I,
)
TOKENS_BEFORE = _compile(
    r"(?:tokens?|词元)\s?(?:数量?|总量|总数|量|counts?)?\s?(?:约|达到?|[为是:：]|超过?|of|is|\s){0,3}$", re.I
)
DATA_AFTER = _compile(
    rf"\s?的?\s?(?:{'|'.join(WORDS['data_zh'])}|[、\s]){{0,4}}(?:数据(?![集库中])|语料)"
    rf"|\s(?:of\s)?(?:(?:{'|'.join(WORDS['data_en'])})\s){{0,3}}(?:data(?![a-z])|corpus)"
)
TRAINING = _compile(_any(WORDS["training_zh"] + WORDS["training_en"]), re.I)
CHIPS = _compile(
    rf"\s?[x×X*]\s?(?=(?:NVIDIA\s|英伟达\s?)?(?:{'|'.join(WORDS['chips'])})s?(?![A-Za-z0-9])(?!的?\s?(?:{'|'.join(WORDS['chips_at'])})))",
    re.I,
)
RESULT = _compile(_any(WORDS["result"]), re.I)
SCORED = _compile(rf"(?:{_any(WORDS['scored'])}|[A-Za-z][\w-]*(?:Eval|Bench|QA)[+]?)")
EXPERTS_MOE = _compile(_any(WORDS["experts_moe"]), re.I)
EXPERTS_HUMAN = _compile(
    rf"(?:\s(?:{_any([w for w in WORDS['experts_human'] if w.isascii()])}))\b"
    rf"|(?:{_any([w for w in WORDS['experts_human'] if not w.isascii()])})"
)
SIZED = _compile(
    rf"\s?(?:规模|量级|级别?)?\s?的?\s?(?:不同)?(?:{'|'.join(WORDS['sized_zh'])})"
    r"|\s?等?这?\s?[两三四五六七八九十\d]\s?[种个款](?:不同)?的?(?:参数|规[模格]|尺寸|大小|版本|模型)"
)
VERSIONED = frozenset(w.lower() for w in WORDS["versioned"])
OPENERS = frozenset(w.lower() for w in WORDS["openers"])
NAME_BEFORE = _compile(r"(?:^|[^\w.+-])([A-Za-z][\w.+'-]*)[\s ]\*{0,2}$")
# A noun before its number: 用户数突破3亿, 月活5000万.
NOUN_BEFORE = _compile(
    rf"(?P<word>{_ZH_NOUN})(?:数量|总数|数|总量|量|人数|规模)?(?:已经?|仅|也|均|将)?(?:达到?了?|为|是|约|超过?|近|突?破|逾|高达|增至|至|:|：|\s)*$"
)
LIST = _compile(r"\*{0,2}\s?(?:[、,，/和及与或]|,?\s?(?:and|or|&)\s|,\s)\s?\*{0,2}", re.I)

_NTHS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
RANK_SIGNS = ("排", "列", "居", "第", "rank", "no.", "#", " place")
ORDINALS = {w: i for i, w in enumerate(_NTHS, 1)}
_NTH = rf"(?P<n>\d{{1,4}}|[{HAN}]{{1,3}}|{'|'.join(ORDINALS)})"
RANKS = tuple(
    _compile(pattern, re.I)
    for pattern in (
        rf"(?:{'|'.join(WORDS['ranked_zh'])})[^，。；,;\d第\n]{{0,8}}(?P<at>(?:第\s?|榜首)?(?<=第)\s?{_NTH}(?:名|位)?)",
        rf"(?P<at>第\s?{_NTH}\s?(?:名|位))(?![字数])",
        rf"\brank(?:s|ed|ing)?\s(?:as\s)?(?:the\s)?(?P<at>(?:No\.\s?|#|number\s)?{_NTH}(?:st|nd|rd|th)?)\b",
        r"(?<![\w#])(?P<at>(?:No\.\s?|#)(?P<n>\d{1,4}))(?=\s(?:on|in|among|globally|worldwide|spot|position|place))",
        rf"\b(?P<at>{_NTH}(?:st|nd|rd|th)?\splace)\b",
    )
)

_SMALL = "two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred"
# Parts and multiples that are written without a unit: 8 out of 10, two-thirds, fivefold, doubled, 三分之二, 翻倍.
SHARE_SIGNS: tuple[str, ...] = ("分之", "翻", "out of", "third", "quarter", "fifth", "tenth", "half", "fold")
SHARE_SIGNS += ("doubl", "tripl", "quadrupl", "twice", "one in ")
_BUT = "".join(rf"(?<!{word}\s)" for word in ("first", "second", "latter", "other", "last"))
SHARES = _compile(
    rf"(?<![\w.,$€£])(?P<part>\d{{1,3}}(?:\.\d+)?|one|{_SMALL})\s(?:out\s)of\s(?:every\s)?"
    rf"(?P<whole>\d{{1,4}}|{_SMALL})(?![\w%]|[.,]\d)"
    rf"|(?<![\w-])one\sin\s(?:every\s)?(?P<every>{_SMALL})(?![\w-])"
    r"|(?<![\w-])(?P<top>one|two|three|four)"
    r"(?:-(?P<of1>third|quarter|fifth|tenth)s?(?![\w-])|\s(?P<of2>thirds|fifths|tenths)(?!\w))"
    r"|(?<![\w-])(?P<one>an?|one|three)\s(?P<of3>third|quarters?|fifth|tenth)"
    r"(?=\s(?:of|the|more|less|fewer|lower|cheaper|as)\b)"
    rf"|(?P<half>{_BUT}(?<![\w-])half(?=\sof\s(?:the|all|its|our|their|those|these|them|us|[A-Z])"
    r"|\sthe\s(?:size|price|cost|time|compute|parameters|memory)))"
    rf"|(?<![\w-])(?P<fold>{_SMALL})-?fold\b"
    r"|\b(?:(?P<x2>doubl(?:ed|es|ing)|twice(?=\s(?:as|the|that|its|more)\b))|(?P<x3>tripl(?:ed|es|ing))"
    r"|(?P<x4>quadrupl(?:ed|es|ing)))\b(?!\s(?:down|as\sa|up)\b)"
    r"|翻了?(?:(?P<turns>[一两二三四五\d])番|(?P<twice>倍|番))"
    rf"|(?<![{HAN}])(?P<below>[{HAN}]{{1,9}})分之(?P<above>[{HAN}]{{1,9}})",
    re.I,
)
SHARE_ZH_BEFORE = _compile(r"(?:[占比有到至为是约近超过仅达升降减少高低]|不足|不到|的|了)\s?$")
SHARE_ZH_AFTER = _compile(r"\s?(?:的|以上|以下|左右|强|还)")
PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
