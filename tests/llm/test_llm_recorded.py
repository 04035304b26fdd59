"""Answers of the sort that models give, written down for made-up articles: what stands of them, and what does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fake_model import Said, serving

from kg.extraction.evaluate import claim_rows, same
from kg.extraction.extract import extraction_of, shared
from kg.knowledge import load
from kg.llm import asking
from kg.llm.offers import choose
from kg.llm.reading import Told, read
from kg.read import read_file

HERE = Path(__file__).parent
CASES = HERE.parent / "cases" / "extract"
RECORDED = sorted((HERE / "recorded").glob("*.json"), key=lambda path: path.stem)


def named(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a case, its things as in the gold: "Model GPT-2" → type and label."""
    for side in ("subject", "object", "speaker"):
        if row[side]:
            kind, _, label = row[side].partition(" ")
            row[side] = {"type": kind, "label": label, "aliases": []}
    return row


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_what_a_recorded_answer_gives(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LLM_KEY", "x")
    recorded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    article = read_file(CASES / path.stem / "article.md")
    context = shared().context(article)
    with serving(lambda request, number: Said(json.dumps(recorded["answer"], ensure_ascii=False))) as fake:
        where = Told(choose("made-up", fake.url), tmp_path)
        asking.ask_all([article], where, load(), asking.Terms())
    found = read(context, where)
    assert sorted(one.reason for one in found.refusals) == sorted(recorded["refused"]), found.refusals
    assert found.proposed == len(recorded["answer"]["claims"])
    for claim in found.claims:
        assert article.text[claim.start : claim.end] == claim.quote
    gold = [named(json.loads(line)) for line in (CASES / path.stem / "claims.jsonl").read_text("utf-8").splitlines()]
    rows = claim_rows(extraction_of(context, found.claims))
    right = [wanted for wanted in gold if any(same(wanted, row) for row in rows)]
    assert (len(right), len(gold)) == tuple(recorded["right"]), [row for row in gold if row not in right]
