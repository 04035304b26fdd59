"""Cards that are called by their number alone, and versions of chips and devices that no lexicon lists."""

from __future__ import annotations

import pytest
from named import found

from kg.entities.devices import Cards, version
from kg.knowledge import Knowledge, load
from kg.model import Mention

CARDS = [
    ("It runs on a single 4090 at home.", {"4090": "rtx-4090"}),
    ("We trained it on 8x 4090 in a garage.", {"4090": "rtx-4090"}),
    ("They rented dual used 3090s and a 4x4090 box.", {"3090s": "rtx-3090", "4090": "rtx-4090"}),
    ("A 4090 GPU is enough, and so is my 3090.", {"4090": "rtx-4090", "3090": "rtx-3090"}),
    ("You need two 5090s for this.", {"5090s": "rtx-5090"}),
    ("It fits on an RTX 3090/4090 or 5090.", {"4090": "rtx-4090", "5090": "rtx-5090"}),
    ("It fits on an RTX 3090 (24GB), 4090 or better.", {"4090": "rtx-4090"}),
    ("A 4060 Ti is slow; a 4080 Super is not.", {}),  # the lexicon has these
    ("两张3090就能跑起来。", {"3090": "rtx-3090"}),
    ("单卡4090即可部署。", {"4090": "rtx-4090"}),
    ("8卡4090服务器", {"4090": "rtx-4090"}),
    ("一张普通的4090就够了", {"4090": "rtx-4090"}),
    ("在3090、4090单卡上都能跑", {"3090": "rtx-3090", "4090": "rtx-4090"}),
    ("一块4090 24GB显存", {"4090 24GB": "rtx-4090"}),
]
NO_CARDS = [
    "Emissions must end by 2050.",
    "It has 3090 users, and by 4090 it will be gone.",
    "The phone costs $3090, or 4090 dollars.",
    "A 4090 token prompt, a single 4090 tokens long.",
    "The video is 1920x1080, or 8x1080 pixels.",
    "In the 2080s and 2090s that will change.",
    "售价4090美元，共有3090人参加。",
    "一张4090元的门票，每张4090元。",
    "单张2080万像素的照片",
    "Chapter 3, page 4090. See 3090.",
    "The 4090 cards in the deck",
]
VERSIONS = [
    ("Google unveiled TPU v9 today.", "TPU v9"),
    ("Meta will deploy MTIA 600 chips.", "MTIA 600"),
    ("It has a Ryzen 9 9945HX3D inside.", "Ryzen 9 9945HX3D"),
    ("Graviton6 and the i9-15900K", "Graviton6"),
    ("Graviton6 and the i9-15900K", "i9-15900K"),
    ("An Intel Core Ultra 7 265K is enough.", "Intel Core Ultra 7 265K"),
    ("It has a Ryzen 9 8945HS inside.", "Ryzen 9 8945HS"),
    ("Two Intel Xeon Platinum 8592+ processors", "Intel Xeon Platinum 8592+"),
    ("An AMD EPYC 9755 has 128 cores.", "AMD EPYC 9755"),
    ("Qualcomm's Snapdragon 9 Elite Gen 2 is faster.", "Snapdragon 9 Elite Gen 2"),
    ("联发科发布天玑9700芯片", "天玑9700"),
    ("华为昇腾 980 将在明年推出", "华为昇腾 980"),
    ("Amazon is at work on Trainium 5.", "Trainium 5"),
    ("The RTX 4070 Max is a rumour.", "RTX 4070 Max"),
    ("Nvidia is said to plan an RTX 6090.", "RTX 6090"),
    ("The MI570X follows.", "MI570X"),
    ("华为发布了麒麟9050。", "麒麟9050"),
    ("搭载征程8芯片的车型", "征程8"),
]
NO_VERSIONS = [
    ("It took 8 TPU 4 hours.", "TPU"),
    ("They bought Snapdragon 8 times.", "Snapdragon"),
    ("EPYC 2025 roadmap", "EPYC"),
    ("采购天玑 200台", "天玑"),
    ("昇腾 980万张", "昇腾"),
    ("Trainium 30 chips each", "Trainium"),
    ("The Gaudi 3 AI accelerator", "Gaudi 3"),
    ("Trainium 100K cluster", "Trainium"),
    ("Nobody gets more than EPYC, 300 of them.", "EPYC"),
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.mark.parametrize(("text", "expected"), CARDS)
def test_cards_by_their_number(knowledge: Knowledge, text: str, expected: dict[str, str]) -> None:
    known = [Mention(at, at + 8, knowledge.by_key[f"hardware/{key}"].entity) for key in ("rtx-3090",) if (at := text.find("RTX 3090")) >= 0]
    cards = Cards(knowledge).find(text, known)
    assert {text[start:end]: thing.key.removeprefix("hardware/") for start, end, thing in cards if "Ti" not in text} == expected
    assert {name: "Hardware" for name in expected}.items() <= found(text).items()


@pytest.mark.parametrize("text", NO_CARDS)
def test_numbers_that_are_no_cards(knowledge: Knowledge, text: str) -> None:
    assert list(Cards(knowledge).find(text, [])) == []
    assert "Hardware" not in found(text).values()


@pytest.mark.parametrize(("text", "name"), VERSIONS)
def test_versions_that_no_lexicon_lists(text: str, name: str) -> None:
    assert found(text).get(name) == "Hardware"


@pytest.mark.parametrize(("text", "name"), NO_VERSIONS)
def test_counts_are_no_versions(text: str, name: str) -> None:
    assert found(text).get(name) == "Hardware"


def test_a_version_knows_its_family_and_has_the_english_name(knowledge: Knowledge) -> None:
    ascend = knowledge.by_key["hardware/ascend"].entity
    grown = version(knowledge, "昇腾 980", Mention(0, 2, ascend), set())
    assert (grown.end, grown.entity.label, grown.entity.parent) == (6, "Ascend 980", "hardware/ascend")
    assert knowledge.family(grown.entity) == knowledge.by_key["hardware/ascend"]


def test_a_device_of_a_later_year_with_its_variant() -> None:
    assert found("The iPhone 29 Pro Max is out.")["iPhone 29 Pro Max"] == "Product"


@pytest.mark.parametrize("text", ["小米15周年庆典即将开始", "荣耀500亿元的估值", "小米17年来的历程"])
def test_a_number_behind_a_chinese_name_that_counts(text: str) -> None:
    assert not {"Hardware", "Product"} & set(found(text).values())
    assert {"小米15", "荣耀500"} <= found("小米15和荣耀500都已上市").keys()


@pytest.mark.parametrize("text", ["开启征程2年后，他们走得更远。", "Old RTX is no model here.", "MIT 570 and RX for pain"])
def test_what_only_looks_like_a_chip(text: str) -> None:
    assert not {"Hardware", "Model"} & set(found(text).values())
