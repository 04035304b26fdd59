"""The near-copy index: shared passages are found without comparing all pairs; nothing stays of what was removed."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import made

from kg.asking import query
from kg.listing import steps
from kg.rdf.graph import quads
from kg.reuse import copies
from kg.reuse.copies import Copies, kin
from kg.store import open_store

LETTERS = "abcdefghijklmnopqrstuvwxyz"
HAN = "开源闭模型公司发布研究社区安全透明成本创新数据训练权重协议商用团队平台应用用户技术能力生态开放封闭"


def sentence(chance: random.Random, words: int = 25) -> str:
    if chance.random() < 0.3:
        return "".join(chance.choices(HAN, k=words * 3)) + "。"
    return " ".join("".join(chance.choices(LETTERS, k=chance.randint(3, 9))) for _ in range(words)) + ". "


def settled(path: Path, texts: dict[str, str]) -> Copies:
    index = Copies(path)
    index.settle(lambda: texts, texts.get)
    return index


def test_articles_that_share_a_passage_are_kin_and_others_are_not(tmp_path: Path) -> None:
    chance = random.Random(7)
    first, second = (" ".join(sentence(chance) for _ in range(4)) for _ in range(2))
    texts = {"a": first, "b": second, "c": f"{sentence(chance)} {first[:160]} {sentence(chance)}"}
    settled(tmp_path / "c.db", texts)
    found = kin(tmp_path / "c.db", texts)
    assert found is not None
    assert {article: set(others) for article, others in found.items()} == {"a": {"c"}, "b": set(), "c": {"a"}}
    assert 0 < found["a"]["c"] < found["c"]["a"] <= 1


def test_what_is_removed_leaves_nothing_and_a_changed_text_counts_anew(tmp_path: Path) -> None:
    chance = random.Random(3)
    shared = " ".join(sentence(chance) for _ in range(2))
    texts = {"a": shared + sentence(chance), "b": shared + sentence(chance)}
    index = settled(tmp_path / "c.db", texts)
    index.touch(["b"])
    texts["b"] = sentence(chance)
    index.settle(lambda: texts, texts.get)
    assert kin(tmp_path / "c.db", "ab") == {"a": {}, "b": {}}
    del texts["a"]
    index.touch(["a"])
    index.settle(lambda: texts, texts.get)
    assert kin(tmp_path / "c.db", "b") == {"b": {}}
    assert kin(tmp_path / "c.db", "ab") is None  # it knows nothing of a: whoever asks must look for himself


def test_the_order_in_which_articles_come_does_not_matter(tmp_path: Path) -> None:
    chance = random.Random(11)
    base = [sentence(chance) for _ in range(6)]
    texts = {f"t{i}": "".join(chance.sample(base, 3)) + sentence(chance) for i in range(12)}
    found = []
    for turn in range(2):
        index = Copies(tmp_path / f"{turn}.db")
        for article in sorted(texts, reverse=bool(turn)):
            index.touch([article])
            index.settle(lambda: (), texts.get)
        found.append(kin(tmp_path / f"{turn}.db", texts))
    assert found[0] == found[1]


def test_an_index_that_is_broken_or_behind_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    path.write_bytes(b"no database at all, but long enough to look at" * 10)
    assert kin(path, ["a"]) is None
    chance = random.Random(5)
    texts = {"a": sentence(chance), "b": sentence(chance)}
    settled(path, texts)
    assert kin(path, "ab") == {"a": {}, "b": {}}
    texts["c"] = texts["a"]  # a writer that was killed before it could say so
    settled(path, texts)
    assert set((kin(path, "c") or {})["c"]) == {"a"}


def test_what_is_gone_is_swept_out(tmp_path: Path) -> None:
    chance = random.Random(9)
    texts = {f"{n}": sentence(chance) for n in range(1200)}
    index = settled(tmp_path / "c.db", texts)
    gone = [article for article in texts if article != "7"]
    for article in gone:
        del texts[article]
    index.touch(gone)
    index.settle(lambda: texts, texts.get)
    with sqlite3.connect(tmp_path / "c.db") as data:
        assert data.execute("SELECT COUNT(DISTINCT n) FROM gram").fetchone()[0] == 1


def test_copies_among_ten_thousand_passages_are_all_found(tmp_path: Path) -> None:
    """One in ten is a copy with its beginning cut off and a word changed: all are found, and no other pair."""
    chance = random.Random(1)
    texts: dict[str, str] = {}
    for number in range(10_000):
        text = sentence(chance)
        if number % 10 == 9:
            copied = texts[f"{number - 5:05d}"]
            text = copied[len(copied) // 4 :].replace(copied[-12:-8], "other") + sentence(chance, 5)
        texts[f"{number:05d}"] = text
    settled(tmp_path / "c.db", texts)
    found = kin(tmp_path / "c.db", texts)
    assert found is not None
    pairs = {(article, other) for article, others in found.items() for other in others}
    wanted = {(f"{number:05d}", f"{number - 5:05d}") for number in range(9, 10_000, 10)}
    assert wanted <= pairs and len(pairs) == 2 * len(wanted)
    texts["new"] = texts["00042"]
    index = Copies(tmp_path / "c.db")
    index.touch(["new"])
    index.settle(lambda: texts, texts.get)
    assert set((kin(tmp_path / "c.db", ["new"]) or {})["new"]) == {"00042"}


def test_of_a_passage_that_many_have_the_first_are_kin_and_an_edited_copy_is_kin_to_its_own(tmp_path: Path) -> None:
    chance = random.Random(2)
    popular, own = sentence(chance), " ".join(sentence(chance) for _ in range(3))
    texts = {f"{n:03d}": popular + sentence(chance) for n in range(copies.POPULAR + 20)}
    texts |= {"x": popular + own, "y": popular + own[:-40]}
    settled(tmp_path / "c.db", texts)
    found = kin(tmp_path / "c.db", texts) or {}
    first = {f"{n:03d}" for n in range(copies.FIRST)}
    assert set(found["x"]) == first | {"y"} and set(found[f"{copies.POPULAR + 10:03d}"]) == first
    assert found["x"]["y"] > max(found["x"][one] for one in first)


def test_who_has_a_passage_that_many_have_is_looked_up_anew_when_the_first_of_them_goes(tmp_path: Path) -> None:
    chance = random.Random(4)
    popular = sentence(chance)
    texts = {f"{n:03d}": popular + sentence(chance) for n in range(copies.POPULAR + 20)}
    index = settled(tmp_path / "c.db", texts)
    del texts["000"]
    texts["x"] = popular + sentence(chance)
    index.touch(["000", "x"])
    index.settle(lambda: texts, texts.get)
    assert set((kin(tmp_path / "c.db", ["x"]) or {})["x"]) == {f"{n:03d}" for n in range(1, copies.FIRST + 1)}


def test_a_store_keeps_it_in_step_and_counts_are_the_same_with_and_without(tmp_path: Path, monkeypatch) -> None:
    with open_store(tmp_path / "s") as store:
        store.load_many((one.article.id, quads(one)) for one in made.corpus())
        store.publish()
        told, again = made.told().article.id, made.reprint().article.id
        assert again in (store.kin([told]) or {})[told]
        exact = query.run(store, "independent-support")
        rows = query.claims(store)
        words = steps.with_origins([{**row, "date": ""} for row in rows], store)
        monkeypatch.setattr(steps, "COMPARED", 0)
        assert query.run(store, "independent-support") == exact
        assert steps.with_origins([{**row, "date": ""} for row in rows], store) == words
        store.remove(again)
        store.publish()
        assert store.kin([told]) == {told: {}} and store.kin([again]) is None
        assert copies.FILE in {file.name for file in store.path.iterdir()}


def test_a_claim_tells_how_many_articles_and_origins_say_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        store.load_many((one.article.id, quads(one)) for one in made.corpus())
        dates = {row["id"]: row["date"] for row in query.articles(store)}
        rows = [{**row, "date": dates[row["article"]]} for row in query.claims(store, entity="Nimbus")]
        found = steps.with_standing(rows, store)
    counted = {(row["kind"], row["negated"], row["articles"], row["origins"]) for row in found}
    assert counted == {("shift", False, 3, 2), ("shift", True, 1, 1)}
