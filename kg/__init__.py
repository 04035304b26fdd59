"""kg: a knowledge graph of what articles claim about open and closed AI models.

An article flows through the house once, from left to right:

    read → language → mentions → claims → graph → store → query → view

Each folder's `__init__` says in its first line what it is for, and each module in its own.

    corpus         the folder of articles; decisions: what people decided about names, kept beside them
    read/          file or bytes → Article: encoding, front matter, Markdown-like text, blocks
    intake/        files, folders, archives, addresses, standard input → articles, within limits
    language/      sentences, tokens, dates, numbers, for each language. numbers runs amounts (how many), units (of what), prices
                   (for what) and bare (what has no unit); dates: datereaders, by the forms in data
    entities/      an article's text → mentions. mentions runs the others: names and versions (what is known), shapes, hannames
                   (what a form gives away), series, entries, strangers (what stands around it); masking: a sentence as
                   patterns see it, one private character for each mention, number and date
    discourse/     what a sentence inherits. outline: headings and lists; context: topic, what a missing subject stands for;
                   publisher: whose text it is; speech: who says it; when, years: its date; centering: "it", "we"
    clauses/       sentences → claims. frames: the pattern language (kinds of claims are data in data/kinds); roles: who fills
                   them; claims: the engine; arguments, sides, aspects: the debate; denials, dating: whether and when
    tabular/       tables and lists → claims, by headers and labels
    extraction/    one article → entities and claims. extract runs the rooms above; reconcile: its claims together; signs,
                   calibration: how sure each is; explain: why; evaluate: how good on texts with gold
    learned/, llm/ a trained model and a language model as further readers, held against the text; optional
    resolution/    same thing or not. identity: decisions and rules; likeness, glosses, kin: names, brackets, families
    reuse/         passages that stand in several articles: voices, translations, near copies
    rdf/           claims → quads, one named graph for each article
    fulltext/      what kg search looks in: tokens, passages, SQLite full text beside the graph
    store/         the graph on disk or on a server; its snapshots; which file holds which article
    listing/       the graph as plain rows; lists kept ahead, deriving/ keeps them in step
    disputes/      conflicts by the rules in data/conflicts.toml
    debating/      arguments, stances and courses as a net; who moved from open to closed
    asking/        query: named queries; ask: a plain question → one of them; search: words → passages
    networks/      things and claims as a network; paths
    display/       tables, the network page, export
    reviews/       what waits for a person, and what was decided
    updating/      build, add, remove: pipeline runs the rooms in order; changes: whole or not at all; engines, fanout: by many
                   processes; extractors: who reads; backup, watching
    check          quotes in place, shapes, data
    explore/       what the explorer shows: ENDPOINTS, each a function from a snapshot of the graph to plain data
    serve/, mcp/   the explorer and the SPARQL endpoint over HTTP (the page is data/explorer); the graph for assistants
    cli            the commands, in groups in commands/; workspace: the same from Python

    kept, trees, alternatives, regexes, sieve   what takes long to work out of data files; which of many patterns to try on a text
    sre            the inside of Python's regular expressions, which belongs to Python: the one place to look at when it changes
    workers/, spool, files   processes that may be ended, records put by in order, files whole or not at all

From Python:

    import kg
    ws = kg.open("corpus")
    ws.build()
    ws.query("open-to-closed")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.workspace import Workspace, extract_file, extract_text

__version__ = "0.1.0"
__all__ = ["Workspace", "extract_file", "extract_text", "open"]


def open(corpus: str | None = None, store: str | None = None, lang: str | None = None) -> Workspace:
    """A workspace: a corpus and its graph, with the verbs of the command line as methods."""
    from kg.workspace import Workspace

    return Workspace(corpus, store, lang)


def __getattr__(name: str) -> Any:
    """Load the Python face only when it is asked for: the command line starts without it."""
    if name in __all__:
        from kg import workspace

        return getattr(workspace, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
