"""How the command line speaks: settings of a run, help in two languages, errors in one line, rows, progress."""

from __future__ import annotations

import gc
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import settings, telling
from kg.errors import KgError, StoreError
from kg.model import TYPES
from kg.words import all_words, fault, harmless, readable, word

if TYPE_CHECKING:
    from kg.model import Table
    from kg.store import Store

FORMATS = ("table", "json", "jsonl", "csv", "tsv")  # the names of tables.VIEWS, which a test compares
QUERY_FORMATS = ("srj", "srx", "ttl", "nt", "jsonld")  # the names of results.FORMATS, which a test compares
LONGEST = 2000  # characters of a complaint
EXAMPLES = ("\n\nExample:", "\n\n示例：")


@dataclass(slots=True)
class Run:
    """What the options before the command say."""

    settings: settings.Settings
    quiet: bool = False

    @property
    def lang(self) -> str:
        return self.settings.lang

    def word(self, key: str, **values: Any) -> str:
        return word(self.lang, "messages", key, **values)

    def debate(self, key: str, **values: Any) -> str:
        return word(self.lang, "debate", key, **values)

    def tell(self, key: str, **values: Any) -> None:
        """A message for the person, on standard error."""
        if not self.quiet:
            if "what" in values:
                values["what"] = fault(self.lang, values["what"])
            click.echo(harmless(self.word(key, **values)), err=True)

    def check_built(self) -> None:
        """Raise StoreError, with the way out, where no graph was built."""
        place = self.settings.store
        pending = Path(f"{place}.pending").exists()  # the folder may be about to be exchanged
        if "://" not in place and not Path(place).exists() and not pending:
            raise StoreError(self.word("not_built"), place, self.word("build_first"))

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The graph, for reading. Raises StoreError where none was built."""
        from kg.updating import mending

        self.check_built()
        with mending.reading(self.settings) as store:
            yield store


# ---- help in two languages, errors in one line


def _lang_of(ctx: click.Context | None) -> str:
    chosen = ctx and ctx.find_root().params.get("lang") or os.environ.get("KG_LANG")
    return chosen if chosen in settings.LANGS else settings.locale_lang(os.environ)


def _translate(command: click.Command, lang: str) -> None:
    name = command.name if command.name in all_words()["commands"] else "kg"
    text = all_words()["commands"][name][lang]
    for example in EXAMPLES:  # \b keeps click from running the lines of the example together
        text = text.replace(example, f"\n\n\b{example[1:]}")
    command.help = text
    for param in command.params:
        if isinstance(param, click.Option) and param.name in all_words()["options"]:
            param.help = word(lang, "options", param.name)


def _given_empty(value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bool:
    """Whether an option, or an argument that may be left out, was given without saying anything: as from a variable that
    is not set. It would be taken for none given, and undo the last decision, or build another corpus than was meant.
    """
    if str(value).strip() or param is None or ctx is None or (isinstance(param, click.Argument) and param.required):
        return False
    return ctx.get_parameter_source(str(param.name)) is click.core.ParameterSource.COMMANDLINE


class Filled(click.types.StringParamType):
    """A value that says something. Its bytes stay as they are, for it may name a place."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        found = super().convert(value, param, ctx)
        return self.fail(word(_lang_of(ctx), "messages", "empty_value"), param, ctx) if _given_empty(found, param, ctx) else str(found)


class Text(Filled):
    """A name or words, to be looked for in the graph, which holds UTF-8 alone."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return readable(super().convert(value, param, ctx))


class Place(click.Path):
    """A file or folder. An empty name, as from a variable that is not set, is not the folder where one is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(value, param, ctx) if str(value) else self.fail(word(_lang_of(ctx), "messages", "empty_name"), param, ctx)


class Amount(click.FloatRange):
    """A number within bounds; one that is none would be within all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        found = super().convert(value, param, ctx)
        return found if found == found else self.fail(word(_lang_of(ctx), "messages", "no_number", text=value), param, ctx)


ANY = Place(path_type=Path)
FILE = Place(path_type=Path, dir_okay=False)


class Command(click.Command):
    """A command whose help stands in words.toml. What it takes without a type is `Text`."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for param in self.params:
            if param.type is click.STRING:
                param.type = Text()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = word(_lang_of(ctx), "options", "help")
        return option

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _translate(self, _lang_of(ctx))
        super().format_help(ctx, formatter)


# New objects after which Python looks for cycles among them. A command makes hundreds of thousands that stay: looking at
# each thousand, as Python does by itself, takes a third of the time of a short one.
CYCLES = (50_000, 10, 10)


class Group(click.Group):
    """The `kg` command: help in words.toml, and every error one line on standard error, never a traceback."""

    command_class = Command

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for param in self.params:
            if param.type is click.STRING:
                param.type = Filled()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for command in (self, *self.commands.values()):
            _translate(command, _lang_of(ctx))
        super().format_help(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            for one in (error, *getattr(error, "faults", ())):
                if isinstance(one, KgError):
                    one.what, one.todo = fault(_lang_of(ctx), one.what), fault(_lang_of(ctx), one.todo)
            raise

    def main(self, args: Sequence[str] | None = None, *rest: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        plain: Callable[..., Any] = super().main
        if not standalone_mode:
            return plain(args, *rest, standalone_mode=False, **extra)
        gc.set_threshold(*CYCLES)
        _show_what_can_be_shown()
        sys.exit(_status(lambda: plain(args, *rest, standalone_mode=False, **extra)))


def _show_what_can_be_shown() -> None:
    """Let a character that the terminal's encoding has not be shown as ? there, rather than end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _status(call: Callable[[], Any]) -> int:
    try:
        status = call()
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except KgError as error:
        complain(*getattr(error, "faults", ()), error)
        return error.status
    except click.ClickException as error:
        error.message = harmless(_clipped(error.message))  # type: ignore[misc]
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _complain(word(settings.locale_lang(os.environ), "messages", "interrupted"), 130)
    except BrokenPipeError:  # the reader has enough (kg claims | head): not worth a word
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error), 2)
    except RecursionError:
        return _complain("the input is nested too deeply", 2)
    except Exception as error:  # a fault of ours: still one line, with the place for whoever mends it
        frame = error.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
        text = word(settings.locale_lang(os.environ), "messages", "unexpected")
        return _complain(f"{text}: {type(error).__name__}: {error} [{place}]", 2)


def _complain(text: str, status: int) -> int:
    complain(text)
    return status


def complain(*what: object) -> None:
    """A line on standard error for each; names and values in it are somebody else's, and drive no terminal."""
    for one in what:
        click.echo(f"kg: {harmless(_clipped(' '.join(str(one).split())))}", err=True)


def _clipped(text: str) -> str:
    """A long text without its middle: a value of a megabyte would bury what is said of it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


# ---- options


CHOICES: dict[str, Callable[[], click.Choice[str]]] = {  # filters that take one of these alone
    "kind": lambda: click.Choice(tuple(all_words()["kinds"])),
    "type": lambda: click.Choice(TYPES, case_sensitive=False),
}


def filters(*names: str, more: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """The filter options that a list takes, and how its rows are written."""

    def decorate(function: Any) -> Any:
        function = click.option("--format", type=click.Choice((*FORMATS, *more)), default="table", show_default=True)(function)
        for name in reversed(names):
            choice = CHOICES[name]() if name in CHOICES else None
            function = click.option(f"--{name}", type=choice, metavar=None if choice else name.upper())(function)
        return function

    return decorate


def show_table(table: Table, form: str, lang: str) -> None:
    """Write a table to standard output in one of FORMATS."""
    from kg.display import tables

    click.echo(tables.VIEWS[form](table, lang, width()), nl=False)


def show_list(run: Run, table: Table, form: str) -> None:
    """Write a list, and say so where it has no rows."""
    if not table.rows:
        run.tell("no_rows")
    show_table(table, form, run.lang)


def width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _silent(done: int, total: int, name: str = "") -> None:
    pass


def _shown(name: str | None) -> str:
    return harmless(name or "")


@contextmanager
def progress(run: Run, label: str = "building") -> Iterator[Callable[[int, int, str], None]]:
    """A function (done, total, name) that draws a bar on standard error when that is a terminal."""
    if run.quiet or not sys.stderr.isatty():
        yield _silent
        return
    with click.progressbar(length=1, label=run.word(label), file=sys.stderr, show_eta=False, width=30,
                           item_show_func=_shown) as bar:  # fmt: skip

        def step(done: int, total: int, name: str = "") -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos, name)

        def say(key: str, **values: Any) -> None:
            click.echo("\r\x1b[K", nl=False, err=True)  # in the place of the bar, which is drawn again at the next step
            run.tell(key, **values)

        before = telling.listener.set(say)
        try:
            yield step
        finally:
            telling.listener.reset(before)
