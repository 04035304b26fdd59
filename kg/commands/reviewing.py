"""The commands of `kg review`: what waits for a decision, and decisions made and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.commands.console import FORMATS, Group, Run, show_table
from kg.errors import CheckFailed
from kg.model import TYPES

if TYPE_CHECKING:
    from kg.decisions import Decision
    from kg.reviews.deciding import Desk
    from kg.store import Store

ABOUT = ("like", "merged", "homonym", "unknown")  # as review.ABOUT, which a test compares
by_option = click.option("--by", metavar="WHO", default="")


@click.group(cls=Group, invoke_without_command=True)
@click.option("--about", type=click.Choice(ABOUT), default=None)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N")
@click.option("--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_context
def review(ctx: click.Context, about: str | None, limit: int, format: str) -> None:
    if ctx.invoked_subcommand:
        return
    from kg.display import tables
    from kg.updating import judge

    run: Run = ctx.obj
    run.check_built()
    rows = [item.row() for item in judge.waiting(run.settings, about or "", limit + 1 if limit else 0)]
    shown = rows[:limit] if limit else rows
    if not rows:
        run.tell("nothing_waits")
    if format == "table":
        reasons = [{**row, **{k: run.word(f"{k}_{row[k]}") for k in ("about", "reason") if row[k]}} for row in shown]
        shown = [{"item": row["id"]} | {k: v for k, v in row.items() if k not in ("id", "key", "other_key")} for row in reasons]
    show_table(tables.rows_table(shown), format, run.lang)
    if len(rows) > len(shown):
        run.tell("more_wait", limit=limit)


def identity_lines(run: Run, store: Store, key: str) -> list[str]:
    """Why names are this thing: a line for each ruling that the graph holds."""
    from kg.reviews.review import rulings, told

    lines = []
    for row in told(rulings(store, key)):
        signed = " · ".join(part for part in (row["by"], row["on"]) if part)
        text = run.word("ruling", name=row["name"], reason=run.word(f"reason_{row['reason']}"), score=row["score"])
        lines.append(f"{text} [{signed}]" if signed else text)
    return lines


def _decide(run: Run, make: Any, by: str = "") -> None:
    from kg.updating import judge

    run.check_built()
    _tell(run, "decided", *judge.decide(run.settings, make, by))


def _tell(run: Run, key: str, made: Decision, articles: int) -> None:
    run.tell(key, decision=str(made), id=made.id, n=articles)


@review.command()
@click.argument("name", metavar="NAME|ID")
@click.option("--type", type=click.Choice(TYPES), default=None)
@click.option("--en", "name_en", default="", metavar="NAME")
@click.option("--zh", "name_zh", default="", metavar="NAME")
@click.option("--alias", "more_names", multiple=True, metavar="NAME")
@by_option
@click.pass_obj
def accept(run: Run, name: str, type: str | None, by: str, **names: Any) -> None:
    from kg.reviews import deciding

    def make(desk: Desk) -> Decision:
        return deciding.accept(desk, name, type or "", names["name_en"], names["name_zh"], names["more_names"])

    _decide(run, make, by)


@review.command()
@click.argument("name", metavar="NAME")
@click.argument("other", metavar="OTHER")
@by_option
@click.pass_obj
def merge(run: Run, name: str, other: str, by: str) -> None:
    from kg.reviews import deciding

    _decide(run, lambda desk: deciding.merge(desk, name, other), by)


@review.command()
@click.argument("name", metavar="NAME")
@click.option("--article", required=True, metavar="ARTICLE")
@click.option("--as", "other", default="", metavar="OTHER")
@by_option
@click.pass_obj
def split(run: Run, name: str, article: str, other: str, by: str) -> None:
    from kg.reviews import deciding

    _decide(run, lambda desk: deciding.split(desk, name, article, other), by)


@review.command()
@click.argument("name", metavar="NAME|ID")
@by_option
@click.pass_obj
def ignore(run: Run, name: str, by: str) -> None:
    from kg.reviews import deciding

    _decide(run, lambda desk: deciding.ignore(desk, name), by)


@review.command()
@click.argument("name", metavar="NAME|ID")
@click.argument("other", metavar="[OTHER]", default="")
@by_option
@click.pass_obj
def reject(run: Run, name: str, other: str, by: str) -> None:
    from kg.reviews import deciding

    _decide(run, lambda desk: deciding.reject(desk, name, other), by)


@review.command()
@click.argument("claim", metavar="CLAIM")
@click.option("--note", metavar="TEXT", default="")
@by_option
@click.pass_obj
def strike(run: Run, claim: str, note: str, by: str) -> None:
    from kg.reviews import deciding

    _decide(run, lambda desk: deciding.strike(desk, claim, note), by)


@review.command()
@click.argument("identity", metavar="[ID]", default="")
@click.pass_obj
def undo(run: Run, identity: str) -> None:
    from kg.updating import judge

    _tell(run, "undone", *judge.undo(run.settings, identity))


@review.command(name="decisions")
@click.option("--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def list_decisions(run: Run, format: str) -> None:
    from kg import decisions
    from kg.display import tables

    rows = [one.row() for one in decisions.load(run.settings.corpus)]
    short = ("id", "do", "name", "type", "en", "zh", "into_name", "kind", "quote", "file", "by", "on")
    if not rows:
        run.tell("no_rows")
    show_table(tables.rows_table(rows, short if rows and format == "table" else ()), format, run.lang)


@review.command(name="merge-decisions")
@click.argument("path", metavar="FILE|DIR", type=click.Path(path_type=Path, exists=True))
@click.option("--keep", type=click.Choice(("ours",)), default=None)
@click.pass_obj
def combine(run: Run, path: Path, keep: str | None) -> None:
    from kg.updating import judge

    fresh, left, articles = judge.combine(run.settings, path, keep or "")
    for fault in left:
        run.tell("left_out_decision", fault=fault)
    run.tell("combined", n=len(fresh), articles=articles)
    if left:
        raise CheckFailed(run.word("conflicting_decisions", n=len(left)))
