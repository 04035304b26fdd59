"""What a graph depends on beside its articles and the decisions: the code and the data that read an article."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kg.updating.extractors import EXTRACTORS, HYBRID, PLAIN, Recipe

PACKAGE = Path(__file__).resolve().parents[1]
_READ = (".py", ".toml", ".tsv")
# What comes after an article's graph is written; a room that is not named here counts, as a new one does. Passages and
# derived data say by recipes of their own (kg/fulltext/index.py, kg/listing/derived.py) what they depend on.
_AFTER = (
    "fulltext", "listing", "works", "disputes", "debating", "reviews", "asking", "deriving", "networks", "display",
    "settings", "check", "workspace", "explore", "serve", "mcp", "commands", "cli", "words", "telling", "__main__",
    *(f"updating/{name}" for name in (
        "changes", "notes", "editions", "arrivals", "engines", "building", "pipeline", "mending", "judge", "backup", "watching",
    )),
)  # fmt: skip
# What pages, messages and questions say, and how claims are compared
_SHOWN = (
    "asked", "ask.toml", "conflicts.toml", "explorer", "mcp.toml", "posts.toml", "search.toml", "serve", "view", "words.toml",
)  # fmt: skip
_LEFT_OUT = frozenset(PurePosixPath(one) for one in (*_AFTER, *(f"data/{name}" for name in _SHOWN), "shipped", "queries"))
_MODEL, _ASKED = PurePosixPath("data/model"), (PurePosixPath("llm"), PurePosixPath("data/llm"))
_ALWAYS = _MODEL / "pieces.tsv"  # its whole words are what the rules take for common ones


@functools.cache
def fingerprint(recipe: Recipe = PLAIN) -> str:
    """A hash over the code and data that a graph depends on: another one means that every article is read anew."""
    digest = hashlib.sha256()
    for name in sorted(files(PACKAGE, recipe)):
        digest.update(name.encode() + b"\0" + hashlib.sha256((PACKAGE / name).read_bytes()).digest())
    return digest.hexdigest()


def files(package: Path, recipe: Recipe = PLAIN) -> Iterator[str]:
    """Those files, by their names within the package: where that lies says nothing of what it does."""
    for path in package.rglob("*"):
        name = PurePosixPath(path.relative_to(package).as_posix())
        if path.is_file() and _counts(name, recipe):
            yield str(name)


def _counts(name: PurePosixPath, recipe: Recipe) -> bool:
    within = {name.with_suffix(""), name, *name.parents}  # a room is a module or a folder of them
    if _MODEL in within:
        return name == _ALWAYS or recipe.extractor == HYBRID
    if not within.isdisjoint(_ASKED) and not EXTRACTORS[recipe.extractor].model:
        return False
    return name.suffix in _READ and within.isdisjoint(_LEFT_OUT)
