"""How two things are connected."""

from __future__ import annotations

import made
import pytest

from kg.display.accounts import as_paths
from kg.errors import NotFound, UsageError
from kg.model import Extraction
from kg.networks.paths import find_paths, path_rows
from kg.rdf.graph import quads
from kg.store import open_store

A, B, C, D, E, LONE = (made.org(name) for name in ("Alder", "Beech", "Cedar", "Date", "Elm", "Lone"))
GROUP = made.entity("Group", "open models")
M, N = made.model("M-1", "大模"), made.model("N-1")
LINKS = (
    ("Alder made M-1", "release", A, M, {}),
    ("Beech hosts M-1", "adopts", B, M, {"mode": "hosts"}),
    ("Alder also made N-1", "release", A, N, {}),
    ("Beech offers N-1", "adopts", B, N, {"mode": "hosts"}),
    ("Beech works with Cedar", "partnership", B, C, {"mode": "partners"}),
    ("open models trail M-1", "comparison", GROUP, M, {"relation": "worse", "aspect": "performance"}),
    ("open models trail what Elm makes", "comparison", GROUP, E, {"relation": "worse", "aspect": "performance"}),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    rest = ("Date never worked with Cedar", "Date is closed", "Elm is closed", "Lone is.")
    text = ". ".join([*(quote for quote, *_ in LINKS), *rest])
    here = made.article("links.md", text, "2024-01-01", title="Links")
    claims = [made.say(here, kind, quote, subject=s, object=o, value=v) for quote, kind, s, o, v in LINKS]
    claims.append(made.say(here, "partnership", "Date never worked with Cedar", subject=D, object=C,
                           value={"mode": "partners"}, negated=True))  # fmt: skip
    shut = {"strategy": "closed"}
    claims += [made.say(here, "strategy", f"{who.label} is closed", subject=who, value=shut) for who in (D, E)]
    claims.append(made.say(here, "founded", "Lone is", subject=LONE))
    other = made.article("more.md", "Everybody knows it: N-1 came out of the house of Alder long ago.", "2023-01-01")
    again = made.say(other, "release", "N-1 came out of the house of Alder", subject=A, object=N, confidence=0.9)
    with open_store(tmp_path_factory.mktemp("paths") / "store") as opened:
        for one in (Extraction(here, (), tuple(claims)), Extraction(other, (), (again,))):
            opened.replace(one.article.id, quads(one))
        yield opened


def chain(path) -> list[str]:
    return [path.steps[0].source, *(step.target for step in path.steps)]


def test_the_shortest_and_best_supported_comes_first(store) -> None:
    found = find_paths(store, "alder", "Cedar")
    assert [chain(path) for path in found] == [["Alder", "N-1", "Beech", "Cedar"], ["Alder", "M-1", "Beech", "Cedar"]]
    step = found[0].steps[0]
    assert (step.articles, step.origins) == (2, 2)
    assert step.rows[0]["quote"] == "N-1 came out of the house of Alder"  # the surest words
    assert [chain(path)[1] for path in find_paths(store, "Alder", "Cedar", limit=1)] == ["N-1"]


def test_every_step_has_its_quote(store) -> None:
    rows = path_rows(find_paths(store, "Alder", "Cedar"))
    assert [(row["path"], row["step"]) for row in rows] == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert all(row["quote"] and row["article"] and row["title"] and row["origins"] for row in rows)


def test_a_relation_is_not_credited_with_articles_that_tell_another(tmp_path) -> None:
    said = [("one.md", "release", "Alder let M-1 out"), ("two.md", "develops", "Alder makes M-1"), ("three.md", "develops", "M-1 is made by Alder")]
    with open_store(tmp_path / "store") as opened:
        for file, kind, quote in said:
            here = made.article(file, f"{quote}. And this is what {file} is about.", "2024-01-01")
            claim = made.say(here, kind, quote, subject=A, object=M, confidence=0.9 if kind == "release" else 0.5)
            opened.replace(here.id, quads(Extraction(here, (), (claim,))))
        found = find_paths(opened, "Alder", "M-1")
        rows = path_rows(found)
    assert [(row["kind"], row["articles"], row["all_articles"]) for row in rows] == [("release", 1, 3)]
    assert found[0].steps[0].alike == (1, 1)
    shown = as_paths(found, "en")
    assert "articles: 1, independent sources: 1" in shown and "whatever joins them: articles 3" in shown


def test_names_of_either_language_do(store) -> None:
    assert chain(find_paths(store, "大模", "beech")[0]) == ["M-1", "Beech"]


def test_denials_and_groups_join_nothing_and_courses_do_where_nothing_else_does(store) -> None:
    assert chain(find_paths(store, "Date", "Elm")[0]) == ["Date", "closed", "Elm"]
    with pytest.raises(NotFound, match="nothing joins"):
        find_paths(store, "Date", "Cedar")
    assert chain(find_paths(store, "open models", "Elm")[0]) == ["open models", "Elm"]
    with pytest.raises(NotFound, match="nothing joins"):
        find_paths(store, "M-1", "Elm")


def test_what_can_not_be_joined(store) -> None:
    with pytest.raises(NotFound, match="nothing joins"):
        find_paths(store, "Lone", "Alder")
    with pytest.raises(NotFound, match="nothing is called"):
        find_paths(store, "Nonesuch", "Alder")
    with pytest.raises(UsageError, match="one thing"):
        find_paths(store, "M-1", "大模")
