"""The table ENDPOINTS: what the explorer can be asked for, with which parameters, and who answers it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import UsageError
from kg.rdf.graph import is_date

LANGS = ("en", "zh")
MOST_TEXT = 4000  # characters of a parameter


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: `type` is text, whole, number, date or flag. `many`: it may stand several times and gives a tuple.

    `choices` where it is one of these; `low` and `high` bound a number. `about` says in the API's description what it
    is for. Without a value it is `default`, () for one that may be many.
    """

    name: str
    about: str
    type: str = "text"
    default: Any = ""
    many: bool = False
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = 1e9
    most: int = MOST_TEXT


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that is no JSON: a file of this media type."""

    body: bytes
    type: str
    file: str


Answer = dict[str, Any] | Document


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One name of the API. `make` is `module:function` of this package, called with the snapshot and the parameters.

    The function gives a Document, or a dictionary that JSON can hold. What its table shows stands there as `columns`
    and `rows` (dictionaries), which also make the CSV, and the query for what it shows as `sparql`.
    """

    name: str
    make: str
    about: str
    params: tuple[Param, ...] = ()

    def function(self) -> Callable[..., Answer]:
        module, _, name = self.make.partition(":")
        made: Callable[..., Answer] = getattr(importlib.import_module(f"kg.explore.{module}"), name)
        return made

    def read(self, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """The parameters out of the pairs of a request, every one of them. Raises UsageError."""
        known = {param.name: param for param in (*self.params, LANG)}
        found: dict[str, list[Any]] = {}
        for name, text in given:
            if name not in known:
                raise UsageError(f"there is no parameter {name[:40]}", self.name, f"there is: {', '.join(known)}")
            found.setdefault(name, []).append(value_of(known[name], text))
        return {name: _settled(param, found.get(name, [])) for name, param in known.items()}


LANG = Param("lang", "Language of the words in the answer.", choices=LANGS, default="en")
LIMIT = Param("limit", "At most so many rows.", "whole", 200, low=1, high=5000)
OFFSET = Param("offset", "How many rows to pass over.", "whole", 0, high=10_000_000)

SPOKEN = Param("spoken", "Only articles in this language.", choices=("zh", "en"))
DEBATE = (
    Endpoint(
        "arguments",
        "argument_map:argument_map",
        "The arguments for and against a course, by aspect, or on an aspect, by course; who makes them, what rebuts them.",
        (
            Param("side", "A course.", choices=("open", "closed", "hybrid")),
            Param("aspect", "An aspect of the debate."),
            Param("shown", "At most so many arguments for each point.", "whole", 6, low=1, high=200),
        ),
    ),
    Endpoint(
        "rebuttals",
        "argument_map:rebuttals",
        "One argument with those that rebut it.",
        (Param("claim", "The argument's id."), Param("shown", "At most so many.", "whole", 20, low=1, high=500)),
    ),
    Endpoint(
        "voice",
        "argument_map:voice",
        "All that one voice says in the debate: its arguments and stances.",
        (
            Param("key", "A person's or organization's key; article:ID for an article's own author."),
            Param("shown", "At most so many arguments.", "whole", 50, low=1, high=500),
        ),
    ),
    Endpoint(
        "moves",
        "moves:moves",
        "A vendor's changes of course, each with the arguments that are given for it and against it.",
        (
            Param("vendor", "A vendor's key or any of its names."),
            Param("shown", "At most so many arguments for each change and side.", "whole", 12, low=1, high=200),
        ),
    ),
    Endpoint(
        "timeline",
        "timeline:timeline",
        "A lane for each vendor: its releases by openness, its course and the changes of it.",
        (
            Param("vendor", "A vendor's key or any of its names.", many=True),
            Param("lanes", "So many vendors, those first of which most articles tell.", "whole", 10, low=1, high=60),
            OFFSET,
        ),
    ),
    Endpoint(
        "trace",
        "trace:trace",
        "How two things are connected: the shortest and the best supported ways, each link with its words.",
        (
            Param("source", "Where it starts: a key or any name."),
            Param("target", "Where it ends."),
            Param("ways", "At most so many ways of either sort.", "whole", 3, low=1, high=10),
        ),
    ),
    Endpoint(
        "compare",
        "compare:compare",
        "Two to six things side by side, each cell with its sources and what they disagree on.",
        (Param("thing", "A thing's key or any of its names.", many=True),),
    ),
)
CORPUS = (
    Endpoint(
        "articles",
        "articles:corpus",
        "The articles that fit, with facets to choose by.",
        (
            Param("words", "Words of the title, the file, the author or the publisher.", most=200),
            SPOKEN,
            Param("year", "Only articles of this year."),
            Param("publisher", "Only articles of this publisher."),
            Param("author", "Only articles by this author."),
            Param("site", "Only articles from this site."),
            Param("sort", "The order.", choices=("newest", "oldest", "claims", "title"), default="newest"),
            Param("limit", "At most so many.", "whole", 50, low=1, high=200),
            OFFSET,
        ),
    ),
    Endpoint(
        "brought",
        "articles:brought",
        "What an article brought beside all others: new things and claims, what it shares, what it contradicts.",
        (Param("article", "The article's id."),),
    ),
    Endpoint(
        "trends",
        "trends:trends",
        "How often aspects, courses or vendors are argued about over time, by the language of the articles.",
        (
            Param("topic", "What is counted.", choices=("aspect", "strategy", "vendor"), default="aspect"),
            Param("name", "Only these; without any those that most is said of.", many=True),
            Param("step", "How long a period is.", choices=("month", "year"), default="month"),
            SPOKEN,
        ),
    ),
    Endpoint(
        "trend-claims",
        "trends:behind",
        "The claims behind one point of a trend.",
        (
            Param("topic", "What is counted.", choices=("aspect", "strategy", "vendor"), default="aspect"),
            Param("name", "An aspect, a course or a vendor."),
            Param("period", "2023 or 2023-03; without one all.", "date"),
            SPOKEN,
        ),
    ),
    Endpoint(
        "concordance",
        "concordance:concordance",
        "Words in context: each place where they stand, with what is before and after.",
        (
            Param("words", "The words; in quotation marks a phrase.", most=300),
            Param("sort", "The order.", choices=("best", "before", "after", "date"), default="best"),
            Param("article", "Only this article: its id, file or title."),
            Param("kind", "Only passages with a claim of this kind."),
            Param("since", "Only articles from this date on.", "date"),
            Param("until", "Only articles up to this date.", "date"),
            Param("limit", "At most so many passages.", "whole", 200, low=1, high=200),
            Param("offset", "How many passages to pass over.", "whole", 0, high=2000),
        ),
    ),
)
REVIEW = (
    Endpoint(
        "waiting",
        "deciding:waiting",
        "Names that wait for a person's decision, each with a sentence; those first that change most.",
        (
            Param("about", "Only this sort.", choices=("like", "merged", "homonym", "unknown")),
            Param("words", "Part of a name.", most=200),
            Param("limit", "At most so many.", "whole", 20, low=1, high=200),
            OFFSET,
        ),
    ),
    Endpoint(
        "decisions",
        "deciding:decisions",
        "The decisions about names that are in force: who made them and when, the newest first.",
        (Param("limit", "At most so many.", "whole", 50, low=1, high=500), OFFSET),
    ),
)
KIND = Param("kind", "Only claims of these kinds.", many=True)
FILTERS = (
    Param("since", "Only claims about this time or later; one without a time has its article's date.", "date"),
    Param("until", "Only claims about this time or earlier.", "date"),
    Param("known", "Only articles of this date or earlier: what was known then.", "date"),
    Param("written", "Only articles in these languages.", many=True, choices=LANGS),
    Param("article", "Only these articles: id, file or title.", many=True),
    Param("speaker", "Only what these say, by key or name; `article`: what articles say themselves.", many=True),
    Param("confidence", "Only claims that were read at least so surely.", "number", 0.0, high=1),
    Param(
        "found", "Only claims that these found: the rules, the rules and a model, the trained model, a language model.",
        many=True, choices=("rules", "both", "model", "llm"),
    ),  # fmt: skip
    Param("origins", "Only links that at least so many independent sources support.", "whole", 1, low=1, high=1000),
)
NETWORK = (
    Param("show", "The strategies, vendors and arguments, or everything.", choices=("overview", "all"), default="overview"),
    Param("of", "Only what is linked with these things, by key or name.", many=True),
    Param("open", "Things whose neighbours are shown too; once more for more of them.", many=True),
    Param("type", "Only things of these types; strategies are always there.", many=True),
    Param("no", "Without things of these types, and without claims of these kinds.", many=True),
    Param("layout", "How it is laid out; without one the overview in tiers, else from open to closed.", choices=("tiers", "spectrum", "force", "rings", "bands")),
    KIND,
    *FILTERS,
)

ENDPOINTS: Mapping[str, Endpoint] = {
    endpoint.name: endpoint
    for endpoint in (
        Endpoint(
            "ask",
            "asking:answered",
            "A plain question, a name or words: the answer of the query that it means, things so called, passages.",
            (
                Param("q", "The question, name or words.", most=500),
                Param("named", "A named query to run instead of finding one."),
                Param("p", "A parameter of the named query, as name=value.", many=True),
                Param("limit", "At most so many rows.", "whole", 500, low=1, high=5000),
            ),
        ),
        Endpoint(
            "search",
            "asking:searched",
            "Passages by words in both languages, best first.",
            (
                Param("q", "The words.", most=500),
                Param("entity", "Only passages that speak of this thing, by any name."),
                Param("kind", "Only passages with a claim of this kind."),
                Param("article", "Only this article: id, file or title."),
                Param("since", "Only articles of this date or later.", "date"),
                Param("until", "Only articles of this date or earlier.", "date"),
                Param("limit", "At most so many passages.", "whole", 30, low=1, high=200),
            ),
        ),
        Endpoint(
            "evidence",
            "evidence:about",
            "The claims about a thing, along a link, or the ones named: each quote in its paragraph, with its source.",
            (
                Param("id", "A claim's id.", many=True),
                Param("of", "A thing: its key or any of its names."),
                Param("to", "A second thing: only claims between the two."),
                Param("polarity", "Between the two only what speaks for it, or against.", choices=("pro", "con")),
                KIND,
                *FILTERS,
                LIMIT,
                OFFSET,
            ),
        ),
        Endpoint(
            "article",
            "article:article",
            "One article: its blocks and all its claims with their places in the text.",
            (Param("id", "The article's id, file or title."),),
        ),
        Endpoint(
            "network",
            "ecosystem:network",
            "The network of vendors, models, licences, strategies: nodes with their places, links with their support.",
            NETWORK,
        ),
        Endpoint("network.svg", "drawing:as_svg", "The network as a drawing.", NETWORK),
        Endpoint("network.graphml", "drawing:as_graphml", "The network for other tools.", NETWORK),
        Endpoint("network.html", "drawing:as_page", "The network with its evidence as one page.", NETWORK),
        Endpoint(
            "suggest",
            "suggest:suggest",
            "What somebody who types may mean: things, questions, articles.",
            (
                Param("q", "What is typed so far.", most=200),
                Param("what", "Only these sorts.", many=True, choices=("thing", "question", "article")),
                Param("type", "Only things of these types.", many=True),
                Param("limit", "At most so many of each sort.", "whole", 12, low=1, high=100),
            ),
        ),
        *DEBATE,
        *CORPUS,
        *REVIEW,
        Endpoint(
            "vocabulary", "vocabulary:vocabulary", "Prefixes, classes, properties, concepts and named queries for SPARQL."
        ),
    )
}


def value_of(param: Param, text: str) -> Any:
    """The value of a parameter from its text. Raises UsageError."""
    if len(text) > param.most:
        raise UsageError(f"{param.name} has more than {param.most} characters", "", "write less")
    if param.choices and text not in param.choices:
        raise UsageError(f"{param.name} can not be {text[:40]!r}", "", f"it is one of: {', '.join(param.choices)}")
    if param.type in ("whole", "number"):
        try:
            value = int(text) if param.type == "whole" else float(text)
        except ValueError:
            raise UsageError(f"{param.name} is no number: {text[:40]!r}") from None
        if not param.low <= value <= param.high:
            raise UsageError(f"{param.name} lies between {param.low:g} and {param.high:g}")
        return value
    if param.type == "date" and text and not is_date(text):
        raise UsageError(f"{param.name} is no date: {text[:40]!r}", "", "write 2023, 2023-03 or 2023-03-14")
    return text not in ("", "0", "false", "no") if param.type == "flag" else text


def _settled(param: Param, values: list[Any]) -> Any:
    if param.many:
        return tuple(value for value in values if value != "")
    if len(values) > 1:
        raise UsageError(f"{param.name} stands there twice")
    return values[0] if values else False if param.type == "flag" else param.default
