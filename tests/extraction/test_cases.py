"""Case folders: an article, and every claim that must come out of it, no more and no less.

After a change that is meant: `python tests/extraction/test_cases.py` writes the expected claims anew; read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.extraction.evaluate import claim_rows
from kg.extraction.extract import shared
from kg.read import read_file

CASES = sorted((Path(__file__).parent.parent / "cases" / "extract").iterdir())
KEPT = ("kind", "subject", "object", "value", "time", "speaker", "negated", "quote")


def found(case: Path) -> list[dict]:
    rows = []
    for row in claim_rows(shared().read(read_file(case / "article.md"))):
        short = {key: row[key] for key in KEPT}
        for side in ("subject", "object", "speaker"):
            short[side] = short[side] and f"{short[side]['type']} {short[side]['label']}"
        rows.append(short)
    return rows


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_a_text_gives_just_the_claims_of_its_case(case: Path) -> None:
    expected = [json.loads(line) for line in (case / "claims.jsonl").read_text("utf-8").splitlines()]
    assert found(case) == expected


if __name__ == "__main__":
    for folder in CASES:
        lines = [json.dumps(row, ensure_ascii=False) for row in found(folder)]
        (folder / "claims.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
