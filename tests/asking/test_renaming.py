"""Questions that call things otherwise than the graph does: by another name of the lexicon's, or a person by the surname."""

from __future__ import annotations

import pytest

from kg.asking import ask, query
from kg.asking.renaming import renamed
from kg.knowledge import fold
from kg.model import Table

THINGS = {"Person": ("Sam Altman", "Mark Zuckerberg", "Ada Finch", "Bo Finch", "Jo Young"), "Organization": ("Meta", "Tsinghua University"), "Model": ("Qwen",)}
NAMES = {fold(name): (name, sort) for sort, names in THINGS.items() for name in names}


def own(question: str, *strange: str) -> str:
    return renamed(question, strange, NAMES, lambda name: NAMES)


@pytest.mark.parametrize(
    ("question", "strange", "told"),
    [
        ("What did Altman say?", "altman", "What did Sam Altman say?"),
        ("What is Altman's view?", "altman", "What is Sam Altman's view?"),
        ("扎克伯格说过什么", "扎克", "Mark Zuckerberg说过什么"),
        ("清华大学和通义千问", "清华", "Tsinghua University和Qwen"),
    ],
)
def test_what_the_graph_calls_otherwise_gets_its_name(question: str, strange: str, told: str) -> None:
    assert own(question, strange) == told


@pytest.mark.parametrize(
    ("question", "strange"),
    [
        ("What did Finch say?", "finch"),  # two are called so
        ("which young labs are open?", "young"),  # a word, and no name
        ("What did Mark Zuckerberg say today?", "today"),  # stands as the graph has it
        ("What did Sundar Pichai say?", "pichai"),  # the graph has nobody so called
        ("what did Meta say?", ""),
    ],
)
def test_other_words_stay(question: str, strange: str) -> None:
    assert own(question, *filter(None, [strange])) == question


def test_the_answer_is_that_of_the_graphs_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "run", lambda store, name, params, path=None: Table(("quote", "speaker"), (("q", params.get("speaker")),)))
    for question in ("What did Altman say about open source?", "What does Sam Altman say about open source?"):
        assert ask.answer(None, question, names=NAMES).params == {"speaker": "Sam Altman", "side": "open"}
