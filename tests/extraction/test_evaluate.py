"""The scorer: what counts as the same claim, and what a report says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import CorpusError, DataError
from kg.extraction.evaluate import Score, agree, match, read_gold, same
from kg.updating import pipeline

META = {"type": "Organization", "label": "Meta", "aliases": ["Facebook"]}
LLAMA = {"type": "Model", "label": "Llama 2", "aliases": ["LLaMA-2"]}


def row(kind: str, **other) -> dict:
    return {"kind": kind, "subject": None, "object": None, "value": {}, "negated": False, **other}


@pytest.mark.parametrize(
    ("wanted", "got", "expected"),
    [
        (row("release", subject=META, object=LLAMA), row("release", subject={"label": "facebook"}, object={"label": "Llama2"}), True),
        (row("develops", subject=META, object=LLAMA), row("release", subject=META, object=LLAMA), True),
        (row("release", subject=META, object=LLAMA), row("develops", subject=META, object=LLAMA), False),
        (row("release", subject=META, object=LLAMA), row("release", subject=META, object=LLAMA, negated=True), False),
        (row("quantity", subject=LLAMA, value={"metric": "parameters", "number": 70e9}),
         row("quantity", subject=LLAMA, value={"metric": "parameters", "number": 70.3e9}), True),
        (row("quantity", subject=LLAMA, value={"metric": "parameters", "number": 70e9}),
         row("quantity", subject=LLAMA, value={"metric": "parameters", "number": 7e9}), False),
        (row("comparison", subject=LLAMA, object=META, value={"relation": "better"}),
         row("comparison", subject=META, object=LLAMA, value={"relation": "worse"}), True),
        (row("comparison", subject=LLAMA, object=META, value={"relation": "better"}),
         row("comparison", subject=META, object=LLAMA, value={"relation": "better"}), False),
        (row("argument", value={"side": "open", "polarity": "pro", "aspect": "cost"}),
         row("argument", value={"side": "open", "polarity": "pro", "aspect": "privacy"}), False),
    ],
)  # fmt: skip
def test_two_rows_are_one_claim_where_they_say_the_same(wanted: dict, got: dict, expected: bool) -> None:
    assert same(wanted, got) is expected


def test_each_gold_claim_is_matched_once_and_repeats_do_not_count() -> None:
    gold = [row("release", subject=META, object=LLAMA)]
    pairs, missed, extra = match(gold, [row("release", subject=META, object=LLAMA)] * 3)
    assert (len(pairs), missed, extra) == (1, [], [])


def test_precision_recall_and_times_are_counted() -> None:
    assert Score(4, 2, 1).precision == 0.5 and Score(4, 2, 1).recall == 0.25 and Score(0, 0, 0).f1 == 0.0
    assert agree("2023-03", "2023-03-14") and not agree("2023", "2024-01") and not agree("2023", None)


def test_bad_gold_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        read_gold(tmp_path, "claims")
    (tmp_path / "x.claims.jsonl").write_text(json.dumps({"file": "x"}) + "\n{\n", "utf-8")
    with pytest.raises(DataError, match=r"x\.claims\.jsonl:2"):
        read_gold(tmp_path, "claims")
    (tmp_path / "x.claims.jsonl").write_bytes(b'{"file": "x"}\n{"file": "x", "quote": "\xff"}\n')
    with pytest.raises(DataError, match=r"x\.claims\.jsonl:2"):
        read_gold(tmp_path, "claims")


def test_gold_is_json_lines_whatever_its_quotes_hold(tmp_path: Path) -> None:
    """A mark of UTF-8 before it is none of its words, and the line separators of Unicode end no line of JSON."""
    rows = [{"file": "x", "quote": "one\u2028two\x85three"}, {"file": "x", "quote": "four"}]
    written = "".join(json.dumps(one, ensure_ascii=False) + "\r\n" for one in rows)
    (tmp_path / "x.claims.jsonl").write_text(f"\ufeff{written}", "utf-8", newline="")
    assert read_gold(tmp_path, "claims") == {"x": rows}


def test_what_is_found_where_the_gold_has_nothing_is_too_much(tmp_path: Path) -> None:
    gold, texts = tmp_path / "gold", tmp_path / "texts"
    gold.mkdir()
    texts.mkdir()
    for name in ("a", "b"):
        (texts / f"{name}.md").write_text(f"---\ntitle: {name}\n---\nMeta released Llama 2 in July 2023.\n", "utf-8")
    release = row("release", subject=META, object=LLAMA | {"label": "Llama 2"}) | {"file": "a.md"}
    (gold / "a.claims.jsonl").write_text(json.dumps(release) + "\n", "utf-8")
    (gold / "b.claims.jsonl").write_text("\n", "utf-8")
    for name in ("a", "b"):
        (gold / f"{name}.entities.jsonl").write_text("", "utf-8")
    report = pipeline.evaluate(gold, texts)
    assert (report.total.gold, report.total.found, report.total.right) == (1, 2, 1)
    assert list(report.articles) == ["a.md", "b.md"] and [one["file"] for one in report.errors] == ["b.md"]
