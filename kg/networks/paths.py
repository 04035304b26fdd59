"""How two things are connected: the shortest chains of claims between them, the best supported first.

The search goes out from both ends, one grouped query for each step, so that no more of the graph is read than lies
between the two.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice, takewhile
from typing import Any

from kg.errors import NotFound, UsageError
from kg.listing import derived
from kg.listing import rows as plain_rows
from kg.listing.derived import LEVELS, SUREST, Link, least_of
from kg.listing.rows import resolve, span_of_iri
from kg.listing.steps import Row, origins_of, span_of, voices_of
from kg.rdf.graph import BASE, NAMESPACES, PREFIXES, class_name, entity_iri, iri, key_of, name, value_triple
from kg.store import Store

LONGER = 2  # steps that a way may take beyond the shortest
_WAYS = ("mode", "relation", "from", "to", "strategy", "status")  # values that make it another relation
_SOURCE = ("date", "author", "lang")  # what is told of the article of a claim
NEIGHBOURS = 2000  # things whose links are read for ways around the shortest
LONGEST = 6  # steps: what is further apart is connected by chance
MOST = 20_000  # things looked at before the search gives up
CHUNK = 1000  # things asked for at a time
ROLES = "kg:subject|kg:object|kg:speaker"
# Where no claim joins things, a course does: both follow it, or are of it.
COURSES = f"{ROLES}|kg:strategy|kg:from|kg:to|kg:side|kg:status"
# Everything is two steps from everything by way of these; they may be ends and no more.
ENDS_ONLY = (f"{BASE}entity/group/", f"{BASE}entity/person/author")
COURSE = (f"{NAMESPACES['kg']}course-", f"{NAMESPACES['kg']}status-")

Edges = dict[tuple[str, str], "Edge"]  # two things in order → what joins them


@dataclass(frozen=True, slots=True)
class Step:
    """One link: two things by their labels, and of the `claims` that join them the surest (at most SUREST), these first."""

    source: str
    target: str
    rows: tuple[Row, ...]
    articles: int
    origins: int
    claims: int = 1
    alike: tuple[int, int] = (0, 0)  # articles and origins of those that say what the surest says
    source_key: str = ""  # keys of the two; "" for a course
    target_key: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of links."""

    steps: tuple[Step, ...]

    @property
    def support(self) -> int:
        """How many independent origins stand behind its weakest link."""
        return min(step.origins for step in self.steps)


class NoChain(Exception):
    """These links do not join the two ends."""


@dataclass(slots=True)
class Edge:
    """What joins two things: as it is kept ahead, or claims with their articles' graphs."""

    kept: Link | None = None
    found: dict[str, str] = field(default_factory=dict)

    @property
    def articles(self) -> int:
        """How many articles tell of it."""
        return self.kept.articles if self.kept else len(set(self.found.values()))

    @property
    def ids(self) -> list[str]:
        """Ids of its claims: of the surest, where it is kept."""
        return list(self.kept.surest) if self.kept else [claim.rpartition("/")[2] for claim in self.found]


@dataclass
class _Search:
    """What is known between two ends: links, and how far each thing is from either end."""

    store: Store
    roles: str
    edges: Edges = field(default_factory=dict)
    aside: Edges = field(default_factory=dict)  # what is counted, and weaker than what is looked at yet
    read: dict[str, int] = field(default_factory=dict)  # thing → the level down to which its links are here

    @cached_property
    def kept(self) -> bool:
        """Whether links are kept ahead; then they can be read by how many articles tell of them."""
        return derived.ready(self.store)

    def links(self, things: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The links of these things; denied claims join nothing."""
        return self._kept(things) if self.kept else self._found(things, self.edges)

    def _kept(self, things: Iterable[str], levels: Sequence[int] = range(1, LEVELS + 1)) -> Iterator[tuple[str, str]]:
        wanted = set(things)
        self.read.update(dict.fromkeys(wanted, levels[0]))
        for link in derived.links(self.store, sorted(wanted), levels) if wanted else ():
            if self.roles == ROLES and any(end.startswith(COURSE) for end in link.pair):
                continue
            self.edges[link.pair] = Edge(link)
            one, other = link.pair
            yield from (pair for pair in ((one, other), (other, one)) if pair[0] in wanted)

    def _found(self, things: Iterable[str], edges: Edges) -> Iterator[tuple[str, str]]:
        wanted = sorted(things)
        for start in range(0, len(wanted), CHUNK):
            values = " ".join(map(iri, wanted[start : start + CHUNK]))
            text = (
                f"SELECT DISTINCT ?g ?c ?a ?b WHERE {{ VALUES ?a {{ {values} }} "
                f"GRAPH ?g {{ ?c {self.roles} ?a ; {self.roles} ?b ; oa:hasSelector ?s }} FILTER(?a != ?b) "
                "OPTIONAL { GRAPH ?g { ?c kg:negated ?no } } FILTER(!BOUND(?no)) }"
            )
            for graph, claim, one, other in self.store.select(PREFIXES + text).rows:
                if one.startswith(COURSE) and other.startswith(COURSE):
                    continue  # a change of course tells of its vendor; the two courses have nothing to do with it
                pair = (min(one, other), max(one, other))
                edges.setdefault(pair, Edge()).found[claim] = graph
                yield one, other

    def meet(self, start: set[str], goal: set[str]) -> int | None:
        """The number of steps between the ends, None where they are not joined within LONGEST."""
        sides: tuple[dict[str, int], dict[str, int]] = (dict.fromkeys(start, 0), dict.fromkeys(goal, 0))
        edges: list[set[str]] = [set(start), set(goal)]
        for steps in range(1, LONGEST + 1):
            near = 0 if self._cost(edges[0], edges[1]) <= self._cost(edges[1], edges[0]) else 1
            here, there = sides[near], sides[1 - near]
            found = {other for _, other in self.links(edges[near])} - set(here)
            found = {thing for thing in found if thing in start | goal or not thing.startswith(ENDS_ONLY)}
            depth = max(here.values()) + 1
            here.update(dict.fromkeys(found, depth))
            if found & set(there):
                return steps
            if not found or len(here) + len(there) > MOST:
                return None
            edges[near] = found
        return None

    def _cost(self, these: set[str], others: set[str]) -> int:
        """How much is to be read from here: so many things; where one stands on either side, so many links of it."""
        return derived.degree(self.store, *these) if self.kept and len(these) == len(others) == 1 else len(these)

    def widen(self, start: set[str], goal: set[str], level: int) -> None:
        """Read the links of what stands between the ends too, so that a longer and better supported way is seen.

        Those of a level and of stronger ones, of the things that such links lead to: of NEIGHBOURS, the strongest first.
        """
        wanted = [*start, *goal, *islice(self._between(start | goal, least_of(level)), NEIGHBOURS)]
        new = [thing for thing in wanted if thing not in self.read]
        more = [thing for thing in wanted if self.read.get(thing, level) > level]
        if self.kept:
            self._all(self._kept(new, range(level, LEVELS + 1)))
            self._all(self._kept(more, range(level, level + 1)))
            return
        self.read.update(dict.fromkeys(new, level))
        self._all(self._found(new, self.aside))
        there, least = frozenset(wanted), least_of(level)
        self.edges.update((pair, edge) for pair, edge in self.aside.items() if edge.articles >= least and not there.isdisjoint(pair))

    def _between(self, ends: set[str], least: int) -> Iterator[str]:
        """The things that links of so many articles lead to, those of the strongest first."""
        strongest: dict[str, int] = defaultdict(int)
        for pair, edge in self.edges.items():
            for thing in pair if edge.articles >= least else ():
                strongest[thing] = max(strongest[thing], edge.articles)
        found = (thing for thing in strongest if thing not in ends and not thing.startswith((*ENDS_ONLY, *COURSE)))
        yield from sorted(found, key=lambda thing: (-strongest[thing], thing))

    @staticmethod
    def _all(links: Iterator[tuple[str, str]]) -> None:
        for _ in links:
            pass


def find_paths(store: Store, source: str, target: str, limit: int = 3) -> list[Path]:
    """The shortest ways from one thing to another, by any of their names; the best supported of one length first.

    Raises NotFound for a name that is not there and where nothing joins the two, UsageError where both are one thing.
    """
    search, start, goal, steps = _met(store, source, target)
    return _told(store, _chains(search.edges, start, goal, steps, limit), search.edges)


def find_supported(store: Store, source: str, target: str, limit: int = 3) -> list[Path]:
    """The ways whose weakest link most articles tell, at most LONGER steps longer than the shortest; the best first.

    Raises as `find_paths` does.
    """
    search, start, goal, steps = _met(store, source, target)
    return _supported(search, start, goal, steps, limit)


def find_both(store: Store, source: str, target: str, limit: int = 3) -> tuple[list[Path], list[Path]]:
    """What `find_paths` and `find_supported` find, by one search."""
    search, start, goal, steps = _met(store, source, target)
    shortest = _told(store, _chains(search.edges, start, goal, steps, limit), search.edges)
    return shortest, _supported(search, start, goal, steps, limit)


def _supported(search: _Search, start: set[str], goal: set[str], steps: int, limit: int) -> list[Path]:
    """The best supported ways, by the strongest links first: where these make enough of them, no weaker ones are read."""
    chains: list[list[str]] = []
    for level in range(LEVELS, 0, -1):
        search.widen(start, goal, level)
        chains = _wide_chains(search.edges, start, goal, steps, limit, least_of(level))
        if len(chains) >= limit:
            break
    found = _told(search.store, chains, search.edges)
    return sorted(found, key=lambda path: (-path.support, len(path.steps), -sum(s.origins for s in path.steps)))


def _met(store: Store, source: str, target: str) -> tuple[_Search, set[str], set[str], int]:
    """The search that joined two named things, both ends, and how many steps the shortest way has."""
    start, goal = set(resolve(store, source)), set(resolve(store, target))
    if start & goal:
        raise UsageError(f"{source} and {target} are one thing", "", "name two things")
    for roles in (ROLES, COURSES):
        search = _Search(store, roles)
        steps = search.meet(start, goal)
        if steps is not None:
            return search, start, goal, steps
    raise NotFound(f"nothing joins {source} and {target}", "", f"within {LONGEST} steps")


def _wide_chains(edges: Edges, start: set[str], goal: set[str], steps: int, limit: int, least: int) -> list[list[str]]:
    """Chains over links that at least so many articles tell: over those of the most articles first, then over weaker ones too."""
    strong: Edges = {}
    beside: dict[str, set[str]] = defaultdict(set)
    found: list[list[str]] = []
    told = sorted(((edge.articles, pair) for pair, edge in edges.items() if edge.articles >= least), reverse=True)
    for _, some in groupby(told, key=lambda row: row[0]):
        came = [pair for _, pair in some]
        strong.update((pair, edges[pair]) for pair in came)
        for one, other in came:
            if not any(end.startswith(ENDS_ONLY) and end not in start | goal for end in (one, other)):
                beside[one].add(other)
                beside[other].add(one)
        if not _on_a_way(came, _away(beside, start, steps + LONGER), _away(beside, goal, steps + LONGER), steps + LONGER):
            continue  # a graph is not made where nothing new can lead through it
        with contextlib.suppress(NoChain):
            found += [chain for chain in _chains(strong, start, goal, steps, limit) if chain not in found]
        if len(found) >= limit:
            break
    return found[:limit]


def _away(beside: Mapping[str, Collection[str]], ends: Collection[str], most: int) -> dict[str, int]:
    """How many steps things are away from the ends, those within so many."""
    found = dict.fromkeys(ends, 0)
    edge = list(ends)
    for steps in range(1, most):
        edge = [other for other in {other for one in edge for other in beside.get(one, ())} if other not in found]
        found.update(dict.fromkeys(edge, steps))
    return found


def _on_a_way(pairs: Iterable[tuple[str, str]], start: Mapping[str, int], goal: Mapping[str, int], most: int) -> bool:
    """Whether one of these links may be of a chain of so many steps. `start`, `goal`: how far things are away from either end."""
    ways = (start.get(one, most) + goal.get(other, most) for pair in pairs for one, other in (pair, pair[::-1]))
    return any(steps < most for steps in ways)


def _chains(edges: Edges, start: set[str], goal: set[str], steps: int, limit: int) -> list[list[str]]:
    """Chains of things, at most LONGER steps longer than the shortest. Raises NoChain where these links make none."""
    import networkx as nx

    graph = nx.Graph()
    for one, other in _leading(edges, start | goal):
        # support decides between chains of one length and never between lengths
        graph.add_edge(one, other, weight=1 + 0.1 / edges[one, other].articles)
    for label, ends in (("", start), (" ", goal)):  # a label may mean several things: one end stands for all of them
        graph.add_edges_from(((label, end) for end in sorted(ends)), weight=0)
    for end in [node for node in graph if node.startswith(ENDS_ONLY) and node not in start | goal]:
        graph.remove_node(end)
    if not nx.has_path(graph, "", " "):
        raise NoChain
    found = nx.shortest_simple_paths(graph, "", " ", weight="weight")
    chains = (chain[1:-1] for chain in islice(found, limit * 4))
    near = takewhile(lambda chain: len(chain) - 1 <= steps + LONGER, chains)  # the shorter come first, whatever supports them
    sound = (chain for chain in near if not (set(chain[1:-1]) & (start | goal)))
    return list(islice(sound, limit))


def _leading(edges: Edges, ends: set[str]) -> list[tuple[str, str]]:
    """The links that may be of a chain between the ends, in order: a thing with one link leads nowhere, and most have one."""
    degree = Counter(thing for pair in edges for thing in pair)
    return sorted(pair for pair in edges if _leads(pair, degree, ends))


def _leads(pair: tuple[str, str], degree: Counter[str], ends: set[str]) -> bool:
    return all(degree[thing] > 1 or thing in ends for thing in pair)


def _told(store: Store, chains: Sequence[list[str]], edges: Edges) -> list[Path]:
    """The chains with the words of each link."""
    told = _links_told(store, {pair: edges[pair] for chain in chains for pair in _links(chain)})
    labels = _labels(row for rows, *_ in told.values() for row in rows)
    found = []
    for chain in chains:
        steps = []
        for here, there, pair in zip(chain, chain[1:], _links(chain), strict=False):
            rows, claims, articles, origins = told[pair]
            alike = _alike(store, rows[0], claims == 1)
            steps.append(Step(labels(here), labels(there), rows, articles, origins, claims, alike, _key(here), _key(there)))
        found.append(Path(tuple(steps)))
    return sorted(found, key=lambda path: (len(path.steps), -path.support, -sum(step.origins for step in path.steps)))


def _links_told(store: Store, edges: Edges) -> dict[tuple[str, str], tuple[tuple[Row, ...], int, int, int]]:
    """Each link with its surest claims, and how many claims, articles and origins it has."""
    ids = sorted({claim for edge in edges.values() for claim in edge.ids})
    rows = {row["id"]: row | {"title": row["title"] or row["file"]} for row in plain_rows.claims(store, (*_SOURCE, "title"), ids=ids)}
    voices = {} if all(edge.kept for edge in edges.values()) else origins_of(list(rows.values()), store)
    found = {}
    for pair, edge in edges.items():
        said = sorted((rows[claim] for claim in edge.ids), key=_surest)
        if edge.kept:
            counts = (edge.kept.claims, edge.kept.articles, edge.kept.origins)
        else:
            counts = (len(said), edge.articles, len({voices[span_of(row)] for row in said}))
        found[pair] = (tuple(said[:SUREST]), *counts)
    return found


def _alike(store: Store, row: Row, only: bool) -> tuple[int, int]:
    """How many articles and origins say what this claim says: its kind, of the same two, in the same way. `only`: it is alone."""
    if only:
        return 1, 1
    said = [f"a {name('kg:' + class_name(row['kind']))}", "oa:hasSelector ?s"]
    roles = [role for role in ("subject", "object", "speaker") if row[role]][:2]
    said += [f"kg:{role} {iri(entity_iri(row[role]['key']))}" for role in roles]
    said += [value_triple(key, row["value"][key]) for key in _WAYS if key in row["value"]]
    denied = "OPTIONAL { GRAPH ?g { ?c kg:negated ?no } } FILTER(!BOUND(?no))"
    text = f"SELECT DISTINCT ?s WHERE {{ GRAPH ?g {{ ?c {' ; '.join(said)} }} {denied} }}"
    spans = [span_of_iri(node) for (node,) in store.select(PREFIXES + text).rows]
    voices = voices_of(spans, store)
    return len({article for article, *_ in spans}), len({voices[span] for span in spans})


def _key(thing: str) -> str:
    return "" if thing.startswith(COURSE) else key_of(thing)


def _links(chain: Sequence[str]) -> list[tuple[str, str]]:
    return [(min(pair), max(pair)) for pair in zip(chain, chain[1:], strict=False)]


def _surest(row: Row) -> tuple[Any, ...]:
    return (-row["confidence"], row["date"] or "9999", row["article"], row["start"], row["id"])


def _labels(rows: Iterable[Row]) -> Any:
    """A function from a thing's IRI to what the articles call it most."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        for role in ("subject", "object", "speaker"):
            if row[role]:
                counts[entity_iri(row[role]["key"])][row[role]["label"]] += 1

    def label(thing: str) -> str:
        for prefix in COURSE:
            if thing.startswith(prefix):
                return thing.removeprefix(prefix)
        names = counts[thing]
        return min(names, key=lambda name: (-names[name], name))

    return label


def path_rows(paths: Iterable[Path]) -> list[Row]:
    """One row for each step, with its surest claim; `articles` and `origins` say the same, `all_…` join the two by whatever claim."""
    return [
        {
            "path": number,
            "step": place,
            "from": step.source,
            "to": step.target,
            "kind": step.rows[0]["kind"],
            "subject": step.rows[0]["subject"],
            "object": step.rows[0]["object"],
            "value": step.rows[0]["value"],
            **{key: step.rows[0][key] for key in ("time", "speaker", "article", "title", "date", "quote", "id")},
            "articles": step.alike[0],
            "origins": step.alike[1],
            "all_articles": step.articles,
            "all_origins": step.origins,
        }
        for number, path in enumerate(paths, 1)
        for place, step in enumerate(path.steps, 1)
    ]
