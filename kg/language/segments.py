"""Chinese text to words as jieba's own `cut` gives them, in two thirds of the time: one pass back over a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from math import log
from operator import add
from typing import Any

_LEAST = -3.14e100  # jieba's logarithm of nothing
_RUN = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+)")  # what jieba's dictionary is asked about
_BLANK = re.compile(r"(\r\n|\s)")
_HAN = re.compile(r"([\u4E00-\u9FD5]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")


class _Scores(dict[int, float]):
    """Frequency → the logarithm of how likely such a word is, worked out at first use; there are some thousand."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = log(total)

    def __missing__(self, often: int) -> float:
        self[often] = score = log(often) - self._total
        return score


_scores = cache(_Scores)  # by the sum of all frequencies


def words(text: str, own: Any) -> list[str]:
    """The words of a text by the dictionary of a `jieba.Tokenizer`, new ones told by its model of characters."""
    scores = _scores(own.total)
    if _RUN.fullmatch(text):
        return _run(text, own.FREQ, scores)
    found: list[str] = []
    for at, piece in enumerate(_RUN.split(text)):
        if at % 2:
            found += _run(piece, own.FREQ, scores)
        else:
            for between, rest in enumerate(_BLANK.split(piece)):
                found += (rest,) if between % 2 else rest
    return found


def _run(run: str, known: dict[str, int], scores: _Scores) -> list[str]:
    """The words of a run; single characters in a row are read once more, where no word is made of them."""
    after, length = _after(run, known, scores), len(run)
    found: list[str] = []
    single = at = 0
    while at < length:
        end = after[at]
        if end - at > 1:
            if at > single:
                found += _alone(run[single:at], known) if at - single > 1 else run[single]
            found.append(run[at:end])
            single = end
        at = end
    if at > single:
        found += _alone(run[single:at], known)
    return found


def _after(run: str, known: dict[str, int], scores: _Scores) -> list[int]:
    """Where the word that begins at each place ends on the likeliest way on; of two as likely the longer one."""
    length = len(run)
    likely, after = [0.0] * (length + 1), [0] * length
    often_of = known.get
    for at in range(length - 1, -1, -1):
        until, often = at + 1, often_of(run[at])
        # A character counts as one that stands once where no dictionary has it.
        best = scores[often or 1] + likely[until]
        alone = often == 0
        for end in range(at + 2, length + 1):
            often = often_of(run[at:end])
            if often is None:
                break
            if often and ((sure := scores[often] + likely[end]) >= best or alone):
                best, until, alone = sure, end, False
        likely[at], after[at] = best, until
    return after


def _alone(run: str, known: dict[str, int]) -> Iterator[str]:
    if len(run) == 1 or known.get(run):
        yield from run
        return
    from jieba import finalseg

    for at, piece in enumerate(_HAN.split(run)):
        if at % 2:
            for word in _told(piece):
                yield from word if word in finalseg.Force_Split_Words else (word,)
        else:
            yield from filter(None, _LATIN.split(piece))


@lru_cache(maxsize=1 << 12)  # two runs of five have stood in a text before
def _told(run: str) -> tuple[str, ...]:
    """The words that jieba's model of characters makes of a run: each begins one, goes on, ends it or stands alone."""
    begins, found = 0, []
    for at, state in enumerate(_states(run)):
        if state == "B":
            begins = at
        elif state == "E":
            found.append(run[begins : at + 1])
        elif state == "S":
            found.append(run[at])
    return tuple(found)


def _states(run: str) -> str:
    """The likeliest states of a run's characters (B, M, E, S), by the algorithm of Viterbi."""
    start, (eb, sb, bm, mm, be, me, ss, es) = _steps()
    b, m, e, s = map(add, start, _emitted(run[0]))
    back: list[dict[str, str]] = []
    for char in run[1:]:
        of_b, of_m, of_e, of_s = _emitted(char)
        steps = {}
        b_e, b_s = e + eb + of_b, s + sb + of_b
        m_b, m_m = b + bm + of_m, m + mm + of_m
        e_b, e_m = b + be + of_e, m + me + of_e
        s_e, s_s = e + es + of_s, s + ss + of_s
        b, steps["B"] = (b_s, "S") if b_s >= b_e else (b_e, "E")
        m, steps["M"] = (m_m, "M") if m_m >= m_b else (m_b, "B")
        e, steps["E"] = (e_m, "M") if e_m >= e_b else (e_b, "B")
        s, steps["S"] = (s_s, "S") if s_s >= s_e else (s_e, "E")
        back.append(steps)
    states = ["S" if s >= e else "E"]
    for steps in reversed(back):
        states.append(steps[states[-1]])
    return "".join(reversed(states))


@cache
def _steps() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How likely each state is at the beginning of a run, and one behind another."""
    from jieba import finalseg

    start, then = finalseg.start_P, finalseg.trans_P
    return tuple(start[state] for state in "BMES"), tuple(then[a][b] for a, b in ("EB", "SB", "BM", "MM", "BE", "ME", "SS", "ES"))


@cache
def _emitted(char: str) -> tuple[float, float, float, float]:
    """How likely a character is in each state."""
    from jieba import finalseg

    b, m, e, s = (finalseg.emit_P[state].get(char, _LEAST) for state in "BMES")
    return b, m, e, s
