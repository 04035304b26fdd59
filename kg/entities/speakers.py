"""People by the labels of lines: whose turn it is in a Chinese conversation, and who wrote or edited an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, pairwise

from kg.entities.shapes import Shapes
from kg.knowledge import Knowledge, unlisted
from kg.language import zh
from kg.model import Entity, Mention
from kg.regexes import compiled

_RARE = 60  # how often jieba's corpus has what may be somebody's name
_COMMON = 200  # the same of a name behind a word for the host
_CREDITS = 80  # characters of a line that tells who made an article


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line of a text begins and ends."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            yield start, end
        start = end + 1


class Speakers:
    """Finds who speaks in a Chinese conversation by the labels of its turns, with the words of kg/data/cues/hannames.toml."""

    def __init__(self, knowledge: Knowledge, shapes: Shapes) -> None:
        cues = knowledge.cues["hannames"]
        hosts, forms, nicks = cues["hosts"], cues["forms"], cues["nicks"]
        self.shapes, self.no_author = shapes, tuple(cues["no_author"])
        kin = "|".join(sorted(shapes.surnames, key=lambda name: (-len(name), name)))
        self.given = compiled(f"[{''.join(sorted(shapes.transcription - {'-'}))}]{{2,6}}|[{nicks}][一-鿿]{{1,2}}")
        self.label = compiled(
            rf"[ \t>*_]{{0,8}}(?:[一-鿿]{{2,8}} (?={kin}))?(?P<host>{'|'.join(hosts)})?(?:(?P<name>[一-鿿]{{1,6}}?)(?P<form>{'|'.join(forms)})?|(?P<latin>[A-Z][A-Za-z. ]{{1,24}}))\*{{0,2}}[ \t]?[：:]"
        )
        one = rf"(?:(?:{kin})[ \u3000]?[一-鿿]{{1,2}}|[一-鿿]{{2,3}}|[A-Z][A-Za-z0-9]{{1,15}}(?: [A-Z][a-z]{{1,15}})?)"
        credits = "|".join(sorted(cues["credits"], key=lambda word: (-len(word), word)))
        self.credit = compiled(
            rf"(?m)(?:^[ \t>*#_\\]{{0,12}}|(?<=[一-鿿])[ \u3000]{{1,4}})(?:{credits})[*\\ \u00a0]{{0,4}}[：:|｜丨/][*\\ \u00a0]{{0,4}}(?P<names>{one}(?:[、,，/ ]{one}){{0,5}})"
            rf"(?=[* \u00a0\u3000]{{0,4}}(?:$|[|｜丨]|(?:{credits})[：:|｜丨]))"
        )
        self.one = compiled(one)

    def credited(self, text: str) -> Iterator[tuple[int, int, Entity]]:
        """Who wrote or edited an article, by the lines that say so: "编辑：杜衡、阿岑"."""
        short = (self.credit.finditer(text, start, end) for start, end in _lines(text) if end - start <= _CREDITS)
        for match in chain.from_iterable(short):
            for name in self.one.finditer(text, *match.span("names")):
                rare = name[0][0].isascii() or zh.frequency(name[0]) < _RARE
                if rare and not name[0].endswith(self.no_author) and name[0] not in self.shapes.before_name:
                    yield *name.span(), unlisted("Person", name[0])

    def find(self, text: str) -> list[Mention]:
        """Where the labels name somebody: behind a word for the host, or again and again beside another's."""
        labels = [match for start, _ in _lines(text) if (match := self.label.match(text, start))] if "：" in text or ":" in text else []
        names = [match["name"] or match["latin"] for match in labels]
        times, taking = Counter(names), {name for name, other in pairwise(names) if name != other}
        asked = "？" in text or "?" in text
        return [
            Mention(*match.span("name"), unlisted("Person", match["name"]), "turn")
            for match in labels
            if match["name"] and self._is_name(match["name"], bool(match["host"]))
            and (match["host"] or asked and times[match["name"]] > 1 and match["name"] in taking)
        ]

    def _is_name(self, name: str, hosted: bool) -> bool:
        """Whether a label may be somebody's name: in characters of transcription, a family name and a given one, a nickname."""
        frequency = zh.frequency(name)
        if frequency > (_COMMON if hosted else _RARE) or len(name) < 2 or name in self.shapes.before_name:
            return False
        kin = next((n for n in (name[:2], name[:1]) if n in self.shapes.surnames), "")
        full = bool(kin) and len(name) - len(kin) in (1, 2) and len(name) > 2
        return full or self.given.fullmatch(name) is not None
