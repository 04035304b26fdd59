"""Content negotiation: which of the formats that there are an Accept header likes best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

JSON, XML, CSV, TSV = "json", "xml", "csv", "tsv"
TURTLE, NTRIPLES, JSONLD, RDFXML = "turtle", "n-triples", "json-ld", "rdf-xml"

# Media type → format, the preferred first: it is taken where nothing is asked for, and where two are liked the same.
TABLES: Mapping[str, str] = {
    "application/sparql-results+json": JSON,
    "application/json": JSON,
    "application/sparql-results+xml": XML,
    "application/xml": XML,
    "text/xml": XML,
    "text/csv": CSV,
    "text/tab-separated-values": TSV,
}
GRAPHS: Mapping[str, str] = {
    "text/turtle": TURTLE,
    "application/n-triples": NTRIPLES,
    "application/ld+json": JSONLD,
    "application/rdf+xml": RDFXML,
    "application/turtle": TURTLE,
    "application/x-turtle": TURTLE,
    "text/plain": NTRIPLES,
    "application/json": JSONLD,
    "application/xml": RDFXML,
}


def choose(header: str, offers: Sequence[str]) -> str:
    """The media type of `offers` that the header likes best, or "" where it takes none of them.

    As RFC 9110 has it: for each offer the most specific range that fits it decides, its `q` is how much it is liked,
    0 is never. Ranges that can not be read are passed over. No header, or an empty one, takes the first offer.
    """
    ranges = [found for part in header.split(",") if (found := _range(part))]
    if not header.strip():
        return offers[0]
    liked = [(_liking(offer, ranges), offer) for offer in offers]
    best = max(q for q, _ in liked)
    return next(offer for q, offer in liked if q == best) if best > 0 else ""


def _range(text: str) -> tuple[str, float] | None:
    name, *params = (part.strip() for part in text.split(";"))
    kind, slash, sub = name.lower().partition("/")
    if not (kind and slash and sub) or (kind == "*" and sub != "*"):
        return None
    for param in params:
        key, _, value = param.partition("=")
        if key.strip().lower() == "q":
            try:
                q = float(value)
            except ValueError:
                return None
            return (f"{kind}/{sub}", q) if 0 <= q <= 1 else None
    return f"{kind}/{sub}", 1.0


def _liking(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    for wanted in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        fitting = [q for name, q in ranges if name == wanted]
        if fitting:
            return max(fitting)
    return 0.0
