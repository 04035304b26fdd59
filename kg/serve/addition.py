"""A process that adds one article to the corpus and the graph, and tells how far it is: a JSON line for each step.

It is a process of its own, so that the server answers meanwhile, and readers keep to the snapshot that is published.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from kg.errors import KgError
from kg.model import Article
from kg.workers import confine

FIELDS = ("title", "date", "author", "source")  # what whoever adds an article may say about it
STEPS = ("reading", "adding", "published")


def read(raw: bytes, name: str, given: dict[str, str]) -> Article:
    """The article of these bytes, with what was said about it. Raises ReadError."""
    from kg.read import article_id, read_bytes

    article = read_bytes(raw, name)
    told = {key: given[key].strip() for key in FIELDS if given.get(key, "").strip()}
    if not told:
        return article
    article = replace(article, **told)  # type: ignore[arg-type]
    return replace(article, id=article_id(article))


def add(raw: bytes, name: str, given: dict[str, str], corpus: str, store: str, tell: Any) -> dict[str, Any]:
    """Add an article; `tell` is given each of STEPS. What it brought, in numbers. Raises KgError."""
    from kg.settings import Settings
    from kg.updating import pipeline

    tell("reading")
    article = read(raw, name, given)
    tell("adding")
    (one,) = pipeline.add_articles([("", article)], Settings(Path(corpus), store))
    tell("published")
    return {
        "article": one.article.id, "title": one.article.title or one.article.file, "known": one.known,
        "claims": one.claims, "new_claims": len(one.new_claims), "corroborated": len(one.corroborated),
        "new_entities": len(one.new_entities), "contradicts": len(one.contradictions), "copies": len(one.near_copies),
    }  # fmt: skip


def main(corpus: str, store: str, name: str, given: str) -> None:
    """Add the article of the standard input; on the standard output its steps, then `done` or `failed`."""
    speak(lambda tell: add(sys.stdin.buffer.read(), name, json.loads(given), corpus, store, tell), "://" in store)


def speak(work: Callable[[Callable[[str], None]], dict[str, Any]], elsewhere: bool = False) -> None:
    """Do the work without the network, unless the graph is `elsewhere`; tell the server its steps, then `done` or `failed`."""
    if not elsewhere:
        confine.deny_sockets()
    target = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not speak with the server

    def say(line: dict[str, Any], out: IO[str] = target) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    try:
        done = work(lambda step: say({"step": step}))
        say({"done": done})
    except KgError as error:
        todo = "" if error.todo.startswith("kg ") else error.todo  # a command is of no use on the page
        said = f"{error.what} ({todo})" if todo else error.what  # no path of the machine reaches the page
        say({"failed": " ".join(said.split())})


if __name__ == "__main__":
    main(*sys.argv[1:])
