"""Plain questions and queries, named or of one's own."""

from __future__ import annotations

import json
from pathlib import Path

from commandline import Cli, one_line


def test_a_named_query(run: Cli) -> None:
    result = run("query", "open-to-closed", "--format", "jsonl")
    row = json.loads(result.stdout.splitlines()[0])
    assert (row["vendor"], row["from"], row["to"]) == ("Acme", "open", "closed")


def test_a_query_from_a_file_and_from_standard_input(run: Cli, tmp_path: Path) -> None:
    sparql = "SELECT (COUNT(?c) AS ?n) WHERE { GRAPH ?g { ?c a kg:Shift } }"
    (tmp_path / "count.rq").write_text(sparql)
    for result in (run("query", "count.rq", "--format", "json"), run("query", "-", "--format", "json", input=sparql)):
        assert json.loads(result.stdout) == [{"n": 1}]


def test_ask_answers_with_evidence_and_names_its_query(run: Cli) -> None:
    result = run("ask", "which vendors moved from open to closed?")
    assert result.exit_code == 0
    assert "“Acme was open and is closed now”" in result.stdout and "News of Acme" in result.stdout
    assert "kg query open-to-closed" in result.stderr


def test_ask_without_quotes_and_in_chinese(run: Cli) -> None:
    assert "Acme" in run("ask", "哪些厂商", "从开源走向闭源", lang="zh").stdout


def test_ask_does_not_turn_the_direction(run: Cli) -> None:
    result = run("ask", "which vendors moved from closed to open?")
    assert result.exit_code == 1 and "Acme" not in result.stdout
    assert "no claim that was read in the articles answers that" in one_line(result, 1)


def test_ask_says_when_it_does_not_know(run: Cli) -> None:
    assert "do not know" in one_line(run("ask", "what's the weather?"), 1)
    assert "不会回答" in one_line(run("ask", "今天天气怎么样", lang="zh"), 1)


def test_a_fault_in_a_query_file_is_told_with_its_name_and_line(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("SELECT * WHERE {\n ?s ?p", "utf-8")
    assert f"{tmp_path / 'mine.rq'}:2: the query does not parse" in one_line(run("query", str(tmp_path / "mine.rq")), 2)


def test_a_query_without_graph_asks_all_articles_together_as_the_endpoint_does(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { ?claim a kg:Shift }", "utf-8")
    (tmp_path / "other.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?claim a kg:Shift } }", "utf-8")
    found = [run("query", str(tmp_path / name), "--format", "csv").stdout.split() for name in ("mine.rq", "other.rq")]
    assert found[0] == found[1] and int(found[0][1]) > 0


def test_faults_are_told_in_the_language_that_was_asked_for(run: Cli) -> None:
    assert one_line(run("claims", "--entity", "Nobody", lang="zh"), 1) == "kg: 没有名为 Nobody 的事物 (用 kg entities 查看所有名称)"
    assert one_line(run("claims", "--since", "20x3", lang="zh"), 2) == "kg: 不是日期：20x3 (请写成 2023、2023-03 或 2023-03-14)"
