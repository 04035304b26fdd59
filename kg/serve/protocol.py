"""The SPARQL 1.1 Protocol: what an HTTP request asks, told apart from what it may not ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from kg.serve.refusal import Refusal

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_UPDATES = "this endpoint answers queries alone: updates are refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and its dataset. `default` and `named`, both empty, leave the dataset to the query and the endpoint."""

    query: str
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


def read_get(query_string: bytes) -> Asked | None:
    """What a GET asks; None where it asks nothing, which is for the description. Raises Refusal."""
    if not query_string:
        return None
    return _asked(_pairs(query_string))


def read_post(query_string: bytes, content_type: str, body: bytes) -> Asked:
    """What a POST asks, its body a form or the query itself. Raises Refusal."""
    kind, charset = _content_type(content_type)
    if kind not in (FORM, QUERY, UPDATE):
        raise Refusal(415, f"a POST's content type is {QUERY} or {FORM}")
    if charset not in ("", "utf-8", "utf8"):
        raise Refusal(415, "a query is sent in UTF-8")
    if kind == UPDATE:
        raise Refusal(403, _UPDATES)
    pairs = _pairs(query_string)
    if kind == FORM:
        return _asked([*pairs, *_pairs(body)])
    if any(key == "query" for key, _ in pairs):
        raise Refusal(400, "one query at a time: there is one in the address and one in the body")
    return _asked([*pairs, ("query", _text(body))])


def _asked(pairs: Sequence[tuple[str, str]]) -> Asked:
    found: Mapping[str, list[str]] = {key: [] for key in ("query", "update", "default-graph-uri", "named-graph-uri")}
    for key, value in pairs:
        if key in found:
            found[key].append(value)
    if found["update"]:
        raise Refusal(403, _UPDATES)
    if len(found["query"]) != 1:
        raise Refusal(400, "one query at a time" if found["query"] else "there is no query: give it as `query`")
    return Asked(found["query"][0], found["default-graph-uri"], found["named-graph-uri"])


def _pairs(data: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeError:
        raise Refusal(400, "the parameters are not UTF-8, percent-encoded") from None
    except ValueError:
        raise Refusal(400, "there are too many parameters") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "the query is not UTF-8") from None


def _content_type(header: str) -> tuple[str, str]:
    kind, *params = (part.strip() for part in header.split(";"))
    named = dict(param.lower().partition("=")[::2] for param in params)
    return kind.lower(), named.get("charset", "").strip('" ')
