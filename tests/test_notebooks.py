"""Each notebook runs from a clean kernel, speaks both languages, and holds no outputs in the repository.

They share one graph of the shipped articles, as they do for whoever runs them in their folder: each one builds, and finds
it built. Half of them run with the interface in Chinese, half in English.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
LANGS = ("en", "zh")
HAN = re.compile(r"[一-鿿]")
LATIN = re.compile(r"[a-z]{4,} [a-z]{2,}")


@pytest.fixture(scope="module")
def graph(shipped_graph: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped_graph(tmp_path_factory.mktemp("notebooks") / "graph")


def code(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks_and_the_page_that_lists_them_names_each() -> None:
    page = (Path(__file__).parent.parent / "docs" / "tutorial" / "notebooks.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([\w-]+)`", page, re.M)) == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_tells_its_story_in_both_languages_and_holds_no_logic(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before committing"
    told = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert all(HAN.search(text) and LATIN.search(text) for text in told)
    for node in ast.walk(ast.parse("\n".join(code(notebook)))):
        assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If | ast.Try | ast.While), ast.unparse(node)
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert not any(str(name).startswith("kg.") for name in names), "notebooks know `import kg` alone"


@pytest.mark.parametrize(("path", "lang"), [(p, LANGS[i % 2]) for i, p in enumerate(NOTEBOOKS)], ids=lambda v: getattr(v, "stem", v))
def test_a_notebook_runs_from_a_clean_kernel(path: Path, lang: str, graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", str(graph))
    monkeypatch.setenv("KG_LANG", lang)
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources).execute()
    shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("image/png" in data or "<iframe" in data.get("text/html", "") for data in shown), "a picture"
    assert any("<table" in data.get("text/html", "") for data in shown), "a table"
