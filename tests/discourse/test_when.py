"""When a claim held: its own clause's date, what was told before, lines of dates, and the news of the article's own days."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_text


def times(text: str, kind: str, thing: str = "", date: str = "2025-06-10", title: str = "T") -> set[str | None]:
    """The times of an article's claims of a kind, of those about a thing where one is named."""
    article = read_text(f"---\ntitle: {title}\ndate: {date}\n---\n{text}\n", "x.md")
    found = [c for c in shared().read(article).claims if c.kind == kind]
    return {c.time for c in found if not thing or c.object and c.object.label == thing}


@pytest.mark.parametrize(
    ("text", "thing", "time"),
    [
        # what is told next, as far as its first words let the date hold
        ("In March 2024, OpenAI launched GPT-9. The model is free. Meta released Llama 9 too.", "Llama 9", "2024-03"),
        ("In March 2024, OpenAI launched GPT-9. Soon after, Meta released Llama 9.", "Llama 9", "2024"),
        ("In March 2024, OpenAI launched GPT-9. Later, Meta released Llama 9.", "Llama 9", None),
        ("2024年3月，OpenAI发布GPT-9。随后，Meta发布Llama 9。", "Llama 9", "2024"),
        ("2024年3月，OpenAI发布GPT-9。后来，Meta发布Llama 9。", "Llama 9", None),
        ("2023年底至2024年初，竞争升级。1月5日，Meta发布Llama 9。", "Llama 9", "2024-01-05"),
        # a line that has nothing but a date, the log of versions
        ("**2024年3月**\n\nMeta发布了Llama 9。", "Llama 9", "2024-03"),
        ("March 2024\n\nMeta released Llama 9.\n\nOpenAI released GPT-9.", "GPT-9", "2024-03"),
        ("### Changelog\n\n#### v1.2 (2024-03-05)\n\n- Meta released Llama 9", "Llama 9", "2024-03-05"),
        # what the headings over an entry name
        ("## 2024\n\n### January\n\n- **15**: Meta released Llama 9.", "Llama 9", "2024-01-15"),
        ("## 2024\n\n### January\n\nAll was calm.\n\n### March\n\n- 3: Meta released Llama 9.", "Llama 9", "2024-03-03"),
        ("## March 2024\n\n- 14 March: Meta released Llama 9.", "Llama 9", "2024-03-14"),
        ("# AI in 2021\n\nIn March, Meta released Llama 9.", "Llama 9", "2021-03"),
        ("## 2023年\n\n### 3月\n\n- 14日：Meta发布Llama 9。", "Llama 9", "2023-03-14"),
        ("## 2024\n\n- 03-14：Meta发布Llama 9。", "Llama 9", "2024-03-14"),
        ("### 2022.11\n\nMeta发布了Llama 9。", "Llama 9", "2022-11"),
        ("## 2023\n\nMeta released Llama 8.\n\n## Outlook\n\nIn March, Meta released Llama 9.", "Llama 9", "2025-03"),
        # a time line may be a table
        ("| When | What |\n|---|---|\n| Jan-24 | Meta releases Llama 9 |\n| Feb-24 | Rain |", "Llama 9", "2024-01"),
        # what an entry goes on to
        ("2022年底，OpenAI发布GPT-9。随后，2023年初，Google发布Gemini 9。接着Meta又发布Llama 9。", "Llama 9", "2023"),
        ("In 2022 OpenAI launched GPT-9. Then in May 2023, Google released Gemini 9. Meta released Llama 9.", "Llama 9", "2023-05"),
        ("2023年3月14日，Meta发布Llama 8。它用2021年9月以前的数据训练。Meta还发布了Llama 9。", "Llama 9", "2023-03-14"),
        # a day of the last weeks, whatever year was told of before
        ("2023年，它亏损很多。5月28日，Meta发布Llama 9。", "Llama 9", "2025-05-28"),
        ("2023年4月，它亏损很多。5月28日，Meta发布Llama 9。", "Llama 9", "2023-05-28"),
        # roughly told, and by the name of a meeting
        ("Two and a half years ago Meta released Llama 9.", "Llama 9", "2022-12"),
        ("过去一周，Meta发布了Llama 9。", "Llama 9", "2025-06"),
        ("Meta will release Llama 9 in the coming months.", "Llama 9", "2025"),
        ("At I/O 2024, Google released Gemini 9.", "Gemini 9", "2024"),
        ("在2024云栖大会上，阿里云发布了Qwen 9。", "Qwen 9", "2024"),
        # joined to the thing's name, whatever stands before
        ("It opened in 2023, after Meta released Llama 9 in March 2024.", "Llama 9", "2024-03"),
        # a year for a month that has none
        ("In January 2025 it was told. Meta, which was praised in October, released Llama 9 in November.", "Llama 9", "2024-11"),
        # headings that name months alone, in the article's year
        ("## March\n\n- Meta released Llama 9.", "Llama 9", "2025-03"),
        # a date to come dates nothing that is told next
        ("It opens next month. Meta released Llama 9.", "Llama 9", None),
        # counted from an event that is named, and not from the date before
        ("2022年4月它很热。在GPT-4发布四个月后，Meta推出Llama 9。", "Llama 9", None),
        # by its own words
        ("OpenAI launched GPT-9, its latest model.", "GPT-9", "2025-06"),
        ("开源新格局：Meta发布Llama 9\n\n它可以下载。", "Llama 9", "2025-06"),
        ("- Llama 9 released - Meta's new model", "Llama 9", "2025-06"),
        ("- Llama 9 was released by Meta.", "Llama 9", None),
        # the day that heads what it brought, a heading behind a sign
        ("**Monday**\n\n- Meta released Llama 9.", "Llama 9", "2025-06-09"),
        ("**周一**\n\n- Meta发布了Llama 9。", "Llama 9", "2025-06-09"),
        ("## 🚀 2022年，规模之争\n\nMeta发布了Llama 9。", "Llama 9", "2022"),
        ("## 2022, the year of size\n\nMeta released Llama 9.", "Llama 9", "2022"),
        ("## The price war (spring 2024)\n\nMeta released Llama 9.", "Llama 9", "2024"),
        ("## 📌 Today in models\n\nMeta's model is Llama 8. Meta released Llama 9 long before.", "Llama 9", None),
        # the line of an entry's source gives the day that it calls today
        ("Today Meta released Llama 9.\n\nSource: Acme | August 5, 2024", "Llama 9", "2024-08-05"),
        ("Today Meta released Llama 9.\n\nMore came on August 5, 2024.", "Llama 9", "2025-06-10"),
        # months in the order of what is told
        ("In October 2023 it raised money. In May, Meta released Llama 9.", "Llama 9", "2024-05"),
        ("In October 2023 it raised money. In May it had met Meta, which had released Llama 9.", "Llama 9", "2023-05"),
        ("2023年10月它融了资。5月，Meta发布了Llama 9。", "Llama 9", "2024-05"),
        ("2023年10月它融了资。此前的5月，Meta发布了Llama 9。", "Llama 9", "2023-05"),
        ("In May 2022 OpenAI released GPT-9. Meta has since released Llama 9.", "Llama 9", None),
        # what a clause in front dates was before, and what was told before that was another thing
        ("In May 2022 OpenAI released GPT-9. After Acme opened in March 2024, Meta released Llama 9.", "Llama 9", None),
    ],
)
def test_when_a_release_was(text: str, thing: str, time: str | None) -> None:
    assert times(text, "release", thing) == {time}


@pytest.mark.parametrize(
    ("kind", "text", "time"),
    [
        # what brackets tell of a house is of it alone
        ("release", "月之暗面（成立于2023年）发布Kimi。", None),
        # when somebody began is no date of what is told next
        ("release", "百度成立于2000年。该公司推出了文心一言。", None),
        ("release", "百度在2023年3月很忙。该公司推出了文心一言。", "2023-03"),
        ("founded", "MiniMax（2021年12月成立）2024年3月获阿里投资6亿美元。", "2021-12"),
        ("partnership", "MiniMax（2021年12月成立）2024年3月获阿里投资6亿美元。", "2024-03"),
        ("quantity", "Anthropic (founded 2021) raised $450 million in May 2023.", "2023-05"),
        # what a time line's entry compares is of its date
        ("comparison", "## March 2024\n\n- Llama 9 outperforms GPT-9.", "2024-03"),
        ("comparison", "- 2024.04.25: Meta发布Llama 9，性能超过GPT-9。", "2024-04-25"),
        ("comparison", "Llama 9 outperforms GPT-9.", None),
        # what came about is dated as an event, what is so is not
        ("openness", "Meta has open-sourced Llama 9.", "2025-06"),
        ("openness", "Meta宣布开源Llama 9。", "2025-06"),
        ("openness", "Llama 9 is open source.", None),
        ("openness", "Llama 9已经开源。", None),
        ("adopts", "华为云宣布上线DeepSeek-R1。", "2025-06"),
        ("affiliation", "Mira Murati has left OpenAI.", "2025-06"),
        ("affiliation", "Mira Murati left OpenAI.", None),
        # a date in front of a clause is the clause's
        ("affiliation", "2019年，李飞飞加入谷歌。", "2019"),
        ("develops", "In 2022, Google developed PaLM.", "2022"),
        ("develops", "谷歌T5（2019年，110亿）、OpenAI GPT-2（2019年，15亿）", "2019"),
        # a date that stands before "later" is none of what came later
        ("shift", "OpenAI成立于2015年，起初致力于开源，后来却从开源转向了封闭。", None),
        ("shift", "Founded in 2015, OpenAI later moved from open to closed.", None),
        ("shift", "Founded in 2015, OpenAI moved from open to closed in 2019.", "2019"),
        # what is so now
        ("quantity", "ChatGPT now has 800 million users.", "2025-06"),
        ("quantity", "目前，ChatGPT的周活跃用户已达8亿。", "2025-06"),
        ("quantity", "ChatGPT has 800 million users.", None),
        ("result", "At launch in March 2024 GPT-4 scored 88% on MMLU.", "2024-03"),
        ("quantity", "According to a 2024 report, ChatGPT has a 60% market share.", "2024"),
        # words of these days count more than those of others before them
        ("partnership", "此前它很少出手，刚刚Microsoft宣布收购了Replit。", "2025-06"),
        ("quantity", "As of writing, ChatGPT has 800 million users.", "2025-06"),
        ("partnership", "2021年它估值很高，目前它缺钱，因此Microsoft这次收购了Replit。", "2025-06"),
        ("openness", "去年Meta遇到困难，现在宣布开源Llama 9。", "2025-06"),
        ("openness", "从2024年3月到现在，Meta开源了Llama 9。", "2024-03"),
        # a day right before the article's is news, wherever its sentence has it
        ("quantity", "Mistral AI完成了6亿美元的融资，我昨晚看了一下。", "2025-06"),
        # since a date that the article's year shares
        ("adopts", "自今年2月大火以来，华为云、阿里云都上线了DeepSeek-R1。", "2025"),
        ("adopts", "自去年2月大火以来，华为云、阿里云都上线了DeepSeek-R1。", None),
        # what lasts to a date did not come about then
        ("quantity", "OpenAI raised $900 million in a deal that runs through 2028.", None),
        # a post is held when the clause tells of, and by no date to come
        ("affiliation", "早在2022年5月，Google CEO Sundar Pichai就说过。", "2022-05"),
        ("affiliation", "In May 2023, OpenAI CEO Sam Altman spoke of rules.", "2023-05"),
        ("affiliation", "OpenAI CEO Sam Altman hopes for 2028.", None),
        ("develops", "Linux was created by Linus Torvalds in 1991.", "1991"),
        ("result", "先举个例子。2012年，GPT-4在MMLU上得分为88%。", "2012"),
        # what a thing has once and for all is dated where brackets give both
        ("quantity", "谷歌BERT（2018年，3.4亿参数）和Mistral AI的Mistral 7B很有名。", "2018"),
        ("quantity", "2018年，谷歌BERT有3.4亿参数。", "2018"),
        # a word of late days, or of now, makes what has been done of the article's
        ("adopts", "近日，腾讯云接入DeepSeek-R1。", "2025-06"),
        ("adopts", "目前，腾讯云已接入DeepSeek-R1。", "2025-06"),
        ("adopts", "腾讯云接入DeepSeek-R1。", None),
        ("openness", "它最近很忙，也很累，还很穷，Llama 9是开源的。", None),
        ("quantity", "截至发稿，Qwen全球下载量超3亿次。", "2025-06"),
        # counted from the date in the same sentence
        ("quantity", "2022年11月上线后两个月，ChatGPT用户数突破1亿。", "2023-01"),
        # counted ahead, of what is to come alone
        ("openness", "Meta plans to open-source Llama 9 in roughly six months.", "2025-12"),
        ("quantity", "ChatGPT won 100 million users in two months.", None),
        ("affiliation", "It looked for the just-appointed CEO of OpenAI, Mira Murati.", None),
        # after something of these days
        ("partnership", "在GPT-9大受欢迎之后，Microsoft刚宣布收购了Replit。", "2025-06"),
        ("quantity", "Mistral AI正在筹集6亿美元资金。", "2025-06"),
        # the one date that opens a sentence of several clauses
        ("comparison", "去年5月，它很便宜，开发者很多，GPT-4的性能不如Llama 9。", "2024-05"),
        ("affiliation", "2016年她回国，就职于达摩院，李飞飞是谷歌科学家。", "2016"),
        # the day on which a view was told stands behind it
        ("stance", "“开源模型太危险，不应该开源，”Ilya Sutskever今年四月说。", "2025-04"),
        # what was had when the clause tells of, though it is had for good
        ("quantity", "到了2020年，GPT-3的参数量已达1750亿。", "2020"),
        ("quantity", "GPT-3有1750亿参数，它的用户在2023年多了起来。", None),
        ("quantity", "Free for all since April, GPT-3 has 175 billion parameters.", None),
        ("comparison", "In the trials that Acme held in May 2024, Llama 9 beat GPT-9.", "2024-05"),
        ("quantity", "GPT-9 has a knowledge cutoff of October 2023 and a 128K context window.", None),
        ("quantity", "GPT-9的知识截止到2023年10月，上下文长度128K。", None),
        # what is told next of a ranking of a day
        ("comparison", "根据2024年9月的榜单，GPT-9位居第一。Llama 9的性能不如Gemini 9。", "2024-09"),
        ("comparison", "它在2024年9月融了资，GPT-9位居第一。Llama 9的性能不如Gemini 9。", None),
        # the date that opens the sentence of several clauses about one person
        ("affiliation", "李飞飞2016年回国，2017年加入谷歌。", "2017"),
        ("affiliation", "2016年，李飞飞离开学校，加入谷歌。", "2016"),
        # a headline in capitals; an earlier generation is no earlier time
        ("adopts", "Microsoft Brings Llama 9 to Azure.", "2025-06"),
        ("adopts", "Unlike earlier models, Llama 9 is now available on Azure.", "2025-06"),
        # a figure's own date, of several
        ("quantity", "Microsoft had revenue of $50 million in 2024 (2023: $12 million).", "2024"),
        ("quantity", "It grew: Microsoft had revenue of $50 million (2023: $12 million).", None),
        ("quantity", "ChatGPT在2023年3月更新后，2024年12月用户数突破3亿。", "2024-12"),
        ("price", "2024年11月，GPT-4的价格降到每百万tokens 2美元。", "2024-11"),
        # since something came out, it is so now
        ("quantity", "Llama 9 has been downloaded 4 million times since it came out in May 2024.", "2025-06"),
        ("quantity", "2024年5月，Meta发布了Llama 9，自发布以来下载量已超过400万次。", "2025-06"),
        ("openness", "2024年5月，OpenAI发布了GPT-4，至今未开源。", None),
        # what a figure is measured by has its own date
        ("quantity", "ChatGPT now has 800 million users, up from 400 million last year.", "2025-06"),
        ("quantity", "Microsoft had revenue of $50 million, compared with $40 million in 2023.", None),
        ("quantity", "目前，ChatGPT的周活跃用户已达8亿，较2023年增长一倍。", "2025-06"),
        # so it was then
        ("affiliation", "Jane Doe, then a researcher at OpenAI, wrote it in 2019.", "2019"),
        ("affiliation", "Jane Doe, a researcher at OpenAI, wrote of 2019.", None),
        # so it is now, by the claim's own words
        ("affiliation", "Jane Doe now works at OpenAI.", "2025-06"),
        ("affiliation", "Jane Doe works at OpenAI.", None),
        ("develops", "OpenAI is working on GPT-9.", "2025-06"),
        ("develops", "OpenAI developed GPT-9.", None),
        ("develops", "OpenAI正在研发GPT-9。", "2025-06"),
        ("adopts", "Notion now uses GPT-9.", "2025-06"),
        ("openness", "Llama 9 is now open source.", "2025-06"),
        # of two dates in its clause, the one before it goes on
        ("affiliation", "Jane Doe joined OpenAI in February 2024 and left in May 2025.", "2024-02"),
        # counted from this year, up to now
        ("quantity", "2024年，它很忙。截至今年5月底，Qwen全球下载量超3亿次。", "2025-05"),
        # what one was to a day
        ("affiliation", "Jane Doe, who until March ran research at OpenAI, is on the line.", "2025-03"),
        # below a line of a time line, who came
        ("affiliation", "**2 November 2023** - Its head resigned. Sam Altman joined Microsoft.", "2023-11-02"),
        # the words of making, with a date behind them or in their clause
        ("develops", "Gemma, which Google completed in 2024 with others, is free.", "2024"),
        ("develops", "ChatGPT maker OpenAI had a new boss in 2023.", None),
        # the date that stands with a name in its entry or cell
        ("develops", "- Zorb-7B (2023-05-24)\n  - Organization: Stanford University\n\n- Pulmo-7B\n  - License: MIT", "2023-05-24"),
        ("develops", "| Model | Maker |\n|---|---|\n| Llama 9 (2023-05) | Meta |\n| Gemma 9 (2023-05) | Google |", "2023-05"),
        # of late by the words of its own clause, or by the verb of the headline
        ("adopts", "Llama 9 is now available on Azure.", "2025-06"),
        ("adopts", "Llama 9 is available on Azure.", None),
        ("adopts", "Microsoft brings Llama 9 to Azure.", "2025-06"),
        # told in passing, of something else
        ("partnership", "Mistral AI, which released Mistral 7B in September 2023, has partnered with Microsoft.", "2025-06"),
        # told of somebody else, in a clause about whom was named last
        ("affiliation", "Elon Musk's xAI has sued a man who was held in February.", None),
    ],
)
def test_when_something_came_about_or_is_so(kind: str, text: str, time: str | None) -> None:
    assert times(text, kind) == {time}


NEWS = "Meta launched Llama 9, a model for code.\n\nMistral AI raised $900 million in June.\n\nAcme is in talks.\n\n"


@pytest.mark.parametrize(
    ("text", "date", "time"),
    [
        (NEWS + "Microsoft has just signed a contract.\n\nOpenAI released GPT-9.", "2025-06-10", "2025-06"),
        # of a month's first days, and it looks back
        (NEWS + "Microsoft has just signed a contract.\n\nOpenAI released GPT-9.", "2025-06-01", "2025"),
        ("What came in the past few weeks.\n\n" + NEWS + "OpenAI has just released GPT-9.", "2025-06-01", "2025-05"),
        ("What came in the past few weeks.\n\n" + NEWS + "OpenAI has just released GPT-9.", "2025-06-21", "2025-06"),
        ("五月回顾\n\n" + NEWS + "OpenAI has just released GPT-9.", "2025-06-01", "2025-05"),
        # without a word of these days it may be a history
        ("Meta launched Llama 9.\n\nMistral AI raised money.\n\nOpenAI released GPT-9.", "2025-06-10", None),
        # by whom the opening tells news of
        ("OpenAI has just opened an office. It is large.\n\nOpenAI released GPT-9 for its users.", "2025-06-10", "2025-06"),
        ("Meta has just opened an office. It is large.\n\nOpenAI released GPT-9 for its users.", "2025-06-10", None),
    ],
)
def test_a_string_of_events_is_news(text: str, date: str, time: str | None) -> None:
    assert times(text, "release", "GPT-9", date) == {time}


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("今天，我们宣布推出Qwen 9。\n\n此外，我们开源了Qwen-Agent。", "2025-06"),
        ("## 更新\n\n- [2025.06.02] 我们发布了Qwen 9\n- [2025.02.01] 我们更新了文档\n\n我们开源了Qwen-Agent。", None),
    ],
)
def test_an_author_tells_what_else_it_brings_out(text: str, time: str | None) -> None:
    assert times(text, "openness") >= {time}


ENTRIES = "- **Small models**: Meta released Llama 9.\n- OpenAI launched GPT-9 for coders. Mistral AI released Mistral 9B too.\n- It is nice.\n"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        (ENTRIES, "2025-06"),
        ("- Meta released Llama 9.\n- It is nice.\n", None),  # one alone may be of any time
        ("This is what came out in 2025.\n\n" + ENTRIES, None),  # a look back
        (ENTRIES.replace("- ", "\n\n"), None),  # no list
        # a list of things, each by its name
        ("- **Llama 9**: Meta released Llama 9 for coders.\n- **GPT-9**: OpenAI launched GPT-9 for coders.\n", None),
        ("- It is nice. Meta released Llama 9.\n- OpenAI launched GPT-9 for coders.\n- The Mistral AI team has more.\n", "2025-06"),
        ("Meta公布Llama 9\n\nMeta发布了Llama 9，它很好。\n\nOpenAI推出GPT-9\n\n它也很好。\n", "2025-06"),
    ],
)
def test_a_list_whose_entries_begin_with_what_somebody_did_is_news(text: str, time: str | None) -> None:
    assert times(text, "release", "Llama 9") == {time}


@pytest.mark.parametrize(
    ("title", "text", "time"),
    [
        ("Mistral goes big", "French start-up Mistral AI unveiled Mistral Large 9.\n\nIt is large.", "2025-06"),
        ("The price war", "PARIS — Mistral AI released Mistral Large 9 and cut its prices.\n\nIt is large.", "2025-06"),
        ("In the lab", "Researchers from Mistral AI released Mistral Large 9.\n\nIt is large.", "2025-06"),
        ("价格战", "法国公司Mistral AI正式发布Mistral Large 9。\n\n它很大。", "2025-06"),
        # nor what explains or looks back, nor what begins otherwise
        ("A guide to models", "Mistral AI released Mistral Large 9.\n\nIt is large.", None),
        ("什么是模型", "Mistral AI发布了Mistral Large 9。\n\n它很大。", None),
        ("T", "## Mistral\n\nMistral AI released Mistral Large 9.\n\nIt is large.", None),
        ("T", "When Mistral AI released Mistral Large 9, few saw it.", None),
        ("T", "It is large. Mistral AI released Mistral Large 9.", None),
        # what else the one does whom the opening tells news of, and no medium
        ("T", "IT之家 6月10日消息，Mistral AI今日发布Devstral 9。\n\n据介绍，Mistral AI还推出了Mistral Large 9。", "2025-06"),
    ],
)
def test_a_story_that_begins_with_what_somebody_did_is_news(title: str, text: str, time: str | None) -> None:
    assert times(text, "release", "Mistral Large 9", title=title) == {time}


def test_who_joins_a_round_told_right_before_joins_that_one() -> None:
    text = "2024年2月微软向Mistral AI投资1500万欧元。\n\n它在巴黎。\n\n它很小。\n\n它很快。\n\n2025年6月，Mistral AI完成6亿美元融资。此外，英伟达、三星均有参投。"
    assert times(text, "partnership", "Mistral AI") >= {"2025-06"}


def test_a_text_without_a_date_is_read_by_the_year_that_it_names() -> None:
    text = "2022年5月，谷歌发布了Gemini 9。\n\n11月30日，OpenAI发布了GPT-9。"
    assert times(text, "release", "GPT-9", date="") == {"2022-11-30"}
    assert times(text.partition("\n\n")[2], "release", "GPT-9", date="") == {None}
    assert times("今年5月，OpenAI发布了GPT-9。\n\n据2024年的调查，它到2030年会很大。", "release", "GPT-9", date="") == {"2024-05"}
    assert times("今年5月，OpenAI发布了GPT-9。\n\n自2018年以来它很大。", "release", "GPT-9", date="") == {None}
    assert times("OpenAI released GPT-9 in April. The lab was founded in 2015.", "release", "GPT-9", date="") == {None}


def test_lines_of_dates_are_told_more_of_below() -> None:
    text = (
        "* 2024年1月2日，微软收购Replit\n\n微软向Mistral AI投资9亿美元。\n\n* 2024年3月4日，Meta发布Llama 9\n\n谷歌发布了Gemini 9。\n\n"
        "* 2024年5月6日，OpenAI推出GPT-9\n\n阿里云推出了Qwen 9。"
    )
    assert times(text, "release", "Gemini 9") == {"2024-03-04"}
    assert times(text, "release", "Qwen 9") == {"2024-05-06"}
    assert times("* 2024年3月4日，Meta发布Llama 9\n\n谷歌发布了Gemini 9。", "release", "Gemini 9") == {None}


def test_who_joins_a_round_joins_when_it_was() -> None:
    text = (
        "On 3 March 2024, Mistral AI said it had raised $600 million.\n\nIt is a firm in Paris.\n\n"
        "The funding round was led by General Catalyst."
    )
    assert times(text, "partnership") == {"2024-03-03"}
    assert times("On 3 March 2024, Microsoft-backed OpenAI opened an office.", "partnership") == {None}


def test_the_month_that_closes_a_title_is_that_of_the_prices() -> None:
    text = "GPT-4 costs $5 per million tokens.\n\n| Model | Input price |\n|---|---|\n| Llama 9 | $2 / 1M tokens |\n"
    assert times(text, "price", title="API prices (May 2024)") == {"2024-05"}
    assert times(text, "price", title="API prices since May 2024 and what they hide") == {None}


def test_the_valuation_of_another_day_dates_no_round() -> None:
    text = "Anthropic is worth $18 billion in its series. In March 2024 Anthropic was valued at $6 billion."
    assert times(text, "quantity") == {None, "2024-03"}


def test_a_log_of_news_dates_what_is_told_below() -> None:
    """What a log tells with a day is told again without one; where the log has several days of a thing, none is its own."""
    log = "## News\n\n- 2024-03-05: 👋 The weights of Zorb-7B and Zorb-Chat-7B are released.\n"
    told = "\n## About\n\nOpenAI released Zorb-7B.\n"
    assert times(log + told, "release", "Zorb-7B") == {"2024-03-05"}
    assert times(log + "- 2024-05-01: Zorb-7B v2 is released.\n" + told, "release", "Zorb-7B") <= {None, "2024-03-05", "2024-05-01"}
