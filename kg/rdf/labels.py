"""SKOS labels of a thing as one article has them: what it is called there, and in which language a name is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.knowledge import lexicon
from kg.model import Entity

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_JOINTS = re.compile(r"[\s\-‐-―_]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")


def script(text: str) -> str:
    """`zh` where a Chinese character stands in the text, else `en`."""
    return "zh" if _HAN.search(text) else "en"


def foreign(key: str, label: str) -> str:
    """The name in the other language that the lexicon gives this thing; "" where it has none, or another label."""
    known = lexicon().get(key)
    if known is None or known.label != label:
        return ""
    return next((alias for alias in known.aliases if alias != label and script(alias) != script(label)), "")


def alternative(key: str, entity: Entity, spoken: str) -> Iterator[str]:
    """The labels of a thing (its key, itself) beside the preferred one, for an article of this casefolded text.

    One that differs from another in case, blanks and hyphens alone is left out: whatever looks for a name looks over
    these, and how the article has it stands in the article.
    """
    seen = {_JOINTS.sub(" ", entity.label.casefold())}
    for alias in _aliases(key, entity, spoken):
        if (form := _JOINTS.sub(" ", alias.casefold())) not in seen:
            seen.add(form)
            yield alias


def _aliases(key: str, entity: Entity, spoken: str) -> Iterator[str]:
    """The other names that the article uses, and one in the other language unless the lexicon has it (`foreign`).

    A lexicon knows a dozen names of some things. Written into every article they would be a quarter of the graph; a
    name that no article uses, or only inside a longer one, is found in the lexicon. Names that it lacks all stay.
    """
    others = [alias for alias in dict.fromkeys(entity.aliases) if alias and alias != entity.label]
    if not others:
        return
    other = next((alias for alias in others if script(alias) != script(entity.label)), "")
    needed = other and other != foreign(key, entity.label) and not _composed(key, entity, other)
    found = lexicon()[key].aliases if key in lexicon() else ()
    # the whole text is searched for each of them, and an article may have a new name in every line
    used = _standing([alias for alias in others if alias in found], [entity.label, *others], spoken)
    used.update(alias for alias in others if alias not in found and alias.casefold() in spoken)
    yield from (alias for alias in others if alias in used or (needed and alias == other))


def _standing(some: Iterable[str], names: Iterable[str], spoken: str) -> set[str]:
    """Those of some of a thing's names that stand somewhere in the (casefolded) text as words of their own.

    Not in a longer name of it (Apache in Apache-2.0), and no Latin letters in the midst of a word (OSI in position).
    """
    folded = {name.casefold() for name in names}
    return {label for label in some if _stands(label.casefold(), folded, spoken)}


def _stands(name: str, others: set[str], spoken: str) -> bool:
    longer = [(other, at) for other in others for at in _places(name, other) if other not in (name, f"the {name}")]
    for start in _places(name, spoken):
        within = (spoken.startswith(other, start - at) for other, at in longer if start >= at)
        if _apart(spoken, start, start + len(name)) and not any(within):
            return True
    return False


def _places(part: str, text: str) -> Iterator[int]:
    """Where a part of a text stands in it."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _apart(text: str, start: int, end: int) -> bool:
    """Whether no word of Latin letters or digits goes on over either end of text[start:end]."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_latin(before) and _latin(text[start])) and not (_latin(text[end - 1]) and _latin(after))


def _latin(char: str) -> bool:
    return char.isalnum() and not _HAN.match(char)


def _composed(key: str, entity: Entity, alias: str) -> bool:
    """Whether a name is a family's name in the other language with the version behind it: GPT系列-3. Nobody wrote it."""
    while entity.known and "-" in key:
        key = key.rpartition("-")[0]
        if key in lexicon():
            name_of_family = foreign(key, lexicon()[key].label)
            return name_of_family != "" and alias.startswith(name_of_family)
    return False
