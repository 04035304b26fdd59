"""What a store's graphs come from: the knowledge, the decisions and the files; kept in the store, renewed with it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.changes import NOTES, home
from kg.decisions import Decision
from kg.extractors import PLAIN, Recipe, from_row
from kg.settings import Settings

Signed = list[tuple[Decision, str, str]]


@dataclass(frozen=True, slots=True)
class Notes:
    """`files`: file → id of its article, paths as seen from the corpus where they lie in it. `places`: where an added
    article was read (a path or an address) → [its id then, its id now]. `paths`: what was built, None for the corpus. `recipe`: who extracted; `stamps` as kg/noted.py has them.
    """

    knowledge: str = ""
    decisions: tuple[Decision, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, list[str]] = field(default_factory=dict)
    paths: tuple[str, ...] | None = None
    recipe: Recipe = PLAIN
    stamps: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """As it is kept."""
        made = [{name: value for name, value in asdict(one).items() if name != "where"} for one in self.decisions]
        said = {**asdict(self), "decisions": made}
        del said["recipe"], said["stamps"]
        return said if self.recipe == PLAIN else {**said, "recipe": self.recipe.row(), "stamps": dict(self.stamps)}

    def file_of(self, corpus: Path, article: str) -> Path | None:
        """The file that an article was read from."""
        found = next((name for name, identity in self.files.items() if identity == article), None)
        return None if found is None else Path(corpus, found)


def read(settings: Settings) -> Notes:
    """The notes of the store; empty ones where there are none that can be read."""
    try:
        given = json.loads((home(settings) / NOTES).read_text("utf-8"))
        made = tuple(Decision(**{**one, "aliases": tuple(one["aliases"])}) for one in given.get("decisions", ()))
        paths = given.get("paths")
        return Notes(
            str(given.get("knowledge", "")),
            made,
            dict(given.get("files") or {}),
            dict(given.get("places") or {}),
            None if paths is None else tuple(paths),
            from_row(given["recipe"]) if given.get("recipe") else PLAIN,
            dict(given.get("stamps") or {}),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Notes()


def name_of(corpus: Path, path: Path | str) -> str:
    """A place as the notes name it: a file seen from the corpus where it lies in it, else whole; an address as it is."""
    if isinstance(path, str) and "://" in path:
        return path
    whole, folder = os.path.abspath(path), os.path.abspath(corpus)
    return os.path.relpath(whole, folder) if whole.startswith(folder + os.sep) else whole


def signed(made: Iterable[Decision]) -> Signed:
    """Decisions with who made them and when, to be compared: the graph shows both."""
    return [(one, one.by, one.on) for one in made]
