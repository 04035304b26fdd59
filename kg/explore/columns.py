"""All claims of a snapshot as columns of numbers: what the network, its filters and the evidence lists are cut from.

A row of Python objects for each claim would be slow to filter and large in memory; a column of small numbers is neither,
and filters become comparisons of whole columns. What a claim says in words is read from the store for those shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg import network, steps
from kg.explore import reading
from kg.explore.snapshot import Snapshot
from kg.graph import NAMESPACES, PREFIXES, article_id, article_iri, iri, key_of, kind_of
from kg.rows import RULES
from kg.store import Store

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
BATCH = 2000  # articles whose claims are read at a time
NONE = -1
LANGS = ("en", "zh")  # of articles; another is NONE
PARTS = (("from", "to"), ("side", "polarity", "aspect"), ("side", "polarity"), ("strategy",), ("status",))  # of what is said
FINDERS = ("rules", "both", "model", "llm")  # who found a claim: the rules, they and a model, the trained model, a language model
_LOCAL = len(NAMESPACES["kg"])
_CLAIMS = "?c oa:hasSelector ?x ; a ?k FILTER(?k != oa:Annotation) ?x oa:start ?a ; oa:end ?z ."
_ENDS = ("subject", "object", "speaker", "time", "negated", "confidence")
_SAID = ("from", "to", "side", "strategy", "status", "aspect", "polarity")
# a filter, and neither VALUES nor OPTIONAL: where articles are named, these take ten times as long
_PARTS = f"?c oa:hasSelector ?x ; ?p ?v FILTER(?p IN ({', '.join(f'kg:{part}' for part in (*_ENDS, *_SAID))}))"
_MAKERS = "?c prov:wasGeneratedBy ?made . ?made prov:wasAssociatedWith ?by . ?by kg:extractor ?e"


@dataclass(frozen=True, slots=True)
class Columns:
    """One number for each claim in each column; nodes and articles by their place in `nodes` and `articles`.

    `since`, `until`: the first and last day that the claim's time, else its article's date, may mean, as 20230314.
    A link is an edge that a claim draws: `link_claim`, `link_from`, `link_to`, `link_against` (one for each link).
    `finder`: who found it, by its place in FINDERS. `origin` is the article that the words come from. `said`: its value
    in `sayings` (`open>closed`, `open|pro|privacy`), NONE where it is none of a scheme. `time`: its own, as
    20230300 where the day is not known, 0 for none. `weight` and `sort`: for each
    node how many claims touch it, and its type by its place in `sorts`. `spoken` (by LANGS) and `day`: of each article.
    """

    ids: Sequence[str]
    kinds: list[str]
    nodes: Sequence[str]
    sorts: list[str]
    sayings: list[str]
    articles: Sequence[Row]
    kind: np.ndarray
    article: np.ndarray
    origin: np.ndarray
    subject: np.ndarray
    object: np.ndarray
    speaker: np.ndarray
    since: np.ndarray
    until: np.ndarray
    sure: np.ndarray
    denied: np.ndarray
    finder: np.ndarray
    said: np.ndarray
    time: np.ndarray
    link_claim: np.ndarray
    link_from: np.ndarray
    link_to: np.ndarray
    link_against: np.ndarray
    weight: np.ndarray
    sort: np.ndarray
    spoken: np.ndarray
    day: np.ndarray
    number: Mapping[str, int]  # node → its place
    place: Mapping[str, int]  # claim → its place

    def of_types(self, types: Collection[str]) -> np.ndarray:
        """For each node whether it is of one of these types."""
        import numpy as np

        return np.array([sort in types for sort in self.sorts] or [False])[self.sort]

    def of_kinds(self, kinds: Collection[str]) -> np.ndarray:
        """For each claim whether it is of one of these kinds."""
        import numpy as np

        return np.array([kind in kinds for kind in self.kinds] or [False])[self.kind]

    def saying(self, text: str) -> int:
        """The place of what is said in `sayings`, NONE where nobody says it."""
        return self.sayings.index(text) if text in self.sayings else NONE


def node_type(node: str) -> str:
    """`strategy:open` and `status:api` → Strategy, `aspect:cost` → Aspect, `model/qwen` → Model."""
    head, mark, _ = node.partition("/")
    if not mark or ":" in head:
        return {"aspect": "Aspect", "author": "Person"}.get(node.partition(":")[0], "Strategy")
    return head.capitalize()


def columns(at: Snapshot) -> Columns:
    """The columns of this snapshot; read once. Raises StoreError for a large one that is not read ahead yet."""
    if not reading.small(at):
        from kg.explore import prepared  # which reads by way of this module

        found: Columns = prepared.load(at)["columns"]
        return found
    return at.keep("columns", lambda: _read(at))


def _read(at: Snapshot) -> Columns:
    known = {row["id"]: row["origin"] for row in reading.claims(at)}
    return read(at.store, list(reading.articles(at).values()), known)


def read(store: Store, articles: Sequence[Row], origins: Mapping[str, str] | None = None) -> Columns:
    """Read all claims of these articles, so many articles at a time. `origins`: claim → article, where they are known."""
    drafts: list[tuple[Any, ...]] = []
    made: dict[str, set[str]] = {}
    for rows, parts, makers in _batches(store, [row["id"] for row in articles]):
        drafts += _drafts(rows, parts)
        made |= makers
    drafts.sort(key=lambda draft: (draft[0], draft[2], draft[3], draft[1]))
    place = {row["id"]: i for i, row in enumerate(articles)}
    found = [origins[draft[1]] for draft in drafts] if origins is not None else _origins(store, drafts)
    return _columns(drafts, articles, [place[one] for one in found], made)


def _batches(
    store: Store, ids: Sequence[str]
) -> Iterator[tuple[Iterable[Any], dict[str, Row], dict[str, set[str]]]]:
    """So many articles at a time: their claims, the parts of these, and their extractors where the graph names them."""
    for first in range(0, len(ids), BATCH):
        part = ids[first : first + BATCH]
        graphs = f"VALUES ?g {{ {' '.join(iri(article_iri(one)) for one in part)} }}" if len(ids) > BATCH else ""
        rows = store.select(f"{PREFIXES}SELECT ?g ?c ?k ?a ?z WHERE {{ {graphs} GRAPH ?g {{ {_CLAIMS} }} }}").rows
        parts: dict[str, Row] = {}
        for claim, key, value in store.select(f"{PREFIXES}SELECT ?c ?p ?v WHERE {{ {graphs} GRAPH ?g {{ {_PARTS} }} }}").rows:
            parts.setdefault(claim, {})[key[_LOCAL:]] = value
        makers: dict[str, set[str]] = {}
        for claim, extractor in store.select(f"{PREFIXES}SELECT ?c ?e WHERE {{ {graphs} GRAPH ?g {{ {_MAKERS} }} }}").rows:
            makers.setdefault(claim.rpartition("/")[2], set()).add(extractor)
        yield rows, parts, makers


def _drafts(rows: Iterable[Any], parts: Mapping[str, Row]) -> Iterator[tuple[Any, ...]]:
    """(article, claim, start, end, kind, subject, object, speaker, time, denied, confidence, links, said) of each claim."""
    for graph, claim, kind, start, end in rows:
        article, told = article_id(graph), parts.get(claim, {})
        ends = [_node(told.get(role), article) for role in ("subject", "object", "speaker")]
        named = kind_of(kind[_LOCAL:])
        value = {part: str(told[part])[_LOCAL:].partition("-")[2] for part in _SAID if part in told}
        links = list(_links(named, ends[0], ends[1], value))
        yield (
            article, claim.rpartition("/")[2], start, end, named, *ends, told.get("time") or "", bool(told.get("negated")),
            float(told.get("confidence") or 0), links, saying(value),
        )  # fmt: skip


def saying(value: Mapping[str, Any]) -> str:
    """What a claim says, where its value is of a scheme: `open>closed`, `open|pro|privacy`, `api`; "" for others."""
    parts = next((parts for parts in PARTS if all(value.get(part) for part in parts)), ())
    return (">" if "from" in parts else "|").join(str(value[part]) for part in parts)


def _node(entity: str | None, article: str) -> str:
    key = key_of(entity) if entity else ""
    return f"author:{article}" if key == "person/author" else key


def _links(kind: str, subject: str, object_: str, value: Mapping[str, str]) -> Iterator[tuple[str, str, bool]]:
    """The edges that a claim draws, as `kg.network.links` has them: (from, to, against)."""
    row = {"kind": kind, "subject": subject and {"key": subject}, "object": object_ and {"key": object_}}
    try:
        for source, target, said in network.links({**row, "value": value}):
            yield source, target, said.get("polarity") in ("con", "against")
    except KeyError:  # a value that is not one of ours stands as text in the graph, and draws no edge
        return


def _columns(
    drafts: Sequence[tuple[Any, ...]], articles: Sequence[Row], origins: Sequence[int],
    made: Mapping[str, set[str]],
) -> Columns:
    import numpy as np

    place = {row["id"]: i for i, row in enumerate(articles)}
    dates = {row["id"]: row["date"] for row in articles}
    links = [(i, *link) for i, draft in enumerate(drafts) for link in draft[11]]
    ends = {end for _, source, target, _ in links for end in (source, target)}
    nodes = sorted(ends | {end for draft in drafts for end in draft[5:8] if end})
    number = {node: i for i, node in enumerate(nodes)}
    types = [node_type(node) for node in nodes]
    sorts, sayings = sorted(set(types)), sorted({draft[12] for draft in drafts} - {""})
    kinds = sorted({draft[4] for draft in drafts})
    kind_number = {kind: i for i, kind in enumerate(kinds)}
    roles = [np.array([number.get(draft[at], NONE) for draft in drafts], dtype=np.int32) for at in (5, 6, 7)]
    days = [_days(draft[8] or dates.get(draft[0], "")) for draft in drafts]
    link = np.array([(i, number[a], number[b]) for i, a, b, _ in links], dtype=np.int32).reshape(-1, 3)
    ids = [draft[1] for draft in drafts]
    return Columns(
        ids=ids, kinds=kinds, nodes=nodes, sorts=sorts, sayings=sayings, articles=list(articles),
        kind=np.array([kind_number[draft[4]] for draft in drafts], dtype=np.uint8),
        article=np.array([place[draft[0]] for draft in drafts], dtype=np.int32),
        origin=np.array(origins, dtype=np.int32), subject=roles[0], object=roles[1], speaker=roles[2],
        since=np.array([first for first, _ in days], dtype=np.int32),
        until=np.array([last for _, last in days], dtype=np.int32),
        sure=np.array([draft[10] for draft in drafts], dtype=np.float32),
        denied=np.array([draft[9] for draft in drafts], dtype=bool),
        finder=np.array([_finder(made.get(draft[1], ())) for draft in drafts], dtype=np.uint8),
        time=np.array([_written(draft[8]) for draft in drafts], dtype=np.int32),
        said=_placed(sayings, [draft[12] for draft in drafts]), sort=_placed(sorts, types).astype(np.uint8),
        spoken=_placed(LANGS, [row["lang"] for row in articles]).astype(np.int8),
        day=np.array([_days(row["date"])[0] for row in articles], dtype=np.int32),
        link_claim=link[:, 0], link_from=link[:, 1], link_to=link[:, 2],
        link_against=np.array([against for *_, against in links], dtype=bool),
        weight=_weight(len(nodes), len(drafts), roles[:2], link),
        number=number, place={claim: i for i, claim in enumerate(ids)},
    )  # fmt: skip


def _placed(known: Sequence[str], values: Sequence[str]) -> np.ndarray:
    """The place of each value among the known ones, NONE for others."""
    import numpy as np

    place = {one: i for i, one in enumerate(known)}
    return np.array([place.get(value, NONE) for value in values], dtype=np.int32)


def _finder(extractors: Collection[str]) -> int:
    """The place in FINDERS. Where the rules alone were asked the graph names nobody."""
    models = [name for name in extractors if name != RULES]
    if not models:
        return FINDERS.index("rules")
    if RULES in extractors:
        return FINDERS.index("both")
    return FINDERS.index("llm" if "llm" in models else "model")


def _origins(store: Store, drafts: Sequence[tuple[Any, ...]]) -> list[str]:
    spans = [{"article": draft[0], "start": draft[2], "end": draft[3]} for draft in drafts]
    found = steps.origins_of(spans, store)
    return [found[steps.span_of(span)] for span in spans]


def _weight(nodes: int, claims: int, roles: Sequence[np.ndarray], link: np.ndarray) -> np.ndarray:
    """Claims that touch each node: as subject or object, or as the end of an edge."""
    import numpy as np

    from kg.explore import chosen  # which reads columns by way of this module

    every = np.arange(claims)
    pairs = [(role.astype(np.int64) + 1) * claims + every for role in roles]
    pairs += [(link[:, side].astype(np.int64) + 1) * claims + link[:, 0] for side in (1, 2)]
    touched = chosen.distinct(np.concatenate(pairs)) // max(claims, 1) - 1
    return np.bincount(touched[touched >= 0], minlength=nodes)


def _written(date: str) -> int:
    """A date as a number, with zeros for what is not known: 2023-03 → 20230300; 0 for none."""
    first = _days(date)[0]
    return first // 10 ** (2 * (2 - date.count("-"))) * 10 ** (2 * (2 - date.count("-"))) if first else 0


def _days(date: str) -> tuple[int, int]:
    """The first and last day that a date cut to what is known may mean: 2023-03 → 20230301, 20230331; (0, 0) for none."""
    parts = date.split("-")
    if not parts[0].isdigit():
        return 0, 0
    low, high = (*parts, "01", "01")[:3], (*parts, "12", "31")[:3] if len(parts) == 1 else (*parts, "31")[:3]
    try:
        return int("".join(low)), int("".join(high))
    except ValueError:
        return 0, 0
