"""Writes docs/reference/, the pages that say what there is, out of the program itself. They are not kept in git.

    python docs/make_reference.py [FOLDER]

The site's build (docs/conf.py) runs it first, so that no page can be older than the program. Commands come from click,
settings from kg/settings.py, kinds from kg/data/kinds, questions from queries/, HTTP from the OpenAPI description, Python
from the signatures and docstrings of what `import kg` offers.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

import kg
from kg import settings
from kg.asking import query
from kg.cli import main as command_line
from kg.knowledge import DATA, load_kinds
from kg.model import TYPES

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "reference"
LANGS = settings.LANGS
EXAMPLES = {"en": "Example:", "zh": "示例："}
WORDS = {
    "en": {"title": "Commands", "option": "option", "meaning": "meaning", "default": "default", "one_of": "one of"},
    "zh": {"title": "命令", "option": "选项", "meaning": "含义", "default": "默认值", "one_of": "可取"},
}
GLOBAL = {
    "en": "Options of `kg` itself stand before the command. Results go to standard output, messages to standard error. Exit "
    "status: 0 done, 1 not found or a check failed, 2 bad usage or bad input.",
    "zh": "`kg` 本身的选项写在命令之前。结果写到标准输出，消息写到标准错误。退出状态：0 完成，1 未找到或检查未通过，2 用法或输入有误。",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table; bars and line ends in the cells are made harmless."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row) + " |"
    yield ""


def code(names: Iterable[Any]) -> str:
    return ", ".join(f"`{name}`" for name in names)


# ---- commands


def walk(command: click.Command, ctx: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """A command and all below it, each with the context that its help is written in."""
    yield command, ctx
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None
            yield from walk(below, click.Context(below, info_name=name, parent=ctx))


def commands(lang: str) -> Iterator[str]:
    words = WORDS[lang]
    yield from (f"# {words['title']}", "", GLOBAL[lang], "")
    root = click.Context(command_line, info_name="kg")
    root.params["lang"] = lang
    for command, ctx in walk(command_line, root):
        command.get_help(ctx)  # puts the help of the language into the command and its options
        about, _, example = (command.help or "").replace("\b\n", "").partition(EXAMPLES[lang])
        yield from (f"## {ctx.command_path}", "", *(plain(line) for line in about.strip().splitlines()), "")
        usage = command.get_usage(ctx).partition(": ")[2]
        yield from ("```text", " ".join(usage.split()), "```", "")
        if example.strip():
            yield from ("```sh", *(line.removeprefix("  ") for line in example.strip("\n").splitlines()), "```", "")
        options = [param for param in command.get_params(ctx) if isinstance(param, click.Option) and "--help" not in param.opts]
        if options:
            yield from table((words["option"], words["meaning"]), (option_row(option, words) for option in options))


def plain(line: str) -> str:
    return line.strip().replace("<", "&lt;")


def option_row(option: click.Option, words: Mapping[str, str]) -> tuple[str, str]:
    metavar = "" if option.is_flag else f" {option.metavar or option.type.name.upper()}"
    parts = [plain(option.help or "")]
    if isinstance(option.type, click.Choice):
        metavar = ""
        parts.append(f"{words['one_of']}: {code(option.type.choices)}")
    if option.envvar:
        parts.append(f"`{option.envvar}`")
    if option.show_default and option.default is not None and not option.is_flag:
        parts.append(f"{words['default']}: `{option.default}`")
    return f"`{'`, `'.join([*option.opts, *option.secondary_opts])}{metavar}`", " · ".join(part for part in parts if part)


# ---- settings, kinds, questions


def setting_lines() -> Iterable[settings.Setting]:
    """All settings: the table SETTINGS and any further table of them in kg/settings.py."""
    yield from settings.SETTINGS
    for value in vars(settings).values():
        if isinstance(value, dict):
            yield from (one for one in value.values() if isinstance(one, settings.Setting))


def setting_page() -> Iterator[str]:
    yield from ("# Settings", "", "An option of `kg` goes before the environment variable, that before the default.", "")
    rows = ((f"`{s.env}`", f"`{s.metavar}`", s.default, s.help) for s in setting_lines())
    yield from table(("variable", "value", "default", "what"), rows)


def kind_page() -> Iterator[str]:
    yield from ("# Claim kinds · 主张的种类", "")
    yield from ("Each is a file of `kg/data/kinds/`. [How to add one](../guides/kind.md).", "")
    for kind in load_kinds(DATA / "kinds").values():
        yield from (f"## {kind.id}", "", f"**{kind.labels['en']} · {kind.labels['zh']}.** {kind.definitions['en']}", "")
        yield from (kind.definitions["zh"], "")
        roles = [("subject 主体", code(kind.subject)), ("object 对象", code(kind.object))]
        values = [(f"`{name}`", value(given)) for name, given in kind.values.items()]
        yield from table(("role or value", "what may stand there"), [row for row in (*roles, *values) if row[1]])
        examples = {lang: [text for f in kind.frames if f.lang == lang for text in f.examples][:2] for lang in ("zh", "en")}
        yield from (f"- {plain(text)}" for texts in examples.values() for text in texts)
        yield ""


def value(given: Any) -> str:
    return code(given) if isinstance(given, list | tuple) else f"`{given}`"


def type_page() -> Iterator[str]:
    from kg.words import word

    yield from ("# Types of things · 事物的类型", "", "Rows of `kg/data/lexicon/` and the classes of the graph.", "")
    rows = ((f"`{name}`", word("en", "types", name), word("zh", "types", name)) for name in TYPES)
    yield from table(("type", "English", "中文"), rows)


def query_page() -> Iterator[str]:
    yield from ("# Named questions · 命名查询", "")
    yield from ("Each is a file of `queries/`, run by `kg query NAME`, found by `kg ask`. [How to write one](../guides/query.md).", "")
    for name in query.names():
        named = query.load(name)
        yield from (f"## {name}", "", f"**{named.titles.get('en', '')}** {named.titles.get('zh', '')}", "")
        yield from (text for lang in ("en", "zh") if (text := plain(named.abouts.get(lang, ""))))
        yield ""
        if named.takes:
            rows = [(f"`{p.name}`", f"`{p.type}`", p.help.get("en", ""), p.help.get("zh", "")) for p in named.takes]
            yield from table(("parameter", "type", "what", "含义"), rows)
        columns = [(f"`{c}`", e.get("en", ""), e.get("zh", "")) for c in named.columns for e in [named.explains.get(c, {})]]
        yield from table(("column", "what", "含义"), columns)
        if named.examples:
            yield from ("```sh", *named.examples, "```", "")


# ---- HTTP


def openapi() -> dict[str, Any]:
    """The description that `kg serve` gives at /api/openapi.json."""
    if importlib.util.find_spec("kg.explore"):
        from kg.explore.openapi import description

        return dict(description())
    return dict(json.loads((DATA / "serve" / "openapi.json").read_text("utf-8")))


def http_page() -> Iterator[str]:
    described = openapi()
    yield from ("# HTTP", "", "What `kg serve` answers, after its own description at `/api/openapi.json`. How the endpoint")
    yield from ("behaves, its limits and who may ask: [the endpoint](../endpoint.md).", "")
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            yield from (f"## {method.upper()} {path}", "", plain(operation["summary"]), "")
            params = [resolved(described, param) for param in operation.get("parameters", ())]
            rows = [(f"`{p['name']}`", schema(p.get("schema", {})), plain(p.get("description", ""))) for p in params]
            yield from table(("parameter", "value", "what"), rows) if rows else ()
            answers = operation["responses"].items()
            told = [(f"`{s}`", plain(resolved(described, a).get("description", ""))) for s, a in answers]
            yield from table(("status", "what"), told)


def resolved(described: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part, or the component that its $ref names."""
    if "$ref" not in part:
        return part
    found: Any = described
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def schema(given: Mapping[str, Any]) -> str:
    if given.get("type") == "array":
        return f"{schema(given.get('items', {}))}, several"
    parts = [code(given["enum"]) if "enum" in given else str(given.get("type", ""))]
    if "default" in given:
        parts.append(f"default `{given['default']}`")
    return "; ".join(parts)


# ---- Python


def python_page() -> Iterator[str]:
    yield from ("# Python", "", "What `import kg` offers. Types are shipped (`py.typed`).", "")
    yield from ("```python", "import kg", "", 'ws = kg.open("corpus")', "ws.build()", 'ws.query("open-to-closed")', "```", "")
    for name in sorted(kg.__all__):
        found = getattr(kg, name)
        if not inspect.isclass(found):
            yield from called(f"kg.{name}", found, "##")
    yield from members(kg.Workspace, "kg.Workspace")
    from kg import model, workspace

    for record in (model.Table, workspace.Picture, model.Extraction, model.Article, model.Claim, model.Entity):
        yield from members(record, record.__name__)


def members(owner: type, title: str) -> Iterator[str]:
    """A class with its fields and public methods."""
    yield from (f"## {title}", "", *doc(owner), "")
    fields = getattr(owner, "__dataclass_fields__", {})
    if fields:
        yield from table(("field", "type"), ((f"`{name}`", f"`{f.type}`") for name, f in fields.items()))
    for name, method in vars(owner).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            yield from called(f"{title}.{name}", method, "###")


def called(title: str, function: Callable[..., Any], level: str) -> Iterator[str]:
    signature = str(inspect.signature(function)).replace("(self, ", "(").replace("(self)", "()")
    signature = re.sub(r"(: |-> )'([^']+)'", r"\1\2", signature)  # annotations are kept as text
    yield from (f"{level} {title}", "", "```python", f"{title.rpartition('.')[2]}{signature}", "```", "", *doc(function), "")


def doc(what: Any) -> list[str]:
    return [line.replace("<", "&lt;") for line in (inspect.getdoc(what) or "").splitlines()]


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands": lambda: commands("en"),
    "commands.zh": lambda: commands("zh"),
    "settings": setting_page,
    "kinds": kind_page,
    "types": type_page,
    "queries": query_page,
    "http": http_page,
    "python": python_page,
}


def make(folder: Path = FOLDER) -> list[Path]:
    """Write all pages into the folder, and return them. A page that did not change is not touched."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, lines in PAGES.items():
        page, text = folder / f"{name}.md", "\n".join(lines()).rstrip() + "\n"
        if not page.exists() or page.read_text("utf-8") != text:
            page.write_text(text, "utf-8")
        made.append(page)
    return made


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:2]))
