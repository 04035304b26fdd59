"""The inside of Python's regular expressions is as kg knows it, and only one module leans on it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kg import regexes, sieve, sre
from kg.clauses import beginnings

INSIDE = {"_parser", "_compiler", "_constants", "_casefix"}


def test_this_python_is_one_that_kg_knows() -> None:
    assert not sre.changed(), f"This Python has changed its regular expressions: {sre.changed()}. kg goes on with re.compile, slowly: see kg/sre.py"
    assert regexes.is_known(), "kg's code for this engine finds something else than Python's: see kg/regexes.py"


def test_on_an_engine_not_seen_before_the_code_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexes, "KNOWN_ENGINES", frozenset())
    assert regexes.is_known.__wrapped__()
    monkeypatch.setattr(regexes, "_compile", lambda *_: ("[0, 0, {}]", b"\1\0\0\0"))  # matches all
    assert not regexes.is_known.__wrapped__()


def test_where_it_has_changed_all_is_found_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexes, "is_known", lambda: False)
    monkeypatch.setattr(regexes, "_compile", lambda *_: pytest.fail("it makes code of its own"))
    monkeypatch.setattr(sieve, "changed", lambda: "something")
    monkeypatch.setattr(beginnings, "changed", lambda: "something")
    assert regexes.compiled("open|closed").fullmatch("open")
    assert sieve.needed("open|closed") == ()
    assert beginnings.beginnings(["open", "closed"]) == frozenset()


def test_a_function_with_other_arguments_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sre.compiler, "_optimize_charset", lambda charset, iscased, more: None)
    assert sre.changed.__wrapped__().startswith("re._compiler._optimize_charset takes (charset iscased more)")
    monkeypatch.undo()
    monkeypatch.delattr(sre.parser, "_uniq")
    assert sre.changed.__wrapped__().startswith("re._parser._uniq")


def test_another_tree_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sre, "_TREE", "AT AT_END")
    assert "is parsed as AT AT_BEGINNING" in sre.changed.__wrapped__()


def test_no_other_module_looks_inside() -> None:
    for path in Path(sre.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))) if path.name != "sre.py" else ():
            names = {alias.name for alias in node.names} if isinstance(node, (ast.Import, ast.ImportFrom)) else set()
            assert not names & {"_sre", "sre_parse", "sre_compile", "sre_constants"}, path
            assert not (isinstance(node, ast.ImportFrom) and node.module == "re" and names & INSIDE), path
