"""Who extracts: the options that choose it, what it will cost and has cost, and what became of a model's proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import files
from kg.commands.console import Amount, Run, progress
from kg.errors import UsageError
from kg.words import word

if TYPE_CHECKING:
    from kg.llm.asking import Progress, Terms
    from kg.model import Article
    from kg.updating.extractors import Recipe
    from kg.updating.gather import Gathered

NAMES = ("rules", "hybrid", "llm", "both")  # the rows of extractors.EXTRACTORS, which a test compares
ASKING = ("llm", "both")  # those of them that ask a language model, which a test compares
OF_MODELS = ("model", "llm_url", "answers", "max_cost", "price", "at_once", "llm_timeout", "refusals")  # what those alone take
ANSWERS = "answers"  # as llm.answers.FOLDER, which a test compares


@dataclass(frozen=True, slots=True)
class Choice:
    """What the options say."""

    extractor: str
    model: str
    url: str
    answers: Path | None
    max_cost: float | None
    price: str
    at_once: int
    patience: float


def extractor_options(several: bool = False) -> Callable[[Any], Any]:
    """The options that choose an extractor; they come to the command as one `choice`. `several`: it may be repeated."""

    def decorate(function: Any) -> Any:
        def command(*args: Any, extractor: Any, **given: Any) -> Any:
            keys = ("model", "llm_url", "answers", "max_cost", "price", "at_once", "llm_timeout")
            model, url, answers, max_cost, price, at_once, patience = (given.pop(key) for key in keys)
            chosen = tuple(extractor) if several else (extractor or "rules",)
            _check_needed(chosen, click.get_current_context())
            made = [
                Choice(one, model or "", url or "", answers, max_cost, price or "", at_once, patience)
                for one in chosen or ("rules",)
            ]
            return function(*args, choice=made if several else made[0], **given)

        command.__name__, command.__doc__ = function.__name__, function.__doc__
        command.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        found: Any = command
        for option in reversed(_options(several)):
            found = option(found)
        return found

    return decorate


def _check_needed(chosen: Sequence[str], ctx: click.Context) -> None:
    """Raise UsageError for an option of a language model where none is asked: whoever names one means it to be.

    What stands in the environment holds for all commands, and means nothing here.
    """
    if any(one in ASKING for one in chosen):
        return
    for param in ctx.command.params:
        if param.name in OF_MODELS and ctx.get_parameter_source(param.name) is click.core.ParameterSource.COMMANDLINE:
            said = word(ctx.obj.lang, "messages", "needs_model", extractor=" ".join(chosen) or "rules")
            raise UsageError(said, param.opts[0], f"--extractor {'|'.join(ASKING)}")


def _options(several: bool) -> list[Any]:
    many: dict[str, Any] = {"multiple": True} if several else {"envvar": "KG_EXTRACTOR", "show_envvar": True}
    return [
        click.option("--extractor", type=click.Choice(NAMES), default=None, **many),
        click.option("--model", envvar="KG_MODEL", show_envvar=True, metavar="PROVIDER:MODEL"),
        click.option("--llm-url", envvar="KG_LLM_URL", show_envvar=True, metavar="URL"),
        click.option(
            "--answers", envvar="KG_ANSWERS", show_envvar=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR"
        ),
        click.option("--max-cost", envvar="KG_MAX_COST", show_envvar=True, type=Amount(0), metavar="USD"),
        click.option("--price", metavar="IN:OUT"),
        click.option("--at-once", type=click.IntRange(1, 64), default=4, show_default=True, metavar="N"),
        click.option(
            "--llm-timeout", type=Amount(0.1, 3600), default=120, show_default=True, metavar="SECONDS"
        ),
    ]


def recipe_of(run: Run, choice: Choice) -> Recipe:
    """The recipe that the options mean. Raises UsageError where a model is to be asked and none is named."""
    from kg.llm.offers import choose
    from kg.updating.extractors import EXTRACTORS, Recipe

    if not EXTRACTORS[choice.extractor].model:
        return Recipe(choice.extractor)
    model = choose(choice.model, choice.url)
    folder = choice.answers or run.settings.corpus / ANSWERS
    return Recipe(choice.extractor, model.id, model.url, str(Path(folder).resolve()))


def terms_of(recipe: Recipe, choice: Choice) -> Terms:
    """On what terms the model is asked. Raises UsageError for a limit without a price."""
    from kg.llm.asking import Patience, Terms
    from kg.llm.offers import price_of

    model = recipe.told().model
    price = price_of(model, choice.price)
    terms = Terms(price, choice.max_cost, choice.at_once, Patience(choice.patience))
    terms.check(model)
    return terms


def consult(run: Run, articles: Sequence[Article], recipe: Recipe, choice: Choice, only_tell: bool = False) -> None:
    """Ask the model about what it has not answered yet, telling before what it will take and after what it took.

    `only_tell`: the estimate alone. Raises Unfinished, Rejected, UsageError.
    """
    from kg.knowledge import load
    from kg.llm import asking
    from kg.updating.extractors import EXTRACTORS

    if not EXTRACTORS[recipe.extractor].model:
        return
    told, terms = recipe.told(), terms_of(recipe, choice)
    guess = asking.estimate(articles, told, load(), terms)
    run.tell(
        "llm_estimate", model=told.model.id, parts=guess.parts, known=guess.known,
        asked=f"{guess.asked:,}", answered=f"{guess.answered:,}", money=_money(run, guess.dollars),
    )  # fmt: skip
    if only_tell or not guess.parts:
        return
    with progress(run) as step:
        ledger = asking.ask_all(articles, told, load(), terms, _stepping(run, step))
    dollars = ledger.dollars if terms.price else None
    run.tell("llm_asked", asked=f"{ledger.asked:,}", answered=f"{ledger.answered:,}", money=_money(run, dollars))


def consult_noted(run: Run, found: Gathered, max_cost: float | None, price: str) -> None:
    """Ask the model that the graph was made with, if it was made with one, about articles that come to it."""
    from kg.updating import notes
    from kg.updating.extractors import PLAIN

    recipe = notes.read(run.settings).recipe
    choice = Choice(recipe.extractor, recipe.model, recipe.url, Path(recipe.answers), max_cost, price, 4, 120)
    if recipe != PLAIN:
        consult(run, found.articles, recipe, choice)


def tell_change(run: Run, extractor: str) -> None:
    """Say so where the graph that is there was made by another extractor: it is made anew."""
    from kg.updating import notes

    noted = notes.read(run.settings)
    if noted.knowledge and (before := noted.recipe.extractor) != extractor:
        run.tell("recipe_changed", before=before, now=extractor)


def _stepping(run: Run, step: Callable[[int, int, str], None]) -> Callable[[Progress], None]:
    def say(at: Progress) -> None:
        step(at.done, at.total, run.word("llm_progress", tokens=f"{at.tokens:,}", money=_money(run, at.dollars)))

    return say


def _money(run: Run, dollars: float | None) -> str:
    return run.word("llm_no_price") if dollars is None else f"${dollars:.4f}" if dollars < 1 else f"${dollars:,.2f}"


def tell_outcome(run: Run, articles: Sequence[Article], recipe: Recipe, file: Path | None) -> None:
    """Say how many of a model's proposals stand, and why the others do not; `file`: write each of those down."""
    from kg import decisions
    from kg.updating import extractors, settled

    if not extractors.EXTRACTORS[recipe.extractor].model:
        return
    found = extractors.outcome(articles, settled.extractor(decisions.load(run.settings.corpus)), recipe)
    replies = sum(not one.proposal for _, one in found.refused)
    run.tell("llm_stand", proposed=found.proposed, stand=found.proposed - len(found.refused) + replies)
    for reason, count in found.reasons().items():
        click.echo(f"  {count:5}  {word(run.lang, 'refusals', reason)} ({reason})", err=True) if not run.quiet else None
    if found.withheld:
        run.tell("llm_withheld", n=found.withheld)
    if file:
        import json

        files.write(file, (json.dumps(row, ensure_ascii=False) + "\n" for row in found.rows()))
        run.tell("wrote", path=file)
