"""The commands `evaluate` and `explain`: how good extraction is, and why a claim was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import files
from kg.commands.choosing import Choice, consult, extractor_options, recipe_of
from kg.commands.console import ANY, FILE, Command, Run, filters, show_table

if TYPE_CHECKING:
    from kg.model import Article


@click.command(cls=Command, name="evaluate")
@click.argument("gold", type=ANY)
@click.option("--texts", type=ANY, default=None, metavar="DIR")
@click.option("--errors", type=FILE, default=None, metavar="FILE.jsonl")
@extractor_options(several=True)
@filters()
@click.pass_obj
def evaluate_command(
    run: Run, gold: Path, texts: Path | None, errors: Path | None, choice: list[Choice], format: str
) -> None:
    import json

    from kg.display import tables
    from kg.extraction import evaluate
    from kg.updating import pipeline

    texts = texts or run.settings.corpus
    reports = {}
    for one in choice:
        recipe = recipe_of(run, one)
        if one.extractor != "rules":
            consult(run, pipeline.gold_articles(gold, texts), recipe, one)
        reports[one.extractor] = pipeline.evaluate(gold, texts, recipe)
    plain = [{"part": name, **score.row()} for name, score in reports[choice[0].extractor].parts()]
    show_table(tables.rows_table(evaluate.side_by_side(reports) if len(reports) > 1 else plain), format, run.lang)
    if errors:
        rows = [{"extractor": name, **row} for name, report in reports.items() for row in report.errors]
        files.write(errors, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        run.tell("wrote", path=errors)
    for name, report in reports.items():
        low, high = report.interval
        said = {"f1": f"{report.total.f1:.3f}", "low": f"{low:.3f}", "high": f"{high:.3f}"}
        click.echo(f"{name}: ", nl=False, err=True) if len(reports) > 1 and not run.quiet else None
        run.tell("evaluated", **said, mean=f"{report.mean_f1:.3f}")


def _tell_struck(run: Run, article: Article) -> None:
    """Say which claims of the article a decision strikes: they are found above, and are not in the graph."""
    from kg import decisions
    from kg.updating import settled

    made = decisions.load(run.settings.corpus)
    mine = [one for one in made if one.do == "strike" and one.article == article.id]
    fits = settled.read(article, made).struck if mine else ()
    for one in mine:
        if one.id in fits:
            click.echo(run.word("struck", decision=str(one), id=one.id, by=one.by))


@click.command(cls=Command, name="explain")
@click.argument("file", type=ANY)
@extractor_options()
@click.pass_obj
def explain_command(run: Run, file: Path, choice: Choice) -> None:
    from kg.extraction import explain as explanation
    from kg.extraction.extract import shared
    from kg.read import read_file

    recipe, article = recipe_of(run, choice), read_file(file)
    consult(run, [article], recipe, choice)
    if choice.extractor == "hybrid":
        from kg.learned import explaining as offers

        for line in offers.lines(article, shared()):
            click.echo(line)
        return
    if choice.extractor != "llm":
        for line in explanation.lines(article, shared()):
            click.echo(line)
        _tell_struck(run, article)
    if choice.extractor != "rules":
        from kg.llm import explaining
        from kg.updating.extractors import reader

        kept = list(reader(shared(), recipe)(article).claims)
        for line in (*explaining.lines(shared().context(article), recipe.told(), kept), *explaining.kept_lines(kept)):
            click.echo(line)
