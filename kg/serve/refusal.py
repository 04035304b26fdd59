"""An answer that is none: a status and one line."""

from __future__ import annotations


class Refusal(Exception):
    """What the asker gets instead of an answer."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)
