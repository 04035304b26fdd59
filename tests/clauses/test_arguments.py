"""Arguments: for each sentence the sides, polarities and aspects that it argues, in Chinese and in English."""

from __future__ import annotations

import pytest

from kg.clauses import arguments, aspects
from kg.extraction.extract import Extractor, shared
from kg.extraction.reconcile import reconcile
from kg.model import Claim
from kg.read import read_bytes

ARGUED = [
    # the former and the latter of two sides
    ("开源和闭源各有所长：前者成本更低，后者更稳定。", {"open pro cost", "closed pro reliability"}),
    ("闭源与开源是两条路。前者更容易赚钱，后者更透明。", {"closed pro commercialization", "open pro transparency"}),
    ("Open and closed models differ. The former cost less, while the latter are more reliable.", {"open pro cost", "closed pro reliability"}),
    ("Llama和GPT-4都不错，前者免费，后者更强。", set()),
    ("Reviewers compared open and proprietary systems, and the former were a fifth as expensive to run.", {"open pro cost"}),
    # what is left behind, what is asked with "or", what a condition denies; whose moat it is
    ("开源让行业从巨头垄断走向百家争鸣。", {"open pro control"}),
    ("开源模型是否会追上闭源，还是差距继续拉大，没有人知道。", set()),
    ("如果闭源模型的能力不能明显领先，就很难继续收费。", {"closed con commercialization"}),
    ("开源能削弱对手的护城河。", {"open pro control"}),
    ("开源会削弱公司的护城河。", {"open con control"}),
    ("开源可以打破闭源厂商的定价权。", {"open pro control"}),
    ("闭源能守住核心算法。", {"closed pro control"}),
    # to be found or mended is good of an evil alone; a community that is not only named after the side
    ("支持开源的人认为，透明的代码更容易查出漏洞。", {"open pro security"}),
    ("开源之后，漏洞能被更多人发现。", {"open pro security"}),
    ("开源赢在生态。", {"open pro community"}),
    ("开源模型看似免费，实际的部署成本更高。", {"open con cost"}),
    ("开源模型的版权归属不清。", {"open con control", "open con regulation"}),
    ("权重放出之后，厂商就无法控制谁在使用它。", {"open con safety"}),
    ("银行青睐开源模型，因为数据不会外流。", {"open pro privacy"}),
    ("开源没有资本的聚集。", {"open con resources"}),
    ("写代码时，开源模型与闭源模型不相上下。", {"open pro performance"}),
    ("最难的任务，闭源模型仍保持领先。", {"closed pro performance"}),
    ("企业看中开源，因为它的成本效益更高。", {"open pro cost"}),
    ("闭源产品更容易积累品牌信任。", set()),
    # a good that stands with another behind one verb; a reason argues nothing against what it is the reason for
    ("闭源会阻碍创新和知识共享。", {"closed con innovation", "closed con community"}),
    ("取消对开源模型的豁免会阻碍创新和知识共享。", {"open pro innovation", "open pro community"}),
    ("开源可能带来碎片化，因为人人都能随意改动代码。", {"open con fragmentation"}),
    ("闭源软件在安全上有优势，因为黑客无法查看源代码。", {"closed pro security"}),
    ("开源模型正面临更严格的审查。", set()),
    ("开源模型的部署门槛并不低。", {"open con accessibility"}),
    ("开源模型更灵活，但性能略逊一筹。", {"open pro customization", "open con performance"}),
    ("把产品建在闭源接口上，等于把命脉交给别人。", {"closed con control"}),
    # what is feared behind a course that is chosen, and what somebody's opening is for
    ("这家公司坚持闭源，因为担心技术被滥用。", {"open con safety"}),
    ("谷歌开源了Gemma，是为了带动云业务的收入。", {"open pro commercialization"}),
    ("谁能在开源与商业化之间找到平衡，谁就能赢。", {"hybrid pro commercialization"}),
    # verbs that raise a good, cut an evil, and the other way round
    ("开源模型降低了中小企业的使用门槛。", {"open pro accessibility"}),
    ("开源提高了透明度和安全性。", {"open pro transparency", "open pro security"}),
    ("开放权重加快了学术研究。", {"open pro education"}),
    ("闭源限制了外部协作。", {"closed con community"}),
    ("闭源模型让用户难以定制。", {"closed con customization"}),
    ("闭源让模型更难被滥用。", {"closed pro safety"}),
    ("开源不会削弱企业的竞争优势。", {"open pro control"}),
    ("开源降低了审计的难度。", {"open pro transparency"}),
    ("Open models lower the barrier to entry.", {"open pro accessibility"}),
    # for whom a side is advised, and what comes of weights that are out
    ("If you care about privacy or cost, an open model is the better choice.", {"open pro privacy", "open pro cost"}),
    ("For companies that value control over their data, open models are the obvious choice.", {"open pro control"}),
    ("Choose open source when cost matters.", {"open pro cost"}),
    ("If you care about privacy, read the terms of the proprietary API.", set()),
    ("Critics worry that terrorists could misuse powerful models once their weights are public.", {"open con safety"}),
    ("Small countries that build on open models depend on no foreign supplier.", {"open pro control"}),
    ("Firms that build on closed models depend on one foreign supplier.", {"closed con control"}),
    ("成千上万双眼睛盯着，开源模型的漏洞比厂商自己的红队发现得更快。", {"open pro security"}),
    # what comes of it, told in a clause of its own; a gap that is told of in one respect; what is favoured by what
    ("Open models will not go away, ensuring uninterrupted access and reducing reliance on external providers.", {"open pro reliability", "open pro control"}),
    ("The gap in reasoning between open and closed models has shrunk a lot.", {"open pro performance"}),
    ("Cost and convenience usually favour closed models.", {"closed pro cost", "closed pro accessibility"}),
    ("Open models offer low marginal cost.", {"open pro cost"}),
    ("开源模型面向不同类型的开发者，降低了使用门槛。", {"open pro accessibility"}),
    ("闭源接口效果好，但价格高。", {"closed pro performance", "closed con cost"}),
    ("闭源模型凭借性能抢占了市场。", {"closed pro performance", "closed pro commercialization"}),
    # an evil that is only named is a side's where it is told whose; what is not said, but taken back, left open or asked
    ("Open weights carry real risks.", {"open con safety"}),
    ("Anxious banks with some regulatory exposure steer clear of open models.", set()),
    ("Open models are popular, but not because openness is automatically safe.", set()),
    ("The question is not whether open models are good and secrecy is bad.", set()),
    ("The case for open weights is not that downloading a model is convenient.", set()),
    ("Closed models do not deny defenders access.", set()),
    ("Open models let outsiders look, and allow vulnerabilities to be discovered.", {"open pro security"}),
    ("Open weights help defenders simulate attacks.", {"open pro security"}),
    ("Those risks do not disappear in closed systems.", set()),
    ("A hospital cannot leak its data to a closed API.", {"closed con privacy"}),
    # who argues is no side that is argued for; a word in another sense
    ("Closed labs argued that such power was too dangerous to share.", set()),
    ("Open models win, and not at the expense of anybody.", set()),
    ("Clever open source hackers do amazing things.", set()),
    # a sentence that begins as if it went on, and speaks of something else
    ("Open models are everywhere. It is no longer about expanding access.", set()),
    ("Open models are everywhere. So if you look at the funding of chips, it has grown.", set()),
    ("Open models are on the rise. As a result, over the years rivals have raced ahead in capability.", set()),
    # what would be, what rules ask for and what only seems a good; who chooses out of fear; what is challenged
    ("Open models are great if they perform better.", set()),
    ("Open models should be benchmarked for safety.", set()),
    ("Open models carry no single-vendor gating risk.", set()),
    ("Open weights do not mean cheap inference.", set()),
    ("Open models have moved past experimentation.", set()),
    ("Open source is a strong card rather than a liability.", set()),
    ("Open models, a gift to hospitals, do not prevent a fine-tuning business from succeeding.", set()),
    ("Banks worried about their data being sent abroad can host an open model.", set()),
    ("The newcomers challenge proprietary systems by providing full access.", set()),
    ("Patch vulnerabilities in open source dependencies.", set()),
    ("The open-closed model gap shows how models tend to get better.", set()),
    ("Its openness to rivals' models shows a powerful moat.", set()),
    ("Closed models give the illusion of safety.", {"closed con safety"}),
    ("The question is not whether openness is dangerous, but when harmful uses can be constrained.", set()),
    # what was thought once; what a side is used for; whose evil it is that another is held against, or saved from
    ("Open models, once seen as clearly inferior, are quickly catching up.", {"open pro performance"}),
    ("Open models are tuned for tasks like customer service chatbots.", {"open pro customization"}),
    ("Closed models often lead thanks to access to huge private datasets.", {"closed pro resources"}),
    ("Unlike proprietary black boxes, open models can be adapted to every need.", {"closed con transparency", "open pro customization"}),
    ("Open models offer a way out to teams who would otherwise depend on a single vendor.", {"open pro control"}),
    ("Open weights have clear upsides. A small oligopoly of labs can set terms for the rest.", set()),
    ("Such spending is incompatible with open weights.", set()),
    ("Open source surpasses closed source on transparency thanks to public code.", {"open pro transparency"}),
    ("I do not see any risk associated with open-sourcing models.", {"open pro safety"}),
    ("The risks of open models are not nearly as great as feared.", {"open pro safety"}),
    ("A lack of openness is a problem for reproducibility.", {"open pro reproducibility"}),
    ("Training open models remains the privilege of well-funded companies.", {"open con resources"}),
    ("Open-source AI emphasizes collaboration, while closed models prioritize safety.", {"open pro community", "closed pro safety"}),
    ("Open weights can check corporate power.", {"open pro control"}),
    ("Open weights accelerate the whole field.", {"open pro innovation"}),
    ("With open source, it often means that the weights are out, not the training data.", {"open con transparency"}),
    ("Open weights cannot be unshipped.", {"open con safety"}),
    ("Running models on your own servers means that patient data does not leave the house.", {"open pro privacy"}),
    ("Offering models through an API makes it easier to stop abuse.", {"closed pro safety"}),
    # who is pressed, who misuses, who undercuts whom; what must be done by oneself; what stays at home
    ("Open models set a floor of quality that forces closed vendors to keep improving.", {"open pro innovation"}),
    ("Criminals can fine-tune open weights to write malware.", {"open con security"}),
    ("Companies must run, patch and secure open models themselves.", {"open con support"}),
    ("Open models spare governments from depending on foreign vendors.", {"open pro control"}),
    ("Hospitals like open models, since patient records stay in the house.", {"open pro privacy"}),
    ("Publishing a model hands its secrets to rivals.", {"open con control"}),
    ("Once a model is open, its maker cannot take it back.", {"open con safety"}),
    ("Open source opens powerful technology to everybody.", {"open pro accessibility"}),
    ("Closed labs can revoke access when a customer breaks the rules.", set()),
    ("Open models can be adapted to special needs.", {"open pro customization"}),
    ("Support for open models is left to the community.", {"open con support"}),
    ("With open weights, the guardrails are trivially stripped away.", {"open con safety"}),
    ("Closed models are safer to serve, because their makers can respond to cases of misuse.", {"closed pro safety"}),
    ("Releasing partially open models keeps a lab's competitive advantage.", {"hybrid pro control"}),
    # a title sets nothing for the paragraphs of a long article, nor a heading for what stands far below it
    ("# Why open source matters\n\nI met the founder in a bar. It sparked an explosion of innovation.\n\n" + "He sang. " * 90, set()),
    ("# News\n\n## Benefits of open models\n\n" + "He sang.\n\n" * 4 + "Anyone can audit the work.\n\n## More\n\nNo.", set()),
    ("# News\n\n## Benefits of open models\n\nAnyone can audit the work.\n\n## More\n\nNo.", {"open pro transparency"}),
    # what answers a question that asks for a side's reasons
    ("Why are open models so popular? Because anyone can inspect them.", {"open pro transparency"}),
    ("为什么开源模型越来越受欢迎？因为成本低。", {"open pro cost"}),
    ("Why did Meta open its model? Because it is cheap.", set()),
    # below a heading that names both sides nothing further out says which is meant
    ("# 开源的意义\n\n## 开源与闭源的优劣比较\n\n训练用了很多数据。技术细节不得而知。", set()),
    ("# The benefits of open source\n\n## Open and closed models compared\n\nThe details of training are not known.", set()),
    # below a heading that names a side and says that it is weighed
    ("# Closed models: pros and cons\n\nThey are easy to use. On the other hand, you are locked in to one vendor.", {"closed pro support", "closed con control"}),
    ("Open source fosters a vibrant community and faster innovation.", {"open pro community", "open pro innovation"}),
    ("Closed development stifles innovation.", {"closed con innovation"}),
    ("Open models make it harder to protect intellectual property.", {"open con control"}),
    ("Open models help avoid vendor lock-in.", {"open pro control"}),
    ("Open models are ideal for teaching.", {"open pro education"}),
    # trouble with a good is none of it; what safeguards cannot do; who only might have thought so; rules that fit nobody
    ("Open source AI still faces significant difficulties in monetization.", set()),
    ("Makers of open models are unable to reduce the risk of misuse.", {"open con safety"}),
    ("The old idea that models must be closed source and expensive to succeed is breaking down.", set()),
    ("Some may have argued that open models would always lag behind.", set()),
    ("The rules will stifle open-source R&D.", {"open pro innovation"}),
    # what a clause with "while" only grants is not what the next sentence goes on about
    ("While some firms keep their models closed, many labs publish open-weight models. This strategy cuts costs.", {"open pro cost"}),
    ("While many firms favour a closed-source approach - keeping their proprietary code locked away - labs in Asia are eagerly releasing open-source models. This strategy cuts costs.", {"open pro cost"}),
    # what is feared for is a good, and what is feared an evil
    ("There are concerns about misuse of open models.", {"open con safety"}),
    ("There are concerns about the safety of open models.", {"open con safety"}),
    ("Buyers have concerns about the cost of closed models.", {"closed con cost"}),
    ("Open models are worse than closed ones, and there is no reason to believe the gap will close soon.", {"open con performance"}),
    ("The chipmaker doesn't care if its chips run cheap open source models.", set()),
    ("Without the equalizing and democratizing nature of open source, buyers would face more monopolies.", {"open pro control"}),
    # a side without which things would be bad; a rival's name for rivals; what was so once; what is asked of the law
    ("Without the levelling influence of open source, buyers would face less innovation.", {"open pro innovation"}),
    ("The closed labs want ministers to outlaw their open source competition.", set()),
    ("Open-source technology is becoming an arena of competition between countries.", set()),
    ("Removing the guardrails of open-weight models used to take deep expertise.", set()),
    ("Vendors have pressed for tighter scrutiny of open-weight models.", set()),
    # of counterparts nothing is told; a request that is refused does no harm
    ("Like their proprietary counterparts, many perform very well.", set()),
    ("Vendors train their proprietary models to refuse requests that are harmful.", {"closed pro safety"}),
    ("One-size-fits-all rules will stifle open-source projects.", set()),
    ("Startups save money by using open models.", {"open pro cost"}),
    ("Rules are needed to prevent misuse of open models.", {"open con safety"}),
    # what is said before the side's own words is theirs, not the heading's
    ("# Why open source may win\n\nThe talk is dominated by a few rich closed labs.", {"closed con control"}),
    # an evil that is only named
    ("开源存在被恶意利用的风险。", {"open con safety"}),
    ("Critics say open weights are an invitation to misuse.", {"open con safety"}),
    # lists share what moved their first member; goods after "advantage"
    ("开源的好处在于透明、灵活、成本低。", {"open pro transparency", "open pro customization", "open pro cost"}),
    (
        "Open source gives enterprises privacy, transparency and customization.",
        {"open pro privacy", "open pro transparency", "open pro customization"},
    ),
    # whom something keeps from doing it; a side that one thing is held against
    ("Closed models create a dependency that prevents companies from switching providers.", {"closed con control"}),
    ("这款模型在性能上足以匹敌当时市场领先的所有闭源大模型。", set()),
    ("Open models allow you to run them on your own hardware.", {"open pro control"}),
    ("Closed models have led the benchmarks.", {"closed pro performance"}),
    ("Opening the weights lowers the barrier to entry for researchers and startups.", {"open pro accessibility"}),
    # what follows the noun
    ("闭源模型的性能更强，延迟也更低。", {"closed pro performance", "closed pro latency"}),
    ("开源项目的资金不足。", {"open con resources"}),
    ("在推理速度方面，闭源模型优势明显。", {"closed pro latency"}),
    ("With open models, serving costs are much lower.", {"open pro cost"}),
    # conditions: what comes of the loss of a side speaks for it
    ("如果没有开源，创新就会停滞。", {"closed con innovation"}),
    ("一旦开源模型被禁止，市场将被几家巨头垄断。", {"open pro control"}),
    ("If open models are banned, a handful of companies will decide everything.", {"open pro control"}),
    ("Without open source, universities would be unable to study large models.", {"open pro education"}),
    ("Some want limits on open models, but such restrictions would stifle innovation.", {"open pro innovation"}),
    # both sides of one clause
    (
        "Startups like open weights because they can build without depending on a closed provider.",
        {"open pro control", "closed con control"},
    ),
    ("Agencies favour open models, as they hold sensitive data that they cannot send to closed vendors.",
     {"open pro privacy", "closed con privacy"}),
    ("闭源模型稳定，但开源模型更灵活。", {"open pro customization"}),
    ("与闭源模型相比，开源模型更容易微调。", {"open pro customization"}),
    ("Open-source models lag behind proprietary ones in reasoning.", {"open con performance"}),
    ("开源大模型正在缩小与闭源大模型的差距。", {"open pro performance"}),
    ("The gap between open and closed models is shrinking.", {"open pro performance"}),
    # the deed: publishing weights, keeping them back
    ("公布权重意味着任何人都能复现论文结果。", {"open pro accessibility", "open pro reproducibility"}),
    ("Publishing the code makes results reproducible.", {"open pro reproducibility"}),
    ("一旦权重公开，恶意者就能去掉安全护栏。", {"open con safety"}),
    ("Releasing the weights means that bad actors can strip the guardrails.", {"open con safety"}),
    ("他们拒绝开源，因为担心模型被滥用。", {"open con safety"}),
    # carried from the sentence before
    ("Open models are published with their weights. They reduce costs for everyone.", {"open pro cost"}),
    ("开源模型近年来很受关注。它们降低了企业的成本。", {"open pro cost"}),
    ("企业需要透明和隐私，而闭源产品无法满足这些要求。", {"closed con transparency", "closed con privacy"}),
    # one thing is open: only what follows for others is an argument
    ("Mixtral的权重已经公开，因此任何人都可以部署。", {"open pro accessibility"}),
    # data handed over is held against whoever takes it
    ("通过API调用闭源模型，数据要传到厂商的服务器。", {"closed con privacy"}),
    (
        "Developers can run open models locally, so their data never leaves the device.",
        {"open pro accessibility", "open pro privacy"},
    ),
    ("由于代码公开，任何人都可以检查是否存在后门。", {"open pro transparency", "open pro security"}),
    ("开源软件的安全漏洞往往能更快被发现和修补。", {"open pro security"}),
    ("Closed models can be updated without notice.", {"closed con reliability"}),
    ("Open source prevents any single company from dominating the market.", {"open pro control"}),
    ("Many companies choose open models for flexibility, privacy and lower costs.",
     {"open pro customization", "open pro privacy", "open pro cost"}),
    ("There is no clear business model for open source AI.", {"open con commercialization"}),
    ("Open licenses create legal uncertainty.", {"open con regulation"}),
    ("闭源厂商可以随时涨价。", {"closed con cost"}),
    # a lead names what the rest is about; a list cuts only its first member
    ("论成本，闭源明显更高。", {"closed con cost"}),
    ("闭源模型的推理成本更低、响应更快。", {"closed pro cost", "closed pro latency"}),
    ("由于担心模型被滥用，他们决定不开源。", {"open con safety"}),
    ("开源模型胜在透明和灵活。", {"open pro transparency", "open pro customization"}),
    ("自己部署开源模型，数据不出企业。", {"open pro privacy"}),
    # nouns that share a verb each say something; what is not to be closed is open
    ("闭源模型在性能和使用成本上都优于开源模型。", {"closed pro performance", "closed pro cost"}),
    ("闭源可以保护企业的技术优势和商业利益。", {"closed pro control", "closed pro commercialization"}),
    ("封闭的路线才能聚集算力、聚集人才。", {"closed pro resources", "closed pro education"}),
    ("不少开源模型面临商业化难题。", {"open con commercialization"}),
    ("他们不会闭源，强大的生态更重要。", {"open pro community"}),
    ("开源代码任人检查，漏洞修补得快。", {"open pro transparency", "open pro security"}),
    ("Open weights let outsiders study the models.", {"open pro education"}),
    ("Open models need no vendor and win developers.", {"open pro community"}),
    ("Open weights are attractive for developers in terms of both quality and cost.", {"open pro performance", "open pro cost"}),
    ("The risks of open models are real.", {"open con safety"}),
    ("Open source advocates argue that open source improves transparency.", {"open pro transparency"}),
    # praise that is held against the other side, and what is hard to others
    ("开源社区拥有闭源阵营难以企及的创新速度。", {"open pro innovation"}),
    ("开源模型有着闭源模型无法比拟的成本优势。", {"open pro cost"}),
    ("开源有更难撼动的生态壁垒。", {"open pro community"}),
]
SILENT = [
    "Llama 3是目前最强的开源模型，性能出色。",
    "阿里云开源了Qwen2，性能优于Llama 3。",
    "该模型开源免费可商用。",
    "什么是开源大模型？",
    "开源是指公开软件的源代码，以便提高透明度。",
    "本项目的风险包括但不限于数据安全问题。",
    "政府应当大力支持开源社区。",
    "Mistral AI released an open-weight model with strong performance.",
    "Llama 3 is the best open model available today with strong performance.",
    "Our model is open source and free for commercial use.",
    "Do open models improve safety?",
    "The company improved the security of its data centers.",
    "The startup raised funding to build open models for healthcare.",
    "Built on open-source models, our product helps customers reduce costs.",
    "Qwen2.5 achieves state-of-the-art performance among open-source models.",
    "The open-source version lacks the enterprise documentation.",
    "We are open-sourcing our inference engine today, which delivers lower latency.",
    "DeepSeek-V3性能媲美顶尖闭源模型。",
    "相比同规模开源模型，该模型推理成本更低。",
    "模型开源协议允许免费商用，支持二次开发。",
    "智谱开源GLM-4-9B，提升了多语言能力。",
    "An open-source gateway optimized for low latency and high throughput.",
    "Acme published a list of open-source packages, and GPT-4 found several security risks in them.",
    "The team has released quantized weights that match full-precision quality.",
    "高校的开源教育丰富了人才培养。",
    # who has to do with a side, what it is called, what it takes; the yardstick of a comparison
    "Lee builds a platform for portable and secure software and is known as an open source strategist.",
    "The definition of open source AI should protect the full benefits of software freedom.",
    "When a second definition of open source is made, you run the risk of confusion.",
    "Open source will run the risk of confusion.",
    "A system is not open source without transparency.",
    "They admitted that their models were inferior to closed models in reliability.",
    "It ranks second, but it's open source and incredibly cheap.",
    "And that is what allows open source to be used without concern about restriction.",
    "Open models are making progress in reasoning.",
    "开源的代码可能很多都没有经过验证。",
    "以前是所有人都可以贡献到开源，现在早已不同。",
    "## 某某宣布开源新一代大模型\n\n### 新架构的优势\n\n- 稀疏注意力具有优异的可扩展性。",
    "## 开源模型\n\n### 流水线并行的好处\n\n- 降低了训练成本，提高了稳定性。",
    # a verb and its object, what is only talked about or asked, what is held against the side itself
    "The company closed its API to new users while it fixed a bug.",
    "The survey of open-source maintainers asked about pay and security.",
    "Both open and closed models were tested for accuracy.",
    "会议讨论了开源模型的安全、成本与监管问题。",
    "Our goal is to offer insights for the continued advancement of open-source chat models.",
    # how good a side is to be, and is not said to be
    "There is growing pressure on the open-source movement to catch up.",
    "如果开源想要能力追平闭源，就得等上几年。",
    "OpenAI has released two open-weight models, gpt-oss-120b and gpt-oss-20b, free of charge for everyone.",
]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return shared()


def found(extractor: Extractor, text: str, name: str = "x.md") -> list[Claim]:
    context = extractor.context(read_bytes(text.encode(), name))
    return reconcile(arguments.find(context), extractor.knowledge)


def told(claims: list[Claim]) -> set[str]:
    return {" ".join(str(c.values[k]) for k in ("side", "polarity", "aspect")) for c in claims}


@pytest.mark.parametrize(("text", "wanted"), ARGUED, ids=[t[:28] for t, _ in ARGUED])
def test_what_a_sentence_argues(extractor: Extractor, text: str, wanted: set[str]) -> None:
    assert told(found(extractor, text)) == wanted


@pytest.mark.parametrize("text", SILENT, ids=[t[:28] for t in SILENT])
def test_what_argues_nothing(extractor: Extractor, text: str) -> None:
    assert told(found(extractor, text)) == set()


def test_a_list_inherits_its_headings(extractor: Extractor) -> None:
    text = "# 开源大模型\n\n## 优势\n\n- 灵活性\n- 成本可控\n\n## 劣势\n\n- 技术支持不足\n"
    assert told(found(extractor, text)) == {"open pro customization", "open pro cost", "open con support"}


def test_what_opens_with_a_word_for_merits_is_a_list_of_them() -> None:
    text = "## Option A: Closed source LLMs\n\n### Pros and Cons\n\nPros: comprehensive documentation.\n\nCons: high recurring costs at scale.\n"
    assert told(found(shared(), text)) == {"closed pro support", "closed con cost"}
    text = "## 方案一：开源大模型\n\n### 优缺点\n\n优点：灵活性、透明度。\n\n缺点：技术支持。\n"
    assert told(found(shared(), text)) == {"open pro customization", "open pro transparency", "open con support"}
    assert told(found(shared(), "## Option A: Our tool\n\nPros: comprehensive documentation.\n")) == set()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# Why open source at all?\n\nBugs are found faster. Students learn on it.\n", {"open pro reliability", "open pro education"}),
        ("## Why not release the weights?\n\n- Competitors would copy us\n- Nobody can recall a download\n", {"open con control", "open con safety"}),
        ("## 为什么不公开权重？\n\n- 竞争对手会抄走\n- 容易被滥用\n", {"open con control", "open con safety"}),
        ("Why do companies open their models? There are several reasons:\n\n- Lower costs\n- Full control over upgrades\n", {"open pro cost", "open pro control"}),
        ("为什么要开源？他列了几个原因：\n\n1. 成本更低\n2. 吸引人才\n", {"open pro cost", "open pro education"}),
        ("### 开源策略\n\n- 提供安全可靠的服务\n- 降低成本\n", set()),
        ("### 开源热门项目\n\n- **zorb** 由社区共同维护\n- 无需修改代码，就能实现安全策略\n", set()),
        ("## Open source roadmap\n\n- Improve security of the installer\n- Lower latency\n", set()),
    ],
)
def test_headings_that_ask_for_reasons_and_those_that_tell_of_doings(text: str, wanted: set[str]) -> None:
    assert told(found(shared(), text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "本项目不承担开源模型导致的数据安全风险或模型被滥用而产生的风险和责任。",
        "他分享了对开源的看法，如何构建团结多元化的社区。",
        "开源就是这样。AI的辅助能降低成本。",
    ],
)
def test_who_answers_for_nothing_asks_or_tells_of_another_argues_nothing(text: str) -> None:
    assert told(found(shared(), text)) == set()


def test_a_clause_that_runs_on_tells_of_much_besides() -> None:
    near, far = "Open models give buyers more transparency", " of a kind that nobody had hoped for in the long years before"
    assert told(found(shared(), near + far + ".")) == {"open pro transparency"}
    assert told(found(shared(), near + far + far + ".")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "开源大模型的优点：\n- 透明：代码和权重公开，便于审计\n缺点：\n- 缺少官方支持\n闭源大模型的优点：\n- 有服务保障\n缺点：\n- 有泄露风险\n",
        "Pros of open models:\n- Transparency: the weights can be inspected\nCons:\n- No official support\nPros of closed models:\n- Good support\nCons:\n- Data may leak\n",
    ],
)
def test_faults_alone_are_of_the_side_whose_merits_stand_before(extractor: Extractor, text: str) -> None:
    both = told(found(extractor, text))
    assert {"open pro transparency", "open con support"} <= both and not both & {"closed pro transparency", "open con security", "open con privacy"}
    assert {one for one in both if one.startswith("closed con")} & {"closed con security", "closed con privacy"}


def test_a_label_among_faults_or_merits_tells_what_they_are_of(extractor: Extractor) -> None:
    text = "### Drawbacks of open models\n\n- Maintenance: the team does it\n- Setup: takes days\n"
    assert {"open con support", "open con accessibility"} <= told(found(extractor, text))
    assert told(found(extractor, "### Open models\n\n- Setup: the usual way\n")) == set()


def test_who_speaks_does_not_speak_for_others(extractor: Extractor) -> None:
    for text in ("Yann LeCun said that open models win. Critics warn that open models can be misused.\n", "张鹏表示，公司会继续开源。但也有投资人担心，开源模型会被滥用。\n"):
        assert [c.speaker for c in found(extractor, text)] == [None]


def test_what_an_entry_holds_its_side_against_keeps_its_own_faults(extractor: Extractor) -> None:
    text = "## Advantages of open models\n\n- **Weights**: Unlike proprietary black boxes, open models can be fine-tuned."
    assert told(found(extractor, text)) == {"closed con transparency", "open pro customization"}


def test_why_open_matters_is_a_heading_of_its_side(extractor: Extractor) -> None:
    assert told(found(extractor, "### Why open matters\n\nYou can look inside.")) == {"open pro transparency"}


def test_a_paragraph_that_sums_up_is_not_of_its_heading(extractor: Extractor) -> None:
    text = "## Challenges of open source\n\n- Potential for misuse\n\n**Verdict:** Open source has a clear advantage on transparency."
    assert told(found(extractor, text)) == {"open con safety", "open pro transparency"}


def test_paired_bullets_name_their_own_side(extractor: Extractor) -> None:
    text = "Compare:\n\n- Open source: more transparency\n- Closed source: better performance\n"
    assert told(found(extractor, text)) == {"open pro transparency", "closed pro performance"}


def test_a_table_gives_each_side_its_own(extractor: Extractor) -> None:
    text = "| 方面 | 开源模型 | 闭源模型 |\n|---|---|---|\n| 成本 | 很低 | 较高 |\n| 资源 | 常常不够 | 充足 |\n"
    wanted = {"open pro cost", "closed con cost", "open con resources", "closed pro resources"}
    assert told(found(extractor, text)) == wanted


def test_a_table_s_quote_is_the_cell(extractor: Extractor) -> None:
    text = "| | Open source | Closed source |\n|---|---|---|\n| Speed | slower | faster |\n| Price | low | high |\n"
    quotes = {c.quote: told([c]) for c in found(extractor, text)}
    assert quotes == {"slower": {"open con latency"}, "faster": {"closed pro latency"}, "low": {"open pro cost"},
                      "high": {"closed con cost"}}


def test_a_table_of_sides_by_row(extractor: Extractor) -> None:
    text = "| 路线 | 优势 | 劣势 |\n|---|---|---|\n| 开源 | 透明、灵活 | 缺乏技术支持 |\n"
    assert told(found(extractor, text)) == {"open pro transparency", "open pro customization", "open con support"}


def test_a_table_of_things_argues_nothing(extractor: Extractor) -> None:
    text = "| 模型 | 开源 | 性能 |\n|---|---|---|\n| Llama 2 | 是 | 强 |\n| GPT-4 | 否 | 更强 |\n"
    assert told(found(extractor, text)) == set()


def test_a_speaker_keeps_the_reasons_of_the_paragraph(extractor: Extractor) -> None:
    text = "Yann LeCun said that open models promote innovation. They also reduce costs.\n\n"
    text += "Open models lack customer support.\n"
    speakers = {c.values["aspect"]: c.speaker and c.speaker.label for c in found(extractor, text)}
    assert speakers == {"innovation": "Yann LeCun", "cost": "Yann LeCun", "support": None}


def test_the_quote_is_the_text(extractor: Extractor) -> None:
    text = "Background first. **Open models** improve transparency; that matters.\n"
    article = read_bytes(text.encode(), "x.md")
    for claim in arguments.find(extractor.context(article)):
        assert article.text[claim.claim.start : claim.claim.end] == claim.claim.quote


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("zh", "能够降低使用门槛和成本", {"accessibility": "pro", "cost": "pro"}),
        ("zh", "创新和竞争无从谈起", {"innovation": "con"}),
        ("zh", "有助于减少偏见", {"safety": "pro"}),
        ("zh", "轻量、低耗能、透明的工具", {"transparency": None}),
        ("zh", "避免被单一供应商锁定", {"control": "pro"}),
        ("en", "not only improves reliability but also cuts costs", {"reliability": "pro", "cost": "pro"}),
        ("en", "better reliability and lower latency", {"reliability": "pro", "latency": "pro"}),
        ("en", "cannot guarantee privacy", {"privacy": "con"}),
        ("en", "no longer a black box", {"transparency": "pro"}),
        ("en", "the risk is small", {"safety": "pro"}),
        ("en", "security and risk", {"security": None}),
    ],
)
def test_polarity_is_summed(extractor: Extractor, lang: str, text: str, wanted: dict[str, str | None]) -> None:
    assert {r.aspect: r.polarity for r in aspects.read(extractor.knowledge, lang, text)} == wanted


def test_a_long_text_is_read_as_a_short_one(extractor: Extractor) -> None:
    """benchmarks/linear.py looks at the time."""
    clause = "open models can reduce the costs of privacy "
    assert aspects.read(extractor.knowledge, "en", clause * 400) == aspects.read(extractor.knowledge, "en", clause * 2)


def test_in_a_long_chinese_text_what_follows_of_a_side_argues(extractor: Extractor) -> None:
    filler = "会议在十月的一个下午举行，来宾很多，茶水也很好，大家谈了很久才散去。" * 20
    assert told(found(extractor, f"{filler}\n\n如果小模型开源出去，学校的运行成本就会降低很多。")) == {"open pro cost"}
    assert told(found(extractor, f"{filler}\n\n公司去年谈到开源，会场的运行成本降低很多。")) == set()


def test_cells_and_headings_that_name_a_side_alone(extractor: Extractor) -> None:
    text = "| Aspect | Open | Proprietary |\n|---|---|---|\n| Flexibility | high | restricted |\n| Lock-in | none | high |\n"
    told_so = {"open pro customization", "closed con customization", "open pro control", "closed con control"}
    assert told(found(extractor, text)) == told_so
    text = "| 维度 | 开源 | 闭源 |\n|---|---|---|\n| 定制能力 | 强 | 弱 |\n| 更新速度 | 快 | 慢 |\n| 供应商锁定 | 无 | 有 |\n"
    sides = {"open pro": ("customization", "innovation", "control"), "closed con": ("customization", "innovation", "control")}
    assert told(found(extractor, text)) == {f"{how} {aspect}" for how, some in sides.items() for aspect in some}


def test_a_list_of_merits_and_one_of_faults_in_a_line(extractor: Extractor) -> None:
    text = "Pros of open-source LLMs: cost savings, data privacy, customization. Cons: a higher maintenance burden."
    wanted = {"open pro cost", "open pro privacy", "open pro customization", "open con support"}
    assert told(found(extractor, text)) == wanted


@pytest.mark.parametrize(("section", "told"), [("工具", False), ("安全", True), ("优点", True)])
def test_the_side_of_a_title_ends_at_a_section_about_something_else(extractor: Extractor, section: str, told: bool) -> None:
    text = f"# 周刊第 407 期：为什么需要开源模型\n\n开头的话。\n\n## {section}\n\n- 号称最安全，任何人都能检查。\n"
    found = [c for c in extractor.read(read_bytes(text.encode(), "x.md")).claims if c.kind == "argument"]
    assert bool(found) is told and all(dict(c.value)["side"] == "open" for c in found)


def test_of_a_long_header_each_short_row_asks_for_its_first_cells_alone() -> None:
    context = shared().context(read_bytes(b"| Aspect | Open | Closed | More |\n|---|---|---|---|\n| Cost | low | high | |\n", "t.md"))
    head = next(sentence for sentence in context.sentences if sentence.block.header)
    whole = arguments._columns(head)
    assert [text for _, _, text in whole[:3]] == ["Aspect", "Open", "Closed"]
    assert all(arguments._columns(head, most)[:most] == whole[:most] for most in range(4))
