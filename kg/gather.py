"""The articles of files and folders: each once, with its file; what can not be read is told and keeps nothing else up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import CorpusError, KgError, ReadError
from kg.model import Article
from kg.read import find_files, read_file


class BadInput(KgError):
    """Files of which none can be read; `faults` has one error for each. Nothing was changed."""

    def __init__(self, faults: Sequence[KgError]) -> None:
        self.faults = list(faults)
        super().__init__(f"{len(faults)} files can not be read, nothing was changed")


@dataclass(frozen=True, slots=True)
class Gathered:
    """`found`: files with their articles, each article once, by file name; `copies`: files that hold one of these too;
    `faults`: one error for each file that can not be read.
    """

    found: tuple[tuple[Path, Article], ...]
    copies: tuple[tuple[Path, Path, str], ...] = ()  # the file, the one that holds the same article, its id
    faults: tuple[KgError, ...] = ()

    @property
    def articles(self) -> list[Article]:
        """The articles alone."""
        return [article for _, article in self.found]


def gather(paths: Iterable[Path], look: Callable[[Path], Article] = read_file) -> Gathered:
    """The articles of these files and folders. `look` reads a file, wholly or as far as whoever asks needs it.

    Raises ReadError for a path that is not there, CorpusError where no file is an article's, and the only fault, or
    BadInput with all of them, where nothing can be read.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise ReadError("there is no such file or folder", str(path), "check the name")
    files = find_files(given)
    if not files:
        raise CorpusError("no articles here", ", ".join(map(str, given)), "articles are .md, .txt or .html files")
    found: dict[str, tuple[Path, Article]] = {}
    copies: list[tuple[Path, Path, str]] = []
    faults: list[KgError] = []
    for path in files:
        try:
            article = look(path)
        except KgError as error:
            faults.append(error)
            continue
        if article.id in found:
            copies.append((path, found[article.id][0], article.id))
        else:
            found[article.id] = (path, article)
    if not found:
        raise faults[0] if len(faults) == 1 else BadInput(faults)
    ordered = sorted(found.values(), key=lambda pair: (pair[1].file, pair[1].id))
    return Gathered(tuple(ordered), tuple(copies), tuple(faults))
