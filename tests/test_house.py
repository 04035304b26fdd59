"""The house: imports go one way, modules and functions keep their size, heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kg"
# From left to right an article flows once; a module imports only from modules before it. A line with a colon is a package
# of single rooms, which keep their order among each other, too; other packages are one room.
PLAN = """
    model errors telling files kept sre trees alternatives regexes sieve softmax spool limits words knowledge
    workers: confine crew
    read intake corpus decisions language
    entities: masking cues senses spelling cased versions names elliptical versioned abbreviations hannames shapes series surroundings entries toollists headed dubbed lettered strangers houses hyphened cutshort devices turns transcribed speakers translated mentions families
    discourse: years sentences outline news when speech held topics publisher context centering restated introduced recast
    clauses: frames beginnings aspects compared denials modality together predicates made whose sorts rounds roles figures valued dating claims sides instances former inherited arguments passing contrasted
    tabular: cells remarks sheet readers columns grids listed
    extraction: reconcile signs calibration even extract explain evaluate
    learned
    reuse: parallels voices winnowing copies
    resolution: likeness misspelt alongside glosses kin strikes identity called
    rdf: labels graph
    fulltext: tokens passages index
    store
    listing: narrowing things rows families grouped derived steps
    works
    disputes: rules odds disagreement conflicts
    debating: courses shares relicensing argumentation wordings traces debate
    reviews: review deciding
    asking: wordlist countries fitting common query paging results periods linking thresholds spelling question intent conditions sided aside overview plainly wants filling scoring several renaming naming nearest anchors saying ask asked search
    deriving
    networks: paths network layout
    display: named tables hits accounts view parquet export
    llm settings
    updating: extractors basis settled changes notes editions arrivals gather catalogue fanout engines building pipeline mending judge backup watching
    check workspace explore serve mcp
    commands: console reviewing tracing questioning choosing measuring growing serving
    cli
"""
PACKAGES = {line.split(":")[0].strip() for line in PLAN.splitlines() if ":" in line}
ORDER = [
    room
    for line in PLAN.splitlines()
    for name, _, own in [line.strip().partition(":")]
    for room in ([f"{name}.{module}" for module in own.split()] if own else name.split())
]
OWNERS = {  # a library → the rooms that may import it
    "pyoxigraph": {"store", "asking.query", "serve"},
    "pyvis": {"display.view"},
    "rdflib": {"check", "display.export", "asking.query", "asking.results"},
    "spacy": {"language"},
    "jieba": {"language"},
    "networkx": {"model", "networks.network", "networks.layout", "display.view", "display.export", "workspace", "debating.argumentation", "networks.paths", "explore"},
    "rich": {"display.tables"},
    "opencc": {"fulltext.tokens", "language"},
    "snowballstemmer": {"fulltext.tokens"},
    "httpcore": {"intake"},
    "pypdfium2": {"read", "intake"},
    "mammoth": {"read"},
    "trafilatura": {"read"},
    "feedparser": {"read"},
    "lxml": {"read", "intake"},
    "sqlite3": {"regexes", "fulltext.index", "reuse.copies", "store", "deriving", "updating.gather", "updating.catalogue"},
    "pyarrow": {"display.parquet"},
    "dask": {"updating.engines"},
    "distributed": {"updating.engines"},
    "fsspec": {"updating.engines"},
    "requests": {"store"},
    "urllib3": {"store"},
    "onnxruntime": {"learned"},
    "openai": {"llm"},
    "mcp": {"mcp"},
}


def room_of(parts: Sequence[str]) -> str:
    """The room of a module, by the parts of its name without `kg`."""
    return ".".join(parts[:2]) if parts[0] in PACKAGES else parts[0]


def room(path: Path) -> str:
    return room_of(path.relative_to(PACKAGE).with_suffix("").parts)


def is_map(path: Path) -> bool:
    """Whether a file only says what its package is for."""
    return path.name == "__init__.py" and path.parent.name in PACKAGES


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if p.name != "__main__.py" and p != PACKAGE / "__init__.py" and not is_map(p))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in ("kg", *(f"kg.{name}" for name in PACKAGES)):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
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
        other = room_of(parts[1:]) if parts[0] == "kg" and len(parts) > 1 else own
        if other in ORDER and other != own:
            assert ORDER.index(other) < ORDER.index(own), f"{own} imports {other}, which comes after it"
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
        if room(path) not in ("cli", "commands.console"):
            calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
            assert not any(isinstance(c.func, ast.Name) and c.func.id == "print" for c in calls), path


def test_modules_do_not_import_in_a_circle() -> None:
    """Neither at the top of a module nor inside of a function."""
    known = {".".join(("kg", *path.relative_to(PACKAGE).with_suffix("").parts)): path for path in modules()}
    above = {name: [other for other in imports(path) if other in known and other != name] for name, path in known.items()}
    done: set[str] = set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in above[name]:
                follow(other, (*way, name))
            done.add(name)

    for name in sorted(known):
        follow(name, ())
