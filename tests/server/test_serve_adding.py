"""Adding an article over HTTP: who may, what is refused, and what readers see meanwhile."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apart
import documents
import pytest
from served import Reply, Served, serving, workspace_of

from kg import serve
from kg.limits import Limits
from kg.serve import addition
from kg.serve.adding import MOST_BYTES, Adder, why_not
from kg.serve.refusal import Refusal
from kg.settings import Settings, shipped_corpus
from kg.store import open_store

OCTETS = "application/octet-stream"
TEXT = "# Nimbus\n\nOpenAI released GPT-4 in March 2023.\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = "---\ndate: 2024-01-01\n---\nMeta released Llama 2 in July 2023.\n"
    return workspace_of(tmp_path_factory.mktemp("workspace"), {"first.md": text})


@pytest.fixture(scope="module")
def growing(workspace: Path) -> Iterator[Served]:
    with serving(workspace / "store", "--workers", "1", corpus=workspace / "corpus") as served:
        yield served


def post(served: Served, body: bytes, query: str = "", **headers: str) -> Reply:
    return served.push(f"/api/adding{query}", body, OCTETS, **headers)


def wait(served: Served, reply: Reply) -> dict[str, Any]:
    return served.ended(reply, "/api/adding")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Origin": ""}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
def test_only_the_explorers_own_page_may_add(growing: Served, change: dict[str, str], status: int) -> None:
    reply = post(growing, TEXT.encode(), **change)
    assert reply.status == status and reply.text.count("\n") == 1


@pytest.mark.parametrize(
    ("body", "query", "status"),
    [
        (b"  \n", "", 400),
        (b"x", "?date=yesterday", 400),
        (b"x", "?date=2024-13", 400),
        (b"x", "?date=0000", 400),
        (b"x", f"?title={'t' * 501}", 400),
        (b"x", "?author=a%0Ab", 400),
        (b"x" * (MOST_BYTES + 1), "", 413),
    ],
)
def test_what_does_not_fit_is_refused(growing: Served, body: bytes, query: str, status: int) -> None:
    reply = post(growing, body, query)
    assert reply.status == status and reply.text.count("\n") == 1


def test_an_article_comes_in_and_is_seen_by_readers(growing: Served, workspace: Path) -> None:
    before = json.loads(growing.asked("/api/articles").body)["total"]
    begun = post(growing, TEXT.encode(), "?name=..%2F..%2Fescape.md&date=2024-06-30&author=A.%20Writer")
    assert begun.status == 202 and json.loads(begun.body)["name"] == "escape.md"
    while json.loads(growing.asked(f"/api/adding/{json.loads(begun.body)['id']}").body)["state"] == "running":
        assert growing.asked("/api/articles").status == 200  # the server answers meanwhile
        time.sleep(0.05)
    told = wait(growing, begun)
    assert told["state"] == "done", told["error"]
    report = told["report"]
    assert report["claims"] >= 1 and report["new_claims"] >= 1 and not report["known"]
    assert json.loads(growing.asked("/api/articles").body)["total"] == before + 1
    made = json.loads(growing.asked(f"/api/brought?article={report['article']}").body)
    assert made["article"]["title"] == "Nimbus" and made["article"]["date"] == "2024-06-30"
    assert {file.parent for file in workspace.rglob("*.md")} == {workspace / "corpus"}
    again = wait(growing, post(growing, TEXT.encode(), "?name=x.md&date=2024-06-30&author=A.%20Writer"))
    assert again["report"]["known"] and again["report"]["article"] == report["article"]


def take_out(served: Served, given: Any, kind: str = "application/json", **headers: str) -> Reply:
    return served.push("/api/removing", given if isinstance(given, bytes) else json.dumps(given).encode(), kind, **headers)


def test_an_article_that_came_in_is_taken_out_again(growing: Served, workspace: Path) -> None:
    whole = {file.name: file.read_bytes() for file in (workspace / "corpus").iterdir()}
    before = json.loads(growing.asked("/api/articles").body)["total"]
    came = wait(growing, post(growing, b"# Gone\n\nQuartz released Quartz-9 in May 2024.\n", "?name=gone.md"))["report"]["article"]
    told = growing.ended(take_out(growing, {"article": came}), "/api/removing")
    assert told["state"] == "done" and told["report"] == {"article": came, "files": 1}
    assert json.loads(growing.asked("/api/articles").body)["total"] == before and growing.asked(f"/api/brought?article={came}").status == 404
    assert {file.name: file.read_bytes() for file in (workspace / "corpus").iterdir()} == whole
    again = growing.ended(take_out(growing, {"article": came}), "/api/removing")
    assert again["state"] == "failed" and again["error"] and str(workspace) not in again["error"]


@pytest.mark.parametrize("given", [b"", b"{", [], {"article": 1}, {"article": "first.md"}, {"article": "../first"}, {"article": "0" * 16, "more": "x"}])
def test_what_names_no_article_by_its_id_is_refused(growing: Served, given: Any) -> None:
    reply = take_out(growing, given)
    assert reply.status == 400 and reply.text.count("\n") == 1


def test_only_the_explorers_own_page_may_take_out(growing: Served) -> None:
    assert take_out(growing, {"article": "0" * 16}, Origin="http://evil.example").status == 403
    assert take_out(growing, {"article": "0" * 16}, kind="text/plain").status == 415


def test_what_is_no_text_is_told_in_one_line_without_a_path(growing: Served) -> None:
    told = wait(growing, post(growing, bytes(range(256)) * 4, "?name=picture.md"))
    assert told["state"] == "failed" and told["error"] and "/" not in told["error"] and told["report"] is None


def test_a_server_for_reading_says_why(workspace: Path) -> None:
    with serving(workspace / "store", "--read-only", "--workers", "1", corpus=workspace / "corpus") as reading:
        state = json.loads(reading.send("GET", "/api/adding").body)
        assert state["allowed"] is False and state["why"] == "read_only"
        reply = post(reading, TEXT.encode())
        assert reply.status == 403 and "--allow-adding" in reply.text
        assert take_out(reading, {"article": "0" * 16}).status == 403
        assert json.loads(reading.send("GET", "/api/words").body)["flags"]["adding"] is False


def added(folder: Path, raw: bytes, name: str, limits: Limits) -> dict[str, Any]:
    """What a process that adds an article to an empty workspace tells at its end."""
    (folder / "corpus").mkdir(exist_ok=True)
    settings = Settings(folder / "corpus", str(folder / "store"), limits=limits)
    command = [sys.executable, "-m", "kg.serve.addition", addition.handed(settings), name, "{}"]
    done = subprocess.run(command, input=raw, capture_output=True, check=True)
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made


@pytest.mark.parametrize(
    ("name", "limits", "says"),
    [
        ("a.md", Limits(text=10), "characters, more than 10"),
        ("a.md", Limits(file=10), "bytes, more than 10"),
        ("a.docx", Limits(text=10), "characters, more than 10"),
        ("a.docx", Limits(memory=3_000_000), "needs more than 3,000,000 bytes of memory"),
        ("a.docx", Limits(seconds=0.0001), "not read after 0.0001 s"),
        ("a.zip", Limits(), "called .zip, but it is none"),
    ],
)
def test_a_page_adds_within_the_limits_of_its_server(tmp_path: Path, name: str, limits: Limits, says: str) -> None:
    raw = documents.docx() if name.endswith("docx") else TEXT.encode()
    assert says in added(tmp_path, raw, name, limits)["failed"]
    assert not list((tmp_path / "corpus").iterdir())


def test_what_is_read_apart_comes_in_from_a_page(tmp_path: Path) -> None:
    told = added(tmp_path, documents.docx(), "a.docx", Limits())
    assert "done" in told, told
    assert len(list((tmp_path / "corpus").glob("*.md"))) == 1


def test_a_change_from_a_page_reads_large_articles_anew_too(tmp_path: Path) -> None:
    """They are read apart, and the process that makes the change may start no program."""
    large = "OpenAI released GPT-4 in March 2023.\n\n" + "Nothing much happened on that day.\n\n" * 3000
    workspace = workspace_of(tmp_path, {"large.md": large, "small.md": "Meta released Llama 2 in July 2023.\n"})
    settings = Settings(workspace / "corpus", str(workspace / "store"))
    given = json.dumps({"do": "ignore", "name": "GPT-4", "by": "lin"})
    command = [sys.executable, "-m", "kg.serve.decision", addition.handed(settings), "GPT-4", given]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout.splitlines()[-1])
    assert told["done"]["anew"] == 1
    for file in (workspace / "store").rglob("CURRENT"):
        file.write_text("noise")  # the graph is built anew before the article comes in
    assert "done" in added(workspace, TEXT.encode(), "a.md", Limits())
    with open_store(workspace / "store", read_only=True) as store:
        assert len(list(store.articles())) == 3


def test_texts_whose_file_nobody_named_are_editions_by_their_title_alone(tmp_path: Path) -> None:
    shared = "It opened the weights of Llama 2 in July 2023, and a great many developers built on them in the months that followed.\n"
    ours, theirs = f"# A licence and its terms\n\n{shared}", f"# Reading a licence again\n\n{shared}\nMeta says more of it.\n"
    first, second = (added(tmp_path, text.encode(), "pasted.md", Limits())["done"] for text in (ours, theirs))
    assert not first["instead"] and not second["instead"] and len(list((tmp_path / "corpus").iterdir())) == 2
    again = added(tmp_path, ours.replace("many", "few").encode(), "pasted.md", Limits())["done"]
    assert again["instead"] == first["article"] and len(list((tmp_path / "corpus").iterdir())) == 2


def test_who_may_add_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [serve.is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.8")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert why_not(Settings(tmp_path / "corpus", ""), False) == "read_only"
    assert why_not(Settings(tmp_path / "corpus", ""), True) == ""
    assert why_not(Settings(shipped_corpus(), ""), True) == "shipped"


def test_one_at_a_time_and_a_process_that_dies_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import kg.serve.adding as adding

    handed: list[str] = []

    async def dies(module: str, *given: str) -> asyncio.subprocess.Process:
        handed.extend(given)
        pipe = asyncio.subprocess.PIPE
        code = "import sys, time; sys.stdin.read(); time.sleep(0.3); print('{\"step\": \"reading\"}', flush=True); sys.exit(9)"
        return await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdin=pipe, stdout=pipe, stderr=pipe)

    monkeypatch.setattr(adding, "spawn", dies)

    settings = Settings(tmp_path, str(tmp_path / "store"), "zh", 3.5, Limits(text=10, extracting=0.5))

    async def run() -> None:
        adder = Adder(settings)
        made = adder.start(b"x", "x.md", {})
        with pytest.raises(Refusal) as refused:
            adder.start(b"y", "y.md", {})
        assert refused.value.status == 409
        await adder.close()
        assert (made.state, made.step) == ("failed", "reading") and made.error and not adder.busy
        with pytest.raises(Refusal):
            adder.find("unknown")

    apart.run(run())
    assert not caplog.records  # nothing for whoever looks at the server's terminal
    assert addition.taken(handed[0]) == settings and handed[1:] == ["x.md", "{}"]  # what it may take, as the server may


def test_a_process_that_can_not_be_had_fails_once_and_the_next_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import kg.serve.adding as adding

    async def none(module: str, *given: str) -> asyncio.subprocess.Process:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(adding, "spawn", none)

    async def run() -> None:
        adder = Adder(Settings(tmp_path, str(tmp_path / "store")))
        for _ in range(2):
            made = adder.start(b"x", "x.md", {})
            await asyncio.gather(*adder._tasks)
            assert made.state == "failed" and made.error and not adder.busy

    apart.run(run())
