"""The explorer's routes: its page, the page's files and words, and the API over the table ENDPOINTS."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections import OrderedDict
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import __version__
from kg.explore import openapi, prepared, wording
from kg.explore.endpoints import ENDPOINTS
from kg.serve.assets import POLICY, Asset, assets
from kg.serve.leaving import unless_gone
from kg.serve.pool import Answer
from kg.serve.refusal import Refusal

KEPT = 64 * 2**20  # bytes of answers that are kept for whoever asks the same next
MOST_FIELDS = 400
_SERVER = secrets.token_hex(8)  # answers of another server, or of another version of it, are never taken for ours


class Kept:
    """The newest answers, by what was asked of which snapshot: a layout is computed once, not once for each reader."""

    def __init__(self, most: int = KEPT) -> None:
        self.most, self.size = most, 0
        self._found: OrderedDict[str, Answer] = OrderedDict()

    def get(self, tag: str) -> Answer | None:
        if tag in self._found:
            self._found.move_to_end(tag)
        return self._found.get(tag)

    def put(self, tag: str, answer: Answer) -> None:
        if tag in self._found or len(answer.body) > self.most // 4:
            return
        self._found[tag] = answer
        self.size += len(answer.body)
        while self.size > self.most:
            self.size -= len(self._found.popitem(last=False)[1].body)


async def home(request: Request) -> Response:
    """The page. It is the same for everybody; which view it shows stands in its address behind the `#`."""
    return _sent(request, assets()["index.html"])


async def file(request: Request) -> Response:
    found = assets().get(request.path_params["path"])
    if found is None:
        raise Refusal(404, "there is nothing here")
    return _sent(request, found)


async def words(request: Request) -> Response:
    lang = request.query_params.get("lang", "") or request.app.state.lang
    if lang not in ("en", "zh"):
        raise Refusal(400, "lang is en or zh")
    told = {"lang": lang, "default": request.app.state.lang, "version": __version__, "words": wording.words(lang)}
    told["flags"] = {"adding": bool(getattr(request.app.state, "adding", False))}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return _sent(request, Asset(body, "application/json", f'"{hashlib.sha256(body).hexdigest()[:32]}"'))


async def view(request: Request) -> Response:
    """An answer of the table ENDPOINTS, from the newest snapshot; not made again while it is the same."""
    name = request.path_params["name"]
    if name not in ENDPOINTS:
        raise Refusal(404, f"the explorer has no {name[:40]}; there is: {', '.join(ENDPOINTS)}")
    pairs = _pairs(request)
    tag = await asyncio.to_thread(_tag, request.app.state.path, name, pairs)  # it may ask another server
    headers = {"ETag": tag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    kept: Kept = request.app.state.kept
    answer = kept.get(tag)
    if answer is None:
        answer = await unless_gone(request, request.app.state.pool.run({"view": name, "params": pairs}))
        if answer.status != 200:
            raise Refusal(answer.status, answer.body.decode("utf-8"))
        kept.put(tag, answer)
    headers |= {"X-Snapshot": str(answer.snapshot), "Content-Type": answer.type}
    if not answer.type.startswith("application/json"):
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(answer.file)}"
    return Response(answer.body, headers=headers)


async def description(request: Request) -> Response:
    return Response(json.dumps(openapi.description(), ensure_ascii=False), media_type="application/json")


def _pairs(request: Request) -> list[tuple[str, str]]:
    try:
        text = request.scope["query_string"].decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeError:
        raise Refusal(400, "the parameters are not UTF-8, percent-encoded") from None
    except ValueError:
        raise Refusal(400, "there are too many parameters") from None


def _tag(path: str, name: str, pairs: list[tuple[str, str]]) -> str:
    """What tells this answer from every other: the snapshot that stands now, what was read ahead, and what was asked."""
    from kg.store import beside, newest

    mark = newest(path)
    ahead = prepared.standing(prepared.file_of(beside(path), mark))
    asked = json.dumps([_SERVER, mark, ahead and ahead.name, name, pairs])
    return f'"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'


def _sent(request: Request, asset: Asset) -> Response:
    headers = {"ETag": asset.tag, "Content-Security-Policy": POLICY, "Content-Type": asset.type}
    if request.headers.get("if-none-match") == asset.tag:
        return Response(status_code=304, headers=headers)
    return Response(asset.body, headers=headers)


ROUTES = (
    Route("/", home),
    Route("/explorer/{path:path}", file),
    Route("/api/words", words),
    Route("/api/openapi.json", description),
    Route("/api/{name}", view),
)
