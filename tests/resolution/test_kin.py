"""Families: each version and size a thing of its own, linked up to the family, with a name at every step."""

from __future__ import annotations

import made
import pytest

from kg.knowledge import load
from kg.model import Entity, Extraction
from kg.resolution.identity import settle
from kg.resolution.kin import families, parent_of
from kg.updating.settled import graph_lines, read

KNOWN = load()


def test_a_chain_of_versions_stands_in_the_graph_with_names_and_links() -> None:
    article = made.article("q.md", "阿里云发布并开源了Qwen2.5-72B-Instruct。", "2024-09-20", lang="zh")
    article = made.article("q.md", article.text, "2024-09-20", lang="zh", blocks=_blocks(article.text))
    found = read(article)
    chain = {e.key: e.parent for e in (*found.extraction.entities, *found.kin)}
    key, steps = "model/qwen-2.5-72b-instruct", []
    while key:
        steps.append(key)
        key = chain[key]
    assert steps == ["model/qwen-2.5-72b-instruct", "model/qwen-2.5-72b", "model/qwen-2.5", "model/qwen"]
    assert [e.label for e in found.kin] == ["Qwen", "Qwen 2.5", "Qwen 2.5-72B"]
    lines = graph_lines(article)
    for step, above in zip(steps, steps[1:], strict=False):
        assert any(f"entity/{step}>" in line and "#parent>" in line and f"entity/{above}>" in line for line in lines)
        assert any(f"entity/{above}>" in line and "prefLabel" in line for line in lines)
    assert sum("ns#implied>" in line for line in lines) == 3


def _blocks(text: str) -> tuple:
    from kg.model import Block

    return (Block("paragraph", 0, len(text)),)


def test_a_family_that_the_article_names_is_not_implied() -> None:
    qwen = KNOWN.by_key["model/qwen"].entity
    small = Entity("Model", "Qwen-7B", "model/qwen-7b", parent="model/qwen", known=True)
    here = made.article("x.md", "Qwen and Qwen-7B")
    assert settle(Extraction(here, (qwen, small), ()), (), KNOWN).kin == ()
    assert [e.key for e in settle(Extraction(here, (small,), ()), (), KNOWN).kin] == ["model/qwen"]


@pytest.mark.parametrize(
    ("one", "above"),
    [("model/qwen-vl", "model/qwen"), ("model/gpt-neo", ""), ("model/paligemma", ""), ("model/qwen", "")],
)
def test_a_lexicons_model_belongs_to_the_family_of_its_maker_that_its_name_begins_with(one: str, above: str) -> None:
    assert one in KNOWN.by_key
    assert families(KNOWN).get(one, "") == above


def test_no_thing_is_above_itself() -> None:
    links = families(KNOWN)
    for key in links:
        seen = [key]
        while (key := links.get(key, "")) and key not in seen:
            seen.append(key)
        assert key == "", seen


def test_the_label_of_an_implied_family_is_the_childs_without_its_last_part() -> None:
    odd = Entity("Model", "Quuxal 2-7B", "model/quuxal-2-7b", parent="model/quuxal-2")
    here = made.article("x.md", "Quuxal 2-7B")
    (above,) = settle(Extraction(here, (odd,), ()), (), KNOWN).kin
    assert (above.key, above.label) == ("model/quuxal-2", "Quuxal 2")
    assert parent_of(odd, KNOWN) == "model/quuxal-2"
