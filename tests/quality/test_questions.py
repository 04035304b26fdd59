"""Plain questions that no phrasing of a query file was written from: how many are answered right, and how many wrongly.

`questions.jsonl` holds a question a line with the query and parameters that answer it; `query` is null where nothing
in the graph can. One part (`tune`) was open to whoever mended kg/asking and its data, and is learned from; the other (`held`) was
written before the last round of mending and neither looked at nor learned from. Who mends further writes new ones to hold, and moves these over.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.asking import ask, naming, query
from kg.knowledge import DATA, fold, load_terms
from kg.listing.rows import keys_of
from kg.model import Table

TODAY = "2026-11-30"  # what the questions were asked on
NEWEST = ("license-changes", "overview", "plans", "trace-course", "vendor-openness", "yearly-openness")  # queries that nobody wrote questions for who had not seen them
QUESTIONS = Path(__file__).parent / "questions.jsonl"
VERSIONS = (  # of families in the lexicon: articles bring them into the graph
    "GPT-2", "GPT-3", "GPT-3.5", "GPT-4", "GPT-4o", "GPT-4o mini", "GPT-4 Turbo", "GPT-5", "o1", "o3", "Llama 2",
    "Llama 3", "Llama 3.1", "Llama 4", "ChatGLM-6B", "ChatGLM2-6B", "GLM-4", "GLM-4.5", "DeepSeek-V2", "DeepSeek-V3",
    "DeepSeek-R1", "Mistral 7B", "Mixtral 8x7B", "Mixtral 8x22B", "Mistral Large 2", "Qwen2", "Qwen2.5", "Qwen3",
    "Qwen-72B", "Qwen2-72B", "Qwen2.5-72B", "Qwen2.5-Max", "Qwen-Max", "Claude 2", "Claude 2.1", "Claude 3",
    "Claude 3 Opus", "Claude 3 Haiku", "Claude 3.5 Sonnet", "Claude Opus 4", "Claude Sonnet 4.5", "Gemini Pro",
    "Gemini Ultra", "Gemini 1.5 Pro", "Gemini 2.5 Flash", "Gemma 2", "Gemma 3", "Phi-2", "Phi-3", "Phi-4",
    "Falcon 180B", "Yi-34B", "Grok-1", "Grok 3", "Baichuan 2", "ERNIE 4.0", "ERNIE 4.5", "PaLM 2", "OLMo 2",
    "Stable Diffusion 3", "Skywork-13B", "Zephyr 7B", "Nemotron-4 340B",
)  # fmt: skip
# Of the answerable: the right query with the right parameters. Which query is asked is told by weights that are fitted on the tuned
# part and on training/questions.jsonl (kg/asking/intent.py). Of two sets that somebody wrote who saw neither, 160 questions in eight
# people's voices and, for the queries strategies, events and articles, 75 more, 103 of 128 and 49 of 60 were right at first sight
# (the words alone, without the weights, had 52 of the 128); 31 of 32 and 13 of 15 others were refused. The second set is held, and
# half of the first and of the three before it. Of 96 more about bounds of numbers, the most of one side and parts of the world 60 of 72
# were right and 23 of 24 refused at first sight; they were looked at then, and are tuned.
FLOORS = {"tune": 0.96, "held": 0.84}
REFUSED = {"tune": 1.0, "held": 0.94}  # of those that no query answers


def questions(half: str = "") -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    return [row for row in rows if half in ("", row["half"])]


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph that knows every name of the lexicon: more that can be mistaken than in any real one."""
    rows = [
        {"label": term.entity.label, "type": term.entity.type, "aliases": list(term.names)}
        for term in load_terms(DATA / "lexicon")
    ]
    rows += [{"label": name, "type": "Model", "aliases": []} for name in VERSIONS]
    monkeypatch.setattr(query, "entities", lambda store: rows)
    names = naming.names_of(None)
    monkeypatch.setattr(ask, "names_in", lambda store, question: names)
    monkeypatch.setattr(query, "run", lambda store, name, params, path=None: Table(("quote", "thing", "model"), (("q",) * 3,)))


def same(one: str, other: str) -> bool:
    """Whether two values of a parameter mean the same: the same word, or two names of one thing."""
    return fold(one) == fold(other) or bool(set(keys_of(one)) & set(keys_of(other)))


def fault(row: dict[str, Any]) -> str:
    """What is wrong with the answer to a question; nothing where it is right."""
    found = ask.answer(None, row["question"], today=TODAY)
    if (found.query or None) != row["query"]:
        return f"{row['query']} but {found.query or ('asks back' if found.ambiguous else 'not known')}"
    wrong = [f"{key}={value} but {found.params.get(key, '')}" for key, value in row["params"].items()
             if not same(value, found.params.get(key, ""))]  # fmt: skip
    return ", ".join(wrong)


def told(rows: list[dict[str, Any]], faults: list[tuple[str, str]]) -> str:
    lines = [f"{len(rows) - len(faults)} of {len(rows)} right"]
    return "\n".join(lines + [f"  {question}: {what}" for question, what in faults])


def test_the_questions_are_enough_and_in_both_languages() -> None:
    rows = questions()
    assert len(rows) >= 130 and len({row["question"] for row in rows}) == len(rows)
    assert sum(row["query"] is None for row in rows) * 5 >= len(rows)
    for half in FLOORS:
        part = questions(half)
        assert abs(sum(row["lang"] == "zh" for row in part) * 2 - len(part)) <= 6
    asked = {half: {row["query"] for row in questions(half) if row["query"]} for half in FLOORS}
    assert asked["tune"] >= set(query.names()) - {"trace-argument", "trace-shift", *NEWEST} and len(asked["held"]) >= 12


def test_no_question_is_a_phrasing_of_a_query_file() -> None:
    phrasings = {ask for name in query.names() for asks in query.load(name).asks.values() for ask in asks}
    assert not phrasings & {row["question"] for row in questions()}


@pytest.mark.parametrize("half", FLOORS)
def test_nine_in_ten_are_answered_right(graph: None, half: str) -> None:
    rows = [row for row in questions(half) if row["query"]]
    faults = [(row["question"], what) for row in rows if (what := fault(row))]
    print(told(rows, faults))
    assert 1 - len(faults) / len(rows) >= FLOORS[half], told(rows, faults)


@pytest.mark.parametrize("half", FLOORS)
def test_what_the_graph_can_not_answer_is_hardly_ever_answered(graph: None, half: str) -> None:
    rows = [row for row in questions(half) if not row["query"]]
    faults = [(row["question"], what) for row in rows if (what := fault(row))]
    print(told(rows, faults))
    assert 1 - len(faults) / len(rows) >= REFUSED[half], told(rows, faults)
