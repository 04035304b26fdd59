"""Questions that are put so that they ask for one query, and which of its rows they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import made
import pytest

from kg.asking import ask, query, saying
from kg.asking.fitting import counted, keep, restricting
from kg.asking.question import read
from kg.asking.several import listed
from kg.knowledge import fold
from kg.model import Table
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

SORTS = {"Organization": ("Nimbus", "Pelican"), "Model": ("Heron 2", "Finch"), "Benchmark": ("MMLU",), "Person": ("Ada Lund",)}
NAMES = {fold(name): (name, sort) for sort, names in SORTS.items() for name in names}
TRACED = ("side", "polarity", "aspect", "relation", "thing", "says", "quote", "argument")


def asked(monkeypatch: pytest.MonkeyPatch, question: str, table: Table | None = None) -> ask.Answer:
    """The answer where every query has these rows."""

    def run(store: Any, name: str, params: Mapping[str, str], path: Any = None) -> Table:
        return table or Table(("quote",), (("q",),))

    monkeypatch.setattr(query, "run", run)
    return ask.answer(None, question, names=NAMES, today="2026-11-30")


@pytest.mark.parametrize(("text", "name", "params"), [
    ("Which arguments are rebutted?", "trace-argument", {"part": "rebutted"}),
    ("哪些论点被反驳？", "trace-argument", {"part": "rebutted"}),
    ("which arguments are contested", "trace-argument", {"part": "rebutted"}),
    ("哪些论点存在争议？", "trace-argument", {"part": "rebutted"}),
    ("谁反驳了开源不安全的说法？", "trace-argument", {"side": "open", "polarity": "con", "aspect": "safety", "part": "rebutted"}),
    ("which claims are contested", "conflicts", {}),
    ("does openness help security", "arguments", {"side": "open", "aspect": "security"}),
    ("开源对创新有帮助吗？", "arguments", {"side": "open", "aspect": "innovation"}),
    ("为什么有人担心开源", "arguments", {"side": "open", "polarity": "con"}),
    ("why are people worried about open models", "arguments", {"side": "open", "polarity": "con"}),
    ("what do critics of closed models say", "arguments", {"side": "closed", "polarity": "con"}),
    ("what do supporters of open models say", "arguments", {"side": "open", "polarity": "pro"}),
    ("What do researchers say about reproducibility?", "arguments", {"aspect": "reproducibility"}),
    ("开源模型的成本论点有哪些？", "arguments", {"side": "open", "aspect": "cost"}),
    ("What is the strongest argument against open source?", "argument-map", {"side": "open", "order": "most"}),
    ("What is the most common argument for closed models?", "argument-map", {"side": "closed", "order": "most"}),
    ("哪些论点得到多个来源支持？", "argument-map", {}),
    ("How has the share of open models changed since 2022?", "yearly-openness", {"since": "2022"}),
    ("latest closed releases", "openness-timeline", {"status": "closed", "order": "newest"}),
    ("Which European companies are open?", "openness-timeline", {"status": "open", "country": "europe"}),
    ("How much did Nimbus invest in Pelican?", "ecosystem", {"mode": "invests", "entity": "Nimbus"}),
    ("How much money did Nimbus invest in Pelican?", "ecosystem", {"mode": "invests", "entity": "Nimbus"}),
    ("闭源模型最多的是哪一年？", "yearly-openness", {"order": "most"}),
    ("In what year were the fewest open models released?", "yearly-openness", {"order": "least"}),
    ("What counterarguments are there to open source innovation?", "trace-argument", {"side": "open", "aspect": "innovation", "part": "rebutted"}),
    ("What does the licence of Finch not allow?", "licenses", {"model": "Finch"}),
    ("哪些人认为闭源模型更强？", "comparisons", {"thing": "closed models"}),
    ("Which claims rest on only one source?", "", {}),
])  # fmt: skip
def test_it_is_asked_however_it_is_worded(monkeypatch: pytest.MonkeyPatch, text: str, name: str, params: dict[str, str]) -> None:
    found = asked(monkeypatch, text)
    assert (found.query, dict(found.params)) == (name, params)


def test_what_hangs_on_arguments_is_told_by_how_it_does() -> None:
    rows = (("open", "con", "cost", "rebutted", None, "open pro cost", "q", "a"), ("open", "con", "safety", "rebutted", None, "open pro safety", "r", "a"))
    table, asked_for = Table(TRACED, rows), {"part": "rebutted"}
    assert saying.sentence("trace-argument", table, 2, "en", asked_for) == "Told of these arguments: 2 (rebuttals); by what they are about: cost; safety."
    assert saying.sentence("arguments", table, 338, "en") == "Arguments told: 338; by what they are about: cost; safety, …."
    assert saying.sentence("trace-argument", table, 338, "zh", asked_for) == "与这些论点有关的反驳共 338 条，按方面：成本；滥用与伦理等。"  # a page does not know how many there are of each
    assert saying.sentence("trace-argument", Table(TRACED, rows[:1]), 1, "en") == "Told of these arguments: 1, all on cost."


@pytest.mark.parametrize(("text", "kept"), [("which models may be used commercially", ["Heron 2"]), ("Which licences forbid commercial use?", ["Finch"]), ("哪些许可证没有商用授权？", ["Finch"])])
def test_a_term_that_is_denied_is_not_told_as_granted(monkeypatch: pytest.MonkeyPatch, text: str, kept: list[str]) -> None:
    rows = (("Heron 2", "MIT", "commercial-use", False, "q"), ("Finch", None, "commercial-use", True, "r"))
    found = asked(monkeypatch, text, Table(("model", "license", "term", "negated", "quote"), rows))
    assert [row[0] for row in found.table.rows] == kept


def test_what_a_licence_forbids_is_no_grant(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("model", "license", "term", "negated", "quote")
    rows = (("Finch", "MIT", "commercial-use", False, "q"), ("Finch", "MIT", "user-limit", False, "r"), ("Finch", "MIT", "registration", True, "s"))
    found = asked(monkeypatch, "What does the licence of Finch prohibit?", Table(columns, rows))
    assert [row[2] for row in found.table.rows] == ["user-limit"] and not found.note
    bare = asked(monkeypatch, "What does the licence of Finch prohibit?", Table(columns, rows[:1]))
    assert bare.table.rows == rows[:1] and bare.note == "nearest_said"
    assert restricting(Table(("quote",), (("q",),))).rows == (("q",),)


def test_the_year_with_the_most_models_is_not_the_one_with_the_greatest_share(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(("year", "models", "open", "share"), (("2018", 2, 2, 100), ("2025", 36, 26, 72)))
    assert asked(monkeypatch, "哪一年开源模型最多？", table).table.rows[0][0] == "2025"
    assert counted(table, ("open",), 0) is counted(table, ("hybrid",), 1) is table


def test_who_uses_a_thing_is_not_what_that_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("Nimbus", "adopts", "uses", "Finch"), ("Finch", "adopts", "uses", "Heron 2"))
    found = asked(monkeypatch, "Who uses Finch?", Table(("from", "relation", "mode", "to"), rows))
    assert found.table.rows == rows[:1]


@pytest.mark.parametrize(("text", "aside"), [
    ("What do investors think about open source?", ("investors",)),
    ("Who are the investors of Nimbus?", ()),
    ("Which people support open source but work at a closed lab?", ("open source", "closed")),
    ("What do researchers say about reproducibility?", ("researchers",)),
])  # fmt: skip
def test_whose_words_they_are_is_not_looked_at_in_silence(monkeypatch: pytest.MonkeyPatch, text: str, aside: tuple[str, ...]) -> None:
    assert asked(monkeypatch, text).aside == aside


def test_of_ties_between_two_those_of_one_with_others_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("Heron Fund", "partnership", "invests", "Pelican", "q"),)

    def run(store: Any, name: str, params: Mapping[str, str], path: Any = None) -> Table:
        return Table(("from", "relation", "mode", "to", "quote"), rows if "Pelican" in params["entity"] else ())

    monkeypatch.setattr(query, "run", run)
    assert not ask.answer(None, "How much did Nimbus invest in Pelican?", names=NAMES, today="2026-11-30").table.rows


def test_on_what_two_are_compared_is_no_side_of_the_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("subject", "relation", "object", "aspect", "quote")
    rows = (("Finch", "better", "Heron 2", "MMLU", "q"), ("Finch", "better", "Heron 2", "cost", "r"))
    found = asked(monkeypatch, "which models beat Heron 2 on MMLU", Table(columns, rows))
    assert dict(found.params) == {"thing": "Heron 2", "relation": "worse"} and found.table.rows == rows[:1]


def test_reasons_for_several_vendors_are_not_told_of_the_first() -> None:
    rows = (("Nimbus", "elsewhere", "cost", None, "1"), ("Pelican", "elsewhere", "cost", None, "1"))
    told = Table(("vendor", "near", "aspect", "speaker", "argument"), rows)
    assert "Nimbus" not in saying.sentence("trace-course", told, 2, "en") and "Nimbus" not in saying.sentence("trace-shift", told, 2, "zh")


def test_a_denial_is_not_denied_again() -> None:
    told = Table(("thing", "value", "negated"), (("Finch", "not commercial-use", True), ("Finch", "open", False)))
    assert saying.sentence("conflicts", told, 2, "en") == "Sources disagree about Finch: not commercial use, open."


def test_rows_are_kept_by_whether_they_are_denied() -> None:
    table = Table(("model", "negated"), (("Finch", True), ("Heron 2", None)))
    assert [keep(table, {"negated": (value,)}).rows[0][0] for value in ("true", "false")] == ["Finch", "Heron 2"]


# ---- articles that speak of several things


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OxigraphStore]:
    with open_store(tmp_path_factory.mktemp("plainly") / "store") as opened:
        opened.load_many((one.article.id, quads(one)) for one in made.corpus())
        yield opened


def test_articles_on_two_things_speak_of_both(store: OxigraphStore) -> None:
    of = {name: {row[0] for row in query.run(store, "articles", {"about": name}).rows} for name in ("Nimbus", "Pelican")}
    both = ask.answer(store, "Which articles mention both Nimbus and Pelican?")
    assert {row[0] for row in both.table.rows} == of["Nimbus"] & of["Pelican"] != of["Nimbus"] | of["Pelican"]
    assert (both.params, both.kept_by, both.total) == ({"about": "Nimbus"}, "kg query articles -p about=Pelican", len(both.table.rows))
    either = ask.answer(store, "Which articles mention Nimbus or Pelican?")
    assert {row[0] for row in either.table.rows} == of["Nimbus"] | of["Pelican"]
    assert ask.answer(store, "Which articles mention both Nimbus and Pelican?", limit=0).total == both.total


def test_a_list_says_whether_either_will_do() -> None:
    assert listed("Nimbus or Pelican", NAMES).either and not listed("Nimbus 和 Pelican", NAMES).either  # type: ignore[union-attr]
    assert read("which arguments are disputed").rebutted == "are disputed" and not read("which models are disputed").rebutted
