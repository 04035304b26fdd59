"""What a sentence inherits: topic, the document's own organization, dates, headings, speakers."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.model import Claim
from kg.read import read_text


def claims(text: str, date: str = "2025-06-10", **head: str) -> list[Claim]:
    front = "".join(f"{key}: {value}\n" for key, value in {"title": "T", "date": date, **head}.items())
    return list(shared().read(read_text(f"---\n{front}---\n{text}\n", "x.md")).claims)


def only(kind: str, text: str, **head: str) -> Claim:
    return next(c for c in claims(text, **head) if c.kind == kind)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Meta是一家公司。2023年7月，该公司发布了LLaMA 2。", "Meta"),
        ("Meta is a company. In July 2023 the company released Llama 2.", "Meta"),
    ],
)
def test_a_pronoun_is_the_organization_named_before(text: str, subject: str) -> None:
    assert only("release", text).subject.label == subject


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("李彦宏曾说“开源是一种智商税”，话音未落，百度就开源了文心大模型4.5。", None),
        ("正如周鸿祎所说的“开源更安全”，2025年6月百度开源了文心大模型4.5。", None),
        ("周鸿祎说“开源更安全”，但百度直到2025年6月才开源了文心大模型4.5。", None),
        ("周鸿祎说“开源是大势”，百度也开源了文心大模型4.5。", "Zhou Hongyi"),
    ],
)
def test_the_writer_speaks_again_behind_a_quotation(text: str, speaker: str | None) -> None:
    said = only("openness", text).speaker
    assert (said.label if said else None) == speaker


def test_what_goes_on_behind_a_class_held_against_is_of_the_first() -> None:
    found = claims("Qwen2的性能接近闭源模型OpenAI的GPT-4o，优于开源模型Llama 3，训练成本为500万美元。")
    held = {(c.subject.label, c.object.label, c.values["relation"]) for c in found if c.kind == "comparison"}
    assert held == {("Qwen 2", "GPT-4o", "similar"), ("Qwen 2", "Llama 3", "better")}
    assert [c.subject.label for c in found if c.kind == "quantity"] == ["Qwen 2"]


def test_whose_figures_are_cited_is_not_whom_they_are_of() -> None:
    found = claims("根据智谱提供的最新数据，截止2月8日，Kimi国内日活达到3494万；海外日活达到3685万。")
    assert {(c.subject.label, c.values["number"]) for c in found if c.kind == "quantity"} == {("Kimi", 34_940_000), ("Kimi", 36_850_000)}


def test_what_is_told_next_is_of_what_somebody_is_likened_to_another() -> None:
    raised = claims("号称中国版OpenAI的智谱，正在进行新一轮融资。领投方为红杉资本。")
    assert {(c.subject.label, c.object.label) for c in raised if c.kind == "partnership"} == {("Sequoia Capital", "Zhipu AI")}


def test_a_model_that_nobody_names_is_none_of_those_before() -> None:
    digest = "2025年1月20日，智谱发布GLM-4.5。\n\n**MiniMax开源新模型**：该模型还首次开源权重，性能超过GPT-4o，支持100万上下文。"
    assert {c.kind for c in claims(digest)} <= {"release", "develops"}


def test_what_came_about_one_after_the_other_has_its_dates_in_order() -> None:
    told = claims("DeepSeek先后于2024年12月和2025年1月开源了DeepSeek-V3和DeepSeek-R1。")
    assert {(c.object.label, c.time) for c in told if c.kind == "release"} == {("DeepSeek-V3", "2024-12"), ("DeepSeek-R1", "2025-01")}


def test_a_size_that_opens_a_clause_is_the_model_of_that_size() -> None:
    told = claims("Qwen2.5-72B和Qwen2.5-7B都已发布，其中72B版本支持128K上下文，7B版本支持32K上下文。")
    sizes = {(c.subject.label, c.values["number"]) for c in told if c.kind == "quantity" and c.values["metric"] == "context-length"}
    assert sizes == {("Qwen 2.5-72B", 128_000), ("Qwen 2.5-7B", 32_000)}


def test_an_item_is_about_what_the_paragraph_over_its_list_is_about() -> None:
    listed = "InternLM3已经发布。模型有以下特点：\n\n- **便宜又好用**：\n  推理任务的成绩超过Qwen2.5-7B。\n- **数学**：成绩超过GPT-4。"
    found = [c for c in claims(listed) if c.kind == "comparison"]
    assert [(c.subject.label, c.object.label) for c in found] == [("InternLM 3", "Qwen 2.5-7B"), ("InternLM 3", "GPT-4")]


@pytest.mark.parametrize(
    "text",
    [
        "Mixtral 8x7B is old news by now.\n\nWith 92.0% on HumanEval, Yi-34B impresses.",
        "Mixtral 8x7B不错。\n\n凭借HumanEval上92.0%的得分，Yi-34B登上榜首。",
    ],
)
def test_a_phrase_before_its_subject_tells_of_it(text: str) -> None:
    assert only("result", text).subject.label == "Yi-34B"


def test_we_is_the_publisher() -> None:
    claim = only(
        "release", "Today we released a new model, Zorblax-7B. Mistral AI is our team.", publisher="Mistral AI"
    )
    assert claim.subject.label == "Mistral AI"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2023年7月，Meta发布了LLaMA 2。", "2023-07"),
        ("今年三月，Meta发布了LLaMA 2。", "2025-03"),
        ("Meta released Llama 2 in July 2023.", "2023-07"),
        ("- 2023-07-18: Meta发布了LLaMA 2。", "2023-07-18"),
        ("Meta releases Llama 2.", "2025-06"),
        ("Meta released Llama 2.", None),
    ],
)
def test_a_release_has_the_time_of_its_clause_or_what_it_inherits(text: str, time: str | None) -> None:
    assert only("release", text).time == time


@pytest.mark.parametrize(
    ("title", "text", "time"),
    [
        # a digest of news says so in its title or at its head; a sentence of days before is none
        ("Last Week in AI", "Meta released Llama 2. It runs on servers.", "2025-06"),
        ("Last Week in AI", "Meta previously released Llama 2. It runs on servers.", None),
        ("", "Welcome back to the weekly news roundup.\n\nMeta released Llama 2 to all.", "2025-06"),
        ("", "# AI日报\n\nMeta发布了LLaMA 2。", "2025-06"),
        # of two dates the one beside; none that tells when somebody began
        ("", "In May 2021 they met, and Meta released Llama 2 in July 2023.", "2023-07"),
        # what the headline tells is the article's own news; what it does not tell is not
        ("", "# Meta releases Llama 2\n\nThe weights are out. Meta released Llama 2 for all to use.", "2025-06"),
        ("", "# Thoughts on Llama 2\n\nThe weights are out. Meta released Llama 2 for all to use.", None),
        # an entry's date is its own
        ("", "# A\n\n## B\n\n- That was in May 2024.\n- Meta has released Llama 2.", "2025-06"),
        ("", "# A\n\n## B\n\n- That was in May 2024.\n\nMeta has released Llama 2.", "2025-06"),
        # a section's opening sentence, the source line of an item
        ("", "# A\n\n## B\n\nThat was in May 2024.\n\nMeta released Llama 2.", "2024-05"),
        ("", "# A\n\n## B\n\nIt had lasted since May 2024.\n\nIt ended in 2025. Meta released Llama 2.", "2025"),
        ("", "- Meta发布LLaMA 2模型\n  Meta发布了LLaMA 2，可以下载。\n  来源: 新闻社 | 2025年5月11日", "2025-05-11"),
    ],
)
def test_the_time_of_news_and_of_sections(title: str, text: str, time: str | None) -> None:
    assert only("release", text, title=title or "T").time == time


@pytest.mark.parametrize(
    ("kind", "text", "time"),
    [
        ("price", "## 价格（2025年3月）\n\n- GPT-4的价格为每百万tokens 30美元。", "2025-03"),
        ("openness", "In May 2024 Meta released Llama 2. Llama 2 is fully open source.", "2024-05"),
        ("openness", "In May 2024 Mistral AI released Mistral 7B. Llama 2 is fully open source.", None),
    ],
)
def test_the_time_that_a_heading_or_an_event_gives(kind: str, text: str, time: str | None) -> None:
    assert only(kind, text).time == time


def test_what_is_told_by_the_way_in_reported_words_is_the_articles() -> None:
    def whose(text: str) -> dict[str, str | None]:
        return {c.kind: c.speaker.label if c.speaker else None for c in claims(text)}

    assert whose("Yann LeCun noted that Google's Gemma beats Llama 2.") == {"develops": None, "comparison": "Yann LeCun"}
    assert whose("Yann LeCun said: “Google's Gemma beats Llama 2.”")["develops"] == "Yann LeCun"


def test_what_is_claimed_of_a_thing_that_stands_before_the_words() -> None:
    found = {c.kind: c.speaker.label if c.speaker else None for c in claims("Meta released Llama 2, claiming it beats GPT-4.")}
    assert found == {"release": None, "comparison": "Meta"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("李彦宏表示，Meta发布了LLaMA 2。", "Robin Li"),
        ("According to Reuters, Meta released Llama 2.", "Reuters"),
        ("李开复撰文称，开源很重要。\n\n以下是文章全文：\n\nMeta发布了LLaMA 2。", "Kai-Fu Lee"),
        ("李开复撰文称，开源很重要。\n\n以下是新闻：\n\nMeta发布了LLaMA 2。", None),
        ("百度的发布堪称里程碑，Meta发布了LLaMA 2。", None),
        # what is laid open is no speech where papers are named, nor what one means to spend
        ("继百度披露招股书后，Meta发布了LLaMA 2。", None),
        ("百度预计投资5亿美元，Meta发布了LLaMA 2。", None),
        ("百度披露，Meta发布了LLaMA 2。", "Baidu"),
        ("Meta released Llama 2.", None),
        # around what is said, and behind a pronoun
        ("Last summer, Yann LeCun recalled, Meta released Llama 2.", "Yann LeCun"),
        ("Yann LeCun spoke in Paris. He said that Meta released Llama 2.", "Yann LeCun"),
        ("Yann LeCun spoke in Paris. He met Sam Altman. In his view, Meta released Llama 2 too late.", "Yann LeCun"),
        ("李彦宏在会上发言。他说，Meta发布了LLaMA 2。", "Robin Li"),
        ("李彦宏在会上发言。\n\n他们说，Meta发布了LLaMA 2。", None),
        # whoever posts under a handle: what is noted is said, what is only shown is not
        ("- News: @jane_doe noted that Meta released Llama 2.", "jane_doe"),
        ("- News: @jane_doe shared Meta released Llama 2.", None),
        ("Meta released Llama 2: @jane_doe.", "jane_doe"),
        ("Meta released Llama 2 @jane_doe", None),
        # announcing is doing; that something is so is said
        ("Yann LeCun announced that Meta released Llama 2.", "Yann LeCun"),
        ("李彦宏宣布开源，Meta发布了LLaMA 2。", None),
        ("李彦宏宣布，Meta发布了LLaMA 2。", "Robin Li"),
        ("据说李彦宏来了，Meta发布了LLaMA 2。", None),
        # the house named before
        ("Reuters asked around. The outlet says Meta released Llama 2.", "Reuters"),
        # whose turn it is, and how long
        ("- Tweet from Jane Miller (@jane): Meta released Llama 2.", "Jane Miller"),
        ("- Tweet from Jane Miller (@jane): It rains.\n- Meta released Llama 2.", None),
        ("**主持人李彦宏：** Meta发布了LLaMA 2。", "Robin Li"),
        # a quotation that is a paragraph of its own, one that goes on, one of several sentences
        ("李彦宏说：\n\n> Meta发布了LLaMA 2。", "Robin Li"),
        ("李彦宏说：\n\nMeta发布了LLaMA 2。", None),
        ("李彦宏说，开源很好。“Meta发布了LLaMA 2。”", "Robin Li"),
        ("“开源很好。Meta发布了LLaMA 2。”李彦宏说。", "Robin Li"),
        # … one in two parts, and one of several paragraphs
        ("“It rains,” said Yann LeCun. “Meta released Llama 2.”", "Yann LeCun"),
        ("“It rains,” said Yann LeCun. Meta released Llama 2.", None),
        ("“It rains,” said Yann LeCun.\n\n“Meta released Llama 2,” he added.", "Yann LeCun"),
        ("“It rains,” said Yann LeCun to Sam Altman.\n\n“Meta released Llama 2,” he added.", None),
        ("“It rains,” said Yann LeCun. “It pours.\n\n“Meta released Llama 2.”", "Yann LeCun"),
        ("“It rains,” said Yann LeCun. “It pours.”\n\n“Meta released Llama 2.”", None),
        ("李彦宏在台上。他在那封信里写：“Meta发布了LLaMA 2。”", "Robin Li"),
        ("李彦宏的一句“Meta发布了LLaMA 2”引发讨论。", "Robin Li"),
        ("李彦宏有一段访谈：[对话](https://a.example/b)。\n\n> Meta发布了LLaMA 2。", "Robin Li"),
        # the person of a house, not the house; whom somebody only tells of says nothing
        ("“Meta released Llama 2,” said Google chief scientist Jeff Dean.", "Jeff Dean"),
        ("“Meta released Llama 2,” Google chief scientist Jeff Dean told The Verge.", "Jeff Dean"),
        ("Meta released Llama 2, according to Google chief scientist Jeff Dean.", "Jeff Dean"),
        ("Alice tried OpenRouter and said that Meta released Llama 2.", None),
        ("Zorbel from Hugging Face pointed out that Meta released Llama 2.", None),
        ("Researchers from Hugging Face pointed out that Meta released Llama 2.", "Hugging Face"),
        ("Google added that Meta released Llama 2.", "Google"),
        ("Google added the search to its app, and Meta released Llama 2.", None),
        # a label is nobody's turn, a name that alternates with another is
        ("**Verdict:** Meta released Llama 2.", None),
        ("- **Distribution:** Meta released Llama 2.", None),
        ("**Zorbel:** Who did it?\n\n**Kweli:** Meta released Llama 2.\n\n**Zorbel:** When?\n\n**Kweli:** In July.", "Kweli"),
        ("**Gains:** Meta released Llama 2.\n\n**Losses:** None.\n\n**Gains:** More.\n\n**Losses:** None.", None),
        ("Jens Brandt talked to us.\n\n**Jens:** Meta released Llama 2.", "Jens Brandt"),
        # a name on a line of its own, where names take turns or the time is told
        ("Yann LeCun\n\nIt rains.\n\nSam Altman\n\nMeta released Llama 2.\n\nYann LeCun\n\nIndeed.", "Sam Altman"),
        ("Yann LeCun\n\nHe is known.\n\nSam Altman\n\nMeta released Llama 2.", None),
        ("李彦宏 00:01:20\n\n开源很好。\n\n王小川 00:02:11\n\nMeta发布了LLaMA 2。", "Wang Xiaochuan"),
        ("[00:01:20] 李彦宏：Meta发布了LLaMA 2。", "Robin Li"),
        ("李彦宏\n\n开源很好。\n\n主持人\n\nMeta发布了LLaMA 2。\n\n李彦宏\n\n对。", None),
        # a handle's word for what is so, and what is told behind it
        ("- News: @jane_doe acknowledged that Meta released Llama 2.", "jane_doe"),
        ("- News: @jane_doe teased a card, mentioning that Meta released Llama 2.", "jane_doe"),
        # the entries below, and what follows to the end
        ("李彦宏的核心观点如下：\n\n1、开源很好。\n\n2、Meta发布了LLaMA 2。", "Robin Li"),
        ("李彦宏的核心观点如下：\n\n1、开源很好。\n\n然后，Meta发布了LLaMA 2。", None),
        ("李彦宏的日程：\n\n1、开源很好。\n\n2、Meta发布了LLaMA 2。", None),
        ("Yann LeCun's main points:\n\n- Meta released Llama 2.", "Yann LeCun"),
        ("以下是李彦宏的演讲全文：\n\n## 一\n\nMeta发布了LLaMA 2。", "Robin Li"),
        # whose house it is does not speak
        ("Sam Altman's firm Cohere said that Meta released Llama 2.", "Cohere"),
        # a known course is no speech, a question neither; of several who speak nobody is the one
        ("智谱以开源著称，Meta发布了LLaMA 2。", None),
        ("为何百度宣布文心一言将免费？因为Meta发布了LLaMA 2。", None),
        ("用友网络、金蝶、万兴科技等公司相继宣称，Meta发布了LLaMA 2。", None),
        # whose words are borrowed
        ("借用李彦宏的话：“当人们看到智谱的表现就认为大局已定时，Meta发布了LLaMA 2。”", "Robin Li"),
        # who is the subject of what is said does not say it
        ("Yann LeCun, an early investor, notes that Meta's friends rejoiced. Meta released Llama 2.", None),
        # an adverb behind a name set off by commas; who adds to something does not speak
        ("Amazon's CTO, Werner Vogels, also recently told me that Meta released Llama 2.", "Werner Vogels"),
        ("Google added to that pressure: Meta released Llama 2.", None),
        ("Jane Doe, a director of Google, has claimed that Meta released Llama 2.", "Jane Doe"),
        # the name behind a dash, and a post with the words "posted last week"
        ("“Meta released Llama 2.” — Yann LeCun, professor at New York University", "Yann LeCun"),
        ("“Open source is fine, and Meta released Llama 2,” Treasury Secretary Scott Bessent posted last week.", "Scott Bessent"),
        ("周鸿祎讲得更细：Meta发布了Llama 2。", "Zhou Hongyi"),
        ("李彦宏的回答最干脆：Meta发布了Llama 2。", "Robin Li"),
        ("李彦宏当时的说法是，Meta发布了Llama 2。", "Robin Li"),
    ],
)
def test_a_claim_stands_in_the_mouth_of_who_says_it(text: str, speaker: str | None) -> None:
    claim = only("release", text)
    assert (claim.speaker.label if claim.speaker else None) == speaker


def test_a_question_and_a_supposition_make_no_claim() -> None:
    assert not claims("Meta发布了LLaMA 2吗？") and not claims("如果Meta发布LLaMA 9，市场会变。")


def test_an_argument_under_a_heading_takes_its_side_and_polarity() -> None:
    text = "## 开源大模型\n\n### 优势\n\n- 社区的广泛参与\n- 更高的透明度\n"
    values = {tuple(c.values.values()) for c in claims(text) if c.kind == "argument"}
    assert ("transparency", "pro", "open") in values


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("OpenAI has released GPT-9 to all users.", "2025-06"),
        ("OpenAI近日发布了GPT-9。", "2025-06"),
        ("OpenAI released GPT-2 when few had heard of it.", None),
        ("当时OpenAI发布了GPT-2。", None),
        ("OpenAI released GPT-9.", None),  # nothing says when
    ],
)
def test_news_is_of_the_month_of_the_article(text: str, time: str | None) -> None:
    assert only("release", text).time == time


def test_in_a_digest_of_news_an_event_without_a_date_is_news_too() -> None:
    lines = [
        "OpenAI announces GPT-9 for schools",
        "Microsoft and Mistral AI partner on chips",
        "Nvidia invests in a start-up",
        "Meta released Llama 9",
    ]
    found = claims("\n".join(f"- {line}" for line in lines))
    assert {c.time for c in found if c.kind in ("release", "partnership")} == {"2025-06"}


def test_when_somebody_began_is_no_date_of_what_is_told_besides() -> None:
    found = claims("Mistral AI, founded in 2023, has a valuation of $2 billion.")
    assert {c.kind: c.time for c in found if c.kind in ("founded", "quantity")} == {"founded": "2023", "quantity": None}


def test_an_argument_has_the_date_of_its_saying() -> None:
    text = "In July 2023 Yann LeCun said: Open models are safer, because everybody can check the code for back doors."
    found = [c for c in claims(text) if c.kind == "argument"]
    assert found and {(c.speaker.label if c.speaker else "", c.time) for c in found} == {("Yann LeCun", "2023-07")}


def test_two_weeks_later_counts_from_the_date_told_before() -> None:
    text = "2023年3月1日，OpenAI开放了接口。两周后，OpenAI发布了GPT-4。"
    assert only("release", text).time in ("2023-03", "2023-03-15")


@pytest.mark.parametrize(
    ("kind", "text", "subject"),
    [
        ("quantity", "Reka has investors including Nvidia, lifting its valuation to $1.3 billion.", "Reka AI"),
        ("comparison", "Kimi K2 is good (it draws comparisons to Claude 3). It outperforms GPT-4.", "Kimi K2"),
        ("comparison", "Gemma 2 is open. Unlike GPT-4, Grok 3 outperforms Claude 3.", "Grok 3"),
        ("partnership", "Cohere (of Canada's Oracle) is partnering with Snowflake.", "Cohere"),
        ("quantity", "# Gemma 2\n\nIt is unlike GPT-4.\n\nThe model has 9 billion parameters.", "Gemma 2"),
    ],
)
def test_what_is_named_in_passing_is_no_subject(kind: str, text: str, subject: str) -> None:
    assert only(kind, text).subject.label == subject


def test_a_chain_of_comparisons_has_one_subject_and_a_list_ends_with_and() -> None:
    text = "Gemma 2 surpasses Llama 2 and is on par with GPT-4. It beats Phi 3 and Qwen 2, Grok 3 does not."
    found = {(c.subject.label, c.object.label) for c in claims(text) if c.kind == "comparison"}
    assert {("Gemma 2", "Llama 2"), ("Gemma 2", "GPT-4"), ("Gemma 2", "Qwen 2")} <= found
    assert ("Gemma 2", "Grok 3") not in found


def test_numbers_told_respectively_are_each_of_its_own_thing() -> None:
    text = "Gemma 2 and Llama 3 were trained on 8 trillion and 15 trillion tokens respectively."
    found = {(c.subject.label, c.values["number"]) for c in claims(text) if c.kind == "quantity"}
    assert found == {("Gemma 2", 8_000_000_000_000), ("Llama 3", 15_000_000_000_000)}


def test_in_a_string_of_news_of_many_houses_none_is_the_text_s_own() -> None:
    news = ["谷歌推出Gemini 2.5。", "**新创公司寻求5亿美元融资，估值30亿美元**", "我们很高兴。我们在招人。"]
    told = claims("\n\n".join(f"{line}\n\n来源: 某报" for line in news))
    assert not [c for c in told if c.kind == "quantity" and c.subject.label == "Google"]


def test_an_article_that_weighs_no_sides_argues_for_none_in_a_later_clause() -> None:
    passing = "这款开源模型上线之后，公司的成本降低了不少，效率也更高。"
    filler = "今天天气很好，大家都在公园里散步，孩子们放着风筝。" * 30
    assert not [c for c in claims(f"{passing}\n\n{filler}") if c.kind == "argument"]


def test_people_in_a_list_of_houses_do_not_end_it() -> None:
    text = "Harvey宣布完成1亿美元C轮融资，由GV领投，OpenAI、Sequoia Capital、Elad Gil和SV Angel等跟投。"
    found = {c.subject.label for c in claims(text) if c.kind == "partnership"}
    assert {"GV", "OpenAI", "Sequoia Capital", "SV Angel"} <= found


def test_a_heading_that_is_not_read_ends_the_reach_of_the_one_before() -> None:
    text = "## Zhipu releases GLM-5\n\nThe model has 123 billion parameters.\n\n{}\n\nThe model has a context window of 128K tokens."
    told = [[dict(c.value)["metric"] for c in claims(text.format(line)) if c.kind == "quantity"] for line in ("Well.", "## Share this on X")]
    assert told == [["parameters", "context-length"], ["parameters"]]


@pytest.mark.parametrize("by", ["released by Google in March 2025", "an open model from Google"])
def test_who_made_a_thing_has_not_its_figures(by: str) -> None:
    told = claims(f"Gemma 3, {by}, has been downloaded 100 million times.")
    assert {c.subject.label for c in told if c.kind == "quantity" and c.subject} == {"Gemma 3"}


def test_what_a_company_does_is_not_its_model_s() -> None:
    told = claims("xAI makes Grok. The company will build a cluster of 100,000 H100 GPUs.")
    assert {c.subject.label for c in told if c.kind == "quantity" and c.subject} == {"xAI"}


@pytest.mark.parametrize(
    "text",
    [
        "# Llama 4 and what came of it\n\nDeepSeek released a reasoning model last year. The model has 671B parameters.",
        "GPT-4o came out last year. A new startup offers a small model. The model has 7 billion parameters.",
        "It beats GPT-4o on MMLU and has 70 billion parameters.",
        "Claude 3 很受欢迎。\n\n百度的表现和 GPT-4 不相上下。",
    ],
)
def test_what_is_told_of_a_nameless_thing_is_of_none_named_before(text: str) -> None:
    assert [c for c in claims(text) if c.kind in ("quantity", "comparison")] == []


@pytest.mark.parametrize(
    "text",
    [
        "# Llama 4 is out\n\nMeta released a new model today. The model has 400B parameters.",
        "Meta released a new model, Llama 4. The model has 400B parameters.",
        "Llama 4 is here. Meta's new model has 400B parameters.",
    ],
)
def test_what_a_house_calls_its_model_is_the_one_named(text: str) -> None:
    assert [c.subject.label for c in claims(text) if c.kind == "quantity"] == ["Llama 4"]


def test_the_company_is_not_the_press_house_that_tells_of_it() -> None:
    text = "Meta曾高调拥抱开源。据彭博社最新披露，该公司计划推出新模型Llama 5。"
    assert only("release", text).subject.label == "Meta"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("智谱AI今天把GLM-5的权重挂上了魔搭社区，协议选的是MIT。", "GLM-5"),
        ("零一万物把Yi-34B上架Hugging Face，采用Apache-2.0许可。", "Yi-34B"),
    ],
)
def test_where_a_thing_is_put_up_is_not_what_the_terms_are_of(text: str, subject: str) -> None:
    assert {c.subject.label for c in claims(text) if c.kind in ("license", "openness") and c.subject} == {subject}


def test_what_is_put_up_without_a_name_leaves_no_claim_of_the_place() -> None:
    assert not [c for c in claims("团队把数据挂上了ModelScope，仅限研究。") if c.kind in ("license", "openness")]


def test_terms_are_not_those_of_the_licence_that_another_has() -> None:
    found = claims("Yi-34B以Apache-2.0许可发布，可商用，而GLM-5须申请授权才能商用。")
    assert {(c.subject.label, c.object.label if c.object else None) for c in found if c.kind == "license" and c.subject} == {
        ("Yi-34B", "Apache-2.0"), ("GLM-5", None)
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["一个知识库工具，支持 MySQL 和 PostgreSQL，代码开源。", "一个问答引擎，基于 Next.js 和 Whisper，代码开源。"],
)
def test_what_a_thing_without_a_name_is_built_on_is_not_what_the_next_clause_tells_of(text: str) -> None:
    assert not [c for c in claims(text) if c.kind == "openness"]


def test_a_lead_in_is_over_with_its_list() -> None:
    listed = "Two camps argue about models.\n\nArguments against open models:\n\n- Safety: anyone can remove the guardrails\n\nThe house has lower prices and better support."
    found = {tuple(sorted(c.value)) for c in claims(listed) if c.kind == "argument"}
    assert found == {(("aspect", "safety"), ("polarity", "con"), ("side", "open"))}


def test_whose_turn_it_is_holds_beyond_what_he_reports_of_others() -> None:
    text = "**Jane Doerksen:** We met Sam Altman. He said that models matter.\n\nLlama 2 is not open source.\n\n**Ann Quill:** Fine.\n\n**Jane Doerksen:** Yes."
    said = only("openness", text).speaker
    assert said is not None and said.label == "Jane Doerksen"


FAMILY = "Falcon-7B is out. Falcon-40B is larger. Falcon-40B is dense. We tuned Falcon-40B, and Falcon-40B-Instruct follows instructions.\n\n"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (f"{FAMILY}Falcon was built in a year. Falcon is open. GPT-4 is not.", "Falcon"),  # named nearly as often as its best member
        (f"{FAMILY}GPT-4 is not. GPT-4 costs more.", "Falcon-40B"),
        ("GPT-4, Claude 3, Gemini 1.5 Pro and Grok-1 compete. GPT-4 leads. GPT-4 is dear. Claude 3, Gemini 1.5 Pro and Grok-1 follow. "
         "So do Llama 3 and Mistral 7B.", None),
    ],
)  # fmt: skip
def test_a_text_is_about_the_family_that_it_mostly_names(text: str, label: str | None) -> None:
    topic = shared().context(read_text(text, "x.md")).topic
    assert (topic.label if topic else None) == label


def test_traits_in_a_list_are_of_what_the_text_is_about() -> None:
    text = f"{FAMILY}Falcon-40B is open.\n\n### Key features\n\n- **Fast**: answers at once.\n- **Long context**: natively supports a 256K context window.\n"
    found = shared().read(read_text(text, "x.md")).claims
    assert {c.subject.label for c in found if c.values.get("metric") == "context-length" and c.subject} == {"Falcon-40B"}


@pytest.mark.parametrize(
    ("title", "text", "subject"),
    [
        ("Cohere opens up with Gemma 2", "The Falcon 2 models use experts.\n\nThese models are released under the Apache 2.0 license.", "Falcon 2"),
        ("Gemma 2", "Many know Falcon 2.\n\nThe weights are under the Apache 2.0 license.", "Gemma 2"),
    ],
)  # fmt: skip
def test_what_goes_on_from_the_paragraph_before_is_sooner_meant_than_the_title(title: str, text: str, subject: str) -> None:
    assert only("license", f"# {title}\n\n{text}").subject.label == subject


def test_what_stands_below_two_that_are_weighed_is_of_neither() -> None:
    assert not [c for c in claims("# Gemma 2 vs Falcon 2: which is better?\n\nThe license is Apache 2.0.") if c.kind == "license"]


@pytest.mark.parametrize(
    ("title", "titled"),
    [("Gemma 2 is out", "Gemma 2"), ("Google opens up following Gemma 2", None), ("Gemma 2 is out; Cohere raises money", None), ("Gemma 2, a chip and more", None)],
)
def test_a_title_that_lists_news_or_holds_a_thing_against_another_is_about_none(title: str, titled: str | None) -> None:
    topic = shared().context(read_text(f"# {title}\n\nIt rains.\n", "x.md")).titled
    assert (topic.label if topic else None) == titled


@pytest.mark.parametrize(
    ("heading", "subject"),
    [("## Mistral Small 4", "Mistral Small 4"), ("## Mistral Small 4 and Mistral Large 3", "Mistral Small"), ("## Qwen 3", "Mistral Small")],
)
def test_below_a_version_what_goes_on_from_its_family_tells_of_the_version(heading: str, subject: str) -> None:
    text = f"{heading}\n\nThis is the first Mistral Small with experts. 90B total / 5B active."
    assert only("quantity", text).subject.label == subject


def test_a_turn_may_open_in_bold_within_a_paragraph() -> None:
    text = "# 对谈\n\n**李榜主：**那闭源呢？ **周鸿祎：**我觉得也是一种选择。但闭源模型不透明。"
    said = [c.speaker for c in claims(text) if c.kind == "argument"]
    assert [one.label for one in said if one] == ["Zhou Hongyi"]
