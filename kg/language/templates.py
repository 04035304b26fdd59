"""Regular expressions out of data: what has a name is put where its name stands in curly brackets ("{month}")."""

from __future__ import annotations

import re
from collections.abc import Callable

_NAME = re.compile(r"\{([A-Za-z_]+)\}")  # a count of repeats ("{0,2}") begins with a digit


def composed(pattern: str, meant: Callable[[str], str]) -> str:
    """A pattern with what each name is `meant` for, which may have names in it too. Raises as `meant` does."""
    return _NAME.sub(lambda named: composed(meant(named[1]), meant), pattern)
