"""Names of the lexicon in raw text: borders, case, homonyms, versions and sizes, both languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.entities.names import Names
from kg.entities.spelling import squeeze
from kg.knowledge import fold, load


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(load())


FOUND = [
    # text, [(words, key), …]
    ("Qwen2.5-72B-Instruct", [("Qwen2.5-72B-Instruct", "model/qwen-2.5-72b-instruct")]),
    ("通义千问2.5-72B", [("通义千问2.5-72B", "model/qwen-2.5-72b")]),
    ("Llama-2-70b-chat", [("Llama-2-70b-chat", "model/llama-2-70b-chat")]),
    ("Llama 2 70B Chat", [("Llama 2 70B Chat", "model/llama-2-70b-chat")]),
    ("20,000 H100s and a few A100s", [("H100s", "hardware/h100"), ("A100s", "hardware/a100")]),
    ("GPT-3.5和GPT-4", [("GPT-3.5", "model/gpt-3.5"), ("GPT-4", "model/gpt-4")]),
    ("DeepSeek released DeepSeek-V3", [("DeepSeek", "organization/deepseek"), ("DeepSeek-V3", "model/deepseek-3")]),
    (
        "Qwen1.5-7B/14B/72B",
        [("Qwen1.5-7B", "model/qwen-1.5-7b"), ("14B", "model/qwen-1.5-14b"), ("72B", "model/qwen-1.5-72b")],
    ),
    ("智谱AI", [("智谱AI", "organization/zhipu-ai")]),
    ("Meta said", [("Meta", "organization/meta")]),
    ("ＧＰＴ－４", [("ＧＰＴ－４", "model/gpt-4")]),
    ("GPT-4.1 Mini", [("GPT-4.1 Mini", "model/gpt-4.1-mini")]),
    ("Flash Attention kernels", [("Flash Attention", "product/flashattention")]),
    ("a modified MIT licence", [("modified MIT licence", "license/modified-mit")]),
    ("the GNU General Public Licence", [("GNU General Public Licence", "license/gpl")]),
    ("Gemini 2.5 Deep Think", [("Gemini 2.5 Deep Think", "model/gemini-2.5-deepthink")]),
]
NOT_FOUND = [
    "a meta-analysis of models",  # no Meta
    "the next step is to command attention",  # no Step, no Command
    "Each step. AI is here",  # no name across a full stop
    "Alphabetical",
    "people on r/OpenAI and /r/ChatGPT",  # places where people talk
    "# AI Discord Recap",
    "the US AI race",  # no USAi
    "ROLL UP, ROLL UP",
    "she passed the bar exam",
    "most Fortune 500 companies",
    "𝐚𝐧𝐧𝐨𝐮𝐧𝐜𝐞",  # letters of one word
    "开源代码的质量",  # one-character names need a version or quotation marks
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_known_names_are_found_where_they_stand(names: Names, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[m.start : m.end], m.entity.key) for m in names.find(text)] == expected


@pytest.mark.parametrize("text", NOT_FOUND)
def test_words_that_only_look_like_known_names_are_none(names: Names, text: str) -> None:
    assert names.find(text) == []


def test_a_number_with_a_unit_is_no_version(names: Names) -> None:
    assert [m.entity.key for m in names.find("GPT 3 billion parameters")] == ["model/gpt"]


def test_family_version_and_size_are_three_things_and_linked(names: Names) -> None:
    keys = [names.find(t)[0].entity for t in ("Qwen", "Qwen2.5", "Qwen2.5-72B")]
    assert len({e.key for e in keys}) == 3
    assert keys[2].parent == keys[1].key and keys[1].parent == keys[0].key


def test_both_languages_are_one_thing(names: Names) -> None:
    for one, other in (("百度", "Baidu"), ("通义千问", "Qwen"), ("阿里巴巴", "Alibaba"), ("英伟达", "NVIDIA")):
        assert names.find(one)[0].entity.key == names.find(other)[0].entity.key


@given(st.text(alphabet=st.sampled_from("GPT-4 3.5 Llama2通义千问,。（）7Bx\n·é"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_mentions_are_in_order_and_do_not_overlap(text: str) -> None:
    found = Names(load()) if not hasattr(test_mentions_are_in_order_and_do_not_overlap, "names") else None
    finder = getattr(test_mentions_are_in_order_and_do_not_overlap, "names", found)
    test_mentions_are_in_order_and_do_not_overlap.names = finder  # built once: it reads the whole lexicon
    mentions = finder.find(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in zip(mentions, mentions[1:], strict=False))


@given(st.text(max_size=80))
def test_squeezing_keeps_the_way_back(text: str) -> None:
    squeezed, index = squeeze(text)
    assert len(squeezed) == len(index) and index == sorted(index)
    assert fold(squeezed) == fold("".join(text[i] for i in dict.fromkeys(index)))


@pytest.mark.parametrize(
    "text",
    ["there are multiple ways", "we did it", "the map of AI to come", "Apps and Quality matter", "Sam said so", "changing behavior"],
)
def test_common_words_are_no_names_written_like_them(names: Names, text: str) -> None:
    assert names.find(text) == []


def test_a_first_name_is_somebody_else_s_where_another_surname_follows(names: Names) -> None:
    assert [m.entity.label for m in names.find("Jensen then told all this to Elon, but Jensen Harris and Elon Gold never heard about it.")] == ["Jensen Huang", "Elon Musk"]
    assert [m.entity.label for m in names.find("Jensen Unveils Rubin And Opens Nemotron To All")][:1] == ["Jensen Huang"]


def test_such_names_stand_in_their_own_case(names: Names) -> None:
    assert {m.entity.label for m in names.find("scores on MATH and MultiPL-E")} == {"MATH", "MultiPL-E"}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("GPT-5Mini、GPT-4oMini 和 Claude3.5Sonnet 上线了。", ["GPT-5-mini", "GPT-4o-mini", "Claude 3.5 Sonnet"]),
        ("阿里云推出 Qwen3Coder、Qwen2.5Max 与 GLM4.5Air。", ["Alibaba Cloud", "Qwen 3 Coder", "Qwen 2.5 Max", "GLM-4.5-Air"]),
        ("GPT-4Tools and Llama2Vec are no models of a family.", []),
        ("混元Large、盘古Pro MoE与讯飞星火Lite发布。", ["Hunyuan-Large", "PanGu Pro MoE", "Spark Lite"]),
        ("盘古72B强于盘古70亿参数的版本。", ["PanGu-72B"]),
        ("豆包App和通义千问API更新。", ["Doubao app", "Qwen"]),
        ("GeminiPro and ClaudeOpus trail QwenMax; a GeminiFarm is none.", ["Gemini Pro", "Claude Opus", "Qwen Max"]),
        ("GPT-4-V, GPT-4-O mini and GPT-4-X: a letter tied to a known version.", ["GPT-4V", "GPT-4o-mini", "GPT-4-X"]),
        ("DeepSeekv3.2与DeepSeek-v3、Deepseek V3", ["DeepSeek-V3.2", "DeepSeek-V3", "DeepSeek-V3"]),
        ("CLIPV2 and GLMV4 end in capitals before their versions.", ["CLIP-V2", "GLM-V4"]),
    ],
)
def test_a_suffix_may_be_written_to_the_version_before_it(names: Names, text: str, labels: list[str]) -> None:
    assert [mention.entity.label for mention in names.find(text)] == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Llama 3 70B，72B已经超过它。", ["Llama 3-70B"]),
        ("Llama 3 8B, 70B and 405B are out.", ["Llama 3-8B", "Llama 3-70B", "Llama 3-405B"]),
        ("GPT - 4o 与 Phi - 4 都是模型。", ["GPT-4o", "Phi 4"]),
        ("Llama - 3 reasons to use it", ["Llama"]),
        ("large-scale AI models", []),
        ("On τ²-bench it leads.", ["τ²-bench"]),
        ("Gemini 1.5 Pro（0801）超过 GPT-4o (0806)。", ["Gemini 1.5 Pro-0801", "GPT-4o-0806"]),
        ("Claude 3.5 Sonnet (20241022) and Llama 2 (2023)", ["Claude 3.5 Sonnet-20241022", "Llama 2"]),
    ],
)
def test_where_a_name_ends(names: Names, text: str, labels: list[str]) -> None:
    assert [mention.entity.label for mention in names.find(text)] == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [("维克托·哈里斯来了。", []), ("卡马拉·哈里斯来了。", ["Kamala Harris"]), ("哈里斯来了。", ["Kamala Harris"])],
)
def test_a_surname_behind_another_first_name_is_somebody_else_s(names: Names, text: str, labels: list[str]) -> None:
    assert [mention.entity.label for mention in names.find(text)] == labels


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("DeepSeek R1: MIT. Qwen3: Apache 2.0.", "License"),
        ("- DeepSeek-R1: **MIT** — no limits", "License"),
        ("He works at MIT, with others.", "Organization"),
        ("Sources: MIT, Stanford and Google.", "Organization"),
    ],
)
def test_a_licence_called_as_a_house_is(names: Names, text: str, kind: str) -> None:
    assert {mention.entity.type for mention in names.find(text) if mention.entity.label == "MIT"} == {kind}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Instagram联合创始人来了", "Organization"),
        ("印象笔记董事长兼首席执行官来了", "Organization"),
        ("the CEO of Snapchat spoke", "Organization"),
        ("Snapchat's co-founder spoke", "Organization"),
        ("he posted it on Instagram", "Product"),
        ("Instagram users like it", "Product"),
        ("LangChain创始人来了", "Product"),
    ],
)
def test_a_product_that_has_founders_is_its_house(names: Names, text: str, kind: str) -> None:
    assert [mention.entity.type for mention in names.find(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("LangChain has teamed up with banks", "Organization"),
        ("LangChain raised $3 million", "Organization"),
        ("the acquisition of LangChain", "Organization"),
        ("they announced a partnership with **LangChain**", "Organization"),
        ("their partnership with LangChain users", "Product"),
        ("they are working with LangChain", "Product"),
        ("LangChain raised the bar", "Product"),
        ("LangChain宣布完成A轮融资", "Organization"),
        ("他们与LangChain达成合作", "Organization"),
        ("他们用LangChain完成开发", "Product"),
        ("iOS teamed up with banks", "Product"),
    ],
)
def test_a_product_that_makes_a_deal_is_its_house(names: Names, text: str, kind: str) -> None:
    assert [mention.entity.type for mention in names.find(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("他们用微软Azure训练。", ["Microsoft", "Azure"]),
        ("需要三万片英伟达A100。", ["NVIDIA", "A100"]),
        ("用谷歌搜索找资料。", ["Google Search"]),
    ],
)
def test_a_maker_before_its_thing_in_another_script_is_named_too(names: Names, text: str, labels: list[str]) -> None:
    assert [m.entity.label for m in names.find(text)] == labels


@pytest.mark.parametrize(
    "text",
    [
        "这不得不让人联想到别的事。",
        "新浪潮的开端。",
        "关键元器件短缺。",
        "旧金山办公家具很贵。",
        "中国移动互联网的发展。",
        "许多《财富》500强企业在用。",
        "卷积网络（CNN）很旧。",
        "见 mp.weixin.qq.com 的页面。",
        "标普500指数上涨。",
    ],
)
def test_a_word_that_is_spelled_like_a_name_is_none(names: Names, text: str) -> None:
    assert not names.find(text)
