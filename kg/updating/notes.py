"""What a store's graphs come from: the knowledge, the decisions and the files; kept in the store, renewed with it.

The few things that hold for the whole graph are one small file. What there is for each article (its files, where it was
read, its stamp) is kept in the register, which changes by steps: nothing here is written anew for one article.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from kg import files
from kg.decisions import Decision
from kg.settings import Settings
from kg.store import register
from kg.updating.changes import NOTES, Change, home
from kg.updating.extractors import PLAIN, Recipe, from_row

Signed = list[tuple[Decision, str, str]]


@dataclass(frozen=True, slots=True)
class Notes:
    """`files`: file → id of its article, paths as seen from the corpus where they lie in it. `places`: where an added
    article was read (a path or an address) → [its id then, its id now]. `paths`: what was built, None for the corpus. `recipe`: who extracted; `stamps`: as `extractors.stamps_of` had them.
    """

    knowledge: str = ""
    decisions: tuple[Decision, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, list[str]] = field(default_factory=dict)
    paths: tuple[str, ...] | None = None
    recipe: Recipe = PLAIN
    stamps: Mapping[str, str] = field(default_factory=dict)

    def head(self) -> dict[str, Any]:
        """What holds for the whole graph, as it is kept."""
        made = [{name: value for name, value in asdict(one).items() if name != "where"} for one in self.decisions]
        said = {"knowledge": self.knowledge, "decisions": made, "paths": self.paths}
        return said if self.recipe == PLAIN else {**said, "recipe": self.recipe.row()}

    def data(self) -> dict[str, Any]:
        """All of it, as a backup has it."""
        said = {**self.head(), "files": dict(self.files.items()), "places": dict(self.places.items())}
        return said if self.recipe == PLAIN else {**said, "stamps": dict(self.stamps.items())}

    def tables(self) -> dict[str, Mapping[str, Any]]:
        """What there is for each article, by sort."""
        return {"files": self.files, "places": self.places, "stamps": self.stamps}

    def files_of(self, article: str) -> list[str]:
        """The names of the files that hold an article."""
        return register.keys_of(self.files, article)

    def places_of(self, article: str) -> list[str]:
        """Where an article was read before it was added."""
        return register.keys_of(self.places, article)

    def file_of(self, corpus: Path, article: str) -> Path | None:
        """The file that an article was read from."""
        found = next(iter(self.files_of(article)), None)
        return None if found is None else Path(corpus, found)


def same(one: Notes, other: Notes) -> bool:
    """Whether two notes say the same. What there is for each article is gone through, and not held in memory."""
    bare = [replace(notes, files={}, places={}, stamps={}) for notes in (one, other)]
    return bare[0] == bare[1] and next(register.between(one.tables(), other.tables()), None) is None


def keep(change: Change, new: Notes, old: Notes) -> None:
    """Put the notes down with a change; `old`: as they are now. What there is for each article is compared."""
    held = _held(old)
    _keep(change, new, register.between(old.tables() if held else Notes().tables(), new.tables()), not held)


def keep_steps(change: Change, old: Notes, gone: Iterable[str], put: Iterable[register.Entry], **head: Any) -> None:
    """Put down with a change what becomes of a few articles: `gone` ones, and what is `put`; all others stay as they
    are, and cost nothing. `head`: fields of the notes that hold for the whole graph.
    """
    steps: list[register.Entry] = []
    for article in gone:
        steps += [("files", name, None) for name in old.files_of(article)]
        steps += [("places", place, None) for place in old.places_of(article)]
        steps += [("stamps", article, None)] if article in old.stamps else []
    steps += put
    if _held(old):
        return _keep(change, replace(old, **head), steps, False)
    kept = {sort: dict(table.items()) for sort, table in old.tables().items()}
    for sort, key, value in steps:
        kept[sort].pop(key, None)
        if value is not None:
            kept[sort][key] = value
    new = replace(old, files=kept["files"], places=kept["places"], stamps=kept["stamps"])
    keep(change, replace(new, **head), old)


def _held(old: Notes) -> bool:
    """Whether the register has what these notes say, so that steps can begin there."""
    return isinstance(old.files, register.Kept)


def _keep(change: Change, new: Notes, steps: Iterable[register.Entry], whole: bool) -> None:
    place = home(change.settings)
    change.put(place / NOTES, json.dumps(new.head(), ensure_ascii=False).encode() + b"\n", over=True)
    todo = iter(steps)
    first = list(islice(todo, 1))
    if first or whole:
        change.put(register.next_steps(place), register.as_steps(chain(first, todo), whole), over=True)


def read(settings: Settings) -> Notes:
    """The notes of the store; empty ones where there are none that can be read."""
    return read_in(home(settings))


def read_in(folder: Path) -> Notes:
    """The notes in a folder, as `read` has them."""
    try:
        given = files.plain(files.read(folder / NOTES))
        return told(given, None if "files" in given else register.tables(folder))
    except (OSError, ValueError, TypeError):
        return Notes()


def told(given: Mapping[str, Any], kept: Mapping[str, Mapping[str, Any]] | None = None) -> Notes:
    """Notes from plain values; `kept`: what there is for each article, where it is not among them. Empty ones for values
    that are no notes.
    """
    try:
        made = tuple(Decision(**{**one, "aliases": tuple(one["aliases"])}) for one in given.get("decisions", ()))
        paths = None if given.get("paths") is None else tuple(map(os.fspath, given["paths"]))
        kept = _within(given) if "files" in given else kept
        if kept is None:
            return Notes(paths=paths)
        return Notes(
            str(given.get("knowledge", "")),
            made,
            kept["files"],
            kept["places"],
            paths,
            from_row(given["recipe"]) if given.get("recipe") else PLAIN,
            kept["stamps"],
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return Notes()


def _within(given: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What there is for each article where all notes are one file: those of a backup."""
    return {sort: dict(given.get(sort) or {}) for sort in register.SORTS}


def name_of(corpus: Path, path: Path | str) -> str:
    """A place as the notes name it: a file seen from the corpus where it lies in it, else whole; an address as it is."""
    if isinstance(path, str) and "://" in path:
        return path
    whole, folder = os.path.abspath(path), os.path.abspath(corpus)
    return whole[len(folder) + 1 :] if whole.startswith(folder + os.sep) else whole


def signed(made: Iterable[Decision]) -> Signed:
    """Decisions with who made them and when, to be compared: the graph shows both."""
    return [(one, one.by, one.on) for one in made]
