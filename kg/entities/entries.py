"""Names by their place: a line of its own over the line that says what the thing is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.knowledge import Knowledge, fold, ordinary
from kg.language.numerals import longest_first
from kg.model import Article, Block, Entity, Mention
from kg.regexes import compiled

_LONGEST = 40  # characters of a name
_LATIN = re.compile(r"[A-Za-z][\w.+/\-]*(?: [\w.+\-&]+){0,4}", re.ASCII)
_HAN = re.compile(r"(?=[^\n]*[一-鿿])[一-鿿A-Za-z0-9][一-鿿A-Za-z0-9\-. ]{1,11}")
_GLOSS = re.compile(r"[（(][^（）()\n]{1,20}[)）]$")  # who sent it in, its name in another language
_MARKS = " *_#`"
_THINGS = ("Product", "Model")
_LINKED = re.compile(r"\W{0,4}\[(?P<name>[^\]\n]{2,40})\]\(<?https?://[^)\s]+\)\s*")  # a line that is a link


class Entries:
    """Finds the things that lists of tools are about, with the words of kg/data/cues/shapes.toml."""

    def __init__(self, knowledge: Knowledge) -> None:
        cues = knowledge.cues["shapes"]
        heads = "|".join(sorted({*cues["product_head_zh"], *cues["entry_head_zh"]}, key=longest_first))
        self.told = compiled(cues["entry_zh"].replace("{heads}", f"(?:{heads})"))
        self.not_names = {fold(word) for word in cues["not_names"]}

    def find(self, article: Article) -> Iterator[tuple[int, int, Entity]]:
        """Where such names stand, each with the product that it names."""
        for line, under in pairwise(article.blocks):
            linked = _LINKED.fullmatch(article.text, line.start, line.end)
            own = line.kind in ("item", "heading") and line.end - line.start < 2 * _LONGEST
            if (linked or own) and under.kind in ("paragraph", "item"):
                start, end = linked.span("name") if linked else self._name(article.text, line)
                body = article.text[under.start : min(under.end, under.start + 120)].lstrip(_MARKS)
                if start < end and self._fits(article.text[start:end], line, under) and self.told.match(body):
                    label = article.text[start:end]
                    yield start, end, Entity("Product", label, f"product/{fold(label)}", (label,))

    @staticmethod
    def _name(text: str, line: Block) -> tuple[int, int]:
        """The line without marks and without what stands in brackets at its end."""
        words = text[line.start : line.end].rstrip(_MARKS)
        gloss = _GLOSS.search(words)
        words = words[: gloss.start()].rstrip(_MARKS) if gloss else words
        return line.start + len(words) - len(words.lstrip(_MARKS)), line.start + len(words)

    def _fits(self, name: str, line: Block, under: Block) -> bool:
        """Whether it may be a name; Chinese ones only where they are items over a paragraph: headings are often words."""
        if len(name) > _LONGEST or fold(name) in self.not_names or len(fold(name)) < 2:
            return False
        if _LATIN.fullmatch(name):
            return True
        return line.kind == "item" and under.kind == "paragraph" and _HAN.fullmatch(name) is not None


def _is_word(label: str) -> bool:
    return label.islower() or label.lower() in ordinary()


def placed(mentions: list[Mention], found: Iterator[tuple[int, int, Entity]]) -> list[Mention]:
    """The mentions with those of entries in place of what stands inside them; one of the whole line that is known stays."""
    for start, end, entity in found:
        inside = [m for m in mentions if m.start < end and start < m.end]
        if any(m.start <= start and end <= m.end and (m.entity.known or m.entity.type in _THINGS) for m in inside):
            continue
        common = _is_word(entity.label) or not entity.label.isascii()  # elsewhere in the text it may be a word
        mentions = [m for m in mentions if m not in inside]
        mentions.append(Mention(start, end, entity, "entry" if common else "shape"))
    return sorted(mentions, key=lambda m: (m.start, m.end))
