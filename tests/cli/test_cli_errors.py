"""What goes wrong is told in one line with a way out, never as a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commandline import Cli, one_line


@pytest.mark.parametrize(
    ("args", "status", "part"),
    [
        (("show", "Nonesuch"), 1, "Nonesuch"),
        (("claims", "--entity", "Nonesuch"), 1, "Nonesuch"),
        (("claims", "--since", "soon"), 2, "2023-03-14"),
        (("claims", "--since", "2023-13"), 2, "2023-03-14"),
        (("articles", "--since", "soon"), 2, "2023-03-14"),
        (("articles", "--until", "2023-03-32"), 2, "2023-03-14"),
        (("articles", "--since", "2023-02-30"), 2, "2023-03-14"),
        (("claims", "--since", "２０２３"), 2, "2023-03-14"),
        (("query", "nonesuch"), 1, "open-to-closed"),
        (("query", "nonesuch.rq"), 2, "nonesuch.rq"),
        (("query", "open-to-closed", "-p", "vendor"), 2, "name=value"),
        (("query", "-"), 2, ""),
        (("export", "-o", "g.xyz"), 2, ".graphml"),
        (("view", "--query", "nonesuch"), 1, "open-to-closed"),
    ],
)
def test_errors_are_one_line_with_a_way_out(run: Cli, args: tuple[str, ...], status: int, part: str) -> None:
    assert part in one_line(run(*args), status)


@pytest.mark.parametrize(
    "args", [("nonesuch",), ("claims", "--kind", "nonesuch"), ("entities", "--type", "nonesuch"), ("export",), ("view", "--depth", "x")]
)
def test_bad_usage_is_status_two(run: Cli, args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2 and "Traceback" not in result.output


@pytest.mark.parametrize("option", ["--article", "--since", "--until"])
@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_filter_is_refused_in_place_of_finding_all(run: Cli, option: str, text: str) -> None:
    result = run("articles", option, text)
    assert result.exit_code == 2 and "leave it out" in result.stderr and not result.stdout


@pytest.mark.parametrize(
    "args",
    [
        ("build", "--parts", ""), ("build", "--engine", " "), ("build", "--model", ""), ("view", "--query", ""),
        ("review", "undo", ""), ("review", "split", "Acme", "--article", "News", "--as", ""), ("review", "accept", "Acme", "--en", ""),
        ("--corpus", "", "articles"), ("--store", "", "articles"), ("mcp", "--link-base", ""),
    ],
)  # fmt: skip
def test_a_value_that_says_nothing_is_not_taken_for_none_given(run: Cli, args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2 and "leave it out" in result.stderr and not result.stdout


@pytest.mark.parametrize(
    ("args", "option"),
    [
        (("build", "--model", "zz"), "--model"),
        (("build", "--extractor", "hybrid", "--answers", "there"), "--answers"),
        (("build", "--refusals", "r.jsonl"), "--refusals"),
        (("explain", "--price", "1:2", "a.md"), "--price"),
        (("evaluate", "--extractor", "rules", "--extractor", "hybrid", "--at-once", "2", "gold"), "--at-once"),
    ],
)
def test_what_only_a_language_model_takes_is_refused_where_none_is_asked(
    run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], option: str
) -> None:
    (tmp_path / "a.md").write_text("Acme released One-1 in 2022.\n", "utf-8")
    (tmp_path / "gold").mkdir()
    said = one_line(run(*args), 2)
    assert f"{option}:" in said and "--extractor llm|both" in said
    monkeypatch.setenv("KG_MODEL", "zz")  # what the environment holds for other commands is in nobody's way
    assert run("explain", "a.md").exit_code == 0


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (("add", "--max-cost", "nan", "x"), "nan"),
        (("--wait", "nan", "articles"), "nan"),
        (("serve", "--timeout", "nan"), "nan"),
        (("serve", "--port", "0", "--host", "a..b"), "can not listen"),
        (("build", ""), "name a file or a folder"),
        (("add", ""), "without a name"),
        (("add", "a.md", ""), "without a name"),
        (("backup", ""), "name a file or a folder"),
        (("view", "-o", ""), "name a file or a folder"),
    ],
)
def test_numbers_that_are_none_and_empty_names_are_refused(run: Cli, tmp_path: Path, args: tuple[str, ...], part: str) -> None:
    (tmp_path / "a.md").write_text("Acme released One-1 in 2022.\n", "utf-8")
    result = run(*args)
    assert result.exit_code == 2 and part in result.stderr and "inside kg" not in result.stderr


@pytest.mark.parametrize("args", [("show", "{}"), ("add", "{}"), ("claims", "--kind", "{}"), ("articles", "--since", "{}"), ("--lang", "en", "{}")])
def test_what_is_complained_of_drives_no_terminal_and_buries_nothing(run: Cli, tmp_path: Path, args: tuple[str, ...]) -> None:
    for odd in ("a\x1b[2J\x1b]0;mine\x07b", "a\u202eb", "a\x9bb"):
        said = run(*(part.format(odd) for part in args)).stderr
        assert said and not set(said) & set("\x1b\x07\x9b\u202e")
    said = run(*(part.format("a" * 70_000) for part in args)).stderr
    assert "a … a" in said and len(said) < 3000


def test_names_of_files_drive_no_terminal(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a\x9b2J.md").write_bytes(b"\0\0")
    (tmp_path / "in" / "b.md").write_text("Acme released One-1 in 2022.\n", "utf-8")
    (tmp_path / "in" / "c\u202e.md").write_text("Acme released One-1 in 2022.\n", "utf-8")
    result = run("build", "in", store=tmp_path / "mine")
    assert result.exit_code == 1 and "in/c\N{REPLACEMENT CHARACTER}.md" in result.stderr
    assert not set(result.output) & set("\x9b\u202e")


def test_an_address_that_is_none(run: Cli) -> None:
    assert "this is no address" in one_line(run("articles", store="http://[::1"), 2)


@pytest.mark.parametrize("args", [("claims",), ("ask", "x"), ("view",), ("export", "-o", "a.nq"), ("show", "x")])
def test_without_a_graph_the_way_out_is_told(run: Cli, tmp_path: Path, args: tuple[str, ...]) -> None:
    assert "kg build" in one_line(run(*args, store=tmp_path / "none"), 2)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("error", "status"),
    [(PermissionError(13, "Permission denied", "here"), 2), (KeyboardInterrupt(), 130), (ValueError("odd"), 2)],
)
def test_even_the_unexpected_is_one_line(
    run: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr("kg.asking.query.articles", fail)
    line = one_line(run("articles"), status)
    assert "here: Permission denied" in line if isinstance(error, OSError) else line


def test_a_reader_that_leaves_early_is_no_error(place: Path) -> None:
    command = f"{sys.executable} -m kg --store {place} claims --format json | true"
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=env)
    assert done.stderr == ""


@pytest.mark.parametrize(("name", "status"), [("Acme", 0), ("无此物", 1)])
def test_what_the_terminal_has_no_character_for_is_replaced(place: Path, name: str, status: int) -> None:
    command = [sys.executable, "-m", "kg", "--store", str(place), "--lang", "en", "show", name]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    told = (done.stderr if status else done.stdout).decode("latin-1")
    assert done.returncode == status and "???" in told and "inside kg" not in told, told
    assert status or "released One-1" in told


def test_a_query_is_utf8_with_or_without_a_mark(run: Cli, tmp_path: Path) -> None:
    ask, faulty = "\ufeffASK { GRAPH ?g { ?s ?p '开' } }\n".encode(), b"# one\nASK { ?s ?p '\xff' }\n"
    (tmp_path / "ask.rq").write_bytes(ask)
    (tmp_path / "faulty.rq").write_bytes(faulty)
    for done in (run("query", "ask.rq", "--format", "csv"), run("query", "-", "--format", "csv", input=ask)):
        assert done.exit_code == 0 and done.stdout.splitlines()[-1] == "false", done.output
    assert one_line(run("query", "faulty.rq"), 2) == "kg: faulty.rq:2: this is not UTF-8 (save the query as UTF-8)"
    assert one_line(run("query", "-", input=faulty), 2) == "kg: stdin:2: this is not UTF-8 (save the query as UTF-8)"


@pytest.mark.parametrize(
    "args",
    [
        ("search", "ab\udcff"), ("show", "ab\udcff"), ("path", "ab\udcff", "Acme"), ("claims", "--entity", "ab\udcff"),
        ("claims", "--speaker", "ab\udcff"), ("claims", "--article", "ab\udcff"), ("ask", "who released ab\udcff?"),
        ("query", "licenses", "-p", "model=ab\udcff"), ("conflicts", "--entity", "ab\udcff"),
    ],
)  # fmt: skip
def test_arguments_that_are_no_utf8(run: Cli, tmp_path: Path, args: tuple[str, ...]) -> None:
    """A shell hands on whatever bytes were typed, or stand in a file's name."""
    result = run(*args)
    assert result.exit_code in (0, 1) and "inside kg" not in result.stderr and "can not be answered" not in result.stderr
