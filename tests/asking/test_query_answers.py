"""What named queries answer: who went from open to closed, what makes a course, and the other questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import made
import pytest
from queried import ask, only

from kg.debating.courses import later, line_of
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    with open_store(tmp_path_factory.mktemp("graph") / "store") as opened:
        opened.load_many((one.article.id, quads(one)) for one in made.corpus())
        yield opened


# --- from open to closed ---------------------------------------------------------------------------------------------


def test_only_movers_are_named(store: OxigraphStore) -> None:
    """No opener, holder or denier; one that came back years later is named with the date."""
    rows = ask(store, "open-to-closed")
    assert {(row["vendor"], row["basis"]) for row in rows} == {("Nimbus", "said"), ("Orchid", "derived"), ("Sable", "derived")}
    assert {(row["from"], row["to"]) for row in rows} == {("open", "closed")}


def test_a_reprint_is_the_same_evidence_and_other_words_are_another_witness(store: OxigraphStore) -> None:
    rows = ask(store, "open-to-closed", vendor="雨云")
    ids = {one.article.file: one.article.id for one in made.corpus()}
    first, second = rows
    assert (first["article"], first["articles"], first["origins"], first["since"]) == (ids["told.md"], 2, 2, "2022")
    assert (second["article"], second["articles"], second["origins"]) == (ids["witness.md"], 1, 2)
    assert first["quote"] == "Nimbus went from open to closed when the money ran short"
    assert first["denied"] == 1


def test_a_derived_move_shows_its_steps_in_order_of_time(store: OxigraphStore) -> None:
    rows = ask(store, "open-to-closed", vendor="Orchid")
    steps = [("Orchid-1: open", "2019"), ("Orchid-2: partial", "2020"), ("Orchid-3: api", "2022-06")]
    assert [(row["step"], row["when"]) for row in rows] == steps
    assert {row["since"] for row in rows} == {"2022-06"}
    quotes = {name: quote for name, _, _, quote in made.STATES}
    assert [row["quote"] for row in rows] == [quotes[step.split(":")[0]] for step, _ in steps]


def test_one_that_opened_again_years_later_says_so(store: OxigraphStore) -> None:
    rows = ask(store, "open-to-closed", vendor="Sable")
    assert [row["step"] for row in rows] == ["Sable-1: open", "Sable-2: closed", "Sable-3: closed"]
    assert {row["reopened"] for row in rows} == {"2024"}


@pytest.mark.parametrize("vendor", ["Pelican", "Quartz", "Rowan"])
def test_one_that_did_not_move_gives_no_row(store: OxigraphStore, vendor: str) -> None:
    assert ask(store, "open-to-closed", vendor=vendor) == []


def derived(tmp_path: Path, states: list[tuple[str, str, str | None]], **more: Any) -> list[tuple[str, str]]:
    """The derived steps of a vendor whose models have these (name, status, time)."""
    maker = made.org("Willow")
    lines = [
        f"Willow made {name}, which in {time} was {status} ({i})." for i, (name, status, time) in enumerate(states)
    ]
    here = made.article("w.md", "\n".join([*lines, *more.get("lines", ())]), "2025")
    claims = list(more.get("claims", lambda told: [])(here))
    for (name, status, time), line in zip(states, lines, strict=True):
        thing = made.model(name)
        claims.append(made.say(here, "release", line, subject=maker, object=thing, time=more.get("released")))
        claims.append(made.say(here, "openness", line, subject=thing, value={"status": status}, time=time))
    with open_store(tmp_path / "w") as opened:
        opened.replace(here.id, quads(made.Extraction(here, (), tuple(claims))))
        rows = ask(opened, "open-to-closed")
    return [(row["step"], row["when"]) for row in rows if row["basis"] == "derived"]


@pytest.mark.parametrize(
    "states, moved",
    [
        ([("W-1", "open", "2019"), ("W-2", "closed", "2021")], True),  # the next of its line
        ([("W-1", "restricted", "2019"), ("W-2", "api", "2021")], True),
        ([("W-1", "open", "2019"), ("Elm", "closed", "2021")], False),  # one product aside
        ([("W-1", "open", "2019"), ("Elm", "closed", "2021"), ("Ash", "api", "2022")], True),  # a course
        ([("W-1", "open", "2019"), ("W-2", "closed", "2021"), ("W-3", "open", "2022")], False),  # opened again
        ([("W-1", "closed", "2019"), ("W-2", "open", "2021")], False),
        ([("W-1", "open", "2021"), ("W-2", "closed", "2021-05")], False),  # not surely later
        ([("W-1", "open", "2019"), ("W-2", "partial", "2021")], False),
        ([("W-1", "partial", "2019"), ("W-2", "closed", "2021")], False),  # the weights never were out
        ([("W-1", "open", None), ("W-2", "closed", "2021")], False),  # no time, no step
    ],
)
def test_what_makes_a_course(tmp_path: Path, states: list[tuple[str, str, str | None]], moved: bool) -> None:
    steps = derived(tmp_path, states)
    assert bool(steps) is moved
    if moved:
        assert steps == [(f"{name}: {status}", time) for name, status, time in states]


def test_a_status_without_a_time_holds_from_the_release(tmp_path: Path) -> None:
    assert derived(tmp_path, [("W-1", "open", None), ("W-2", "closed", "2021")], released="2020") != []


def test_a_word_against_it_undoes_what_was_derived(tmp_path: Path) -> None:
    states = [("W-1", "open", "2019"), ("W-2", "closed", "2021")]
    line = "Willow holds fast to its open course."

    def course(told: made.Article) -> list[made.Claim]:
        return [made.say(told, "strategy", line, subject=made.org("Willow"), value={"strategy": "open"})]

    assert derived(tmp_path, states, lines=[line], claims=course) == []


def test_dates_cut_to_what_is_known_are_compared_with_care() -> None:
    assert later("2023", "2022-12") and later("2023-04", "2023-03-31")
    assert not later("2023-03", "2023") and not later("2023", "2023") and not later("2022", "2023")


def test_a_line_of_models_is_its_name_without_numbers() -> None:
    assert line_of("GPT-3.5") == line_of("GPT-4o") == line_of("gpt 2")
    assert line_of("ChatGLM2-12B") == line_of("ChatGLM-6B")
    assert line_of("Qwen-Max") != line_of("Qwen-7B")


# --- the other questions ---------------------------------------------------------------------------------------------


def test_strategy_shifts_shows_denied_ones_as_such(store: OxigraphStore) -> None:
    rows = ask(store, "strategy-shifts")
    assert only(rows, vendor="Rowan")["negated"] is True
    assert only(rows, vendor="Pelican")["to"] == "hybrid"
    assert [row["vendor"] for row in ask(store, "strategy-shifts", to="hybrid")] == ["Pelican"]


def test_openness_timeline_is_in_order_and_can_be_cut(store: OxigraphStore) -> None:
    whens = [row["when"] for row in ask(store, "openness-timeline")]
    assert whens == sorted(whens)
    rows = ask(store, "openness-timeline", vendor="orchid", since="2020", until="2022")
    assert [row["model"] for row in rows] == ["Orchid-2", "Orchid-3"]
    assert {row["status"] for row in ask(store, "openness-timeline", status="api")} == {"api"}


def test_licences_and_terms(store: OxigraphStore) -> None:
    rows = ask(store, "licenses", model="quartz 2")
    assert {(row["license"], row["term"]) for row in rows} == {("Apache-2.0", None), (None, "commercial-use")}
    assert len(ask(store, "licenses", license="apache 2.0")) == 1
    assert len(ask(store, "licenses", term="commercial-use")) == 1


def test_benchmarks_prices_and_numbers_come_back_as_numbers(store: OxigraphStore) -> None:
    row = only(ask(store, "benchmarks", benchmark="mmlu"), model="Quartz-2")
    assert (row["score"], row["unit"]) == (70.6, "%")
    row = only(ask(store, "prices", currency="USD"), thing="Quartz-2")
    assert (row["amount"], row["per"]) == (0.002, "1K tokens")
    assert ask(store, "prices", currency="CNY") == []


def test_arguments_and_their_map(store: OxigraphStore) -> None:
    row = only(ask(store, "arguments", side="open", polarity="pro"), aspect="transparency")
    assert row["quote"] == "Anyone can look inside an open model"
    assert only(ask(store, "argument-map"), side="open", aspect="transparency", polarity="pro")["claims"] == 1
    assert ask(store, "arguments", side="closed") == []


def test_who_says_what(store: OxigraphStore) -> None:
    rows = ask(store, "who-says", speaker="Ada Finch")
    assert {(row["kind"], row["says"], row["negated"]) for row in rows} == {
        ("shift", "open closed", True),
        ("stance", "closed against", False),
    }
    assert [row["kind"] for row in ask(store, "who-says", about="Nimbus")] == ["shift"]
    assert [row["kind"] for row in ask(store, "who-says", kind="stance")] == ["stance"]


def test_conflicts_show_both_sides(store: OxigraphStore) -> None:
    rows = ask(store, "conflicts")
    assert {row["value"] for row in rows if row["thing"] == "Quartz-2"} == {"open", "partial"}
    assert {row["value"] for row in rows if row["thing"] == "Tundra"} == {"2015", "2016"}
    assert {row["thing"] for row in rows} == {"Quartz-2", "Tundra"}
    assert {row["thing"] for row in ask(store, "conflicts", thing="Tundra")} == {"Tundra"}


@pytest.mark.parametrize(
    "one, other, times, disagree",
    [
        ("open", "closed", ("2023", "2023"), True),
        ("open", "closed", ("2022", "2023"), False),  # it changed
        ("open", "closed", (None, "2023"), True),
        ("api", "closed", ("2023", "2023"), False),
        ("open", "open", ("2023", "2023"), False),
        ("partial", "restricted", ("2023-01", "2023-11"), True),
    ],
)
def test_what_is_a_conflict(
    tmp_path: Path, one: str, other: str, times: tuple[str | None, str | None], disagree: bool
) -> None:
    with open_store(tmp_path / "c") as opened:
        for status, time in zip((one, other), times, strict=True):
            here = made.article(f"{status}.md", f"Elder is {status}, we found ({time}, {len(opened.articles())}).")
            claim = made.say(
                here, "openness", here.text, subject=made.model("Elder"), value={"status": status}, time=time
            )
            opened.replace(here.id, quads(made.Extraction(here, (), (claim,))))
        assert bool(ask(opened, "conflicts")) is disagree


@pytest.mark.parametrize("numbers, disagree", [(([7], [8]), True), (([7, 13], [8]), False), (([7], [7]), False)])
def test_a_list_of_numbers_is_no_conflict(tmp_path: Path, numbers: tuple[list[int], list[int]], disagree: bool) -> None:
    with open_store(tmp_path / "n") as opened:
        for place, sizes in enumerate(numbers):
            here = made.article(
                f"{place}.md", f"[{place}] " + " and ".join(f"Elder has {size} units" for size in sizes)
            )
            claims = tuple(
                made.say(
                    here,
                    "quantity",
                    f"Elder has {size} units",
                    subject=made.model("Elder"),
                    value={"metric": "parameters", "number": size, "unit": "parameters"},
                )
                for size in sizes
            )
            opened.replace(here.id, quads(made.Extraction(here, (), claims)))
        rows = ask(opened, "conflicts")
    assert bool(rows) is disagree
    assert {row["what"] for row in rows} <= {"parameters parameters"}


def test_independent_support_counts_voices_and_not_articles(store: OxigraphStore) -> None:
    row = only(ask(store, "independent-support", subject="Nimbus"), says="open closed", negated=False)
    assert (row["articles"], row["origins"]) == (3, 2)


def test_derived_models_reach_two_steps(store: OxigraphStore) -> None:
    rows = ask(store, "derived-models", base="Quartz-2")
    assert {(row["model"], row["depth"], row["through"]) for row in rows} == {("Birch", 1, ""), ("Twig", 2, "Birch")}
    assert len(ask(store, "derived-models", model="Twig")) == 2


def test_ecosystem_of_one(store: OxigraphStore) -> None:
    rows = ask(store, "ecosystem", entity="Tundra")
    found = {(row["from"], row["relation"], row["mode"], row["to"]) for row in rows}
    assert found == {
        ("Tundra", "adopts", "hosts", "Quartz-2"),
        ("Tundra", "release", None, "Quartz-9"),
        ("Tundra", "partnership", "partners", "Quartz"),
        ("Ada Finch", "affiliation", "head", "Tundra"),
    }
    assert {row["relation"] for row in ask(store, "ecosystem", kind="partnership")} == {"partnership"}


def test_who_made_a_model_is_an_organization_and_no_one_of_its_people(tmp_path: Path) -> None:
    here = made.article("a.md", "Acme built Ajax with Ann Lee. Ajax is open.", "2024")
    ajax = made.model("Ajax")
    claims = [made.say(here, "develops", "Acme built Ajax", subject=maker, object=ajax) for maker in (made.org("Acme"), made.entity("Person", "Ann Lee"))]
    claims.append(made.say(here, "openness", "Ajax is open", subject=ajax, value={"status": "open"}))
    with open_store(tmp_path / "w") as opened:
        opened.replace(here.id, quads(made.Extraction(here, (), tuple(claims))))
        rows = ask(opened, "openness-timeline")
    assert [row["vendor"] for row in rows] == ["Acme"]


def test_what_is_only_planned_is_no_model_of_its_vendor(store: OxigraphStore) -> None:
    assert "Tundra" not in {row["vendor"] for row in ask(store, "vendors")}
    assert only(ask(store, "releases", vendor="Tundra"), model="Quartz-9")["modality"] == "planned"
