"""Ways to say a claim, kind by kind: each sentence of tests/phrasings is read whole and gives just the claims beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.extraction.evaluate import claim_rows
from kg.extraction.extract import shared
from kg.knowledge import fold
from kg.model import Article, Block

FOLDER = Path(__file__).parent.parent / "phrasings"


def lines(name: str) -> list[tuple[str, str, str]]:
    """(language, sentence, claims) of each line of a file."""
    rows = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(row.split("\t")) for row in rows if row and not row.startswith("#")]  # type: ignore[misc]


def told(lang: str, sentence: str, kind: str) -> list[dict[str, Any]]:
    """What the sentence alone says of the kind."""
    article = Article(
        "x", "x.md", sentence, date="2025-06-01", lang=lang, blocks=(Block("paragraph", 0, len(sentence)),)
    )
    return [row for row in claim_rows(shared().read(article)) if row["kind"] == kind]


def wanted(claims: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(subject, object, fields) of each claim of a line's last column."""
    out = []
    for claim in claims.split(" ; ") if claims != "-" else ():
        ends, brace, rest = claim.partition("{")
        subject, _, thing = ends.strip().partition(" -> ")
        out.append((subject.strip(), thing.strip(), json.loads(brace + rest) if brace else {}))
    return out


def called(thing: dict[str, Any] | None, name: str) -> bool:
    if not thing or not name:
        return not thing and not name
    return fold(name) in {fold(n) for n in (thing["label"], *thing["aliases"])}


def same(row: dict[str, Any], subject: str, thing: str, fields: dict[str, Any]) -> bool:
    """Whether a claim that was found is the one wanted."""
    for field, value in fields.items():
        got = row[field] if field in ("time", "negated", "speaker") else row["value"].get(field)
        if not (called(got, value) if field == "speaker" else got == value):
            return False
    return called(row["subject"], subject) and (
        called(row["object"], thing) or (not thing and not fields.get("object"))
    )


def shown(row: dict[str, Any]) -> str:
    ends = " -> ".join(row[end]["label"] for end in ("subject", "object") if row[end])
    return f"{ends} {json.dumps(row['value'], ensure_ascii=False)}"


def fault(kind: str, lang: str, sentence: str, claims: str) -> str:
    """What is wrong with a line: claims that are missing, claims that are too many; empty where nothing is."""
    left = told(lang, sentence, kind)
    missing = []
    for subject, thing, fields in wanted(claims):
        found = next((row for row in left if same(row, subject, thing, fields)), None)
        if found is None:
            missing.append(f"{subject} -> {thing} {fields or ''}")
        else:
            left.remove(found)
    if not missing and not left:
        return ""
    return f"{lang} {sentence}\n    missing: {'; '.join(missing) or '-'}\n    too many: {'; '.join(map(shown, left)) or '-'}"


@pytest.mark.parametrize("name", sorted(p.stem for p in FOLDER.glob("*.tsv")))
def test_each_way_to_say_it_gives_just_its_claims(name: str) -> None:
    kind = name.partition(".")[0]  # quantity.en is of the kind quantity
    faults = [f for line in lines(name) if (f := fault(kind, *line))]
    assert not faults, f"{len(faults)} of {len(lines(name))}\n" + "\n".join(faults)
