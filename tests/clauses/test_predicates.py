"""Whom a predicate tells of whose subject stands elsewhere in the sentence, or in the one before."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_text

TOLD = [  # a text, a kind, who (and what) its claims of that kind are about
    # The first predicate's object does nothing.
    ("Cohere competes with Mistral AI and raised $270 million.", "quantity", {("Cohere", None)}),
    ("Sakana AI works with Nvidia on chips, raising $90 million.", "quantity", {("Sakana AI", None)}),
    ("Gemma 2 is often compared with Falcon 2, supporting a context window of 128K tokens.", "quantity", {("Gemma 2", None)}),
    ("Cohere sued Mistral AI, and raised $270 million.", "quantity", {("Cohere", None)}),
    ("Reuters said that Cohere raised $270 million.", "quantity", {("Cohere", None)}),
    ("Cohere competes with Mistral AI. Mistral AI raised $270 million.", "quantity", {("Mistral AI", None)}),
    ("Google praised Cohere. Cohere has 30 million users.", "quantity", {("Cohere", None)}),
    # What a thing is built from or like is not what is told of.
    ("Falcon 2 shipped. It has a Gemma-2-like design. It is licensed under Apache 2.0.", "license", {("Falcon 2", "Apache-2.0")}),
    # What opens a clause and says what it is, in kinds that want their subject named; a mere pronoun where it is plain.
    ("Cohere opened an office in Paris. It acquired Snowflake.", "partnership", {("Cohere", "Snowflake")}),
    ("Cohere opened an office for Command R. It acquired Snowflake.", "partnership", set()),
    ("Cohere grew. The startup partnered with Snowflake.", "partnership", {("Cohere", "Snowflake")}),
    ("阶跃星辰成立了新团队。该公司收购了Snowflake。", "partnership", {("StepFun", "Snowflake")}),
    ("小米在上海设立了办公室。该公司使用Claude编写代码。", "adopts", {("Xiaomi", "Claude")}),
    ("Cohere opened an office. Growth is helping it acquire Snowflake.", "partnership", set()),
    ("Cohere grew. The company's rival acquired Snowflake.", "partnership", set()),
    ("Nobody knows them. The company acquired Snowflake.", "partnership", set()),
    # A predicate whose subject is left out.
    ("Snowflake hired forty engineers and developed the language model Zorblax-2.", "develops", {("Snowflake", "Zorblax-2")}),
    ("Mistral AI grew, while Databricks hired engineers and developed the language model Zorblax-2.", "develops", {("Databricks", "Zorblax-2")}),
    ("小米在上海设立了办公室，并研发了大模型Zorblax-2。", "develops", {("Xiaomi", "Zorblax-2")}),
    ("月之暗面招聘了工程师，小米在上海设立了办公室，还研发了大模型Zorblax-2。", "develops", {("Xiaomi", "Zorblax-2")}),
    ("There was rain and developed the language model Zorblax-2.", "develops", set()),
    # Of several that open clauses the last one is gone on about.
    ("Yi-34B可以在笔记本上运行，GLM-4则于去年春天亮相，已全面开源。", "openness", {("GLM-4", None)}),
    ("月之暗面招聘了工程师，阶跃星辰在上海设立了办公室，并与Snowflake达成合作。", "partnership", {("StepFun", "Snowflake")}),
    ("Yi-34B和GLM-4于去年亮相，均已全面开源。", "openness", {("Yi-34B", None), ("GLM-4", None)}),
    ("Gemma 2 is as good as Falcon 2 while supporting a context window of 128K tokens.", "quantity", {("Gemma 2", None)}),
    # "All of these" are those named before in the paragraph, not one list's last.
    ("Gemma 2 came out in May. Falcon 2 followed. All of these models can be downloaded.", "openness", {("Gemma 2", None), ("Falcon 2", None)}),
    ("Gemma 2 came out in May. Falcon 2 followed. The model can be downloaded.", "openness", {("Falcon 2", None)}),
    # An aside tells of others than the sentence, and ends at its comma.
    ("Unlike fully open projects like Falcon 2, Gemma 2 is proprietary.", "openness", {("Falcon 2", None), ("Gemma 2", None)}),
    ("Unlike open houses such as Cohere, Databricks follows a hybrid strategy.", "strategy", {("Databricks", None)}),
    # What stands behind words that turn to others is theirs.
    ("The clause differentiates Falcon 2 from other models, such as open source ones that allow commercial use.", "license", set()),
    ("Falcon 2, unlike other open-source models, needs a fee.", "openness", set()),
    ("Zephyr 7B, in contrast to Alpaca, is based on Mistral 7B.", "based-on", {("Zephyr-7B", "Mistral-7B")}),
    # A house with a sum of its own is the next one that pays.
    ("Amazon put $4 billion into Cohere, and Nvidia $2 billion.", "partnership", {("Amazon", "Cohere")}),
    # A house that only tells which letter or report is meant.
    ("Cohere signed an Anthropic letter and raised $270 million.", "quantity", {("Cohere", None)}),
    # The comma that ends an apposition stands before the verb.
    ("Aidan Gomez's AI company, Cohere, recently released Command R.", "release", {("Cohere", "Command R")}),
    # The former and the latter of two.
    ("Cohere and Databricks compete. The latter hired, while the former was valued at $5 billion.", "quantity", {("Cohere", None)}),
    ("Cohere and Databricks compete. The latter developed the language model Zorblax-2.", "develops", {("Databricks", "Zorblax-2")}),
    ("两款模型是Falcon-7B和Falcon-40B。前者需要8GB显存，后者采用Apache 2.0许可证。", "license", {("Falcon-40B", "Apache-2.0")}),
    ("Falcon-7B、Falcon-40B与Gemma 2都在列。前者采用Apache 2.0许可证。", "license", {("Falcon-40B", "Apache-2.0")}),
    ("Falcon-7B已经发布。前者采用Apache 2.0许可证。", "license", set()),
    # "Both" are those named as a pair, not what one of them is held against.
    ("Cohere brought Gemma 2 and Falcon 2. Gemma 2 matches GPT-4. Both are under Apache 2.0.", "license", {("Gemma 2", "Apache-2.0"), ("Falcon 2", "Apache-2.0")}),
    # What a house lends its name to before the first of a list.
    ("Tencent-backed Enflame and Moore Threads sell chips.", "partnership", {("Tencent", "Enflame")}),
    # Held against the subject, one by one.
    ("Unlike Cohere, Databricks and Snowflake, Mistral AI grew. CEO Arthur Mensch said so.", "affiliation", {("Arthur Mensch", "Mistral AI")}),
    # A relative clause of its own, and what the sentence goes on with.
    ("Command R, which Cohere says is on a par with Gemma 2, is now available on Snowflake.", "adopts", {("Snowflake", "Command R")}),
    ("Command R matches Gemma 2 benchmarks, offers a context window of 128K tokens, and is small.", "quantity", {("Command R", None)}),
    # Words for a class right behind a name are no class.
    ("Google's Gemma 2 open models, small enough for a phone, last long, beating Falcon 2 on maths.", "comparison", {("Gemma 2", "Falcon 2")}),
    # "The larger model" is the larger of those named by their sizes.
    ("Mistral AI released Ministral 3B and Ministral 8B. The larger model has a context window of 128K tokens.", "quantity", {("Ministral-8B", None)}),
    ("Mistral AI released Ministral 3B and Ministral 8B. The smaller one costs $0.04 per million tokens.", "price", {("Ministral-3B", None)}),
    # A person's deed is the house's whose thing it is, where that is the person's own.
    ("Elon Musk's xAI is growing. Musk launched Grok-1 in March.", "release", {("xAI", "Grok 1")}),
    ("OpenAI and Meta compete. Mark Zuckerberg launched GPT-5.", "release", set()),
    # A rival that acts is told of itself.
    ("Cohere grew in May, while its rival Mistral AI has raised $270 million.", "quantity", {("Mistral AI", None)}),
    # Who has raised so much is whom others put money into.
    ("Amazon invested in Anthropic. The company has raised $13.7 billion so far.", "quantity", {("Anthropic", None)}),
    ("Nvidia praised Llama 4. The company released the model in May.", "release", set()),
    # "Their" last thing is its maker's, wherever others put it.
    ("Both are free on Hugging Face. Their last release was Gemma 2. Google is proud.", "release", {("Google", "Gemma 2")}),
    # Whose worth stands before its name.
    ("在微软楼上办公的是估值已超百亿元的智谱AI。", "quantity", {("Zhipu AI", None)}),
]


@pytest.mark.parametrize(("text", "kind", "about"), TOLD)
def test_whom_a_predicate_tells_of(text: str, kind: str, about: set[tuple[str, str | None]]) -> None:
    made = [c for c in shared().read(read_text(text, "test")).claims if c.kind == kind]
    assert {(c.subject.label, c.object.label if c.object else None) for c in made} == about
