"""The two sides of a list whose rows hang on several articles: claims, each in one article, and what links them.

The query's text says which part is which (`# links:`, `# claims:`, `# rows:`). Both sides are asked of each article by
itself; what the rows are made of is put together out of them, and the rows by the last part of the text, over nothing
but that. So an article that comes or goes costs what hangs on it, and not a look through the graph.
"""

from __future__ import annotations

import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kg.asking import query
from kg.asking.query import NamedQuery
from kg.deriving.lists import crossing
from kg.errors import DataError
from kg.listing import grouped, narrowing
from kg.listing.steps import Row
from kg.rdf.graph import PREFIXES, article_id, article_iri, iri
from kg.store import Store
from kg.store.terms import computed, term_of

SLICE = 2_000  # rows that are made at a time: a thing that much is said of has a hundred thousand
Terms = dict[str, str]  # variable → term, as N-Triples has it
_VARIABLE = re.compile(r"\?(\w+)")
_SELECT = re.compile(r"SELECT\s+(?:DISTINCT\s+)?(.*?)\s*WHERE\s*\{", re.S)
_OTHER = re.compile(r"\b(COUNT|SUM|AVG|MAX|SAMPLE|GROUP_CONCAT)\s*\(", re.I)
_LEAST = re.compile(r"\(MIN\(.+?\) AS \?(\w+)\)")


@dataclass(frozen=True, slots=True)
class Side:
    """A row of a side: its list, whether it is a link, the thing that both sides share ("" for none), its variables as JSON."""

    listed: int
    link: bool
    key: str
    row: str


@dataclass(frozen=True, slots=True)
class Parted:
    """A query's text, cut: a query for claims and one for links, both with a place for graphs, and the rest.

    `shared`: the variable that both sides have; `least`: variables of which the least value of all articles counts;
    `optional`: whether a claim without a link makes a row.
    """

    claims: str
    links: str
    head: str
    rows: str
    shared: str
    least: frozenset[str]
    optional: bool


@functools.cache
def parted(one: str) -> Parted:
    """The parts of a named query. Raises DataError where its links are none that articles bring one by one."""
    named = query.load(one)
    order = (variable for variable, _ in grouped.order_of(named) if variable != grouped.PLACE)
    columns = dict.fromkeys([*named.across, *named.parts, *narrowing.variables(named), *order])
    text = query.without_places(query.with_columns(re.sub(r"^#\+.*\n", "", named.text, flags=re.M), columns))
    at = query.opening(text)
    head, parts = text[:at], query.marked(text[at:])
    claims = parts[""] + parts["claims"]
    looked = set(_VARIABLE.findall(head + parts["rows"])) & set(_VARIABLE.findall(claims)) | {"g"}
    wanted = " ".join(f"?{variable}" for variable in sorted(looked))
    inner = parts["links"][parts["links"].index("{") + 1 : parts["links"].rindex("}")]
    found = _SELECT.search(inner)
    if not found:
        raise DataError("the links are no SELECT", f"{one}.rq", "see queries/README.md")
    if other := _OTHER.search(found.group(1)):
        what = f"{other.group(1)} of links can not be put together out of what articles bring"
        raise DataError(what, f"{one}.rq", "MIN can: see queries/README.md")
    links = inner.replace(found.group(0), f"SELECT DISTINCT ?h {found.group(1)} %s WHERE {{", 1).replace("GROUP BY", "GROUP BY ?h")
    return Parted(
        f"{PREFIXES}SELECT {wanted} %s WHERE {{ {claims} }}",
        PREFIXES + links,
        head,
        parts["rows"],
        named.across[0],
        frozenset(_LEAST.findall(found.group(1))),
        parts["links"].lstrip().startswith("OPTIONAL"),
    )


def sides(store: Store, articles: Sequence[str]) -> dict[str, list[Side]]:
    """Article → what it brings to both sides of these lists."""
    graphs = " ".join(f"FROM NAMED {iri(article_iri(article))}" for article in articles)
    found: dict[str, list[Side]] = defaultdict(list)
    for number, one in crossing():
        cut = parted(one.name)
        for link, text, graph in ((False, cut.claims, "g"), (True, cut.links, "h")):
            for row in store.terms(text % graphs):
                article = article_id(row[graph][1:-1])
                if link:
                    del row["h"]  # all else of a link says the same in any article
                told = json.dumps(row, ensure_ascii=False, sort_keys=True)
                found[article].append(Side(number, link, row.get(cut.shared, ""), told))
    return found


def merged(cut: Parted, links: Iterable[str]) -> list[Terms]:
    """The links of all articles: each once, with the least of what is counted so."""
    found: dict[tuple[tuple[str, str], ...], Terms] = {}
    for link in links:
        row = json.loads(link)
        rest = tuple(sorted((variable, term) for variable, term in row.items() if variable not in cut.least))
        known = found.setdefault(rest, dict(rest))
        for variable in row.keys() & cut.least:
            known[variable] = min(known.get(variable, row[variable]), row[variable], key=_value)
    return [found[rest] for rest in sorted(found)]


@functools.lru_cache(maxsize=10_000)
def _value(term: str) -> str:
    return str(term_of(term).value)


def joined(cut: Parted, claims: Iterable[str], links: dict[str, list[Terms]]) -> Iterator[Terms]:
    """Claims with each of the links of their thing; those without a thing stand by themselves."""
    for claim in claims:
        row = json.loads(claim)
        key = row.get(cut.shared, "")
        if key and not (cut.optional and not links.get(key)):
            yield from ({**row, **link} for link in links.get(key, ()))
        else:
            yield row


def rows(one: NamedQuery, found: Iterable[Terms]) -> Iterator[Row]:
    """The rows of the list, as the query's last part makes them of these: each of one, so some are made at a time."""
    waiting = iter(found)
    while some := list(islice(waiting, SLICE)):
        yield from _rows(one, some)


def _rows(one: NamedQuery, found: Sequence[Terms]) -> list[Row]:
    cut = parted(one.name)
    bound = sorted({variable for row in found for variable in row})
    names = " ".join(f"?{variable}" for variable in bound)
    values = "\n".join(f"({' '.join(row.get(variable, 'UNDEF') for variable in bound)})" for row in found)
    return computed(f"{PREFIXES}{cut.head} VALUES ({names}) {{ {values} }} {cut.rows}")
