"""How two things are connected: the shortest chains of claims between them, the best supported first.

The search goes out from both ends, one grouped query for each step, so that no more of the graph is read than lies
between the two.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from kg import rows as plain_rows
from kg.errors import NotFound, UsageError
from kg.graph import BASE, NAMESPACES, PREFIXES, entity_iri, iri, key_of
from kg.rows import resolve
from kg.steps import Row, origins_of, span_of
from kg.store import Store

LONGER = 2  # steps that a way may take beyond the shortest
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

# Things (IRIs) → (graph, claim, one of them, another thing) for each claim that is not denied and joins two by its ROLES.
Joined = Callable[[Sequence[str]], Iterable[tuple[str, str, str, str]]]
Edges = dict[tuple[str, str], dict[str, str]]  # two things in order → claim → its article's graph


@dataclass(frozen=True, slots=True)
class Step:
    """One link: two things by their labels, and the claims that join them, the surest first."""

    source: str
    target: str
    rows: tuple[Row, ...]
    articles: int
    origins: int
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
class _Search:
    """What is known between two ends: links, and how far each thing is from either end."""

    store: Store
    roles: str
    joined: Joined | None = None
    edges: Edges = field(default_factory=dict)

    def links(self, things: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The links of these things, noted with their claims; denied claims join nothing."""
        wanted = sorted(things)
        for graph, claim, one, other in (self.joined if self.joined and self.roles == ROLES else self._asked)(wanted):
            if one.startswith(COURSE) and other.startswith(COURSE):
                continue  # a change of course tells of its vendor; the two courses have nothing to do with it
            pair = (min(one, other), max(one, other))
            self.edges.setdefault(pair, {})[claim] = graph
            yield one, other

    def _asked(self, wanted: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
        """(graph, claim, one of these things, another) for each claim that joins two, out of the store."""
        for start in range(0, len(wanted), CHUNK):
            values = " ".join(map(iri, wanted[start : start + CHUNK]))
            text = (
                f"SELECT DISTINCT ?g ?c ?a ?b WHERE {{ VALUES ?a {{ {values} }} "
                f"GRAPH ?g {{ ?c {self.roles} ?a ; {self.roles} ?b ; oa:hasSelector ?s }} FILTER(?a != ?b) "
                "OPTIONAL { GRAPH ?g { ?c kg:negated ?no } } FILTER(!BOUND(?no)) }"
            )
            yield from self.store.select(PREFIXES + text).rows

    def meet(self, start: set[str], goal: set[str]) -> int | None:
        """The number of steps between the ends, None where they are not joined within LONGEST."""
        sides: tuple[dict[str, int], dict[str, int]] = (dict.fromkeys(start, 0), dict.fromkeys(goal, 0))
        edges: list[set[str]] = [set(start), set(goal)]
        for steps in range(1, LONGEST + 1):
            near = 0 if len(edges[0]) <= len(edges[1]) else 1
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

    def widen(self, start: set[str], goal: set[str]) -> None:
        """Read the links of what stands between the ends too, so that a longer and better supported way is seen."""
        there = {thing for pair in self.edges for thing in pair} - start - goal
        between = sorted(thing for thing in there if not thing.startswith((*ENDS_ONLY, *COURSE)))
        for _ in self.links([*start, *goal, *between[:NEIGHBOURS]]):
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


def find_both(
    store: Store, source: str, target: str, limit: int = 3, joined: Joined | None = None
) -> tuple[list[Path], list[Path]]:
    """What `find_paths` and `find_supported` find, by one search. `joined`: where the links of things are known already."""
    search, start, goal, steps = _met(store, source, target, joined)
    shortest = _told(store, _chains(search.edges, start, goal, steps, limit), search.edges)
    return shortest, _supported(search, start, goal, steps, limit)


def _supported(search: _Search, start: set[str], goal: set[str], steps: int, limit: int) -> list[Path]:
    search.widen(start, goal)
    found = _told(search.store, _wide_chains(search.edges, start, goal, steps, limit), search.edges)
    return sorted(found, key=lambda path: (-path.support, len(path.steps), -sum(s.origins for s in path.steps)))


def _met(store: Store, source: str, target: str, joined: Joined | None = None) -> tuple[_Search, set[str], set[str], int]:
    """The search that joined two named things, both ends, and how many steps the shortest way has."""
    start, goal = set(resolve(store, source)), set(resolve(store, target))
    if start & goal:
        raise UsageError(f"{source} and {target} are one thing", "", "name two things")
    for roles in (ROLES, COURSES):
        search = _Search(store, roles, joined)
        steps = search.meet(start, goal)
        if steps is not None:
            return search, start, goal, steps
    raise NotFound(f"nothing joins {source} and {target}", "", f"within {LONGEST} steps")


def _wide_chains(edges: Edges, start: set[str], goal: set[str], steps: int, limit: int) -> list[list[str]]:
    """Chains over links that many articles tell: over those of the most articles first, then over weaker ones too."""
    told = {pair: len(set(claims.values())) for pair, claims in edges.items()}
    found: list[list[str]] = []
    for least in sorted(set(told.values()), reverse=True):
        strong = {pair: claims for pair, claims in edges.items() if told[pair] >= least}
        with contextlib.suppress(NoChain):
            found += [chain for chain in _chains(strong, start, goal, steps, limit) if chain not in found]
        if len(found) >= limit:
            break
    return found[:limit]


def _chains(edges: Edges, start: set[str], goal: set[str], steps: int, limit: int) -> list[list[str]]:
    """Chains of things, at most LONGER steps longer than the shortest. Raises NoChain where these links make none."""
    import networkx as nx

    graph = nx.Graph()
    for (one, other), claims in sorted(edges.items()):
        # support decides between chains of one length and never between lengths
        graph.add_edge(one, other, weight=1 + 0.1 / len(set(claims.values())))
    for name, ends in (("", start), (" ", goal)):  # a name may mean several things: one end stands for all of them
        graph.add_edges_from(((name, end) for end in sorted(ends)), weight=0)
    for end in [node for node in graph if node.startswith(ENDS_ONLY) and node not in start | goal]:
        graph.remove_node(end)
    if not nx.has_path(graph, "", " "):
        raise NoChain
    found = nx.shortest_simple_paths(graph, "", " ", weight="weight")
    chains = (chain[1:-1] for chain in islice(found, limit * 4))
    sound = (chain for chain in chains if len(chain) - 1 <= steps + LONGER and not (set(chain[1:-1]) & (start | goal)))
    return list(islice(sound, limit))


def _told(store: Store, chains: Sequence[list[str]], edges: Edges) -> list[Path]:
    """The chains with the words of each link."""
    links = {pair for chain in chains for pair in _links(chain)}
    ids = sorted({claim.rpartition("/")[2] for pair in links for claim in edges[pair]})
    rows = {row["id"]: row for row in plain_rows.claims(store, ids=ids)}
    known = {row["id"]: row for row in plain_rows.articles(store, sorted({row["article"] for row in rows.values()}))}
    voices = origins_of(list(rows.values()), store)
    labels = _labels(rows.values())
    found = []
    for chain in chains:
        steps = []
        for here, there, pair in zip(chain, chain[1:], _links(chain), strict=False):
            said = [_dated(rows[claim.rpartition("/")[2]], known) for claim in edges[pair]]
            said.sort(key=_surest)
            articles = len({row["article"] for row in said})
            origins = len({voices[span_of(row)] for row in said})
            ends = (_key(here), _key(there))
            steps.append(Step(labels(here), labels(there), tuple(said), articles, origins, *ends))
        found.append(Path(tuple(steps)))
    return sorted(found, key=lambda path: (len(path.steps), -path.support, -sum(step.origins for step in path.steps)))


def _key(thing: str) -> str:
    return "" if thing.startswith(COURSE) else key_of(thing)


def _links(chain: Sequence[str]) -> list[tuple[str, str]]:
    return [(min(pair), max(pair)) for pair in zip(chain, chain[1:], strict=False)]


def _surest(row: Row) -> tuple[Any, ...]:
    return (-row["confidence"], row["date"] or "9999", row["article"], row["start"], row["id"])


def _dated(row: Row, known: dict[str, Row]) -> Row:
    article = known[row["article"]]
    source = {key: article[key] for key in ("date", "author", "lang")}
    return {**row, **source, "title": article["title"] or article["file"]}


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
    """One row for each step, with its surest claim; `articles` and `origins` count all of its claims."""
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
            "articles": step.articles,
            "origins": step.origins,
        }
        for number, path in enumerate(paths, 1)
        for place, step in enumerate(path.steps, 1)
    ]
