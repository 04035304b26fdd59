"""Decisions in a workspace: applied where they touch, taken back byte for byte, kept through every rebuild."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import decided
import pytest
from held import dump, fixed_code, workspace

import kg
from kg import decisions, telling
from kg.clauses import claims
from kg.decisions import Contradiction, Decision
from kg.errors import KgError, NotFound, UsageError
from kg.knowledge import load
from kg.listing import rows
from kg.reviews import deciding, review
from kg.settings import Settings
from kg.updating import judge, pipeline

A = "---\ntitle: Zephyr\ndate: 2023-08-01\n---\nZephyrian Labs Inc. says so. Zephyrian Labs Inc. 坚持开源。\n"
B = "---\ntitle: Turn\ndate: 2024-01-05\n---\nOpenAI moved from open to closed. OpenAI released GPT-4 in March 2023.\n"
C = "---\ntitle: Qwen\ndate: 2024-09-20\n---\n阿里云发布并开源了Qwen2.5-72B。通义千问一直是开源模型。\n"
TEXTS = {"a.md": A, "b.md": B, "c.md": C}

Make = Callable[[deciding.Desk], Decision]
MERGE: Make = lambda desk: deciding.merge(desk, "OpenAI", "Alibaba Cloud")  # noqa: E731
SPLIT: Make = lambda desk: deciding.split(desk, "OpenAI", "Turn")  # noqa: E731
IGNORE: Make = lambda desk: deciding.ignore(desk, "Qwen")  # noqa: E731
ACCEPT: Make = lambda desk: deciding.accept(desk, "Zeta", "Organization", "Zeta", "泽塔")  # noqa: E731
STRIKE: Make = lambda desk: deciding.strike(desk, claim_of(desk, "release"))  # noqa: E731
REJECT: Make = lambda desk: deciding.reject(desk, "OpenAI")  # noqa: E731


def claim_of(desk: deciding.Desk, kind: str, article: str = "Turn") -> str:
    """The id of a claim of this kind."""
    return next(row["id"] for row in rows.claims(desk.store, article=article) if row["kind"] == kind)


def frames() -> Callable:
    """The frames, which do not hang on names, compiled once for all the knowledges of these tests: it takes seconds."""
    compiled = {lang: claims.frames_for(load(), lang) for lang in ("zh", "en")}
    return lambda knowledge, lang: compiled[lang]


@pytest.fixture(scope="module", autouse=True)
def same_code() -> Iterator[None]:
    """`fixed_code`, with the frames compiled once."""
    with fixed_code() as patch:
        patch.setattr(claims, "frames_for", frames())
        yield


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    settings = workspace(folder)
    for name, text in TEXTS.items():
        (settings.corpus / name).write_text(text, "utf-8")
    pipeline.build(None, settings)
    return folder


@pytest.fixture
def made(template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(template, tmp_path / "ws")
    return workspace(tmp_path / "ws")


def anew(settings: Settings, folder: Path) -> str:
    """The graph of a workspace with the same corpus, built from nothing."""
    shutil.copytree(settings.corpus, folder / "corpus")
    fresh = workspace(folder)
    pipeline.build(None, fresh)
    return dump(fresh)


@pytest.mark.parametrize(("make", "count"), [(MERGE, 1), (SPLIT, 1), (IGNORE, 1), (REJECT, 1), (ACCEPT, 0), (STRIKE, 1)])
def test_a_decision_is_applied_kept_on_rebuild_and_taken_back(
    made: Settings, tmp_path: Path, make: Make, count: int
) -> None:
    before = dump(made)
    one, anew_read = judge.decide(made, make, by="lin")
    assert anew_read == count and one.by == "lin" and one.on
    after = dump(made)
    assert (after != before) == (make in (MERGE, SPLIT, IGNORE, STRIKE))
    assert anew(made, tmp_path / "new") == after
    assert pipeline.build(None, made).added == 0 and dump(made) == after
    assert judge.undo(made) == (one, count)
    assert dump(made) == before
    assert not decisions.path_of(made.corpus).exists()


def test_an_edited_file_of_decisions_is_seen_by_the_next_build(made: Settings) -> None:
    before = dump(made)
    decided.add(made.corpus, [Decision("merge", "OpenAI", "organization/openai", into="organization/meta")])
    report = pipeline.build(None, made)
    assert (report.added, report.kept) == (1, 2)
    assert "entity/organization/openai> <http://www.w3.org/2004" not in dump(made)
    decisions.path_of(made.corpus).unlink()
    assert pipeline.build(None, made).added == 1 and dump(made) == before


def test_adding_and_removing_is_reversible_under_decisions_in_any_order(tmp_path: Path) -> None:
    both = [
        Decision("merge", "OpenAI", "organization/openai", into="organization/alibaba-cloud"),
        Decision("accept", "Zephyrian", "organization/zephyrianlabs", "Organization", "Zephyrian Labs", "泽弗"),
    ]

    def grown(folder: Path, *texts: str) -> Settings:
        settings = workspace(folder)
        decided.add(settings.corpus, both)
        for text in texts:
            name = f"in-{[A, B, C].index(text)}.md"
            (folder / name).write_text(text, "utf-8")
            pipeline.add(folder / name, settings)
        return settings

    alone, whole = dump(grown(tmp_path / "alone", A)), ""
    for number, order in enumerate(itertools.permutations([A, B, C])):
        settings = grown(tmp_path / str(number), *order)
        whole = whole or dump(settings)
        assert dump(settings) == whole
        pipeline.remove(["Turn", "Qwen"], settings)
        assert dump(settings) == alone


def test_decisions_made_in_another_order_give_the_same_graph(made: Settings, tmp_path: Path) -> None:
    shutil.copytree(Path(made.store).parent, tmp_path / "two")
    other = workspace(tmp_path / "two")
    made_by = [judge.decide(made, make, "lin")[0] for make in (MERGE, IGNORE)]
    decided.add(other.corpus, made_by[::-1])
    pipeline.build(None, other)
    assert dump(other) == dump(made)


def test_a_late_article_comes_in_under_the_decisions_and_the_others_catch_up(made: Settings, tmp_path: Path) -> None:
    decided.add(made.corpus, [Decision("merge", "OpenAI", "organization/openai", into="organization/meta")])
    (tmp_path / "late.md").write_text("OpenAI released GPT-3 in 2020.\n", "utf-8")
    pipeline.add(tmp_path / "late.md", made)
    assert "entity/organization/openai> <http://www.w3.org/2004" not in dump(made)
    assert anew(made, tmp_path / "new") == dump(made)


def test_contradictions_stop_a_build_and_change_nothing(made: Settings) -> None:
    before = dump(made)
    entries = [Decision("merge", "OpenAI", "organization/openai", into=f"organization/{x}") for x in ("meta", "xai")]
    decisions.path_of(made.corpus).write_text("".join(map(decisions.entry, entries)), "utf-8")
    with pytest.raises(Contradiction) as caught:
        pipeline.build(None, made)
    assert "decisions.toml:6" in str(caught.value.faults[0]) and "decisions.toml:1)" in str(caught.value.faults[0])
    assert dump(made) == before


def test_what_is_taken_back_while_others_contradict_is_told_so(made: Settings) -> None:
    before = dump(made)
    entries = [Decision("merge", "OpenAI", "organization/openai", into=f"organization/{x}") for x in ("meta", "xai", "cohere")]
    decisions.path_of(made.corpus).write_text("".join(map(decisions.entry, entries)), "utf-8")
    with pytest.raises(Contradiction, match="1 faults in the decisions, “merge OpenAI → organization/cohere” was taken back"):
        judge.undo(made)
    assert decisions.read(decisions.path_of(made.corpus)) == tuple(entries[:2]) and dump(made) == before
    assert judge.undo(made)[0] == entries[1]


def test_another_workspaces_decisions_come_in_or_are_told(made: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    decided.add(other, [Decision("merge", "OpenAI", "organization/openai", into="organization/meta", by="ada")])
    fresh, left, count = judge.combine(made, other)
    assert len(fresh) == count == 1 and decisions.load(made.corpus)[0].by == "ada"
    assert judge.combine(made, other) == ([], [], 0)
    decisions.path_of(other).unlink()
    decided.add(other, [Decision("merge", "OpenAI", "organization/openai", into="organization/xai")])
    with pytest.raises(Contradiction) as caught:
        judge.combine(made, other)
    assert str(decisions.path_of(other)) in str(caught.value.faults[0])
    assert str(decisions.path_of(made.corpus)) in str(caught.value.faults[0])


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda desk: deciding.merge(desk, "OpenAI", "Nobody Knows"), NotFound),
        (lambda desk: deciding.merge(desk, "OpenAI", "GPT-4"), UsageError),
        (lambda desk: deciding.merge(desk, "OpenAI", "organization/openai"), UsageError),
        (lambda desk: deciding.accept(desk, "Zeta"), UsageError),
        (lambda desk: deciding.accept(desk, "Zeta", "Organization", "OpenAI"), UsageError),
        (lambda desk: deciding.ignore(desk, "Nobody Knows"), NotFound),
        (lambda desk: deciding.split(desk, "OpenAI", "Qwen"), NotFound),
        (lambda desk: deciding.split(desk, "OpenAI", "Turn", "GPT-4"), UsageError),
    ],
)
def test_what_makes_no_sense_is_refused_and_not_written(made: Settings, make: Make, error: type[KgError]) -> None:
    with pytest.raises(error):
        judge.decide(made, make)
    assert not decisions.path_of(made.corpus).exists()


def test_an_item_is_decided_by_its_number(made: Settings) -> None:
    item = next(i for i in judge.waiting(made) if i.about == "unknown")
    assert "Zephyrian" in item.name and item.claims and "Zephyrian" in item.sentence and item.article == "Zephyr"
    one, _ = judge.decide(made, lambda desk: deciding.accept(desk, item.id, "", "Zephyrian Labs"))
    assert (one.do, one.type) == ("accept", item.type)
    assert item.id not in {i.id for i in judge.waiting(made)}


def test_decisions_are_made_and_taken_back_from_python_too(made: Settings) -> None:
    space = kg.open(str(made.corpus), made.store, "en")
    assert {"about", "name", "quote"} <= set(space.review(limit=1).columns)
    told = space.decide("merge", "OpenAI", "Alibaba Cloud", by="lin")
    assert [row["id"] for row in space.decisions().dicts()] == [told["id"]]
    assert space.undo(told["id"])["name"] == "OpenAI" and space.decisions().rows == ()


def test_a_merge_by_rule_can_be_declined(made: Settings) -> None:
    text = "Zephyrian Labs Inc. 坚持开源。Zephyrian Labs Corp. 也坚持开源。"
    (made.corpus / "d.md").write_text(text, "utf-8")
    pipeline.build(None, made)
    merged = judge.waiting(made, "merged")
    assert merged
    for item in merged:
        judge.decide(made, lambda desk, item=item: deciding.reject(desk, item.id))
        assert item.id not in {i.id for i in judge.waiting(made)}
        judge.undo(made)
    assert {i.about for i in judge.waiting(made)} <= set(review.ABOUT)


@pytest.fixture
def told() -> Iterator[list[tuple[str, dict]]]:
    """What was said meanwhile."""
    said: list[tuple[str, dict]] = []
    before = telling.listener.set(lambda key, **values: said.append((key, values)))
    yield said
    telling.listener.reset(before)


@pytest.mark.parametrize("left", ["", "# nothing is left\n", None])
@pytest.mark.parametrize("how", ["build", "add", "decide"])
def test_decisions_that_vanish_from_the_file_are_told(
    made: Settings, told: list[tuple[str, dict]], tmp_path: Path, left: str | None, how: str
) -> None:
    judge.decide(made, MERGE, by="lin")
    judge.decide(made, ACCEPT, by="lin")
    path = decisions.path_of(made.corpus)
    path.unlink() if left is None else path.write_text(left, "utf-8")
    (tmp_path / "d.md").write_text("Mistral released Mixtral in 2023.\n", "utf-8")
    doing = {
        "build": lambda: pipeline.build(None, made),
        "add": lambda: pipeline.add(tmp_path / "d.md", made),
        "decide": lambda: judge.decide(made, REJECT),
    }
    doing[how]()
    (said,) = [values for key, values in told if key == "decisions_gone"]
    assert said["n"] == 2 and "merge OpenAI → Alibaba Cloud" in said["some"] and "accept Zeta" in said["some"]
    told.clear()
    pipeline.build(None, made)  # once told, they are no more
    assert not told


def test_a_decision_that_is_taken_back_does_not_vanish(made: Settings, told: list[tuple[str, dict]]) -> None:
    judge.decide(made, MERGE)
    judge.decide(made, ACCEPT)
    judge.undo(made)
    judge.undo(made)
    pipeline.build(None, made)
    assert "decisions_gone" not in [key for key, _ in told]


def released(settings: Settings) -> list[str]:
    with judge.desk(settings) as desk:
        return [row["id"] for row in rows.claims(desk.store, article="Turn") if row["kind"] == "release"]


def test_a_strike_holds_through_merges_in_any_order_and_all_of_it_can_be_taken_back(made: Settings, tmp_path: Path) -> None:
    before, (claim,) = dump(made), released(made)
    shutil.copytree(Path(made.store).parent, tmp_path / "two")
    other = workspace(tmp_path / "two")
    struck, _ = judge.decide(made, lambda desk: deciding.strike(desk, claim[:8], "it was announced"), "lin")
    assert struck.note == "it was announced" and "OpenAI" in str(struck) and not released(made)
    merge, _ = judge.decide(made, MERGE, "lin")
    assert not released(made)
    decided.add(other.corpus, [merge, struck])
    pipeline.build(None, other)
    assert dump(made) == dump(other) == anew(made, tmp_path / "new")
    (tmp_path / "late.md").write_text("Mistral released Mixtral in 2023.\n", "utf-8")
    with_both = dump(made)
    pipeline.add(tmp_path / "late.md", made)
    pipeline.remove(["late.md"], made)
    assert dump(made) == with_both
    judge.undo(made, struck.id)
    assert released(made)
    judge.undo(made, merge.id)
    assert dump(made) == before and released(made) == [claim]


def test_a_strike_that_fits_no_claim_is_told_and_kept(made: Settings, told: list[tuple[str, dict]]) -> None:
    struck, _ = judge.decide(made, STRIKE)
    assert "strikes_unfit" not in [key for key, _ in told]
    decided.undo(made.corpus)
    wrong = replace(struck, quote=struck.quote + "?")
    decided.add(made.corpus, [wrong])
    pipeline.build(None, made)
    (said,) = [values for key, values in told if key == "strikes_unfit"]
    assert said["n"] == 1 and "strike release" in said["some"] and released(made) and decisions.load(made.corpus) == (wrong,)


@pytest.mark.parametrize(("claim", "error"), [("0000000", NotFound), ("abc", UsageError), ("{ ?s ?p", UsageError), ("", UsageError)])
def test_what_is_no_claim_is_not_struck(made: Settings, claim: str, error: type[KgError]) -> None:
    with pytest.raises(error):
        judge.decide(made, lambda desk: deciding.strike(desk, claim))
    assert not decisions.path_of(made.corpus).exists()
