"""What the line over a list says of its items, told with their names in its place."""

from __future__ import annotations

import pytest

from kg.clauses.claims import described
from kg.discourse.introduced import contexts
from kg.extraction.extract import shared
from kg.read import read_text


def told(text: str) -> list[str]:
    context = shared().context(read_text(text, "x.md"))
    return [described(aside.sentences[index].view) for aside, index in contexts(context)]


@pytest.mark.parametrize(
    ("lead", "sentence"),
    [
        ("Meta has released the following models under the MIT license:", "‹Organization› has released ‹Model› under the ‹License›"),
        ("The following three models are available on Azure:", "‹Model› are available on ‹Product›"),
        ("Meta has open-sourced four versions of each size, which are:", "‹Organization› has open-sourced ‹Model›"),
        ("Meta open-sourced:", "‹Organization› open-sourced ‹Model›"),
        ("今天，我们开源了以下模型：", "今天,我们开源了‹Model›"),
        ("2024年3月，Meta发布：", "‹date›,‹Organization›发布‹Model›"),
        ("The results are as follows:", None),
        ("Which of the following models do you use?", None),
        ("We thank everybody.", None),
    ],
)
def test_an_items_name_stands_in_its_leads_place(lead: str, sentence: str | None) -> None:
    found = [line.strip() for line in told(f"{lead}\n\n- Llama 3: a model\n- its friends and [Falcon-7B](https://acme.example)\n")]
    assert [line.replace("‹count›", "three") for line in found] == ([sentence] if sentence else [])


def test_a_line_goes_on_to_say_of_what_sort_they_are() -> None:
    assert told("Qwen2支持以下推理框架：\n\n- vLLM\n") == ["‹Model›支持‹Product›推理框架"]


@pytest.mark.parametrize(
    ("heads", "sentence"),
    [
        ("# vLLM\n\n## Supported models", ["‹Product› counts as its models ‹Model›"]),
        ("# vLLM 指南\n\n## 支持的模型列表", ["‹Product›现能配‹Model›"]),
        ("# vLLM and LangChain\n\n## Supported models", []),
        ("# Qwen2\n\n## Supported models", []),  # of which no model tells
        ("# vLLM\n\n## Unsupported models", []),
    ],
)
def test_a_heading_tells_what_the_things_under_it_are(heads: str, sentence: list[str]) -> None:
    item = "- Llama 3" if "指南" not in heads else "- Llama 3：大模型"
    assert told(f"{heads}\n\n{item}\n") == sentence


def test_its_claims_stand_in_the_items_words() -> None:
    text = "# Llama\n\nMeta has released the following models:\n\n- Llama 2-7B\n- Llama 2-13B: larger\n"
    found = [c for c in shared().read(read_text(text, "x.md")).claims if c.kind == "release"]
    assert {(c.subject.label, c.object.label, c.quote) for c in found if c.subject and c.object} == {
        ("Meta", "Llama 2-7B", "Llama 2-7B"), ("Meta", "Llama 2-13B", "Llama 2-13B"),
    }  # fmt: skip
