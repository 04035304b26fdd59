"""What the embedded library says when it fails, as errors that tell what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import CorruptStore, QueryError, StoreError

# what the library says of files that are not what they were; it gives the system's words, and no number
_DAMAGE = ("Corruption", "corrupt", *(os.strerror(number) for number in (errno.ELOOP, errno.EISDIR, errno.ENOTDIR)))


def refusal(error: Exception, path: Path, what: str = "the store can not be opened") -> StoreError:
    """What to tell of an error of the store's library."""
    text = _within(path, str(error))
    if _is_damage(error, text):
        return CorruptStore(f"the store is damaged: {_first_line(text)}", str(path), "rebuild it: kg build")
    return StoreError(f"{what}: {_first_line(text)}", str(path), "make room or check the permissions, and try again")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """While the library reads the store at `path`: what it says when it fails, as `refusal` has it."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise refusal(error, path, "the store can not be read") from None


def unanswered(error: Exception, path: Path) -> QueryError | StoreError:
    """The same of an error while a query was answered."""
    if _is_damage(error, str(error)):
        return refusal(error, path)
    return QueryError(f"the query can not be answered: {_within(path, str(error))}")


def _is_damage(error: Exception, text: str) -> bool:
    """Whether the store's own files are not what they were, so that making room or leave to write would not help."""
    if isinstance(error, (FileNotFoundError, IsADirectoryError, NotADirectoryError)) or getattr(error, "errno", 0) == errno.ELOOP:
        return True
    return any(word in text for word in _DAMAGE)


def _within(path: Path, text: str) -> str:
    """The library's words, with its files as seen from the store: where that lies is told beside them, and not to the page."""
    for place in (path, path.absolute()):
        text = text.replace(f"{place}{os.sep}", "")
    return text


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]
