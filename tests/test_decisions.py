"""The decisions file: read, refused with its line, added to, taken back without touching the rest."""

from __future__ import annotations

import tomllib
from pathlib import Path

import decided
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import decisions, knowledge
from kg.decisions import Contradiction, Decision, contradictions
from kg.errors import KgError, NotFound, UsageError
from kg.read import find_files
from kg.reviews import deciding
from kg.reviews.deciding import Desk

SIGNED = {"by": "lin", "on": "2025-01-02"}
ACCEPT = Decision("accept", "Nimbus", "organization/nimbus", "Organization", "Nimbus", "雨云", **SIGNED)
MERGE = Decision("merge", "Nimbo", "organization/nimbo", into="organization/nimbus", into_name="Nimbus")


def merge(one: str, other: str) -> Decision:
    return Decision("merge", one, f"organization/{one}", into=f"organization/{other}", into_name=other)


def apart(one: str, other: str) -> Decision:
    return Decision("reject", one, f"organization/{one}", into=f"organization/{other}")


def test_what_is_added_is_read_back_with_who_and_when(tmp_path: Path) -> None:
    assert decisions.load(tmp_path) == ()
    assert decided.add(tmp_path, [ACCEPT, MERGE, ACCEPT]) == [ACCEPT, MERGE]
    assert decided.add(tmp_path, [MERGE]) == []
    first, second = decisions.load(tmp_path)
    assert (first, second) == (ACCEPT, MERGE)
    assert (first.by, first.on) == ("lin", "2025-01-02")
    assert second.where == f"{tmp_path / 'decisions.toml'}:13"
    assert 'zh = "雨云"' in (tmp_path / "decisions.toml").read_text("utf-8")


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    decided.add(tmp_path, [ACCEPT])
    before = (tmp_path / "decisions.toml").read_text("utf-8")
    with pytest.raises(KgError, match="accept needs name"):
        decided.add(tmp_path, [Decision("accept", "", "person/", "Person")])
    assert (tmp_path / "decisions.toml").read_text("utf-8") == before


def test_entries_that_can_not_be_read_are_for_an_editor(tmp_path: Path) -> None:
    (tmp_path / "decisions.toml").write_text('[[decision]]\ndo = "accept"\ntype = "Person"\n', "utf-8")
    with pytest.raises(Contradiction, match="1 faults") as caught:
        decisions.load(tmp_path)
    assert "editor" in caught.value.todo and "undo" not in caught.value.todo


@pytest.mark.parametrize("name", ["", "  ", "—", "a\nb", "a\x00", "n" * 501])
def test_what_is_no_name_is_not_accepted_as_one(name: str) -> None:
    desk = Desk(None, knowledge.load())  # type: ignore[arg-type]
    for asked in ({"name": name}, {"name": "Zorglub Vat", "zh": name or " "}):
        with pytest.raises(UsageError, match="is no name"):
            deciding.accept(desk, kind="Person", **asked)
    assert deciding.accept(desk, "Zorglub Vat", "Person").key == "person/zorglubvat"


def test_the_file_is_no_article(tmp_path: Path) -> None:
    decided.add(tmp_path, [ACCEPT])
    (tmp_path / "a.md").write_text("text", "utf-8")
    assert [path.name for path in find_files([tmp_path])] == ["a.md"]


def test_what_is_taken_back_leaves_every_other_line_as_it_was(tmp_path: Path) -> None:
    decided.add(tmp_path, [ACCEPT])
    path = decisions.path_of(tmp_path)
    path.write_text(path.read_text("utf-8") + "\n# seen in two articles\n", "utf-8")
    before = path.read_bytes()
    decided.add(tmp_path, [MERGE])
    decided.add(tmp_path, [apart("Nimbo", "Nimble")])
    assert decided.undo(tmp_path, MERGE.id[:5]) == MERGE
    assert decided.undo(tmp_path) == apart("Nimbo", "Nimble")
    assert path.read_bytes() == before
    assert decided.undo(tmp_path, "Nimbus") == ACCEPT
    assert "seen in two articles" in path.read_text("utf-8")
    with pytest.raises(NotFound):
        decided.undo(tmp_path)


EDITED = """# ours

[[decision]]
do = "ignore"

# why: it is a product
name = "Nimbus"
note = '''
seen twice,

# not a comment'''
# still of Nimbus

# of Orchid
[[decision]]
do = "ignore"
name = "Orchid"
# of Pelican
[[decision]]
do = "ignore"
name = "Pelican"

# the end
"""


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("Nimbus", (EDITED.index("[["), EDITED.index("# of Orchid"))),
        ("Orchid", (EDITED.index("[[", EDITED.index("# of Orchid")), EDITED.index("# of Pelican"))),
        ("Pelican", (EDITED.rindex("[["), EDITED.index("# the end"))),
    ],
)
def test_an_entry_that_an_editor_spread_is_taken_back_whole(tmp_path: Path, name: str, gone: tuple[int, int]) -> None:
    path = decisions.path_of(tmp_path)
    path.write_text(EDITED, "utf-8")
    others = [one for one in decisions.load(tmp_path) if one.name != name]
    assert decided.undo(tmp_path, name).name == name
    assert list(decisions.load(tmp_path)) == others
    assert path.read_text("utf-8") == EDITED[: gone[0]] + EDITED[gone[1] :]


def test_an_entry_that_can_not_be_told_from_the_others_is_left_to_an_editor(tmp_path: Path) -> None:
    path = decisions.path_of(tmp_path)
    hidden = "note = '''\n[[decision]]\n'''\n"  # no entry, and the first one's head is written in another way
    path.write_text(f'[["decision"]]\ndo = "ignore"\nname = "A"\n[[decision]]\ndo = "ignore"\nname = "B"\n{hidden}', "utf-8")
    before = path.read_bytes()
    with pytest.raises(KgError, match="can not be told from the others"):
        decided.undo(tmp_path, "B")
    assert path.read_bytes() == before


def test_without_decisions_and_words_of_ones_own_the_file_goes(tmp_path: Path) -> None:
    decided.add(tmp_path, [ACCEPT])
    decided.undo(tmp_path)
    assert not decisions.path_of(tmp_path).exists()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[decision]]\ndo = "bless"\nname = "A"\n', 1, "no such decision"),
        ('\n[[decision]]\ndo = "merge"\nname = "A"\n', 2, "merge needs into"),
        (
            '[[decision]]\ndo = "ignore"\nname = "A"\n\n[[decision]]\ndo = "accept"\nname = "B"\ntype = "Planet"\n',
            5,
            "no such type",
        ),
        ('[[decision]]\ndo = "ignore"\nname = 3\n', 1, "not a text"),
        ('[[decision]]\ndo = "ignore"\nname = "A"\ncolour = "red"\n', 1, "no such field: colour"),
        ('[[decision]]\ndo = "merge"\nname = "A"\ninto = "person/b"\n', 1, "needs the key of A"),
        ('[[decision]]\ndo = "accept"\nname = "A\n', 3, "not TOML"),
        ('title = "x"\n', 0, "something else"),
    ],
)
def test_an_ill_entry_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = decisions.path_of(tmp_path)
    path.write_text(text, "utf-8")
    with pytest.raises(KgError) as caught:
        decisions.load(tmp_path)
    (fault,) = getattr(caught.value, "faults", [caught.value])
    assert words in str(fault)
    assert fault.where.startswith(f"{path}:{line}" if line else str(path))


@pytest.mark.parametrize(
    "made",
    [
        [merge("a", "b"), merge("a", "c")],
        [merge("a", "b"), merge("b", "a")],
        [merge("a", "b"), merge("b", "c"), merge("c", "a")],
        [merge("a", "b"), apart("a", "b")],
        [apart("a", "b"), merge("a", "c"), merge("b", "c")],
        [ACCEPT, Decision("accept", "Nimbus", "person/nimbus", "Person")],
        [ACCEPT, Decision("ignore", "雨云")],
        [Decision("ignore", "Nimbo"), MERGE],
        [
            Decision("split", "A", "person/a", article="x", into="person/b"),
            Decision("split", "A", "person/a", article="x", into="person/c"),
        ],
    ],
)
def test_what_excludes_each_other_is_told_with_both_lines(tmp_path: Path, made: list[Decision]) -> None:
    path = decisions.path_of(tmp_path)
    path.write_text("\n".join(map(decisions.entry, made)), "utf-8")
    lines = [n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line == "[[decision]]"]
    with pytest.raises(Contradiction) as caught:
        decisions.load(tmp_path)
    (fault,) = caught.value.faults
    assert fault.where == f"{path}:{lines[-1]}"
    assert any(f"{path}:{line})" in fault.what for line in lines[:-1])


@pytest.mark.parametrize(
    "made",
    [
        [merge("a", "b"), merge("c", "b"), merge("b", "d")],
        [merge("a", "b"), merge("b", "c"), merge("a", "c")],
        [apart("a", "b"), merge("a", "c"), merge("b", "d")],
        [ACCEPT, MERGE, Decision("ignore", "About")],
        [ACCEPT, ACCEPT],
    ],
)
def test_what_can_stand_together_stands(made: list[Decision]) -> None:
    assert contradictions(made) == []


def test_a_contradicting_addition_changes_nothing(tmp_path: Path) -> None:
    decided.add(tmp_path, [merge("a", "b")])
    before = decisions.path_of(tmp_path).read_bytes()
    with pytest.raises(Contradiction):
        decided.add(tmp_path, [merge("x", "y"), merge("a", "c")])
    assert decisions.path_of(tmp_path).read_bytes() == before


def test_the_order_of_lines_decides_no_contradiction() -> None:
    made = [merge("a", "b"), merge("b", "c"), apart("a", "c")]
    for order in (made, made[::-1], [made[1], made[2], made[0]]):
        assert len(contradictions(order)) == 1


def test_hand_written_decisions_need_no_key(tmp_path: Path) -> None:
    text = '[[decision]]\ndo = "merge"\nname = "Nimbo Inc"\ntype = "Organization"\ninto = "organization/nimbus"\n'
    decisions.path_of(tmp_path).write_text(text, "utf-8")
    assert decisions.load(tmp_path)[0].key == "organization/nimboinc"


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    note=st.text(st.characters(codec="utf-8"), max_size=30),
)
def test_any_name_is_kept_as_it_is(name: str, note: str) -> None:
    one = Decision("ignore", name, note=note)
    (read,) = tomllib.loads(decisions.entry(one))["decision"]
    assert read["name"] == name and read.get("note", "") == one.note
