"""What a graph depends on: all that reading an article takes, and nothing that only shows or asks; wherever kg lies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import test_house

from kg.updating import basis
from kg.updating.extractors import HYBRID, Recipe

PLAIN, MODEL, ASKED = Recipe(), Recipe(HYBRID), Recipe("both", "openai:x")
# Rooms before the graph is written that only say things; after it, those that make or keep what it holds
UNHEARD, KEEPING = {"telling", "words"}, {"store", "llm", "updating"}
TREE = {  # name → which recipes it counts for
    "__init__.py": (PLAIN, MODEL, ASKED),
    "clauses/frames.py": (PLAIN, MODEL, ASKED),
    "a_new_room/of_today.py": (PLAIN, MODEL, ASKED),
    "data/kinds/price.toml": (PLAIN, MODEL, ASKED),
    "data/cues/words.toml": (PLAIN, MODEL, ASKED),
    "data/lexicon/people.tsv": (PLAIN, MODEL, ASKED),
    "data/model/pieces.tsv": (PLAIN, MODEL, ASKED),
    "data/model/weights.npz": (MODEL,),
    "data/model/decision.json": (MODEL,),
    "llm/reading.py": (ASKED,),
    "data/llm/checks.toml": (ASKED,),
    "data/words.toml": (),
    "data/explorer/words.toml": (),
    "data/asked/query.tsv": (),
    "data/kinds/README.md": (),
    "asking/ask.py": (),
    "updating/backup.py": (),
    "shipped/corpus/decisions.toml": (),
}
READ = """
import sys
from pathlib import Path
package, seen = Path(sys.argv[1]), set()
sys.addaudithook(lambda event, given: seen.add(str(given[0])) if event == "open" else None)
from kg.read import read_file
from kg.updating.settled import graph_lines, ready
ready()
assert graph_lines(read_file(package / "data" / "sample.md"), ())
seen |= {module.__file__ for name, module in sys.modules.items() if name.startswith("kg") and module.__file__}
inside = [Path(one) for one in seen if one.startswith(f"{package}/") and not one.endswith(".pyc")]
print(*sorted(one.relative_to(package).as_posix() for one in inside if one.is_file()), sep="\\n")
"""


def test_the_rooms_that_read_an_article_count() -> None:
    counted = {room for one in basis.files(basis.PACKAGE, ASKED) if one.endswith(".py") for room in [one.partition("/")[0].removesuffix(".py")]}
    rooms = [one.partition(".")[0] for one in test_house.ORDER]
    until = rooms.index("rdf")
    assert counted == {*rooms[: until + 1], *KEEPING, "__init__"} - UNHEARD
    here = {one.removeprefix("updating/") for one in basis.files(basis.PACKAGE) if one.startswith("updating/")}
    assert here == {f"{name}.py" for name in ("__init__", "extractors", "basis", "settled", "gather", "catalogue", "fanout")}


def test_all_that_is_opened_to_read_an_article_counts() -> None:
    done = subprocess.run([sys.executable, "-c", READ, str(basis.PACKAGE)], capture_output=True, text=True, check=True)
    missing = {*done.stdout.split()} - {*basis.files(basis.PACKAGE)}
    loaded = {one for one in missing if one.endswith(".py")}  # by what is annotated with them, or named after them
    assert {one.partition("/")[0].removesuffix(".py") for one in loaded} <= {"fulltext", "listing", "telling"}
    assert missing - loaded == {"data/sample.md"}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return laid(tmp_path / "kg", monkeypatch)


def laid(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package in this folder, which is looked at from now on."""
    for name in TREE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    monkeypatch.setattr(basis, "PACKAGE", folder)
    return folder


def hashes() -> dict[str, str]:
    return {one.extractor: basis.fingerprint.__wrapped__(one) for one in (PLAIN, MODEL, ASKED)}


@pytest.mark.parametrize("name", TREE)
def test_a_change_counts_for_those_who_read_by_it(tree: Path, name: str) -> None:
    before = hashes()
    (tree / name).write_text("something else", "utf-8")
    after = hashes()
    assert {one for one in before if before[one] != after[one]} == {one.extractor for one in TREE[name]}


def test_where_the_package_lies_says_nothing(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hashes()
    laid(tmp_path / "view" / "serve" / "data" / "asked" / "kg", monkeypatch)
    assert hashes() == before and len(set(before.values())) == 3
