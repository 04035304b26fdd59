"""The quality gate: extraction on our own articles against gold made by reading, with floors that only go up.

`python -m pytest tests/quality --raise-floors` writes the floors of today where they are higher than before; `--lower-floors`
writes them all, and lowering one needs that flag.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.updating import pipeline

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
FLOORS = HERE / "floors.json"
SLACK = 0.01  # a floor stands this far below what was measured: one claim more or less is no fault
LOOSE = 0.04  # a floor that stands farther below the whole's figures than this no longer guards them
WHOLE = ("f1 all", "precision all", "mean f1 of an article", "f1 zh", "f1 en", "f1 entities")


@pytest.fixture(scope="module")
def report():
    return pipeline.evaluate(HERE / "gold", CORPUS)


def measured(report) -> dict[str, float]:
    parts = {f"f1 {name}": score.f1 for name, score in report.parts()}
    return {**parts, "precision all": report.total.precision, "mean f1 of an article": report.mean_f1}


def test_no_figure_falls_below_its_floor(report, request: pytest.FixtureRequest) -> None:
    figures = measured(report)
    before = json.loads(FLOORS.read_text("utf-8"))
    floors = dict(before)
    today = {name: round(max(0.0, value - SLACK), 3) for name, value in sorted(figures.items())}
    if request.config.getoption("--lower-floors"):
        floors = today
    elif request.config.getoption("--raise-floors"):
        floors = {name: max(value, floors.get(name, 0.0)) for name, value in today.items()}
    if floors != before:
        FLOORS.write_text(json.dumps(floors, indent=1, ensure_ascii=False) + "\n", "utf-8")
    fallen = {
        name: (round(figures.get(name, 0.0), 3), floor)
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor
    }
    assert not fallen, f"(measured, floor): {fallen}"
    loose = {name: (round(figures[name], 3), floors[name]) for name in WHOLE if figures[name] - floors[name] > LOOSE}
    assert not loose, f"(measured, floor): {loose}; raise them with --raise-floors"


def test_every_article_of_the_corpus_has_gold() -> None:
    articles = {p.name for p in CORPUS.glob("*.md")} - {"README.md"}
    gold = {p.name.removesuffix(".claims.jsonl") + ".md" for p in (HERE / "gold").glob("*.claims.jsonl")}
    assert articles == gold


def test_every_gold_quote_stands_in_its_article() -> None:
    texts = {p.name: "".join(p.read_text("utf-8").split()) for p in CORPUS.glob("*.md")}
    for path in (HERE / "gold").glob("*.claims.jsonl"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            row = json.loads(line)
            assert "".join(row["quote"].split()) in texts[row["file"]], f"{path.name}:{number}"
