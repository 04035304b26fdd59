"""Things in a table by their names in the reader's language, as the lexicon has them."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from kg.knowledge import DATA, LEXICON, read_tsv
from kg.model import Table
from kg.rdf.labels import script
from kg.words import all_words, word

# Columns that hold the names of things.
NAMED = frozenset({
    "vendor", "organization", "person", "model", "thing", "other", "base", "license", "benchmark", "subject", "object", "speaker", "entity",
})  # fmt: skip


def in_language(table: Table, lang: str) -> Table:
    """The table with the names of known things in this language, where the lexicon gives them one name in it; others stay."""
    places = [i for i, name in enumerate(table.columns) if name in NAMED]
    if not places or not table.rows:
        return table
    names = names_in(lang)
    rows = ([names.get(value, value) if i in places and isinstance(value, str) else value for i, value in enumerate(row)] for row in table.rows)
    return Table(table.columns, tuple(map(tuple, rows)))


@functools.cache
def names_in(lang: str) -> Mapping[str, str]:
    """The label of each thing of the lexicon that is not in this language → its name in it, and what we call groups and authors.

    Labels of two things are left out.
    """
    found: dict[str, str] = {}
    twice: set[str] = set()
    for file in LEXICON:
        for _, row in read_tsv(DATA / "lexicon" / f"{file}.tsv"):
            label, name = row["en"] or row["zh"], row.get(lang, "")
            if name and name != label and script(label) != lang:
                twice.update({label} if found.get(label, name) != name else ())
                found[label] = name
    return {**{label: name for label, name in found.items() if label not in twice}, **ours_in(lang)}


@functools.cache
def ours_in(lang: str) -> Mapping[str, str]:
    """What we call groups of models and an article's author → their name in this language."""
    groups = {label: word(lang, "groups", label) for label in all_words()["groups"]}
    return {**groups, "author": word(lang, "columns", "author")}
