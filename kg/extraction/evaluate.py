"""How good extraction is on texts with gold: precision, recall and F1 by kind and language, and a sheet of errors.

A claim found is right when one of the gold claims of its article, not matched yet, has the same kind, the same subject
and object (any of their names equal after folding), the same value and the same denial. Time, speaker and span are
told apart from that. A `develops` in the gold is satisfied by a `release` of the same pair.
"""

from __future__ import annotations

import codecs
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import CorpusError, DataError
from kg.knowledge import fold, load
from kg.model import Extraction
from kg.read.sorts import ARTICLES

TOLERANCE = 0.01  # of a number: "about 1.4 trillion" and 1400000000000
LOOSE = {"role", "unit", "per", "high", "aspect"}  # parts of a value that do not decide, but for an argument's aspect
STANDS_FOR = {"develops": ("develops", "release")}
ROUNDS = 1000  # of the bootstrap over articles


@dataclass(frozen=True, slots=True)
class Score:
    """Counts with precision, recall and F1."""

    gold: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0

    def row(self) -> dict[str, Any]:
        """The counts and shares under the names that tables show."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {
            "gold": self.gold,
            "found": self.found,
            "right": self.right,
            **{k: round(v, 3) for k, v in shares.items()},
        }


@dataclass(slots=True)
class Report:
    """The result of an evaluation. `articles`: file → score; `interval`: 95 % of the micro F1, articles resampled."""

    total: Score
    kinds: dict[str, Score]
    languages: dict[str, Score]
    articles: dict[str, Score]
    entities: Score
    interval: tuple[float, float] = (0.0, 0.0)
    time: float | None = None  # share of matched claims with a time in the gold whose time agrees
    errors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def mean_f1(self) -> float:
        """The mean F1 of an article, every article weighing alike."""
        return sum(s.f1 for s in self.articles.values()) / len(self.articles) if self.articles else 0.0

    def parts(self) -> Iterator[tuple[str, Score]]:
        """The kinds, the languages, the entities and all claims, each with its score."""
        yield from self.kinds.items()
        yield from self.languages.items()
        yield "entities", self.entities
        yield "all", self.total


def read_gold(folder: Path, suffix: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a gold folder's `*.<suffix>.jsonl`, by the file that they speak of.

    A file without a row speaks of the text that is called as it is, and says that there is nothing in it.
    Raises CorpusError where there are none, DataError with the line that is not JSON or has no file.
    """
    paths = sorted(Path(folder).glob(f"*.{suffix}.jsonl"))
    if not paths:
        raise CorpusError(f"no *.{suffix}.jsonl here", str(folder), "give a folder with gold")
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in paths:
        lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\n")
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    row = json.loads(line.decode("utf-8"))
                    rows[row["file"]].append(row)
                except (ValueError, KeyError, TypeError):
                    raise DataError("not a row of gold", f"{path}:{number}", "see the claim model") from None
        if not any(map(bytes.strip, lines)):
            for ending in ARTICLES:
                rows.setdefault(f"{path.name.removesuffix(f'.{suffix}.jsonl')}{ending}", [])
    return rows


def claim_rows(extraction: Extraction) -> list[dict[str, Any]]:
    """An article's claims in the form of the gold."""
    return [
        {
            "kind": c.kind,
            "subject": c.subject.row() if c.subject else None,
            "object": c.object.row() if c.object else None,
            "value": c.values,
            "time": c.time,
            "speaker": c.speaker.row() if c.speaker else None,
            "negated": c.negated,
            "modality": c.modality or None,
            "quote": c.quote,
            "rule": c.rule,
            "confidence": c.confidence,
        }
        for c in extraction.claims
    ]


def evaluate(gold: Path, extractions: Iterable[Extraction]) -> Report:
    """Compare extractions with the gold of a folder; articles without gold are left out."""
    claims, entities = read_gold(gold, "claims"), read_gold(gold, "entities")
    articles: dict[str, Score] = {}
    tally: dict[str, Counter] = defaultdict(Counter)
    things: Counter[str] = Counter()
    times: Counter[str] = Counter()
    errors: list[dict[str, Any]] = []
    for extraction in extractions:
        name = extraction.article.file
        if name not in claims and name not in entities:
            continue
        found = claim_rows(extraction)
        pairs, missed, extra = match(claims.get(name, []), found)
        articles[name] = Score(len(pairs) + len(missed), len(pairs) + len(extra), len(pairs))
        _count(tally, extraction.article.lang, pairs, missed, extra)
        for wanted, got in pairs:
            if wanted.get("time"):
                times["gold"] += 1
                times["right"] += agree(wanted["time"], got.get("time"))
        errors += [{"error": "missed", "file": name, **row} for row in missed]
        errors += [{"error": "extra", "file": name, **row} for row in extra]
        things.update(count_things(entities.get(name, []), [e.row() for e in extraction.entities]))
    scores = {key: Score(c["gold"], c["found"], c["right"]) for key, c in tally.items()}
    kinds = {k.removeprefix("kind:"): s for k, s in sorted(scores.items()) if k.startswith("kind:")}
    languages = {k.removeprefix("lang:"): s for k, s in sorted(scores.items()) if k.startswith("lang:")}
    share = times["right"] / times["gold"] if times["gold"] else None
    whole = Score(things["gold"], things["found"], things["right"])
    return Report(
        _sum(articles.values()), kinds, languages, articles, whole, interval(list(articles.values())), share, errors
    )


def side_by_side(reports: Mapping[str, Report]) -> list[dict[str, Any]]:
    """One row for each part, with precision, recall and F1 of every extractor beside each other."""
    scores = {name: dict(report.parts()) for name, report in reports.items()}
    parts = dict.fromkeys(part for found in scores.values() for part in found)
    order = sorted(parts, key=lambda part: (part in ("entities", "all"), part == "all", part in ("zh", "en")))
    rows = []
    for part in order:
        there = {name: found.get(part, Score(0, 0, 0)) for name, found in scores.items()}
        row: dict[str, Any] = {"part": part, "gold": max(score.gold for score in there.values())}
        for name, score in there.items():
            shares = (("precision", score.precision), ("recall", score.recall), ("f1", score.f1))
            row |= {f"{name} {share}": round(value, 3) for share, value in shares}
        rows.append(row)
    return rows


def _count(tally: dict[str, Counter], lang: str, pairs: list, missed: list, extra: list) -> None:
    for side, rows in (("both", [w for w, _ in pairs]), ("gold", missed), ("found", extra)):
        for row in rows:
            for key in (f"kind:{row['kind']}", f"lang:{lang}"):
                for column in ("gold", "found", "right") if side == "both" else (side,):
                    tally[key][column] += 1


def _sum(scores: Iterable[Score]) -> Score:
    scores = list(scores)
    return Score(sum(s.gold for s in scores), sum(s.found for s in scores), sum(s.right for s in scores))


def interval(scores: list[Score]) -> tuple[float, float]:
    """The 95 % interval of the micro F1 when the articles are drawn anew, with a fixed seed."""
    if not scores:
        return (0.0, 0.0)
    draw = random.Random(7)
    values = sorted(_sum(draw.choices(scores, k=len(scores))).f1 for _ in range(ROUNDS))
    return (values[int(0.025 * ROUNDS)], values[int(0.975 * ROUNDS) - 1])


def match(gold: list[dict], found: list[dict]) -> tuple[list[tuple[dict, dict]], list[dict], list[dict]]:
    """Pairs of gold and found claims, the gold claims missed, and the claims too many."""
    found = list(_distinct(found))
    used: set[int] = set()
    pairs, missed = [], []
    for wanted in gold:
        hit = next((i for i, got in enumerate(found) if i not in used and same(wanted, got)), None)
        if hit is None:
            missed.append(wanted)
        else:
            used.add(hit)
            pairs.append((wanted, found[hit]))
    return pairs, missed, [got for i, got in enumerate(found) if i not in used]


def _distinct(rows: list[dict]) -> Iterator[dict]:
    kept: list[dict] = []
    for row in rows:
        if not any(other["kind"] == row["kind"] and same(other, row) for other in kept):
            kept.append(row)
            yield row


def same(wanted: dict, got: dict) -> bool:
    """Whether a claim found says what a gold claim says."""
    if got["kind"] not in STANDS_FOR.get(wanted["kind"], (wanted["kind"],)) or bool(wanted.get("negated")) != bool(
        got.get("negated")
    ):
        return False
    kind = load().kinds.get(wanted["kind"])
    straight = _named(wanted.get("subject"), got.get("subject")) and _named(wanted.get("object"), got.get("object"))
    crossed = _named(wanted.get("subject"), got.get("object")) and _named(wanted.get("object"), got.get("subject"))
    value, other = wanted.get("value") or {}, got.get("value") or {}
    if kind is not None and "mirror" in kind.settings and crossed and not straight:
        field_, mirror = kind.settings["mirror"]["field"], kind.settings["mirror"]["values"]
        return mirror.get(value.get(field_)) == other.get(field_)
    if wanted["kind"] == "license" and not wanted.get("object"):
        straight = _named(wanted.get("subject"), got.get("subject"))
    loose = LOOSE - {"aspect"} if wanted["kind"] == "argument" else LOOSE
    return straight and all(
        _equal(value.get(k), other.get(k)) for k in value if k not in loose and value[k] is not None
    )


def _named(one: dict | None, other: dict | None) -> bool:
    if not one or not other:
        return not one and not other
    return bool(_names(one) & _names(other))


def _names(entity: dict) -> frozenset[str]:
    return frozenset(f for f in (fold(n) for n in (entity["label"], *entity.get("aliases", ()))) if f)


def _equal(one: Any, other: Any) -> bool:
    try:
        a, b = float(one), float(other)
    except (TypeError, ValueError):
        return str(one).casefold() == str(other).casefold()
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b), 1e-9)


def agree(wanted: str, got: str | None) -> bool:
    """Whether two dates agree as far as both are known."""
    return got is not None and got != "" and (got.startswith(wanted) or wanted.startswith(got))


def count_things(gold: list[dict], found: list[dict]) -> Counter[str]:
    """The things of an article, counted: `gold`, `found`, `right`. A product counts as a model; groups are left out."""
    things = {"Product": "Model"}
    left = [row for row in found if row["type"] != "Group"]
    gold = [row for row in gold if row["type"] != "Group"]
    right = 0
    for row in gold:
        kind = things.get(row["type"], row["type"])
        hit = next((o for o in left if things.get(o["type"], o["type"]) == kind and _named(row, o)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return Counter(gold=len(gold), found=right + len(left), right=right)
