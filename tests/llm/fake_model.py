"""A server on this machine that speaks the chat completions protocol, and behaves or misbehaves as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

VERSION = "made-up-2026-01"


@dataclass
class Said:
    """One response: `text` as the model's words, or `status` with an error, after `wait` seconds."""

    text: str = '{"claims": []}'
    finish: str = "stop"
    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    refusal: str | None = None
    usage: tuple[int, int] | None = (1000, 100)
    wait: float = 0.0
    raw: bytes | None = None  # instead of all of it
    most: int | None = None  # bytes of it that are sent before the connection breaks off


Answerer = Callable[[dict[str, Any], int], Said]


@dataclass
class Fake:
    """A running server: its address, and what it was asked."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    most_at_once: int = 0


def text_of(request: dict[str, Any]) -> str:
    """The part of the article in a request: what stands between the marks."""
    whole = request["messages"][-1]["content"]
    return whole.split("====\n", 1)[1].rsplit("\n====", 1)[0]


@contextmanager
def serving(answer: Answerer) -> Iterator[Fake]:
    """Serve until the end of the block. `answer` gets each request and its number."""
    fake = Fake("")
    lock, open_ = threading.Lock(), [0]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                number = len(fake.asked)
                fake.asked.append(request)
                fake.keys.append(self.headers.get("authorization", ""))
                open_[0] += 1
                fake.most_at_once = max(fake.most_at_once, open_[0])
            said = answer(request, number)
            time.sleep(said.wait)
            with lock:
                open_[0] -= 1
            body = said.raw if said.raw is not None else json.dumps(_body(said)).encode()
            try:
                self.send_response(said.status)
                for name, value in {"content-type": "application/json", **said.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: said.most])
            except OSError:  # the asker has gone
                pass

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def _body(said: Said) -> dict[str, Any]:
    if said.status != 200:
        return {"error": {"message": said.error, "type": "made_up"}}
    message = {"role": "assistant", "content": None if said.refusal else said.text, "refusal": said.refusal}
    body: dict[str, Any] = {
        "id": "x", "object": "chat.completion", "created": 0, "model": VERSION,
        "choices": [{"index": 0, "finish_reason": said.finish, "message": message}],
    }  # fmt: skip
    if said.usage:
        asked, answered = said.usage
        body["usage"] = {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}
    return body
