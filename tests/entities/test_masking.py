"""Masked views: every masked character leads back to its place in the text."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from kg.entities.masking import MARKS, View, addresses, clause
from kg.model import Entity, Mention

META = Entity("Organization", "Meta", "organization/meta")
LLAMA = Entity("Model", "Llama", "model/llama")


def test_a_mention_is_one_mark_and_punctuation_is_folded() -> None:
    text = "Meta发布了**Llama**，很强。"
    view = View(text, 0, len(text), [Mention(0, 4, META), Mention(9, 14, LLAMA)])
    assert view.masked == f"{MARKS['Organization']}发布了{MARKS['Model']},很强。"
    first = view.masked.index(MARKS["Model"])
    assert view.span(0, first + 1) == (0, 14)
    assert text[slice(*view.span(first, first + 1))] == "Llama"


def test_a_view_told_anew_lists_its_own_mentions() -> None:
    text = "Meta发布了Llama"
    view = View(text, 0, len(text), [Mention(0, 4, META), Mention(7, 12, LLAMA)])
    assert [m.entity for _, m in view.mentions()] == [META, LLAMA]
    anew = copy.copy(view)
    anew.slots = {at: slot for at, slot in view.slots.items() if at}
    assert [m.entity for _, m in anew.mentions()] == [LLAMA]
    assert [m.entity for _, m in view.mentions(["Model", "Organization"])] == [META, LLAMA]


def test_links_show_their_words_and_hide_their_address() -> None:
    text = "see [Llama](https://example.org/Meta/Llama) and https://example.org/x now"
    start = text.index("Llama")
    view = View(text, 0, len(text), [Mention(start, start + 5, LLAMA)])
    assert view.masked == f"see {MARKS['Model']} and  now"
    assert all("example" in text[a:b] for a, b in addresses(text))


def test_what_a_firm_is_in_law_is_none_of_what_is_said() -> None:
    text = "Meta, Inc. released Llama. Meta Platforms AG is another, Meta SAGE too."
    things = [Mention(0, 4, META), Mention(20, 25, LLAMA), Mention(27, 31, META), Mention(57, 61, META)]
    view = View(text, 0, len(text), things)
    org, model = MARKS["Organization"], MARKS["Model"]
    assert view.masked == f"{org} released {model}. {org} Platforms AG is another, {org} SAGE too."
    assert text[slice(*view.span(0, 3))] == "Meta, Inc. r"


def test_titles_before_a_name_are_none_of_what_is_said() -> None:
    doe = Entity("Person", "Jane Doe", "person/janedoe")
    text = "said Prof. Dr. Jane Doe. Meta Prof. Jane Doe agreed, not the Dr. X"
    view = View(text, 0, len(text), [Mention(15, 23, doe), Mention(25, 29, META), Mention(36, 44, doe)])
    person, org = MARKS["Person"], MARKS["Organization"]
    assert view.masked == f"said {person}. {org} Prof. {person} agreed, not the Dr. X"


def test_characters_without_width_are_none_of_the_text() -> None:
    assert View("Whisper\u2060, GPT\u200b and co\u00adop", 0, 25, []).masked == "Whisper, GPT and coop"


def test_a_backslash_before_a_sign_is_none_of_the_text() -> None:
    text = r"It\'s \$2.00 \| \~5 \[MIT\], a\b"
    assert View(text, 0, len(text), []).masked == r"It's $2.00 | ~5 MIT, a\b"


def test_the_dots_of_a_host_end_nothing() -> None:
    text = "It is out (ai.example.com | 7B). See example.org. Not so.comes"
    assert View(text, 0, len(text), []).masked == "It is out (aiexamplecom | 7B). See exampleorg. Not so.comes"


def test_a_clause_ends_at_commas_but_not_within_numbers() -> None:
    text = "It costs 1,200 dollars, he said; fine."
    view = View(text, 0, len(text), [])
    first, last = clause(view, text.index("1,2"), text.index("1,2") + 5)
    assert text[slice(*view.span(first, last))] == "It costs 1,200 dollars"


@given(st.text(alphabet=st.sampled_from("ab，。*“”[]()《》 \n1"), max_size=50), st.integers(0, 49), st.integers(0, 49))
def test_every_run_leads_back_into_the_text(text: str, one: int, other: int) -> None:
    view = View(text, 0, len(text), [])
    assert len(view.masked) == len(view.offsets) == len(view.ends)
    first, last = sorted((min(one, len(view.masked)), min(other, len(view.masked))))
    start, end = view.span(first, last)
    assert 0 <= start <= end <= len(text)


def test_a_list_is_the_mentions_that_only_signs_join() -> None:
    from kg.entities.masking import coordinated

    text = "A, B and C beat D"
    things = [Mention(i, i + 1, Entity("Model", text[i], f"model/{text[i].lower()}")) for i in (0, 3, 9, 16)]
    view = View(text, 0, len(text), things)
    found = {m.entity.label for m in coordinated(view, view.mentions(("Model",))[1][0], ("Model",))}
    assert found == {"A", "B", "C"}


def test_traditional_characters_are_folded_one_for_one() -> None:
    view = View("開源協議", 0, 4, [])
    assert view.masked == "开源协议" and view.span(0, 4) == (0, 4)


def test_brackets_that_are_folded_stay_and_apostrophes_are_no_quotation_marks() -> None:
    text = "【新】OpenAI’s “model’ is ‘new’\nhere"
    view = View(text, 0, len(text), [])
    assert view.masked == "[新]OpenAI's model is new here"
    assert all(view.span(at, at + 1) == (view.offsets[at], view.offsets[at] + 1) for at in range(len(view.masked)))
    assert View(text, 0, text.index("s “"), []).masked == "[新]OpenAI'"  # what stands behind a stretch counts


def test_a_bracket_of_links_says_nothing() -> None:
    text = "Llama ([HF](https://e.org/a), [Paper](https://e.org/b)): open"
    assert View(text, 0, len(text), [Mention(0, 5, LLAMA)]).masked == f"{MARKS['Model']} : open"
    kept = "Llama ([Meta](https://e.org/a)): open"
    assert View(kept, 0, len(kept), [Mention(8, 12, META)]).masked == f"Llama ({MARKS['Organization']}): open"


def test_straight_single_marks_around_words_go_and_apostrophes_stay() -> None:
    text = "Meta launches 'Llama', the labs' and users' best"
    start = text.index("Llama")
    view = View(text, 0, len(text), [Mention(0, 4, META), Mention(start, start + 5, LLAMA)])
    assert view.masked == f"{MARKS['Organization']} launches {MARKS['Model']}, the labs' and users' best"


def test_what_a_name_in_s_owns_is_written_as_what_others_do() -> None:
    text = "Acme Labs' model is out."
    view = View(text, 0, len(text), [Mention(0, 9, Entity("Organization", "Acme Labs", "organization/acmelabs"), "shape")])
    assert view.masked[1:] == "'s model is out."
    assert view.span(0, 3) == (0, 10)
    assert view.text[slice(*view.span(4, 9))] == "model"


def test_a_name_given_again_in_brackets_is_named_once() -> None:
    """The brackets of another thing stay; where the name is given in other letters the sentence goes on behind them."""
    text = "Meta（脸书）发布了Llama（Meta）。"
    view = View(text, 0, len(text), [Mention(0, 4, META), Mention(5, 7, META), Mention(11, 16, LLAMA), Mention(17, 21, META)])
    house, model = MARKS["Organization"], MARKS["Model"]
    assert view.masked == f"{house}发布了{model}({house})。"
    assert view.span(0, 4) == (0, 11) and len(view.mentions()) == 3
