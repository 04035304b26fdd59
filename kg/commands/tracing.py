"""The commands `conflicts` and `path`, and what `show` tells of disagreement and of the arguments about a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kg.commands.console import Command, Run, filters, show_table, width
from kg.errors import NotFound

if TYPE_CHECKING:
    from kg.disputes.disagreement import Conflict
    from kg.store import Store

Row = dict[str, Any]
READING = 110  # columns from which lines of prose get no longer


@click.command(cls=Command, name="conflicts")
@click.option("--rule", metavar="NAME", default=None)
@click.option("--reported", is_flag=True)
@filters("entity", "kind")
@click.pass_obj
def conflicts_command(
    run: Run, format: str, entity: str | None, kind: str | None, rule: str | None, reported: bool
) -> None:
    from kg.display import accounts, tables
    from kg.disputes import conflicts, disagreement

    with run.store() as store:
        about = conflicts.named(store, entity) if entity else None
        shown = {"table": accounts.QUOTES, "json": None, "jsonl": None}.get(format, 1)
        found = conflicts.find(store, about, rule, kind, reported, shown=shown)
    if not found:
        click.echo(run.debate("no_conflicts"), err=True)
    if format == "table":
        return click.echo(accounts.as_conflicts(found, run.lang, min(width(), READING)), nl=False)
    whole = format in ("json", "jsonl")
    rows = disagreement.as_rows(found, run.lang) if whole else disagreement.side_rows(found)
    show_table(tables.rows_table(rows), format, run.lang)


@click.command(cls=Command, name="path")
@click.argument("source", metavar="A")
@click.argument("target", metavar="B")
@click.option("--max", "most", type=click.IntRange(1, 50), default=3, show_default=True)
@filters()
@click.pass_obj
def path_command(run: Run, source: str, target: str, most: int, format: str) -> None:
    from kg.display import accounts, tables
    from kg.networks import paths

    with run.store() as store:
        found = paths.find_paths(store, source, target, most)
    if format == "table":
        return click.echo(accounts.as_paths(found, run.lang, min(width(), READING)), nl=False)
    show_table(tables.rows_table(paths.path_rows(found)), format, run.lang)


def around(run: Run, name: str, rows: Sequence[Row]) -> str:
    """What `show` says after the claims: conflicts, the arguments about a vendor's changes, what hangs on an argument.

    `rows` are the claims that it shows: of one entity called `name`, of an article, or one claim.
    """
    from kg import works
    from kg.debating import traces
    from kg.display import accounts

    wide = min(width(), READING)
    parts: list[str] = []
    with run.store() as store:
        if found := _conflicts(store, name, rows):
            head = f"{run.debate('sides_at_odds')} ({len(found)})"
            parts.append(f"{head}\n\n{accounts.as_conflicts(found, run.lang, wide)}")
        if vendors := _changed(name, rows):
            parts.append(accounts.as_trace(works.beside(traces.trace_shift(store, vendors), store), run.lang, wide))
        if len(rows) == 1 and rows[0]["kind"] == "argument" and not rows[0]["negated"]:
            found_links = traces.trace_argument(store, [rows[0]["id"]])
            parts.append(accounts.as_links(works.beside(found_links, store), run.lang, wide))
    return "\n".join(part for part in parts if part)


def _conflicts(store: Store, name: str, rows: Sequence[Row]) -> list[Conflict]:
    """The conflicts about an entity; of an article or a claim those in which its words take part."""
    from kg.display.accounts import QUOTES
    from kg.disputes import conflicts
    from kg.rdf.graph import entity_iri
    from kg.rdf.graph import name as term

    try:
        return conflicts.find(store, conflicts.named(store, name), shown=QUOTES)
    except NotFound:
        things = {entity_iri(row[role]["key"]) for row in rows for role in ("subject", "object") if row[role]}
        aspects = {row["value"]["aspect"] for row in rows if row["kind"] == "argument"}
        about = things | {term(f"kg:aspect-{aspect}")[1:-1] for aspect in aspects}
        return conflicts.find(store, about, shown=QUOTES, holding={row["id"] for row in rows})


def _changed(name: str, rows: Sequence[Row]) -> set[str]:
    """The vendors whose change of course is shown: the entity itself, or that of the one claim."""
    from kg.knowledge import fold
    from kg.rdf.graph import entity_iri

    shifts = [row for row in rows if row["kind"] == "shift" and row["subject"] and not row["negated"]]
    wanted = fold(name)
    found = set()
    for row in shifts:
        names = {fold(one) for one in (row["subject"]["label"], *row["subject"]["aliases"], row["subject"]["key"])}
        if wanted in names or name == row["id"]:
            found.add(entity_iri(row["subject"]["key"]))
    return found
