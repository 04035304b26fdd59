"""Answers → bytes: tables and truth values as JSON, XML, CSV and TSV, graphs as Turtle, N-Triples, JSON-LD, RDF/XML.

Rows are written one by one and not by the store's library, because only so they can be counted: an answer over the
limit is refused as a whole, never cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring as _json_text
from typing import IO, Any, cast
from xml.sax.saxutils import escape, quoteattr

from kg.errors import QueryError
from kg.rdf.graph import NAMESPACES
from kg.serve import accept

_PLAIN = NAMESPACES["xsd"] + "string"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL = re.compile(r"[^\W\d][\w.-]*\Z")  # what a predicate must end in to be an element of XML
_TO_QUOTE = re.compile('[",\r\n]')
Row = Sequence[Any]


class TooMuch(QueryError):
    """An answer with more rows, or more bytes, than one may have."""


class Unwritable(QueryError):
    """A graph that the format asked for can not hold."""


class Sink:
    """Takes the pieces of an answer. Raises TooMuch at a limit."""

    def __init__(self, most_rows: int, most_bytes: int) -> None:
        self.most_rows, self.most_bytes = most_rows, most_bytes
        self.rows = self.size = 0
        self.pieces: list[bytes] = []

    def counted(self, found: Iterable[Any]) -> Iterator[Any]:
        """The same rows, counted."""
        for row in found:
            self.rows += 1
            if self.rows > self.most_rows:
                raise TooMuch(f"the answer has more than {self.most_rows} rows", "", "ask for fewer, with LIMIT")
            yield row

    def write(self, text: str | bytes) -> int:
        data = text.encode() if isinstance(text, str) else bytes(text)
        self.size += len(data)
        if self.size > self.most_bytes:
            raise TooMuch(f"the answer has more than {self.most_bytes} bytes", "", "ask for less, with LIMIT")
        self.pieces.append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


# --- tables ----------------------------------------------------------------------------------------------------------


def write_table(sink: Sink, columns: Sequence[str], rows: Iterable[Row], form: str) -> None:
    """A SELECT's answer. A row has a term, or None, for each column."""
    _TABLES[form](sink, columns, sink.counted(rows))


def write_boolean(sink: Sink, answer: bool, form: str) -> None:
    """An ASK's answer."""
    word = "true" if answer else "false"
    if form == accept.JSON:
        sink.write(f'{{"head":{{}},"boolean":{word}}}\n')
    elif form == accept.XML:
        sink.write(f"{_XML_HEAD}<head></head><boolean>{word}</boolean></sparql>\n")
    else:
        sink.write(word + ("\r\n" if form == accept.CSV else "\n"))


def _remembered(write: Callable[[Any], str]) -> Callable[[Any], str]:
    """The same terms stand in many rows: each is written once."""
    known: dict[Any, str] = {}

    def term(value: Any) -> str:
        text = known.get(value)
        if text is None:
            if len(known) > 10_000:
                known.clear()
            text = known[value] = write(value)
        return text

    return term


def _json(sink: Sink, columns: Sequence[str], rows: Iterable[Row]) -> None:
    term = _remembered(_json_term)
    keys = [_json_text(name) for name in columns]
    sink.write(f'{{"head":{{"vars":[{",".join(keys)}]}},"results":{{"bindings":[')
    between = ""
    for row in rows:
        cells = (f"{key}:{term(value)}" for key, value in zip(keys, row, strict=True) if value is not None)
        sink.write(f"{between}\n{{{','.join(cells)}}}")
        between = ","
    sink.write("\n]}}\n")


def _json_term(term: Any) -> str:
    match type(term).__name__:
        case "NamedNode":
            return f'{{"type":"uri","value":{_json_text(term.value)}}}'
        case "BlankNode":
            return f'{{"type":"bnode","value":{_json_text(term.value)}}}'
        case "Triple":
            parts = (f'"{p}":{_json_term(getattr(term, p))}' for p in ("subject", "predicate", "object"))
            return f'{{"type":"triple","value":{{{",".join(parts)}}}}}'
    about = ""
    if term.language:
        about = f',"xml:lang":{_json_text(term.language)}'
        if term.direction:
            about += f',"its:dir":{_json_text(str(term.direction))}'
    elif term.datatype.value != _PLAIN:
        about = f',"datatype":{_json_text(term.datatype.value)}'
    return f'{{"type":"literal","value":{_json_text(term.value)}{about}}}'


_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(sink: Sink, columns: Sequence[str], rows: Iterable[Row]) -> None:
    term = _remembered(_xml_term)
    names = [quoteattr(name) for name in columns]
    sink.write(f"{_XML_HEAD}<head>{''.join(f'<variable name={name}/>' for name in names)}</head><results>")
    for row in rows:
        cells = (
            f"<binding name={name}>{term(value)}</binding>"
            for name, value in zip(names, row, strict=True)
            if value is not None
        )
        sink.write(f"\n<result>{''.join(cells)}</result>")
    sink.write("\n</results></sparql>\n")


def _xml_term(term: Any) -> str:
    match type(term).__name__:
        case "NamedNode":
            return f"<uri>{_xml_text(term.value)}</uri>"
        case "BlankNode":
            return f"<bnode>{_xml_text(term.value)}</bnode>"
        case "Triple":
            parts = (f"<{p}>{_xml_term(getattr(term, p))}</{p}>" for p in ("subject", "predicate", "object"))
            return f"<triple>{''.join(parts)}</triple>"
    about = ""
    if term.language:
        about = f" xml:lang={quoteattr(term.language)}"
        if term.direction:
            about += f' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" its:dir="{term.direction}"'
    elif term.datatype.value != _PLAIN:
        about = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{about}>{_xml_text(term.value)}</literal>"


def _xml_text(text: str) -> str:
    """XML can not hold most control characters in any form; a line's end it would change, were it not named."""
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), {"\r": "&#13;"})


def _csv(sink: Sink, columns: Sequence[str], rows: Iterable[Row]) -> None:
    term = _remembered(_csv_term)
    sink.write(",".join(map(_quoted, columns)) + "\r\n")
    for row in rows:
        sink.write(",".join(term(value) if value is not None else "" for value in row) + "\r\n")


def _csv_term(term: Any) -> str:
    match type(term).__name__:
        case "BlankNode" | "Triple":
            return _quoted(str(term))
    return _quoted(term.value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


def _tsv(sink: Sink, columns: Sequence[str], rows: Iterable[Row]) -> None:
    term = _remembered(lambda value: str(value).replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r"))
    sink.write("\t".join(f"?{name}" for name in columns) + "\n")
    for row in rows:
        sink.write("\t".join(term(value) if value is not None else "" for value in row) + "\n")


_TABLES: Mapping[str, Callable[[Sink, Sequence[str], Iterable[Row]], None]] = {
    accept.JSON: _json,
    accept.XML: _xml,
    accept.CSV: _csv,
    accept.TSV: _tsv,
}


# --- graphs ----------------------------------------------------------------------------------------------------------


def write_graph(sink: Sink, triples: Iterable[Any], form: str) -> None:
    """The triples of a CONSTRUCT or DESCRIBE, each once. Raises Unwritable where the format can not hold them."""
    from pyoxigraph import RdfFormat, serialize

    formats = {
        accept.TURTLE: RdfFormat.TURTLE,
        accept.NTRIPLES: RdfFormat.N_TRIPLES,
        accept.JSONLD: RdfFormat.JSON_LD,
        accept.RDFXML: RdfFormat.RDF_XML,
    }
    once = dict.fromkeys(sink.counted(triples))
    if form == accept.RDFXML:
        _check_xml(once)
    named = {} if form in (accept.NTRIPLES, accept.JSONLD) else dict(NAMESPACES)
    try:
        serialize(once, cast("IO[bytes]", sink), formats[form], prefixes=named or None)
    except (ValueError, OSError) as error:
        if isinstance(error.__cause__ or error, TooMuch):
            raise
        raise Unwritable(f"the graph can not be written as {form}: {error}", "", "ask for Turtle") from None


def _check_xml(triples: Iterable[Any]) -> None:
    """The library writes what is no XML where a predicate has no name that XML takes, or a text such a character."""
    for triple in triples:
        text = getattr(triple.object, "value", "")
        if not _LOCAL.search(triple.predicate.value) or (isinstance(text, str) and _NOT_XML.search(text)):
            raise Unwritable("RDF/XML can not hold a predicate or a text of this graph", "", "ask for Turtle")
