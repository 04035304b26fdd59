"""Tables read by their headers: both languages, both orientations, units, groups, and what must make no claim."""

from __future__ import annotations

import json

import pytest
from tabled import claims, quantity, simple, told

from kg.extraction.extract import shared
from kg.read import read_text
from kg.tabular import grids

SIZES_EN = """# Releases

| Model | Developer | Params | Context | Training tokens | License | Commercial use |
|---|---|---|---|---|---|---|
| Zorblax-9B | Norvane Labs | 9.1B | 32K | 4.5T | Apache 2.0 | ✅ |
| **Zorblax-Lite** | Norvane Labs | 900M | 8192 | 1,200B | CC BY-NC 4.0 | ❌ |
| Quillon 2 | Ferrumite AI | 120B (14B active) | 1M | - | Quillon Community License | by registration |
"""


def test_things_in_rows_english() -> None:
    found = told(SIZES_EN)
    assert {
        quantity("Zorblax-9B", "parameters", 9_100_000_000, "parameters"),
        quantity("Zorblax-Lite", "parameters", 900_000_000, "parameters"),
        quantity("Quillon 2", "parameters", 120_000_000_000, "parameters"),
        quantity("Quillon 2", "active-parameters", 14_000_000_000, "parameters"),
        quantity("Zorblax-9B", "context-length", 32_000, "tokens"),
        quantity("Zorblax-Lite", "context-length", 8192, "tokens"),
        quantity("Quillon 2", "context-length", 1_000_000, "tokens"),
        quantity("Zorblax-9B", "training-tokens", 4_500_000_000_000, "tokens"),
        quantity("Zorblax-Lite", "training-tokens", 1_200_000_000_000, "tokens"),
    } == {row for row in found if row[0] == "quantity"}
    assert ("develops", "Norvane Labs", "Zorblax-9B", "{}", False) in found
    assert ("license", "Zorblax-9B", "Apache-2.0", "{}", False) in found
    assert ("license", "Quillon 2", "Quillon Community License", "{}", False) in found
    assert ("license", "Zorblax-9B", None, '{"term": "commercial-use"}', False) in found
    assert ("license", "Zorblax-Lite", None, '{"term": "commercial-use"}', True) in found
    assert ("license", "Quillon 2", None, '{"term": "registration"}', False) in found


def test_the_number_in_a_name_is_no_amount() -> None:
    table = "# GLM-5\n\n| Category | Winner | Why |\n|---|---|---|\n| Context window | Opus 4.6 | 1M tokens |\n| Open source | GLM-5 | the only one |\n"
    assert not [row for row in told(table) if row[0] == "quantity" and "4600" in str(row)]


def test_a_maker_before_a_known_model_is_no_part_of_its_name() -> None:
    rows = "| Provider / Model | Input (per 1M tokens) |\n|---|---|\n| OpenAI GPT-4o-mini | ~$0.15 |\n| Meta's Llama 3 | $0.1 |\n"
    assert {(subject, kind) for kind, subject, *_ in told(f"Prices of OpenAI and Meta.\n\n{rows}") if kind == "price"} == {
        ("GPT-4o-mini", "price"), ("Llama 3", "price"),
    }  # fmt: skip


def test_quote_is_the_row_from_subject_to_value() -> None:
    context = next(c for c in claims(SIZES_EN) if c.values.get("number") == 32_000)
    assert context.quote == "Zorblax-9B | Norvane Labs | 9.1B | 32K"


def test_things_in_rows_chinese_with_units_in_headers() -> None:
    text = """# 国产大模型一览

| 序号 | 模型名称 | 研发机构 | 参数量（亿） | 上下文（K） | 训练数据量 | 是否开源 | 可商用 | 发布时间| 基座模型 |
|---|---|---|---|---|---|---|---|---|---|
| 1 | 云鲲-小 | 岚溪科技 | 70 | 128 | 2万亿tokens | 是 | 需申请 | 2024年3月 | LLaMA |
| 2 | 云鲲-大 | 岚溪科技 | 1800 | 32 | 未公布 | 否 | 否 | 2024.05 | 无 |
"""
    found = told(text)
    assert {
        quantity("云鲲-小", "parameters", 7_000_000_000, "parameters"),
        quantity("云鲲-大", "parameters", 180_000_000_000, "parameters"),
        quantity("云鲲-小", "context-length", 128_000, "tokens"),
        quantity("云鲲-大", "context-length", 32_000, "tokens"),
        quantity("云鲲-小", "training-tokens", 2_000_000_000_000, "tokens"),
    } == {row for row in found if row[0] == "quantity"}
    assert ("openness", "云鲲-小", None, '{"status": "open"}', False) in found
    assert ("openness", "云鲲-大", None, '{"status": "closed"}', False) in found
    assert ("license", "云鲲-小", None, '{"term": "registration"}', False) in found
    assert ("license", "云鲲-大", None, '{"term": "commercial-use"}', True) in found
    assert [
        (c.subject.label, "LLaMA" in c.object.aliases)
        for c in claims(text)
        if c.kind == "based-on" and c.subject and c.object
    ] == [("云鲲-小", True)]
    times = {c.object.label: c.time for c in claims(text) if c.kind == "release" and c.object}
    assert times == {"云鲲-小": "2024-03", "云鲲-大": "2024-05"}
    assert not {row for row in found if row[0] == "develops"}  # the release says it


def test_benchmarks_in_columns() -> None:
    text = """Results.

| Model | MMLU (5-shot) | GSM8K ↑ | Speed rank | HumanEval |
|---|---|---|---|---|
| Zorblax-9B | **70.6** | 81.2% | 3 | - |
| Random | 25.0 | 0.0 | 9 | 0 |
| meta-foo/Quillon-7B-Chat | 64.1* | N/A | 4 | 40.2 ± 1.1 |
"""
    assert told(text) == {
        ("result", "Zorblax-9B", "MMLU", '{"score": 70.6}', False),
        ("result", "Zorblax-9B", "GSM8K", '{"score": 81.2, "unit": "%"}', False),
        ("result", "Quillon-7B-Chat", "MMLU", '{"score": 64.1}', False),
        ("result", "Quillon-7B-Chat", "HumanEval", '{"score": 40.2}', False),
    }


def test_a_second_header_row_is_no_row() -> None:
    text = """| 模型 | MMLU | C-Eval |
|---|---|---|
| | 5-shot | 0-shot |
| GPT-4 | 86.4 | 68.7 |
"""
    assert told(text) == {
        ("result", "GPT-4", "MMLU", '{"score": 86.4}', False),
        ("result", "GPT-4", "C-Eval", '{"score": 68.7}', False),
    }


def test_benchmarks_in_rows_things_in_columns() -> None:
    text = """## 评测结果

| 指标 | GPT-4 | 云鲲-72B | LLaMA-65B |
|---|---|---|---|
| 参数量 | - | 72B | 65B |
| 是否开源 | ✗ | ✓ | 仅限研究 |
| MMLU | 86.4 | 71.9 | 63.4 |
| GSM8K | 92.0 | 79 | 50.9 |
| KaroBench | 50.1 | 44.4 | - |
| 机构 | OpenAI | 岚溪科技 | Meta |
"""
    found = told(text)
    assert {(s, o) for k, s, o, _, _ in found if k == "result"} >= {
        ("GPT-4", "MMLU"),
        ("云鲲-72B", "GSM8K"),
        ("云鲲-72B", "KaroBench"),
    }
    assert quantity("云鲲-72B", "parameters", 72_000_000_000, "parameters") in found
    assert ("openness", "GPT-4", None, '{"status": "closed"}', False) in found
    assert ("openness", "云鲲-72B", None, '{"status": "open"}', False) in found
    assert {json.loads(v)["status"] for k, s, _, v, _ in found if k == "openness" and s.casefold() == "llama-65b"} == {
        "restricted"
    }
    assert {("develops", "OpenAI", "GPT-4"), ("develops", "岚溪科技", "云鲲-72B")} <= simple(found)


def test_group_rows_put_models_on_a_side_softly() -> None:
    text = """| Model | MMLU | Note |
|---|---|---|
| **Closed models** | | |
| GPT-4 | 86.4 | |
| 开源模型 | | |
| Zorblax-9B | 70.6 | |
"""
    article = read_text(text, "group.md")
    found = [c for c in grids.find(shared().context(article)) if c.claim.kind == "openness"]
    assert {(c.claim.subject.label, c.claim.values["status"]) for c in found if c.claim.subject} == {
        ("GPT-4", "closed"),
        ("Zorblax-9B", "open"),
    }
    assert all(c.frame is not None and c.frame.frame.option("soft") for c in found)


def test_property_table_is_about_its_heading() -> None:
    text = """# Quillon

## GPT-J-6B

| Hyperparameter | Value |
|---|---|
| Total Parameters | 6,053,381,344 |
| Context length | 2048 |
| License | Apache 2.0 |
| Vocabulary colour | 7 |
"""
    assert told(text) == {
        quantity("GPT-J-6B", "parameters", 6_053_381_344, "parameters"),
        quantity("GPT-J-6B", "context-length", 2048, "tokens"),
        ("license", "GPT-J-6B", "Apache-2.0", "{}", False),
    }


def test_property_table_that_names_its_own_subject() -> None:
    text = "| 项目 | 内容 |\n|---|---|\n| 模型名称 | 云鲲-小 |\n"
    text += "| 开发商 | 岚溪科技 |\n| 参数规模 | 7B/13B/70B |\n| 开源协议 | MIT |\n"
    found = told(text)
    assert {json.loads(v)["number"] for k, s, _, v, _ in found if k == "quantity" and s == "云鲲-小"} == {
        7_000_000_000,
        13_000_000_000,
        70_000_000_000,
    }
    assert {("develops", "岚溪科技", "云鲲-小"), ("license", "云鲲-小", "MIT")} <= simple(found)


def test_html_table_with_a_cell_that_reaches_down() -> None:
    text = """Some text first.

<table>
<tr><th>Organization</th><th>Model</th><th>Params</th></tr>
<tr><td rowspan="2">Norvane Labs</td><td>Zorblax-9B</td><td>9B</td></tr>
<tr><td>Zorblax-40B</td><td>40B</td></tr>
</table>
"""
    found = told(text)
    assert {("develops", "Norvane Labs", "Zorblax-9B"), ("develops", "Norvane Labs", "Zorblax-40B")} <= simple(found)
    assert quantity("Zorblax-40B", "parameters", 40_000_000_000, "parameters") in found


def test_scores_by_row_of_model_and_benchmark() -> None:
    text = "| Model | Benchmark | Score |\n|---|---|---|\n| GPT-4 | MMLU | 86.4 |\n| | GSM8K | 92.0 |\n"
    assert simple(told(text)) == {("result", "GPT-4", "MMLU"), ("result", "GPT-4", "GSM8K")}


def test_repeated_family_with_sizes_is_its_members() -> None:
    text = "| Model | Size | MMLU |\n|---|---|---|\n| Zorblax | 7B | 50.1 |\n| Zorblax | 30B | 60.1 |\n"
    assert {(c.subject.label, c.values.get("score")) for c in claims(text) if c.kind == "result" and c.subject} == {
        ("Zorblax-7B", 50.1),
        ("Zorblax-30B", 60.1),
    }


@pytest.mark.parametrize(
    "text",
    [
        "| Name | Link | md5 |\n|---|---|---|\n| GPT-4 | https://example.org/gpt-4 | 80b71f |\n",
        "| City | Population | Area |\n|---|---|---|\n| Oslo | 700,000 | 454 |\n",
        "| 模型 | 心情指数 | 备注 |\n|---|---|---|\n| GPT-4 | 88 | 3号 |\n",
        "| Model | Params | Memory size |\n|---|---|---|\n| GPT-4 | unknown | |\n",
        "| Model | Params |\n|---|---|\n",
    ],
)
def test_unknown_columns_say_nothing(text: str) -> None:
    assert told(text) == set()


def test_a_column_of_dates_dates_its_rows_whatever_its_header_says() -> None:
    text = "Prices for a million tokens.\n\n| Model | Weights | Price at start | Input | Output |\n|---|---|---|---|---|\n"
    text += "| GPT-4 | closed | March 2023 | $30 | $60 |\n| GPT-4o | closed | May 2024 | $5 | $15 |\n"
    found = shared().read(read_text(text, "x.md")).claims
    prices = {(c.subject.label, c.time) for c in found if c.kind == "price" and c.subject}
    assert prices == {("GPT-4", "2023-03"), ("GPT-4o", "2024-05")} and not [c for c in found if c.kind == "release"]


def test_a_leaderboard_names_its_test_and_parts() -> None:
    text = "---\ndate: 2023-09-26\n---\n## 四、安全性榜单\n\n| 模型 | 总分 | 指令攻击 |\n|---|---|---|\n| GPT-4 | 81.25 | 77.51 |\n| Qwen-7B | 67.71 | 67.53 |\n"
    found = shared().read(read_text(text, "x.md")).claims
    told = {(c.subject.label, c.object.label, c.values["score"], c.time) for c in found if c.kind == "result" and c.subject and c.object}
    assert ("GPT-4", "安全性榜单", 81.25, "2023-09") in told and ("Qwen-7B", "指令攻击", 67.53, "2023-09") in told
    plain = text.replace("安全性榜单", "评测")
    assert not [c for c in shared().read(read_text(plain, "x.md")).claims if c.kind == "result"]


def test_a_size_in_brackets_may_name_its_variant() -> None:
    table = "| Benchmark | Qwen 2.5 (14B instruct) | Qwen 2.5 (72B) |\n|---|---|---|\n| MMLU | 79.9 | 85.3 |\n"
    assert {row[1] for row in told(table, "result")} == {"Qwen 2.5-14B Instruct", "Qwen 2.5-72B"}


@pytest.mark.parametrize(
    ("cell", "maker"),
    [
        ("Norvane and partners", "Norvane"),
        ("Norvane, with other universities", "Norvane"),
        ("Norvane et al.", "Norvane"),
        ("Norvane及其合作伙伴", "Norvane"),
        ("Norvane等", "Norvane"),
        ("Norvane Partners", "Norvane Partners"),
    ],
)
def test_who_stands_unnamed_beside_a_maker_is_no_part_of_the_name(cell: str, maker: str) -> None:
    found = claims(f"| Model | Developer | Params |\n|---|---|---|\n| Zorblax-9B | {cell} | 9B |\n")
    assert {c.subject.label for c in found if c.kind in ("develops", "release") and c.subject} == {maker}


def test_rows_headed_by_their_base_and_by_precision() -> None:
    """A survey whose first column is the base of each family, and what one model needs at each precision."""
    survey = "| 底座 | 包含模型 | 训练 Token 数 | 训练最大长度 |\n|---|---|---|---|\n| Falcon | Base&Chat | 1T/3.5T | 2k |\n| MPT | Base&Chat | 1T | 8k |\n"
    found = {(c.subject.label, c.values["metric"], c.values["number"]) for c in claims(survey) if c.kind == "quantity" and c.subject}
    assert ("Falcon", "training-tokens", 3_500_000_000_000) in found and ("MPT", "context-length", 8000) in found
    needs = "# Zorb-6B\n\nZorb-6B 是对话模型。\n\n| 量化等级 | 最低 GPU 显存（推理） | 卡 |\n|---|---|---|\n| FP16 | 13 GB | 8*A100 |\n| INT8 | 8 GB | A100 |\n"
    assert [c.values["number"] for c in claims(needs) if c.kind == "quantity"] == [13, 8]


def test_the_scale_of_a_chinese_header_holds_for_every_number_of_its_column() -> None:
    text = "| 应用 | 所属公司 | 月活用户（万） |\n|---|---|---|\n| 豆包 | 字节跳动 | 5998 |\n| 文心一言 | 百度 | 1299 |\n"
    assert [c.values["number"] for c in claims(text) if c.kind == "quantity"] == [59_980_000, 12_990_000]


def test_the_smaller_of_two_sizes_is_active_where_the_header_says_so() -> None:
    text = "| Model | Params (Active) |\n|---|---|\n| DeepSeek R1 | 671B / 37B |\n| Kimi K2 | 1T (32B) |\n"
    assert {(c.subject.label, c.values["metric"], c.values["number"]) for c in claims(text)} == {
        ("DeepSeek-R1", "parameters", 671e9), ("DeepSeek-R1", "active-parameters", 37e9),
        ("Kimi K2", "parameters", 1e12), ("Kimi K2", "active-parameters", 32e9),
    }  # fmt: skip


def test_a_score_belongs_to_the_model_at_its_left() -> None:
    head = "| Benchmark | Best Open Model | Score | Best Closed Model | Score |\n|---|---|---|---|---|\n"
    text = head + "| MMLU | DeepSeek V3 | **88.5** | GPT-4o | 87.2 |\n| HumanEval | Qwen2.5-72B | 86.0 | Claude 3 Opus | 84.9 |\n"
    assert {(c.subject.label, c.object.label, c.values["score"]) for c in claims(text) if c.kind == "result"} == {
        ("DeepSeek-V3", "MMLU", 88.5), ("GPT-4o", "MMLU", 87.2),
        ("Qwen 2.5-72B", "HumanEval", 86), ("Claude 3 Opus", "HumanEval", 84.9),
    }  # fmt: skip


def test_tokens_that_were_used_are_no_context() -> None:
    text = "Average usage per task:\n\n| Metric | GPT-4o | o4-mini |\n|---|---|---|\n| Input tokens | 11,152 | 14,435 |\n| Cost per task | $0.01 | $0.07 |\n"
    assert not [c for c in claims(text) if c.kind == "quantity"]
    both = "| 模型 | 最大输入 Token | 上下文 |\n|---|---|---|\n| GPT-4o | 110k | 128k |\n"
    assert [c.values["number"] for c in claims(both)] == [128_000]


def test_a_length_of_time_has_its_scale() -> None:
    text = "| Model | Training Time (GPU hours) |\n|---|---|\n| Llama 3.3 70B | 7.0M |\n"
    assert [c.values["number"] for c in claims(text)] == [7_000_000]


def test_the_statements_of_remarks_are_of_their_row() -> None:
    found = told(
        "| Model | Notes |\n|---|---|\n| Falcon-40B | Open weights, Apache 2.0; 128K context |\n| Llama 2 | faster than open models |\n"
        "\n\n| 模型 | 备注 |\n|---|---|\n| GLM-4 | 闭源，仅提供API |\n| Baichuan 2 | 可商用，比开源模型便宜 |\n"
    )
    subjects = {(row[0], row[1]) for row in found}
    assert {("openness", "Falcon-40B"), ("license", "Falcon-40B"), ("quantity", "Falcon-40B")} <= subjects
    assert {("openness", "GLM-4"), ("license", "Baichuan 2")} <= subjects
    assert not {("openness", "Llama 2"), ("openness", "Baichuan 2")} & subjects


OPEN, CLOSED = {("Llama 3", "open"), ("Qwen 2.5", "open")}, {("GPT-4o", "closed"), ("Claude 3.5", "closed")}


@pytest.mark.parametrize(
    "text",
    [
        "| 类别 | 代表模型 | 特点 |\n|---|---|---|\n| 开源 | Llama 3、Qwen2.5 | 可改 |\n| 闭源 | GPT-4o、Claude 3.5 | 省心 |\n",
        "| 开源模型 | 闭源模型 |\n|---|---|\n| Llama 3 | GPT-4o |\n| Qwen2.5 | Claude 3.5 |\n",
        "| 维度 | 开源（如 Llama 3、Qwen2.5） | 闭源（如 GPT-4o、Claude 3.5） |\n|---|---|---|\n| 费用 | 低 | 高 |\n",
    ],
)
def test_a_side_may_stand_in_a_rows_label_or_a_columns(text: str) -> None:
    found = shared().read(read_text("# 两个阵营\n\n" + text, "sides.md")).claims
    assert {(c.subject.label, dict(c.value)["status"]) for c in found if c.kind == "openness" and c.subject} == OPEN | CLOSED


def test_the_line_before_a_table_may_say_the_side_of_its_rows() -> None:
    rows = "| 模型 | 参数 |\n|---|---|\n| Llama 3 | 70B |\n| Qwen2.5 | 72B |\n"
    led = shared().read(read_text("# 谱系\n\n各家持续放出开放权重，形成如下谱系：\n\n" + rows, "led.md")).claims
    assert {(c.subject.label, dict(c.value)["status"]) for c in led if c.kind == "openness" and c.subject} == OPEN
    measured = shared().read(read_text("# 谱系\n\n几个开源模型的得分如下：\n\n" + rows, "led.md")).claims
    assert not [c for c in measured if c.kind == "openness"]


def test_a_cell_that_tells_how_a_thing_is_given_out_and_under_which_terms() -> None:
    found = told("""# 模型资产

| 型号 | 对外方式 |
|---|---|
| Zorblax-2B | 代码及权重，GPL-3.0 |
| Zorblax-3B | 权重，须登记，仅非商业 |
| Zorblax-9B | 仅付费调用 |
| Zorblax-7B | 不对外 |
""")
    assert ("license", "Zorblax-2B", "GPL-3.0", "{}", False) in found
    assert {(row[1], row[3]) for row in found if row[0] == "openness"} == {
        ("Zorblax-2B", '{"status": "open"}'),
        ("Zorblax-3B", '{"status": "restricted"}'),
        ("Zorblax-9B", '{"status": "api"}'),
        ("Zorblax-7B", '{"status": "closed"}'),
    }

def test_who_sells_a_model_made_it_unless_the_table_names_its_maker() -> None:
    sold = "| Seller | Model | Window |\n|---|---|---|\n| Zorblax Labs | Zorblax-5 | 400K |\n| Quuxly | Quux-7B | 200K |\n"
    assert ("develops", "Zorblax Labs", "Zorblax-5", "{}", False) in told(sold, "develops")
    hosted = "| Model | Maker | Cheapest host we found | Licence |\n|---|---|---|---|\n| Zorblax-5 | Zorblax Labs | Quuxly | MIT |\n"
    assert {row[1] for row in told(hosted, "develops")} == {"Zorblax Labs"}
    assert {row[1:3] for row in told(hosted, "adopts")} == {("Quuxly", "Zorblax-5")}


@pytest.mark.parametrize(
    ("head", "cell", "status"),
    [
        ("How supplied", "hosted only, two regions", "api"),
        ("How supplied", "weights downloadable, MPL-2.0", "open"),
        ("How supplied", "weights on signing an undertaking", "restricted"),
        ("Get the weights?", "yes, signed form", "restricted"),
        ("Can you see the code?", "some of it", "partial"),
        ("对外方式", "代码及权重，GPL-3.0", "open"),
        ("对外方式", "权重，须登记，仅非商业", "restricted"),
        ("对外方式", "仅付费调用", "api"),
    ],
)
def test_how_a_model_is_supplied_tells_how_open_it_is(head: str, cell: str, status: str) -> None:
    found = told(f"| Model | {head} |\n|---|---|\n| Zorblax-5 | {cell} |\n", "openness")
    assert {json.loads(row[3])["status"] for row in found} == {status}


def test_rows_under_a_heading_of_what_can_only_be_rented_are_served() -> None:
    rows = "| Model | Window |\n|---|---|\n| Zorblax-5 | 400K |\n"
    assert {json.loads(row[3])["status"] for row in told(f"### Models that can only be rented\n\n{rows}", "openness")} == {"api"}
    assert not told(f"### Why some models can only be rented\n\n{rows}", "openness")


def test_properties_are_of_the_model_and_not_of_its_machines() -> None:
    text = "Zorblax-8B-Chat 是 Zorblax-8B 的对话版。\n\n| 字段 | 值 |\n|---|---|\n| 参数 | 8.03B |\n| 硬件 | 256 × A100 |\n"
    found = told(text, "quantity")
    assert {row[1] for row in found} == {"Zorblax-8B-Chat"}
    assert {json.loads(row[3])["number"] for row in found} == {8_030_000_000, 256}


def test_properties_of_a_company_are_not_its_products() -> None:
    text = "Mistral AI is French.\n\n| Item | Value |\n|---|---|\n| Employees | 300 |\n| Valuation | $6 billion |\n| Main product | Le Chat |\n"
    assert {(row[1], json.loads(row[3])["number"]) for row in told(text, "quantity")} == {("Mistral AI", 300), ("Mistral AI", 6_000_000_000)}


def test_columns_may_head_models_by_the_ends_of_their_names() -> None:
    text = "Zorblax-7B-Base and Zorblax-7B-Instruct are out.\n\n| | Base | Instruct |\n|---|---|---|\n| Tokens | 4.8T | 1.2B |\n"
    assert {(row[1], json.loads(row[3])["number"]) for row in told(text, "quantity")} == {
        ("Zorblax-7B-Base", 4_800_000_000_000), ("Zorblax-7B-Instruct", 1_200_000_000),
    }  # fmt: skip


FOLDED = """# Results

| Topic | Benchmark | DeepSeek-R1 | Qwen3-32B |
|---|---|---|---|
| Maths | AIME 2024<br>GSM8K | 79.8<br>92.1 | 81.4<br/>- |
| Science | GPQA<br>Some other test<br> MMLU | 71.5<br>60<br>90.8 | 66.8<br>61<br>88 |
| Talk | IFEval<br>MT-Bench | 83.3 | 85<br>8.7 |
"""


def test_a_cell_of_several_lines_stands_for_several_rows() -> None:
    found = {(c.subject.label, c.object.label, c.values["score"]) for c in claims(FOLDED) if c.subject and c.object and c.kind == "result"}
    assert found == {
        ("DeepSeek-R1", "AIME 2024", 79.8), ("DeepSeek-R1", "GSM8K", 92.1), ("Qwen 3-32B", "AIME 2024", 81.4),
        ("DeepSeek-R1", "GPQA", 71.5), ("DeepSeek-R1", "MMLU", 90.8), ("Qwen 3-32B", "GPQA", 66.8), ("Qwen 3-32B", "MMLU", 88),
    }  # fmt: skip
    second = next(c for c in claims(FOLDED) if c.values.get("score") == 92.1)
    assert second.quote == "GSM8K | 79.8<br>92.1"


def test_a_row_without_some_part_is_no_model() -> None:
    table = "# Results\n\n| Method | MMLU |\n|---|---|\n| Falcon-7B | 60.1 |\n| &nbsp;&nbsp;*w/o* RL | 55.1 |\n"
    assert {c.subject.label for c in claims(table) if c.subject} == {"Falcon-7B"}
