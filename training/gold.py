"""Annotated articles as training material: coded windows with what a careful reader found, for each row of each head.

A row is `yes` for a label where a gold claim of its window says so, and not asked (`mask` 0) where the label does not
fit its types or where the same claim stands in the gold with words of another window: a reader notes a claim once.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.discourse.context import Context
from kg.entities.masking import MARKS, View
from kg.extraction import evaluate
from kg.extraction.extract import Extractor
from kg.knowledge import Knowledge
from kg.learned.coding import SORTS, Coded, Coder, Row
from kg.learned.labels import Label, labels_for
from kg.learned.tagging import NAMED, TAGS, prepared
from kg.learned.windows import Window, windows
from kg.model import Article, Claim, Entity, Extraction, Mention
from kg.read import read_file


def read_claims(path: Path) -> list[dict[str, Any]]:
    """The rows of a gold file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def annotated(folder: str) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """The annotated files of `NAME=TEXTS:GOLD`, in order, each with its gold claims."""
    texts, _, gold = folder.partition("=")[2].partition(":")
    for path in sorted(Path(texts).iterdir()):
        known = Path(gold, f"{path.stem}.claims.jsonl")
        if known.exists():
            yield path, read_claims(known)


def holds(article: Article, claim: Claim, wanted: list[dict[str, Any]]) -> bool:
    """Whether a careful reader has a claim of the article too."""
    return bool(evaluate.match(wanted, evaluate.claim_rows(Extraction(article, (), (claim,))))[0])


def material(texts: Path, gold: Path, extractor: Extractor, coder: Coder) -> Iterator[dict[str, Any]]:
    """For each annotated file of `texts` a row: its name, language and windows with labels."""
    for path in sorted(texts.iterdir()):
        claims = gold / f"{path.stem}.claims.jsonl"
        if claims.exists():
            article = read_file(path)
            context = extractor.context(article)
            found = Reader(article, read_claims(claims), extractor.knowledge)
            named = read_claims(gold / f"{path.stem}.entities.jsonl")
            whole = with_names(article, context, named, extractor)
            yield {
                "file": path.name,
                "lang": article.lang,
                "stretches": stretches([(one, found.labelled(whole, one, coder)) for one in coder.code(windows(whole))]),
                "tagged": [
                    sentence
                    for hidden in (0.0, HIDDEN, HIDDEN)
                    for sentence in tagged(article, context, named, coder, hidden, extractor)
                ],
            }


def stretches(labelled: list[tuple[Coded, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Windows by the stretch that they are read in."""
    found: dict[int, dict[str, Any]] = {}
    for one, window in labelled:
        read = one.stretch
        stretch = found.setdefault(id(read), {"pieces": read.pieces, "parts": read.parts, "windows": []})
        stretch["windows"].append(window)
    return list(found.values())


def with_names(article: Article, context: Context, named: list[dict[str, Any]], extractor: Extractor) -> Context:
    """The context with the gold's names besides: what a sentence says of a thing is learned also where no rule knows the thing."""
    mentions = [m for s in context.sentences for m in _mentions_in(s.view)]
    things = {
        (name, row["type"]): Entity(row["type"], row["label"], f"{row['type'].lower()}/{_fold(row['label'])}", (*row["aliases"],))
        for row in named
        for name in (row["label"], *row["aliases"])
    }
    new = [
        Mention(start, end, things[article.text[start:end], kind], "gold")
        for start, end, kind in sorted(_names_in(article.text, named))
    ]
    mentions = extractor.finder.extended(article, mentions, new)
    return Context(article, extractor.views(article, mentions), mentions, extractor.knowledge)


def _mentions_in(view: View) -> list[Mention]:
    """The mentions of a sentence, in order."""
    return [slot.thing for _, slot in sorted(view.slots.items()) if isinstance(slot.thing, Mention)]


HIDDEN = 0.4  # of the known things, whose names the tagger must find by itself


def tagged(
    article: Article, context: Context, named: list[dict[str, Any]], coder: Coder, hidden: float, extractor: Extractor
) -> Iterator[list[list[int]]]:
    """The sentences for the tagger: pieces, and a tag for each. A share of the known things is not masked."""
    dice = random.Random(f"{article.file} {hidden} {len(named)}")
    keys = sorted(context.first_seen)
    shown = {key for key in keys if dice.random() < hidden}
    mentions = [m for s in context.sentences for m in _mentions_in(s.view)]
    names = sorted(_names_in(article.text, named), key=lambda n: (n[0], -n[1]))
    for view in extractor.views(article, [m for m in mentions if m.entity.key not in shown]):
        sentence = prepared(view, coder.pieces)
        tags = [0] * len(sentence.encoded.numbers)
        for start, end, kind in names:
            if view.start <= start and end <= view.end:
                _mark(tags, sentence.encoded.spans, view, (start, end), kind)
        yield [sentence.pieces, [0, *tags, 0]]


def _names_in(text: str, named: list[dict[str, Any]]) -> Iterator[tuple[int, int, str]]:
    """Where the gold's names stand, longest first."""
    forms = {
        (n, row["type"])
        for row in named
        if row["type"] in NAMED
        for n in (row["label"], *row.get("aliases", ()))
        if len(n) > 1
    }
    taken: set[int] = set()
    for name, kind in sorted(forms, key=lambda f: (-len(f[0]), f)):
        border = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
        ending = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
        for match in re.finditer(border + re.escape(name) + ending, text):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                yield *match.span(), kind


def _mark(tags: list[int], spans: list[tuple[int, int]], view: View, name: tuple[int, int], kind: str) -> None:
    """Tags the pieces of a name, where none of them is a mention's mark."""
    inside = [i for i, (a, b) in enumerate(spans) if a < b and view.offsets[a] < name[1] and name[0] < view.ends[b - 1]]
    if not inside or any(view.masked[spans[i][0]] in MARKS.values() for i in inside):
        return
    first = TAGS.index(f"B-{kind}")
    for place, i in enumerate(inside):
        tags[i] = first + (place > 0)


class Reader:
    """Finds for each window of one article the gold claims that its words carry."""

    def __init__(self, article: Article, claims: list[dict[str, Any]], knowledge: Knowledge) -> None:
        self.claims = [(claim, list(_places(article.text, claim["quote"]))) for claim in claims]
        self.labels = labels_for(knowledge)

    def labelled(self, context: Context, coded: Coded, coder: Coder) -> dict[str, Any]:
        """The window as plain numbers with its labels."""
        view = context.sentences[coded.window.index].view
        here = [c for c, spans in self.claims if any(a < view.end and view.start < b for a, b in spans)]
        there = [c for c, _ in self.claims if c not in here]
        out: dict[str, Any] = {
            "index": coded.window.index,
            "own": coded.own,
        }
        for sort in SORTS:
            rows = coded.rows[sort]
            out[sort] = [
                [*row.places, *row.types, *row.roles, self._said(row, coded.window, coder.labels[sort], here, there)]
                for row in rows
            ]
        out["sentence"] = sorted({name for c in here if (name := sentence_label(c))})
        return out

    def _said(self, row: Row, window: Window, labels: tuple[Label, ...], here: list, there: list) -> list[int]:
        """For each label 1 (said), 0 (not said) or -1 (not asked)."""
        out = []
        types = (
            window.things[row.first].entity.type,
            window.things[row.second].entity.type if row.second in window.things else "",
        )
        for label in labels:
            fits = types[0] in label.subject and (label.sort != "pair" or types[1] in label.object)
            if not fits:
                out.append(-1)
            elif any(_says(c, label, row, window) for c in here):
                out.append(1)
            else:
                out.append(-1 if any(_says(c, label, row, window) for c in there) else 0)
        return out


def sentence_label(claim: dict[str, Any]) -> str:
    """The label of a claim about no thing ("open/pro/cost"), "" for others."""
    return "/".join(claim["value"].values()) if not claim.get("subject") and claim["kind"] == "argument" else ""


def _says(claim: dict[str, Any], label: Label, row: Row, window: Window) -> bool:
    """Whether a gold claim is what the label says of the row."""
    if claim["kind"] != label.kind:
        return False
    value = claim.get("value") or {}
    if any(value.get(name) != option for name, option in label.value):
        return False
    if not label.value and label.kind == "license" and value.get("term"):
        return False
    about, other = claim.get("subject"), claim.get("object")
    if label.name.endswith("#"):
        about = other
    if not _same(about, window.things[row.first].entity):
        return False
    if label.sort == "pair":
        return _same(other, window.things[str(row.second)].entity)
    if label.sort == "number":
        said = value.get("number", value.get("amount", value.get("score")))
        return _equal(said, getattr(window.figures[int(row.second)].number, "number", None))
    return True


def _same(named: dict[str, Any] | None, entity: Entity) -> bool:
    if not named:
        return False
    names = {_fold(n) for n in (named["label"], *named.get("aliases", ()))}
    return bool(names & {_fold(n) for n in (entity.label, *entity.aliases)})


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def _equal(a: Any, b: Any) -> bool:
    try:
        return abs(float(a) - float(b)) <= 0.01 * max(abs(float(a)), abs(float(b)), 1e-9)
    except (TypeError, ValueError):
        return False


def _places(text: str, quote: str) -> Iterable[tuple[int, int]]:
    """Everywhere that the quote stands, white space aside."""
    pattern = r"\s*".join(re.escape(c) for c in "".join(quote.split()))
    return (m.span() for m in re.finditer(pattern, text))
