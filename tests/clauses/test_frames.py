"""The pattern language, and every frame of kg/data/kinds held to its own examples and counter-examples."""

from __future__ import annotations

import re

import pytest

from kg.clauses.claims import find
from kg.clauses.frames import compile_frame, without_surroundings
from kg.errors import DataError
from kg.extraction.extract import shared
from kg.knowledge import Frame, Kind, load
from kg.model import Article, Block
from kg.read.blocks import split

KIND = Kind("made", {}, {}, ("Organization",), ("Model",), {}, (), {})


def frame(pattern: str, *cues: str) -> Frame:
    return Frame("made/1", "made", "en", pattern, cues)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{S}~(", "does not compile"),
        ("{S} <> {O}", "has none"),
        ("{S} <nothing> {O}", "no cues called"),
        ("{X} <>", "no types"),
        ("{S} {O+:Model!}", "flags stand before"),
    ],
)
def test_a_bad_pattern_is_refused_with_its_rule(pattern: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as error:
        compile_frame(frame(pattern), KIND, {"words": {}}, "en")
    assert "made" in str(error.value)


def test_a_gap_does_not_cross_a_mention_that_the_role_could_be() -> None:
    compiled = compile_frame(frame("{S}~<>~{O}", "made"), KIND, {}, "en")
    organization, model = "\ue000", "\ue002"
    assert compiled.regex.search(f"{organization} and {organization} made {model}").start() == 6
    assert not compiled.regex.search(f"{organization} , made {model}")  # a short gap stays in its clause


def kinds_with(name: str) -> list[tuple[str, str, str]]:
    return [
        (kind.id, lang_of(text), text)
        for kind in load().kinds.values()
        for text in dict.fromkeys(t for f in kind.frames for t in getattr(f, name))
    ]


def lang_of(text: str) -> str:
    return "zh" if any("一" <= c <= "鿿" for c in text) else "en"


def told(text: str, lang: str) -> Article:
    """A text as an article: a heading and a list in it are read as such."""
    blocks = split(text) if "\n" in text else (Block("paragraph", 0, len(text)),)
    return Article("x", "x.md", text, date="2025-06-01", lang=lang, blocks=blocks)


def kinds_found(text: str, lang: str) -> set[str]:
    return {c.claim.kind for c in find(shared().context(told(text, lang)))}


@pytest.mark.parametrize(("kind", "lang", "text"), kinds_with("examples"))
def test_every_frame_fires_in_its_examples(kind: str, lang: str, text: str) -> None:
    assert kind in kinds_found(text, lang)


def test_no_frame_fires_in_its_counter_examples() -> None:
    """A sentence that a frame names as its counter-example makes no claim of that frame."""
    for kind in load().kinds.values():
        for f in kind.frames:
            for text in f.counter:
                assert f.rule not in {c.claim.rule for c in find(shared().context(told(text, lang_of(text))))}, (f.rule, text)


@pytest.mark.parametrize("kind", load().kinds.values(), ids=lambda kind: kind.id)
def test_a_frame_names_only_types_that_its_kind_takes(kind: Kind) -> None:
    """What a role is filled with goes into the graph, and its shapes know the kind's types alone."""
    allowed = {"S": set(kind.subject), "O": set(kind.object)}
    for role, types in (("S", kind.subject), ("O", kind.object)):
        if "Organization" in types:
            allowed[role].add("Product")  # taken as the house that is called so
    for frame in kind.frames:
        for role, types in re.findall(r"\{([SO])[+!]*:([A-Za-z|]+)\}", frame.pattern):
            if role == "O" and frame.option("object") == "maker":
                continue  # the claim is of its maker, a house
            assert set(types.split("|")) <= allowed[role], f"{frame.rule}: {types}"


@pytest.mark.parametrize(
    ("text", "kind", "subject"),
    [
        ("Meta发布了类ChatGPT开源大语言模型Llama 2。", "openness", {"Llama 2"}),
        ("Qwen2.5-Max是在Qwen2基础之上构建而成，拥有70亿参数。", "quantity", {"Qwen 2.5 Max"}),
        ("我们已在Hugging Face Hub上基于Apache 2.0协议开源了该模型的权重。", "openness", set()),
        ("MiniMax发布了M2.5；而DeepSeek刚刚将上下文窗口扩展至100万tokens。", "quantity", set()),
        ("a16z的调查显示，2023年80%的市场份额由闭源模型占据。", "quantity", set()),
        ("不少人以为Gemma是Gemini的开源版。", "openness", set()),
    ],
)
def test_what_is_only_beside_a_deed_is_no_subject(text: str, kind: str, subject: set[str]) -> None:
    article = Article("x", "x.md", text, lang="zh", blocks=(Block("paragraph", 0, len(text)),))
    assert {c.subject.label for c in shared().read(article).claims if c.kind == kind and c.subject} == subject


@pytest.mark.parametrize("joint", [" and ", ", ", "、", "和"])
def test_a_list_of_very_many_names_is_read_in_one_way(joint: str) -> None:
    names = [f"{first} {last}" for first in ("Ada", "Bob", "Mei", "Tom", "Eva") for last in ("Smith", "Chen", "Jones", "Garcia", "Müller", "Brown")]
    text = f"author={{Kimi Team and {joint.join(names)}}}"  # with a way more for each, it would not end in a lifetime
    shared().read(Article("0" * 64, "a.md", text, lang="en", blocks=tuple(split(text))))


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("a(?!b(?:c|(?<=d)e)f)g", "ag"),
        (r"(?<!x)a\(?![(]b", r"a\(?![(]b"),
        ("[(](?=a)b(?:c)", "[(]b(?:c)"),
        ("a(b)", "a(b)"),
    ],
)
def test_what_is_only_looked_at_is_no_part_of_a_pattern(pattern: str, left: str) -> None:
    assert without_surroundings(pattern) == left
