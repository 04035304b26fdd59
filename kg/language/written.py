"""Regular expressions out of data: pieces with names, put into each other where "{name}" stands."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"\{([A-Za-z_]\w*)\}")  # a count of repeats ("{0,2}") begins with a digit


def composed(pattern: str, pieces: Mapping[str, str]) -> str:
    """A pattern with its pieces filled in, which may have pieces themselves. Raises KeyError for a piece that is none."""
    return _NAME.sub(lambda named: composed(pieces[named[1]], pieces), pattern)

