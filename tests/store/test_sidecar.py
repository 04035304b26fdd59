"""The journal of a store on a server: what is broken off within a line costs that line alone, and nobody his store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.store.sidecar import Journal


def torn(place: Path) -> Journal:
    """The journal of a writer that was broken off while it noted what `b`, a text with Han characters, was."""
    first = Journal(place)
    first.keep({"a": ["one", "two"]}, "tag")
    whole = place.read_bytes()
    first.keep({"b": ["模型"]}, "tag")
    place.write_bytes(place.read_bytes()[: len(whole) + len('{"article": "b", "lines": ["模'.encode()) - 1])
    return Journal(place)


def test_a_line_that_was_broken_off_costs_no_other(tmp_path: Path) -> None:
    journal = torn(tmp_path / "journal.jsonl")
    assert journal.tag() == "tag" and journal.before() == {"a": ["one", "two"]}
    journal.keep({"b": ["three"], "a": ["later"], "c": None}, "tag")
    assert journal.before() == {"a": ["one", "two"], "b": ["three"], "c": None}
    assert Journal(journal.path).tag() == "tag"


@pytest.mark.parametrize("head", [b"", b'{"ta', b"\0\0\0\0", b"7\n", "{\"tag\": \"模".encode()[:-1]])
def test_a_head_that_can_not_be_read_is_nobodys(tmp_path: Path, head: bytes) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.path.write_bytes(head)
    assert journal.begun and journal.tag() == "" and journal.before() == {}
    journal.keep({"a": ["one"]}, "tag")
    assert journal.before() == {"a": ["one"]} and (journal.tag() == "tag") == (head == b"")


def test_what_could_not_be_noted_is_noted_the_next_time(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "gone" / "journal.jsonl")
    with pytest.raises(OSError):
        journal.keep({"a": ["one"]}, "tag")
    journal.path.parent.mkdir()
    journal.keep({"a": ["one"]}, "tag")
    assert journal.before() == {"a": ["one"]}
