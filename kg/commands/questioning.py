"""The commands `query`, `queries`, `ask` and `search`: questions to the graph, as named queries, as texts and in plain words."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands.console import QUERY_FORMATS, Command, Run, filters, show_list, show_table, width
from kg.errors import NotFound, QueryError, ReadError, UsageError

if TYPE_CHECKING:
    from kg.model import Table
    from kg.store import Store


@click.command(cls=Command, name="query")
@click.argument("name", metavar="NAME|FILE.rq|-", type=click.UNPROCESSED)
@click.option("params", "-p", multiple=True, metavar="NAME=VALUE")
@click.option("--limit", type=click.IntRange(1), default=None)
@click.option("--offset", type=click.IntRange(0), default=0)
@filters(more=QUERY_FORMATS)
@click.pass_obj
def run_query(
    run: Run, name: str, params: tuple[str, ...], limit: int | None, offset: int, format: str
) -> None:
    from kg.asking import paging, query

    text = _query_text(name) if name == "-" or name.endswith(".rq") else name
    given = dict(_pair(run, pair) for pair in params)
    with _placed(name), run.store() as store:
        if format in QUERY_FORMATS:
            from kg.asking import results

            return click.echo(results.write(store, text, given, format, limit, offset), nl=False)
        page = paging.page(store, text, given, limit or sys.maxsize, offset) if limit or offset else None
        table = page.table if page else query.run(store, text, given)
        if format == "table" and text == name:
            table = titled(table, store)
    show_list(run, table, format)
    if page and table.rows:
        run.tell("page_of", first=offset + 1, last=offset + len(table.rows), total=page.total)
    return None


@contextmanager
def _placed(name: str) -> Iterator[None]:
    """Faults of a query that was read from a file (or -) are told with that place."""
    try:
        yield
    except QueryError as error:
        if not error.where.startswith("query") or not (name == "-" or name.endswith(".rq")):
            raise
        raise QueryError(error.what, ("stdin" if name == "-" else name) + error.where.removeprefix("query"), error.todo) from None


def _query_text(name: str) -> str:
    """What a file (or -, standard input) holds. Raises ReadError where that is no UTF-8."""
    raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        place = f"{'stdin' if name == '-' else name}:{line}"
        raise ReadError("this is not UTF-8", place, "save the query as UTF-8") from None


def _pair(run: Run, pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not (name and equals):
        raise UsageError(run.word("bad_pair", pair=pair), "-p")
    return name, value


@click.command(cls=Command, name="queries")
@click.argument("name", required=False, metavar="[NAME]")
@filters()
@click.pass_obj
def queries(run: Run, name: str | None, format: str) -> None:
    from kg.asking import query
    from kg.display import tables

    if name and format == "table":
        return click.echo("\n".join(tables.query_card(query.load(name), run.lang)))
    found = [query.load(one) for one in ([name] if name else query.names())]
    rows = [
        {
            "name": named.name,
            "question_en": named.titles.get("en", ""),
            "question_zh": named.titles.get("zh", ""),
            "parameters": [param.name for param in named.takes],
        }
        for named in found
    ]
    show_list(run, tables.rows_table(rows), format)


def titled(table: Table, store: Store) -> Table:
    """An answer with the titles of its articles; of the other articles nothing is read."""
    from kg.asking import query
    from kg.display import tables

    return tables.with_titles(table, query.articles(store, {row["article"] for row in table.dicts() if row.get("article")}))


@click.command(cls=Command, name="ask")
@click.argument("question", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=None)
@filters()
@click.pass_obj
def ask_question(run: Run, question: tuple[str, ...], limit: int | None, format: str) -> None:
    from kg import works
    from kg.asking import ask
    from kg.asking.wordlist import lang_of
    from kg.display import tables

    with run.store() as store:
        found = ask.answer(store, " ".join(question), run.lang, limit=limit)
        table = titled(works.beside_table(found.table, store, run.lang), store) if format == "table" else found.table
    if found.meant:
        run.tell("did_you_mean", names=found.meant)
    if not found.query:
        _offer(run, found.nearest, [_call(*call) for call in found.candidates], found.ambiguous)
    if format == "table" and (said := found.said(lang_of(" ".join(question)))):
        click.echo(f"{said}\n")
    run.tell("query_ran", query=_call(found.query, found.params))
    for remark, values in found.remarks.items():
        run.tell(remark, **values)
    if not table.rows:
        raise NotFound(run.word("no_answer"), "", run.word("no_answer_todo", words=shlex.quote(" ".join(question))))
    if format == "table" and found.query == "open-to-closed":
        click.echo(tables.as_story(table, run.lang, min(width(), 100)), nl=False)
    else:
        show_table(table, format, run.lang)
    if found.total > len(table.rows):
        run.tell("page_of", first=1, last=len(table.rows), total=found.total)


@click.command(cls=Command, name="search")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@filters("article", "entity", "kind", "since", "until")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.pass_obj
def search_passages(run: Run, words: tuple[str, ...], format: str, limit: int, **given: str | None) -> None:
    from kg.asking import search
    from kg.display import hits

    with run.store() as store:
        rows = search.search(store, hits.typed(words), limit=limit, **given)
    if not rows:
        raise NotFound(run.word("no_passages"), "", run.word("no_passages_todo"))
    if format == "table":
        color = "NO_COLOR" not in os.environ  # where the output is no terminal, click takes the colours out
        return click.echo(hits.as_passages(rows, run.lang, min(width(), 110), color), nl=False)
    show_table(hits.table(rows, format), format, run.lang)


def _call(name: str, params: Mapping[str, str]) -> str:
    """The command that runs a query with these parameters."""
    from kg.display.tables import shell

    return " ".join(["kg query", name, *(f"-p {shell(f'{key}={value}')}" for key, value in params.items())])


def _offer(run: Run, nearest: Iterable[str], calls: Iterable[str], ambiguous: bool) -> None:
    """Say that the question is not known, or ask back where several are meant. Raises NotFound always."""
    for i, (title, call) in enumerate(zip(nearest, calls, strict=True)):
        line = f"  {title}\n    {call}"
        click.echo(line if i else f"{run.word('nearest')}:\n{line}", err=True)
    raise NotFound(run.word("ambiguous" if ambiguous else "unknown"), "", run.word("unknown_todo"))


COMMANDS = (run_query, queries, ask_question, search_passages)
