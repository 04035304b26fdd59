"""Which claims a reader wants to see: filters over the columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.asking import query
from kg.explore import reading
from kg.explore.columns import FINDERS, LANGS, Columns
from kg.explore.snapshot import Snapshot
from kg.rdf.graph import key_of

if TYPE_CHECKING:
    import numpy as np

ITSELF = "article"  # the speaker of what an article says in its own words


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; an empty part wants all. `origins`: so many independent sources at least, for each link."""

    kinds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()  # kinds
    since: str = ""
    until: str = ""
    written: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    confidence: float = 0.0
    origins: int = 1
    finders: tuple[str, ...] = ()  # who found them, of FINDERS
    known: str = ""  # only what articles of this date or earlier say

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()


def of_params(at: Snapshot, params: Mapping[str, Any]) -> Filters:
    """The filters out of an endpoint's parameters; names become ids and keys. Raises NotFound."""
    articles = [one for text in params["article"] for one in article_ids(at, text)]
    speakers = [key for text in params["speaker"] for key in ([ITSELF] if text == ITSELF else keys_of(at, text))]
    return Filters(
        tuple(params["kind"]), tuple(sorted(params.get("no", ()))), params["since"], params["until"], tuple(params["written"]), tuple(articles),
        tuple(speakers), params["confidence"], params["origins"], tuple(sorted(params.get("found", ()))), params.get("known", ""),
    )  # fmt: skip


def keys_of(at: Snapshot, text: str) -> list[str]:
    """The nodes that bear this name: a node's own key, else things by any of their names. Raises NotFound."""
    if text in reading.things(at) or text.startswith(("strategy:", "status:", "aspect:", "author:")):
        return [text]
    return [key_of(found) for found in query.resolve(at.store, text)]


def article_ids(at: Snapshot, text: str) -> list[str]:
    """The articles with this id, file or title. Raises NotFound."""
    return [text] if text in reading.articles(at) else query.resolve_article(at.store, text)


def mask(columns: Columns, wanted: Filters) -> np.ndarray:
    """For each claim whether it is wanted; what `origins` leaves out is known only when links are counted."""
    import numpy as np

    keep = np.ones(len(columns.ids), dtype=bool)
    if wanted.kinds:
        keep &= columns.of_kinds(wanted.kinds)
    if wanted.without:
        keep &= ~columns.of_kinds(wanted.without)
    if wanted.since:
        keep &= columns.until >= _day(wanted.since, "0101")
    if wanted.until:
        keep &= (columns.since <= _day(wanted.until, "1231")) & (columns.since > 0)
    if wanted.known:
        keep &= ((columns.day > 0) & (columns.day <= _day(wanted.known, "1231")))[columns.article]
    if wanted.written:
        keep &= np.isin(columns.spoken, [i for i, lang in enumerate(LANGS) if lang in wanted.written])[columns.article]
    if wanted.articles:
        keep &= np.isin(columns.article, [i for i, row in enumerate(columns.articles) if row["id"] in wanted.articles])
    if wanted.speakers:
        numbers = [-1 if key == ITSELF else columns.number.get(key, -2) for key in wanted.speakers]
        keep &= np.isin(columns.speaker, numbers)
    if wanted.finders:
        keep &= np.isin(columns.finder, [FINDERS.index(one) for one in wanted.finders])
    if wanted.confidence:
        keep &= columns.sure >= wanted.confidence - 1e-6
    return keep


def _day(date: str, rest: str) -> int:
    """The first day that a date cut to what is known may mean (`rest` 0101), or the last (1231)."""
    digits = date.replace("-", "")
    return int(digits + rest[len(digits) - 4 :])


def touching(columns: Columns, nodes: Iterable[str]) -> np.ndarray:
    """For each claim whether it is about one of these nodes, in any role."""
    import numpy as np

    numbers = [columns.number[node] for node in nodes if node in columns.number]
    keep = np.isin(columns.subject, numbers) | np.isin(columns.object, numbers) | np.isin(columns.speaker, numbers)
    linked = np.isin(columns.link_from, numbers) | np.isin(columns.link_to, numbers)
    keep[columns.link_claim[linked]] = True
    return keep


def along(columns: Columns, ends: Sequence[str], others: Sequence[str], against: bool | None = None) -> np.ndarray:
    """For each claim whether it draws an edge between one of `ends` and one of `others`, in either direction."""
    import numpy as np

    one, two = ([columns.number[node] for node in nodes if node in columns.number] for nodes in (ends, others))
    forth = np.isin(columns.link_from, one) & np.isin(columns.link_to, two)
    back = np.isin(columns.link_from, two) & np.isin(columns.link_to, one)
    chosen = forth | back
    if against is not None:
        chosen &= columns.link_against == against
    keep = np.zeros(len(columns.ids), dtype=bool)
    keep[columns.link_claim[chosen]] = True
    return keep
