"""python -m training.measure OUT PASSAGES [NAME=TEXTS:GOLD …] [--against OUT]: how good the rules are, set by set.

PASSAGES is what `training.materialise` wrote. Its parts `unread` and `fresh` and the fold 0 of `read` and of `articles`
are only scored; the rest of `read` and `articles` may be read, and so are folders whose NAME begins with `read`. OUT
receives the claims of each set with whether each is right, `missed` ones of the sets that may be read, and `rules.tsv`:
how often each rule fired and was right, set by set. With the OUT of an earlier run, what is new and gone is counted,
and for sets that may be read written to `changes.jsonl`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from kg.extraction import evaluate
from kg.extraction.evaluate import Score
from kg.extraction.extract import shared
from kg.read import read_file
from training.folds import fold_of
from training.gold import read_claims

ROW = "{:<18} {:>5} {:>6}  {:>5} {:>5} {:>5}  {:>5}  {:>6} {:>5}"


class Part(NamedTuple):
    """An annotated text of a set."""

    set: str
    path: Path
    gold: Path


class Measured(NamedTuple):
    """What came of one text: `claims` are gold-like rows with `right`, places and language beside them."""

    set: str
    lang: str
    claims: list[dict[str, Any]]
    missed: list[dict[str, Any]]
    things: Counter[str]
    times: tuple[int, int]  # right, of all that gold dates


def readable(name: str) -> bool:
    """Whether the texts of a set may be looked at."""
    return name.startswith("read")


def parts_of(passages: Path, others: Iterable[str]) -> Iterator[Part]:
    """The annotated texts, each with the name of its set."""
    for name in ("unread", "fresh", "read", "articles"):
        for path in sorted((passages / name / "texts").glob("*")):
            held = name in ("read", "articles") and fold_of(path.name) == 0
            known = {"read": "read passages", "articles": "read articles"}.get(name, name)
            yield Part(f"fold 0 {name}" if held else known, path, passages / name / "gold")
    for other in others:
        name, _, folders = other.partition("=")
        texts, _, gold = folders.partition(":")
        for path in sorted(Path(texts).glob("*")):
            yield Part(name, path, Path(gold))


def measured(part: Part) -> Measured:
    """Reads a text and holds what comes out against its gold."""
    article = read_file(part.path)
    extraction = shared().read(article)
    wanted = read_claims(part.gold / f"{part.path.stem}.claims.jsonl")
    named = read_claims(part.gold / f"{part.path.stem}.entities.jsonl")
    found = [
        {**row, "start": claim.start, "end": claim.end, "file": part.path.name}
        for row, claim in zip(evaluate.claim_rows(extraction), extraction.claims, strict=True)
    ]
    pairs, missed, extra = evaluate.match(wanted, found)
    claims = [{**got, "right": True} for _, got in pairs] + [{**got, "right": False} for got in extra]
    dated = [evaluate.agree(one["time"], got.get("time")) for one, got in pairs if one.get("time")]
    things = evaluate.count_things(named, [one.row() for one in extraction.entities])
    return Measured(part.set, article.lang, claims, missed, things, (sum(dated), len(dated)))


def score(texts: Iterable[Measured]) -> Score:
    """The claims of several texts together."""
    texts = list(texts)
    right = sum(claim["right"] for one in texts for claim in one.claims)
    found = sum(len(one.claims) for one in texts)
    return Score(right + sum(len(one.missed) for one in texts), found, right)


def row_of(name: str, texts: list[Measured]) -> str:
    """A row of the table: what the texts of a set come to."""
    total, things = score(texts), sum((one.things for one in texts), Counter())
    mean = sum(score([one]).f1 for one in texts) / len(texts)
    right, dated = (sum(one.times[i] for one in texts) for i in (0, 1))
    found = Score(things["gold"], things["found"], things["right"])
    shares = (total.precision, total.recall, total.f1, mean, found.f1, right / dated if dated else 0.0)
    return ROW.format(name, len(texts), total.gold, *(f"{share:.3f}" for share in shares))


def table(texts: list[Measured]) -> Iterator[str]:
    """The figures set by set and language by language, then of what is only scored, then by kind."""
    yield ROW.format("set", "texts", "claims", "P", "R", "F1", "mean", "things", "time")
    sets: dict[str, list[Measured]] = defaultdict(list)
    for one in texts:
        sets[f"{one.set} {one.lang}"].append(one)
        if not readable(one.set) and "articles" not in one.set:
            sets[f"~ scored {one.lang}"].append(one)
            sets["~ scored"].append(one)
    for name, group in sorted(sets.items()):
        yield row_of(name, group)
    yield ""
    for kind, both in sorted(by_kind(sets["~ scored"]).items()):
        yield f"{kind:<14} {both.gold:>5}  {both.precision:.2f} {both.recall:.2f} {both.f1:.2f}"


def by_kind(texts: Iterable[Measured]) -> dict[str, Score]:
    """Each kind's score. A release that a gold `develops` is satisfied with counts under its own kind."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in texts:
        for claim in one.claims:
            counts[claim["kind"]][1] += 1
            if claim["right"]:
                counts[claim["kind"]][0] += 1
                counts[claim["kind"]][2] += 1
        for claim in one.missed:
            counts[claim["kind"]][0] += 1
    return {kind: Score(*both) for kind, both in counts.items()}


def write(out: Path, texts: list[Measured]) -> None:
    """The claims of every set, what is missed where it may be read, and what each rule earned."""
    out.mkdir(parents=True, exist_ok=True)
    sets: dict[str, list[Measured]] = defaultdict(list)
    for one in texts:
        sets[one.set].append(one)
    rules: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for name, group in sets.items():
        _write_rows(out / f"{name}.claims.jsonl", (claim for one in group for claim in one.claims))
        if readable(name):
            _write_rows(out / f"{name}.missed.jsonl", (claim for one in group for claim in one.missed))
        for claim in (claim for one in group for claim in one.claims):
            rules[name, claim["rule"]][0] += 1
            rules[name, claim["rule"]][1] += claim["right"]
    rows = (f"{name}\t{rule}\t{fired}\t{right}\n" for (name, rule), (fired, right) in sorted(rules.items()))
    (out / "rules.tsv").write_text("set\trule\tfired\tright\n" + "".join(rows), "utf-8")


def _write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _said(claim: dict[str, Any]) -> str:
    """What a claim says, to know it again in another run."""
    told = {k: v for k, v in claim.items() if k not in ("right", "rule", "confidence", "start", "end", "quote")}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def changes(out: Path, old: Path) -> Iterator[str]:
    """What is new and gone since another run, counted; the claims themselves go to a file where they may be read."""
    rows = []
    for path in sorted(out.glob("*.claims.jsonl")):
        name = path.name.removesuffix(".claims.jsonl")
        if not (old / path.name).exists():
            continue
        now, then = ({_said(one): one for one in read_claims(folder / path.name)} for folder in (out, old))
        new, gone = ([one[key] for key in one if key not in other] for one, other in ((now, then), (then, now)))
        counts = [sum(one["right"] for one in some) for some in (new, gone)]
        if new or gone:
            yield (
                f"{name}: new {counts[0]} right, {len(new) - counts[0]} wrong;"
                f" gone {counts[1]} right, {len(gone) - counts[1]} wrong"
            )
        if readable(name):
            rows += [
                {"change": word, "set": name, **one} for word, some in (("new", new), ("gone", gone)) for one in some
            ]
    _write_rows(out / "changes.jsonl", rows)


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("passages", type=Path)
    parser.add_argument("others", nargs="*", metavar="NAME=TEXTS:GOLD")
    parser.add_argument("--against", type=Path, metavar="OUT")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with ProcessPoolExecutor(asked.workers) as pool:
        texts = list(pool.map(measured, parts_of(asked.passages, asked.others), chunksize=8))
    write(asked.out, texts)
    for line in table(texts):
        print(line)
    for line in changes(asked.out, asked.against) if asked.against else ():
        print(line)


if __name__ == "__main__":
    main()
