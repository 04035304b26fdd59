"""Deciding about names over HTTP: who may, what is refused, what is applied and taken back; what the explorer tells."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from served import Reply, Served, serving, workspace_of

from kg import decisions, settings
from kg.errors import KgError, NotFound
from kg.explore.answer import answer
from kg.explore.snapshot import Snapshot
from kg.listing import rows
from kg.serve import decision
from kg.settings import Settings
from kg.store import open_store
from kg.updating import judge

TEXTS = {
    "a.md": "---\ntitle: Zephyr\ndate: 2023-08-01\n---\nZephyrian Labs Inc. released Zephyr-9B in March 2023. Zephyrian Labs Inc. 坚持开源。\n",
    "b.md": "---\ntitle: Turn\ndate: 2024-01-05\n---\nOpenAI moved from open to closed. Nimbus Systems Inc. released Nimbus-7B in 2024.\n",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_of(tmp_path_factory.mktemp("workspace"), TEXTS)


@pytest.fixture(scope="module")
def deciding(workspace: Path) -> Iterator[Served]:
    with serving(workspace / "store", "--workers", "1", corpus=workspace / "corpus") as served:
        yield served


def post(served: Served, given: Any, **headers: str) -> Reply:
    body = given if isinstance(given, bytes) else json.dumps(given).encode()
    return served.push("/api/deciding", body, "application/json", **headers)


def decide(served: Served, **given: str) -> dict[str, Any]:
    reply = post(served, given)
    assert reply.status == 202, reply.text
    return served.ended(reply, "/api/deciding")


def asked(served: Served, path: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(served.asked(f"/api/{path}").body)
    return made


def item(served: Served, name: str) -> dict[str, Any]:
    return next(row for row in asked(served, "waiting")["rows"] if row["name"] == name)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_waits_is_told_with_its_sentence_and_by_pages(workspace: Path, lang: str) -> None:
    store = open_store(workspace / "store", read_only=True)
    try:
        at = Snapshot(store)

        def told(**given: str) -> dict[str, Any]:
            made: dict[str, Any] = json.loads(answer(at, "waiting", [*given.items(), ("lang", lang)]).body)
            return made

        whole = told()
        assert whole["total"] == len(whole["rows"]) == sum(kind["n"] for kind in whole["kinds"]) >= 2
        effects = [(row["claims"], row["articles"]) for row in whole["rows"]]
        assert effects == sorted(effects, reverse=True)
        for row in whole["rows"]:
            assert row["name"] in row["quote"] and store.has(row["article"]) and row["says"]
        first, second = told(limit="1"), told(limit="1", offset="1")
        assert first["rows"] + second["rows"] == whole["rows"][:2] and first["next"] == 1
        chosen = told(words="nimbus sys")
        assert chosen["rows"] and all("Nimbus" in row["name"] for row in chosen["rows"])
        assert told(about="unknown")["total"] == {kind["about"]: kind["n"] for kind in whole["kinds"]}["unknown"]
    finally:
        store.close()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Origin": ""}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_only_the_explorers_own_page_may_decide(deciding: Served, change: dict[str, str], status: int) -> None:
    reply = post(deciding, {"do": "undo"}, **change)
    assert reply.status == status and reply.text.count("\n") == 1


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (b"{", 400),
        ([], 400),
        ({"do": 3}, 400),
        ({"do": "drop"}, 400),
        ({"do": "ignore", "name": "Zephyr", "by": ""}, 400),
        ({"do": "ignore", "by": "lin"}, 400),
        ({"do": "strike", "name": "OpenAI", "by": "lin"}, 400),
        ({"do": "ignore", "name": "a\nb", "by": "lin"}, 400),
        ({"do": "accept", "name": "Zephyr", "type": "Planet", "by": "lin"}, 400),
        ({"do": "undo", "path": "/etc"}, 400),
        ({"\ud800": "undo"}, 400),
        (b"[" * 16000, 400),
        (b" " * 2**15, 413),
    ],
)
def test_what_does_not_fit_is_refused(deciding: Served, given: Any, status: int) -> None:
    reply = post(deciding, given)
    assert reply.status == status and reply.text.count("\n") == 1


def test_a_name_is_accepted_seen_by_readers_and_taken_back(deciding: Served, workspace: Path) -> None:
    before = asked(deciding, "waiting")["rows"]
    row = item(deciding, "Zephyrian Labs Inc")
    told = decide(
        deciding, do="accept", item=row["id"], type="Organization", en="Zephyrian Labs", zh="泽风实验室", by="lin"
    )
    assert told["state"] == "done", told["error"]
    assert told["report"]["anew"] == 1 and told["report"]["by"] == "lin" and "where" not in told["report"]
    assert row["id"] not in {one["id"] for one in asked(deciding, "waiting")["rows"]}
    (made,) = asked(deciding, "decisions")["rows"]
    assert (made["by"], made["zh"], made["id"]) == ("lin", "泽风实验室", told["report"]["id"]) and made["on"]
    assert len(decisions.load(workspace / "corpus")) == 1
    back = decide(deciding, do="undo", id=made["id"])
    assert back["state"] == "done" and back["report"]["undone"]
    assert asked(deciding, "waiting")["rows"] == before and asked(deciding, "decisions")["total"] == 0
    late = decide(deciding, do="undo", id="ffffffff")
    assert late["state"] == "failed" and "there is no decision" in late["error"] and "/" not in late["error"]


@pytest.fixture
def at_hand(workspace: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Decides as the process of a server does, here, over a copy of the workspace."""
    shutil.copytree(workspace, tmp_path / "ws")

    def decided(**given: str) -> dict[str, Any]:
        steps: list[str] = []
        whole = {**dict.fromkeys(decision.FIELDS, ""), "by": "lin", **given}
        made = decision.decide(whole, Settings(tmp_path / "ws" / "corpus", str(tmp_path / "ws" / "store")), steps.append)
        assert tuple(steps) == decision.STEPS
        return made

    return decided


def waits(folder: Path) -> dict[str, str]:
    """Name → id of all that waits in a workspace."""
    made = settings.load(str(folder / "corpus"), str(folder / "store"), "en")
    return {one.name: one.id for one in judge.waiting(made)}


def test_merge_ignore_and_split_are_applied(at_hand: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    before = waits(tmp_path / "ws")
    merged = at_hand(do="merge", item=before["Nimbus Systems Inc"], other="OpenAI")
    assert (merged["do"], merged["into_name"], merged["anew"]) == ("merge", "OpenAI", 1)
    assert at_hand(do="split", name="OpenAI", article="Turn")["do"] == "split"
    assert at_hand(do="ignore", item=before["Zephyrian Labs Inc"], by="吴")["by"] == "吴"
    assert at_hand(do="ignore", item=before["Nimbus-7B"])["do"] == "ignore"
    assert not before.keys() & waits(tmp_path / "ws").keys()
    for _ in range(4):
        assert at_hand(do="undo")["undone"]
    assert waits(tmp_path / "ws") == before


def test_a_claim_is_struck_and_brought_back(at_hand: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    made = settings.load(str(tmp_path / "ws" / "corpus"), str(tmp_path / "ws" / "store"), "en")

    def claims() -> list[str]:
        with judge.desk(made) as desk:
            return [row["id"] for row in rows.claims(desk.store)]

    before = claims()
    told = at_hand(do="strike", claim=before[0], note="not so")
    assert (told["do"], told["anew"], told["note"]) == ("strike", 1, "not so") and told["quote"]
    assert claims() == before[1:]
    assert at_hand(do="undo", id=told["id"])["undone"] and claims() == before


def test_what_makes_no_sense_is_told_without_a_path(at_hand: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    item = waits(tmp_path / "ws")["Nimbus Systems Inc"]
    assert at_hand(do="reject", item=item)["do"] == "reject" and "Nimbus Systems Inc" not in waits(tmp_path / "ws")
    with pytest.raises(NotFound, match="waits for a decision no more"):
        at_hand(do="accept", item=item)
    at_hand(do="reject", name="OpenAI", other="Meta")
    with pytest.raises(KgError, match="can not both stand") as told:
        at_hand(do="merge", name="OpenAI", other="Meta")
    assert str(tmp_path) not in str(told.value)


def test_a_server_for_reading_decides_nothing(workspace: Path) -> None:
    with serving(workspace / "store", "--read-only", "--workers", "1", corpus=workspace / "corpus") as reading:
        reply = post(reading, {"do": "undo"})
        assert reply.status == 403 and "--allow-adding" in reply.text
        assert asked(reading, "waiting")["rows"] and asked(reading, "decisions")["rows"] == []
