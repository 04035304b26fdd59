"""The articles of sources: each once, with its place; what can not be read is told and keeps nothing else up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import CorpusError, KgError, ReadError
from kg.intake import Taker
from kg.intake.sources import STDIN, Step
from kg.model import Article
from kg.read import find_files
from kg.spool import Spool


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
    built from, texts of files stay there: such an article has none. Else the articles are put by on the disk, where they
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
        found = tuple(pair for pair in self.found if pair[1].id not in lost)
        faults = (*self.faults, *lost.values())
        if not found:
            raise faults[0] if len(faults) == 1 else BadInput(faults)
        return Gathered(found, tuple(one for one in self.copies if one[2] not in lost), faults)


def gather(
    sources: Iterable[Path | str], taker: Taker | None = None, step: Step | None = None, spooled: bool = False
) -> Gathered:
    """The articles of files, folders, archives, addresses and standard input (`-`). `spooled`: put by on the disk.

    Raises CorpusError where no file is an article's, and the only fault, or BadInput with all of them, where nothing
    can be read.
    """
    given = list(sources)
    kept: Spool[tuple[str, Article]] | list[tuple[str, Article]] = Spool() if spooled else []
    found: dict[str, tuple[str, str]] = {}  # id → where it was read, its file
    copies: list[tuple[str, str, str]] = []
    faults: list[KgError] = []
    for one in (taker or Taker()).take(given, step):
        if isinstance(one, KgError):
            faults.append(one)
        elif one.article.id not in found:
            found[one.article.id] = (one.place, one.article.file)
            kept.append((one.place, one.article))
        elif one.place != found[one.article.id][0]:  # not the same file, given twice
            copies.append((one.place, found[one.article.id][0], one.article.id))
    if not found and not faults:
        raise CorpusError("no articles here", ", ".join(map(str, given)), "kg add --help names the sorts of files")
    if not found:
        raise faults[0] if len(faults) == 1 else BadInput(faults)
    names = [(file, identity) for identity, (_, file) in found.items()]
    order = sorted(range(len(names)), key=names.__getitem__)
    if isinstance(kept, Spool):
        kept.reorder(order)
        return Gathered(kept, tuple(copies), tuple(faults))
    return Gathered(tuple(kept[number] for number in order), tuple(copies), tuple(faults))


def gather_corpus(
    folder: Path, taker: Taker | None = None, step: Step | None = None, spooled: bool = False
) -> Gathered:
    """The articles of a corpus, which is a folder of texts alone. Raises as `gather`, and ReadError without such a folder."""
    files = find_files([folder])
    if not files:
        raise CorpusError("no articles here", str(folder), "articles are .md, .txt or .html files")
    return gather(files, taker, step, spooled)


def check_there(sources: Iterable[Path | str]) -> None:
    """Raise ReadError for a file or folder that is not there."""
    from kg.intake.address import is_address

    for source in sources:
        if source != STDIN and not is_address(str(source)) and not Path(source).exists():
            raise ReadError("there is no such file or folder", str(source), "check the name")
