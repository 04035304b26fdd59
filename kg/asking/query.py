"""Questions to the graph: named queries of queries/ loaded, bound, run; `claims`, `entities`, `articles` from rows."""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.asking import common
from kg.debating.courses import movers
from kg.debating.relicensing import relicensed
from kg.debating.shares import vendor_shares, yearly_shares
from kg.debating.traces import traced_arguments, traced_courses, traced_shifts
from kg.disputes.conflicts import disputes
from kg.errors import DataError, NotFound, QueryError
from kg.listing.derived import folder
from kg.listing.families import family
from kg.listing.narrowing import By
from kg.listing.narrowing import read as read_by
from kg.listing.rows import articles, claims, date_text, entities, number_text, resolve, resolve_article
from kg.listing.steps import count_origins, support
from kg.model import Table
from kg.rdf.graph import PREFIXES, article_iri, class_name, concepts, iri, literal, name, value_term
from kg.store import Store
from kg.store.form import form, opening

__all__ = [
    "POST",
    "NamedQuery",
    "Param",
    "articles",
    "claims",
    "entities",
    "folder",
    "form",
    "load",
    "names",
    "parse",
    "refuse_outside",
    "resolve",
    "resolve_article",
    "run",
]

LANGS = ("en", "zh")

_HEAD = re.compile(r"#\+\s*([a-z]+)(?:\.(en|zh))?\s*:\s*(.*)")
_PARAM = re.compile(r"(\w+)\s+([a-z]+(?::[a-z]+)?)\s+(\S+)\s*(.*)")
_AT = re.compile(r"error at (\d+):(\d+)")
HEAD = " ".join(PREFIXES.split("\n"))  # what stands before each query, on its first line, so that the lines of errors stay right
_OUTSIDE = re.compile(r"service|\bload\b", re.I)  # `1SERVICE` is two tokens: no border of words stands between
_COLUMNS = re.compile(r"\bSELECT\b[^{]*\{")
_PLACE = re.compile(r"VALUES\s+[?$]\w+\s*\{\s*UNDEF\s*\}", re.I)
_MARKED = re.compile(r"^[ \t]*# (links|claims|rows):[ \t]*\n", re.M)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_CONTENT = re.compile(r"\\\\|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a named query. `type`: entity, article, kind, date, text, number or concept:<scheme>."""

    name: str
    type: str
    default: str | None
    help: dict[str, str]


LAST = 1000  # the place of a question that names none


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One file of queries/. `asks` are the ways a person may put the question, by language."""

    name: str
    text: str
    titles: dict[str, str]
    abouts: dict[str, str]
    asks: dict[str, tuple[str, ...]]
    params: tuple[Param, ...]
    columns: tuple[str, ...]
    post: str = ""
    explains: dict[str, dict[str, str]] = field(default_factory=dict)  # column → what it holds, by language
    examples: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()  # variables by whose values the answer is cut into parts, in the order of the answer
    kept: bool = False  # whether its groups are counted ahead
    across: tuple[str, ...] = ()  # the variable whose things the answer is made for one by one, and what leads to them
    by: dict[str, By] = field(default_factory=dict)  # parameter → where its value stands in what is kept
    place: int = LAST  # where it stands when questions are offered: what is asked first comes first

    @property
    def listed(self) -> bool:
        """Whether its rows are kept ahead."""
        return bool(self.parts) or self.kept

    @property
    def common(self) -> tuple[Param, ...]:
        """The parameters that it has by its columns (`kg.asking.common`), beside its own."""
        own = {param.name for param in self.params}
        return tuple(Param(label, common.type_of(label), None, common.help_of(label)) for label in common.offered(self.name, self.columns) if label not in own)

    @property
    def takes(self) -> tuple[Param, ...]:
        """All its parameters."""
        return self.params + self.common


# --- steps that SPARQL can not express well -------------------------------------------------------------------------

# A step takes the rows that the query gave and the store, and gives the rows that the answer shows. `#+ post:` of a
# query names its step. A step sees rows alone and knows no query by name.
POST: dict[str, Callable[[list[dict[str, Any]], Store], list[dict[str, Any]]]] = {
    "disputes": disputes,
    "movers": movers,
    "origins": count_origins,
    "relicensed": relicensed,
    "support": support,
    "traced-arguments": traced_arguments,
    "traced-courses": traced_courses,
    "traced-shifts": traced_shifts,
    "vendor-shares": vendor_shares,
    "yearly-shares": yearly_shares,
}


# --- named queries ---------------------------------------------------------------------------------------------------


def names(path: Path | None = None) -> list[str]:
    """The names of the named queries, sorted."""
    return sorted(file.stem for file in (path or folder()).glob("*.rq"))


def load(query: str, path: Path | None = None) -> NamedQuery:
    """The named query. Raises NotFound where there is none, DataError (file and line) where its head is ill."""
    file = (path or folder()) / f"{query}.rq"
    if "/" in query or not file.is_file():
        raise NotFound(f"there is no query {query}", "", f"there is: {', '.join(names(path))}")
    return parse(query, file.read_text("utf-8"), str(file))


@functools.lru_cache(maxsize=256)  # a question is held against all queries
def parse(query: str, text: str, where: str) -> NamedQuery:
    """A query file's text with its `#+` head read. Raises DataError with the line."""
    single: dict[str, dict[str, str]] = {"title": {}, "about": {}}
    asks: dict[str, list[str]] = {lang: [] for lang in LANGS}
    params: list[Param] = []
    plain: dict[str, str] = {}
    explains: dict[str, dict[str, str]] = {}
    examples: list[str] = []
    cuts: dict[str, By] = {}
    for at, (key, lang, value) in _head(text, where):
        if key in single and lang:
            single[key][lang] = f"{single[key].get(lang, '')} {value}".strip()
        elif key == "ask" and lang:
            asks[lang].append(value)
        elif key == "param":
            params.append(_param(value, at))
        elif key == "column":
            column, _, words = value.partition(" ")
            explains[column] = _both(words)
        elif key == "example":
            examples.append(value)
        elif key == "by":
            cuts.update([read_by(value, at)])
        elif key in ("columns", "post", "parts", "kept", "across", "place"):
            plain[key] = value
        else:
            raise DataError(f"no such head key: {key}", at, "see queries/README.md")
    _refuse_unknown(plain.get("post", ""), set(cuts) - {param.name for param in params}, where)
    return NamedQuery(
        query,
        text,
        single["title"],
        single["about"],
        {lang: tuple(found) for lang, found in asks.items()},
        tuple(params),
        tuple(plain.get("columns", "").split()),
        plain.get("post", ""),
        explains,
        tuple(examples),
        *_kept(plain, text, where),
        cuts,
        _place(plain.get("place", str(LAST)), where),
    )


def _head(text: str, where: str) -> Iterator[tuple[str, tuple[str, str | None, str]]]:
    """The lines of a query's head, each with its place in the file."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#+"):
            yield f"{where}:{number}", _head_line(line, f"{where}:{number}")


def _head_line(line: str, where: str) -> tuple[str, str | None, str]:
    found = _HEAD.fullmatch(line.strip())
    if not found:
        raise DataError(f"not a head line: {line}", where, "`#+ key: value` or `#+ key.en: value`")
    key, lang, value = found.groups()
    return key, lang, value


def _place(value: str, where: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise DataError(f"a place is a whole number: {value}", where, "see queries/README.md")
    return int(value)


def _refuse_unknown(step: str, labels: set[str], where: str) -> None:
    """A step that there is not, and parameters that are named and are none."""
    if step not in ("", *POST):
        raise DataError(f"no such step: {step}", where, f"there is: {', '.join(POST)}")
    if labels:
        raise DataError(f"a list is cut by what is no parameter: {min(labels)}", where, "see queries/README.md")


def _kept(plain: Mapping[str, str], text: str, where: str) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
    """What of the answer is kept ahead: the parts that it is cut into, whether groups are, what claims share with links."""
    if "across" in plain and not {"links", "rows"} <= marked(text).keys():
        todo = "`# links:`, `# claims:`, `# rows:`: see queries/README.md"
        raise DataError("a list that hangs on several articles needs its parts", where, todo)
    return tuple(plain.get("parts", "").split()), "kept" in plain, tuple(plain.get("across", "").split())


def _both(text: str) -> dict[str, str]:
    """`help | 说明` by language; the English words stand for both where there are no others."""
    english, _, chinese = (part.strip() for part in text.partition("|"))
    return {"en": english, "zh": chinese or english}


def _param(value: str, where: str) -> Param:
    found = _PARAM.fullmatch(value)
    if not found:
        raise DataError(f"not a parameter: {value}", where, "`#+ param: name type default help | 说明`")
    label, kind, default, text = found.groups()
    if kind not in TYPES and not (kind.startswith("concept:") and kind[8:] in concepts()[1]):
        raise DataError(f"no such type of parameter: {kind}", where, f"there is: {', '.join(TYPES)}, concept:<scheme>")
    return Param(label, kind, None if default == "-" else default, _both(text))


def example_params(example: str) -> dict[str, str]:
    """The parameters of an example: `kg query NAME -p vendor=OpenAI` → {"vendor": "OpenAI"}."""
    parts = shlex.split(example)
    given = [parts[at + 1] for at, part in enumerate(parts[:-1]) if part == "-p"]
    return {label: value for label, _, value in (pair.partition("=") for pair in given)}


def call(query: str, params: Mapping[str, str]) -> str:
    """The command that runs a query with these parameters, as `example_params` reads it."""
    return " ".join(["kg query", query, *(f"-p {shlex.quote(f'{label}={value}')}" for label, value in params.items())])


def run(store: Store, query: str, params: Mapping[str, Any] | None = None, path: Path | None = None) -> Table:
    """Run a named query, or the text of one, and give its rows.

    `params` are bound as terms wherever the text says `VALUES ?name { … }` or `VALUES ?nameId { … }`, never pasted in.
    A parameter that the query has by its columns leaves rows of the answer, or puts them in order.
    An ASK gives one cell `answer`, a CONSTRUCT or DESCRIBE the columns subject, predicate, object.
    Raises QueryError (with its line) for a text that does not parse or calls another server, NotFound for a name that
    nothing bears.
    """
    named = load(query, path) if re.fullmatch(r"[\w-]+", query) else parse("", query, "the query")
    table = _shape(named, store, _answer(store, prepare(store, named, params or {}), named.name))
    chosen = in_common(named, params or {})
    if not chosen:
        return table
    about = [one for param in named.params if param.type == "entity" for one, _ in called(str((params or {}).get(param.name, "")))]
    return common.chosen(table, named.name, chosen, [one for one in about if one], lambda other, given: run(store, other, given, path))


def in_common(named: NamedQuery, params: Mapping[str, Any]) -> dict[str, str]:
    """Of the parameters those that the query has by its columns."""
    return {param.name: str(params[param.name]) for param in named.common if params.get(param.name) is not None}


def prepare(store: Store, named: NamedQuery, params: Mapping[str, Any]) -> str:
    """The text to send, with the prefixes that every query may use and its parameters bound."""
    refuse_outside(named.text)
    text = named.text
    for label, terms in _bound(store, named, params).items():
        bound = "{ " + " ".join(terms) + " }"
        if slot(label).search(text):
            text = slot(label).sub(rf"\g<1>{bound.replace(chr(92), chr(92) * 2)}", text)
        else:
            at = opening(text)
            text = f"{text[:at]} VALUES ?{label} {bound} {text[at:]}"
    return HEAD + without_places(text)


def _bound(store: Store, named: NamedQuery, params: Mapping[str, Any]) -> dict[str, list[str]]:
    """Parameter → the terms that stand for its value, defaults among them."""
    known = {param.name: param for param in named.takes}
    given: dict[str, Any] = {param.name: param.default for param in named.params if param.default is not None}
    found = {}
    for label, value in {**given, **params}.items():
        if label not in known and (named.name or not re.search(rf"[?$]{re.escape(label)}\b", named.text)):
            there = ", ".join(known) or "none"
            raise QueryError(f"the query has no parameter {label}", named.name, f"its parameters: {there}")
        if label in known and known[label] not in named.params:
            common.values(label, str(value))  # no term of the text; told at once where there is no such value
        else:
            found[label] = _terms(store, known[label].type if label in known else "", label, value)
    return found


def values(store: Store, named: NamedQuery, params: Mapping[str, Any]) -> dict[str, list[str]]:
    """Parameter → its values as plain texts: IRIs of things, kinds and concepts, else the text as it is given."""
    kinds = {param.name: param.type for param in named.params}
    plain = {**{param.name: param.default for param in named.params if param.default is not None}, **params}
    return {
        label: [str(plain[label])] if kinds[label] in ("text", "date", "number") else [term[1:-1] for term in terms]
        for label, terms in _bound(store, named, params).items()
    }


def slot(label: str) -> re.Pattern[str]:
    """Where a query text takes this parameter: `VALUES ?label { … }` or `VALUES ?labelId { … }`."""
    return re.compile(rf"(VALUES\s+[?$]{re.escape(label)}(?:Id)?\s*)\{{[^{{}}]*\}}", re.I)


def without_places(text: str) -> str:
    """A text without the places of parameters that are not given: they say nothing, and Virtuoso loses values by them."""
    return _PLACE.sub(lambda found: "\n" * found.group(0).count("\n"), text)


def marked(text: str) -> dict[str, str]:
    """A text cut by its lines `# links:`, `# claims:`, `# rows:`: what stands below each; "": what is above the first."""
    found = _MARKED.split(text)
    return {"": found[0], "claims": "", **dict(zip(found[1::2], found[2::2], strict=True))}


def with_columns(text: str, columns: Iterable[str]) -> str:
    """A SELECT query's text with these variables among its columns."""
    found = _COLUMNS.search(text)
    head = found.group(0) if found else ""
    added = " ".join(f"?{column}" for column in columns if not re.search(rf"\?{column}\b", head))
    return text.replace(head, head.replace("SELECT", f"SELECT {added}", 1), 1)


def only_in(text: str, graphs: Iterable[str]) -> str:
    """A SELECT query's text over these named graphs alone."""
    found = _COLUMNS.search(text)
    head = found.group(0) if found else ""
    named = " ".join(f"FROM NAMED {iri(graph)}" for graph in sorted(graphs))
    return text.replace(head, re.sub(r"\bWHERE\b", f"{named} WHERE", head, count=1), 1)


def slots(ask: str) -> set[str]:
    """The parameters that a way of asking has places for: `{vendor}`."""
    return set(re.findall(r"\{(\w+)\}", ask))


@functools.lru_cache(256)  # to parse a text takes as long as to answer it
def refuse_outside(text: str) -> None:
    """Raise QueryError for a query that would make the store call another server, or that can not be told.

    What is parsed here must be what the store reads: it takes escapes for content, whatever character they stand for,
    and ends a comment at a carriage return; rdflib does neither.
    """
    escaped = _ESCAPED.sub(_character, text)
    if not (_OUTSIDE.search(text) or _OUTSIDE.search(escaped)):
        return
    from rdflib.plugins.sparql.parser import parseQuery

    def calls(node: Any) -> bool:
        if getattr(node, "name", "") == "ServiceGraphPattern":
            return True
        parts: Iterable[Any] = node.values() if isinstance(node, dict) else node if _is_list(node) else ()
        return any(calls(part) for part in parts)

    forms = {_CONTENT.sub(lambda match: "x" * len(match.group(0)), text), escaped}
    try:
        found = any(calls(parseQuery(PREFIXES + form.replace("\r", "\n"))) for form in forms)
    except Exception:  # the parser raises what it likes; a text that it can not read is not let through
        raise QueryError("SERVICE and LOAD are refused, and this text can not be shown to be without them") from None
    if found:
        raise QueryError("SERVICE is refused: a query reads this graph alone", "", "take the SERVICE part out")


def _character(escape: re.Match[str]) -> str:
    code = int(escape.group(1) or escape.group(2), 16)
    return chr(code) if code <= 0x10FFFF else ""


def _is_list(node: Any) -> bool:
    return not isinstance(node, str | bytes) and hasattr(node, "__iter__")


def _answer(store: Store, text: str, label: str) -> Table:
    try:
        match form(text):
            case "SELECT":
                return store.select(text)
            case "ASK":
                return Table(("answer",), ((store.ask(text),),))
        rows = tuple(tuple(line.removesuffix(" .").split(" ", 2)) for line in store.construct(text))
        return Table(("subject", "predicate", "object"), rows)
    except QueryError as error:
        at = _AT.search(error.what)
        raise QueryError(without_head(error.what), f"{label or 'query'}:{at.group(1)}" if at else label, error.todo) from None


def without_head(told: str) -> str:
    """What is told of a fault, with its place in the text as it was given, before HEAD."""
    return _AT.sub(lambda at: f"error at 1:{max(1, int(at[2]) - len(HEAD))}" if at[1] == "1" else at[0], told)


def _shape(named: NamedQuery, store: Store, table: Table) -> Table:
    rows = table.dicts()
    if named.post:
        rows = POST[named.post](rows, store)
    columns = named.columns or table.columns
    return Table(columns, tuple(tuple(row.get(column) for column in columns) for row in rows))


# --- parameters as terms ---------------------------------------------------------------------------------------------

FAMILY = "*"  # behind a name: what it made and all versions, too
SEVERAL = common.SEVERAL  # between names: any of these


def called(value: str) -> list[tuple[str, bool]]:
    """The names in a value of a parameter, and for each whether what belongs to it is meant, too."""
    return [(one.removesuffix(FAMILY).strip(), one.endswith(FAMILY)) for one in map(str.strip, value.split(SEVERAL))]


def _entities(store: Store, text: str) -> list[str]:
    """The things so called, of several names those of each, and with FAMILY behind a name what belongs to them."""
    found: list[str] = []
    for one, whole in called(text):
        things = resolve(store, one)
        found += family(store, things) if whole else things
    return list(dict.fromkeys(found))


TYPES: dict[str, Callable[[Store, str], list[str]]] = {
    "entity": lambda store, text: [iri(found) for found in _entities(store, text)],
    "article": lambda store, text: [iri(article_iri(found)) for found in resolve_article(store, text)],
    "kind": lambda store, text: [name("kg:" + class_name(text))],
    "date": lambda store, text: [date_text(text)],
    "text": lambda store, text: [literal(text)],
    "number": lambda store, text: [number_text(text)],
}


def _terms(store: Store, kind: str, label: str, value: Any) -> list[str]:
    if kind.startswith("concept:"):
        scheme = kind.removeprefix("concept:")
        if value not in concepts()[1][scheme]:
            known = ", ".join(sorted(concepts()[1][scheme]))
            raise QueryError(f"{label} can not be {value}", "", f"it is one of: {known}")
        return [name(f"kg:{scheme}-{value}")]
    if kind:
        return TYPES[kind](store, str(value))
    if isinstance(value, str) and re.fullmatch(r"https?://\S+", value):
        return [iri(value)]
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return [number_text(value)]
    return [value_term(value)]
