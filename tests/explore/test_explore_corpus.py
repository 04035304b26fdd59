"""The explorer's answers about the corpus: the list with facets, trends, words in context, what an article brought."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from explored import asked, citations, snapshot
from hypothesis import given, settings
from hypothesis import strategies as st
from made import corpus, denial, dispute, founding, reprint, told

from kg.errors import NotFound, UsageError
from kg.explore import listing, trends
from kg.explore.shelf import Texts, packed
from kg.explore.snapshot import Snapshot
from kg.knowledge import fold
from kg.rdf.graph import key_of

TEXTS = {one.article.id: one.article.text for one in corpus()}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with snapshot(tmp_path_factory.mktemp("corpus")) as made:
        yield made


# --- the list --------------------------------------------------------------------------------------------------------


def test_facets_count_under_the_other_choices(at: Snapshot) -> None:
    made = asked(at, "articles", ("spoken", "zh"))
    assert [row["file"] for row in made["rows"]] == ["witness.md"] and made["total"] == 1 and made["of"] == 9
    facets = {facet["name"]: {one["value"]: one["articles"] for one in facet["values"]} for facet in made["facets"]}
    assert facets["lang"] == {"en": 8, "zh": 1} and facets["year"] == {"2024": 1}
    assert at.store.select(made["sparql"]).rows


def test_words_are_found_within_the_names_of_one_article_alone() -> None:
    rows = [{"id": str(i), "file": f"{i}.md", "title": title, "date": "", "lang": "en", "author": "", "publisher": "", "source": "", "claims": 0}
            for i, title in enumerate(("alpha", "beta alpha", "gamma"))]  # fmt: skip
    held = listing.of(*_columns(rows))
    assert [held.having(fold(words)).tolist() for words in ("alpha", "Beta", "1.md", "alpha 1", "alpha gamma", "")] == [
        [True, True, False], [False, True, False], [False, True, False], [False] * 3, [False] * 3, [True] * 3,
    ]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text("xy ", max_size=4)), max_size=9), st.text("xy ", max_size=3))
def test_a_listing_chooses_as_looking_at_each_article_would(told: list[tuple[str, str]], words: str) -> None:
    rows = [{"id": str(i), "file": "", "title": title, "date": "", "lang": "en", "author": author, "publisher": "", "source": "", "claims": i}
            for i, (author, title) in enumerate(told)]  # fmt: skip
    held = listing.of(*_columns(rows))
    assert held.having(fold(words)).tolist() == [fold(words) in fold(title) for _, title in told]
    for author in "abcd":
        assert held.chosen({"author": author}).tolist() == [one == author for one, _ in told]
    assert [rows[place]["claims"] for place in held.orders["claims"]] == sorted(range(len(rows)), reverse=True)


def _columns(rows: list[dict[str, object]]) -> tuple[dict[str, np.ndarray], dict[str, Texts]]:
    arrays, lists = listing.columns(rows)
    return arrays, {name: Texts(*packed(texts)) for name, texts in lists.items()}


def test_passages_are_turned_page_by_page(at: Snapshot) -> None:
    whole = asked(at, "concordance", ("words", "open"))
    pages = [asked(at, "concordance", ("words", "open"), ("limit", "2"), ("offset", str(n))) for n in range(0, whole["passages"], 2)]
    assert whole["passages"] > 2 and whole["next"] is None
    assert [page["next"] for page in pages] == [*range(2, whole["passages"], 2), None]
    assert {(row["article"], row["start"]) for page in pages for row in page["rows"]} == {(row["article"], row["start"]) for row in whole["rows"]}


def test_the_list_is_searched_sorted_and_cut(at: Snapshot) -> None:
    assert [row["title"] for row in asked(at, "articles", ("words", "YEAR in"))["rows"]] == ["The year in models"]
    claims = [row["claims"] for row in asked(at, "articles", ("sort", "claims"))["rows"]]
    assert claims == sorted(claims, reverse=True)
    dates = [row["date"] for row in asked(at, "articles", ("sort", "oldest"))["rows"]]
    assert dates == sorted(dates)
    first, second = (asked(at, "articles", ("limit", "5"), ("offset", text)) for text in ("0", "5"))
    assert first["next"] == 5 and second["next"] is None and len(first["rows"]) + len(second["rows"]) == 9


# --- what an article brought -----------------------------------------------------------------------------------------


def test_what_stands_in_one_article_alone_and_what_others_say_too(at: Snapshot) -> None:
    made = asked(at, "brought", ("article", told().article.id))
    assert made["claims"] == made["claims"] | {"total": 1, "new": 0, "corroborated": 1}
    (same,) = made["corroborates"]
    assert {one["article"]["id"] for one in same["others"]} >= {reprint().article.id}
    assert [one["id"] for one in made["copies"]] == [reprint().article.id] and made["entities"]["new"] == []
    assert made["contradicts"] == []  # that it is denied is only reported, no article says so itself


def test_contradictions_are_told_with_the_quotes_of_both_sides(at: Snapshot) -> None:
    made = asked(at, "brought", ("article", founding().article.id))
    (one,) = made["contradicts"]
    assert sorted(side["own"] for side in one["sides"]) == [False, True]
    quotes = {claim["quote"] for side in one["sides"] for claim in side["evidence"]}
    assert quotes == {"Tundra began in 2015", "The house of Tundra was set up by three friends during the autumn of 2016"}
    assert made["claims"]["new"] == 1  # another year is another claim


def test_new_things_are_those_that_no_other_article_names(at: Snapshot) -> None:
    made = asked(at, "brought", ("article", dispute().article.id))
    new = {one["label"] for one in made["entities"]["new"]}
    assert {"Birch", "Twig", "Apache-2.0", "MMLU"} <= new and "Quartz-2" not in new and "Ada Finch" not in new
    assert denial().article.id in {one.article.id for one in corpus()}
    for claim in citations(made):
        assert TEXTS[claim["article"]["id"]][claim["start"] : claim["end"]] == claim["quote"]


def test_an_article_that_is_not_there(at: Snapshot) -> None:
    with pytest.raises(NotFound):
        asked(at, "brought", ("article", "0000"))


def test_it_is_what_would_be_missing_without_the_article(tmp_path: Path) -> None:
    """The new things and claims of each article are just those that a corpus without it does not have."""
    with snapshot(tmp_path / "all") as whole:
        for gone in corpus()[:3]:
            made = asked(whole, "brought", ("article", gone.article.id))
            rest = [one for one in corpus() if one.article.id != gone.article.id]
            with snapshot(tmp_path / gone.article.id, rest) as without:
                there = {row["key"] for row in asked(without, "suggest", ("what", "thing"), ("limit", "100"))["found"]}
                assert not {one["key"] for one in made["entities"]["new"]} & there


# --- trends ----------------------------------------------------------------------------------------------------------


def test_claims_are_counted_by_the_date_of_their_article(at: Snapshot) -> None:
    made = asked(at, "trends", ("topic", "strategy"))
    assert made["periods"][0] == "2024-01" and made["periods"][-1] == "2024-09" and len(made["periods"]) == 9
    closed = next(line for line in made["series"] if line["name"] == "closed")
    assert sum(closed["zh"]) == 1 and closed["zh"][made["periods"].index("2024-02")] == 1
    assert closed["total"] == sum(closed["zh"]) + sum(closed["en"])
    found = asked(at, "trend-claims", ("topic", "strategy"), ("name", "closed"), ("period", "2024-02"))
    assert [claim["article"]["lang"] for claim in found["claims"]] == ["zh"]
    for topic in trends.TOPICS:
        with pytest.raises(UsageError, match="claims about what"):
            asked(at, "trend-claims", ("topic", topic))
    with pytest.raises(UsageError, match="is no date"):
        asked(at, "trend-claims", ("name", "cost"), ("period", "2024-13"))


def test_chosen_vendors_by_any_name_and_year(at: Snapshot) -> None:
    made = asked(at, "trends", ("topic", "vendor"), ("name", "雨云"), ("step", "year"), lang="zh")
    assert [(line["name"], line["thing"]["label"]) for line in made["series"]] == [("organization/nimbus", "雨云")]
    assert made["periods"] == ["2024"] and made["series"][0]["zh"] == [1]
    with pytest.raises(NotFound):
        asked(at, "trends", ("topic", "aspect"), ("name", "nonsense"))


@pytest.mark.parametrize("topic", trends.TOPICS)
@pytest.mark.parametrize("step", trends.STEPS)
def test_the_counts_are_those_of_the_query_that_is_shown(at: Snapshot, topic: str, step: str) -> None:
    made = asked(at, "trends", ("topic", topic), ("step", step))
    counted = {}
    for what, period, lang, n in at.store.select(made["sparql"]).rows:
        name = key_of(what) if topic == "vendor" else what.rpartition("-")[2]
        counted[name, period, lang] = n
    shown = {(line["name"], period, lang): n for line in made["series"] for lang in ("zh", "en")
             for period, n in zip(made["periods"], line[lang], strict=True) if n}  # fmt: skip
    names = {line["name"] for line in made["series"]}
    assert shown and shown == {key: n for key, n in counted.items() if key[0] in names and key[1]}


@given(st.lists(st.tuples(st.integers(1990, 2030), st.integers(0, 12)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_periods_have_no_gaps(months: list[tuple[int, int]]) -> None:
    dates = [f"{year}-{month:02d}" if month else str(year) for year, month in months]
    held = SimpleNamespace(day=np.array([0, *(int(f"{date}-01-01"[:10].replace("-", "")) for date in dates)]))
    for step, length in trends.LETTERS.items():
        first, size, found = trends._periods(held, trends.STEPS[step])  # type: ignore[arg-type]
        assert found == sorted(set(found)) and all(len(period) == length for period in found) and len(found) == size
        assert found[0] == (f"{first // 12:04d}" if step == "year" else f"{first // 12:04d}-{first % 12 + 1:02d}")
        years = {int(period[:4]) for period in found}
        assert years == set(range(min(year for year, _ in months), max(year for year, _ in months) + 1))


# --- words in context ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["best", "before", "after", "date"])
def test_each_place_stands_with_what_is_around_it(at: Snapshot, sort: str) -> None:
    made = asked(at, "concordance", ("words", "open to closed"), ("sort", sort))
    assert made["rows"]
    for row in made["rows"]:
        assert TEXTS[row["article"]][row["start"] : row["end"]] == row["match"]
        assert row["before"].lstrip("…") in TEXTS[row["article"]].replace("\n", " ")
    if sort == "date":
        assert [row["date"] for row in made["rows"]] == sorted(row["date"] for row in made["rows"])


def test_words_that_stand_nowhere_and_no_words(at: Snapshot) -> None:
    assert asked(at, "concordance", ("words", "zzzz"))["rows"] == []
    with pytest.raises(UsageError):
        asked(at, "concordance", ("words", " "))
