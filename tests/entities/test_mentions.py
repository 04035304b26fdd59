"""Mentions in whole articles: new names by their form, doubtful names, surnames, word borders."""

from __future__ import annotations

import pytest
from named import found

from kg.extraction.extract import shared
from kg.model import Article, Mention
from kg.read import blocks, read_text


def mentions(text: str) -> list[Mention]:
    """The mentions of a Chinese text in order."""
    return shared().finder.find(Article("x", "x.md", text, lang="zh", blocks=blocks.split(text)))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("A new model, Zorblax-7B, was released.", "Zorblax-7B", "Model"),
        ("Of what remains they use Zorblax-7B.", "Zorblax-7B", "Model"),
        ("Meanwhile Zorblax Chat 7B was released.", "Zorblax Chat 7B", "Model"),
        ("他们把岩芯-33B的权重放了出来。", "岩芯-33B", "Model"),
        ("随后开源的“夜航船-3B”很小。", "夜航船-3B", "Model"),
        ("创业公司Zorblax发布了新产品。", "Zorblax", "Organization"),
        ("Zorblax Labs raised money.", "Zorblax Labs", "Organization"),
        ("The startup Zorblax was founded in Paris.", "Zorblax", "Organization"),
        ("首席执行官王晓珂表示，开源很重要。", "王晓珂", "Person"),
        ("“这是好事。”首席科学家让·穆兰说。", "让·穆兰", "Person"),
        ("Jane Doerksen, the chief executive officer, said so.", "Jane Doerksen", "Person"),
        ("他们在《开放的代价》一书中写道。", "开放的代价", "Publication"),
        ("Her book *The Glass Loom* is about weaving.", "The Glass Loom", "Publication"),
        ("Jane Doerksen is the author of “Weaving Looms”.", "Weaving Looms", "Publication"),
        ("They wrote a piece titled “How Looms Think and Why”.", "How Looms Think and Why", "Publication"),
        ("David Harris, *How to Regulate Unsecured Looms*, Loom Press (Dec. 4, 2023)", "How to Regulate Unsecured Looms", "Publication"),
        ("It runs with zorblax.cpp on a laptop.", "zorblax.cpp", "Product"),
        ("It scores well on ZorbBench.", "ZorbBench", "Benchmark"),
        # by the word for what it is, by what somebody did with it, by the title's quotation marks
        ("开源的搜索引擎 Zorblax 很好用。", "Zorblax", "Product"),
        ("Zorblax是一款开源的命令行工具。", "Zorblax", "Product"),
        ("Zorblax is a free browser extension.", "Zorblax", "Product"),
        ("Yesterday they launched Zorblax Studio for teams.", "Zorblax Studio", "Product"),
        ("They open-sourced Zorblax, an agent that reads mail.", "Zorblax", "Product"),
        ("They released Zorblax, a 40B model for code.", "Zorblax", "Model"),
        # by what is done with money, by a founder, where a repository keeps it
        ("Yesterday Zorblax raised $12 million.", "Zorblax", "Organization"),
        ("Paris-based Zorblax lands €8.6 million.", "Zorblax", "Organization"),
        ("Zorblax, co-founded by Jane Doerksen, is small.", "Zorblax", "Organization"),
        ("The deal values Zorblax at $3 billion.", "Zorblax", "Organization"),
        ("It was a round led by Zorblax Capital and Quillon Ventures.", "Quillon Ventures", "Organization"),
        ("They want to acquire Zorblax.AI this year.", "Zorblax.AI", "Organization"),
        ("OpenAI partnered with Zorblax on maps.", "Zorblax", "Organization"),
        ("Run zorblax/zorb-7b-chat on a laptop.", "zorb-7b-chat", "Model"),
        ("Run zorblax/zorb-7b-chat on a laptop.", "zorblax", "Organization"),
        ("Its co-founders Jane Doerksen and Wim Hartog left.", "Wim Hartog", "Person"),
        ("It learned from the ZorbText dataset.", "ZorbText", "Dataset"),
        # in Chinese by what it does, whose it is, what it is called beside its kind
        ("Zorblax今日发布了新模型。", "Zorblax", "Organization"),
        ("这个模型由Zorblax开发。", "Zorblax", "Organization"),
        ("谷歌的Fathom很快。", "Fathom", "Product"),
        ("微软发布了MAI-Thinking-1。", "MAI-Thinking-1", "Model"),
        ("它在榜单ZorbArena之外，也在Zorblist榜单上。", "Zorblist", "Benchmark"),
        ("数据集WuSong包含200万条对话。", "WuSong", "Dataset"),
        ("他们推出了大模型“苍澜”。", "苍澜", "Model"),
        ("蓝湾银行近日换了系统。", "蓝湾银行", "Organization"),
        ("它适用欧空公共许可证 1.2。", "欧空公共许可证 1.2", "License"),
        ("Gao等人提出了新方法。", "Gao", "Person"),
        ("作者 | 连冉\n\n正文。", "连冉", "Person"),
        ("嘉宾：刘景媛（某资本）", "刘景媛", "Person"),
        ("Google announced Project Zorbie.", "Project Zorbie", "Product"),
        # in one series with known names
        ("Backers are SoftBank, Quillon, Nvidia and Accel.", "Quillon", "Organization"),
        ("Many schools and offices have lately bought Claude for Zorblaxers.", "Claude for Zorblaxers", "Product"),
        ("ZorbLM, an open-weight 26B MoE model, is out.", "ZorbLM", "Model"),
        ("In the paper \"Zorblax: On Many Things\" they say so.", "Zorblax: On Many Things", "Publication"),
        ("Xiaowei Qian, who wrote it, was glad.", "Xiaowei Qian", "Person"),
        # by who brought it into being, by what it brings out, by the word for it
        ("Jane Doerksen, who co-founded Zorblax in 2021, agreed.", "Zorblax", "Organization"),
        ("Tom Hale is CEO of Zorblax.", "Zorblax", "Organization"),
        ("Tom Hale is CEO of First Zorblax Movers.", "First Zorblax Movers", "Organization"),
        ("She studied at the University of Zorblax and Director Hale agreed.", "University of Zorblax", "Organization"),
        ("The lab has spun out as Zorblax with new money.", "Zorblax", "Organization"),
        ("Yesterday Zorblax released Zorb-7B.", "Zorblax", "Organization"),
        ("They tried Zorblax's new Zorb-7B.", "Zorblax", "Organization"),
        ("They tried Zorb-7B from Zorblax.", "Zorblax", "Organization"),
        ('Meta has two models, codenamed "Zorb" and "Quill".', "Quill", "Model"),
        ("They learn from the Zorblax corpus.", "Zorblax", "Dataset"),
        ("It was said by Lucie-Aimée Doerksen, an author.", "Lucie-Aimée Doerksen", "Person"),
        ("Mei-Ling Zhou, a founder, said so.", "Mei-Ling Zhou", "Person"),
        ("Qwen2.5-7B is out. The 7B model is small.", "7B", "Model"),
        ("记者：王晓珂、李多多", "王晓珂", "Person"),
        ("节目组昨天专访Karen Solvang并发表了全文。", "Karen Solvang", "Person"),
        ("资料来源：《The Weather of Long Rivers》", "The Weather of Long Rivers", "Publication"),
        ("他后来从德尔克森大学毕业。", "德尔克森大学", "Organization"),
    ],
)
def test_a_name_nobody_listed_is_found_with_its_type(text: str, name: str, kind: str) -> None:
    assert found(text).get(name) == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The White House published an Action Plan, said officials.", "Action Plan"),
        ("Neither Grok 3 nor GPT-4 is open.", "nor GPT-4"),
        ("It is like other open MoE models.", "open MoE"),
        ("They sell an LLM-based tool.", "LLM-based"),
        ("Spotify introduces a Spanish-language version of it.", "Spanish-language"),
        ("In Figure 3, you can see how they compare.", "Figure"),
        ("READ THE PAPER", "THE PAPER"),
        ("Qwen2.5-7B, Llama 3 8B and Gemma 2 are out. The 8B model is small.", "8B"),
        ("他住在北京东路。", "京东"),
        ("方面认为，这很重要。", "方面"),
        ("参数规模为 7B，模型-7B 一档最小。", "模型-7B"),
        ("We tested 7B and 70B.", "tested 7B"),
        ("The president wants to acquire Greenland.", "Greenland"),
        ("They raised $5 million.", "They"),
        ("The mission was led by American astronauts.", "American"),
        ("See [the page](https://example.org/Qwen/Qwen2.5-7B) for more.", "Qwen2.5-7B"),
        ("AI Shopping Chatbots and AI Replacing Plumbers are two talks.", "Replacing Plumbers"),  # "AI" is nobody's post
        ("我喜欢电影《远山的灯》，也读过《用户协议》。", "远山的灯"),
        ("我喜欢电影《远山的灯》，也读过《用户协议》。", "用户协议"),
    ],
)
def test_words_that_are_no_name_are_left_alone(text: str, name: str) -> None:
    assert name not in found(text)


def test_the_stop_of_a_short_form_parts_no_subject_from_its_verb() -> None:
    text = "Zorblax Systems Inc. released Zorblax-7B. It was built by Zorblax Systems Inc. The rest is silence."
    assert found(text).keys() == {"Zorblax Systems Inc.", "Zorblax-7B", "Zorblax Systems Inc"}
    claims = shared().read(read_text(text, "x.md")).claims
    assert [c.subject.label for c in claims if c.kind == "release" and c.subject] == ["Zorblax Systems Inc"]


def test_a_surname_is_the_person_named_before() -> None:
    text = "Percy Liang leads the centre. Later Liang said that models differ."
    article = Article("x", "x.md", text, blocks=blocks.split(text))
    keys = [m.entity.key for m in shared().finder.find(article) if m.entity.type == "Person"]
    assert len(keys) == 2 and len(set(keys)) == 1


def test_a_new_name_is_found_wherever_it_stands() -> None:
    text = "The startup Zorblax is small. Nobody knew Zorblax before."
    article = Article("x", "x.md", text, blocks=blocks.split(text))
    assert sum(text[m.start : m.end] == "Zorblax" for m in shared().finder.find(article)) == 2


def test_a_line_over_what_it_is_names_a_product() -> None:
    text = "# 工具\n\n1、zorblax\n\n一个跨平台的命令行工具，用来整理文件。\n\n2、夜航船\n\n开源的微信小程序。（@某人 投稿）\n"
    text += "\n3、带你了解大模型\n\n文章讲了大模型可以作为工具。\n\n4、Zorblax 与 GPT-4\n\n本文比较两种工具的价格。\n"
    names = found(text)
    assert names["zorblax"] == names["夜航船"] == "Product"
    assert "带你了解大模型" not in names
    assert "Zorblax 与 GPT-4" not in names


def test_a_member_of_a_list_of_known_things_is_one_more() -> None:
    assert found("谷歌、Zorblax和微软都参与了投资。")["Zorblax"] == "Organization"
    assert found("微软、360数字盾、亚马逊都在其中。")["360数字盾"] == "Organization"
    assert "RLHF" not in found("他们比较了 GPT-4、RLHF 等。")
    assert "天气预报" not in found("微软、天气预报、谷歌。")


def test_names_that_are_words_in_most_places() -> None:
    assert found("服务器厂商浪潮发布了大模型。").get("浪潮") == "Organization"
    assert found("联想和浪潮都在列。").get("浪潮") == "Organization"
    assert "浪潮" not in found("在人工智能的浪潮中，百度没有停下。")
    assert "浪潮" not in found("AI浪潮席卷全球，百度也在其中。")
    assert found("抖音是字节的产品。").get("字节") == "Organization"
    assert "字节" not in found("词表里有字节对编码，也有单字节词元，百度用过。")
    assert "安全官" not in found("蚂蚁集团首席技术安全官认为，数据很重要。")


def test_a_bare_version_is_the_model_named_whole_before() -> None:
    text = "DeepSeek-R1 came out in January. R1 is cheap."
    article = Article("x", "x.md", text, blocks=blocks.split(text))
    assert {m.entity.key for m in shared().finder.find(article)} == {"model/deepseek-r1"}


def test_a_model_is_known_by_what_stands_behind_its_family() -> None:
    text = "Claude is Anthropic's. Opus 4.5 costs more than Sonnet 4.5, and Sonnet is quick."
    assert found(text)["Opus 4.5"] == found(text)["Sonnet"] == "Model"
    assert found("He wrote a Sonnet, then Opus 3 for piano.") == {}


def test_a_model_called_by_its_variant_is_no_new_name() -> None:
    article = Article("x", "x.md", "He pays for Anthropic's Opus 4.6 model.", blocks=blocks.split("He pays for Anthropic's Opus 4.6 model."))
    assert {m.entity.key for m in shared().finder.find(article)} == {"organization/anthropic", "model/claude-4.6-opus"}


def test_a_firm_called_as_its_product_is_told_by_what_stands_beside_it() -> None:
    def kinds(text: str) -> list[str]:
        article = Article("x", "x.md", text, blocks=blocks.split(text))
        return [m.entity.type for m in shared().finder.find(article) if text[m.start : m.end] == "Reddit"]

    assert kinds("The CEO of Reddit posted it on Reddit.") == ["Organization", "Product"]
    assert kinds("Buyers are Nvidia, Reddit, Uber and Shopify.") == ["Organization"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nothing is known of Perplexity.", "Organization"),
        ("They tried Perplexity for a week.", "Product"),
        ("The Perplexity app is free.", "Product"),
        ("Perplexity users raised it.", "Product"),
        ("Nothing is known of Slack.", "Product"),
    ],
)
def test_what_a_name_means_first_and_what_tells_of_the_other(text: str, kind: str) -> None:
    assert {k for name, k in found(text).items() if name in text} == {kind}


def test_a_name_goes_on_to_that_of_a_product() -> None:
    assert found("We often call the OpenAI API and then the Gemini Interactions API.") == {"OpenAI API": "Product", "Gemini Interactions API": "Product"}
    assert found("They moved to Slack 2.0, and Slack 2.5 million times.")["Slack 2.0"] == "Product"
    assert "Slack 2.5" not in found("Slack 2.5 million users left.")
    assert found("Meta Launches Search For All Of Its Users\n\nIt is slow.").get("Meta") == "Organization"  # a headline
    assert "OpenAI Releases API" not in found("Then OpenAI Releases API prices.")


def test_a_name_goes_on_to_that_of_a_house() -> None:
    text = "It raised money from the Slack Startup Fund and then hired people at Xbox Game Studios."
    assert found(text) == {"Slack Startup Fund": "Organization", "Xbox Game Studios": "Organization"}
    assert "Google Foundation" not in found("They have built all this with the Google Foundation Models of last year.")
    assert "Slack Partners" not in found("Then we all read that Slack Partners with them again.")


def test_the_system_that_an_app_is_for_is_no_thing_of_its_own() -> None:
    assert found("They ship an iOS app and an Android client.") == {}
    assert found("They ship it for iOS and later for Android.") == {"iOS": "Product", "Android": "Product"}


def test_an_edition_is_a_product_of_its_own() -> None:
    assert {"Slack v2.0.1", "iOS 19"} <= found("Slack v2.0.1 is out and needs iOS 19.").keys()
    assert found("Slack 19 is no edition, nor are iOS 19 million users.").keys() == {"Slack", "iOS"}


def test_a_house_called_as_its_site_is() -> None:
    assert found("Zorblax.io, a provider of tools, has raised $65 million.") == {"Zorblax.io": "Organization"}
    assert found("See Zorblax.io/docs or www.Zorblax.io for it, and zorblax.io.") == {}


def test_who_posts_under_a_handle_is_somebody() -> None:
    assert found("@jane_doe noted that Llama 3 is good.")["jane_doe"] == "Person"
    assert found("@karpathy noted that Llama 3 is good.") == {"karpathy": "Person", "Llama 3": "Model"}
    named = [m.entity for m in mentions("@jane_doe noted that Llama 3 is good.") if m.entity.type == "Person"]
    assert named[0].aliases == ("jane_doe", "@jane_doe")
    assert found("Then `@moxi7` inquired about it, with user `@zora_q` and @Zora_UW drawing a chart.") == {
        "moxi7": "Person", "zora_q": "Person", "Zora_UW": "Person"
    }  # fmt: skip
    assert "jane_doe" not in found("Write to a@jane_doe noted, or see @jane_doe.com")


@pytest.mark.parametrize("text", ["In a post on X, she named the model.", "It was shared by X users.", "她在 X 上转发了消息。", "X (formerly Twitter) is down."])
def test_a_letter_is_a_platform_by_the_words_around_it(text: str) -> None:
    assert [m.entity.key for m in mentions(text) if text[m.start : m.end] == "X"] == ["product/x-platform"]


@pytest.mark.parametrize("text", ["It depends on X and Y.", "Focus on X-rays.", "The Model X users like it.", "The norm on X = 1 holds."])
def test_a_letter_is_no_name_by_itself(text: str) -> None:
    assert "X" not in found(text)


def test_what_stands_in_no_series_of_one_type_is_no_name() -> None:
    assert "Quillon" not in found("They met SoftBank, Quillon, Llama 3 and Accel.")
    assert "Germany" not in found("They met SoftBank, Germany, Nvidia and Accel.")


def test_nothing_is_read_in_boilerplate_and_code() -> None:
    text = "Meta released Llama 3.\n\n```\nOpenAI\n```\n\n相关文章\n\n- 百度发布新模型\n"
    assert "OpenAI" not in found(text) and "百度" not in found(text)


@pytest.mark.parametrize("run", ["Aa", "AB", "A1", "Xb-", "x7B", "iVBORw0KGgo"])
def test_a_long_run_of_letters_is_no_name_and_hides_none(run: str) -> None:
    """As a picture within the text is written; a pattern that can part it in many ways would never end."""
    text = f"![]({run * 2000})\n\n{run * 2000}\n\n大模型 Zorblax-7B scores well on ZorbBench."
    assert {name: kind for name, kind in found(text).items() if len(name) < 40} == {
        "Zorblax-7B": "Model",
        "ZorbBench": "Benchmark",
    }


@pytest.mark.parametrize(
    "text",
    [
        "AI Assistant Reaches Milestone As Voice Mode Launches Today",
        "**Parameters:** many\n\n**Additional Features:** more",
        "Company Launches Voice Mode To Build Apps With Just Words",
    ],
)
def test_the_ordinary_words_of_headlines_and_headings_are_no_names(text: str) -> None:
    assert not {name for name, kind in found(text).items() if kind in ("Person", "Product")}


def test_a_family_s_other_name_right_before_its_member_is_part_of_the_name() -> None:
    assert found("阿里巴巴发布了通义千问Qwen3。")["通义千问Qwen3"] == "Model"
    assert found("这里有通义千问、Qwen3。")["Qwen3"] == "Model"


def test_a_firm_in_a_list_of_models_is_the_model_of_its_name() -> None:
    assert found("如今的Llama、Qwen、DeepSeek都很快。")["DeepSeek"] == "Model"
    assert found("阿里、DeepSeek和腾讯都在招人。")["DeepSeek"] == "Organization"


def test_strokes_leave_the_name_of_variants_short() -> None:
    text = "这里有Claude 3 Opus/Sonnet/Haiku。"
    assert [m.entity.label for m in mentions(text)] == ["Claude 3 Opus", "Claude 3 Sonnet", "Claude 3 Haiku"]


def test_a_line_that_is_a_link_over_what_it_is_names_a_thing() -> None:
    assert found("- [Zorbnote](https://zorb.example)\n\n一个开源的笔记软件。")["Zorbnote"] == "Product"


@pytest.mark.parametrize(
    ("text", "short", "whole"),
    [
        ("Zorblax Labs raised $10 million in May. Zorblax has released Quill-7B.", "Zorblax", "Zorblax Labs"),
        ("初创公司榆钱科技完成3亿元A轮融资。榆钱随后开源了新模型。", "榆钱", "榆钱科技"),
        ("Applied Research Inc raised $10 million in May. Applied physics is hard.", "Applied", ""),
        ("The startup Meridian Labs raised $10 million.\n\nHappy with Meridian Labs, meridians are lines.", "meridians", ""),
    ],
)
def test_a_new_house_is_called_without_the_word_of_its_kind_too(text: str, short: str, whole: str) -> None:
    article = Article("x", "x.md", text, lang="zh" if "一" <= text[0] <= "鿿" else "en", blocks=blocks.split(text))
    named = {text[m.start : m.end]: m.entity.label for m in shared().finder.find(article)}
    assert named.get(short, "") == whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Ingrid Solvang founded the lab. “We share everything,” Ingrid told us.", "Ingrid Solvang"),
        ("Ingrid Solvang met Ingrid Haugen. “We share everything,” Ingrid told us.", ""),  # of two it may be either
        ("Mark Solvang founded the lab. Mark that it is his third.", ""),  # a word too
    ],
)
def test_a_first_name_alone_is_the_one_person_of_that_name(text: str, whole: str) -> None:
    named = {text[m.start : m.end]: m.entity.label for m in mentions_of(text)}
    assert named.get(text.split(" ", 1)[0], "") in (whole, text.split(" ", 1)[0])
    assert not whole or named[text.split(" ", 1)[0]] == whole


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("Sam Solvang founded it. **Sam:** I am glad. **Ann:** So am I.", "Sam", "Sam Solvang"),
        ("Nous Research shared its plans. Yesterday Nous released Quill-7B.", "Nous", "Nous Research"),
    ],
)
def test_a_part_of_a_name_is_whose_name_is_whole(text: str, part: str, whole: str) -> None:
    assert {m.entity.label for m in mentions_of(text) if text[m.start : m.end] == part} == {whole}


def mentions_of(text: str) -> list[Mention]:
    """The mentions of an English text in order."""
    return shared().finder.find(Article("x", "x.md", text, blocks=blocks.split(text)))


@pytest.mark.parametrize(
    ("text", "label", "alone"),
    [
        ("Anthropic built Claude Mythos. Mythos beats GPT-5.", "Claude Mythos", "Mythos"),
        ("DeepSeek 发布了 DeepSeek-V4-Pro。V4-Pro 有 1.6T 参数。", "DeepSeek-V4 Pro", "V4-Pro"),
        ("Qwen3 Max is out. The Max plan costs $100.", "Qwen 3 Max", ""),
    ],
)
def test_the_end_of_a_model_s_name_is_the_model(text: str, label: str, alone: str) -> None:
    article = read_text(text, "x.md")
    places = [article.text[m.start : m.end] for m in shared().finder.find(article) if m.entity.label == label]
    assert len(places) == (2 if alone else 1) and (not alone or places[1] == alone)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("《湾畔商报》援引知情者称，公司亏损。", "湾畔商报", "Organization"),
        ("所附《岩芯公共许可》第4条要求署名。", "岩芯公共许可", "License"),
        ("粤语语料库「街坊话」已公开。", "街坊话", "Dataset"),
        ("医学指令集 MedZorb-1M 已公开。", "MedZorb-1M", "Dataset"),
        ("榆钱软件(600000)上涨10%。", "榆钱软件", "Organization"),
        ("5连板榆钱股份：公司未投资。", "榆钱股份", "Organization"),
        ("《云原生的代价》是一本书。", "云原生的代价", "Publication"),
    ],
)
def test_what_stands_beside_a_chinese_name_tells_its_type(text: str, name: str, kind: str) -> None:
    assert found(text).get(name) == kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Zoom taps GPT-4 for meeting notes.", {"Zoom", "GPT-4"}),
        ("It is used by Zoom for meetings.", {"Zoom"}),
        ("Zoom in on GPT-4 and its layers.", {"GPT-4"}),
    ],
)
def test_a_house_named_by_a_word_is_one_where_it_takes_a_model_up(text: str, names: set[str]) -> None:
    assert {m.entity.label for m in shared().finder.find(Article("x", "x.md", text, lang="en", blocks=blocks.split(text)))} == names


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Meta released Muse Spark. It hopes to open later versions of the Muse series, as Google did with Gemma.", False),
        ("Meta released Muse Spark. Years before, Google's Muse series drew pictures.", True),
    ],
)
def test_a_name_with_which_another_houses_model_begins_is_not_its_namesake(text: str, named: bool) -> None:
    found = shared().finder.find(Article("x", "x.md", text, lang="en", blocks=blocks.split(text)))
    assert any(m.entity.key == "model/muse" for m in found) is named
