"""kg: a knowledge graph of what articles claim about open and closed AI models.

An article flows through the house once, from left to right:

    read → language → mentions → claims → graph → store → query → view

    read/          file or bytes → Article: encoding, front matter, Markdown-like text, blocks
    intake/        files, folders, archives, addresses, standard input → articles, within limits
    corpus         the folder of articles; decisions: what people decided about names, kept beside them
    kept, regexes  what takes long to work out of data files, in the user's cache: plain values, compiled expressions
    language/      sentences, tokens, dates, numbers, for each language
    masking        a sentence as patterns see it: one private character for each mention, number and date
    senses         words around a name: which sense it has, whether it is a subject (data/cues)
    names, shapes  known names and versions of known families; new names by their form
    hannames, transcribed, speakers, translated  Chinese names nobody listed, foreign ones, those of turns and credits, in two scripts
    entries, series  new names by their place: a line of a list, a member among known ones
    mentions       an article's text → mentions
    context        what a sentence inherits: headings, topic, speaker; when: its date
    frames         the pattern language; kinds of claims are data in data/kinds; sieve: which of them to try on a sentence
    roles, claims  who fills a frame's roles; the engine that runs the frames; dating: when a claim was; arguments, grids (tables) beside it;
                   denials: what is denied, open or supposed; compared: what a comparison is about
    extract        one article → entities and claims; calibration, signs: how sure each is
    identity       same thing or not: decisions, rules (likeness, glosses), families (kin)
    voices         passages that stand in several articles
    graph          claims → quads, one named graph for each article
    tokens, passages, index   what kg search looks in: words, an article's passages, SQLite full text beside the graph
    store          the graph on disk; rows, steps, query on top of it
    derived, grouped, narrowing, deriving/   what is counted ahead, read, cut by parameters, kept in step;
                   paging: a part of a long answer
    ask            a plain question → named query and parameters
    asked, search, hits   words in both languages → passages, best first
    network, layout, view, tables, export   what a person sees
    review         what waits for a person; deciding, judge: decisions made, applied, taken back; reviewing: kg review
    llm            a language model as a second reader, held against the text; optional
    extractors     who reads: the rules, a model, both; the same claim from two makers is one
    gather, spool, catalogue   the articles of sources, each once; files that did not change are not read again
    settled        one article → its graph, under the decisions; fanout, crew: many, by several processes, within limits
    changes, register   a change whole or not at all; which file holds which article
    pipeline       build, add, remove: runs the rooms in order
    check          quotes in place, shapes, data
    mcp            the graph for assistants
    explore/       what the explorer shows: ENDPOINTS, each a function from a snapshot of the graph to plain data
    serve/         the explorer and the SPARQL endpoint over HTTP; the page itself is data/explorer
    cli, console   the commands; workspace: the same from Python

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
