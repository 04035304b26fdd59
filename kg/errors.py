"""The tree of errors that reach a user: one line that says what, where and what to do."""

from __future__ import annotations


class KgError(Exception):
    """Anything that a user can mend. `status` is the command's exit status."""

    status = 2

    def __init__(self, what: str, where: str = "", todo: str = "") -> None:
        self.what, self.where, self.todo = what, where, todo
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f" ({self.todo})" if self.todo else "")


class UsageError(KgError):
    """An option or argument that makes no sense."""


class ReadError(KgError):
    """A file that is not there, is empty, is not text, or can not be read as an article."""


class ExtractError(KgError):
    """An article that can be read and not be extracted: it takes too long, or too much memory, or breaks the extractor."""


class FrontMatterError(ReadError):
    """Front matter that does not parse or holds a value that is none."""


class CorpusError(KgError):
    """A corpus folder without articles, or two articles that can not both stand."""


class DataError(KgError):
    """A file of kg/data or queries/ that does not hold what it must; `where` is file:line."""


class StoreError(KgError):
    """A store that can not be opened, is held by another process, or was written by another version."""


class BusyStore(StoreError):
    """Another process holds the workspace or its store."""


class OldStore(StoreError):
    """A store that another version wrote; it can be rebuilt from the corpus."""


class CorruptStore(StoreError):
    """A store whose files are damaged; it can be rebuilt from the corpus."""


class QueryError(KgError):
    """A query with a syntax error, or a parameter that does not fit."""


class NotFound(KgError):
    """What was asked for is not there."""

    status = 1


class CheckFailed(KgError):
    """A check found faults."""

    status = 1
