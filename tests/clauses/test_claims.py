"""Sentences that deny, ask or only weigh something claim nothing of it, or its opposite."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.read import read_text

NOT_SO = [  # a sentence, the kind that it does not affirm
    ("Claude is closed. Models copied from it are risky, and when they are released as open weights they spread.", "openness open"),
    ("Regulators blocked Adobe's planned purchase of Figma.", "partnership"),
    ("Nvidia abandoned its acquisition of Arm.", "partnership"),
    ("OpenAI's acquisition of Windsurf collapsed in July.", "partnership"),
    ("监管部门叫停了英伟达对Arm的收购。", "partnership"),
    ("没有开源的Linux就没有今天的云计算。", "openness closed"),
    ("IBM称，开源模型让客户的成本只有GPT-4的十分之一。", "openness"),
    ("Mistral的第一个模型以Apache 2.0发布。", "release"),
    ("百度并未与苹果达成合作。", "partnership"),
    ("润建股份：公司未与DeepSeek签署服务合作协议。", "partnership"),
    ("智谱与英特尔目前没有任何合作。", "partnership"),
    ("百度已与苹果终止合作。", "partnership"),
    ("Claude Opus 4 costs $15 per million tokens, far higher than GPT-5's $1.25.", "comparison better"),
    ("后来的Mistral Large转为商用授权。", "license"),
    ("Falcon 40B moved from a custom license to Apache 2.0.", "openness restricted"),
    ("OpenAI released gpt-oss-120b in August. Anthropic has never released weights.", "openness closed"),
    ("The weights of GPT-4 are not available.", "openness open"),
    ("GPT-4's weights are not public.", "openness open"),
    ("Nobody knows whether OpenAI will open-source GPT-4.", "openness"),
    ("Nobody knows whether OpenAI will open-source GPT-4.", "release"),
    ("外界猜测Meta是否会开源Llama 4。", "openness"),
    ("GPT-4 does not have 1.8 trillion parameters.", "quantity"),
    ("GPT-4的参数量并不是1.8万亿。", "quantity"),
    ("Microsoft did not invest in Mistral AI.", "partnership"),
    ("微软否认投资Mistral AI。", "partnership"),
    ("Apple considered buying Mistral AI.", "partnership"),
    ("苹果曾考虑收购Mistral AI。", "partnership"),
    ("Samsung stopped using ChatGPT.", "adopts"),
    ("三星禁止员工使用ChatGPT。", "adopts"),
    ("亚马逊Bedrock不提供GPT-4。", "adopts"),
    ("Vicuna并非基于GPT-4。", "based-on"),
    ("Llama 2不能商用。", "license"),
    ("Sam Altman is not the CEO of Anthropic.", "affiliation"),
    ("Meta没有放弃开源。", "shift"),
    ("Meta denied that it is giving up open source.", "shift"),
    ("Open models are not dangerous.", "stance"),
    ("GPT-3's training cost was $4.6 million.", "price"),
    ("Baidu, long a champion of closed models, will open-source ERNIE.", "openness closed"),
    ("Perplexity, backed by Nvidia and Jeff Bezos, is growing.", "affiliation"),
    ("Alpaca was fine-tuned from LLaMA 7B by Stanford.", "develops"),
    ("We built an open-source Postgres proxy.", "openness"),
    ("DeepSeek-R1 is the new open-weight o1 replication.", "openness o1"),
    ("Baidu will launch a ChatGPT-style bot.", "release"),
    ("Launching Triton kernels can be slow.", "release"),
    ("We're excited to announce that vLLM now supports Qwen3.", "release"),
    ("OpenAI并未公布训练GPT-4的成本。", "openness"),
    ("Llama、Mistral等开源模型以惊人的速度逼近闭源标杆。", "openness closed"),
    ("官网数据显示GPT-4有600万活跃开发者。", "quantity active-parameters"),
    ("Join the Hugging Face Discord server.", "develops"),
    ("Google AI Pro订阅者获得Gemini 2.5 Pro，他们可在手机上使用Gemini 2.5 Pro。", "adopts"),
    ("We watched Jeff Dean's Stanford talk.", "affiliation"),
    ("UPS is buying thousands of vans for Waymo.", "partnership"),
    ("A former Microsoft employee bought a $160,000 Tesla.", "partnership"),
    ("The round for Mistral AI included Xavier Niel and Eric Schmidt.", "partnership"),
    ("Nobody believes that Google will open-source Gemini.", "openness"),
    ("Nobody believes that Google will open-source Gemini.", "release"),
    ("没有人相信谷歌会开源Gemini。", "openness"),
    ("Had Alibaba kept Qwen closed, few would use it.", "openness"),
    ("要不是Meta开源了Llama，就不会有Alpaca。", "openness"),
    ("Microsoft was going to invest in Mistral, but regulators stopped it.", "partnership"),
    ("微软原计划投资Mistral，但被监管机构叫停。", "partnership"),
    ("Apple tried to buy Mistral but was rebuffed.", "partnership"),
    ("苹果曾打算收购Mistral，最终作罢。", "partnership"),
    ("OpenAI came close to buying Cursor last year.", "partnership"),
    ("阿里差点收购了MiniMax。", "partnership"),
    ("传闻苹果收购了Mistral，后被否认。", "partnership"),
    ("Amazon, an early investor, has no stake in OpenAI.", "partnership"),
    ("苹果与谷歌没有任何合作。", "partnership"),
    ("零一万物否认被阿里收购。", "partnership"),
    ("Claude 3 Opus was expected to beat GPT-4, but did not.", "comparison"),
    ("GPT-4并没有比Claude 3强多少。", "comparison better"),
    ("Zephyr, a fine-tune of Mistral 7B, beats Llama 2 70B Chat.", "comparison Mistral-7B"),
    ("The open letter calls on OpenAI to release GPT-4's weights.", "release"),
    ("Thousands of developers want OpenAI to open-source GPT-4o.", "openness"),
    ("马斯克呼吁OpenAI开源GPT-4。", "openness"),
    ("马斯克承诺开源Grok-2，但迟迟没有兑现。", "openness"),
    ("OpenAI promised to open-source GPT-4, but never did.", "openness"),
    ("You can inspect the weights of OLMo.", "openness closed"),
    ("Cursor's Composer is said to be based on a Chinese open model.", "openness"),
    ("Perplexity moved from GPT-4 to its own model, based on Llama 3.", "based-on GPT-4"),
    ("Llama 3 is free, unless your app has 700 million users.", "quantity"),
    ("苹果放弃百度，改用阿里的通义千问。", "adopts Baidu"),
    ("罗福莉否认加入小米。", "affiliation"),
    ("Google released Gemma. The OSI does not count it as open source.", "openness closed"),
    ("月之暗面在Kimi K2之前一直走闭源路线。", "openness"),
    ("Kimi K2采用修改版MIT协议，要求月活超过1亿的产品标注Kimi K2。", "quantity"),
    ("xAI open-sources Grok 2.5, promises Grok 3 in six months.", "openness Grok 3"),
    ("DeepSeek's app overtook ChatGPT in the App Store.", "develops"),
    ("Thinking Machines' Tinkerbox supports Qwen3-235B.", "develops"),
    ("Emad Mostaque stepped down as CEO of Stability AI.", "affiliation CEO"),
    ("苹果收购Mistral的消息并不属实。", "partnership"),
    ("苹果收购Mistral的谈判已经破裂。", "partnership"),
    ("阿里终止了与苹果的合作。", "partnership"),
    ("阿里与苹果的合作最终告吹。", "partnership"),
    ("苹果收购了Mistral的老对手Cohere。", "partnership Mistral AI"),
    ("传李飞飞将加入谷歌，本人否认。", "affiliation"),
    ("Cohere的董事会有权解雇罗福莉。", "affiliation"),
    ("OpenAI不想开源GPT-4。", "release"),
    ("OpenAI否认发布了GPT-5。", "release"),
    ("GPT-4并不比Claude 3强。", "comparison better"),
    ("GPT-4很难超过Claude 3。", "comparison better"),
    ("GPT-4不比Claude 3差。", "comparison worse"),
    ("Claude 3离超越GPT-4还差得远。", "comparison better"),
    ("有人说Claude 3超过了GPT-4，其实不然。", "comparison"),
    ("Llama 2只与上一代最先进的闭源模型相当。", "comparison better"),
    ("GLM-4的推理费用低于GPT-4的预算。", "comparison worse"),
    ("Llama 3不是闭源模型。", "openness closed"),
    ("Llama 3的许可证却限制商用。", "license"),
    ("GLM-4的参数不是1300亿。", "quantity"),
    ("李彦宏不认为开源大模型不如闭源。", "stance"),
    ("杨立昆驳斥了开源不安全的论调。", "stance against"),
    ("王小川说，不支持开源的公司没有前途。", "stance against"),
    ("辛顿发出不同意见，支持开源AI。", "stance against"),
    ("闭源不一定更安全。", "argument"),
    ("Apple's talks to acquire Mistral AI have broken down.", "partnership"),
    ("Apple ended its partnership with Alibaba.", "partnership"),
    ("The planned partnership between Apple and Alibaba fell through.", "partnership"),
    ("Microsoft pulled out of a deal to invest in Mistral AI.", "partnership"),
    ("Microsoft dropped its plan to acquire Cohere.", "partnership"),
    ("OpenAI refused to say when it will release GPT-5.", "release"),
    ("Meta has yet to release Llama 5.", "release"),
    ("Meta should open-source Llama 5.", "release"),
    ("Meta should open-source Llama 5.", "openness"),
    ("Instead of releasing Llama 5, Meta released Avocado.", "release Llama 5"),
    ("Google has stopped short of open-sourcing Gemini.", "release"),
    ("Google has stopped short of open-sourcing Gemini.", "shift"),
    ("It is unlikely that Meta will abandon open source.", "shift"),
    ("Meta is unlikely to keep publishing its largest models openly.", "strategy"),
    ("It is false that Meta closed Llama.", "openness"),
    ("Llama 3 is not under the Apache 2.0 license.", "openness"),
    ("The license of Llama 3 no longer restricts commercial use.", "license"),
    ("Claude 3 is far from surpassing GPT-4.", "comparison"),
    ("Some say Claude 3 surpasses GPT-4, but that is not the case.", "comparison"),
    ("Claims that Claude 3 beats GPT-4 are overblown.", "comparison"),
    ("GPT-4 is not worse than Claude 3.", "comparison better"),
    ("Yann LeCun rejected the idea that open source is unsafe.", "stance against"),
    ("Closed models are not necessarily safer.", "argument"),
    ("Nobody should think that open models are cheaper.", "argument"),
    ("Sam Altman was nearly fired as CEO of OpenAI.", "affiliation former"),
    ("Karpathy, previously director of AI at Tesla, teaches.", "affiliation director"),
    ("The startup, founded by ex-Google researchers, has raised $200 million from Nvidia.", "partnership"),
    ('"We never stopped believing in open science," Arthur Mensch of Mistral AI said.', "stance against"),
    ("Meta is considering keeping its next model closed.", "strategy"),
    ("Samsung is yet to adopt Gemini.", "adopts"),
    ("Cohere issued statements claiming that its chips will support Llama 3.", "release"),
    ("Moonshot AI shared Kimi K2 training practices at a meetup.", "release"),
    ("Meta has published an adaptation of this proof for Llama 3.", "release"),
    ("Mistral AI has released open-weight models that compete with GPT-5.", "comparison"),
    ("Whisper is small. Mistral AI has released open-weight models that compete with GPT-5.", "comparison"),
    ("Falcon 2 is small. Cohere introduced an LLM that beats GPT-4.", "comparison Falcon 2"),
    ("Open models lag behind the best closed models.", "comparison better"),
    ("OpenAI is the most used provider among LangSmith users.", "adopts"),
    ("Mistral AI's Apache-licensed models are popular.", "develops"),
    ("The AI Act should promote open-source research.", "stance"),
    ("As we said in a letter to the European Commission, we believe that AI should be open source.", "stance European Commission"),
    ("Yi-34B is not built on other models, including models that were never released.", "openness"),
    ("The Venice tokens, which give access to Cohere, are valued at $1 billion.", "quantity"),
    ("Falcon 2 beats GPT-4 and the Llama 3 open models.", "openness GPT-4"),
    ("Anthropic introduces Claude Code diff view for reviews.", "release"),
    ("Google introduces small models beating Gemma 3.", "release"),
    ("OpenAI has not confirmed plans to release GPT-6 this year.", "release"),
    ("Perplexity took over a large number of Cohere users.", "partnership"),
    ("[Cohere grows](https://x.org) - Cohere is growing.\n\n[Introducing Falcon 2](https://y.org) - It is small.", "release"),
    ("Qwen2.5 falls behind if run with Ollama's default 2k context window.", "quantity"),
    ("All Gemma 2 results were validated with 128k context length.", "quantity"),
    ("We took Llama 2 weights and continued training on 65 billion tokens.", "quantity"),
    ("没有哪个开源模型能赶上GPT-4。", "comparison similar"),
    ("至今没有开源模型能够超越GPT-4。", "comparison better"),
    ("没有一家厂商公开GPT-4的权重。", "openness open"),
    ("无人开源过Gemini。", "openness open"),
    ("Not a single open model matches GPT-4.", "comparison similar"),
    ("None of the open models comes close to GPT-4.", "comparison similar"),
    ("Few open models can match GPT-4.", "comparison similar"),
    ("No lab has released the weights of GPT-4.", "openness open"),
    ("It would be wrong to call Llama 2 open source.", "openness open"),
    ("Google has ruled out open-sourcing Gemini.", "openness open"),
    ("Google has ruled out open-sourcing Gemini.", "release"),
    ("Nothing suggests that Google will open Gemini.", "openness open"),
    ("OpenAI was asked to open GPT-4 and said no.", "openness open"),
    ("Meta was urged to open Llama 4.", "openness open"),
    ("Apple's rumoured purchase of Mistral never happened.", "partnership"),
    ("The EU stopped short of banning open models.", "stance"),
    ("OpenAI至今未公开GPT-4的权重。", "release"),
    ("Anthropic从没打算公开Claude的权重。", "release"),
    ("很难想象OpenAI会开源GPT-4。", "openness open"),
    ("很难想象OpenAI会开源GPT-4。", "release"),
    ("不排除OpenAI开源GPT-4的可能。", "openness open"),
    ("与其说Llama 2是开源，不如说是开放权重。", "openness open"),
]


def said(text: str) -> list[tuple[str, str, str]]:
    """The affirmed claims of a text: kind, subject and what they come to."""
    found = shared().read(read_text(f"---\ndate: 2024-06-15\n---\n{text}\n", "x.md")).claims
    return [
        (c.kind, c.subject.label if c.subject else "", str(next((c.values[name] for name in ("status", "term", "metric", "relation", "role") if c.values.get(name)), "")))
        for c in found
        if not c.negated
    ]


@pytest.mark.parametrize(("text", "kind"), NOT_SO, ids=[f"{kind}: {text[:28]}" for text, kind in NOT_SO])
def test_what_is_denied_or_open_is_not_affirmed(text: str, kind: str) -> None:
    name, _, status = kind.partition(" ")
    found = [told for told in said(text) if told[0] == name and status in ("", *told[1:])]
    if kind == "license":
        found = [told for told in found if told[2] == "commercial-use"]
    assert not found


@pytest.mark.parametrize(
    ("text", "houses"),
    [
        ("Demis Hassabis, CEO of Google DeepMind, praised DeepSeek.", {"Google DeepMind"}),
        ("Ali Ghodsi, CEO of Databricks, has publicly mocked Meta and Google.", {"Databricks"}),
        ("Sundar Pichai, CEO of Google and Alphabet, spoke.", {"Google", "Alphabet"}),
    ],
)
def test_a_verb_behind_a_comma_ends_a_list(text: str, houses: set[str]) -> None:
    found = shared().read(read_text(f"{text}\n", "x.md")).claims
    assert {c.object.label for c in found if c.kind == "affiliation" and c.object} == houses


def test_what_a_clause_tells_somebody_to_lead_is_not_who_acts() -> None:
    found = said("Dan Hendrycks, who directs the Center for AI Safety, warned that open weights are dangerous.")
    assert [told[1] for told in found if told[0] == "stance"] == ["Dan Hendrycks"]


def test_what_is_denied_before_a_sentence_turns_is_not_denied_behind_it() -> None:
    assert ("license", "Qwen 3", "") in said("We build on Qwen3, as the licence of others forbids training, whereas it is under MIT.")
    assert ("license", "Qwen 3", "") not in said("Qwen3 is, as others forbid training, not under MIT.")


def test_an_aside_is_not_what_a_sentence_tells_of() -> None:
    assert said("Unlike GPT-4, Llama 3 has open weights.") == [("openness", "Llama 3", "open")]
    assert [told[1] for told in said("Unlike GPT-4 and Claude 3, Llama 3 is open source.")] == ["Llama 3"]


def statuses(text: str) -> dict[str, str]:
    found = shared().read(read_text(f"---\ntitle: T\ndate: 2025-06-10\n---\n{text}\n", "x.md")).claims
    return {c.subject.label: dict(c.value)["status"] for c in found if c.kind == "openness" and c.subject}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("智谱AI以前所未有的力度开源GLM-4。", "open"),
        ("智谱AI毫不犹豫地开源了GLM-4。", "open"),
        ("独一无二的GLM-4已开源。", "open"),
        ("智谱AI没有开源GLM-4。", "closed"),
        ("智谱AI毫不犹豫，没有开源GLM-4。", "closed"),
        ("Zhipu AI not only open-sourced GLM-4 but published its data.", "open"),
    ],
)
def test_a_word_of_denial_within_an_idiom_denies_nothing(text: str, status: str) -> None:
    assert statuses(text)["GLM-4"] == status


@pytest.mark.parametrize("before", ["不到一个月", "不出三天", "不足半年"])
def test_a_span_that_was_not_reached_denies_nothing(before: str) -> None:
    text = f"{before}又发布 Baichuan-13B，免费商用。"
    found = shared().read(read_text(f"---\ntitle: T\ndate: 2025-06-10\n---\n{text}\n", "x.md")).claims
    assert [c.negated for c in found if dict(c.value).get("term") == "commercial-use"] == [False]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Qwen3 outperforms GPT-4o and Gemini 2.5 Pro and is fully open source.", {"Qwen 3": "open"}),
        ("Kimi K2 was tested against Claude 3 and is closed.", {"Kimi K2": "closed"}),
        ("Mistral 7B is the strongest open-source model so far, beating GPT-4o and Claude 3.", {"Mistral-7B": "open"}),
        ("Unlike GPT-4, which is only accessible through the API, Mistral 7B runs at home.", {"GPT-4": "api"}),
        ("Llama 3, unlike GPT-4, is open source.", {"Llama 3": "open"}),
        ("Google has open-sourced neither Gemini nor PaLM 2.", {"Gemini": "closed"}),
        ("Neither GPT-4 nor Claude 3 was released with open weights.", {"Claude 3": "closed"}),
        ("智谱推出GLM-4，开源GLM-4-9B。", {"GLM-4-9B": "open"}),
    ],
)
def test_what_a_thing_is_held_against_is_not_what_the_sentence_goes_on_about(text: str, told: dict[str, str]) -> None:
    assert statuses(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("DBRX outperforms GPT-3.5 on MMLU and is on par with GPT-4 on HumanEval.", {"GPT-3.5": "MMLU", "GPT-4": "HumanEval"}),
        ("Qwen3在MMLU上超过GPT-4，在GSM8K上与Claude 3持平。", {"GPT-4": "MMLU", "Claude 3": "GSM8K"}),
        ("Llama 3 beats GPT-3.5, and Mistral Large is cheap.", {"GPT-3.5": "performance"}),
        ("GLM-4在推理上与GPT-4持平，代码能力优于Claude 2。", {"GPT-4": "performance", "Claude 2": "performance"}),
        ("Llama 3 beats GPT-3.5, though Mistral Large is still better.", {"GPT-3.5": "performance"}),
    ],
)
def test_each_part_of_a_comparison_has_its_own_aspect(text: str, told: dict[str, str]) -> None:
    found = shared().read(read_text(f"---\ntitle: T\ndate: 2025-06-10\n---\n{text}\n", "x.md")).claims
    assert {c.object.label: dict(c.value)["aspect"] for c in found if c.kind == "comparison" and c.object} == told


def test_where_a_house_comes_from_is_not_whom_the_sentence_goes_on_about() -> None:
    """What grew out of another house has its own beginning and its own investors."""
    text = "面壁智能由清华大学孵化，2022年8月成立，2024年4月完成数亿元融资，由华为领投。"
    found = [c for c in shared().read(read_text(text, "x.md")).claims if c.kind in ("founded", "partnership")]
    told = {(c.kind, (c.object or c.subject).label) for c in found if c.subject}
    assert told == {("founded", "ModelBest"), ("partnership", "ModelBest")}


def test_who_is_told_by_whom_a_thing_was_made_has_made_it() -> None:
    """"由A联合B打造的C": A and B, and not whoever the sentence before is about."""
    text = "马斯克于2023年成立xAI。\n\n2022年由智谱联合清华大学打造的GLM-130B正式诞生。"
    found = {(c.kind, c.subject.label, c.object.label) for c in shared().read(read_text(text, "x.md")).claims if c.object and c.subject}
    assert ("partnership", "Zhipu AI", "Tsinghua University") in found
    assert ("develops", "Tsinghua University", "GLM-130B") in found
    assert not any(who in ("xAI", "Elon Musk") and what in ("GLM-130B", "Tsinghua University") for _, who, what in found)


def test_a_licence_that_stands_behind_another_model_is_that_models() -> None:
    text = "百川2商用要申请，Baichuan-7B则是Apache 2.0。"
    found = shared().read(read_text(f"{text}\n", "x.md")).claims
    told = {(c.subject.label, c.object.label if c.object else "") for c in found if c.kind == "license" and c.subject}
    assert told == {("Baichuan 2", ""), ("Baichuan-7B", "Apache-2.0")}


@pytest.mark.parametrize(
    "text",
    [
        "Falcon 180B uses a licence that is based on Apache 2.0 but forbids hosting.",
        "Falcon 180B comes with a custom license modeled on Apache 2.0.",
        "Yi-34B's license is similar to the Apache 2.0 license.",
        "Grok 2 is released under a bespoke license rather than Apache 2.0.",
        "The license of Jais is stricter than Apache 2.0.",
        "Jais is under MIT, not Apache 2.0.",
        "Llama 4 is large.\n\n*Originally published at [The Register](https://x.org) under Apache 2.0.*",
        "Yi-34B的协议类似Apache 2.0。",
        "Falcon 180B采用基于Apache 2.0修改的许可证，禁止托管服务。",
    ],
)
def test_a_licence_that_is_only_like_another_is_not_that_one(text: str) -> None:
    found = shared().read(read_text(f"{text}\n", "x.md")).claims
    assert not [c for c in found if c.kind == "license" and c.object and c.object.label == "Apache-2.0"]


@pytest.mark.parametrize(
    "text",
    ["All Qwen3 models except Qwen-Max are open source.", "除了Qwen-Max，Qwen3系列全部开源。"],
)
def test_what_is_excepted_does_not_share_in_what_is_told(text: str) -> None:
    assert {told[1:] for told in said(text) if told[0] == "openness"} == {("Qwen 3", "open")}


def test_what_stands_behind_not_is_no_member_of_a_list() -> None:
    found = shared().read(read_text("Vicuna is based on Llama 2, not Llama 3.\n\nDuolingo uses Claude, not GPT-4.\n", "x.md")).claims
    assert {c.object.label for c in found if c.object and c.kind in ("based-on", "adopts")} == {"Llama 2", "Claude"}


def test_whose_weights_are_secret_is_told_of_whom_it_stands_behind() -> None:
    text = "Llama 3.1 is out. Unlike GPT-4o, whose weights remain secret, it can be downloaded by anyone."
    assert {told[1:] for told in said(text) if told[0] == "openness"} == {("Llama 3.1", "open"), ("GPT-4o", "closed")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("阿里最近开源了Qwen2.5，你怎么看这件事？", {("Alibaba", "Qwen 2.5")}),
        ("昆仑万维发布了天工3.0，这么多产品扎堆发，你是什么感受？", {("Kunlun Tech", "Skywork 3.0")}),
        ("OpenAI released GPT-4 last week, what do you make of it?", {("OpenAI", "GPT-4")}),
        ("If OpenAI released GPT-4, what would you do?", set()),
        ("阿里什么时候开源Qwen3，你怎么看？", set()),
        ("如果阿里开源了Qwen3，你怎么看？", set()),
        ("假设阿里发布了Qwen3，智谱发布了GLM-4，你怎么选？", set()),
    ],
)
def test_a_question_may_tell_something_before_it_asks(text: str, told: set[tuple[str, str]]) -> None:
    found = shared().read(read_text(f"{text}\n", "x.md")).claims
    assert {(c.subject.label, c.object.label) for c in found if c.kind == "release" and c.subject and c.object} == told


def test_which_things_are_meant_puts_them_in_no_order() -> None:
    text = "腾讯又开源了两款大模型，分别是混元Large和Hunyuan3D-1.0，可在Hugging Face、GitHub等社区直接下载。"
    found = shared().read(read_text(f"{text}\n", "x.md")).claims
    hosted = {c.object.label for c in found if c.kind == "adopts" and c.subject and c.subject.label == "Hugging Face" and c.object}
    assert hosted == {"Hunyuan-Large", "Hunyuan3D 1.0"}


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("xAI以330亿美元收购推特。", "organization/x-corp"),
        ("OpenAI agreed to buy Windsurf for $3 billion.", "organization/codeium"),
        ("Meta acquired Manus.", "organization/manus-ai"),
    ],
)
def test_who_is_bought_by_the_name_of_a_product_is_the_firm_that_the_lexicon_has(text: str, firm: str) -> None:
    found = shared().read(read_text(f"{text}\n", "x.md")).claims
    assert {c.object.key for c in found if c.kind == "partnership" and c.object} == {firm}


@pytest.mark.parametrize(
    ("text", "released"),
    [
        ("Google introduced Gemini Zorbo, a Python library for creating agents.", {"Gemini Zorbo"}),
        ("Google introduced Gemini Zorbo, the Gemma 3 family and Gemini 3.", {"Gemini Zorbo", "Gemma 3", "Gemini 3"}),
    ],
)
def test_what_a_thing_is_behind_a_comma_is_no_second_one(text: str, released: set[str]) -> None:
    found = shared().read(read_text(f"{text}\n", "x.md")).claims
    assert {c.object.label for c in found if c.kind == "release" and c.object} == released


def test_when_a_release_was_foretold_is_not_when_it_came() -> None:
    article = read_text("2025年5月15日，百度开会。百度早在今年2月便预告了ERNIE-4.5的即将推出。", "a.md")
    assert {c.time for c in shared().read(article).claims if c.kind == "release"} == {None}


def test_where_a_model_lies_has_not_its_terms() -> None:
    article = read_text("70亿参数的通用模型出现在社区ModelScope上，模型开源、可商用。", "a.md")
    assert not [c for c in shared().read(article).claims if c.kind in ("license", "openness")]
