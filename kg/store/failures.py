"""What the embedded library says when it fails, as errors that tell what to do."""

from __future__ import annotations

from pathlib import Path

from kg.errors import CorruptStore, QueryError, StoreError


def refusal(error: Exception, path: Path, what: str = "the store can not be opened") -> StoreError:
    """What to tell of an error of the store's library."""
    text = str(error)
    if "Corruption" in text or "corrupt" in text or (isinstance(error, FileNotFoundError) and "IO error" in text):
        return CorruptStore(f"the store is damaged: {_first_line(text)}", str(path), "rebuild it: kg build")
    return StoreError(f"{what}: {_first_line(text)}", str(path), "make room or check the permissions, and try again")


def unanswered(error: Exception, path: Path) -> QueryError | StoreError:
    """The same of an error while a query was answered."""
    if "Corruption" in str(error):
        return refusal(error, path)
    return QueryError(f"the query can not be answered: {error}")


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]
