"""The annotated passages and articles that the training learns from: whole, in the claim model's words, each in its place."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kg.knowledge import load
from kg.read import read_file
from training import agreement, folds, materialise

TRAINING = Path(materialise.__file__).parent
ARTICLES, PASSAGES = TRAINING / "articles", TRAINING / "passages"


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("folder", [ARTICLES, PASSAGES], ids=["articles", "passages"])
def test_every_claim_is_of_a_kind_with_values_that_it_has(folder: Path) -> None:
    kinds = load().kinds
    for row in rows(folder / "claims.jsonl"):
        kind = kinds[row["kind"]]
        for name, options in kind.values.items():
            assert not isinstance(options, list) or row["value"].get(name) in (None, *options), row
        assert row["subject"] or not kind.subject, row


def test_the_quotes_of_our_own_articles_stand_in_them() -> None:
    texts = {path.name: read_file(path).text for path in sorted((ARTICLES / "texts").iterdir())}
    claims = rows(ARTICLES / "claims.jsonl")
    assert {row["file"] for row in claims} <= set(texts)
    assert not [row["quote"] for row in claims if "".join(row["quote"].split()) not in "".join(texts[row["file"]].split())]


def test_the_claims_of_passages_lie_within_them() -> None:
    lengths = {row["file"]: row["end"] - row["start"] for row in rows_of_manifest()}
    claims = rows(PASSAGES / "claims.jsonl")
    assert all(0 <= row["start"] < row["end"] <= lengths[row["file"]] for row in claims)


def test_each_passage_is_of_one_part() -> None:
    manifest = rows_of_manifest()
    assert max(Counter(row["file"] for row in manifest).values()) == 1
    assert {row["part"] for row in manifest} == {"read", "unread", "fresh"}


def rows_of_manifest() -> list[dict[str, Any]]:
    return list(json.loads((PASSAGES / "manifest.json").read_text("utf-8")))


def test_agreement_counts_only_what_two_people_read() -> None:
    made = [
        {"file": "a", "read": "both"}, {"file": "a", "read": "first"}, {"file": "a", "read": "second"},
        {"file": "b", "read": "first"},
    ]  # fmt: skip
    assert agreement.agreement(agreement.read_twice(made)) == (1, 1, 1, 0.5)


def test_our_own_articles_are_written_with_a_file_of_gold_for_each(tmp_path: Path) -> None:
    materialise.write_own(tmp_path / "articles")
    texts = {path.stem for path in (tmp_path / "articles" / "texts").iterdir()}
    for kind in ("claims", "entities"):
        files = list((tmp_path / "articles" / "gold").glob(f"*.{kind}.jsonl"))
        assert {path.name.split(".")[0] for path in files} == texts
        assert sum(len(rows(path)) for path in files) == len(rows(ARTICLES / f"{kind}.jsonl"))


def test_a_share_of_the_documents_is_a_sample_of_that_size() -> None:
    names = [row["file"] for row in rows_of_manifest()]
    share = sum(folds.share_of(name) < 0.25 for name in names) / len(names)
    assert 0.18 < share < 0.32
    assert {folds.fold_of(name) for name in names} == set(range(folds.FOLDS))
