"""What the explorer shows of a large corpus: read ahead into a file, and the same as of a small one."""

from __future__ import annotations

import sys
from pathlib import Path

import made
import pytest
from explored import asked

from kg import deriving
from kg.explore import columns as columns_of
from kg.explore import links
from kg.explore.snapshot import Snapshot
from kg.model import Extraction
from kg.rdf.graph import quads
from kg.store import open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "browser"))
from invented import large  # noqa: E402

LOOKS: tuple[tuple[str, list[tuple[str, str]]], ...] = (
    ("network", [("show", "all")]),
    ("evidence", [("of", "Vendor 03")]),
    ("suggest", [("q", "Vendor")]),
    ("article", [("id", "vendor-02.md")]),
    ("timeline", []),
    ("compare", [("thing", "Vendor 01"), ("thing", "Vendor 02")]),
    ("ask", [("q", "Which vendors moved from open to closed?")]),
    ("articles", []),
    ("network", [("open", "organization/vendor-01")]),
    ("articles", [("words", "vendor 0"), ("sort", "title"), ("limit", "3"), ("offset", "2")]),
    ("trends", [("topic", "vendor")]),
    ("trends", [("topic", "strategy"), ("step", "year")]),
    ("waiting", [("limit", "5")]),
    ("trace", [("source", "Vendor 01"), ("target", "Vendor 04")]),
    ("trace", [("source", "Vendor 02"), ("target", "Model 02-03")]),
    ("waiting", [("words", "model"), ("offset", "3")]),
)


def test_a_large_corpus_is_read_ahead_into_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.errors import StoreError
    from kg.explore import prepared, reading
    from kg.serve.prepare import prepare
    from kg.store import newest

    path = large(tmp_path / "store", vendors=6, models=5)
    with open_store(path, read_only=True) as store:
        small = Snapshot(store)
        wanted = [asked(small, name, *pairs) for name, pairs in LOOKS]
    monkeypatch.setattr(reading, "WHOLE", 3)
    file = prepared.file_of(path, newest(path))
    with open_store(path, read_only=True) as store, pytest.raises(StoreError, match="being prepared"):
        asked(prepared.snapshot(store, file), "network")
    assert prepare(path) and not prepare(path)  # once for a snapshot
    with open_store(path, read_only=True) as store:
        at = prepared.snapshot(store, file)
        found = [asked(at, name, *pairs) for name, pairs in LOOKS]
    for one, other in zip(found, wanted, strict=True):
        assert one.keys() == other.keys()
    assert found[0]["nodes"] == wanted[0]["nodes"] and found[0]["edges"] == wanted[0]["edges"]
    assert [claim["quote"] for claim in found[1]["claims"]] == [claim["quote"] for claim in wanted[1]["claims"]]
    assert found[2]["found"] == wanted[2]["found"]
    for i in range(4, len(LOOKS)):  # the same whether claims are kept whole or read from columns
        assert found[i]["rows"] == wanted[i]["rows"] and len(found[i]["rows"]) > 0, LOOKS[i]


def test_a_large_corpus_that_another_version_counted_is_not_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding out where all words come from would take gigabytes: whoever looks is told what to do."""
    from kg.errors import StoreError
    from kg.explore import prepared, reading
    from kg.listing import derived
    from kg.serve.prepare import prepare
    from kg.store import newest

    path = tmp_path / "store"
    with open_store(path) as store:
        store.load_many((one.article.id, quads(one)) for one in made.corpus())
        deriving.settle(store)
    monkeypatch.setattr(reading, "WHOLE", 3)
    with monkeypatch.context() as other:
        other.setattr(derived, "recipe", lambda: "of another version")
        assert not prepare(path)
        with open_store(path, read_only=True) as store, pytest.raises(StoreError, match="of another version") as told:
            asked(prepared.snapshot(store, prepared.file_of(path, newest(path))), "network")
        assert "kg build" in told.value.todo
    assert prepare(path)


def test_what_contradicts_a_claim_is_told_alike_from_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.explore import prepared, reading
    from kg.serve.prepare import prepare
    from kg.store import newest

    path = tmp_path / "store"
    with open_store(path) as store:
        store.load_many((one.article.id, quads(one)) for one in made.corpus())
        deriving.settle(store)

    def seen(at: Snapshot) -> list[tuple[str, list[dict[str, object]], bool]]:
        ids = sorted(columns_of.columns(at).ids)
        told = {one["id"]: one["against"] for one in asked(at, "evidence", *(("id", one) for one in ids))["claims"]}
        return [(one, sorted(told[one], key=str), bool(links.contested(at, columns_of.columns(at))[columns_of.columns(at).place[one]])) for one in ids]

    with open_store(path, read_only=True) as store:
        wanted = seen(Snapshot(store))
    monkeypatch.setattr(reading, "WHOLE", 3)
    assert prepare(path)
    with open_store(path, read_only=True) as store:
        found = seen(prepared.snapshot(store, prepared.file_of(path, newest(path))))
    assert found == wanted and sum(contested for *_, contested in found) > 1 and any(against for _, against, _ in found)


def test_what_was_read_ahead_of_an_earlier_snapshot_is_shown_until_the_new_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.explore import prepared, reading
    from kg.serve.prepare import prepare
    from kg.store import newest

    path = large(tmp_path / "store", vendors=6, models=5)
    monkeypatch.setattr(reading, "WHOLE", 3)
    assert prepare(path)
    before = prepared.file_of(path, newest(path))
    more = made.article("more.md", "Vendor 00 turned from closed to open in 2025.", "2025-01-01", lang="en")
    shift = made.say(more, "shift", more.text[:-1], subject=made.org("Vendor 00"), value={"from": "closed", "to": "open"}, confidence=0.8)
    with open_store(path) as store:
        store.replace(more.id, quads(Extraction(more, (), (shift,))))
    after = prepared.file_of(path, newest(path))
    assert before != after and prepared.standing(after) == before
    with open_store(path, read_only=True) as store:
        at = prepared.snapshot(store, after)
        old = asked(at, "evidence", ("of", "Vendor 00"))["total"]
        assert not prepared.late(at) and prepare(path) and prepared.late(at)
        assert asked(prepared.snapshot(store, after), "evidence", ("of", "Vendor 00"))["total"] == old + 1
