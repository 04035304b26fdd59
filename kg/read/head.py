"""What the head of a text says about the article: title, date, author, publisher."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from kg import knowledge
from kg.model import Block
from kg.read.dates import find_day, iso_date

_WORDS = {
    table: {name: "|".join(words) for name, words in rows.items()}
    for table, rows in tomllib.loads(files("kg").joinpath("data", "head.toml").read_text("utf-8")).items()
}
_BY, _ENTRIES, _DATED = _WORDS["author"], _WORDS["entries"], _WORDS["dated"]
_HEAD = 8  # blocks: further down a date is part of the story
_LINE = 160  # characters: a longer line is a sentence, no byline
_BAR = r"[:：|｜丨/／]"
_WORD = r"[A-Z][\w.'’-]{0,30}"
_NAME = rf"(?-i:{_WORD}(?:[ \t]+(?:{_WORD}|{_BY['small']})){{0,9}}|[\u3400-\u9fff·]{{2,12}})"
_AUTHOR = re.compile(
    rf"^[【\[(（]?(?:本文)?(?:{_BY['zh']})\s?(?:{_BAR}|\s[-—–]\s)\s{{0,2}}"
    r"(?P<zh>[^\s:：|｜丨/／].{0,60})"
    rf"|^(?:(?:{_BY['by']})\s)?by:?\s(?P<en>{_NAME}(?:,\s{_NAME}){{0,8}})"
    r"(?=\s?(?:$|[|｜·•(（\n—–-]|,?\s(?-i:[A-Z][a-z]{2,8}\.?\s)?\d|\son\s|\sin\s|\sfor\s|,\s))"
    r"|^authors?\s?[:：]\s{0,2}(?P<en2>\S.{0,80})"
    rf"|[\s|｜·•](?:{_BY['within']})\s?[:：]\s{{0,2}}(?P<zh2>\S.{{0,60}})"
    rf"|^(?:{_BY['bare']})[ \t\u3000]{{1,3}}(?P<zh3>[\u3400-\u9fff·]{{2,4}})(?=$|[ \t\u3000]{{2,}}|\s?[|｜丨•]|\s*(?:19|20)\d\d)",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    rf"(?:(?:^|\s)(?:文章)?(?:{_ENTRIES['publisher']})|(?:^|[|｜丨·•,;(]\s?|\s{{2,}}|\d\s)(?:{_ENTRIES['publisher_en']}))"
    rf"\s?{_BAR}\s{{0,2}}(?P<name>[^\s|丨/·].{{0,40}})",
    re.IGNORECASE,
)
_FIELD_END = re.compile(
    rf"\s{{2,}}|\s?[|｜丨·•】\])）]\s?|\s?(?=(?:{_ENTRIES['next']})\s?[:：|｜丨/])"
    r"|\s?[(（]?(?:19|20)\d\d\s?[-/.年]|\s(?-i:on|in|for)\s"
)
_DATE_CUE = re.compile(
    rf"(?:^|[\s|·•/,，(（])(?:最[后近新])?(?:{_DATED['zh']}|(?:last\s)?(?:{_DATED['en']})|{_DATED['alone']})"
    r"(?:时间|日期|于|\s?(?:on|at|date))?\s?[:：/,|]?\s?$",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?:^|\s)(?:{_ENTRIES['labels']})\s?[:：]", re.I)
_DATELINE = re.compile(r"^[A-Z][A-Za-z.,' /]{1,50}?[,(]\s*(?=[A-Z\d])")
_NO_TITLE = re.compile(rf"(?:{_WORDS['title']['none']})\s?[:：]?", re.IGNORECASE)
_ENTRY_END = re.compile(r"\s?[|｜·•丨]\s?|\s[—–-]\s")
_PERSON = re.compile(r"[A-Z][a-zà-ÿ’'-]{1,20}(?: [A-Z]\.?)?(?: [A-Z][a-zà-ÿ’'-]{1,20}){1,2}")
_SENTENCE_END = ("。", "！", "；", "，")


@dataclass(frozen=True, slots=True)
class Head:
    """What the first blocks of a text say; "" where they are silent."""

    title: str = ""
    date: str = ""
    author: str = ""
    publisher: str = ""


def describe(text: str, blocks: Sequence[Block]) -> Head:
    """The title, date, author and publisher that stand visibly in the head of `text`."""
    head = Head(title=_title(text, blocks))
    for block in blocks[:_HEAD]:
        if block.kind not in ("item", "row", "code"):  # a dated item is news that the text tells
            for line in text[block.start : min(block.end, block.start + 2000)].split("\n"):
                titled = block.kind == "heading" and clean(line) == head.title
                head = _with_line(head, line.strip(), titled)
    return head


def is_byline(line: str) -> bool:
    """Whether a line is about the article (author, date, source), no part of its running text."""
    if len(line) > _LINE * 2:
        return False
    line = line.replace("*", "").strip("_ \t")
    if not line or len(line) > _LINE:
        return False
    return _AUTHOR.search(line) is not None or _line_date(line) != ""


def _with_line(head: Head, line: str, titled: bool) -> Head:
    if not line:
        return head
    plain = line.replace("*", "").strip("_ ")
    date = head.date or _line_date(plain) or _dateline(plain)
    if len(plain) > _LINE or titled:  # "Open Source: …" is a headline
        return replace(head, date=date)
    author, publisher = head.author, head.publisher
    if not author and (match := _AUTHOR.search(plain)):
        author = _field(next(part for part in match.groups() if part))
    author = author or next(_beside_the_day(plain), "")
    if not publisher and (match := _PUBLISHER.search(plain)) and not match.group("name").startswith("http"):
        publisher = _field(match.group("name"))
    return replace(head, date=date, author=author, publisher=publisher)


def _beside_the_day(line: str) -> Iterator[str]:
    """The person whose name alone stands beside the day, between bars: `Ann Lee · 3 May 2024`."""
    entries = _ENTRY_END.split(line)
    for number, entry in enumerate(entries):
        if len(iso_date(entry)) > 4:
            yield from filter(_is_person, [*entries[max(0, number - 1) : number], *entries[number + 1 : number + 2]])


def _is_person(name: str) -> bool:
    """Whether it looks like a person's name, and is neither made of frequent words nor known as something else."""
    name = name.strip()
    if not _PERSON.fullmatch(name):
        return False
    first, *_, last = name.lower().split()
    words = knowledge.ordinary()
    return name not in _others() and last not in words and first not in words


@functools.cache
def _others() -> frozenset[str]:
    """What the lexicon calls something that is no person."""
    return frozenset(name for one in knowledge.lexicon().values() if one.type != "Person" for name in one.aliases)


def _field(value: str) -> str:
    end = _FIELD_END.search(value, 1)
    return " ".join((value[: end.start()] if end else value).strip(" ,，。;；*_").split())


def _line_date(line: str) -> str:
    """The day in a line that says little else: a bare date, `发布时间：…`, `Published …`, `Ann Lee · 3 May 2024`."""
    if len(line) > _LINE or line.endswith(_SENTENCE_END):
        return ""
    if iso := iso_date(line):
        return iso if len(iso) > 4 else ""
    found = find_day(line)
    if found is None:
        return ""
    iso, start, end = found
    rest = line[:start] + " " + line[end:]
    cued = _DATE_CUE.search(line[max(0, start - 40) : start]) is not None
    barred = re.search(r"[|｜·•丨]", line[max(0, start - 3) : end + 3]) is not None
    clocked = re.search(r"\d[:：]\d\d", line[start:end]) is not None and not _reads_on(rest)
    labelled = barred or clocked or _AUTHOR.search(line) is not None or _LABEL.search(rest) is not None
    lone = len(rest.strip()) <= 12 and not line.endswith((".", "?", "？", ":", "："))
    return iso if cued and len(rest) <= 110 and not _reads_on(rest) or labelled or lone else ""


def _reads_on(rest: str) -> bool:
    """Whether what stands around a date is running text."""
    return "。" in rest or "，" in rest or re.search(r"[a-z]{2}\. [A-Z]|, [a-z]+ [a-z]+ ", rest) is not None


def _dateline(line: str) -> str:
    """The day of a news agency's dateline: `SAN FRANCISCO, Oct. 19, 2023 — …`."""
    start = _DATELINE.match(line[:80])
    found = find_day(line[:100]) if start else None
    if start is None or found is None or found[1] > 60:
        return ""
    return found[0] if re.match(r"\s*[)）]?\s*(?:--|[—–-]|\(|/|:)", line[found[2] : found[2] + 6]) else ""


def _title(text: str, blocks: Sequence[Block]) -> str:
    """The first heading of the first level near the top, else the first heading, else the first line."""
    head = [block for block in blocks[:_HEAD] if block.kind not in ("boilerplate", "code", "row")]
    headings = [block for block in head if block.kind == "heading" and block.marker != ":"]
    first = [block for block in headings if block.level == 1] or [b for b in headings if b in head[:3]]
    for block in first:
        title = clean(text[block.start : block.end])
        if title and not _NO_TITLE.fullmatch(title) and not is_byline(title):
            return title
    for block in head[:3]:
        line = clean(text[block.start : min(block.end, block.start + 400)].split("\n")[0])
        if line and not is_byline(line) and not _NO_TITLE.fullmatch(line):
            return line if len(line) <= 100 else _cut(line)
    return ""


def _cut(line: str) -> str:
    """The first sentence of a long line, or its first words."""
    end = re.search(r"[。！？]|[.!?](?=\s)", line[:100])
    return line[: end.end()] if end else line[:80].rstrip() + "…"


def clean(value: str) -> str:
    """A title without Markdown's marks and with single blanks."""
    value = re.sub(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}\)", r"\1", value[:2000])
    value = re.sub(r"\*\*|__|`|\s?\{#[\w-]{1,60}\}", "", value)
    return " ".join(value.strip("#* ").split())[:300]
