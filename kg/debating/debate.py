"""The debate in two formats that argument tools read: AIF (Argument Interchange Format) in RDF, and Argdown.

AIF: what is said is an I-node, a step of reasoning an RA-node with premise and conclusion, a conflict a CA-node. An
argument is the premise of its point, a point the premise of its course or in conflict with it, rival points are in
conflict both ways, and an argument of the same speaker is the premise of a stance. Who says it stands as a locution
(L-node) that a YA-node ties to what is said. Claims keep their own IRIs, so that the file joins the graph.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator

from kg.debating.argumentation import Net, Point
from kg.listing.steps import Row
from kg.rdf.graph import (
    BASE,
    NAMESPACES,
    article_iri,
    claim_iri,
    class_name,
    concepts,
    date_term,
    entity_iri,
    iri,
    literal,
    name,
)
from kg.rdf.labels import script
from kg.words import all_words, word

AIF = "http://www.arg.dundee.ac.uk/aif#"
_SPECIAL = re.compile(r"[\\\[\]<>{}#@*_/`:!+\-]")  # characters that mean something to Argdown
_BLANKS = re.compile(r"\s+")


# --- words -----------------------------------------------------------------------------------------------------------


def course_text(side: str, lang: str) -> str:
    """A course as a statement: "Models should be open." """
    return word(lang, "debate", f"course_{side}")


def point_text(point: Point, lang: str) -> str:
    """A point as a statement: "On privacy, something speaks for open models." """
    aspect = word(lang, "aspects", point.aspect)
    return word(lang, "debate", f"{point.polarity}_{point.side}", aspect=aspect)


def speaker_text(row: Row, lang: str) -> str:
    """Who says a claim, for reading: the speaker, else the article's author, else its title."""
    who = row["subject"] if row["kind"] == "stance" else row["speaker"]
    if who and who["label"] != "author":
        return str(who["label"])
    return row["author"] or word(lang, "page", "author_of", title=row["title"])


# --- AIF -------------------------------------------------------------------------------------------------------------


def aif(net: Net) -> list[str]:
    """The debate as sorted, distinct N-Triples lines without line ends, none of them with a blank node."""
    lines = set(_aif(net))
    return sorted(f"{line} ." for line in lines)


def _aif(net: Net) -> Iterator[str]:
    for side in sorted(concepts()[1]["course"]):
        yield from _statement(_course(side), {lang: course_text(side, lang) for lang in ("en", "zh")})
        yield f"{_course(side)} {name('dcterms:subject')} {name(f'kg:course-{side}')}"
    for point, rows in net.points.items():
        yield from _point(point, net.rivals[point])
        for row in rows:
            yield from _said(row)
            yield from _inference(_node(row), _spot(point))
    for row in net.stances:
        yield from _said(row)
        reason = _inference if row["value"]["polarity"] == "for" else _conflict
        yield from reason(_node(row), _course(row["value"]["side"]))
        for ground in net.grounds(row):
            yield from _inference(_node(ground), _node(row))
    for row in net.strategies:
        yield from _said(row)


def _term(local: str) -> str:
    return iri(AIF + local)


def _course(side: str) -> str:
    return iri(f"{BASE}aif/course/{side}")


def _spot(point: Point) -> str:
    return iri(f"{BASE}aif/point/{point.id}")


def _node(row: Row) -> str:
    return iri(claim_iri(row["id"]))


def _statement(node: str, texts: dict[str, str]) -> Iterator[str]:
    yield f"{node} {name('rdf:type')} {_term('I-node')}"
    yield f"{node} {_term('claimText')} {literal(texts['en'])}"
    for lang, text in texts.items():
        yield f"{node} {name('rdfs:label')} {literal(text, lang=lang)}"


def _point(point: Point, rivals: Iterable[Point]) -> Iterator[str]:
    node = _spot(point)
    yield from _statement(node, {lang: point_text(point, lang) for lang in ("en", "zh")})
    for key, scheme in (("aspect", "aspect"), ("side", "course"), ("polarity", "polarity")):
        yield f"{node} {name(f'kg:{key}')} {name(f'kg:{scheme}-{getattr(point, key)}')}"
    reason = _inference if point.polarity == "pro" else _conflict
    yield from reason(node, _course(point.side))
    for rival in rivals:
        yield from _conflict(node, _spot(rival))


def _scheme_node(kind: str, one: str, other: str) -> str:
    digest = hashlib.sha256(f"{one} {other}".encode()).hexdigest()[:20]
    return iri(f"{BASE}aif/{kind}/{digest}")


def _inference(premise: str, conclusion: str) -> Iterator[str]:
    node = _scheme_node("ra", premise, conclusion)
    yield f"{node} {name('rdf:type')} {_term('RA-node')}"
    yield f"{node} {_term('Premise')} {premise}"
    yield f"{node} {_term('Conclusion')} {conclusion}"


def _conflict(attacker: str, attacked: str) -> Iterator[str]:
    node = _scheme_node("ca", attacker, attacked)
    yield f"{node} {name('rdf:type')} {_term('CA-node')}"
    # the specification names the elements of a conflict, the AIF database writes them as premise and conclusion
    yield from (f"{node} {_term(part)} {attacker}" for part in ("ConflictingElement", "Premise"))
    yield from (f"{node} {_term(part)} {attacked}" for part in ("ConflictedElement", "Conclusion"))


def _said(row: Row) -> Iterator[str]:
    """A claim as what is said, and its saying: who, where, in which words."""
    node, article = _node(row), iri(article_iri(row["article"]))
    yield f"{node} {name('rdf:type')} {_term('I-node')}"
    yield f"{node} {name('rdf:type')} {name('kg:' + class_name(row['kind']))}"
    yield f"{node} {_term('claimText')} {literal(row['quote'])}"
    yield f"{node} {name('prov:wasDerivedFrom')} {article}"
    for key, scheme in concepts()[0].items():
        value = row["value"].get(key)
        if value in concepts()[1][scheme]:
            yield f"{node} {name('kg:' + key)} {name(f'kg:{scheme}-{value}')}"
    for role in ("subject", "speaker"):
        if row[role] and row[role]["label"] != "author":  # an article's author is another person in each article
            yield from _thing(node, role, row[role])
    yield f"{article} {name('rdf:type')} {name('schema:Article')}"
    yield f"{article} {name('dcterms:title')} {literal(row['title'], lang=script(row['title']))}"
    if row["date"]:
        yield f"{article} {name('dcterms:date')} {date_term(row['date'])}"
    yield from _locution(row, node, article)


def _thing(node: str, role: str, thing: Row) -> Iterator[str]:
    target = iri(entity_iri(thing["key"]))
    yield f"{node} {name('kg:' + role)} {target}"
    yield f"{target} {name('rdf:type')} {name('kg:' + thing['type'])}"
    yield f"{target} {name('skos:prefLabel')} {literal(thing['label'], lang=script(thing['label']))}"


def _locution(row: Row, node: str, article: str) -> Iterator[str]:
    spoken, saying = (iri(f"{BASE}aif/{kind}/{row['id']}") for kind in ("locution", "ya"))
    who = row["speaker"] or (row["subject"] if row["kind"] == "stance" else None)
    source = iri(entity_iri(who["key"])) if who and who["label"] != "author" else article
    yield f"{spoken} {name('rdf:type')} {_term('L-node')}"
    text = f"{speaker_text(row, 'en')}: {row['quote']}"
    yield f"{spoken} {_term('claimText')} {literal(text)}"
    yield f"{spoken} {name('prov:wasAttributedTo')} {source}"
    yield f"{spoken} {name('dcterms:isPartOf')} {article}"
    yield f"{saying} {name('rdf:type')} {_term('YA-node')}"
    yield f"{saying} {_term('Locution')} {spoken}"
    yield f"{saying} {_term('IllocutionaryContent')} {node}"


def prefixes() -> dict[str, str]:
    """The namespaces of the AIF file."""
    return {"aif": AIF, **NAMESPACES}


# --- Argdown ---------------------------------------------------------------------------------------------------------


def argdown(net: Net, lang: str = "en") -> Iterator[str]:
    """The debate as lines of Argdown: courses, then for each aspect its points with their arguments, then stances."""
    yield "==="
    yield f"title: {json.dumps(word(lang, 'debate', 'title'), ensure_ascii=False)}"
    yield "==="
    yield from ("", f"# {_plain(word(lang, 'debate', 'courses'))}", "")
    for side in ("open", "closed", "hybrid"):
        yield f"[{side}]: {_plain(course_text(side, lang))}"
        for point in net.points:
            if point.side == side:
                yield f"    {'+' if point.polarity == 'pro' else '-'} <{point.id}>"
        for row in net.stances:
            if row["value"]["side"] == side:
                yield f"    {'+' if row['value']['polarity'] == 'for' else '-'} [{row['id']}]"
        yield ""
    for aspect in all_words()["aspects"]:
        yield from _aspect(net, aspect, lang)
    if net.stances:
        yield from (f"# {_plain(word(lang, 'debate', 'stances'))}", "")
    for row in net.stances:
        yield _quoted(row, lang)
        yield from (f"    + [{ground['id']}]" for ground in net.grounds(row))
        yield ""


def _aspect(net: Net, aspect: str, lang: str) -> Iterator[str]:
    points = [point for point in net.points if point.aspect == aspect]
    if points:
        yield from (f"# {_plain(word(lang, 'aspects', aspect))}", "")
    for point in points:
        yield f"<{point.id}>: {_plain(point_text(point, lang))} #{aspect}"
        yield from (f"    - <{rival.id}>" for rival in net.rivals[point])
        yield from (f"    + {_quoted(row, lang)}" for row in net.points[point])
        yield ""


def _quoted(row: Row, lang: str) -> str:
    """A claim as a statement whose title is its id, with what is known of it as data."""
    data = {"speaker": speaker_text(row, lang), "article": row["title"], "date": row["date"], "id": row["article"]}
    inside = ", ".join(f"{key}: {_json(value)}" for key, value in data.items())
    return f"[{row['id']}]: “{_plain(row['quote'])}” {{{inside}}}"


def _json(text: str) -> str:
    """A string as YAML in one line; Argdown counts braces even inside of strings."""
    quoted = json.dumps(_BLANKS.sub(" ", text), ensure_ascii=False)
    return quoted.replace("{", "\\u007b").replace("}", "\\u007d")


def _plain(text: str) -> str:
    """A text in one line in which nothing means anything to Argdown."""
    return _SPECIAL.sub(lambda found: "\\" + found.group(0), _BLANKS.sub(" ", text).strip())
