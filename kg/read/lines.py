"""Lines of a text and what each begins with: the measures and marks that `blocks` reads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

_LOOK = 400  # characters: width and marks are judged by the first of a line, so that a line of megabytes costs nothing
_LAID = 78  # characters
WRAP = 160  # columns: no one wraps lines wider than this
_SENTENCE = "。！？!?…；;"
_CLOSERS = "”’」』）)】\"'*_ "

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`\n]{0,200})$")
ATX = re.compile(r"[ \t]{0,3}(#{1,6})(?:[ \t\u3000]+|(?=[^\s#!\d\[]))")
RULE = re.compile(r"[ \t]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*|[—─－]{3,})$")
SETEXT = re.compile(r"[ \t]{0,3}(={2,}|-{2,})[ \t]*$")
QUOTE = re.compile(r"[ \t]{0,3}((?:>[ \t]?){1,20})")
TAGS_ONLY = re.compile(r"(?:</?[A-Za-z][^<>\n]{0,600}>\s{0,20}){1,30}$")
TOC_MARK = re.compile(r"\[\[?_?toc_?\]\]?|@\[toc\](?:\(.{0,40}\))?|\{:?\s?toc.{0,20}\}", re.IGNORECASE)
BOLD_ONLY = re.compile(r"(?:\*{2,6}|__)(?P<text>[^*_\n\s](?:[^*\n]{0,200}[^*\n\s])?)(?:\*{2,6}|__)[:：]?$")
ITEM = re.compile(
    r"[ \t\u3000\u00a0]*(?P<marker>(?:"
    r"[-*+–](?=[ \t\u3000\u00a0]|$)|-(?=[\u3400-\u9fff])"
    r"|[•◦●○▪▫▸►‣∙■□◆◇➤➢✓✔✅☑·](?![·•●])"
    r"|\d{1,3}[.．](?=[ \t\u3000\u00a0]|[^\x00-\x7f]|\*\*|$)|\d{1,3}、|\d{1,3}[)）]"
    r"|[（(]\d{1,3}[)）]|[（(]?[a-z][)）](?=[ \t\S])|[①-⑳❶-❿]、?"
    r")(?:[ \t\u3000\u00a0]+\[[ xX]\](?=\s))?)[ \t\u3000\u00a0]*"
)
SECTION = re.compile(
    r"(?P<part>第\s?(?:[一二三四五六七八九十百]{1,4}|\d{1,3})\s?[章节部篇][分]?)[、：:．.\s]{0,3}"
    r"|(?P<one>[一二三四五六七八九十]{1,3}\s?[、．.:：])\s{0,3}"
    r"|(?P<two>[（(][一二三四五六七八九十]{1,3}[)）])、?\s{0,3}"
    r"|(?P<dots>\d{1,2}(?:\.\d{1,2}){1,3}[、.]?)[ \t\u3000]{1,4}(?=[^\d\s%])"
)
_SECTION_LEVEL = {"part": 1, "one": 2, "two": 3}
CAPTION = re.compile(r"(?:图表?|表格?|figure|fig\.|table|chart|exhibit)\s{0,2}\d{1,3}", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")
_BROKEN = re.compile(r"[A-Za-z\d]-$")  # a name of several parts broken behind one of its hyphens
_LABEL = re.compile(r"[^\s:：]{1,12}[:：]")
LABELLED = re.compile(r"(?:[A-Z][\w'’ \-]{1,30}|[\u3400-\u9fff][^。！？!?；;，,:：\n]{0,13})[:：]|(?:方案|选项|路线|路径|选择)\s?[A-Da-d一二三四甲乙丙1-4](?![\w])")
_DRESS = "*_ "
_POINTS = "，。、；：）】》」』！？"
_SOME = 3  # breaks beside a foreign word from which on a text may have been broken at its blanks
_SENTENCES = tomllib.loads(files("kg").joinpath("data", "sentences.toml").read_text("utf-8"))
_OPEN = tuple(f" {word}" for word in _SENTENCES["en"]["open"])
_URL_END = re.compile(r"(?P<words>\]\()?https?://[!-~]{1,300}$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: `text[start:end]` without the blanks around it; `indent` in columns, `raw_end` at its `\\n`."""

    start: int
    end: int
    indent: int
    raw_start: int
    raw_end: int

    @property
    def blank(self) -> bool:
        return self.start >= self.end


def cut(text: str) -> list[Line]:
    """All lines of `text` in order."""
    lines, at = [], 0
    while at <= len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        lines.append(measure(text, at, stop))
        at = stop + 1
    return lines


def measure(text: str, start: int, stop: int) -> Line:
    """The line `text[start:stop]`."""
    raw = text[start:stop]
    left = len(raw) - len(raw.lstrip())
    if left == len(raw):
        return Line(stop, stop, 0, start, stop)
    indent = sum(4 if char == "\t" else 2 if char == "\u3000" else 1 for char in raw[: min(left, 80)]) if left else 0
    return Line(start + left, start + len(raw.rstrip()), indent, start, stop)


def width(text: str, line: Line) -> int:
    """Columns that a line takes on a screen, a Han character two; no more than 800."""
    part = text[line.start : min(line.end, line.start + _LOOK)]
    return len(part) if part.isascii() else sum(2 if char >= "\u2e80" else 1 for char in part)


def ends_sentence(text: str, line: Line) -> bool:
    """Whether a line ends as a sentence does."""
    tail = text[max(line.start, line.end - 12) : line.end].rstrip(_CLOSERS)
    return tail.endswith(tuple(_SENTENCE)) or (tail.endswith(".") and not tail.endswith(("Mr.", "Dr.", "vs.", "Inc.")))


def laid(text: str, lines: Sequence[Line]) -> bool:
    """Whether a text was broken at its blanks to lines of some 78 characters, whatever the width of each.

    Programs that turn pages into Markdown do this to Chinese: it has blanks only beside foreign words, so lines end
    beside those, and some are far longer than others.
    """
    if text.isascii():
        return False
    full = short = mixed = han = ended = 0
    for one, two in zip(lines, lines[1:], strict=False):
        if one.blank or two.blank:
            continue
        ended += ends_sentence(text, one)  # where each paragraph stands on a line, that of its date is no broken one
        if not (seam := _seam(text, one, two)):
            continue
        mixed, han = mixed + (seam == "mixed"), han + (seam == "han")
        if seam == "han" or not (text[one.end - 1].isalnum() and text[two.start].isalnum()):
            continue
        if _fills(text, one, two):
            full += 1
        else:
            short += 1
    return full > short and (full > 1 or ended < _SOME) or mixed >= _SOME and mixed > 4 * han


def _seam(text: str, one: Line, two: Line) -> str:
    """What two lines part between letters, dressed or not: two Han ones, one and a foreign one, or two words of a foreign
    tongue beside Han; empty for what else ends and begins there, and behind a label ("发布地: 上海")."""
    end, start = one.end, two.start
    while end > one.start and text[end - 1] in _DRESS:
        end -= 1
    while start < two.end and text[start] in _DRESS:
        start += 1
    if end == one.start or start == two.end or _LABEL.match(text, one.start, end):
        return ""
    last, first = text[end - 1], text[start]
    if not (last.isalnum() or last in "%％") or not first.isalnum():
        return ""
    if last >= "\u3400" and first >= "\u3400":
        return "han"
    if last >= "\u3400" or first >= "\u3400":
        return "mixed"
    return "foreign" if _HAN.search(text, max(one.start, end - _LAID), end) or _HAN.search(text, start, min(two.end, start + _LAID)) else ""


def goes_on(text: str, line: Line) -> bool:
    """Whether a line begins with what no paragraph begins with: the point behind a link or bold words, set on a line of its own."""
    return text[line.start] in _POINTS


def _fills(text: str, one: Line, two: Line) -> bool:
    """Whether the first word of `two` had no room behind `one`."""
    stop = text.find(" ", two.start, min(two.end, two.start + _LAID))
    return one.end - one.start + 1 + (stop if stop > 0 else two.end) - two.start > _LAID - 2


def joins(text: str, one: Line, two: Line, limit: int, wrapped: bool, full: bool = False) -> bool:
    """Whether `two` goes on where `one` was only broken to fit a width of `limit` columns, or, with `full`, as in `laid`."""
    if text[one.end : one.raw_end].startswith("  ") or text[one.start : one.end].endswith(("\\", "<br>", "<br/>")):
        return False  # a break that Markdown means
    tail = text[max(one.start, one.end - 320) : one.end]
    address = _URL_END.search(tail)
    if address and not address["words"]:
        return False
    if full and (_fills(text, one, two) or _seam(text, one, two) in ("mixed", "foreign")):
        return True
    columns, final = width(text, one), ends_sentence(text, one)
    if columns <= 2 * WRAP and (tail.endswith(("，", ",", "、", *_OPEN)) or _BROKEN.search(tail) and text[two.start].isalnum()):
        return True
    open_end = not final and not tail.endswith((":", "："))
    if columns <= 2 * WRAP and open_end and text[two.start : two.start + 1].islower():
        return True
    if not wrapped or address:
        return False  # links in words, each on a line, are no broken line
    head = text[two.start : min(two.end, two.start + 40)]
    word = 2 if head[:1] >= "\u2e80" else len(head.split(" ", 1)[0])
    return columns + word + 2 > limit


def section(text: str, line: Line) -> tuple[str, int, int] | None:
    """A Chinese or decimal section mark at the line's begin: (marker, level, where the content begins)."""
    match = SECTION.match(text, line.start, min(line.end, line.start + 60))
    if match is None or match.end() >= line.end:
        return None
    kind = match.lastgroup or "dots"
    marker = match.group(kind)
    level = _SECTION_LEVEL.get(kind) or 1 + marker.strip(".、").count(".")
    return marker.strip(), level, match.end()


def is_lead(text: str, line: Line) -> bool:
    """Whether a line could name the list that follows it: `优点：`, `Key benefits:`."""
    part = text[line.start : line.end] if line.end - line.start <= 60 else ""
    words = part.rstrip(":： ")
    if words == part or not any(char.isalpha() for char in words) or re.search(r"[，。；,;.!?！？|<>]", words):
        return False
    return width(text, line) <= 20 or (words.isascii() and len(words.split()) <= 4)


def is_short_head(text: str, line: Line, columns: int = 60) -> bool:
    """Whether the words of a line could be a heading: few, and not ended as a sentence or a lead-in to a list."""
    if line.end - line.start > columns or width(text, line) > columns:
        return False
    part = text[line.start : line.end].rstrip("*_ ")
    if not any(char.isalpha() for char in part) or part.endswith((*"。！；，、,;.:：…!", "——")):
        return False
    if part.endswith(("?", "？")) and width(text, line) > 48:
        return False
    if CAPTION.match(part) or "。" in part or "://" in part or part.startswith(tuple("[!<@|{(（#")):
        return False
    if any("\u3400" <= char <= "\u9fff" for char in part):
        return part.count("，") + part.count(",") <= 1
    return not part.lstrip("*_")[:1].islower() and len(part.split()) <= 10 and ". " not in part
