"""The times of a question: dates in full, parts of years, what is told from today, and what is no time to ask about."""

import pytest

from kg.asking.question import read

TODAY = "2026-11-30"


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("what did they release last year?", "2025", "2025"),
        ("去年发布了哪些模型", "2025", "2025"),
        ("which models were opened this year", "2026", "2026"),
        ("今年开源的模型有哪些", "2026", "2026"),
        ("what came out in the last two years?", "2024", ""),
        ("近两年开源的模型", "2024", ""),
        ("models released in the past six months", "2026-05", ""),
        ("最近三个月发布的模型", "2026-08", ""),
        ("models released since March", "2026-03", ""),
        ("who has been closed since last year", "2025", ""),
        ("models released yesterday", "2026-11-29", "2026-11-29"),
        ("models released in H1 2025", "2025-01", "2025-06"),
        ("2025年上半年哪些模型开源了", "2025-01", "2025-06"),
        ("models released in the second half of last year", "2025-07", "2025-12"),
        ("去年下半年的价格", "2025-07", "2025-12"),
        ("Q1 this year", "2026-01", "2026-03"),
        ("2024年第三季度的价格", "2024-07", "2024-09"),
        ("which models came out in summer 2024", "2024-06", "2024-08"),
        ("since summer 2024", "2024-06", ""),
        ("before summer 2024", "", "2024-05"),
        ("everything before the end of 2023", "", "2023"),
        ("models opened before 2024", "", "2023"),
        ("models opened until 2024", "", "2024"),
        ("what was free before March 2024?", "", "2024-02"),
        ("prior to January 1, 2024", "", "2023-12-31"),
        ("2024年之前开源的模型", "", "2023"),
        ("2024年5月以前开源的模型", "", "2024-05"),
        ("2022年冬天", "2022-12", "2023-02"),
        ("2024年初", "2024-01", "2024-04"),
        ("by the end of 2023", "", "2023"),
        ("截至2022年底", "", "2022"),
        ("23年3月发布了哪些模型", "2023-03", "2023-03"),
        ("2024年后开源的", "2024", ""),
        ("2024年前开源的", "", "2023"),
        ("from 2019 to 2021", "2019", "2021"),
        ("2023年6月到12月", "2023-06", "2023-12"),
    ],
)
def test_a_question_asks_about_a_time(text: str, since: str, until: str) -> None:
    reading = read(text, {}, TODAY)
    assert (reading.since, reading.until) == (since, until)


@pytest.mark.parametrize("text", ["what is open today?", "今天有哪些开源模型", "明年会发布什么模型", "2025年春节", "which models are open now"])
def test_what_is_so_now_and_what_is_to_come_is_no_time_to_look_back_to(text: str) -> None:
    reading = read(text, {}, TODAY)
    assert (reading.since, reading.until) == (("2025", "2025") if "2025" in text else ("", ""))


def test_without_a_day_to_count_from_nothing_is_counted() -> None:
    assert not read("what did they release last year?", {}).since
    assert read("models released in H1 2025", {}).until == "2025-06"
