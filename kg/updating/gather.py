"""The articles of sources: each once, with its place; what can not be read is told and keeps nothing else up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.errors import CorpusError, KgError, ReadError
from kg.intake import Taker
from kg.intake.sources import STDIN, Named, Step
from kg.model import Article
from kg.read import file_names
from kg.spool import Picked, Spool
from kg.telling import tell

_ANY = "surrogatepass"  # a file's name may be no text


class BadInput(KgError):
    """Files of which none can be read, or none be extracted; `faults` has one error for each. Nothing was changed."""

    def __init__(self, faults: Sequence[KgError]) -> None:
        self.faults = list(faults)
        super().__init__(f"{len(faults)} files can not be read or extracted, nothing was changed")


@dataclass(frozen=True, slots=True)
class Gathered:
    """`found`: articles with the place that each was read from (a file, a part of one, an address, "" for standard
    input), each article once, by file name; `copies`: places that hold one of these too, the place of that one, its
    id; `faults`: one error for each source or part of one that can not be read. Where a build looked at what it is
    built from, texts of files stay there: such an article has none. The articles are put by on the disk, where they
    are many, and read one after the other.
    """

    found: Sequence[tuple[str, Article]]
    copies: tuple[tuple[str, str, str], ...] = ()
    faults: tuple[KgError, ...] = ()

    @property
    def articles(self) -> list[Article]:
        """The articles alone, all of them in memory."""
        return [article for _, article in self.found]

    def without(self, lost: Mapping[str, KgError]) -> Gathered:
        """The same without these articles, by id, of which something else than reading failed.

        Raises the only fault, or BadInput with all of them, where nothing is left.
        """
        if not lost:
            return self
        found = Picked(self.found, (n for n, (_, article) in enumerate(self.found) if article.id not in lost))
        faults = (*self.faults, *lost.values())
        if not found:
            raise faults[0] if len(faults) == 1 else BadInput(faults)
        return Gathered(found, tuple(one for one in self.copies if one[2] not in lost), faults)


class _Seen:
    """Which articles came in already: id, place, file and number of each, on the disk where they are many."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # a file of its own without a name, once it is large
        self._db.executescript(
            "PRAGMA journal_mode = OFF; BEGIN; CREATE TABLE seen(id TEXT PRIMARY KEY, place TEXT, file TEXT, n INT) WITHOUT ROWID"
        )
        self.many = 0

    def first(self, identity: str, place: str, file: str) -> str | None:
        """Note an article; where it is there already, the place that it was read from before."""
        row = (identity, place.encode("utf-8", _ANY), file.encode("utf-8", _ANY), self.many)
        if self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", row).rowcount:
            self.many += 1
            return None
        (known,) = self._db.execute("SELECT place FROM seen WHERE id = ?", (identity,)).fetchone()
        return str(known, "utf-8", _ANY)

    def order(self) -> Iterator[int]:
        """The numbers of the articles by their files."""
        return (number for (number,) in self._db.execute("SELECT n FROM seen ORDER BY file, id"))

    def close(self) -> None:
        self._db.close()


def gather(sources: Iterable[Path | str], taker: Taker | None = None, step: Step | None = None) -> Gathered:
    """The articles of files, folders, archives, addresses and standard input (`-`).

    Raises CorpusError where no file is an article's, and the only fault, or BadInput with all of them, where nothing
    can be read.
    """
    given = sources if isinstance(sources, Named) else list(sources)
    kept: Spool[tuple[str, Article]] = Spool()
    copies: list[tuple[str, str, str]] = []
    faults: list[KgError] = []
    with closing(_Seen()) as seen:
        for one in (taker or Taker()).take(given, step):
            if isinstance(one, KgError):
                faults.append(one)
                continue
            for where, what in one.article.flaws:
                tell("head_flaw", where=where, what=what)
            before = seen.first(one.article.id, one.place, one.article.file)
            if before is None:
                kept.append((one.place, one.article))
            elif one.place != before:  # not the same file, given twice
                copies.append((one.place, before, one.article.id))
        if not kept and not faults:
            raise CorpusError("no articles here", ", ".join(map(str, given)), "kg add --help names the sorts of files")
        if not kept:
            raise faults[0] if len(faults) == 1 else BadInput(faults)
        kept.reorder(seen.order())
    return Gathered(kept, tuple(copies), tuple(faults))


def gather_corpus(folder: Path, taker: Taker | None = None, step: Step | None = None) -> Gathered:
    """The articles of a corpus, which is a folder of texts alone. Raises as `gather`, and ReadError without such a folder."""
    files = Named(file_names([folder]))
    if not files:
        raise CorpusError("no articles here", str(folder), "articles are .md, .txt or .html files")
    return gather(files, taker, step)


def check_there(sources: Iterable[Path | str]) -> None:
    """Raise ReadError for a file or folder that is not there."""
    from kg.intake.address import is_address

    for source in sources:
        if source == "":  # as from a variable that is not set: not the folder where one is
            raise ReadError("a source without a name", "", "name a file, a folder or an address")
        if source != STDIN and not is_address(str(source)) and not Path(source).exists():
            raise ReadError("there is no such file or folder", str(source), "check the name")
