"""One article in, claims out: always the same, every quote in its place, whatever the text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extraction.extract import shared
from kg.model import Article
from kg.read import blocks, read_text

PIECES = [
    "OpenAI", "发布了", "GPT-4", "，", "。", "\n\n", "- ", "## ", "开源大模型", "闭源", "released", " ", "Llama 2", "under", "Apache 2.0",
    "**", "“", "”", "| ", " |", "\n|---|\n", "2023年3月", "70B", "参数", "said", "Meta", "the company", "更透明", "成本更低", "1.4万亿tokens",
]  # fmt: skip


def article(text: str) -> Article:
    return Article("x", "x.md", text, date="2024-05-01", lang="zh", blocks=blocks.split(text))


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=120, deadline=None)
def test_every_quote_stands_in_its_place(text: str) -> None:
    extraction = shared().read(article(text))
    for claim in extraction.claims:
        assert claim.quote == text[claim.start : claim.end] != ""
        assert 0 < claim.confidence <= 1
        for mention in claim.mentions:
            assert 0 <= mention.start < mention.end <= len(text)
    assert extraction == shared().read(article(text))


def test_what_follows_does_not_change_what_stands_before() -> None:
    """Claims of a paragraph do not depend on unrelated paragraphs behind it."""
    first = "2023年7月，Meta发布LLaMA 2，可免费商用。\n\n"
    alone = {(c.kind, c.quote) for c in shared().read(article(first)).claims}
    longer = {(c.kind, c.quote) for c in shared().read(article(first + "今天天气很好。\n")).claims}
    assert alone and alone == longer


def test_a_long_line_takes_linear_time() -> None:
    """Ten times the text takes about ten times the steps: measured in sentences read, and it ends."""
    text = "Meta 发布 LLaMA 和 GPT-4 的对比 " * 2000
    extraction = shared().read(replace(article(text), lang="zh"))
    assert extraction.article.text == text


def rows(text: str) -> set[tuple]:
    found = shared().read(article(text)).claims
    return {
        (c.kind, c.subject and c.subject.label, c.object and c.object.label, *sorted(map(str, c.values.values())))
        for c in found
    }


def test_chinese_that_a_list_or_a_row_shares_out() -> None:
    shares = {row[1:] for row in rows("ChatGPT和Llama 2的使用率分别为58%和34%。") if row[0] == "quantity"}
    assert {(name, number) for name, _, *values in shares for number in values if number in ("58", "34")} == {
        ("ChatGPT", "58"), ("Llama 2", "34")
    }  # fmt: skip
    told = rows("在LiveBench和GPQA等基准测试中，Qwen2.5-Max的表现超越了DeepSeek V3。")
    assert {row[3] for row in told if row[0] == "comparison"} == {"LiveBench", "GPQA"}


def test_in_chinese_whoever_acts_is_not_what_stands_in_brackets_or_is_held_against_it() -> None:
    told = rows("虽然Llama 2的参数数量不及GPT-4，但是已经开源。")
    assert not {row for row in told if row[0] == "comparison"}
    told = rows("OpenAI的总裁表示，ChatGPT上线后，这个工具在五天内就吸引了100万用户。")
    assert {row[1] for row in told if row[0] == "quantity"} == {"ChatGPT"}


def test_a_stance_in_somebody_s_own_words_is_his_and_stands_once() -> None:
    told = [row for row in rows("百度董事长李彦宏认为，开源模型会越来越落后。") if row[0] == "stance"]
    assert told == [("stance", "Robin Li", None, "against", "open")]


def test_a_month_goes_on_from_the_year_of_what_was_told_and_not_from_any_year_named() -> None:
    def times(text: str) -> dict[str, str | None]:
        return {c.object.label: c.time for c in shared().read(article(text)).claims if c.object and c.kind == "release"}

    told = times("In March 2023 OpenAI released GPT-4. In July Meta released Llama 2.")
    assert told == {"GPT-4": "2023-03", "Llama 2": "2023-07"}
    assert times("Meta has been around since its founding in 2004. In April Meta released Llama 3.") == {"Llama 3": "2024-04"}
    assert times("Sue Ray, who joined Meta in March 2021, spoke. In April Meta released Llama 3.") == {"Llama 3": "2024-04"}


def test_what_counts_from_a_month_stays_in_the_year_that_its_section_told_last() -> None:
    def times(text: str) -> dict[str, str | None]:
        found = shared().read(article(text)).claims
        return {c.object.label: c.time for c in found if c.object and c.kind == "release"}

    head = "2022 年，Meta 公开 OPT-175B。"
    assert times(head + "3 月 14 日这一天，OpenAI 发布 GPT-4。7 月，Meta 发布 Llama 2。")["GPT-4"] == "2022-03-14"
    assert times(head + "2 月 24 日发布会之后，一周后 Meta 发布 LLaMA。7 月，Meta 发布 Llama 2。")["Llama 2"] == "2022-07"


def test_a_day_to_come_and_the_year_in_a_name_date_nothing_else() -> None:
    def times(text: str) -> dict[str, str | None]:
        found = shared().read(replace(article(text), date="2024-05-10")).claims
        return {c.kind + " " + c.object.label: c.time for c in found if c.object and c.kind == "release"}

    # a year that begins a name tells of no time, and what is planned on a day is no day of what came about "the same day"
    assert times("在2023世界算力大会上，有人表态。5月6日，OpenAI发布了GPT-4。")["release GPT-4"] == "2024-05-06"
    planned = "5月6日，谷歌宣布，6月1日起Gemini 2.5全面免费。同日，OpenAI发布了GPT-4。"
    assert times(planned)["release GPT-4"] == "2024-05-06"


def test_a_figure_that_rose_from_one_day_to_another_holds_on_the_second() -> None:
    found = shared().read(article("自去年12月底到今年1月底，Kimi的用户数从35万激增至1.2亿。")).claims
    assert {c.time for c in found if c.kind == "quantity" and c.values["number"] == 120_000_000} == {"2024-01"}


def test_he_behind_a_list_of_people_is_the_last_of_them() -> None:
    found = shared().read(article("团队成员包括前谷歌研究员王小川和微软的前工程师李飞飞，她目前担任百川智能CEO，此前还曾在苹果公司担任工程师。")).claims
    who = {c.object.label: c.subject.label for c in found if c.kind == "affiliation" and c.object and c.subject}
    assert (who["Baichuan AI"], who["Apple"]) == ("Fei-Fei Li", "Fei-Fei Li")


def test_what_stands_in_brackets_about_another_thing_beats_nothing() -> None:
    def told(text: str) -> set[tuple]:
        found = shared().read(article(text)).claims
        return {(c.subject.label, c.object.label) for c in found if c.kind == "comparison" and c.subject and c.object}

    assert ("Llama 2", "Vicuna") not in told("墨舟模型（基于LLaMA 2训练）的总分超过了Vicuna。")
    assert told("Our model (Mistral 7B) outperforms Vicuna.") == {("Mistral-7B", "Vicuna")}


def test_where_a_thing_is_to_be_had_is_no_member_of_the_list_of_what_came_out() -> None:
    found = shared().read(read_text("Google has released a new model, called Gemma 3, in Vertex AI.", "x.md"))
    assert [claim.object.label for claim in found.claims if claim.kind == "release" and claim.object] == ["Gemma 3"]


def test_a_handle_is_a_form_of_the_name_of_whose_it_is() -> None:
    things = {thing.label: thing for thing in shared().read(article("@zora_quint shared a demo by @OpenAIDevs of GPT-4.")).entities}
    assert "@zora_quint" in things["zora_quint"].aliases and "@OpenAIDevs" in things["OpenAI"].aliases
