"""What a quote calls a thing: its longest name there; the end of a model's name is none, nor one without its version."""

from __future__ import annotations

import pytest

from kg.resolution.called import called_in

R1 = ("DeepSeek-R1", "R1", "深度求索 R1")
OPUS = ("Claude 4.5 Opus", "Claude Opus 4.5", "Opus 4.5")


@pytest.mark.parametrize(
    ("quote", "names", "sort", "name"),
    [
        ("DeepSeek released DeepSeek-R1 today", R1, "Model", "DeepSeek-R1"),
        ("its R1 is cheap", R1, "Model", ""),
        ("深度求索 R1 很便宜", R1, "Model", "深度求索 R1"),
        ("the V4-Pro of DeepSeek-V4-Pro", ("DeepSeek-V4 Pro", "V4-Pro"), "Model", ""),
        ("Claude Opus 4.5 is closed", OPUS, "Model", "Claude Opus 4.5"),
        ("Opus 4.5 is closed", OPUS, "Model", ""),
        ("Opus 4.1 is closed", ("Claude 4.1 Opus", "Opus 4.1"), "Model", ""),
        ("千问是开源的", ("Qwen", "通义千问", "千问"), "Model", "千问"),
        ("阿里 Qwen 与 Qwen", ("Qwen", "阿里 Qwen"), "Model", "阿里 Qwen"),
        ("Qwen is open", ("Qwen", "阿里 Qwen"), "Model", "Qwen"),
        ("o1 is closed", ("o1", "OpenAI o1"), "Model", "o1"),
        ("Stanford says so", ("Stanford University", "Stanford"), "Organization", "Stanford"),
        ("图灵研究所表示", ("Alan Turing Institute", "图灵研究所"), "Organization", "图灵研究所"),
        ("采用 Apache 协议", ("Apache-2.0", "Apache", "Apache 2.0 许可证"), "License", ""),
        ("under Apache 2.0", ("Apache-2.0", "Apache", "Apache 2.0"), "License", "Apache 2.0"),
        ("under the MIT licence", ("MIT", "MIT License"), "License", "MIT"),
        ("零一万物开源了模型", ("01.AI", "零一万物"), "Organization", "零一万物"),
        ("nobody is named", R1, "Model", ""),
    ],
)
def test_the_longest_name_that_is_whole(quote: str, names: tuple[str, ...], sort: str, name: str) -> None:
    assert called_in(quote, names, sort) == name
