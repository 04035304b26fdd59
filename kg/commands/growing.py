"""The commands that change a workspace: build, add, remove, backup and restore."""

from __future__ import annotations

import contextlib
import json
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.commands.choosing import Choice, consult, consult_noted, extractor_options, recipe_of, tell_change, tell_outcome
from kg.commands.console import ANY, FILE, Amount, Command, Run, complain, progress, width
from kg.errors import CheckFailed, KgError, UsageError
from kg.words import harmless

if TYPE_CHECKING:
    from kg.updating.engines import Fan
    from kg.updating.extractors import Recipe
    from kg.updating.pipeline import Added, BuildReport


class Skipped(CheckFailed):
    """What could not be read, while the rest was; `faults` has one error for each file or part of one."""

    def __init__(self, what: str, faults: Sequence[KgError]) -> None:
        self.faults = list(faults)
        super().__init__(what)


# ---- build


def build_graph(
    run: Run, paths: list[Path] | None, fan: Fan | None = None, format: str = "table", recipe: Recipe | None = None
) -> None:
    """Build, and tell what came of it. Raises Skipped where files could not be read."""
    from kg.display import accounts
    from kg.updating import pipeline

    start = time.monotonic()
    chosen: dict[str, Any] = {"recipe": recipe} if recipe else {}
    with progress(run) as step:
        report = pipeline.build(paths, run.settings, step, fan=fan, **chosen)
    for copy in report.copies:
        click.echo(harmless(f"{copy}: {run.word('same_article')}"), err=True)
    if format == "json":
        click.echo(json.dumps(_built(report), ensure_ascii=False, indent=1))
    elif not run.quiet:
        click.echo(accounts.as_editions(report.edited, run.lang, min(width(), 110)), nl=False)
    seconds = f"{time.monotonic() - start:.1f}"
    run.tell("built", seconds=seconds, articles=report.articles, entities=report.entities, claims=report.claims)
    if report.dropped:
        run.tell("dropped", n=report.dropped)
    if report.left:
        given = " ".join(map(shlex.quote, (*map(str, paths or [run.settings.corpus]), *_folders(report.left))))
        run.tell("still_there", some=", ".join(report.left), command=f"kg build {given}")
    _read_ahead(run, report)
    _refuse(run, report.skipped)


def _read_ahead(run: Run, report: BuildReport) -> None:
    """Read a large graph ahead, so that its first reader does not wait; where that fails the server does it.

    In a process of its own: what this one holds by now is not held beside it, but for what is left of the build.
    """
    from kg.explore.reading import MOST, WHOLE
    from kg.workers import confine

    if "://" not in run.settings.store and (report.articles > WHOLE or report.claims > MOST):
        confine.give_back()
        with contextlib.suppress(OSError):
            subprocess.run([sys.executable, "-m", "kg.serve.prepare", run.settings.store], check=False, stderr=subprocess.DEVNULL)


def _folders(files: Sequence[str]) -> list[str]:
    """The folders in which these files lie."""
    return sorted({str(Path(one).parent) for one in files})


def _built(report: BuildReport) -> dict[str, Any]:
    counts = {name: getattr(report, name) for name in ("articles", "entities", "claims", "added", "removed", "kept", "dropped")}
    return {
        **counts, "copies": list(report.copies), "edited": [one.row() for one in report.edited],
        "skipped": [_fault(one) for one in report.skipped],
    }  # fmt: skip


def _fault(error: KgError) -> dict[str, str]:
    return {"where": error.where, "what": error.what, "todo": error.todo}


def _refuse(run: Run, skipped: Sequence[KgError]) -> None:
    if skipped:
        raise Skipped(run.word("skipped", n=len(skipped)), skipped)


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=ANY)
@click.option("--workers", type=click.IntRange(1, 256), default=None)
@click.option("--engine", envvar="KG_ENGINE", show_envvar=True, default="", metavar="process|dask")
@click.option("--parts", envvar="KG_PARTS", show_envvar=True, default="", metavar="DIR|URL")
@click.option("--watch", is_flag=True)
@click.option("--format", type=click.Choice(("table", "json")), default="table", show_default=True)
@extractor_options()
@click.option("--estimate", is_flag=True)
@click.option("--refusals", type=FILE, default=None, metavar="FILE.jsonl")
@click.pass_obj
def build(
    run: Run, paths: tuple[Path, ...], workers: int | None, engine: str, parts: str, watch: bool, format: str,
    choice: Choice, estimate: bool, refusals: Path | None,
) -> None:  # fmt: skip
    from kg.updating.engines import Fan

    fan = Fan(engine, workers or 0, parts)
    if not estimate:
        tell_change(run, choice.extractor)
    elif choice.extractor == "rules":
        raise UsageError(run.word("nothing_to_estimate"), "--estimate", "--extractor llm|both")
    if choice.extractor != "rules" and watch:
        raise UsageError(run.word("watch_rules"), "--watch", "--extractor rules")
    if watch:
        return _watch(run, list(paths), fan, format)
    if choice.extractor == "rules":
        return build_graph(run, list(paths) or None, fan, format)
    from kg.updating import pipeline

    recipe, articles = recipe_of(run, choice), pipeline.read_all(list(paths), run.settings).articles
    consult(run, articles, recipe, choice, estimate)
    if not estimate:
        build_graph(run, list(paths) or None, fan, format, recipe)
        tell_outcome(run, articles, recipe, refusals)


def _watch(run: Run, paths: list[Path], fan: Fan, format: str) -> None:
    """Build whenever something changes, until Ctrl-C; what can not be read is told, and gone on from."""
    from kg import corpus
    from kg.updating import watching

    folders = paths or [run.settings.corpus]
    for folder in folders:
        if not folder.exists():
            corpus.list_articles(folder)  # says that it is not there
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # also where a shell that put it in the background let SIGINT be ignored
        signal.signal(number, signal.default_int_handler)
    try:
        for first in watching.changes_in(folders):
            if first:
                run.tell("watching", paths=", ".join(map(str, folders)))
            try:
                build_graph(run, paths or None, fan, format)
            except KgError as error:
                complain(*getattr(error, "faults", ()), error)
    except KeyboardInterrupt:
        pass
    run.tell("watched")


# ---- add, remove


@click.command(cls=Command)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE|-...", type=click.UNPROCESSED)
@click.option("--allow-private", is_flag=True)
@click.option("--follow", is_flag=True)
@click.option("--dry-run", is_flag=True)
@click.option("--workers", type=click.IntRange(1, 256), default=None)
@click.option("--format", type=click.Choice(("table", "json", "jsonl")), default="table", show_default=True)
@click.option("--max-cost", envvar="KG_MAX_COST", show_envvar=True, type=Amount(0), metavar="USD")
@click.option("--price", metavar="IN:OUT")
@click.pass_obj
def add(
    run: Run, sources: tuple[str, ...], allow_private: bool, follow: bool, dry_run: bool, workers: int | None,
    format: str, max_cost: float | None, price: str | None,
) -> None:  # fmt: skip
    from kg.updating import pipeline

    with progress(run, "reading") as step:
        found = pipeline.gather_new(sources, run.settings, step, allow_private, follow)
    consult_noted(run, found, max_cost, price or "")  # where a model is to read them, once its cost is clear
    with progress(run) as step:
        added = pipeline.add_gathered(found, run.settings, step, workers or 0, dry_run)
    _show_added(run, added, format, dry_run)
    if dry_run:
        run.tell("dry_run")
    _refuse(run, added.skipped)


def _show_added(run: Run, added: Added, format: str, dry_run: bool) -> None:
    from kg.display import accounts

    if format == "json":  # one article after the other, as json.dumps would write the whole
        click.echo(f'{{\n "dry_run": {json.dumps(dry_run)},\n "articles": [', nl=False)
        for number, one in enumerate(added):
            text = json.dumps(one.row(), ensure_ascii=False, indent=1).replace("\n", "\n  ")
            click.echo(f"{',' if number else ''}\n  {text}", nl=False)
        skipped = json.dumps([_fault(one) for one in added.skipped], ensure_ascii=False, indent=1).replace("\n", "\n ")
        end = "\n ]" if len(added) else "]"
        return click.echo(f'{end},\n "skipped": {skipped}\n}}')
    if format == "jsonl":
        for one in added:
            click.echo(json.dumps(one.row(), ensure_ascii=False))
        return None
    for one in added:
        key = "already" if one.known else "renewed" if one.edited else "added"
        file, names = one.path or one.article.file, len(one.new_entities)
        run.tell(key, file=file, claims=one.claims, new=len(one.new_claims), names=names)
        if not run.quiet:
            click.echo(accounts.as_brought(one.row(), run.lang, min(width(), 110)), nl=False)


@click.command(cls=Command)
@click.argument("names", nargs=-1, required=True, metavar="ARTICLE...", type=click.UNPROCESSED)
@click.pass_obj
def remove(run: Run, names: tuple[str, ...]) -> None:
    from kg.updating import pipeline

    run.check_built()
    for path in pipeline.remove(names, run.settings):
        run.tell("removed", path=path)


# ---- backup, restore


@click.command(cls=Command)
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True)
@click.pass_obj
def backup(run: Run, file: Path, force: bool) -> None:
    from kg.updating import backup as saving

    saved = saving.save(run.settings, file, force)
    run.tell("saved", path=file, files=saved.files, quads=saved.quads)


@click.command(cls=Command)
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True)
@click.pass_obj
def restore(run: Run, file: Path, force: bool) -> None:
    from kg.settings import shipped_corpus
    from kg.updating import backup as saving

    if run.settings.corpus.resolve() == shipped_corpus().resolve() and not Path("corpus").exists():
        run.settings = replace(run.settings, corpus=Path("corpus"))  # nobody named a corpus: it comes back here
    saved = saving.restore(run.settings, file, force)
    run.tell("restored", path=file, files=saved.files, quads=saved.quads, corpus=run.settings.corpus)


COMMANDS: Iterable[click.Command] = (build, add, remove)
KEEPING: Iterable[click.Command] = (backup, restore)
