"""What we know: loads kg/data (lexicon, name parts, cue words, claim kinds) and refuses a bad file with its line."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.errors import DataError
from kg.kept import digest, kept
from kg.model import TYPES, Entity

DATA = Path(__file__).parent / "data"
LEXICON = {  # file of kg/data/lexicon → the type of its rows
    "organizations": "Organization",
    "people": "Person",
    "models": "Model",
    "products": "Product",
    "licenses": "License",
    "benchmarks": "Benchmark",
    "datasets": "Dataset",
    "publications": "Publication",
    "hardware": "Hardware",
}
_NAME = 100  # characters of what may be a name
_SHORT = 1500  # characters of a TOML file that are parsed as fast as they are looked up in the cache
OWNER_COLUMNS = ("maker", "owner", "org", "author")
_SEPARATORS = re.compile(r"[\s\-‐‑–—－_·・.’'`*]+")
_NO_SEPARATORS = {code: None for code in range(128) if _SEPARATORS.match(chr(code))}


def fold(name: str) -> str:
    """A name without case, width, blanks and hyphens: two spellings with one fold are one name."""
    return _folded(name) if len(name) < _NAME else _folded.__wrapped__(name)


def sole(named: Iterable[tuple[str, Entity]]) -> dict[str, Entity]:
    """Of names with whom they name those that name one alone, each with that one."""
    called: dict[str, dict[str, Entity]] = {}
    for name, entity in named:
        called.setdefault(name, {})[entity.key] = entity
    return {name: next(iter(things.values())) for name, things in called.items() if len(things) == 1}


def unlisted(kind: str, label: str, parent: str = "") -> Entity:
    """A thing that no lexicon has, called by this label."""
    return Entity(kind, label, f"{kind.lower()}/{fold(label)}", (label,), parent)


@functools.lru_cache(maxsize=1 << 15)  # names come again and again
def _folded(name: str) -> str:
    if name.isascii():  # most names, and five times as fast
        return name.lower().translate(_NO_SEPARATORS)
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", name).casefold())


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the lexicon."""

    entity: Entity
    names: tuple[str, ...]
    homonym: bool = False  # one of its names is a word too, or another thing's name
    doubtful: frozenset[str] = frozenset()  # those names, folded
    makers: tuple[str, ...] = ()  # keys of the organizations that made or own it
    versions: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to say a claim: a pattern over masked text, for one kind and one language."""

    rule: str
    kind: str
    lang: str
    pattern: str
    cues: tuple[str, ...]
    value: tuple[tuple[str, Any], ...] = ()
    confidence: float = 0.7
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()  # sentences in which it must not fire
    options: tuple[tuple[str, Any], ...] = ()
    _by_name: dict[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", dict(self.options))

    def option(self, name: str, default: Any = None) -> Any:
        """A setting of this frame, or the default."""
        return self._by_name.get(name, default)


@dataclass(frozen=True, slots=True)
class Kind:
    """A claim kind: its labels, the types of its roles, its values and its frames."""

    id: str
    labels: dict[str, str]
    definitions: dict[str, str]
    subject: tuple[str, ...]
    object: tuple[str, ...]
    values: dict[str, Any]
    frames: tuple[Frame, ...]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All of kg/data that extraction reads. Hashed by identity, so that what is compiled from it can be cached."""

    terms: tuple[Term, ...]
    by_key: dict[str, Term]
    kinds: dict[str, Kind]
    parts: dict[str, Any]
    cues: dict[str, Any]

    def maker_entities(self, entity: Entity) -> list[Entity]:
        """The organizations that the lexicon names as makers of a thing or of its family."""
        term = self.family(entity)
        return [self.by_key[m].entity for m in term.makers if m in self.by_key] if term else []

    def makers_here(self, entity: Entity, counts: Mapping[str, int]) -> list[Entity]:
        """The makers of a thing in an article; `counts` by key. A version of a name that others bear too and that no list has
        versions of has them only where the article names one of them: somebody else's "Heron-7B" is no Heron."""
        term = self.family(entity)
        stranger = term is not None and term.homonym and not term.versions and entity.key not in self.by_key
        return [] if stranger and self.named_maker(entity, counts) is None else self.maker_entities(entity)

    def family(self, entity: Entity) -> Term | None:
        """The row of the lexicon that a thing, or what it is a version or size of, stands in."""
        term, key = self.by_key.get(entity.key) or self.by_key.get(entity.parent), entity.parent
        while term is None and entity.known and "-" in key:  # a size of a version: Llama 3.1-405B is of Llama's maker
            key = key.rpartition("-")[0]
            term = self.by_key.get(key)
        return term

    def sort_of(self, entity: Entity) -> str:
        """Of what sort a thing, or what it is a version of, is in the lexicon (the column `kind`), "" where that tells none."""
        term = self.family(entity)
        return term.columns.get("kind", "") if term else ""

    def owners(self, entity: Entity) -> tuple[str, ...]:
        """The keys of an organization and of the one that it belongs to."""
        term = self.by_key.get(entity.key)
        owner = term.columns.get("owner") if term and entity.type == "Organization" else ""
        return (entity.key, f"organization/{owner}") if owner else (entity.key,)

    def named_maker(self, entity: Entity, counts: Mapping[str, int]) -> Entity | None:
        """The maker of a thing, or the branch of it, that an article names most; `counts` by key."""
        makers = self.maker_entities(entity)
        known = [m for maker in makers for m in (maker, *branches(self).get(maker.key, ())) if counts.get(m.key)]
        return max(known, key=lambda m: counts[m.key], default=None)


@functools.cache
def firms(knowledge: Knowledge) -> dict[str, Entity]:
    """The organizations that are called as one of their products is, by the product's key."""
    called = {n: t.entity for t in knowledge.terms if t.entity.type == "Organization" for n in t.doubtful}
    products = ((t.entity.key, called.get(fold(n))) for t in knowledge.terms if t.entity.type == "Product" for n in t.names)
    return {key: firm for key, firm in products if firm is not None}


def firm_of(knowledge: Knowledge, product: Entity) -> Entity:
    """The organization that is called as its product is, or its maker whose name begins so, or one of the product's names
    where the lexicon has neither: who bought X, who founded "Manus".
    """
    begun = (m for m in knowledge.maker_entities(product) if fold(m.label).startswith(fold(product.label)))
    if firm := firms(knowledge).get(product.key) or next(begun, None):
        return replace(firm, aliases=tuple(dict.fromkeys([*firm.aliases, product.label, *product.aliases])))
    return Entity("Organization", product.label, f"organization/{fold(product.label)}", (product.label, *product.aliases))


@functools.cache
def teams(knowledge: Knowledge) -> dict[str, Entity]:
    """The organizations called "… Team", by the folded name before that word."""
    named = (t.entity for t in knowledge.terms if t.entity.type == "Organization" and t.entity.label.endswith((" Team", " team")))
    return {fold(entity.label[:-5]): entity for entity in named}


@functools.cache
def branches(knowledge: Knowledge) -> dict[str, list[Entity]]:
    """The organizations that belong to another, by its key."""
    out: dict[str, list[Entity]] = {}
    for term in knowledge.terms:
        if term.entity.type == "Organization" and (parent := term.columns.get("owner")):
            out.setdefault(f"organization/{parent}", []).append(term.entity)
    return out


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dictionary. Raises DataError with the file and line of a fault."""
    try:
        text = read_whole(path)
        if len(text) < _SHORT:
            return tomllib.loads(text)
        found: dict[str, Any] = kept(f"toml-{path.stem}", digest([text]), lambda: tomllib.loads(text))
    except FileNotFoundError:
        raise DataError("the file is missing", str(path), "install the package again") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise DataError(f"not TOML: {error}", f"{path}:{line.group(1) if line else 1}") from None
    except RecursionError:
        raise DataError("not TOML: it is nested too deeply", str(path)) from None
    return found


def read_whole(path: Path) -> str:
    """The text of a file that people edit, with or without the mark that some editors begin UTF-8 with. Raises DataError."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise DataError("this is not UTF-8", f"{path}:{line}", "save it as UTF-8") from None
    except OSError as error:
        raise DataError(f"can not be read: {error.strerror}", str(path), "check the file and its permissions") from None


def read_tsv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a tab-separated file with a header line, each with its line number. `#` starts a comment line."""
    header: list[str] | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = list(map(str.strip, line.split("\t")))
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise DataError(f"{len(cells)} cells under {len(header)} column names", f"{path}:{number}")
        yield number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


def _term(row: dict[str, str], kind: str, where: str) -> Term:
    if not row.get("id") or not (row.get("en") or row.get("zh")):
        raise DataError("a row needs an id and a name in one language", where)
    names = [row.get("en", ""), row.get("zh", ""), *map(str.strip, row.get("aliases", "").split("|"))]
    names = list(dict.fromkeys(filter(None, names)))
    owners = next((row[c] for c in OWNER_COLUMNS if row.get(c)), "")
    entity = Entity(
        type=kind,
        label=row.get("en") or row["zh"],
        key=f"{kind.lower()}/{row['id']}",
        aliases=tuple(names),
        wikidata=row.get("wikidata", ""),
        spdx=row.get("spdx", ""),
        known=True,
    )
    return Term(
        entity,
        tuple(names),
        homonym=row.get("homonym", "") not in ("", "0"),
        doubtful=_doubtful(row),
        makers=tuple(f"organization/{o.strip()}" for o in owners.split("|") if o.strip()) if owners else (),
        versions=frozenset(row.get("versions", "").split()),
        suffixes=tuple(filter(None, map(str.strip, row.get("suffixes", "").split(",")))),
        columns=row,
    )


def _doubtful(row: dict[str, str]) -> frozenset[str]:
    """The names that mean something else too: those that the note lists ("ambiguous: A|B - why"), else the main one."""
    if row.get("homonym", "") in ("", "0"):
        return frozenset()
    listed = re.match(r"ambiguous:\s*(.*?)(?: - .*)?$", row.get("note", ""))
    names = re.split(r"\||, ", listed.group(1)) if listed else [row.get("en") or row.get("zh", "")]
    return frozenset(fold(name) for name in names)


@functools.cache
def load_terms(folder: Path) -> tuple[Term, ...]:
    """Every row of the lexicon, read once. Raises DataError for a row without a name and for an id used twice in a file."""
    terms: list[Term] = []
    for name, kind in LEXICON.items():
        path, seen = folder / f"{name}.tsv", set()
        for number, row in read_tsv(path) if path.exists() else ():
            if row["id"] in seen:
                raise DataError(f"the id {row['id']!r} stands twice", f"{path}:{number}", "give one of them another id")
            seen.add(row["id"])
            terms.append(_term(row, kind, f"{path}:{number}"))
    return tuple(terms)


@functools.cache
def lexicon() -> dict[str, Entity]:
    """The things of the shipped lexicon by key."""
    return {term.entity.key: term.entity for term in load_terms(DATA / "lexicon")}


@functools.cache
def _langs() -> tuple[str, ...]:
    """The languages that a frame may be for."""
    return (*read_toml(DATA / "cues" / "languages.toml"), "any")


def _frames(kind: str, rows: list[dict[str, Any]], path: Path) -> Iterator[Frame]:
    known = {"lang", "patterns", "cues", "value", "confidence", "examples", "name", "counter"}
    for index, row in enumerate(rows):
        if not row.get("patterns") or row.get("lang") not in _langs():
            raise DataError(f"frame {index + 1} needs patterns and a lang ({', '.join(_langs())})", str(path))
        for number, pattern in enumerate(row["patterns"]):
            yield Frame(
                rule=f"{kind}/{row.get('name', index + 1)}.{row['lang']}.{number + 1}",
                kind=kind,
                lang=row["lang"],
                pattern=pattern,
                cues=tuple(row.get("cues", ())),
                value=tuple(sorted(row.get("value", {}).items())),
                confidence=row.get("confidence", 0.7),
                examples=tuple(row.get("examples", ())),
                counter=tuple(row.get("counter", ())),
                options=tuple((k, v) for k, v in row.items() if k not in known),
            )


_OWN = ("name", "place", "label", "definition", "subject", "object", "values", "frames")  # keys that have a field


def load_kinds(folder: Path) -> dict[str, Kind]:
    """The claim kinds, one file each. Raises DataError for a role type that is none, and for a kind without a name."""
    kinds: dict[str, Kind] = {}
    for path in sorted(folder.glob("*.toml")):
        data = read_toml(path)
        if set(data.get("name", ())) != {"en", "zh"}:
            raise DataError("the kind has no name for lists", str(path), 'name = { en = "…", zh = "…" } as its first line')
        for role in ("subject", "object"):
            bad = set(data.get(role, ())) - set(TYPES)
            if bad:
                raise DataError(f"{role}: no such entity type {sorted(bad)}", str(path), f"use {', '.join(TYPES)}")
        settings = {k: v for k, v in data.items() if k not in _OWN}
        kinds[path.stem] = Kind(
            id=path.stem,
            labels=data["label"],
            definitions=data.get("definition", {}),
            subject=tuple(data.get("subject", ())),
            object=tuple(data.get("object", ())),
            values=data.get("values", {}),
            frames=tuple(_frames(path.stem, data.get("frames", []), path)),
            settings=settings,
        )
    return kinds


@functools.cache
def load(folder: Path = DATA) -> Knowledge:
    """Everything in kg/data that extraction needs, read once."""
    terms = load_terms(folder / "lexicon")
    cues = {path.stem: read_toml(path) for path in sorted((folder / "cues").glob("*.toml"))}
    parts = read_toml(folder / "lexicon" / "model_parts.toml")
    return Knowledge(terms, {t.entity.key: t for t in terms}, load_kinds(folder / "kinds"), parts, cues)


@functools.cache
def ordinary() -> frozenset[str]:
    """Words so frequent that the vocabulary of the trained model has each as one piece."""
    return frozenset(re.findall(r"^▁([a-z]{3,})\t", (DATA / "model" / "pieces.tsv").read_text("utf-8"), re.M))
