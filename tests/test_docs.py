"""The documentation: made out of the program where it can be, whole, without broken links, and loading nothing from afar."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import click
import pytest

import kg
from kg.asking import query
from kg.cli import main as command_line
from kg.extraction.extract import Extractor
from kg.knowledge import DATA, load, load_kinds
from kg.read import read_text

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / d / "README.md" for d in ("corpus", "queries", "kg/data/kinds"))]
WRITTEN = [page for page in PAGES if "reference" not in page.parts]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```(?:sh|console|text)\n(.*?)```|^((?: {4}.*\n)+)", re.S | re.M)


@pytest.fixture(scope="module")
def made() -> Iterator[ModuleType]:
    sys.path.insert(0, str(DOCS))
    try:
        import make_reference

        yield make_reference
    finally:
        sys.path.remove(str(DOCS))


@pytest.fixture(scope="module")
def reference(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of each page of the reference, made now."""
    return {page.stem: page.read_text("utf-8") for page in made.make(tmp_path_factory.mktemp("reference"))}


def commands(command: click.Command, path: str = "kg") -> Iterator[tuple[str, click.Command]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{path} {name}")


@pytest.mark.parametrize("page", ["commands", "commands.zh"])
def test_every_command_and_option_is_in_the_reference_with_its_help(page: str, reference: dict[str, str]) -> None:
    sections = dict(re.findall(r"^## (kg[\w\- ]*)\n(.*?)(?=^## |\Z)", reference[page], re.S | re.M))
    for path, command in commands(command_line):
        assert path in sections, f"{path} is not in the reference"
        about = sections[path].strip().splitlines()[0]
        assert about and not about.startswith("`"), f"{path} says nothing of itself"
        for param in command.params:
            if isinstance(param, click.Option):
                row = next((line for line in sections[path].splitlines() if f"`{param.opts[0]}" in line), "")
                assert row, f"{path} {param.opts[0]}"
                assert all(f"`{name}" in row for name in (*param.opts, *param.secondary_opts)), row
                assert re.search(r"\| +\S.*\|$", row.partition("`")[2]), f"{path} {param.opts[0]} says nothing of itself"
    assert bool(re.search(r"[一-鿿]", reference[page].partition("## kg demo")[2][:200])) == page.endswith("zh")


def test_every_setting_is_in_the_reference(reference: dict[str, str]) -> None:
    """Those of the table on their page; what else the package speaks of there, or at the option that it stands for."""
    package = Path(kg.__file__).parent
    for name in re.findall(r'Setting\("\w+", "(KG_\w+)"', (package / "settings.py").read_text("utf-8")):
        assert f"`{name}`" in reference["settings"], name
    files = [file for ending in ("py", "toml") for file in package.rglob(f"*.{ending}")]
    named = {name for file in files for name in re.findall(r"\bKG_[A-Z]\w*", file.read_text("utf-8"))}
    assert named >= {"KG_CORPUS", "KG_ANSWERS", "KG_STORE_TIMEOUT", "KG_CACHE"}
    for name in sorted(named):
        assert f"`{name}`" in reference["settings"] + reference["commands"], name


def test_an_option_shows_the_variable_that_it_may_stand_in() -> None:
    for path, command in commands(command_line):
        for param in command.params:
            assert not param.envvar or getattr(param, "show_envvar", True), f"{path} {param.name}"


def test_every_kind_and_value_is_in_the_reference(reference: dict[str, str]) -> None:
    for kind in load_kinds(DATA / "kinds").values():
        section = reference["kinds"].partition(f"\n## {kind.id}\n")[2].partition("\n## ")[0]
        assert kind.definitions["en"] in section and kind.definitions["zh"] in section, kind.id
        for values in kind.values.values():
            if isinstance(values, list | tuple):
                assert all(f"`{value}`" in section for value in values), kind.id


def test_every_question_is_in_the_reference(reference: dict[str, str]) -> None:
    for name in query.names():
        named = query.load(name)
        section = reference["queries"].partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert named.titles["en"] in section and named.titles["zh"] in section, name
        assert all(f"| `{param.name}` |" in section for param in named.takes), name
        assert all(f"| `{column}` |" in section for column in named.columns), name


def test_every_address_is_in_the_reference(made: ModuleType, reference: dict[str, str]) -> None:
    described = made.openapi()
    assert {"/sparql", "/healthz"} <= described["paths"].keys()
    for path, operations in described["paths"].items():
        assert all(f"\n## {method.upper()} {path}\n" in reference["http"] for method in operations), path


def test_everything_public_is_in_the_python_reference(reference: dict[str, str]) -> None:
    text = reference["python"]
    for name in kg.__all__:
        assert f"## kg.{name}\n" in text, name
    for name, verb in vars(kg.Workspace).items():
        if callable(verb) and not name.startswith("_"):
            assert f"### kg.Workspace.{name}\n" in text, name


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)):
        path = target.partition("#")[0]
        if path and "://" not in path and not path.startswith("mailto:") and "/reference/" not in f"/{path}":
            assert (page.parent / path).exists(), f"{page.relative_to(ROOT)}: {target}"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_that_a_page_shows_exist(page: Path) -> None:
    known = {path.split()[1] for path, _ in commands(command_line) if " " in path}
    for block in FENCE.finditer(page.read_text("utf-8")):
        for line in (block[1] or block[2]).splitlines():
            call = re.match(r"\s*(?:\$ )?(?:\S*/)?kg((?: -\S+(?: [^-\s]\S*)?)*?) ([a-z][\w-]*)(?:\s|$)", line)
            if call and not re.search(r"--(?:help|version)", call[1]):
                options = call[1].split()
                word = call[2]
                assert word in known or (options and f"{options[-1]}".startswith("-")), f"{page.name}: kg {word}"


@pytest.mark.parametrize("page", ["first.md", "first.zh.md"])
def test_the_texts_of_the_tutorial_disagree_as_it_says(page: str) -> None:
    bodies = re.findall(r"---\\n([^-].*?)\\n' >", (DOCS / "tutorial" / page).read_text("utf-8"))
    said = [{c.values.get("status") for c in kg.extract_text(text).claims if c.kind == "openness"} for text in bodies]
    assert len(said) == 2 and "open" in said[0] and said[1] & {"api", "closed"}, said


def test_the_kind_that_the_guide_adds_fires_in_its_examples_and_nowhere_else(tmp_path: Path) -> None:
    text = (DOCS / "guides" / "kind.md").read_text("utf-8")
    (tmp_path / "audits.toml").write_text(re.search(r"```toml\n(.*?)```", text, re.S)[1], "utf-8")  # type: ignore[index]
    kinds = load_kinds(tmp_path)
    extractor = Extractor(replace(load(), kinds=kinds))
    for frame in kinds["audits"].frames:
        assert frame.examples
        for sentence in frame.examples + frame.counter:
            found = [claim.kind for claim in extractor.read(read_text(sentence, "t.md")).claims]
            assert found == ["audits"] * (sentence in frame.examples), sentence


def test_both_ways_in_have_the_same_parts() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    for pattern in (r"^## ", r"^\| ", r"^!\[", r"^```"):
        assert len(re.findall(pattern, english, re.M)) == len(re.findall(pattern, chinese, re.M)), pattern
    tables = [re.findall(r"\b[01]\.\d{2,3}\b", text) for text in (english, chinese)]
    assert tables[0] == tables[1], "the figures of the two differ"
    shown = [re.findall(r"^kg ([\w-]+)", text, re.M) for text in (english, chinese)]
    assert shown[0] == shown[1]


class Loads(HTMLParser):
    """The addresses that a page makes a browser load."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        wanted = given.get("src") if tag != "link" else given.get("href")
        if wanted:
            self.found.append(wanted)


def test_the_site_builds_without_a_broken_link_and_asks_no_other_host(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", str(tmp_path / "trees"), "docs",
         str(tmp_path / "site")],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert {"index.html", "commands.html", "claims.html", "ontology.html", "endpoint.html"} <= {page.name for page in pages}
    for page in pages:
        assert not [one for one in Loads(page).found if re.match(r"(?:https?:)?//", one)], page.name
    for sheet in (tmp_path / "site").rglob("*.css"):
        assert not re.search(r"(?:url\(['\"]?|@import ['\"]?)(?:https?:)?//", sheet.read_text("utf-8")), sheet.name
