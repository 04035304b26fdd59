"""The parts around the trained model: pieces, labels, windows, codes, tags and the decision. None needs the model itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.entities.masking import MARKS
from kg.errors import DataError
from kg.extraction.extract import Extractor
from kg.knowledge import DATA, load
from kg.learned.coding import LONGEST, OWN, SORTS, Coder
from kg.learned.decision import Decision, Evidence, features
from kg.learned.labels import by_sort, labels_for
from kg.learned.pieces import UNKNOWN, Pieces
from kg.learned.tagging import NAMED, TAGS, prepared, runs
from kg.learned.windows import windows
from kg.read import read_text

TEXT = """# Nordwind opens up

Nordwind Labs released Boreas-7B in March 2024. The company said that it has 7 billion parameters.

- It runs on Frostcloud, unlike GPT-4.
- 北风实验室开源了 Boreas-7B，参数量 70 亿。
"""


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces.load(DATA / "model" / "pieces.tsv")


@pytest.fixture(scope="module")
def coder(pieces: Pieces) -> Coder:
    return Coder(load(), pieces)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load())


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("ab 开源模型 \n\u3000Ａ①é𝄞" + MARKS["Model"] + MARKS["date"]), max_size=60))
def test_every_piece_has_its_place_in_order_and_every_mark_is_one(pieces: Pieces, text: str) -> None:
    encoded = pieces.encode(text)
    assert len(encoded.numbers) == len(encoded.spans)
    assert encoded.places.keys() == {i for i, char in enumerate(text) if "\ue000" <= char <= "\ue0ff"}
    assert all(a <= b <= len(text) for a, b in encoded.spans)
    assert [s for s in encoded.spans if s[0] < s[1]] == sorted(s for s in encoded.spans if s[0] < s[1])


def test_a_word_falls_into_the_likeliest_pieces() -> None:
    small = Pieces([("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), ("▁a", -3.0), ("b", -3.0), ("▁ab", -4.0), ("▁", -2.0)])
    assert small.encode("ab").numbers == [6]
    assert small.encode("abb").numbers == [6, 5]
    assert small.encode("az").numbers == [4, UNKNOWN]


def test_a_faulty_vocabulary_is_refused_with_its_line(tmp_path) -> None:
    path = tmp_path / "pieces.tsv"
    path.write_text("<s>\t0\nbroken\n", "utf-8")
    with pytest.raises(DataError, match=r"pieces\.tsv:2"):
        Pieces.load(path)


def test_the_model_that_ships_answers_for_the_labels_of_the_kinds() -> None:
    knowledge = load()
    asked = json.loads((DATA / "model" / "model.json").read_text("utf-8"))["labels"]
    assert {sort: [label.name for label in by_sort(knowledge, sort)] for sort in asked if sort != "sentence"} == {
        sort: names for sort, names in asked.items() if sort != "sentence"
    }


def test_there_is_a_label_for_every_kind_and_value() -> None:
    knowledge = load()
    names = {label.name for label in labels_for(knowledge)}
    assert {label.kind for label in labels_for(knowledge)} == set(knowledge.kinds)
    assert {"release", "adopts/hosts", "openness/restricted", "quantity/parameters", "stance/open/against", "license"} <= names
    assert "shift/open/open" not in names
    for kind in knowledge.kinds.values():  # what the model says must be what the kind allows
        for label in (found for found in labels_for(knowledge) if found.kind == kind.id):
            assert all(value in kind.values[name] for name, value in label.value)


def test_a_window_holds_the_sentence_and_what_it_leans_on(extractor: Extractor) -> None:
    context = extractor.context(read_text(TEXT, "made.md"))
    found = list(windows(context))
    assert [w.index for w in found] == sorted(w.index for w in found)
    for window in found:
        assert window.parts[0].sentence == window.index
        assert window.parts[0].masked == context.sentences[window.index].view.masked
        for thing in window.things.values():
            for place in thing.places:
                assert window.parts[place.part].masked[place.at] == MARKS[thing.entity.type]
    second = next(w for w in found if "7 billion" in context.article.text[context.sentences[w.index].view.start :][:80])
    assert any(t.entity.label.startswith("Boreas") for t in second.things.values())


def test_codes_fit_and_their_rows_point_at_marks(extractor: Extractor, coder: Coder, pieces: Pieces) -> None:
    found = list(coder.code(windows(extractor.context(read_text(TEXT, "made.md")))))
    assert len({id(coded.stretch) for coded in found}) < len(found)  # sentences are read together
    for coded in found:
        stretch, window = coded.stretch, coded.window
        assert len(stretch.pieces) == len(stretch.parts) <= LONGEST
        assert stretch.pieces[slice(*coded.own)] == pieces.encode(window.parts[0].masked).numbers[:OWN]
        for sort in SORTS:
            for row in coded.rows[sort]:
                assert all(stretch.pieces[place] >= pieces.count for place in row.places)
                assert any(window.things[row.first].entity.type in label.subject for label in by_sort(load(), sort))


def test_a_long_article_is_read_in_stretches_that_know_what_they_lean_on(extractor: Extractor, coder: Coder) -> None:
    text = "# Boreas-7B\n\n" + "\n\n".join(f"Line {n} says what the weather was like up there, and nothing else at all." for n in range(60))
    found = list(coder.code(windows(extractor.context(read_text(text, "made.md")))))
    stretches = {id(coded.stretch): coded.stretch for coded in found}.values()
    assert len(stretches) > 2
    assert all(len(stretch.pieces) <= LONGEST for stretch in stretches)
    assert all(0 in stretch.places for stretch in stretches)  # the title stands before each


def test_tags_join_to_names() -> None:
    person, inside = TAGS.index("B-Person"), TAGS.index("I-Person")
    model = TAGS.index("B-Model")
    assert list(runs([0, person, inside, 0, model, person])) == [(1, 3, "Person"), (4, 5, "Model"), (5, 6, "Person")]
    assert list(runs([inside, inside])) == [(0, 2, "Person")]
    assert len(TAGS) == 1 + 2 * len(NAMED)


def test_the_tagger_reads_a_sentence_alone(extractor: Extractor, pieces: Pieces) -> None:
    context = extractor.context(read_text(TEXT, "made.md"))
    for sentence in context.sentences:
        ready = prepared(sentence.view, pieces)
        assert len(ready.pieces) == len(ready.encoded.numbers) + 2 == len(ready.encoded.spans) + 2


def test_the_decision_weighs_who_proposes() -> None:
    weights = {"bias": -1.0, "frame": 1.0, "frame.likely": 0.5, "model.likely": 1.0, "frame:release": 0.5}
    decision = Decision(weights, {"frame": 0.5, "model": 0.7})
    both, frame, model = (Evidence("release", "en", sure, likely) for sure, likely in ((0.8, 0.9), (0.8, 0.05), (None, 0.9)))
    assert decision.probability(both) > decision.probability(frame)
    assert decision.accepts(frame, 0.6) and not decision.accepts(model, 0.6)
    assert "frame.alone" in features(Evidence("price", "zh", 0.8, None))


def test_a_faulty_decision_is_refused(tmp_path) -> None:
    path = tmp_path / "decision.json"
    path.write_text("{}", "utf-8")
    with pytest.raises(DataError, match=r"decision\.json"):
        Decision.load(path)
