"""Articles under decisions: accepted names are found, ignored ones are not; which articles a change touches."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.clauses import claims
from kg.decisions import Decision
from kg.knowledge import load
from kg.model import Article
from kg.read import read_text
from kg.store import OxigraphStore, Store, open_store
from kg.updating import settled

ACCEPT = Decision("accept", "Zephyrian", "organization/zephyrian", "Organization", "Zephyrian", "泽弗云", by="lin")
IGNORE = Decision("ignore", "Meta")


def article(text: str, name: str = "a.md") -> Article:
    return read_text(f"---\ntitle: {name}\ndate: 2024-05-01\n---\n{text}\n", name)


def keys(found: settled.Settled) -> set[str]:
    return {entity.key for entity in found.extraction.entities}


@pytest.fixture(scope="module", autouse=True)
def frames() -> Iterator[None]:
    """The frames, which do not hang on names, compiled once for all the knowledges of these tests: it takes seconds."""
    compiled = {lang: claims.frames_for(load(), lang) for lang in ("zh", "en")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "frames_for", lambda knowledge, lang: compiled[lang])
        yield


def test_what_reading_needs_is_loaded_before_workers_are_forked() -> None:
    """What one of them would load by itself, each of them would."""
    code = (
        "from kg.softmax import read_weights; from kg.resolution import likeness; from kg.updating import settled; from kg.knowledge import load; from kg.language import zh;"
        "settled.ready();"
        "assert zh._tokenizer is not None and read_weights.cache_info().currsize;"
        "assert {'Model', 'Organization', 'Person'} <= set(likeness.known(load())._of)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("text", ["泽弗云坚持开源。", "Zephyrian released Llama 3 in 2024."])
def test_an_accepted_name_is_found_in_both_languages_and_signed(text: str) -> None:
    here = article(text)
    before = {entity.key for entity in settled.read(here).extraction.entities if entity.known}  # a stranger may be told by its deeds
    assert ACCEPT.key not in before
    found = settled.read(here, (ACCEPT,))
    assert ACCEPT.key in {entity.key for entity in found.extraction.entities if entity.known}
    assert any(ACCEPT.key in {e.key for e in claim.entities()} for claim in found.extraction.claims)
    (ruling,) = [r for r in found.rulings if r.reason == "accept"]
    assert (ruling.into, ruling.by) == (ACCEPT.key, "lin")
    lines = "\n".join(settled.lines(found))
    assert '"泽弗云"@zh' in lines and '"Zephyrian"@en' in lines


def test_versions_grow_from_an_accepted_family() -> None:
    family = Decision("accept", "Zephyrio", "model/zephyrio", "Model", "Zephyrio")
    found = settled.read(article("阿里云发布了Zephyrio-2-7B模型。"), (family,))
    assert "model/zephyrio-2-7b" in keys(found)
    assert {"model/zephyrio", "model/zephyrio-2"} == {e.key for e in found.kin}


def test_an_ignored_name_is_no_name_even_if_the_lexicon_has_it() -> None:
    here = article("Meta released Llama 2 in July 2023.")
    assert "organization/meta" in keys(settled.read(here))
    assert "organization/meta" not in keys(settled.read(here, (IGNORE,)))


def test_without_decisions_on_names_the_shared_extractor_serves() -> None:
    assert settled.extractor((Decision("merge", "A", "person/a", into="person/b"),)) is settled.extractor(())
    assert settled.extractor((ACCEPT,)) is settled.extractor((ACCEPT,))


TEXTS = {
    "meta.md": "Meta released Llama 2 in July 2023.",
    "openai.md": "OpenAI moved from open source to closed.",
    "zephyr.md": "泽 弗云的事还不清楚，Mistral AI released Mistral 7B in 2023.",
}


OPENAI = article(TEXTS["openai.md"], "openai.md").id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(tmp_path / "store")
    assert isinstance(opened, OxigraphStore)
    for name, text in TEXTS.items():
        here = article(text, name)
        opened.replace(here.id, settled.graph_lines(here))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("one", "files"),
    [
        (ACCEPT, {"zephyr.md"}),
        (IGNORE, {"meta.md"}),
        (Decision("merge", "Meta", "organization/meta", into="organization/openai"), {"meta.md"}),
        (Decision("merge", "Nobody", "organization/nobody", into="organization/openai"), set()),
        (Decision("split", "OpenAI", "organization/openai", article=OPENAI), {"openai.md"}),
        (Decision("reject", "X", "organization/x", into="organization/meta"), {"meta.md"}),
    ],
)
def test_a_change_touches_the_articles_that_it_can_change(store: Store, one: Decision, files: set[str]) -> None:
    ids = {article(TEXTS[name], name).id for name in files}
    assert settled.touched(store, (), (one,)) == ids == settled.touched(store, (one,), ())
    assert settled.touched(store, (one,), (one,)) == set()
    for name, text in TEXTS.items():  # and no others
        here = article(text, name)
        if here.id not in ids:
            assert settled.graph_lines(here) == settled.graph_lines(here, (one,))


def test_taking_a_merge_back_touches_the_articles_that_had_it(store: Store) -> None:
    one = Decision("merge", "Meta", "organization/meta", into="organization/openai")
    here = article(TEXTS["meta.md"], "meta.md")
    store.replace(here.id, settled.graph_lines(here, (one,)))
    assert settled.touched(store, (one,), ()) == {here.id}


def test_another_signature_is_a_change(store: Store) -> None:
    one = Decision("merge", "Meta", "organization/meta", into="organization/openai", by="lin")
    other = Decision("merge", "Meta", "organization/meta", into="organization/openai", by="ada")
    assert len(settled.touched(store, (one,), (other,))) == 1
