"""An abbreviation is what the article says that it is short for."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_text


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("Each block uses DSA (Dynamic Sparse Attention). With DSA it is fast.", "Digital Services Act", False),
        ("We use Grouped Query Attention (GQA) here, and GQA saves memory.", "GQA", False),
        ("模型采用 GQA（分组查询注意力），GQA 节省显存。", "GQA", False),
        ("The DSA (Digital Services Act) binds platforms.", "Digital Services Act", True),
        ("TRL (Transformer Reinforcement Learning) by Hugging Face is a library.", "TRL", True),
        ("The test by MIT (Massachusetts Institute of Technology) took a year.", "MIT", True),
    ],
)
def test_letters_that_the_text_spells_out(text: str, name: str, there: bool) -> None:
    found = {entity.label for entity in shared().read(read_text(text, "x.md")).entities}
    assert (name in found) is there


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Kimi 可支持 200 万汉字的输入，200 万汉字够用。", "万汉字"),
        ("Zorblax 完成B-2轮融资，B-4轮也在谈。", "B-2"),
        ("它使用 Sliding Window Attention，Sliding Window Attention 是谷歌提出的。", "Sliding Window Attention"),
        ("抛开资本的因素，抛开资本不谈。", "抛开资本"),
        ("论文发表于 NeurIPS，NeurIPS 认为它很好。", "NeurIPS"),
    ],
)
def test_what_is_no_name(text: str, label: str) -> None:
    assert label not in {entity.label for entity in shared().read(read_text(text, "x.md")).entities}


@pytest.mark.parametrize(("text", "label"), [("李沐此前任职于微软。", "Microsoft"), ("该团队来自于清华。", "Tsinghua University")])
def test_a_short_name_behind_a_preposition(text: str, label: str) -> None:
    assert label in {entity.label for entity in shared().read(read_text(text, "x.md")).entities}
