"""One passage in two languages."""

from __future__ import annotations

ENGLISH = (
    "In July 2023 Meta released Llama 2 in sizes of 7B, 13B and 70B, trained on 2 trillion tokens. "
    "GPT-3, which OpenAI had finished in May 2020, has 175 billion parameters, and GPT-4 came in March 2023. "
    "The licence asks those with more than 700 million users for a permit of their own."
)
CHINESE = (
    "2023年7月，Meta发布了Llama 2，规模为7B、13B和70B，用2万亿词元训练。"
    "OpenAI在2020年5月完成的GPT-3有1750亿参数，GPT-4则在2023年3月问世。"
    "许可证要求用户超过7亿的公司另行申请许可。"
)
