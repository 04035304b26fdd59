"""Sources → articles and refusals, in order: what `kg add` and `kg build` take in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from kg.errors import KgError, ReadError
from kg.intake import walk
from kg.intake.apart import Apart, is_risky
from kg.model import Article
from kg.read import DEFAULT, Limits, article_id, load, read_drafts, to_article
from kg.read.draft import Draft
from kg.read.sorts import FILES, READERS, by_bytes

_NESTED = 3  # archives inside of archives
STDIN, STDIN_NAME = "-", "stdin"
Step = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes with their name, and where they come from. `address` is the web address, "" for none; `place` is where
    they are found again, "" for standard input; `is_file`: they are all of a file.
    """

    name: str
    raw: bytes
    media: str = ""
    charset: str = ""
    address: str = ""
    place: str = ""
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """An article and the place it was read from: a path, an address, either with the part of it, "" for none.

    `again`: the place is a file of text, from which `read_file` reads the article again.
    """

    article: Article
    place: str
    again: bool = False


class Named(Sequence[Path]):
    """Files by name: a million of them fit into memory."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, at: Any) -> Any:
        found = self._names[at]
        return Named(found) if isinstance(at, slice) else Path(found)


class Taker:
    """Takes sources in. `allow_private`: addresses of this machine and its network too; `follow`: pages of a feed's
    entries of which the feed has only a summary; `day`: the day that articles are said to be added on.
    """

    def __init__(
        self,
        limits: Limits = DEFAULT,
        *,
        allow_private: bool = False,
        follow: bool = False,
        day: str = "",
        stdin: IO[bytes] | None = None,
    ) -> None:
        self.limits, self.allow_private, self.day = limits, allow_private, day
        self.stdin = stdin
        self.apart = Apart(limits)
        # a feed is still being read when its entries' pages are: they have a reader of their own, which follows nothing
        self.pages = Taker(limits, allow_private=allow_private, day=day) if follow else None

    def take(self, sources: Iterable[str | Path], step: Step | None = None) -> Iterator[Taken | KgError]:
        """The articles of the sources, one after the other, and a fault in the place of each that can not be read.

        `step` is told how many files are done, of how many, and the name of the next.
        """
        step = step or (lambda done, total, name: None)
        try:
            todo = sources if isinstance(sources, Named) else [item for one in sources for item in self._files(one)]
            for done, item in enumerate(todo):
                if isinstance(item, KgError):
                    yield item
                    continue
                step(done, len(todo), str(item))
                yield from self.one(item)
            step(len(todo), len(todo), "")
        finally:
            self.apart.close()
            if self.pages:
                self.pages.apart.close()

    def _files(self, source: str | Path) -> Iterator[str | Path | KgError]:
        from kg.intake.address import is_address

        if isinstance(source, str) and (source == STDIN or is_address(source)):
            yield source
        elif Path(source).is_dir():
            yield from walk.files(Path(source))
        else:
            yield Path(source)

    def one(self, item: str | Path) -> Iterator[Taken | KgError]:
        """The articles of one file, address or standard input, as `take` gives them."""
        try:
            yield from self._articles(self._source(item))
        except KgError as error:
            yield error
        except RecursionError:
            yield ReadError("nested too deeply", str(item), "simplify it")

    def page(self, address: str) -> Iterator[Taken | KgError]:
        """The one article of an address, or what is wrong with it: feeds, tables and archives are no pages."""
        try:
            source = self._fetched(address)
            name = _file_name(source.address)
            sort = by_bytes(source.raw, name)
            several = bool(sort) and READERS[sort].takes == FILES
            for draft in () if several else self._drafts(source, name):
                if not isinstance(draft, Draft):
                    yield _placed(draft, source)
                elif several := bool(draft.part):
                    break
                else:
                    yield from self._finished(draft, name, source, again=False)
            if several:
                yield ReadError("the feed leads to several articles here, to no page", address, "add this address itself")
        except KgError as error:
            yield error
        except RecursionError:
            yield ReadError("nested too deeply", address, "simplify it")

    def _source(self, item: str | Path) -> Source:
        if isinstance(item, Path):
            raw = load(item, self.limits.file)
            return Source(str(item), raw, place=os.path.abspath(item), is_file=True)
        if item == STDIN:
            raw = (self.stdin or sys.stdin.buffer).read(self.limits.file + 1)
            self.limits.check_file(len(raw), STDIN)
            return Source(STDIN_NAME, raw)
        return self._fetched(item)

    def _fetched(self, address: str) -> Source:
        try:
            from kg.intake.address import fetch

            found = fetch(address, self.limits, self.allow_private)
        except ImportError as error:
            what = f"{error.name} is not installed, which fetches addresses"
            raise ReadError(what, address, f"pip install {error.name}") from error
        return Source(found.address, found.body, found.media, found.charset, found.address, found.address)

    def _articles(self, source: Source, depth: int = 0) -> Iterator[Taken | KgError]:
        name = _file_name(source.address) if source.address else source.name
        sort = by_bytes(source.raw, name)
        if sort and READERS[sort].takes == FILES:
            yield from self._unpacked(source, name, depth)
            return
        for draft in self._drafts(source, name):
            if isinstance(draft, Draft):
                yield from self._finished(draft, name, source, again=source.is_file and not sort and not draft.part)
            else:
                yield _placed(draft, source)

    def _drafts(self, source: Source, name: str) -> Iterator[Draft | ReadError]:
        if is_risky(source.raw, name):
            return self.apart.drafts(source.raw, name, source.media, source.charset)
        return read_drafts(source.raw, name, self.limits, source.media, source.charset)

    def _unpacked(self, source: Source, name: str, depth: int) -> Iterator[Taken | KgError]:
        from kg.read import archive

        if depth >= _NESTED:
            raise ReadError(f"archives nested more than {_NESTED} deep", name, "unpack them and add the folder")
        for part in archive.read(source.raw, name, self.limits):
            if isinstance(part, ReadError):
                yield part
                continue
            inner, raw = part
            if not _may_hold(inner, raw):
                continue
            try:
                place = f"{source.place}/{inner}" if source.place else ""
                yield from self._articles(Source(f"{source.name}/{inner}", raw, place=place), depth + 1)
            except KgError as error:
                yield error

    def _finished(self, draft: Draft, name: str, source: Source, again: bool) -> Iterator[Taken | KgError]:
        """The article of a draft, dated and with its address; where asked for, the page instead of a summary."""
        from kg.read.feed import SUMMARY

        link = draft.said.get("source", "")
        if self.pages and SUMMARY in draft.said and link:
            found = list(self.pages.page(link))
            yield from found
            if any(isinstance(one, Taken) for one in found):
                return  # else the summary stands in for the page
        try:
            article = to_article(draft, name, limits=self.limits)
        except KgError as error:
            yield _placed(error, source)
            return
        if source.address:
            host = (urlsplit(source.address).hostname or "").removeprefix("www.")
            article = replace(article, source=article.source or source.address, publisher=article.publisher or host)
        article = replace(article, added=article.added or self.day)
        yield Taken(replace(article, id=article_id(article)), _place(source, draft), again)


def _place(source: Source, draft: Draft) -> str:
    """Where an article was read from; an entry of a feed by the address that it names, since its number changes."""
    if draft.part and (link := draft.said.get("source", "")):
        return link
    return source.place + draft.part if source.place else ""


def _may_hold(name: str, raw: bytes) -> bool:
    """Whether a file of an archive is one that articles can be in, as in a folder."""
    from kg.read.sorts import by_name

    return bool(by_name(name)) and name.rpartition("/")[2].lower() != "readme.md"


def _file_name(address: str) -> str:
    """What the file of an address would be called: the last part of its path, else its host."""
    parts = urlsplit(address)
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or "page"


def _placed(error: KgError, source: Source) -> KgError:
    """A fault with the whole place that the source came from."""
    if source.address and source.address not in error.where:
        return type(error)(error.what, source.address, error.todo)
    return error
