"""python -m training.questions: fits by their wording which query plain questions ask, and with which values (kg/data/asked).

Learns from the questions of `training/questions.jsonl`, the part of `tests/quality/questions.jsonl` that is open to whoever
mends, and the phrasings of the query files. What is held there is only measured: `pytest tests/quality/test_questions.py -s`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from kg.asking import intent, query
from kg.asking.ask import ALIKE
from kg.asking.overview import OVERVIEW
from kg.asking.renaming import folded_names
from kg.knowledge import DATA, load_terms
from training.softmax import fitted, written

ROOT = Path(__file__).parent.parent
OPEN, SHARED = ROOT / "training" / "questions.jsonl", ROOT / "tests" / "quality" / "questions.jsonl"
SEEN = 2  # questions that have a feature that is learned
RIDGE = 1e-4
LEARNED = ("mode", "relation", "polarity", "side", "aspect", "term", "metric", "kind", "currency", "status", "from", "to")
Row = dict[str, Any]


def questions() -> list[Row]:
    """What is learned from. A thing as a whole is asked for by its name alone (`kg.asking.overview`): that is not learned."""
    shared = [row for row in _rows(SHARED) if row["half"] == "tune"]
    asked = [(name, phrasing) for name in query.names() if name != OVERVIEW for asks in query.load(name).asks.values() for phrasing in asks]
    return [*_rows(OPEN), *shared, *({"question": text, "query": name, "params": None} for name, text in asked)]


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def names() -> dict[str, tuple[str, str]]:
    """The lexicon's names, as those of a graph that has them all."""
    rows = ({"label": t.entity.label, "type": t.entity.type, "aliases": t.names} for t in load_terms(DATA / "lexicon"))
    return folded_names(rows)


def learn(rows: Sequence[Row], known: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The tables that ship, by their names."""
    features = {row["question"]: intent.features(row["question"], known) for row in rows}
    count = Counter(feature for said in features.values() for feature in said)
    seen = {feature for feature, times in count.items() if times >= SEEN}
    whole = [([*(said := features[r["question"]]), intent.unseen(said, seen)], r["query"] or intent.NONE) for r in rows]
    tables = {"query": written(fitted(whole, RIDGE, SEEN), smallest=0.0)}
    takes = {name: {param.name for param in query.load(name).params} for name in query.names()}
    for param in LEARNED:
        told = [row for row in rows if row["params"] is not None and row["query"] and param in takes[row["query"]]]
        examples = [(features[row["question"]], str(row["params"].get(param, intent.NONE))) for row in told]
        tables[param] = written(fitted(examples, RIDGE, SEEN))
    alone = [(features[row["question"]], given[0]) for row in rows if row["params"] and len(given := _alike(row, takes)) == 1]
    return {**tables, intent.PLACE: written(fitted(alone, RIDGE, SEEN))}


def _alike(row: Row, takes: Mapping[str, Set[str]]) -> list[str]:
    """Which of the parameters that the same names may fill a question gives."""
    return [param for param in row["params"] if ALIKE.get(param) in takes.get(row["query"], ())]


def main() -> None:
    rows, known = questions(), names()
    for name, table in learn(rows, known).items():
        (intent.FOLDER / f"{name}.tsv").write_text(table, "utf-8")
    print(f"{len(rows)} questions: {Counter(row['query'] or intent.NONE for row in rows).most_common()}", file=sys.stderr)


if __name__ == "__main__":
    main()
