"""Deciding about names over HTTP: who may, what is refused, what is applied and taken back; what the explorer tells."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import Reply, Served, serving

from kg import decisions, pipeline, settings
from kg.explore.answer import answer
from kg.explore.snapshot import Snapshot
from kg.store import open_store

TEXTS = {
    "a.md": "---\ntitle: Zephyr\ndate: 2023-08-01\n---\nZephyrian Labs Inc. released Zephyr-9B in March 2023. Zephyrian Labs Inc. 坚持开源。\n",
    "b.md": "---\ntitle: Turn\ndate: 2024-01-05\n---\nOpenAI moved from open to closed. Nimbus Systems Inc. released Nimbus-7B in 2024.\n",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "corpus").mkdir()
    for name, text in TEXTS.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    pipeline.build(None, settings.load(str(folder / "corpus"), str(folder / "store"), "en"), workers=1)
    return folder


@pytest.fixture(scope="module")
def deciding(workspace: Path) -> Iterator[Served]:
    with serving(workspace / "store", "--workers", "1", corpus=workspace / "corpus") as served:
        yield served


def post(served: Served, given: Any, **headers: str) -> Reply:
    own = {"Origin": served.address.rstrip("/"), "Content-Type": "application/json"}
    own |= {key.replace("_", "-"): value for key, value in headers.items()}
    body = given if isinstance(given, bytes) else json.dumps(given).encode()
    return served.send("POST", "/api/deciding", body, {key: value for key, value in own.items() if value})


def decide(served: Served, **given: str) -> dict[str, Any]:
    reply = post(served, given)
    assert reply.status == 202, reply.text
    told: dict[str, Any] = json.loads(reply.body)
    for _ in range(600):
        if told["state"] != "running":
            return told
        assert served.send("GET", "/api/status").status == 200  # the server answers meanwhile
        time.sleep(0.1)
        told = json.loads(served.send("GET", f"/api/deciding/{told['id']}").body)
    raise AssertionError("it never ended")


def asked(served: Served, path: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(served.send("GET", f"/api/{path}").body)
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
        ({"do": "ignore", "name": "a\nb", "by": "lin"}, 400),
        ({"do": "accept", "name": "Zephyr", "type": "Planet", "by": "lin"}, 400),
        ({"do": "undo", "path": "/etc"}, 400),
        (b" " * 2**15, 413),
    ],
)
def test_what_does_not_fit_is_refused(deciding: Served, given: Any, status: int) -> None:
    reply = post(deciding, given)
    assert reply.status == status and reply.text.count("\n") == 1


def test_a_name_is_accepted_seen_by_readers_and_taken_back(deciding: Served, workspace: Path) -> None:
    before = asked(deciding, "waiting")["rows"]
    row = item(deciding, "Zephyrian Labs Inc")
    told = decide(deciding, do="accept", item=row["id"], type="Organization", en="Zephyrian Labs", zh="泽风实验室", by="lin")
    assert told["state"] == "done", told["error"]
    assert told["report"]["anew"] == 1 and told["report"]["by"] == "lin" and "where" not in told["report"]
    assert row["id"] not in {one["id"] for one in asked(deciding, "waiting")["rows"]}
    (made,) = asked(deciding, "decisions")["rows"]
    assert (made["by"], made["zh"], made["id"]) == ("lin", "泽风实验室", told["report"]["id"]) and made["on"]
    assert len(decisions.load(workspace / "corpus")) == 1
    late = decide(deciding, do="accept", item=row["id"], by="lin")
    assert late["state"] == "failed" and "no more" in late["error"]
    back = decide(deciding, do="undo", id=made["id"])
    assert back["state"] == "done" and back["report"]["undone"]
    assert asked(deciding, "waiting")["rows"] == before and asked(deciding, "decisions")["total"] == 0


def test_merge_reject_ignore_and_split_are_applied(deciding: Served) -> None:
    nimbus = item(deciding, "Nimbus Systems Inc")
    done = [
        decide(deciding, do="merge", item=nimbus["id"], other="OpenAI", by="lin"),
        decide(deciding, do="ignore", item=item(deciding, "Zephyrian Labs Inc")["id"], by="吴"),
        decide(deciding, do="split", name="OpenAI", article="Turn", by="lin"),
    ]
    assert [told["error"] for told in done] == ["", "", ""]
    rows = asked(deciding, "decisions")["rows"]
    assert [row["do"] for row in rows] == ["split", "ignore", "merge"] and rows[1]["by"] == "吴"
    for _ in done:
        assert decide(deciding, do="undo")["state"] == "done"
    again = item(deciding, "Nimbus Systems Inc")
    assert again == nimbus
    assert decide(deciding, do="reject", item=again["id"], by="lin")["state"] == "done"
    assert again["id"] not in {row["id"] for row in asked(deciding, "waiting")["rows"]}
    assert decide(deciding, do="undo")["state"] == "done"


def test_what_makes_no_sense_is_told_in_one_line_without_a_path(deciding: Served, workspace: Path) -> None:
    for given in ({"do": "merge", "name": "OpenAI", "other": "Nobody"}, {"do": "undo", "id": "ffffffff"}):
        told = decide(deciding, **given, by="lin")
        assert told["state"] == "failed" and "\n" not in told["error"] and str(workspace) not in told["error"]
    assert decide(deciding, do="reject", name="OpenAI", other="Meta", by="lin")["state"] == "done"
    told = decide(deciding, do="merge", name="OpenAI", other="Meta", by="lin")
    assert "can not both stand" in told["error"] and str(workspace) not in told["error"]
    assert decide(deciding, do="undo")["state"] == "done"


def test_a_server_for_reading_decides_nothing(workspace: Path) -> None:
    with serving(workspace / "store", "--read-only", "--workers", "1", corpus=workspace / "corpus") as reading:
        reply = post(reading, {"do": "undo"})
        assert reply.status == 403 and "--allow-adding" in reply.text
        assert asked(reading, "waiting")["rows"] and asked(reading, "decisions")["rows"] == []
