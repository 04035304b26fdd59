"""How the rules are measured set by set: what is only scored is never written out as missed, and two runs are compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training import measure
from training.folds import fold_of

META = {"type": "Organization", "label": "Meta", "aliases": []}
LLAMA = {"type": "Model", "label": "Llama 3", "aliases": []}
TEXT = '---\ndate: "2024-05-02"\n---\nMeta released Llama 3 on 18 April 2024.\n'
RELEASE = {"kind": "release", "subject": META, "object": LLAMA, "value": {}, "time": "2024-04-18", "speaker": None, "negated": False}
MISSED = {**RELEASE, "kind": "stance", "object": None, "value": {"side": "open", "polarity": "for"}, "time": None}


def name_in(fold: bool) -> str:
    """A file's name that lies in fold 0, or outside of it."""
    return next(name for name in (f"text-{i}.md" for i in range(50)) if (fold_of(name) == 0) is fold)


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    """A passage to read, one of fold 0 and one that is unread, with the same text and gold."""
    for part, file in (("read", name_in(False)), ("read", name_in(True)), ("unread", "new.md")):
        for folder in ("texts", "gold"):
            (tmp_path / "passages" / part / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "passages" / part / "texts" / file).write_text(TEXT, "utf-8")
        for suffix, rows in (("claims", [RELEASE, MISSED]), ("entities", [META, LLAMA])):
            gold = tmp_path / "passages" / part / "gold" / f"{Path(file).stem}.{suffix}.jsonl"
            gold.write_text("".join(json.dumps({"file": file, **row}) + "\n" for row in rows), "utf-8")
    return tmp_path / "passages"


def test_sets_are_scored_and_only_the_readable_show_what_they_miss(passages: Path, tmp_path: Path) -> None:
    texts = [measure.measured(part) for part in measure.parts_of(passages, [])]
    assert sorted(one.set for one in texts) == ["fold 0 read", "read passages", "unread"]
    assert [(one.right, one.found, one.gold) for one in (measure.score([text]) for text in texts)] == [(1, 1, 2)] * 3
    measure.write(tmp_path / "out", texts)
    assert [path.name for path in (tmp_path / "out").glob("*.missed.jsonl")] == ["read passages.missed.jsonl"]
    shown = "\n".join(measure.table(texts))
    assert "~ scored en            2      4  1.000 0.500 0.667  0.667   1.000 1.000" in shown
    assert "stance             2  0.00 0.00 0.00" in shown


def test_two_runs_are_compared(passages: Path, tmp_path: Path) -> None:
    texts = [measure.measured(part) for part in measure.parts_of(passages, [])]
    measure.write(tmp_path / "now", texts)
    measure.write(tmp_path / "then", [one._replace(claims=[]) for one in texts])
    assert list(measure.changes(tmp_path / "now", tmp_path / "then")) == [
        f"{name}: new 1 right, 0 wrong; gone 0 right, 0 wrong" for name in ("fold 0 read", "read passages", "unread")
    ]
    written = [json.loads(line) for line in (tmp_path / "now" / "changes.jsonl").read_text("utf-8").splitlines()]
    assert [(row["change"], row["set"], row["kind"]) for row in written] == [("new", "read passages", "release")]
