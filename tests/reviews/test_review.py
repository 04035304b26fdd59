"""What waits for a person: what is listed, in which order, with which sentence; and the commands."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import made
import pytest
from click.testing import CliRunner
from held import workspace

from kg import cli, words
from kg.commands import reviewing
from kg.decisions import Decision
from kg.errors import UsageError
from kg.knowledge import fold, load
from kg.model import Entity, Extraction
from kg.rdf.graph import quads
from kg.resolution.identity import settle
from kg.reviews import deciding, review
from kg.store import Store, open_store
from kg.updating import pipeline

KNOWN = load()


def new(kind: str, label: str, *names: str) -> Entity:
    return Entity(kind, label, f"{kind.lower()}/{fold(label)}", (label, *names))


def told(file: str, text: str, *things: Entity, claims: int = 0) -> Extraction:
    here = made.article(file, text, "2025-01-01", title=file)
    value = {"strategy": "open"}
    spoken = [made.say(here, "strategy", text[n:], subject=things[0], value=value) for n in range(claims)]
    return Extraction(here, things, tuple(spoken))


ARTICLES = [
    told("one.md", "Once. Nimbus Works came to town. Then it left.", new("Organization", "Nimbus Works"), claims=4),
    told("two.md", "Nimbuz Works is here.", new("Organization", "Nimbuz Works"), claims=2),
    told("three.md", "Hugging Fase said no.", new("Organization", "Hugging Fase"), claims=3),
    told("four.md", "Mercury is open.", new("Model", "Mercury"), claims=1),
    told("five.md", "Mercury is a house.", new("Organization", "Mercury"), KNOWN.by_key["organization/meta"].entity),
    told("six.md", "Antropic says.", new("Organization", "Antropic"), claims=2),
    told("seven.md", "Qwen-7B", Entity("Model", "Qwen-7B", "model/qwen-7b", parent="model/qwen", known=True)),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = open_store(tmp_path_factory.mktemp("review") / "store")
    for one in ARTICLES:
        found = settle(one, (), KNOWN)
        opened.replace(one.article.id, quads(found.extraction, found.rulings, found.kin))
    yield opened
    opened.close()


def names(items: list[review.Item]) -> list[tuple[str, str]]:
    return [(item.about, item.name) for item in items]


def test_what_waits_with_most_effect_first(store: Store) -> None:
    items = review.waiting(store, (), KNOWN)
    assert names(items) == [
        ("unknown", "Nimbus Works"),
        ("like", "Hugging Fase"),
        ("like", "Nimbuz Works"),
        ("merged", "Antropic"),
        ("homonym", "Mercury"),
    ]
    assert [item.claims for item in items] == sorted((item.claims for item in items), reverse=True)
    assert all(item.sentence and fold(item.name) in fold(item.sentence) and item.article for item in items)
    assert items[0].sentence == "Nimbus Works came to town."
    assert (items[1].other_key, items[2].other_key) == ("organization/hugging-face", "organization/nimbusworks")
    assert (items[3].reason, items[3].other) == ("spelling", "Anthropic")


def test_lists_of_one_sort_and_of_some_length(store: Store) -> None:
    assert {i.about for i in review.waiting(store, (), KNOWN, "homonym")} == {"homonym"}
    assert len(review.waiting(store, (), KNOWN, limit=2)) == 2


@pytest.mark.parametrize(
    ("about", "name"),
    [("like", "Nimbuz Works"), ("merged", "Antropic"), ("homonym", "Mercury"), ("unknown", "Nimbus Works")],
)
def test_what_was_rejected_does_not_come_back(store: Store, about: str, name: str) -> None:
    item = next(i for i in review.waiting(store, (), KNOWN) if (i.about, i.name) == (about, name))
    no = Decision("reject", item.name, item.key, into=item.other_key)
    assert item.id not in {i.id for i in review.waiting(store, (no,), KNOWN)}


def test_an_items_number_stays_as_long_as_its_question(store: Store) -> None:
    ids = [i.id for i in review.waiting(store, (), KNOWN)]
    assert len(set(ids)) == len(ids) and ids == [i.id for i in review.waiting(store, (), KNOWN)]


def test_a_long_sentence_is_cut_around_the_name() -> None:
    text = "x " * 400 + "Nimbus" + " y" * 400
    assert "Nimbus" in review.sentence_of(text, "Nimbus") and len(review.sentence_of(text, "Nimbus")) <= review.LONGEST
    assert review.sentence_of("All about town. About says so.", "About") == "About says so."
    assert review.sentence_of(text, "Orchid") == ""


# --- the commands ----------------------------------------------------------------------------------------------------


def test_the_sorts_are_those_of_the_review() -> None:
    assert reviewing.ABOUT == review.ABOUT


def test_a_round_of_review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "a.md").write_text("---\ntitle: T\n---\nOpenAI moved from open source to closed.\n", "utf-8")
    pipeline.build(None, settings)
    monkeypatch.setenv("KG_USER", "lin")

    base = ("--corpus", str(settings.corpus), "--store", settings.store, "--lang", "en")

    def kg(*args: str, status: int = 0) -> tuple[str, str]:
        """In a process of its own, as a person does: nothing of another test is in it."""
        command = [sys.executable, "-m", "kg", *base, *args]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr

    def run(*args: str, status: int = 0) -> tuple[str, str]:
        return kg("review", *args, status=status)

    def refused(*args: str, status: int) -> str:
        """What is said to who asks for what can not be: nothing is done, so no process of its own is needed."""
        done = CliRunner().invoke(cli.main, [*base, "review", *args])
        assert done.exit_code == status and "Traceback" not in done.stderr, done.output
        return done.stderr

    assert json.loads(run("--format", "json")[0] or "[]") == []
    assert "1 articles read anew" in run("merge", "OpenAI", "Meta")[1]
    (one,) = json.loads(run("decisions", "--format", "json")[0])
    assert (one["do"], one["key"], one["into"]) == ("merge", "organization/openai", "organization/meta")
    assert one["by"] == "lin" and one["on"]
    assert "can not both stand" in refused("merge", "organization/openai", "xAI", status=2)
    assert "1 articles read anew" in run("undo", one["id"])[1]
    refused("undo", status=1)
    assert "nothing is called" in refused("ignore", "Nobody Knows", status=1)
    assert run("split", "OpenAI", "--article", "a.md", "--as", "Meta")[1]
    assert "Meta" in run("decisions")[0]
    shown = kg("show", "Meta")[0]
    assert "“OpenAI” is this thing: split by a person (1.0) [lin · 2" in shown


def test_what_waits_is_shown_with_the_id_to_decide_it_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = workspace(tmp_path)
    (settings.corpus / "a.md").write_text("---\ntitle: T\n---\nAcme AI presented Acme-7B, which is open under MIT.\n", "utf-8")
    pipeline.build(None, settings)
    for columns, lang in (("100", "en"), ("400", "zh")):
        monkeypatch.setenv("COLUMNS", columns)
        base = ("--corpus", str(settings.corpus), "--store", settings.store, "--lang", lang, "review")
        rows = json.loads(CliRunner().invoke(cli.main, [*base, "--format", "json"]).stdout)
        shown = CliRunner().invoke(cli.main, base).stdout
        assert rows and all(row["id"] in shown for row in rows), shown


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", reviewing.review.commands)
def test_every_command_of_the_review_has_help_with_an_example(name: str, lang: str) -> None:
    result = CliRunner().invoke(cli.main, ["--lang", lang, "review", name, "--help"])
    assert result.exit_code == 0 and f"  kg review {name}" in result.stdout
    for param in reviewing.review.commands[name].params:
        assert not isinstance(param, click.Option) or param.help, param.name


def test_things_by_key_are_those_of_the_whole(tmp_path: Path) -> None:
    """A large graph is asked about some things alone; what it says of them is the same."""
    with open_store(tmp_path / "store") as store:
        for extraction in made.corpus():
            store.replace(extraction.article.id, quads(extraction))
        whole = review.read_things(store)
        some = set(sorted(whole)[::2])
        assert review.read_things(store, some) == {key: whole[key] for key in whole if key in some}


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_things_read_some_articles_at_a_time_are_those_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """A large graph is read in portions; an article's names and claims are counted once, and the first name stays first."""
    with open_store(tmp_path / "store") as store:
        for extraction in made.corpus():
            store.replace(extraction.article.id, quads(extraction))
        whole = review.read_things(store)
        monkeypatch.setattr(review, "BATCH", batch)
        assert len(store.articles()) > batch
        assert review.read_things(store) == whole
        assert {thing.articles for thing in whole.values()} > {1, 2} and max(thing.claims for thing in whole.values()) > 3


def test_the_decisions_that_the_help_shows_can_be_made_on_the_articles_that_ship(
    shipped_graph: Callable[[Path], Path], tmp_path: Path
) -> None:
    store = open_store(shipped_graph(tmp_path / "store"), read_only=True)
    desk, made = deciding.Desk(store, KNOWN), set()
    for lang in ("en", "zh"):
        for name in ("accept", "merge", "split", "reject"):
            shown = [shlex.split(line)[3:] for line in words.word(lang, "commands", name).splitlines() if line.startswith("  kg review")]
            for words_of in shown:
                given = reviewing.review.commands[name].make_context(name, words_of, resilient_parsing=True).params
                if re.fullmatch("[0-9a-f]{6}", given["name"]):
                    continue  # the id of something that waits
                asked = [given[part] for part in ("name", "type", "other", "name_en") if given.get(part)]
                asked = [given["name"], given["article"], given["other"]] if name == "split" else asked
                made.add(deciding.VERBS[name](desk, *asked))
    store.close()
    assert {one.do for one in made} == {"accept", "merge", "split", "reject"}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda desk: deciding.accept(desk, "Zeta", "Organization", "OpenAI"), "'OpenAI' 已经收录，即 OpenAI"),
        (lambda desk: deciding.merge(desk, "Hugging Fase", "Qwen-7B"), "类型不同：Hugging Fase (Organization)，Qwen-7B (Model)"),
        (lambda desk: deciding.split(desk, "Qwen-7B", "seven.md", "Meta"), "类型不同：Qwen-7B (Model)，Meta (Organization)"),
        (lambda desk: deciding.merge(desk, "Meta", "organization/meta"), "'Meta' 与 'organization/meta' 已经是同一事物（organization/meta）"),
        (lambda desk: deciding.merge(desk, "Mercury", "Meta"), "'Mercury' 可指 2 个事物"),
    ],
)
def test_why_a_decision_can_not_be_made_is_told_in_the_readers_language(store: Store, make: Callable, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        make(deciding.Desk(store, KNOWN))
    assert words.fault("zh", caught.value.what) == says
