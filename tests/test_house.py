"""The house: imports go one way, modules and functions keep their size, heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kg"
# From left to right an article flows once; a module imports only from modules before it.
ORDER = """
    model errors telling kept regexes sieve spool limits words knowledge confine crew read intake corpus decisions language masking cues senses spelling versions names elliptical abbreviations hannames shapes series surroundings entries toollists headed strangers houses hyphened cutshort turns transcribed speakers translated mentions sentences news when speech held context centering restated recast frames beginnings
    aspects compared denials together predicates made roles figures valued dating claims sides instances arguments cells remarks sheet readers grids listed passing reconcile signs calibration extract explain learned evaluate likeness glosses
    kin identity parallels voices winnowing copies labels graph narrowing tokens passages index register snapshots store rows grouped derived steps courses works rules odds disagreement conflicts
    argumentation wordings traces paths debate review deciding query paging deriving results question ask asked search called network layout tables hits
    accounts view parquet export llm extractors settled settings changes notes editions arrivals gather catalogue fanout engines building
    pipeline mending judge backup watching check workspace explore serve mcp console reviewing tracing choosing measuring
    growing serving cli
""".split()  # noqa: SIM905  (sixty names are read best as text)
OWNERS = {  # a library → the rooms that may import it
    "pyoxigraph": {"store", "query", "serve"},
    "pyvis": {"view"},
    "rdflib": {"check", "export", "query", "results"},
    "spacy": {"language"},
    "jieba": {"language"},
    "networkx": {"model", "network", "layout", "view", "export", "workspace", "argumentation", "paths", "explore"},
    "rich": {"tables"},
    "opencc": {"tokens", "language"},
    "snowballstemmer": {"tokens"},
    "httpcore": {"intake"},
    "pypdfium2": {"read", "intake"},
    "mammoth": {"read"},
    "trafilatura": {"read"},
    "feedparser": {"read"},
    "lxml": {"read", "intake"},
    "sqlite3": {"regexes", "index", "copies", "register", "deriving", "gather", "catalogue"},
    "pyarrow": {"parquet"},
    "dask": {"engines"},
    "distributed": {"engines"},
    "fsspec": {"engines"},
    "requests": {"store"},
    "urllib3": {"store"},
    "onnxruntime": {"learned"},
    "openai": {"llm"},
    "mcp": {"mcp"},
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if p.name != "__main__.py" and p != PACKAGE / "__init__.py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "kg":
            yield from (f"kg.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    own = room(path)
    assert own in ORDER, f"give {own} its place in ORDER"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "kg" and len(parts) > 1 and parts[1] in ORDER and parts[1] != own:
            assert ORDER.index(parts[1]) < ORDER.index(own), f"{own} imports {parts[1]}, which comes after it"
        if parts[0] in OWNERS:
            assert own in OWNERS[parts[0]], f"{parts[0]} is imported outside of {OWNERS[parts[0]]}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_functions_stay_short_and_modules_say_what_they_are_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "the first line of a module says what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 45, f"{node.name} has {node.end_lineno - node.lineno + 1} lines"


def test_nothing_heavy_is_loaded_to_show_the_help() -> None:
    heavy = {"spacy", "jieba", "pyoxigraph", "rdflib", "networkx", "pyvis", "lxml", "numpy", "rich"}
    code = f"import sys, kg, kg.cli; print(sorted(set(sys.modules) & {heavy!r}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_no_room_before_the_command_line_prints() -> None:
    for path in modules():
        if room(path) not in ("cli", "console"):
            calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
            assert not any(isinstance(c.func, ast.Name) and c.func.id == "print" for c in calls), path
