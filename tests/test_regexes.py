"""Expressions out of the cache are those that Python compiles, and a cache that is no good does no harm."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import regexes, trees
from kg.clauses.claims import frames_for
from kg.knowledge import load

SOME = (
    r"(?P<one>a|b)+?(?P<two>[一-鿿]{2,}|\d)(?(one)x|y)", r"(?i:über)\b(?<!\s)[^\W\d_]*", "", r"[İıſ]|(?P=x)".replace("|(?P=x)", ""),
    "(a)(?:b)(?P<n>c)(?P=n)", r"(?s)^.*$", "[\U00020000-\U0003ffff]+", r"(?:ab){3,7}+(?>cd)*+",
)  # fmt: skip


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    monkeypatch.setattr(regexes, "_refused", "")
    return tmp_path / "made"


SEEN = "abcc Über x\nab1x一二y \U00020001 It's open. İıſ aababababababcd"


def again(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As another process would have it, that finds what this one has written down."""
    regexes.keep()
    regexes._open = None
    return regexes.compiled(pattern, flags)


def same(one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether two expressions are one: their code is made in another way (kg/alternatives.py)."""
    told = [(some.pattern, some.flags, some.groups, dict(some.groupindex)) for some in (one, other)]
    return told[0] == told[1] and [m.regs for m in one.finditer(SEEN)] == [m.regs for m in other.finditer(SEEN)]


def written(place: Path) -> list[Path]:
    return list(place.glob("regexes-*.db"))


@pytest.mark.parametrize("flags", [0, re.I, re.ASCII | re.M, re.X | re.S])
def test_they_are_those_that_python_compiles(flags: int, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [re.compile(pattern, flags) for pattern in SOME]
    assert all(same(regexes.compiled(one.pattern, flags), one) for one in wanted)
    again("")
    monkeypatch.setattr(regexes, "_compile", lambda *_: pytest.fail("it is kept"))
    assert all(same(again(one.pattern, flags), one) for one in wanted if one.pattern or not flags)


FRAMES = {lang: frames_for(load(), lang) for lang in ("zh", "en")}  # with the user's cache: an empty one costs seconds


@pytest.mark.parametrize("lang", FRAMES)
def test_those_of_all_frames_are(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [one.pattern for one in FRAMES[lang][::5]]
    for pattern in some:
        regexes.compiled(pattern, re.I)
    again("")
    monkeypatch.setattr(regexes, "_compile", lambda *_: pytest.fail("it is kept"))
    for pattern in some:
        assert same(regexes.compiled(pattern, re.I), re.compile(pattern, re.I))


@pytest.mark.filterwarnings("ignore:Possible (nested set|set) :FutureWarning")  # "[[" and "--" are expressions too
@given(st.text("ab一\\d[](){}*+?|^$.:<>P=!,-0", max_size=12))
def test_what_is_no_expression_is_refused_in_the_same_words(pattern: str) -> None:
    try:
        wanted = re.compile(pattern)
    except re.error as error:
        with pytest.raises(re.error) as caught:
            regexes.compiled(pattern)
        assert str(caught.value) == str(error)
    else:
        assert same(regexes.compiled(pattern), wanted)


def test_what_is_spoilt_is_compiled_again(place: Path) -> None:
    regexes.compiled("(a|b)c")
    again("x")
    regexes.keep()
    (file,) = written(place)
    with sqlite3.connect(file) as db:
        db.execute("UPDATE regex SET code = zeroblob(64)")
    assert again("(a|b)c").fullmatch("bc")
    file.write_bytes(b"no database" * 1000)
    regexes._open = None
    assert regexes.compiled("(a|b)d").fullmatch("bd")


def test_code_that_the_engine_does_not_take_is_compiled_again(place: Path) -> None:
    regexes.compiled("(a|b)c")
    regexes.keep()
    (file,) = written(place)
    with sqlite3.connect(file) as db:
        for key, said in db.execute("SELECT key, said FROM regex").fetchall():
            raw = b"\xff" * 32
            db.execute("UPDATE regex SET code = ?, digest = ? WHERE key = ?", (raw, regexes._digest(key, said, raw), key))
    assert again("(a|b)c").fullmatch("bc")


def test_a_process_that_is_forked_reads_and_writes_by_itself(place: Path) -> None:
    regexes.compiled("one")
    child = os.fork()
    if not child:
        made = regexes.compiled("two").fullmatch("two")
        regexes.keep()
        os._exit(0 if made else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert same(again("two"), re.compile("two"))
    (file,) = written(place)
    with sqlite3.connect(file) as db:
        assert db.execute("SELECT COUNT(*) FROM regex").fetchone() == (2,)


def test_a_cache_is_at_its_first_until_an_article_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    again("")
    assert regexes.is_first()
    monkeypatch.setattr(regexes, "_FIRST", 2)
    for pattern in ("abc", "bcd"):
        again(pattern)
    regexes.keep()
    assert not regexes.is_first()


def test_what_was_parsed_is_forgotten_when_nothing_new_is_compiled() -> None:
    again("(?:some|words|of|ours)x")
    trees.parsed("(?:some|words|of|ours)x")
    regexes.keep()
    assert trees._groups.get("some|words|of|ours)") is not None
    regexes.keep()
    assert trees._groups.get("some|words|of|ours)") is None


def test_without_a_place_for_it_all_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "file"))
    assert regexes.compiled("a+").fullmatch("aa") and regexes.compiled("a+").fullmatch("aa")
    assert not regexes.is_first()  # the next run would be no faster
