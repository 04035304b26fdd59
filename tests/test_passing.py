"""What is told in passing: known things beside their makers, known people beside their houses."""

from __future__ import annotations

from kg import claims, passing
from kg.extract import shared
from kg.read import read_text


def told(text: str) -> set[tuple[str, str, str]]:
    context = shared().context(read_text(text, "x.md"))
    return {(c.claim.kind, c.claim.subject.label, c.claim.object.label) for c in passing.find(context, claims.find(context))}  # type: ignore[union-attr]


def test_a_model_beside_its_maker() -> None:
    assert told("OpenAI removed the old picker, and GPT-4o went with it.") == {("develops", "OpenAI", "GPT-4o")}
    assert told("传闻说OpenAI内部对GPT-4o有争论。") == {("develops", "OpenAI", "GPT-4o")}


def test_none_of_somebody_else() -> None:
    assert not told("Microsoft removed the old picker, and GPT-4o went with it.")


def test_none_that_is_held_against_another_or_is_an_address() -> None:
    assert not told("Microsoft says that Phi-3 is better than GPT-4 of OpenAI.") & {("develops", "OpenAI", "GPT-4")}
    assert not told("- deepseek-ai/DeepSeek-R1")


def test_the_heading_names_the_maker() -> None:
    assert ("develops", "Google", "Gemini 2.0 Flash") in told("## Google\n\nGemini 2.0 Flash is the cheap one.")


def test_a_person_beside_the_house() -> None:
    assert told("Then Sam Altman spoke of what OpenAI plans.") == {("affiliation", "Sam Altman", "OpenAI")}


def test_a_name_written_with_its_maker_before_it() -> None:
    assert ("develops", "OpenAI", "o1") in told("后来OpenAI o1来了。")
    assert not told("后来DeepSeek-V3来了。")
