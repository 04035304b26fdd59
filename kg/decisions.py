"""What people decided about names and claims: the file `decisions.toml` of a corpus, read, checked for contradictions, written.

One `[[decision]]` for each, in the order in which they were made; fit for git and for an editor. What two decisions
say against each other is told with both lines, and nothing is built until a person has chosen.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kg import files
from kg.errors import CorpusError, KgError, NotFound
from kg.knowledge import fold, read_toml, read_whole
from kg.model import TYPES

FILE = "decisions.toml"
NEEDS = {  # what is done → the fields it needs
    "accept": ("name", "type"),
    "merge": ("name", "into"),
    "split": ("name", "article"),
    "ignore": ("name",),
    "reject": ("name",),
    "strike": ("article", "quote", "kind", "name"),
}
CLAIM = ("kind", "quote", "value", "speaker")  # fields of what is decided about a claim alone
MOST_QUOTED = 60  # letters of a quote where a decision is told in a line
_HEAD = "# What people decided (kg review). Applied to every article; take one back with: kg review undo\n"
_ENTRY = re.compile(r"^\s*\[\[\s*decision\s*\]\]")


class Contradiction(KgError):
    """Decisions that can not all stand, or entries that are ill; `faults` has one error for each, with file:line."""

    def __init__(self, faults: list[KgError], where: str, done: str = "nothing was changed", todo: str = "edit it, or kg review undo") -> None:
        self.faults, self.done = faults, done
        what = f"{len(faults)} faults in the decisions, {done}"
        super().__init__(what, where, todo)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `key` and `into` are keys of things; names are kept beside them for the reader.

    accept: `name` is a thing of `type`, called `en` and `zh`. merge: the thing `key` is the thing `into`.
    split: in `article` the name is not the thing `key` but `into`, or one of its own. ignore: it names nothing.
    reject: `key` and `into` are different things; without `into`, do not ask about the name again.
    strike: `article` does not say with the words `quote` what a claim of this `kind` has it say of `key` (its subject),
    `into` (its object) and `speaker` (a key); `value` is the rest of it, as JSON (kg/resolution/strikes.py).
    """

    do: str
    name: str
    key: str = ""
    type: str = ""
    en: str = ""
    zh: str = ""
    aliases: tuple[str, ...] = ()
    into: str = ""
    into_name: str = ""
    article: str = ""
    file: str = ""
    kind: str = ""
    quote: str = ""
    value: str = ""
    speaker: str = ""
    by: str = field(default="", compare=False)
    on: str = field(default="", compare=False)
    note: str = field(default="", compare=False)
    where: str = field(default="", compare=False)  # file:line

    @property
    def id(self) -> str:
        """Eight hexadecimal digits out of what is decided."""
        said = [getattr(self, f.name) for f in fields(self) if f.compare and f.name not in ("into_name", "file", *CLAIM)]
        said += [getattr(self, name) for name in CLAIM] if self.do == "strike" else []
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:8]

    @property
    def names(self) -> tuple[str, ...]:
        """The names that an accepted thing has, each once, the English one first."""
        return tuple(dict.fromkeys(n for n in (self.en, self.zh, self.name, *self.aliases) if n))

    def row(self) -> dict[str, Any]:
        """As a row for a table: its id, then every field that says something."""
        shown = {f.name: getattr(self, f.name) for f in fields(self)}
        return {"id": self.id, **{k: list(v) if isinstance(v, tuple) else v for k, v in shown.items() if v}}

    def __str__(self) -> str:
        other = f" → {self.into_name or self.into}" if self.into else ""
        place = f" ({self.file or self.article})" if self.article else ""
        if self.do != "strike":
            return f"{self.do} {self.name}{other}{place}"
        quote = self.quote if len(self.quote) <= MOST_QUOTED else f"{self.quote[:MOST_QUOTED]}…"
        return f"strike {self.kind} {self.name}{other} “{' '.join(quote.split())}”{place}"


def path_of(corpus: Path) -> Path:
    """Where the decisions of a corpus stand."""
    return Path(corpus) / FILE


def load(corpus: Path, whole: bool = True) -> tuple[Decision, ...]:
    """The decisions of a corpus, each once, in order; none where there is no file.

    Raises DataError for what is not TOML, Contradiction for ill entries and, unless not `whole`, for decisions that
    exclude each other.
    """
    path = path_of(corpus)
    made = read(path) if _there(path) else ()
    faults = contradictions(made) if whole else []
    if faults:
        raise Contradiction(faults, str(path))
    return tuple(dict.fromkeys(made))


def _there(path: Path) -> bool:
    """Whether there is a file of decisions. Raises CorpusError for a link that leads to none: nobody took them back."""
    if path.is_symlink() and not path.exists():
        raise CorpusError("this is a link to a file that is not there", str(path), "mend the link, or take it away")
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise CorpusError("this is no file", str(path), "take it away, or put the decisions in its place")
    return path.exists()


def read(path: Path) -> tuple[Decision, ...]:
    """The entries of a file, as they stand. Raises DataError, or Contradiction with every ill entry."""
    data = read_toml(path)
    entries = data.get("decision", [])
    lines = [n for n, line in enumerate(read_whole(path).splitlines(), 1) if _ENTRY.match(line)]
    if len(lines) != len(entries) or set(data) - {"decision"}:
        raise CorpusError("the file holds something else than [[decision]] entries", str(path))
    made, faults = [], []
    for line, entry in zip(lines, entries, strict=True):
        try:
            made.append(_decision(entry, f"{path}:{line}"))
        except KgError as error:
            faults.append(error)
    if faults:
        raise Contradiction(faults, str(path), todo="mend these entries with an editor")
    return tuple(made)


def _decision(entry: dict[str, Any], where: str) -> Decision:
    known = {f.name for f in fields(Decision)} - {"where"}
    do = entry.get("do")
    if do not in NEEDS:
        raise CorpusError(f"no such decision: do = {do!r}", where, f"one of: {', '.join(NEEDS)}")
    if odd := sorted(set(entry) - known):
        raise CorpusError(f"no such field: {', '.join(odd)}", where, f"there is: {', '.join(sorted(known))}")
    if missing := [part for part in NEEDS[do] if not entry.get(part)]:
        raise CorpusError(f"{do} needs {', '.join(missing)}", where)
    for part, value in entry.items():
        wanted = list if part == "aliases" else str
        if not isinstance(value, wanted) or (wanted is list and not all(isinstance(v, str) for v in value)):
            raise CorpusError(f"{part} is not {'a list of texts' if wanted is list else 'a text'}", where)
    if entry.get("type", TYPES[0]) not in TYPES:
        raise CorpusError(f"no such type: {entry['type']}", where, f"one of: {', '.join(TYPES)}")
    return settle({**entry, "aliases": tuple(entry.get("aliases", ())), "where": where})


def settle(given: dict[str, Any]) -> Decision:
    """A decision with the key that follows from its name and type, where none is given. Raises CorpusError."""
    made = Decision(**given)
    if made.key or made.do in ("ignore", "strike"):  # a claim need not have a subject
        return made
    if not made.type:
        if made.do == "reject" and not made.into:
            return made
        raise CorpusError(f"{made.do} needs the key of {made.name}, or its type", made.where, "kg entities shows keys")
    label = made.en or made.zh or made.name if made.do == "accept" else made.name
    return Decision(**{**given, "key": f"{made.type.lower()}/{fold(label)}"})


# --- contradictions --------------------------------------------------------------------------------------------------


def contradictions(made: Iterable[Decision]) -> list[KgError]:
    """One error for each decision that an earlier one excludes; `where` is its line, and the earlier line is named."""
    faults: list[KgError] = []
    kept: list[Decision] = []
    for one in made:
        if one in kept:
            continue
        other = next((other for other in kept if _exclude(other, one, kept)), None)
        if other is None:
            kept.append(one)
        else:
            what = f"“{one}” and “{other}” ({other.where or other.id}) can not both stand"
            faults.append(CorpusError(what, one.where or one.id, "take one of them back"))
    return faults


def fitting(ours: Iterable[Decision], theirs: Iterable[Decision]) -> tuple[tuple[Decision, ...], list[KgError]]:
    """Those of their decisions that can stand beside ours, and a fault for each of the others."""
    kept, fits, faults = list(ours), [], []
    for one in dict.fromkeys(theirs):
        found = contradictions([*kept, one])
        faults += found
        if not found:
            kept.append(one)
            fits.append(one)
    return tuple(fits), faults


def _exclude(old: Decision, new: Decision, kept: list[Decision]) -> bool:
    match sorted((old.do, new.do)):
        case ["accept", "accept"]:
            shared = set(map(fold, old.names)) & set(map(fold, new.names))
            return bool(shared) or old.key == new.key
        case ["merge", "merge"]:
            return _merges_exclude(old, new, kept)
        case ["merge", "reject"]:
            return _torn(old, new, kept)
        case ["split", "split"]:
            return (fold(old.name), old.article, old.key) == (fold(new.name), new.article, new.key)
        case ["accept", "ignore"] | ["ignore", "merge"] | ["ignore", "split"]:
            ignored, other = (old, new) if old.do == "ignore" else (new, old)
            return fold(ignored.name) in {fold(name) for name in (*other.names, other.into_name)}
    return False


def _merges_exclude(old: Decision, new: Decision, kept: list[Decision]) -> bool:
    """One thing that is two others, or a ring of merges."""
    ends = targets(kept)
    if old.key == new.key:
        return end_of(old.into, ends) != end_of(new.into, ends) or _passes(new.into, new.key, ends)
    ring = end_of(new.into, ends) == new.key
    return ring and old.key == _last_step(new.into, ends)


def _passes(key: str, through: str, ends: dict[str, str]) -> bool:
    """Whether the chain of merges that begins at `key` comes by another: a second way out of that one makes a ring."""
    seen: set[str] = set()
    while key not in seen:
        if key == through:
            return True
        seen.add(key)
        key = ends.get(key, key)
    return False


def _last_step(key: str, ends: dict[str, str]) -> str:
    """The key whose merge ends the chain that begins at `key`."""
    last = key
    while key in ends:
        last, key = key, ends[key]
    return last


def _torn(old: Decision, new: Decision, kept: list[Decision]) -> bool:
    """A merge that makes one of two things which a decision says are different."""
    apart, merge = (old, new) if old.do == "reject" else (new, old)
    if not apart.into:
        return False
    before = targets(d for d in kept if d != merge)
    after = {**before, merge.key: merge.into}
    return end_of(apart.key, after) == end_of(apart.into, after) != "" and end_of(apart.key, before) != end_of(
        apart.into, before
    )


def targets(made: Iterable[Decision]) -> dict[str, str]:
    """Merges: key → the key that it is merged into, one step."""
    return {one.key: one.into for one in made if one.do == "merge" and one.key != one.into}


def end_of(key: str, ends: dict[str, str]) -> str:
    """Where a chain of merges ends; a ring ends where it began."""
    seen = set()
    while key in ends and key not in seen:
        seen.add(key)
        key = ends[key]
    return key


# --- writing ---------------------------------------------------------------------------------------------------------


def with_added(corpus: Path, decisions: Iterable[Decision]) -> tuple[list[Decision], str]:
    """The decisions that are not there yet, and the file's text with them. Raises Contradiction with all faults."""
    path = path_of(corpus)
    have = list(read(path)) if _there(path) else []
    fresh = [one for one in dict.fromkeys(decisions) if one not in have]
    faults = contradictions([*have, *fresh])
    if faults:
        raise Contradiction(faults, str(path))
    for one in fresh:  # what could not be read again would keep every command from going on
        _decision((_entries(entry(one)) or [{}])[0], str(path))
    text = read_whole(path) if path.exists() else _HEAD
    return fresh, text.rstrip("\n") + "\n" + "".join(f"\n{entry(one)}" for one in fresh)


def without(corpus: Path, identity: str = "") -> tuple[Decision, str]:
    """The decision with this id (its beginning is enough) or name, the last where none is given; the text without it.

    Every other line stays as it is; "" where nothing of anybody's is left. Raises NotFound where there is none such.
    """
    path = path_of(corpus)
    made = list(read(path)) if _there(path) else []
    fits = [n for n, one in enumerate(made) if not identity or one.id.startswith(identity) or one.name == identity]
    if not fits:
        raise NotFound(f"there is no decision {identity}".strip(), str(path), "kg review decisions lists them")
    gone, before = made[fits[-1]], read_whole(path)
    left = [entry for entry, one in zip(_entries(before) or [], made, strict=True) if one != gone]
    lines = before.splitlines(keepends=True)
    for one in reversed([one for one in made if one == gone]):
        _cut(lines, int(one.where.rpartition(":")[2]) - 1)
    text = "".join(lines)
    if _entries(text) != left:
        raise CorpusError("the entry can not be told from the others", gone.where, "take it out with an editor")
    return gone, "" if text.strip() == _HEAD.strip() else text.rstrip("\n") + "\n"


def write(corpus: Path, text: str) -> None:
    """Let the file hold this text; no file where it is empty."""
    path = path_of(corpus)
    with _alone(path):
        _write(path, text) if text else path.unlink(missing_ok=True)


def _entries(text: str) -> list[dict[str, Any]] | None:
    """The entries of a text as they stand; None for what is no TOML."""
    try:
        found: list[dict[str, Any]] = tomllib.loads(text).get("decision", [])
    except tomllib.TOMLDecodeError:
        return None
    return found


def _cut(lines: list[str], first: int) -> None:
    """Take the entry that begins at this line out, blank lines and comments within it too; comments before the next
    entry stay with that.
    """
    end = next((n for n in range(first + 1, len(lines)) if _ENTRY.match(lines[n])), len(lines))
    said = _entries("".join(lines[first:end]))
    # asked of TOML, for what looks like a comment may be the end of a text of several lines
    last = next(n for n in range(first + 1, end + 1) if n == end or _entries("".join(lines[first:n])) == said)
    # what follows without a blank line is the entry's own, unless it leads on to the next one
    last = next((n for n in range(last, end) if not lines[n].strip()), last if end < len(lines) else end)
    while last < end and not lines[last].strip():
        last += 1
    del lines[first:last]


def entry(one: Decision) -> str:
    """A decision as it stands in the file."""
    said = [(f.name, getattr(one, f.name)) for f in fields(one) if f.name != "where"]
    lines = [f"{name} = {_toml(value)}" for name, value in said if value]
    return "[[decision]]\n" + "\n".join(lines) + "\n"


def _toml(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One writer at a time: the folder is locked while the file is read, changed and written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise CorpusError(f"can not be written: {error.strerror}", str(path), "check the permissions") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        with contextlib.suppress(OSError):  # the file's name too; not every file system does it for folders
            os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, text: str) -> None:
    """The whole file or nothing, on the disk before this returns."""
    try:
        files.replace(path, [text], durably=True, alone=True)
    except OSError as error:
        raise CorpusError(f"can not be written: {error.strerror}", str(path), "check the permissions") from None
