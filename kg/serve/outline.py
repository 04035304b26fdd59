"""What a query's text is at a glance: its form, and whether it names its own dataset.

The store's library tells neither. Words are told from strings, addresses, comments and names; it is no parser, and
nothing that must be safe rests on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
UPDATES = frozenset({"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"})

_TOKEN = re.compile(
    r"""
    \#[^\n\r]*                                   # a comment
  | <[^<>"{}|^`\x00-\x20]*>                      # an address
  | \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
  | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
  | [?$@][\w-]+                                  # a variable, a language
  | [\w.-]*:(?:[\w.:%-]|\\.)*                    # a prefixed name
  | (?P<word>[A-Za-z]+)
  | (?P<open>[{(\[]) | (?P<close>[})\]])
    """,
    re.X | re.S,
)


@dataclass(frozen=True, slots=True)
class Outline:
    """`form` is one of FORMS, one of UPDATES, or "" for what is neither; `dataset`: it says FROM."""

    form: str
    dataset: bool


def outline(text: str) -> Outline:
    """The outline of a query or an update."""
    depth, form = 0, ""
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["word"] and not depth:
            word = token["word"].upper()
            if not form and word in FORMS | UPDATES:
                form = word
            elif form and word == "FROM":
                return Outline(form, True)
    return Outline(form, False)
