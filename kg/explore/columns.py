"""All claims of a snapshot as columns of numbers: what the network, its filters and the evidence lists are cut from.

A row of Python objects for each claim would be slow to filter and large in memory; a column of small numbers is neither,
and filters become comparisons of whole columns. What a claim says in words is read from the store for those shown.
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.explore import reading
from kg.explore.numbers import distinct
from kg.explore.shelf import Growing, Places, sorting
from kg.explore.snapshot import Snapshot
from kg.listing import derived, steps
from kg.listing.rows import RULES
from kg.model import MODALITIES
from kg.networks import network
from kg.rdf.graph import NAMESPACES, PREFIXES, article_id, key_of, kind_of, portions
from kg.reuse.voices import Span
from kg.store import Store

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
BATCH = 500  # articles whose claims are read at a time
NONE = -1
LANGS = ("en", "zh")  # of articles; another is NONE
PARTS = (("from", "to"), ("side", "polarity", "aspect"), ("side", "polarity"), ("strategy",), ("status",))  # of what is said
FINDERS = ("rules", "both", "model", "llm")  # who found a claim: the rules, they and a model, the trained model, a language model
TOLD_AS = ("", *MODALITIES)  # how a claim is told, by its number in `modal`
LOOKED_UP = 10_000  # passages that are looked up at a time: for more of them all of the graph would be read
_NUMBERS = {  # columns while claims are read, by the sort of number
    "i": ("article", "start", "end", "kind", "subject", "object", "speaker", "since", "until", "said", "time", "origin", "link_claim", "link_from", "link_to"),
    "b": ("denied", "link_against"), "B": ("finder", "modal"), "f": ("sure",),
}  # fmt: skip
_TYPES = {name: {"i": "int32", "b": "bool", "B": "uint8", "f": "float32"}[sort] for sort, names in _NUMBERS.items() for name in names}
_OF_A_CLAIM = ("article", "start", "end", "kind", "subject", "object", "speaker", "since", "until", "sure", "denied", "modal", "finder", "said", "time")
_OF_A_LINK = ("link_claim", "link_from", "link_to", "link_against")
_NAMING = ("subject", "object", "speaker", "link_from", "link_to")  # things by their numbers
_LOCAL = len(NAMESPACES["kg"])
_CLAIMS = "?c oa:hasSelector ?x ; a ?k FILTER(?k != oa:Annotation) ?x oa:start ?a ; oa:end ?z ."
_ENDS = ("subject", "object", "speaker", "time", "negated", "modality", "confidence")
_SAID = ("from", "to", "side", "strategy", "status", "aspect", "polarity")
# a filter, and neither VALUES nor OPTIONAL: where articles are named, these take ten times as long
_PARTS = f"?c oa:hasSelector ?x ; ?p ?v FILTER(?p IN ({', '.join(f'kg:{part}' for part in (*_ENDS, *_SAID))}))"
_MAKERS = "?c prov:wasGeneratedBy ?made . ?made prov:wasAssociatedWith ?by . ?by kg:extractor ?e"


@dataclass(frozen=True, slots=True)
class Columns:
    """One number for each claim in each column; nodes and articles by their place in `nodes` and `articles`.

    `since`, `until`: the first and last day that the claim's time, else its article's date, may mean, as 20230314.
    A link is an edge that a claim draws: `link_claim`, `link_from`, `link_to`, `link_against` (one for each link).
    `finder`: who found it, by its place in FINDERS. `modal`: how it is told, by its place in TOLD_AS. `origin` is the article that the words come from. `said`: its value
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
    modal: np.ndarray
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

    @property
    def as_so(self) -> np.ndarray:
        """For each claim whether its article tells it as so: neither denied nor planned nor hedged."""
        found: np.ndarray = ~self.denied & (self.modal == 0)
        return found

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
        found: Columns = at.ahead["columns"]
        return found
    return at.keep("columns", lambda: _read(at))


def _read(at: Snapshot) -> Columns:
    known = {row["id"]: row["origin"] for row in reading.claims(at)}
    return read(at.store, list(reading.articles(at).values()), known)


def read(store: Store, articles: Sequence[Row], origins: Mapping[str, str] | None = None) -> Columns:
    """Read all claims of these articles, so many articles at a time. `origins`: claim → article, where they are known."""
    told = _Told(articles)
    known = origins is None and derived.ready(store)  # then where words come from is looked up, and not found out among all
    for rows, parts, makers in _batches(store, sorted(row["id"] for row in articles)):
        drafts = sorted(_drafts(rows, parts), key=lambda draft: (draft[0], draft[2], draft[3], draft[1]))
        told.add(drafts, makers)
        if origins is not None:
            told.come_from(origins[draft[1]] for draft in drafts)
        for first in range(0, len(drafts) if known else 0, LOOKED_UP):
            told.come_from(_origins(store, [(draft[0], draft[2], draft[3]) for draft in drafts[first : first + LOOKED_UP]]))
    if origins is None and not known:
        told.come_from(_origins(store, list(told.spans())))
    return told.columns(large=origins is None)


def _batches(
    store: Store, ids: Sequence[str]
) -> Iterator[tuple[Iterable[Any], dict[str, Row], dict[str, set[str]]]]:
    """So many articles at a time: their claims, the parts of these, and their extractors where the graph names them."""
    for graphs in portions(ids, BATCH):
        rows = store.select(f"{PREFIXES}SELECT ?g ?c ?k ?a ?z WHERE {{ {graphs} GRAPH ?g {{ {_CLAIMS} }} }}").rows
        parts: dict[str, Row] = {}
        for claim, key, value in store.select(f"{PREFIXES}SELECT ?c ?p ?v WHERE {{ {graphs} GRAPH ?g {{ {_PARTS} }} }}").rows:
            parts.setdefault(claim, {})[key[_LOCAL:]] = value
        makers: dict[str, set[str]] = {}
        for claim, extractor in store.select(f"{PREFIXES}SELECT ?c ?e WHERE {{ {graphs} GRAPH ?g {{ {_MAKERS} }} }}").rows:
            makers.setdefault(claim.rpartition("/")[2], set()).add(extractor)
        yield rows, parts, makers


def _drafts(rows: Iterable[Any], parts: Mapping[str, Row]) -> Iterator[tuple[Any, ...]]:
    """(article, claim, start, end, kind, subject, object, speaker, time, denied, modality, confidence, links, said) of each claim."""
    for graph, claim, kind, start, end in rows:
        article, told = article_id(graph), parts.get(claim, {})
        ends = [_node(told.get(role), article) for role in ("subject", "object", "speaker")]
        named = kind_of(kind[_LOCAL:])
        value = {part: str(told[part])[_LOCAL:].partition("-")[2] for part in _SAID if part in told}
        told_as = str(told.get("modality") or "").rpartition("-")[2]
        links = list(_links(named, ends, value, told_as))
        yield (
            article, claim.rpartition("/")[2], start, end, named, *ends, told.get("time") or "", bool(told.get("negated")),
            told_as, float(told.get("confidence") or 0), links, saying(value),
        )  # fmt: skip


def saying(value: Mapping[str, Any]) -> str:
    """What a claim says, where its value is of a scheme: `open>closed`, `open|pro|privacy`, `api`; "" for others."""
    parts = next((parts for parts in PARTS if all(value.get(part) for part in parts)), ())
    return (">" if "from" in parts else "|").join(str(value[part]) for part in parts)


def _node(entity: str | None, article: str) -> str:
    key = key_of(entity) if entity else ""
    return f"author:{article}" if key == "person/author" else key


def _links(kind: str, ends: Sequence[str], value: Mapping[str, str], modality: str) -> Iterator[tuple[str, str, bool]]:
    """The edges that a claim draws between these (subject, object, speaker), as `kg.networks.network.links` has them."""
    subject, object_, speaker = (end and {"key": end} for end in ends)
    row = {"kind": kind, "subject": subject, "object": object_, "speaker": "" if ends[2].startswith("author:") else speaker}
    try:
        for source, target, said in network.links({**row, "value": value, "modality": modality}):
            yield source, target, said.get("polarity") in ("con", "against")
    except KeyError:  # a value that is not one of ours stands as text in the graph, and draws no edge
        return


class _Told:
    """Claims as they are read, in the order in which they come: numbers alone, for a large corpus has millions of them."""

    def __init__(self, articles: Sequence[Row]) -> None:
        self._articles = articles
        self._place = {row["id"]: i for i, row in enumerate(articles)}
        self._ids = Growing()
        self._nodes, self._kinds, self._sayings = _Numbers(), _Numbers(), _Numbers()
        self._of = {name: array(sort) for sort, names in _NUMBERS.items() for name in names}

    def add(self, drafts: Iterable[tuple[Any, ...]], made: Mapping[str, Collection[str]]) -> None:
        """Take in claims. `made`: the extractors of those of which the graph names them."""
        of = self._of
        for article, claim, start, end, kind, subject, object_, speaker, time, denied, modality, sure, links, said in drafts:
            since, until = _days(time or self._articles[self._place[article]]["date"])
            row = (self._place[article], start, end, self._kinds[kind], self._nodes[subject], self._nodes[object_],
                   self._nodes[speaker], since, until, sure, denied, TOLD_AS.index(modality), _finder(made.get(claim, ())), self._sayings[said], _written(time))  # fmt: skip
            for name, value in zip(_OF_A_CLAIM, row, strict=True):
                of[name].append(value)
            for source, target, against in links:
                for name, value in zip(_OF_A_LINK, (len(self._ids), self._nodes[source], self._nodes[target], against), strict=True):
                    of[name].append(value)
            self._ids.append(claim)

    def spans(self) -> Iterator[Span]:
        """Where the words of each claim stand."""
        for at in zip(self._of["article"], self._of["start"], self._of["end"], strict=True):
            yield self._articles[at[0]]["id"], at[1], at[2]

    def come_from(self, articles: Iterable[str]) -> None:
        """Note of the next claims which articles their words come from."""
        self._of["origin"].extend(self._place[one] for one in articles)

    def columns(self, large: bool) -> Columns:
        """All that was taken in, with things and kinds in the order of their names. `large`: looking claims up may take longer."""
        import numpy as np

        nodes, kinds, sayings = self._nodes.names, self._kinds.names, self._sayings.names
        of = {name: np.frombuffer(held, dtype=_TYPES[name]) if held else np.zeros(0, _TYPES[name]) for name, held in self._of.items()}
        del of["start"], of["end"]
        for known, names in ((self._nodes, _NAMING), (self._kinds, ("kind",)), (self._sayings, ("said",))):
            of |= {name: known.sorted(of[name]) for name in names}
        types = [node_type(node) for node in nodes]
        sorts = sorted(set(types))
        texts = self._ids.texts()
        ids: Sequence[str] = texts if large else list(texts)
        link = np.stack([of["link_claim"], of["link_from"], of["link_to"]], axis=1)
        return Columns(
            ids=ids, kinds=kinds, nodes=nodes, sorts=sorts, sayings=sayings, articles=list(self._articles),
            **{**of, "kind": of["kind"].astype(np.uint8)}, sort=_placed(sorts, types).astype(np.uint8),
            spoken=_placed(LANGS, [row["lang"] for row in self._articles]).astype(np.int8),
            day=np.array([_days(row["date"])[0] for row in self._articles], dtype=np.int32),
            weight=_weight(len(nodes), len(ids), (of["subject"], of["object"]), link),
            number={node: i for i, node in enumerate(nodes)},
            place=Places(texts, sorting(texts)) if large else {claim: i for i, claim in enumerate(ids)},
        )  # fmt: skip


class _Numbers:
    """Names as numbers, in the order in which they come; "" has none."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        return self._number.setdefault(name, len(self._number)) if name else NONE

    @functools.cached_property
    def names(self) -> list[str]:
        """The names in their order; none is taken in after it."""
        return sorted(self._number)

    @functools.cached_property
    def _placed(self) -> np.ndarray:
        import numpy as np

        place = {name: i for i, name in enumerate(self.names)}
        return np.array([*(place[name] for name in self._number), NONE], dtype=np.int32)  # NONE is the last

    def sorted(self, numbers: np.ndarray) -> np.ndarray:
        """The places of these among the names in their order."""
        found: np.ndarray = self._placed[numbers]
        return found


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


def _origins(store: Store, spans: Sequence[Span]) -> list[str]:
    found = steps.voices_of(spans, store)
    return [found[span] for span in spans]


def _weight(nodes: int, claims: int, roles: Sequence[np.ndarray], link: np.ndarray) -> np.ndarray:
    """Claims that touch each node: as subject or object, or as the end of an edge."""
    import numpy as np

    every = np.arange(claims)
    pairs = [(role.astype(np.int64) + 1) * claims + every for role in roles]
    pairs += [(link[:, side].astype(np.int64) + 1) * claims + link[:, 0] for side in (1, 2)]
    touched = distinct(np.concatenate(pairs)) // max(claims, 1) - 1
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
