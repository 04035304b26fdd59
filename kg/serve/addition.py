"""A process that adds one article to the corpus and the graph, and tells how far it is: a JSON line for each step.

It is a process of its own, so that the server answers meanwhile, and readers keep to the snapshot that is published.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from kg.errors import KgError
from kg.intake.apart import Apart, is_risky
from kg.limits import Limits
from kg.model import Article
from kg.settings import Settings
from kg.workers import confine

FIELDS = ("title", "date", "author", "source")  # what whoever adds an article may say about it
STEPS = ("reading", "adding", "published")


def handed(settings: Settings) -> str:
    """Settings for such a process, which has no command line of its own."""
    return json.dumps({**asdict(settings), "corpus": str(settings.corpus)})


def taken(text: str) -> Settings:
    """The settings that a server handed over."""
    given = json.loads(text)
    return Settings(**{**given, "corpus": Path(given["corpus"]), "limits": Limits(**given["limits"])})


def read(raw: bytes, name: str, given: dict[str, str], apart: Apart) -> Article:
    """The article of these bytes, with what was said about it; risky sorts of files are read apart. Raises ReadError."""
    from kg.read import article_id, only_one, read_bytes

    apart.limits.check_file(len(raw), name)
    if is_risky(raw, name):
        article = only_one(list(islice(apart.drafts(raw, name), 2)), name, apart.limits)
    else:
        article = read_bytes(raw, name, apart.limits)
    told = {key: given[key].strip() for key in FIELDS if given.get(key, "").strip()}
    if not told:
        return article
    article = replace(article, **told)  # type: ignore[arg-type]
    return replace(article, id=article_id(article))


def add(raw: bytes, name: str, given: dict[str, str], settings: Settings, apart: Apart, tell: Any) -> dict[str, Any]:
    """Add an article; `tell` is given each of STEPS. What it brought, in numbers. Raises KgError."""
    from kg.updating import pipeline

    tell("reading")
    article = read(raw, name, given, apart)
    tell("adding")
    (one,) = pipeline.add_articles([("", article)], settings)
    tell("published")
    return {
        "article": one.article.id, "title": one.article.title or one.article.file, "known": one.known,
        "instead": one.edited.old if one.edited else "",
        "claims": one.claims, "new_claims": len(one.new_claims), "corroborated": len(one.corroborated),
        "new_entities": len(one.new_entities), "contradicts": len(one.contradictions), "copies": len(one.near_copies),
    }  # fmt: skip


def main(settings: str, name: str, given: str) -> None:
    """Add the article of the standard input; on the standard output its steps, then `done` or `failed`."""
    told, raw = taken(settings), sys.stdin.buffer.read()
    with contextlib.closing(Apart(told.limits)) as apart:
        speak(lambda tell: add(raw, name, json.loads(given), told, apart, tell), "://" in told.store)


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
