"""Sentences and tokens: (text, expected sentences) for each language, and offsets that hold."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import language
from kg.errors import UsageError
from kg.language import dictionary, en, zh
from kg.model import Article, Block

ZH = [
    ("为何要开源?首先是成本。真的吗!?是。", ["为何要开源?", "首先是成本。", "真的吗!?", "是。"]),
    ("开源好。闭源也好！真的？", ["开源好。", "闭源也好！", "真的？"]),
    ("开源；闭源;混合", ["开源；", "闭源;", "混合"]),
    ("“很好。”他说。", ["“很好。”", "他说。"]),
    ("他说：“开源好！”然后走了。", ["他说：“开源好！”", "然后走了。"]),
    ("“开源还是闭源？”的问题", ["“开源还是闭源？”的问题"]),
    ("《谁是下一个？》是一本书。好", ["《谁是下一个？》是一本书。", "好"]),
    ("**你好。**他来了。**再见**", ["**你好。**", "他来了。", "**再见**"]),
    ("等等……然后", ["等等……", "然后"]),
    ("真的？！是的", ["真的？！", "是的"]),
    ("第一行\n第二行", ["第一行", "第二行"]),
    ("价格为3.5亿. 然后GPT-3.5发布.", ["价格为3.5亿.", "然后GPT-3.5发布."]),
    ("训练用了2.5版. Llama 3.1 很好", ["训练用了2.5版.", "Llama 3.1 很好"]),
    ("看https://a.example/?x=1;y 好", ["看https://a.example/?x=1;y 好"]),
    ("（见上文。）继续", ["（见上文。）", "继续"]),
    ("  。", ["。"]),
    ("", []),
]
EN = [
    ("It is open. It is closed! Is it?", ["It is open.", "It is closed!", "Is it?"]),
    ("Dr. Smith of OpenAI Inc. said so. Yes.", ["Dr. Smith of OpenAI Inc. said so.", "Yes."]),
    ("He lives in the U.S. The company is big.", ["He lives in the U.S.", "The company is big."]),
    ("The U.S. Senate voted.", ["The U.S. Senate voted."]),
    ("See Fig. 3 and No. 5. Then stop.", ["See Fig. 3 and No. 5.", "Then stop."]),
    ("Some models, e.g. Llama, i.e. Meta's, vs. GPT.", ["Some models, e.g. Llama, i.e. Meta's, vs. GPT."]),
    ("Sam H. Altman left. He came back.", ["Sam H. Altman left.", "He came back."]),
    ("J. K. Rowling wrote.", ["J. K. Rowling wrote."]),
    ("Brown et al. 2020 wrote it.", ["Brown et al. 2020 wrote it."]),
    (
        "Llama 3.1 is out. v2.5 came. It costs $3.5. Next.",
        ["Llama 3.1 is out.", "v2.5 came.", "It costs $3.5.", "Next."],
    ),
    ('"Really?" he asked. Yes.', ['"Really?" he asked.', "Yes."]),
    ('He said "stop." Go.', ['He said "stop."', "Go."]),
    ("and then... it ended. And then... The end.", ["and then... it ended.", "And then...", "The end."]),
    ("**Bold.** More.", ["**Bold.**", "More."]),
    ("1. First point. It is.", ["1. First point.", "It is."]),
    ("Line one\ncontinues. Next\n\nPart two", ["Line one\ncontinues.", "Next", "Part two"]),
    ("It ran. iPhone is. llama.cpp is great.", ["It ran.", "iPhone is.", "llama.cpp is great."]),
    ("They said 开源好。Then left.", ["They said 开源好。", "Then left."]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), ZH)
def test_chinese_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in zh.split(text)] == expected


@pytest.mark.parametrize(("text", "expected"), EN)
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in en.split(text)] == expected


def article(*parts: tuple[str, str], lang: str = "zh") -> Article:
    text, blocks = "", []
    for kind, content in parts:
        blocks.append(Block(kind, len(text), len(text) + len(content)))
        text += content + "\n\n"
    return Article(id="a", file="a.md", text=text, lang=lang, blocks=tuple(blocks))


def test_sentences_of_an_article() -> None:
    made = article(
        ("heading", "开源大模型"),
        ("paragraph", "GPT-4没有开源。LLaMA开源了。"),
        ("code", "x = 1. y = 2."),
        ("boilerplate", "关注我们。"),
        ("row", "Model. Size | 7B. 13B"),
        ("paragraph", "Dr. Smith said so. It is open."),
        ("item", "  成本低  "),
    )
    found = [(s.block, s.lang, made.text[s.start : s.end]) for s in language.sentences(made)]
    assert found == [
        (0, "zh", "开源大模型"),
        (1, "zh", "GPT-4没有开源。"),
        (1, "zh", "LLaMA开源了。"),
        (4, "en", "Model. Size | 7B. 13B"),
        (5, "en", "Dr. Smith said so."),
        (5, "en", "It is open."),
        (6, "zh", "成本低"),
    ]


def test_an_article_without_blocks_is_one() -> None:
    made = Article(id="a", file="a.txt", text="一。二。", lang="zh")
    assert [(s.block, made.text[s.start : s.end]) for s in language.sentences(made)] == [(-1, "一。"), (-1, "二。")]


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        ("开源", "en", "zh"),
        ("open", "zh", "en"),
        ("42", "zh", "zh"),
        ("使用Transformer架构", "en", "zh"),
        ("The firm 百度 said", "zh", "en"),
    ],
)
def test_language_of_a_passage(text: str, default: str, expected: str) -> None:
    assert language.detect(text, default) == expected


def test_tokens_stand_where_they_say() -> None:
    made = article(("paragraph", "智谱AI发布ChatGLM-6B  模型。\n很好"), ("paragraph", "GPT-3.5 isn't open."))
    for sentence in language.sentences(made):
        doc = language.tokens(made, sentence)
        assert doc.text == made.text[sentence.start : sentence.end]
        for token in doc:
            begin = sentence.start + token.idx
            assert made.text[begin : begin + len(token)] == token.text
        assert [t.text for t in doc if "GLM" in t.text] in ([], ["ChatGLM-6B"])


def test_other_users_of_jieba_are_left_alone() -> None:
    import jieba

    jieba.initialize()
    zh.tokenizer().add_word("智谱清言云")
    assert "智谱清言云" in list(zh.cut("我用智谱清言云写作"))
    assert zh.tokenizer() is not jieba.dt
    assert "智谱清言云" not in jieba.dt.FREQ


def test_pipelines_are_built_once_and_end_sentences_as_split_does() -> None:
    text = "GPT-4没有开源。“很好！”他说"
    doc = language.pipeline("zh")(text)
    assert [s.text for s in doc.sents] == [text[a:b] for a, b in zh.split(text)]
    assert [t.is_sent_start for t in doc].count(True) == 3
    text = "Dr. Smith said so. It is."
    assert [s.text for s in language.pipeline("en")(text).sents] == ["Dr. Smith said so.", "It is."]
    assert language.pipeline("en") is language.pipeline("en")
    assert len(language.pipeline("zh")("")) == 0


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="'fr'"):
        language.pipeline("fr")


def test_importing_is_light() -> None:
    code = "import sys, kg.language, kg.language.dates; sys.exit('spacy' in sys.modules or 'jieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


MIXED = st.text(alphabet="开源闭。！？；;…“”》（）. \n\t!?\"'*AbGPT-3.5Dr e.g", max_size=80)


@given(MIXED)
@settings(max_examples=300, deadline=None)
def test_sentences_cover_all_but_blanks(text: str) -> None:
    for split in (zh.split, en.split):
        done = 0
        for start, end in split(text):
            assert done <= start < end <= len(text)
            assert not text[done:start].strip()
            assert not text[start].isspace() and not text[end - 1].isspace()
            done = end
        assert not text[done:].strip()


@given(st.one_of(MIXED, st.text(max_size=60)))
@settings(max_examples=150, deadline=None)
def test_tokens_rebuild_the_text(text: str) -> None:
    assert "".join(zh.cut(text)) == text
    for lang in language.LANGUAGES:
        assert language.pipeline(lang)(text).text == text


@pytest.mark.parametrize("piece", [" ", "\n ", "!", "?*》", '。"', "A. ", "."])
@pytest.mark.parametrize("split", [zh.split, en.split])
def test_a_long_odd_line_is_covered(split: Callable[[str], list[tuple[int, int]]], piece: str) -> None:
    """benchmarks/linear.py looks at the time."""
    line = piece * 20_000
    spans = split(line)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "".join("".join(line[start:end] for start, end in spans).split()) == "".join(line.split())


def test_a_long_chinese_line_broken_beside_a_latin_word_goes_on() -> None:
    wrapped = "随着这家公司的产品越来越多，外界也开始担心 OpenAI\n总裁 Greg\nBrockman 不断推动商业化。"
    lines = "开源模型有很多种，下面只列出几种常见的名字\nLLaMA\nFalcon"
    assert len(zh.split(wrapped)) == 2  # the second line is too short to be a wrapped one
    assert len(zh.split(lines)) == 3


def test_a_short_chinese_line_goes_on_where_what_follows_had_no_room_on_it() -> None:
    run = "模型的权重已经在今天上午对外公布，研究人员和企业都可以免费下载，也可以在自己的服务器上部署，而且不必再向公司申请任何许可，公司还说以后的新版本也会照这样的办法公布。"
    assert len(zh.split(f"公司说 Greg\n{run}")) == 1
    assert len(zh.split("公司说 Greg\n模型的权重已经公布。")) == 2



RUNS = "开源闭源模型的发布会上我们就是说一二三研究生命起源鿖T恤卡拉OK大语言鑫淼榆钱晟睿3.5%-_+#& \r\n，。é"


@given(st.one_of(st.text(alphabet=RUNS, max_size=60), st.text(max_size=40)))
@settings(max_examples=300, deadline=None)
def test_words_are_what_its_library_cuts(text: str) -> None:
    assert list(zh.words(text)) == list(zh.tokenizer().cut(text))


def test_the_dictionary_is_what_its_library_reads() -> None:
    own = dictionary.tokenizer()
    assert not own.FREQ
    own.know("开源")
    assert own.FREQ["开源节流"] and "模型" not in own.FREQ
    own.know_all()
    with own.get_dict_file() as file:
        assert (own.FREQ, own.total) == own.gen_pfdict(file)


def test_a_word_that_is_added_is_not_lost_when_its_neighbours_are_read() -> None:
    own, whole = dictionary.tokenizer(), dictionary.tokenizer()
    whole.know_all()
    for one in (own, whole):
        one.add_word("开源")
        one.add_word("模搭社区")
        one.know("开源模型社区")
    assert {word: own.FREQ[word] for word in ("开源", "模搭社区", "模搭")} == {word: whole.FREQ[word] for word in ("开源", "模搭社区", "模搭")}
    assert list(own.cut("开源模搭社区的模型")) == list(whole.cut("开源模搭社区的模型"))


@pytest.mark.parametrize("clause", ["然后这家公司继续推进计划，", "and then the company went on with its plans, ", "开源", "x" * 40 + " "])
def test_a_line_without_stops_is_read_in_parts(clause: str) -> None:
    """What is asked of a sentence takes the square of its length: a page that lost its stops is cut where clauses end."""
    text = clause * (9000 // len(clause))
    parts = language.sentences(Article(id="a", file="a.txt", text=text, lang=language.detect(text)))
    assert len(parts) > 6
    assert all(part.end - part.start <= 1200 for part in parts)
    assert "".join(text[part.start : part.end] for part in parts).replace(" ", "") == text.replace(" ", "")
    if clause[-1] in "，":
        assert all(text[part.end - 1] == clause[-1] for part in parts)
