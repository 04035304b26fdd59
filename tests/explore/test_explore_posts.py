"""What people are to organizations, said in the reader's language where that is known, and as written where it is not."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explore import posts, shown

POSTS = tomllib.loads(posts.PATH.read_text("utf-8"))["post"]


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        ("首席执行官", "chief executive", "首席执行官"),
        ("CEO", "chief executive", "首席执行官"),
        ("董事长兼首席执行官", "chairman and chief executive", "董事长兼首席执行官"),
        ("co-founder and CTO", "co-founder and CTO", "联合创始人兼首席技术官"),
        ("前副总裁", "former vice president", "前副总裁"),
        ("Researchers", "Researchers", "研究员"),
        ("ex-engineer", "ex-engineer", "前工程师"),
        ("联合创始人、吹笛人", "联合创始人、吹笛人", "联合创始人、吹笛人"),  # one part is unknown: the whole stays
        ("keeper of the bees", "keeper of the bees", "keeper of the bees"),
    ],
)
def test_a_post_is_said_in_the_language_of_the_reader(written: str, en: str, zh: str) -> None:
    assert (posts.said(written, "en"), posts.said(written, "zh")) == (en, zh)


@pytest.mark.parametrize("post", POSTS, ids=lambda post: str(post["en"][0]))
def test_every_name_of_a_post_leads_to_its_first_in_the_other_language(post: dict[str, list[str]]) -> None:
    firsts = {lang: {one[lang][0] for one in POSTS if set(one[other]) & set(post[other])} for lang, other in (("en", "zh"), ("zh", "en"))}
    assert all(posts.said(name, "en") in firsts["en"] for name in post["zh"])
    assert all(posts.said(name, "zh") in firsts["zh"] for name in post["en"])


@given(st.text(max_size=40), st.sampled_from(["en", "zh"]))
def test_whatever_is_written_is_said_somehow(text: str, lang: str) -> None:
    assert posts.said(text, lang) or not text
    assert posts.said(posts.said(text, lang), lang) == posts.said(text, lang)


@pytest.mark.parametrize(("lang", "said"), [("en", "chief scientist"), ("zh", "首席科学家")])
def test_a_claim_tells_the_post_in_the_language_of_the_reader(lang: str, said: str) -> None:
    assert shown.says({"value": {"role": "首席科学家"}}, lang) == said
    assert shown.says({"value": {"role": None}}, lang) == ""
