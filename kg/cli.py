"""The command line: thin commands over pipeline, query, ask, network and view. Results go to standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from kg import __version__, files, settings, telling
from kg.commands import growing, measuring, questioning, tracing
from kg.commands.choosing import NAMES
from kg.commands.console import FILE, Amount, Group, Run, filters, show_list, show_table, width
from kg.commands.questioning import titled
from kg.commands.reviewing import identity_lines, review
from kg.commands.serving import mcp_command
from kg.errors import CheckFailed, NotFound, UsageError
from kg.words import word

PAGES = {  # what kg view writes beside the network → the function that makes it
    "argument-map": "kg.explore.argument_page:argument_page",
    "timeline": "kg.explore.timeline_page:timeline_page",
}


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--corpus", envvar="KG_CORPUS", show_envvar=True, metavar="DIR")
@click.option("--store", envvar="KG_STORE", show_envvar=True, metavar="PATH|URL")
@click.option("--wait", envvar="KG_WAIT", show_envvar=True, type=Amount(0, 10**6), metavar="SECONDS")
@click.option("--lang", envvar="KG_LANG", show_envvar=True, type=click.Choice(settings.LANGS), is_eager=True)
@click.option("--quiet", "-q", is_flag=True)
@click.version_option(__version__, prog_name="kg")
@click.pass_context
def main(ctx: click.Context, corpus: str | None, store: str | None, wait: float | None, lang: str | None, quiet: bool) -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small products on many threads cost more than they save
    ctx.obj = Run(settings.load(corpus, store, lang, wait=wait), quiet)
    telling.listener.set(ctx.obj.tell)


# ---- building


@main.command()
@click.pass_obj
def demo(run: Run) -> None:
    from kg.asking import query
    from kg.display import tables

    shipped = settings.shipped_corpus()
    if run.settings.corpus.resolve() != shipped.resolve() or "://" in run.settings.store:  # somebody's own graph is not to be replaced by the demo's
        run.settings = replace(run.settings, corpus=shipped, store=_beside(run.settings.store))
    growing.build_graph(run, None)
    with run.store() as store:
        table = query.run(store, "open-to-closed", {})
        table = titled(table, store)
        click.echo(f"\n{run.word('demo_title')}\n")
        click.echo(tables.as_story(table, run.lang, min(width(), 100)) if table.rows else run.word("demo_none") + "\n")
    _write_view(run, (), Path("kg-demo.html"), "", 1, 1500)
    place = "" if run.settings.store == settings.load().store else f"--store {tables.shell(run.settings.store)} "
    question = word(run.lang, "messages", "demo_question")
    run.tell("open_it", path=Path("kg-demo.html").resolve().as_uri())
    commands = [f"  kg {place}{rest}" for rest in (f'ask "{question}"', "show OpenAI", "queries")]
    if not run.quiet:
        click.echo("\n".join(["", f"{run.word('try_next')}:", *commands]), err=True)


def _beside(store: str) -> str:
    """Where the demo's graph goes beside somebody's own: a server holds one graph, and the demo leaves it alone."""
    return ".kg-demo" if "://" in store else f"{store}-demo"


for each in growing.COMMANDS:
    main.add_command(each)


# ---- lists


@main.command()
@filters("article", "since", "until")
@click.pass_obj
def articles(run: Run, format: str, article: str | None, since: str | None, until: str | None) -> None:
    from kg.asking import query
    from kg.display import tables

    for date in filter(None, (since, until)):
        query.date_text(date)
    with run.store() as store:
        rows = query.articles(store)
        wanted = set(query.resolve_article(store, article)) if article else None
    rows = [
        row for row in rows
        if (wanted is None or row["id"] in wanted)
        and (not since or row["date"][: len(since)] >= since)
        and (not until or (row["date"] and row["date"][: len(until)] <= until))
    ]  # fmt: skip
    shown = ("id", "file", "title", "date", "lang", "claims")
    show_list(run, tables.rows_table(rows, shown if format == "table" else ()), format)


@main.command()
@filters("article", "entity", "type")
@click.pass_obj
def entities(run: Run, format: str, **given: str | None) -> None:
    from kg.asking import query
    from kg.display import tables

    with run.store() as store:
        rows = query.entities(store, **given)
    shown = ("type", "label", "aliases", "file") if format == "table" else ()
    show_list(run, tables.rows_table(rows, shown), format)


@main.command()
@filters("article", "entity", "kind", "since", "until", "speaker")
@click.option("--extractor", "found_by", type=click.Choice(NAMES), default=None)
@click.option("--limit", type=click.IntRange(1), default=None)
@click.option("--offset", type=click.IntRange(0), default=0)
@click.pass_obj
def claims(run: Run, format: str, found_by: str | None, limit: int | None, offset: int, **given: str | None) -> None:
    from kg.display import tables

    if limit is None and not offset:
        rows, total = _claims(run, **given, extractor=found_by), 0
    else:
        rows, total = _page_of_claims(run, limit or sys.maxsize, offset, **given, extractor=found_by)
    told = [name for name in ("speaker", "negated", "modality") if any(row[name] for row in rows)]  # neither a denial nor a plan reads as its contrary
    shown = {"table": ("kind", "subject", "object", "value", "time", *told, "quote", "title"), "csv": tables.CLAIM_COLUMNS}
    show_list(run, tables.rows_table(rows, shown.get(format.replace("tsv", "csv"), ())), format)
    if rows and total:
        run.tell("page_of", first=offset + 1, last=offset + len(rows), total=total)


def _page_of_claims(run: Run, limit: int, offset: int, **given: str | None) -> tuple[list[dict[str, Any]], int]:
    from kg import works
    from kg.asking import paging, query
    from kg.display import tables

    with run.store() as store:
        rows, total = paging.claims(store, limit, offset, **given)
        return works.beside(tables.with_sources(rows, query.articles(store, {row["article"] for row in rows})), store), total


def _claims(run: Run, ids: Sequence[str] | None = None, **given: str | None) -> list[dict[str, Any]]:
    from kg import works
    from kg.asking import query
    from kg.display import tables

    with run.store() as store:
        rows = query.claims(store, ids=ids, **given)
        theirs = query.articles(store, {row["article"] for row in rows} if ids else None)
        return works.beside(tables.with_sources(rows, theirs), store)


@main.command()
@click.argument("name", metavar="NAME-OR-ID")
@filters()
@click.pass_obj
def show(run: Run, name: str, format: str) -> None:
    from kg.display import tables

    head, rows = _look_up(run, name)
    if format != "table":
        columns = tables.CLAIM_COLUMNS if format in ("csv", "tsv") else ()
        return show_table(tables.rows_table(rows, columns), format, run.lang)
    click.echo("\n".join(tables.terminal_text(line) for line in head) + "\n")
    said = run.word("rests_on") in head  # once for all of an article's claims
    click.echo(tables.as_evidence(rows, run.lang, min(width(), 110), rests=not said), nl=False)
    if more := tracing.around(run, name, rows):
        click.echo(f"\n{more}", nl=False)


def _look_up(run: Run, name: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The head lines and claims of an entity, an article or a claim, in that order of trying."""
    from kg import works
    from kg.asking import query
    from kg.listing import steps

    with run.store() as store:
        try:
            found = query.entities(store, entity=name)
            names = list(dict.fromkeys(n for row in found for n in (row["label"], *row["aliases"])))
            head = [f"{names[0]} · {word(run.lang, 'types', found[0]['type'])}"]
            also = [f"{run.word('also')}: {', '.join(names[1:])}"] if names[1:] else []
            why = [line for key in sorted({row["key"] for row in found}) for line in identity_lines(run, store, key)]
            return head + also + why, steps.with_standing(_claims(run, entity=name), store)
        except NotFound:
            pass
        try:
            key = query.resolve_article(store, name)[0]
            article = next(row for row in query.articles(store) if row["id"] == key)
            parts = (article["title"] or article["file"], article["author"], article["date"])
            origin = works.lines(store, key, run.word("rests_on"))
            return [" · ".join(part for part in parts if part), *origin], _claims(run, article=key)
        except NotFound:
            pass
    rows = _claims(run, ids=[name.rpartition("/")[2]])
    if not rows:
        raise NotFound(run.word("no_name", name=name), "", run.word("try_entities"))
    return [name], rows


# ---- questions


for each in questioning.COMMANDS:
    main.add_command(each)
main.add_command(tracing.conflicts_command)
main.add_command(tracing.path_command)


# ---- pictures and files


@main.command(name="view")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--output", "-o", type=FILE, default=Path("kg-view.html"), metavar="FILE.html", show_default=True)
@click.option("--query", metavar="NAME", default="")
@click.option("--depth", type=click.IntRange(0, 6), default=1, show_default=True)
@click.option("--max-nodes", type=click.IntRange(1, 5000), default=1500, show_default=True)
@click.option("--as", "shape", type=click.Choice(["network", *PAGES]), default="network", show_default=True)
@click.pass_obj
def view_network(
    run: Run, names: tuple[str, ...], output: Path, query: str, depth: int, max_nodes: int, shape: str
) -> None:
    if shape == "network":
        _write_view(run, names, output, query, depth, max_nodes)
    elif query:
        raise UsageError(run.word("query_draws_network"), "--query")
    else:
        _write_page(run, names, output, shape)
    run.tell("open_it", path=output.resolve().as_uri())


def _write_page(run: Run, names: Sequence[str], output: Path, shape: str) -> None:
    import importlib

    from kg.explore.snapshot import Snapshot

    module, _, make = PAGES[shape].partition(":")
    with run.store() as store:
        page, _ = getattr(importlib.import_module(module), make)(Snapshot(store), names, run.lang)
    files.write(output, [page])
    run.tell("wrote", path=output)


def _write_view(run: Run, names: Iterable[str], output: Path, named: str, depth: int, max_nodes: int) -> None:
    from kg.asking import query
    from kg.display import view
    from kg.listing import steps
    from kg.networks import network

    with run.store() as store:
        graph = network.build(steps.with_origins(_claims(run), store))
    names, title = tuple(names), ""
    if named:
        with run.store() as store:
            rows = query.run(store, named, {}).dicts()
        graph = network.about(graph, {(str(row.get("article")), str(row.get("quote"))) for row in rows})
        title = query.load(named).titles.get(run.lang, named)
    if names:
        graph = network.neighbourhood(graph, names, depth)
        title = " · ".join(dict.fromkeys(graph.nodes[node]["label"] for node in graph.graph["focus"]))
    if not len(graph):
        raise NotFound(run.word("no_rows"))
    graph = network.digest(graph, max_nodes)
    view.network_page(graph, output, run.lang, title)
    run.tell("wrote_view", path=output, nodes=len(graph), edges=graph.number_of_edges())
    if left := graph.graph["left_out"]["nodes"]:
        run.tell("left_out", nodes=left)


@main.command(name="check")
@filters()
@click.pass_obj
def check_all(run: Run, format: str) -> None:
    from kg import check
    from kg.display import tables

    with run.store() as store:
        faults = check.check_all(store, run.settings.corpus)
    if not faults:
        return run.tell("all_well")
    show_table(tables.rows_table([{"where": f.where, "what": f.what} for f in faults]), format, run.lang)
    raise CheckFailed(run.word("faults", n=len(faults)))


@main.command(name="export")
@click.option("--output", "-o", type=FILE, required=True, metavar="FILE")
@click.pass_obj
def export_graph(run: Run, output: Path) -> None:
    from kg.display import export

    with run.store() as store:
        export.export(store, output)
    run.tell("wrote", path=output)


@main.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, metavar="P")
@click.option("--allow-host", multiple=True, metavar="NAME")
@click.option("--timeout", type=Amount(0.1, 3600), default=30, show_default=True, metavar="SECONDS")
@click.option("--memory", type=click.IntRange(64, 2**20), default=1024, show_default=True, metavar="MIB")
@click.option("--max-rows", type=click.IntRange(1), default=100_000, show_default=True, metavar="N")
@click.option("--workers", "serve_workers", type=click.IntRange(1, 256), default=None, metavar="N")
@click.option("--allow-adding/--read-only", "adding", default=None)
@click.pass_obj
def serve_graph(run: Run, host: str, port: int, allow_host: tuple[str, ...], **most: Any) -> None:
    from kg import serve

    if "://" not in run.settings.store:
        with run.store():  # what was broken off is finished, what can not be used is built anew
            pass
    limits = serve.Limits(seconds=most["timeout"], memory=most["memory"] * 2**20, rows=most["max_rows"])
    limits = replace(limits, workers=most["serve_workers"] or limits.workers)

    def say(address: str) -> None:
        run.tell("serving", address=address)
        if not serve.is_loopback(host):
            run.tell("serving_open")

    serve.run(run.settings, host, port, limits, allow_host, say, most["adding"])


main.add_command(measuring.evaluate_command)
main.add_command(measuring.explain_command)
main.add_command(review)
for each in growing.KEEPING:
    main.add_command(each)
main.add_command(mcp_command)
