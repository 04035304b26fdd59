"""The command line: thin commands over pipeline, query, ask, network and view. Results go to standard output."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import __version__, measuring, settings, tracing
from kg.choosing import NAMES, Choice, consult, consult_noted, extractor_options, recipe_of, tell_change, tell_outcome
from kg.console import QUERY_FORMATS, Group, Run, filters, progress, show_table, width
from kg.errors import CheckFailed, KgError, NotFound, UsageError
from kg.reviewing import identity_lines, review
from kg.serving import mcp_command
from kg.words import word

if TYPE_CHECKING:
    from kg.extractors import Recipe
    from kg.model import Article, Table
    from kg.pipeline import Brought


FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--corpus", envvar="KG_CORPUS", show_envvar=True, metavar="DIR")
@click.option("--store", envvar="KG_STORE", show_envvar=True, metavar="PATH|URL")
@click.option("--lang", envvar="KG_LANG", show_envvar=True, type=click.Choice(settings.LANGS), is_eager=True)
@click.option("--quiet", "-q", is_flag=True)
@click.version_option(__version__, prog_name="kg")
@click.pass_context
def main(ctx: click.Context, corpus: str | None, store: str | None, lang: str | None, quiet: bool) -> None:
    ctx.obj = Run(settings.load(corpus, store, lang), quiet)


# ---- building


def build_graph(run: Run, paths: list[Path] | None, workers: int = 0, recipe: Recipe | None = None) -> None:
    """Build, and tell what came of it."""
    from kg import pipeline

    start = time.monotonic()
    chosen = {"recipe": recipe} if recipe else {}
    with progress(run) as step:
        report = pipeline.build(paths, run.settings, step, workers, **chosen)
    for copy in report.copies:
        click.echo(f"{copy}: {run.word('same_article')}", err=True)
    seconds = f"{time.monotonic() - start:.1f}"
    run.tell("built", seconds=seconds, articles=report.articles, entities=report.entities, claims=report.claims)
    _tell_skipped(run, report.skipped, report.articles)


@main.command()
@click.pass_obj
def demo(run: Run) -> None:
    from kg import query, tables

    shipped = settings.shipped_corpus()
    if run.settings.corpus.resolve() != shipped.resolve():  # somebody's own graph is not to be replaced by the demo's
        run.settings = replace(run.settings, corpus=shipped, store=f"{run.settings.store}-demo")
    build_graph(run, None)
    with run.store() as store:
        table = query.run(store, "open-to-closed", {})
        table = tables.with_titles(table, query.articles(store))
        click.echo(f"\n{run.word('demo_title')}\n")
        click.echo(tables.as_story(table, run.lang, min(width(), 100)) if table.rows else run.word("demo_none") + "\n")
    _write_view(run, (), Path("kg-demo.html"), "", 1, 1500)
    place = "" if run.settings.store == settings.load().store else f"--store {tables.shell(run.settings.store)} "
    question = word(run.lang, "messages", "demo_question")
    run.tell("open_it", path=Path("kg-demo.html").resolve().as_uri())
    commands = [f"  kg {place}{rest}" for rest in (f'ask "{question}"', "show OpenAI", "queries")]
    if not run.quiet:
        click.echo("\n".join(["", f"{run.word('try_next')}:", *commands]), err=True)


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(1, 256), default=None)
@extractor_options()
@click.option("--estimate", is_flag=True)
@click.option("--refusals", type=FILE, default=None, metavar="FILE.jsonl")
@click.pass_obj
def build(
    run: Run, paths: tuple[Path, ...], workers: int | None, choice: Choice, estimate: bool, refusals: Path | None
) -> None:
    from kg import pipeline

    if not estimate:
        tell_change(run, choice.extractor)
    elif choice.extractor == "rules":
        raise UsageError(run.word("nothing_to_estimate"), "--estimate", "--extractor llm|both")
    if choice.extractor == "rules":
        return build_graph(run, list(paths) or None, workers or 0)
    recipe = recipe_of(run, choice)
    articles = pipeline.read_all(list(paths) or None, run.settings).articles
    consult(run, articles, recipe, choice, estimate)
    if not estimate:
        build_graph(run, list(paths) or None, workers or 0, recipe)
        tell_outcome(run, articles, recipe, refusals)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE|-...")
@click.option("--allow-private", is_flag=True)
@click.option("--follow", is_flag=True)
@click.option("--max-cost", envvar="KG_MAX_COST", show_envvar=True, type=click.FloatRange(0), metavar="USD")
@click.option("--price", metavar="IN:OUT")
@click.pass_obj
def add(
    run: Run, sources: tuple[str, ...], allow_private: bool, follow: bool, max_cost: float | None, price: str | None
) -> None:
    from kg import pipeline

    pipeline.check_there(sources)
    taker = pipeline.taker(run.settings, allow_private, follow)
    faults, done = [], 0
    def ask(articles: Sequence[Article]) -> None:
        consult_noted(run, articles, max_cost, price or "")

    with progress(run, "reading") as step:
        for one in pipeline.add_all(sources, run.settings, taker, step, ask):
            if isinstance(one, KgError):
                faults.append(one)
            else:
                _tell_brought(run, one)
                done += 1
    _tell_skipped(run, faults, done)


def _tell_brought(run: Run, one: Brought) -> None:
    from kg.rules import rule_named

    key = "already" if one.known else "added"
    where = one.path or one.article.file
    run.tell(key, file=where, claims=one.claims, new=one.new_claims, names=len(one.new_entities))
    for title, share in one.near:
        run.tell("near_copy", title=title, share=f"{share:.0%}")
    for thing, rule in one.contradicts[:5]:
        run.tell("contradicts", thing=thing, what=rule_named(rule).label[run.lang])
    if len(one.contradicts) > 5:
        run.tell("contradicts_more", n=len(one.contradicts) - 5)


def _tell_skipped(run: Run, faults: Sequence[KgError], done: int) -> None:
    """Raise what could not be read: BadInput where nothing could, Skipped where the rest is done."""
    from kg.gather import BadInput, Skipped

    if faults and not done:
        raise faults[0] if len(faults) == 1 else BadInput(faults)
    if faults:
        raise Skipped(faults, run.word("skipped", n=len(faults), done=done))


@main.command()
@click.argument("names", nargs=-1, required=True, metavar="ARTICLE...")
@click.pass_obj
def remove(run: Run, names: tuple[str, ...]) -> None:
    from kg import pipeline

    run.check_built()
    for path in pipeline.remove(names, run.settings):
        run.tell("removed", path=path)


# ---- lists


@main.command()
@filters("article", "since", "until")
@click.pass_obj
def articles(run: Run, format: str, article: str | None, since: str | None, until: str | None) -> None:
    from kg import query, tables

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
    _list(run, tables.rows_table(rows, shown if format == "table" else ()), format)


@main.command()
@filters("article", "entity", "type")
@click.pass_obj
def entities(run: Run, format: str, **given: str | None) -> None:
    from kg import query, tables

    with run.store() as store:
        rows = query.entities(store, **given)
    shown = ("type", "label", "aliases", "file") if format == "table" else ()
    _list(run, tables.rows_table(rows, shown), format)


@main.command()
@filters("article", "entity", "kind", "since", "until", "speaker")
@click.option("--extractor", "found_by", type=click.Choice(NAMES), default=None)
@click.pass_obj
def claims(run: Run, format: str, found_by: str | None, **given: str | None) -> None:
    from kg import tables

    rows = _claims(run, **given, extractor=found_by)
    shown = {"table": ("kind", "subject", "object", "value", "time", "quote", "title"), "csv": tables.CLAIM_COLUMNS}
    _list(run, tables.rows_table(rows, shown.get(format.replace("tsv", "csv"), ())), format)


def _claims(run: Run, **given: str | None) -> list[dict[str, Any]]:
    from kg import query, tables

    with run.store() as store:
        return tables.with_sources(query.claims(store, **given), query.articles(store))


def _list(run: Run, table: Table, form: str) -> None:
    if not table.rows:
        run.tell("no_rows")
    show_table(table, form, run.lang)


@main.command()
@click.argument("name", metavar="NAME-OR-ID")
@filters()
@click.pass_obj
def show(run: Run, name: str, format: str) -> None:
    from kg import tables

    head, rows = _look_up(run, name)
    if format != "table":
        columns = tables.CLAIM_COLUMNS if format in ("csv", "tsv") else ()
        return show_table(tables.rows_table(rows, columns), format, run.lang)
    click.echo("\n".join(tables.terminal_text(line) for line in head) + "\n")
    click.echo(tables.as_evidence(rows, run.lang, min(width(), 110)), nl=False)
    if more := tracing.around(run, name, rows):
        click.echo(f"\n{more}", nl=False)


def _look_up(run: Run, name: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The head lines and claims of an entity, an article or a claim, in that order of trying."""
    from kg import query, steps, works

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
    rows = [row for row in _claims(run) if row["id"] == name]
    if not rows:
        raise NotFound(run.word("no_name", name=name), "", run.word("try_entities"))
    return [name], rows


# ---- questions


@main.command(name="query")
@click.argument("name", metavar="NAME|FILE.rq|-")
@click.option("params", "-p", multiple=True, metavar="NAME=VALUE")
@filters(more=QUERY_FORMATS)
@click.pass_obj
def run_query(run: Run, name: str, params: tuple[str, ...], format: str) -> None:
    from kg import query

    text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8") if name.endswith(".rq") else name
    given = dict(_pair(run, pair) for pair in params)
    with run.store() as store:
        if format in QUERY_FORMATS:
            from kg import results

            return click.echo(results.write(store, text, given, format), nl=False)
        table = query.run(store, text, given)
    _list(run, table, format)


def _pair(run: Run, pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not (name and equals):
        raise UsageError(run.word("bad_pair", pair=pair), "-p")
    return name, value


@main.command()
@click.argument("name", required=False, metavar="[NAME]")
@filters()
@click.pass_obj
def queries(run: Run, name: str | None, format: str) -> None:
    from kg import query, tables

    if name and format == "table":
        return click.echo("\n".join(tables.query_card(query.load(name), run.lang)))
    found = [query.load(one) for one in ([name] if name else query.names())]
    rows = [
        {
            "name": named.name,
            "question_en": named.titles.get("en", ""),
            "question_zh": named.titles.get("zh", ""),
            "parameters": [param.name for param in named.params],
        }
        for named in found
    ]
    _list(run, tables.rows_table(rows), format)


@main.command(name="ask")
@click.argument("question", nargs=-1, required=True)
@filters()
@click.pass_obj
def ask_question(run: Run, question: tuple[str, ...], format: str) -> None:
    from kg import ask, query, tables

    with run.store() as store:
        found = ask.answer(store, " ".join(question), run.lang)
        table = tables.with_titles(found.table, query.articles(store)) if format == "table" else found.table
    if not found.query:
        _offer(run, found.nearest, [_call(*call) for call in found.candidates])
    run.tell("query_ran", query=_call(found.query, found.params))
    if not table.rows:
        raise NotFound(run.word("no_answer"))
    if format == "table" and found.query == "open-to-closed":
        click.echo(tables.as_story(table, run.lang, min(width(), 100)), nl=False)
    else:
        show_table(table, format, run.lang)


@main.command(name="search")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@filters("article", "entity", "kind", "since", "until")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.pass_obj
def search_passages(run: Run, words: tuple[str, ...], format: str, limit: int, **given: str | None) -> None:
    from kg import hits, search

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
    from kg.tables import shell

    return " ".join(["kg query", name, *(f"-p {shell(f'{key}={value}')}" for key, value in params.items())])


def _offer(run: Run, nearest: Iterable[str], calls: Sequence[str]) -> None:
    """Say that the question is not known, or ask back where several are meant. Raises NotFound always."""
    for i, title in enumerate(nearest):
        line = f"  {title}" + (f"\n    {calls[i]}" if calls else "")
        click.echo(line if i else f"{run.word('nearest')}:\n{line}", err=True)
    raise NotFound(run.word("ambiguous" if calls else "unknown"), "", run.word("unknown_todo"))


main.add_command(tracing.conflicts_command)
main.add_command(tracing.path_command)


# ---- pictures and files


@main.command(name="view")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--output", "-o", type=FILE, default=Path("kg-view.html"), metavar="FILE.html", show_default=True)
@click.option("--query", metavar="NAME", default="")
@click.option("--depth", type=click.IntRange(0, 6), default=1, show_default=True)
@click.option("--max-nodes", type=click.IntRange(1, 5000), default=1500, show_default=True)
@click.pass_obj
def view_network(run: Run, names: tuple[str, ...], output: Path, query: str, depth: int, max_nodes: int) -> None:
    _write_view(run, names, output, query, depth, max_nodes)
    run.tell("open_it", path=output.resolve().as_uri())


def _write_view(run: Run, names: Iterable[str], output: Path, named: str, depth: int, max_nodes: int) -> None:
    from kg import network, query, steps, view

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
    from kg import check, tables

    faults = [*check.check_data(), *check.check_queries(), *_corpus_faults(run)]
    with run.store() as store:
        faults += [*check.check_store(store), *check.check_passages(store)]
    if not faults:
        return run.tell("all_well")
    show_table(tables.rows_table([{"where": f.where, "what": f.what} for f in faults]), format, run.lang)
    raise CheckFailed(run.word("faults", n=len(faults)))


def _corpus_faults(run: Run) -> Iterator[Any]:
    from kg import check, corpus, decisions

    try:
        for _ in corpus.load(run.settings.corpus):
            pass
        yield from check.check_sources(run.settings.corpus)
    except KgError as error:
        yield check.Fault(error.where, error.what)
    try:
        decisions.load(run.settings.corpus)
    except KgError as error:
        yield from (check.Fault(fault.where, fault.what) for fault in getattr(error, "faults", [error]))


@main.command(name="export")
@click.option("--output", "-o", type=FILE, required=True, metavar="FILE")
@click.pass_obj
def export_graph(run: Run, output: Path) -> None:
    from kg import export

    with run.store() as store:
        export.export(store, output)
    run.tell("wrote", path=output)


@main.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, metavar="P")
@click.option("--allow-host", multiple=True, metavar="NAME")
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=30, show_default=True, metavar="SECONDS")
@click.option("--memory", type=click.IntRange(64, 2**20), default=1024, show_default=True, metavar="MIB")
@click.option("--max-rows", type=click.IntRange(1), default=100_000, show_default=True, metavar="N")
@click.option("--workers", "serve_workers", type=click.IntRange(1, 256), default=None, metavar="N")
@click.pass_obj
def serve_graph(run: Run, host: str, port: int, allow_host: tuple[str, ...], **most: Any) -> None:
    from kg import serve

    run.check_built()
    limits = serve.Limits(seconds=most["timeout"], memory=most["memory"] * 2**20, rows=most["max_rows"])
    limits = replace(limits, workers=most["serve_workers"] or limits.workers)

    def say(address: str) -> None:
        run.tell("serving", address=address)
        if not serve.is_loopback(host):
            run.tell("serving_open")

    serve.run(run.settings, host, port, limits, allow_host, say)


main.add_command(measuring.evaluate_command)
main.add_command(measuring.explain_command)
main.add_command(review)
main.add_command(mcp_command)
