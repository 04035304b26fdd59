"""Names in lists of tools: an entry of a list under a heading over tools, or among others that tell of tools, is a product."""

from __future__ import annotations

import pytest

from kg.entities.shapes import Shapes
from kg.entities.toollists import ToolLists
from kg.knowledge import load
from kg.read import read_text


@pytest.fixture(scope="module")
def lists() -> ToolLists:
    return ToolLists(load(), Shapes(load()))


def named(lists: ToolLists, text: str) -> list[str]:
    return [entity.label for _, _, entity in lists.find(read_text(text, "a.md"))]


def test_entries_under_a_heading_over_tools(lists: ToolLists) -> None:
    text = """### **🛠️ Cool Tools**

###### Product launches and demos

- Zorb Maker - **Create a site** by talking.
- **Quill Talk**- Talk with your quill.
- Ask Finn by Nordwind – A bot for mail.
- Nordwind’s Tink - Sort your bills.
- [Wheel GPT](https://a.example/c) - Get a second view.
- smol-kit -\\*\\*Small parts\\*\\* for agents.
- Nordwind now has sound - A first look.

### More to read

- Old Wells - The story of a town.
"""
    assert named(lists, text) == ["Zorb Maker", "Quill Talk", "Ask Finn", "Tink", "Wheel GPT", "smol-kit"]


def test_entries_among_others_that_tell_of_tools(lists: ToolLists) -> None:
    text = "- Zorb Maker - Create a site by talking.\n- Quill Talk (2:30) - An app to talk.\n- Pearl Tree - Where notes grow."
    assert named(lists, text) == ["Zorb Maker", "Quill Talk", "Pearl Tree"]


@pytest.mark.parametrize(
    "text",
    [
        "- **Strong results** - The platform grew.\n- **Weak margins** - Costs rose.\n- **Open question** - Who pays?",
        "### People\n\n- Jane Doe - A tool maker.\n- John Roe - An app designer.\n- Ann Poe - A bot tester.",
        "### Companies\n\n- Zorb - Build tools.\n- Quill - Create apps.\n- Pearl - Run bots.",
        "- **Zorb Maker**: Create a site.\n- **Quill**: An app.\n- **Pearl**: A bot.",
        "- Zorb Maker - Create a site by talking.",
    ],
)
def test_other_lists_name_no_tools(lists: ToolLists, text: str) -> None:
    assert named(lists, text) == []
