"""How much one article may cost to read and to extract: the numbers that both hold to."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import ReadError

TEXT_FILE = 100_000_000  # bytes of a file of the corpus
FIELD = 500  # characters of what somebody writes into one field: a name, a title


@dataclass(frozen=True, slots=True)
class Limits:
    """What an article may take. Sizes in bytes, `text` in characters, times in seconds."""

    file: int = 100_000_000  # one file, or one part of an archive
    text: int = 2_000_000  # characters of one article
    unpacked: int = 500_000_000  # all that one archive may give
    entries: int = 100_000  # files of an archive, rows of a table, entries of a feed
    seconds: float = 60.0  # reading one file
    memory: int = 1_000_000_000  # reading one file, beyond what the reader takes by itself
    download: int = 50_000_000  # the answer of a server, unpacked
    wait: float = 30.0  # one address, with all its redirects
    extracting: float = 1200.0  # extracting one article
    extraction: int = 2_000_000_000  # memory for it, beyond what kg takes by itself

    def check_file(self, size: int, where: str) -> None:
        """Raise ReadError for a file that is larger than the limit."""
        if size > self.file:
            raise ReadError(f"{size:,} bytes, more than {self.file:,}", where, "split it, or set KG_MAX_FILE")

    def check_text(self, text: str, where: str) -> None:
        """Raise ReadError for an article that is longer than the limit."""
        if len(text) > self.text:
            what = f"{len(text):,} characters, more than {self.text:,}"
            raise ReadError(what, where, "split it, or set KG_MAX_TEXT")


DEFAULT = Limits()
