"""Extractions as RDF: one named graph for each article, as N-Quads lines; pure, the same input gives the same lines.

Lines of text and not a library's objects: workers hand them over cheaply, every SPARQL 1.1 store takes them in, and
sorted they are a canonical form, because nothing here is a blank node.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from kg.errors import DataError, KgError
from kg.model import TYPES, Article, Claim, Entity, Extraction, Maker, Source
from kg.rdf.labels import alternative, script

if TYPE_CHECKING:
    from kg.resolution.identity import Ruling

BASE = "https://w3id.org/kg-explorer/"
DERIVED = f"{BASE}derived/"  # begins the names of graphs that no article brought
NAMESPACES = {
    "kg": f"{BASE}ns#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "wd": "http://www.wikidata.org/entity/",
    "spdx": "http://spdx.org/licenses/",
}
PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in NAMESPACES.items())
CHANGED = f"<{DERIVED}changed>"
STATE = f"<{DERIVED}state>"  # what tells that the derived graphs are there
FIXED = frozenset({"subject", "object", "speaker", "time", "negated", "modality", "confidence"})  # not values of a claim
DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}  # length of an ISO date → its XML Schema type

DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")  # 2023, 2023-03 or 2023-03-14
_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
_DECIMAL_DIGITS = 15  # stores keep decimals of about 18 places; more digits than this go as a double


# --- terms -----------------------------------------------------------------------------------------------------------


def iri(text: str) -> str:
    """An IRI as an N-Triples term; characters that an IRI can not hold are percent-encoded."""
    return f"<{_NO_IRI.sub(lambda found: quote(found.group(0)), text)}>"


@functools.lru_cache(maxsize=4096)
def name(prefixed: str) -> str:
    """The term of a prefixed name such as `kg:subject`."""
    prefix, _, local = prefixed.partition(":")
    return iri(NAMESPACES[prefix] + local)


def literal(text: str, *, lang: str = "", datatype: str = "") -> str:
    """A literal as an N-Triples term; `datatype` is the local name of an XML Schema type."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')  # the many, without a call for each
    escaped = _CONTROL.sub(lambda match: _SHORT.get(match.group(0)) or f"\\u{ord(match.group(0)):04X}", escaped)
    if lang:
        return f'"{escaped}"@{lang}'
    return f'"{escaped}"' + (f"^^<{NAMESPACES['xsd']}{datatype}>" if datatype else "")


def value_term(value: Any) -> str:
    """A plain Python value as a typed literal: int, decimal where it is exact, else double, boolean, string."""
    if isinstance(value, bool):
        return literal("true" if value else "false", datatype="boolean")
    if isinstance(value, int):
        return literal(str(value), datatype="integer" if abs(value) < 2**63 else "decimal")
    if isinstance(value, float) and value.is_integer() and 2**31 <= abs(value) < 2**63:
        return value_term(int(value))  # some stores can not tell a large whole decimal from an integer
    if isinstance(value, float):
        exact = Decimal(repr(value))
        if exact.is_finite() and len(exact.as_tuple().digits) <= _DECIMAL_DIGITS and -12 < exact.adjusted() < 15:
            return literal(format(exact, "f"), datatype="decimal")
        return literal(repr(value).upper().replace("NAN", "NaN"), datatype="double")
    return literal(str(value))


def is_date(text: str) -> bool:
    """Whether a text is an ISO 8601 date cut to what is known, and there is such a day."""
    if not DATE.fullmatch(text):
        return False
    try:
        return bool(date.fromisoformat(text + "-01-01"[len(text) - len("2023") :]))
    except ValueError:
        return False


def date_term(date: str) -> str:
    """An ISO 8601 date cut to what is known, typed by how much is known. Its lexical form is the date as written."""
    kind = DATES.get(len(date)) if DATE.fullmatch(date) else None
    return literal(date, datatype=kind or "")


# --- names of things -------------------------------------------------------------------------------------------------


def article_iri(article_id: str) -> str:
    """The IRI of an article, which is also that of its named graph."""
    return f"{BASE}article/{quote(article_id, safe='')}"


def among(articles: Iterable[str]) -> str:
    """What keeps a query to the graphs of these articles, by their ids: VALUES for `?g`."""
    return f"VALUES ?g {{ {' '.join(iri(article_iri(one)) for one in articles)} }}"


def portions(articles: Sequence[str], size: int) -> Iterator[str]:
    """`among` of so many articles at a time, in their order; "" alone where that is all of them."""
    for first in range(0, len(articles), size):
        yield among(articles[first : first + size]) if len(articles) > size else ""


def article_id(text: str) -> str:
    """The id of the article with this IRI."""
    return unquote(text.removeprefix(f"{BASE}article/"))


def is_article(text: str) -> bool:
    """Whether this IRI is an article's, and so the name of a graph that an article brought; others are derived."""
    return text.startswith(f"{BASE}article/")


def is_derived(text: str) -> bool:
    """Whether this IRI names a graph that is made out of those of the articles, and can be made again."""
    return text.startswith(DERIVED) and not text.startswith(f"{DERIVED}ledger")


def changed_triple(article: str) -> str:
    """What the graph CHANGED says of an article on which derived data may hang that was not made again yet."""
    return f"{iri(article_iri(article))} {name('kg:changed')} {value_term(True)}"


def entity_key(entity: Entity) -> str:
    """The entity's key; for one without, a key made of type and label."""
    return entity.key or f"{entity.type.lower()}/{'-'.join(entity.label.casefold().split())}"


def entity_iri(key: str) -> str:
    """The IRI of the entity with this key."""
    return f"{BASE}entity/{quote(key, safe='/')}"


def key_of(text: str) -> str:
    """The key of the entity with this IRI."""
    return unquote(text.removeprefix(f"{BASE}entity/"))


def class_name(kind: str) -> str:
    """The local name of a claim kind's class: `based-on` → `BasedOn`; `license` → `LicenseClaim`, beside the thing."""
    camel = "".join(part[:1].upper() + part[1:] for part in kind.split("-"))
    return f"{camel}Claim" if camel in TYPES else camel


def kind_of(local: str) -> str:
    """The claim kind of a class: `BasedOn` → `based-on`."""
    plain = local.removesuffix("Claim") if local.removesuffix("Claim") in TYPES else local
    return re.sub(r"(?<!^)(?=[A-Z])", "-", plain).lower()


def property_name(key: str) -> str:
    """The local name of a value's property: `list-price` → `listPrice`."""
    head, *rest = key.split("-")
    return head + "".join(part.capitalize() for part in rest)


def claim_id(article: Article, claim: Claim) -> str:
    """A hash of what is claimed and where: 20 hexadecimal digits, the last part of the claim's IRI."""
    parts = [
        article.id,
        claim.kind,
        claim.subject and entity_key(claim.subject),
        claim.object and entity_key(claim.object),
        sorted((key, value) for key, value in claim.value if value is not None),
        claim.time,
        claim.speaker and entity_key(claim.speaker),
        claim.negated,
        claim.start,
        claim.end,
        *([claim.modality] if claim.modality else []),  # what is told as so has the id that it always had
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode()).hexdigest()[:20]


def claim_iri(claim: str) -> str:
    """The IRI of the claim with this id."""
    return f"{BASE}claim/{claim}"


@functools.cache
def _values() -> tuple[dict[str, str], dict[str, frozenset[str]], dict[str, str]]:
    """kg/data/graph.toml: value key → scheme, scheme → its concepts, metric → its unit. Raises DataError for a bad file."""
    path = Path(__file__).parent.parent / "data" / "graph.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        schemes = {scheme: frozenset(names) for scheme, names in data["schemes"].items()}
        values, units = dict(data["values"]), dict(data["units"])
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise DataError(f"can not be read as value schemes: {error}", str(path), "install the package again") from None
    missing = sorted(set(values.values()) - set(schemes))
    if missing:
        raise DataError(f"values name schemes that are not there: {', '.join(missing)}", str(path))
    return values, schemes, units


def concepts() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Value key → scheme, and scheme → its concepts. Raises DataError for a bad file."""
    return _values()[:2]


def unit_of(metric: Any) -> str:
    """The unit that the concept of a metric has, so that claims need not say it; "" where it has none."""
    return _values()[2].get(metric, "")


# --- an article's graph ----------------------------------------------------------------------------------------------


def quads(
    extraction: Extraction, rulings: Iterable[Ruling] = (), kin: Iterable[Entity] = (), struck: Iterable[str] = ()
) -> list[str]:
    """The named graph of one article: sorted, distinct N-Quads lines without line ends.

    `rulings`: why names are the things they are. `kin`: families above its things that the article does not name.
    `struck`: decisions that struck a claim of it: so it is known of each whether it still fits one.
    Raises KgError, naming the article and the offsets, for a claim whose quote does not stand where it says.
    """
    article = extraction.article
    graph = iri(article_iri(article.id))
    triples = set(_article(article, graph))
    listed = {entity_key(entity): entity for claim in extraction.claims for entity in claim.entities()}
    listed.update((entity_key(entity), entity) for entity in extraction.entities)
    spoken = article.text.casefold()
    for key, entity in listed.items():
        triples.update(_entity(key, entity, spoken))
    for entity in kin:
        if (key := entity_key(entity)) not in listed:
            triples.update(_family(key, entity))
    for ruling in rulings:
        triples.update(_ruling(article, ruling))
    triples.update(f"{graph} {name('kg:struck')} {literal(one)}" for one in struck)
    claims = _distinct(article, extraction.claims)
    if claims:
        triples.add(f"{graph} {name('kg:rules')} {literal(rules_of(claims))}")
    for identity, claim in claims.items():
        triples.update(_claim(article, identity, claim))
        for maker in claim.makers:
            triples.update(_maker(article, graph, identity, maker))
    return sorted(f"{triple} {graph} ." for triple in triples)


def _article(article: Article, graph: str) -> Iterator[str]:
    yield f"{graph} {name('rdf:type')} {name('schema:Article')}"
    texts = {
        "dcterms:title": literal(article.title, lang=script(article.title)),
        "dcterms:date": date_term(article.date),
        "dcterms:language": literal(article.lang),
        "dcterms:creator": literal(article.author),
        "dcterms:publisher": literal(article.publisher),
        "dcterms:source": _link(article.source),
        "dcterms:rights": literal(article.rights),
        "kg:file": literal(article.file),
        "kg:text": literal(article.text),
    }
    yield from (f"{graph} {name(key)} {term}" for key, term in texts.items() if not term.startswith('""'))
    for source in article.sources:
        yield from _source(article, graph, source)


def _link(address: str) -> str:
    return iri(address) if _ABSOLUTE.fullmatch(address) else literal(address)


def _source(article: Article, graph: str, source: Source) -> Iterator[str]:
    parts = (source.title, source.publisher, source.date, source.url)
    if not any(parts):
        return
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    # a work without an address is known by what is written about it, whichever article names it
    node = iri(source.url if _ABSOLUTE.fullmatch(source.url) else f"{BASE}source/{digest}")
    yield f"{graph} {name('prov:hadPrimarySource')} {node}"
    if source.title:
        yield f"{node} {name('dcterms:title')} {literal(source.title, lang=script(source.title))}"
    if source.publisher:
        yield f"{node} {name('dcterms:publisher')} {literal(source.publisher)}"
    if source.date:
        yield f"{node} {name('dcterms:date')} {date_term(source.date)}"


def _family(key: str, entity: Entity) -> Iterator[str]:
    """A family that the article does not name: what it is called and where it belongs, and nothing that is said of it."""
    node = iri(entity_iri(key))
    yield from _thing(node, entity)
    yield f"{node} {name('kg:implied')} {value_term(True)}"


def _thing(node: str, entity: Entity) -> Iterator[str]:
    """What holds of any thing: its type, what it is called, and where it belongs."""
    yield f"{node} {name('rdf:type')} {name('kg:' + entity.type)}"
    yield f"{node} {name('skos:prefLabel')} {literal(entity.label, lang=script(entity.label))}"
    if entity.parent:
        yield f"{node} {name('kg:parent')} {iri(entity_iri(entity.parent))}"


def _entity(key: str, entity: Entity, spoken: str) -> Iterator[str]:
    """A thing that the article names; `spoken`: its text in small letters, whose forms of the name are kept."""
    node = iri(entity_iri(key))
    yield from _thing(node, entity)
    for alias in alternative(key, entity, spoken):
        yield f"{node} {name('skos:altLabel')} {literal(alias, lang=script(alias))}"
    if entity.wikidata:
        yield f"{node} {name('owl:sameAs')} {name('wd:' + entity.wikidata)}"
    if entity.spdx:
        yield f"{node} {name('kg:spdx')} {name('spdx:' + entity.spdx)}"


def _ruling(article: Article, ruling: Ruling) -> Iterator[str]:
    """Why a name is this thing here: a node of its own, so that the thing can be the same in other articles."""
    parts = (article.id, ruling.into, ruling.source, ruling.name, ruling.reason)
    node = iri(f"{BASE}ruling/{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]}")
    thing = iri(entity_iri(ruling.into))
    yield f"{thing} {name('prov:wasDerivedFrom')} {node}"
    yield f"{node} {name('rdf:type')} {name('kg:Ruling')}"
    yield f"{node} {name('kg:spelled')} {literal(ruling.name, lang=script(ruling.name))}"
    yield f"{node} {name('kg:reason')} {literal(ruling.reason)}"
    yield f"{node} {name('kg:likeness')} {value_term(round(float(ruling.score), 3))}"
    if ruling.source:
        link = "kg:splitFrom" if ruling.reason == "split" else "kg:mergedFrom"
        yield f"{node} {name(link)} {iri(entity_iri(ruling.source))}"
    if ruling.by:
        yield f"{node} {name('dcterms:creator')} {literal(ruling.by)}"
    if ruling.on:
        yield f"{node} {name('dcterms:created')} {literal(ruling.on)}"


def _distinct(article: Article, claims: Iterable[Claim]) -> dict[str, Claim]:
    """Claims by id. Two rules may find the same claim in the same words: the surer one stands."""
    found: dict[str, Claim] = {}
    for claim in claims:
        _refuse_ill(article, claim)
        identity = claim_id(article, claim)
        known = found.get(identity)
        if known is None or (claim.confidence, claim.rule) > (known.confidence, known.rule):
            found[identity] = claim
    return found


def _refuse_ill(article: Article, claim: Claim) -> None:
    where = f"{article.file}:{claim.start}-{claim.end}"
    todo = "the offsets count characters of the text as stored"
    if not 0 <= claim.start < claim.end <= len(article.text):
        raise KgError(f"a claim ({claim.kind}) has no words in the article {article.id}", where, todo)
    if article.text[claim.start : claim.end] != claim.quote:
        raise KgError(f"the quote of a claim ({claim.kind}) does not stand there in article {article.id}", where, todo)


def _claim(article: Article, identity: str, claim: Claim) -> Iterator[str]:
    node = iri(claim_iri(identity))
    passage = iri(f"{article_iri(article.id)}#char={claim.start},{claim.end}")  # a fragment as RFC 5147 writes it
    yield f"{node} {name('rdf:type')} {name('kg:' + class_name(claim.kind))}"
    yield f"{node} {name('oa:hasSelector')} {passage}"
    for role in ("subject", "object", "speaker"):
        entity: Entity | None = getattr(claim, role)
        if entity is not None:
            yield f"{node} {name('kg:' + role)} {iri(entity_iri(entity_key(entity)))}"
    unsaid = unit_of(claim.values.get("metric"))
    for key, value in claim.value:
        if value is not None and not (key == "unit" and value == unsaid):
            yield f"{node} {value_triple(key, value)}"
    if claim.time:
        yield f"{node} {name('kg:time')} {date_term(claim.time)}"
    if claim.negated:
        yield f"{node} {name('kg:negated')} {value_term(True)}"
    if claim.modality:
        yield f"{node} {value_triple('modality', claim.modality)}"
    yield f"{node} {name('kg:confidence')} {value_term(round(float(claim.confidence), 4))}"
    yield f"{passage} {name('oa:start')} {value_term(claim.start)}"
    yield f"{passage} {name('oa:end')} {value_term(claim.end)}"
    yield f"{passage} {name('oa:exact')} {literal(claim.quote)}"


def rules_of(claims: Mapping[str, Claim]) -> str:
    """Which rules found an article's claims: for each a line with its id and the rule.

    One literal for all of them: nobody joins over rules, and as a triple for each claim it would be a tenth of the graph.
    """
    return "".join(f"{identity} {' '.join(claim.rule.split())}\n" for identity, claim in sorted(claims.items()))


def read_rules(text: str) -> Iterator[tuple[str, str]]:
    """What `rules_of` wrote: id and rule of each claim."""
    for line in text.splitlines():
        identity, rule = line.split(" ", 1)
        yield identity, rule


def _maker(article: Article, graph: str, identity: str, maker: Maker) -> Iterator[str]:
    """Who found the claim: one activity for each maker that read the article, and the software behind it."""
    parts = (maker.extractor, maker.model, maker.version, maker.prompt)
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:12]
    reading = iri(f"{BASE}reading/{quote(article.id, safe='')}/{maker.extractor}-{digest}")
    agent = iri(f"{BASE}extractor/{maker.extractor}-{digest}")
    yield f"{iri(claim_iri(identity))} {name('prov:wasGeneratedBy')} {reading}"
    yield f"{reading} {name('rdf:type')} {name('prov:Activity')}"
    yield f"{reading} {name('prov:used')} {graph}"
    yield f"{reading} {name('prov:wasAssociatedWith')} {agent}"
    yield f"{agent} {name('rdf:type')} {name('prov:SoftwareAgent')}"
    for key, text in zip(("extractor", "languageModel", "version", "prompt"), parts, strict=True):
        if text:
            yield f"{agent} {name('kg:' + key)} {literal(text)}"


def value_triple(key: str, value: Any) -> str:
    """Predicate and object of a claim's value in the graph."""
    keys, schemes = concepts()
    local = property_name(key)
    scheme = keys.get(key)
    if scheme is None:
        return f"{name('kg:' + local)} {value_term(value)}"
    if value in schemes[scheme]:
        return f"{name('kg:' + local)} {name(f'kg:{scheme}-{value}')}"
    return f"{name(f'kg:{local}Text')} {value_term(value)}"
