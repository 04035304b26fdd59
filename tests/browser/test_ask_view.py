"""Ask and search: from a question over its answer and evidence to the article."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from opened import Opened

from kg.words import word

Visit = Callable[..., Opened]
QUESTIONS = {"en": "Which vendors moved from open to closed?", "zh": "哪些厂商从开源走向闭源？"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_a_question_to_the_words_in_the_article(visit: Visit, lang: str) -> None:
    page = visit(lang=lang)
    page.page.fill(".ask-box input", QUESTIONS[lang])
    page.page.keyboard.press("Enter")
    page.until("Boolean(document.querySelector('.ask-answer table'))")
    assert page.text(".ask-answer code") == "open-to-closed" and "OpenAI" in page.text(".ask-answer table")
    assert page.faults() == []
    quote = page.text(".ask-answer .quote-link >> nth=0").strip("“”")
    page.page.click(".ask-answer .quote-link >> nth=0")
    page.until("Boolean(document.querySelector('#panel .claim mark'))")
    assert quote in page.text("#panel .claim mark")
    page.page.click("#panel .claim .source a")
    page.until("Boolean(document.querySelector('.prose .lit.chosen'))")
    lit = "".join(page.page.locator(".prose .lit.chosen").all_inner_texts())
    assert quote[:12] in lit and page.route().startswith("/article?id=")
    assert page.faults() == []


def test_suggestions_come_while_typing_and_are_taken_by_keyboard(visit: Visit) -> None:
    page = visit()
    page.page.locator(".ask-box input").press_sequentially("mistr")
    page.until("document.querySelectorAll('.ask-box [role=option]').length > 1")
    assert "Mistral" in page.text(".ask-box .found")
    assert page.faults() == []
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    page.until("location.hash.startsWith('#/evidence?of=organization')")
    page.drawn()


def test_the_query_is_one_click_away_and_can_be_edited(visit: Visit) -> None:
    page = visit("ask?named=licenses")
    page.page.click(".downloads >> text=SPARQL")
    page.until("Boolean(document.querySelector('.editor textarea')?.value.includes('SELECT'))")
    page.until("Boolean(document.querySelector('.result table'))")


def test_parameters_are_changed_and_run_again(visit: Visit) -> None:
    page = visit("ask?named=arguments")
    rows = page.page.locator(".ask-answer tbody tr").count()
    page.page.click(".ask-params summary")
    page.page.select_option(".ask-form label:has-text('aspect') select", "safety")
    page.page.click(".ask-form button")
    page.until("location.hash.includes('aspect%3Dsafety')")
    page.drawn()
    assert 0 < page.page.locator(".ask-answer tbody tr").count() < rows


@pytest.mark.parametrize(("lang", "question", "said"), [
    ("en", "models with more than 100 billion parameters", "at least: 100,000,000,000"),
    ("zh", "参数超过1000亿的模型有哪些", "不小于: 100,000,000,000"),
])
def test_a_bound_of_a_number_is_shown_and_kept_to(visit: Visit, lang: str, question: str, said: str) -> None:
    page = visit(lang=lang)
    page.page.fill(".ask-box input", question)
    page.page.keyboard.press("Enter")
    page.until("Boolean(document.querySelector('.ask-answer table'))")
    assert page.text(".ask-answer code") == "figures" and said in page.text(".ask-answer")
    labels = [word(lang, "columns", name) for name in ("high", "number")]
    ends = [page.page.locator(f".ask-answer tbody td[data-label='{label}']").all_inner_texts() for label in labels]
    upper = [int((high.strip() or number).replace(",", "")) for high, number in zip(*ends, strict=True)]
    assert upper and min(upper) > 100_000_000_000
    assert page.faults() == []


@pytest.mark.parametrize(
    ("lang", "question", "shown"),
    [("en", "Strategies of Meta and OpenAI", "Meta | OpenAI"), ("zh", "Meta 和 OpenAI 的路线有什么区别？", "Meta | OpenAI")],
)
def test_several_things_stand_in_one_table_that_fills_its_frame(visit: Visit, lang: str, question: str, shown: str) -> None:
    page = visit(f"ask?q={question}", lang=lang)
    assert shown in page.text("main")
    frame, rows = (page.page.locator(place).first.bounding_box() for place in (".table.stacked", ".table.stacked table"))
    assert frame and rows and frame["width"] - rows["width"] < 24  # a scroll bar's width
    page.page.click("text=" + {"en": "Compare them side by side", "zh": "并列比较"}[lang])
    page.page.wait_for_selector(".comparison")
    assert [name in page.text(".comparison thead") for name in ("Meta", "OpenAI")] == [True, True]
    assert page.faults() == []


def test_a_name_leads_to_things_and_passages(visit: Visit) -> None:
    page = visit("ask?q=Qwen")
    assert "Qwen" in page.text(".ask-things")
    page.until("document.querySelectorAll('.passage mark').length > 3")


def test_words_that_stand_nowhere_are_answered_honestly(visit: Visit) -> None:
    page = visit("ask?q=zzqqxx+yyvvww")
    page.until("document.querySelector('.ask-passages p')?.textContent.length > 5")
    assert "not one of the questions" in page.text(".ask-unknown") and "No passage" in page.text(".ask-passages")
    page.page.click(".ask-unknown a")  # what can be asked
    page.until("document.querySelectorAll('.examples a').length > 10")


def test_what_may_be_meant_is_one_click_away(visit: Visit) -> None:
    page = visit("ask?q=which+labs+pulled+up+the+drawbridge")
    page.page.click(".ask-unknown .chip")
    page.until("location.hash.includes('named=open-to-closed')")
    page.until("document.querySelectorAll('.ask-answer tbody tr').length > 0")


def test_the_answer_is_taken_away_as_csv(visit: Visit) -> None:
    page = visit("ask?named=licenses")
    with page.page.expect_download() as download:
        page.page.click(".downloads >> text=CSV")
    text = download.value.path().read_text("utf-8")
    assert download.value.suggested_filename == "ask.csv" and text.startswith("model,")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_phone_rows_with_a_quote_are_cards(visit: Visit, lang: str) -> None:
    page = visit("ask?q=Which vendors moved from open to closed?", lang=lang, width=390, height=844)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    rows = page.page.locator(".table.stacked tbody tr")
    first = rows.first.bounding_box()
    quote = rows.first.locator("td.quote").bounding_box()
    assert first and quote and first["width"] <= 390 and quote["x"] + quote["width"] <= 390  # nothing is off the screen
    assert page.page.evaluate("getComputedStyle(document.querySelector('.stacked td:not(.quote)'), '::before').content") != "none"
    assert page.page.evaluate("[...document.querySelectorAll('.stacked td')].every((td) => td.childNodes.length || td.offsetHeight === 0)")
    assert page.faults() == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_rows_are_about_stands_above_them_and_leads_to_one(visit: Visit, lang: str) -> None:
    page = visit("ask?named=open-to-closed", lang=lang)
    rows = page.page.locator(".ask-answer tbody tr").count()
    chip = page.page.locator(".ask-gist .chip:has-text('OpenAI')")
    n = int(chip.locator(".n").inner_text())
    assert 0 < n < rows and page.faults() == []
    chip.click()
    page.until("location.hash.includes('vendor%3DOpenAI')")
    page.drawn()
    assert page.page.locator(".ask-answer tbody tr").count() == n


def test_what_every_row_tells_alike_is_told_once(visit: Visit) -> None:
    page = visit("ask?named=open-to-closed")
    heads = page.page.locator(".ask-answer thead th").all_inner_texts()
    assert "from" not in heads and "since" in heads
    assert "from: Open" in page.text(".ask-answer p.about") and "to: Closed" in page.text(".ask-answer p.about")
