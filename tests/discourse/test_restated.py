"""What entries say of the name that they open with, or that stands above them."""

from __future__ import annotations

import pytest

from kg.clauses.claims import described
from kg.discourse.restated import contexts, statements
from kg.entities.masking import View
from kg.extraction.extract import shared
from kg.model import Article, Block
from kg.read import read_text


def told(text: str, kind: str = "item", lang: str = "en") -> list[str]:
    blocks, place = [], 0
    for line in text.split("\n"):
        blocks.append(Block(kind if line.startswith("-") else "paragraph", place, place + len(line)))
        place += len(line) + 1
    context = shared().context(Article("x", "x.md", text, date="2026-02-01", lang=lang, blocks=tuple(blocks)))
    return [described(view) for index in range(len(context.sentences)) for view in statements(context, index)]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("- **Perplexity** (3:31) — Cerebras customer; raised $500M", ["‹Organization› is ‹Organization› customer", "‹Organization› raised ‹money›"]),
        ("- **Sam Altman**: running OpenAI since 2019", ["‹Person› is running ‹Organization› since ‹date›"]),
        ("- Mistral 7B - a small model, released in 2023", ["‹Model› is a small model", "‹Model› is released in ‹date›"]),
        ("- Mistral: invested in Cohere", ["‹Organization› invested in ‹Organization›"]),
        ("- **Cohere**: Nvidia has invested again", []),
        ("- Cohere raised money: Nvidia invested", []),
        ("Perplexity\nUses Claude for search.", ["‹Organization› Uses ‹Model› for search."]),
        ("**Mistral 7B.** Open weights. Released under Apache 2.0.", ["‹Model› is Open weights.", "‹Model› Released under ‹License›."]),
        ("**Mistral 7B.** Meta released Llama 2.", []),
    ],
)
def test_statements_stand_behind_the_name(text: str, statement: list[str]) -> None:
    assert [line.replace("‹Product›", "‹Organization›") for line in told(text)] == statement


def test_a_chinese_entry_is_told_clause_by_clause() -> None:
    assert told("- 通义千问：阿里的旗舰模型，已开源，支持图像。", lang="zh") == [
        "‹Model›是‹Organization›的旗舰模型", "‹Model›已开源", "‹Model›支持图像",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "statements_of_it"),
    [
        ("王小川毕业于清华大学。2023年，创立百川智能。", ["‹Person›‹date›,创立‹Organization›"]),
        ("王小川毕业于清华大学。李飞飞离开。2023年，创立百川智能。", []),
        ("王小川表示，前景很好。2023年，创立百川智能。", []),
    ],
)
def test_a_story_goes_on_about_who_opens_it(text: str, statements_of_it: list[str]) -> None:
    assert told(text, lang="zh") == statements_of_it


def test_a_statement_keeps_its_place_in_the_text() -> None:
    text = "- **OpenAI** (2:10) - a lab; uses Claude"
    context = shared().context(Article("x", "x.md", text, lang="en", blocks=(Block("item", 0, len(text)),)))
    view: View = list(statements(context, 0))[-1]
    at = view.masked.index("uses")
    assert text[slice(*view.span(at, at + 4))] == "uses"
    assert text[slice(*view.span(0, len(view.masked)))] == "uses Claude"
    assert [text[slot.start : slot.end] for slot in view.slots.values()] == ["OpenAI", "Claude"]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("# LangChain 0.3 release notes\n\n- Added support for Claude 3 and Llama 3", "‹Product› counts as its models ‹Model› and ‹Model›"),
        ("# LangChain\n\n- Claude 3 is now available", "‹Product› counts as its models ‹Model›"),
        ("# LangChain\n\n- Works with: Cohere", None),
        ("# LangChain\n\n- Works with Cohere", "‹Product› hooks up with ‹Organization›"),
        ("# LangChain\n\n- Dropped support for Claude 3", None),
        ("# LangChain and vLLM\n\n- Added support for Claude 3", None),
        ("# Mixtral 8x7B\n\nOut today. Runs in Ollama.", "‹Model› works in the tools ‹Product›."),
    ],
)
def test_a_line_notes_something_of_the_one_thing_over_it(text: str, statement: str | None) -> None:
    head = text.index("\n")
    line = Block("item" if text[head + 2] == "-" else "paragraph", head + 2, len(text))
    context = shared().context(Article("x", "x.md", text, date="2026-02-01", lang="en", blocks=(Block("heading", 0, head, 1), line)))
    noted = [described(view) for index in range(len(context.sentences)) for view in statements(context, index)]
    joints = ("counts as its models", "hooks up with", "works in the tools")
    assert [line for line in noted if any(joint in line for joint in joints)] == ([statement] if statement else [])


ROWS = """# Tools

| Tool | {header} | Stars |
|---|---|---|
| vLLM | An open-source engine by Meta; supports Llama 3 | 10 |
| 1 | 2 | 3 |
| [Llama 3](https://acme.example) | {cell} | 20 |
"""


@pytest.mark.parametrize(
    ("header", "cell", "statement"),
    [
        ("Description", "Meta's open model, released under Apache 2.0", ["‹Model› is ‹Organization›'s open model", "‹Model› released under ‹License›"]),
        ("What it is", "Fine-tuned by OpenAI", ["‹Model› is Fine-tuned by ‹Organization›"]),
        ("Description", "OpenAI makes a larger one", []),  # of somebody else
        ("Rival", "OpenAI's GPT-4", None),  # the header promises no words about it
    ],
)
def test_a_cell_of_words_tells_of_the_thing_in_its_rows_first_cell(header: str, cell: str, statement: list[str] | None) -> None:
    context = shared().context(read_text(ROWS.format(header=header, cell=cell), "x.md"))
    found = [described(aside.sentences[index].view).strip() for aside, index in contexts(context)]
    first = [] if statement is None else ["‹Product› is An open-source engine by ‹Organization›", "‹Product› supports ‹Model›"]
    assert found == [*first, *(statement or [])]


def test_rows_of_chinese_tables_are_told_anew() -> None:
    table = "# 工具\n\n| 框架 | 说明 |\n|---|---|\n| DeepSpeed | 微软开源的一个训练库 |\n| vLLM | 李飞飞所在的实验室出品 |\n"
    context = shared().context(read_text(table, "x.md"))
    assert [described(aside.sentences[index].view).strip() for aside, index in contexts(context)] == ["‹Product›是‹Organization›开源的一个训练库"]
