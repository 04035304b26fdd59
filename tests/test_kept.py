"""What is kept of long work: read back where it is whole, the user's own and made from the same; else made anew."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import kept, sieve
from kg.clauses.claims import frames_for
from kg.clauses.frames import compile_frame
from kg.kept import digest
from kg.knowledge import load, read_toml


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "made"


def counting(found: object) -> tuple[list[int], Callable[[], object]]:
    """How often it was made, and what makes it."""
    times: list[int] = []

    def make() -> object:
        times.append(1)
        return found

    return times, make


def test_it_is_made_once_for_what_it_was_made_from(cache: Path) -> None:
    times, make = counting({"a": ("一", 2.5, None)})
    for _ in range(3):
        assert kept.kept("some", digest(["x"]), make) == {"a": ["一", 2.5, None]}
    assert len(times) == 1
    kept.kept("some", digest(["x", "y"]), make)
    kept.kept("some", digest(["xy"]), make)
    kept.kept("other", digest(["x"]), make)
    assert len(times) == 4 and cache.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoil", [
    lambda raw: raw[:-1], lambda raw: b"", lambda raw: raw.replace(b"true", b"null"), lambda raw: b"\x80" + raw,
    lambda raw: raw.partition(b"\n")[2],
])  # fmt: skip
def test_what_is_not_whole_is_made_anew(cache: Path, spoil: Callable[[bytes], bytes]) -> None:
    times, make = counting([True])
    kept.kept("some", "0", make)
    (file,) = cache.iterdir()
    file.write_bytes(spoil(file.read_bytes()))
    assert kept.kept("some", "0", make) == [True] and len(times) == 2
    assert kept.kept("some", "0", make) == [True] and len(times) == 2  # and is whole again


def test_what_somebody_else_wrote_is_not_believed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times, make = counting([1])
    kept.kept("some", "0", make)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert kept.kept("some", "0", make) == [1] and len(times) == 2


def test_without_a_place_for_it_all_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "file"))
    times, make = counting(["made"])
    assert [kept.kept("some", "0", make) for _ in range(2)] == [["made"]] * 2 and len(times) == 2


def test_a_users_cache_that_is_relative_would_lie_wherever_one_is_and_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KG_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for given, wanted in (("there", tmp_path / ".cache" / "kg"), ("", tmp_path / ".cache" / "kg"), (str(tmp_path / "there"), tmp_path / "there" / "kg")):
        monkeypatch.setenv("XDG_CACHE_HOME", given)
        assert kept.cache() == wanted


def test_what_json_has_not_is_given_and_not_kept(cache: Path) -> None:
    found = {1, 2}
    assert kept.kept("some", "0", lambda: found) is found and not cache.exists()


_COMPILED = """
import hashlib
from kg import regexes
taken_in, seen = regexes._taken_in, set()
regexes._taken_in = lambda pattern, *rest: seen.add(pattern) or taken_in(pattern, *rest)
from kg.extraction.extract import Extractor
Extractor()
print(len(seen), hashlib.sha256(repr(sorted(seen)).encode()).hexdigest())
"""


def test_expressions_are_the_same_in_every_process() -> None:
    """What a process compiles another finds in the cache: no list of words in them stands in the order of a set."""
    orders = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2")]
    told = [subprocess.run([sys.executable, "-c", _COMPILED], env=order, check=True, capture_output=True).stdout for order in orders]
    assert told[0] == told[1] and int(told[0].split()[0]) > 100


def test_old_editions_go(cache: Path) -> None:
    for number in range(30):
        kept.kept("some", f"{number:024d}", lambda: "what was made")
        os.utime(cache / f"some-{number:024d}.json", (number, number))
    kept.kept("some-more", "0", lambda: 0)
    names = {path.name for path in cache.iterdir()}
    assert "some-more-0.json" in names and len(names) <= 10 and f"some-{29:024d}.json" in names


def test_data_and_frames_are_the_same_out_of_the_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once = functools.cache(sieve.needed)  # the same pattern is read twice here: all in a row, and frame by frame
    monkeypatch.setattr(sieve, "needed", once)
    shapes = Path(kept.__file__).parent / "data" / "cues" / "shapes.toml"
    assert read_toml(shapes) == read_toml(shapes) and list(cache.iterdir())
    knowledge = load()
    for lang in ("zh", "en"):
        frames_for.cache_clear()
        frames_for(knowledge, lang)
        frames_for.cache_clear()
        found = frames_for(knowledge, lang)  # out of the cache
        assert found == [compile_frame(one.frame, one.kind, knowledge.cues, lang) for one in found]
        (file,) = cache.glob(f"needs-{lang}-*.json")
        assert len(json.loads(file.read_bytes().partition(b"\n")[2])) == len(found)
