"""Whether work grows in step with the text: `python benchmarks/linear.py [READER …]`; exit status 1 where it does not.

Each reader is given one piece again and again, a text of n characters and one of 8n (for the two stores: n and 8n
articles). Seconds of the processor, children included, the least of several runs. Work in step with the text gives a
ratio of about 8, quadratic work 64: more than 24 is told as too much, unless the long text takes no time to speak of.
"""

from __future__ import annotations

import gc
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import made  # noqa: E402

from kg import check  # noqa: E402
from kg.clauses import aspects  # noqa: E402
from kg.discourse import centering  # noqa: E402
from kg.extraction.extract import shared  # noqa: E402
from kg.language import en, zh  # noqa: E402
from kg.language.dates import find_dates  # noqa: E402
from kg.language.numbers import find_numbers  # noqa: E402
from kg.model import Article, Block  # noqa: E402
from kg.rdf.graph import quads  # noqa: E402
from kg.read import blocks  # noqa: E402
from kg.reuse import copies  # noqa: E402
from kg.store import open_store  # noqa: E402

TIMES = 8
TOO_MUCH = 24  # between 8, in step, and 64, quadratic
FLOOR = 0.05  # seconds: a long text that takes less says nothing
RUNS = 3
LONG = 3.0  # seconds after which one run must do

# reader: (characters of the short text, its pieces)
PIECES: dict[str, tuple[int, list[str]]] = {
    "dates": (25_000, ["2023-", " ", "3 月 ", "in May ", "1", "年月日", "2023年3月14日和", "May 2022 and "]),
    "numbers": (
        8_000,
        [
            *("1,111", "$1-", "一千", " ", "7、", "per 1K ", "a1-", "1", "$1/", "一分之", "1 out of ", "翻", "1T 的多"),
            *("token", "1 x ", "MMLU 1 ", "$1/M ", "half of ", "1B 激活", "1\n", "-1%", "。", "the model ", "1 多万"),
            *("每百万输入1元", "$1 and $2 ", "16 experts ", "总参数 1B/", "第3名 ", "ranked third ", "排名第三，"),
        ],
    ),
    "sentences-zh": (50_000, [" ", "\n ", "!", "?*》", '。"', "A. ", "."]),
    "sentences-en": (50_000, [" ", "\n ", "!", "?*》", '。"', "A. ", "."]),
    "blocks": (
        20_000,
        [
            *("开源模型很好，", "a|b|", "*", "> ", "<!-- -->", "<!--\n", "<table><tr><td>a</td></tr></table>", "- a\n"),
            *("```a\n", "x\n\n", "[a](b)\n\n", "a|b\n-|-\n", "一、甲\n", "`", "2024-"),
        ],
    ),
    "names": (
        8_000,
        [
            *(
                "A",
                "Aa",
                "A ",
                "Ab-",
                "A1-",
                "a-",
                "Aa ",
                "AB",
                "A.",
                "V1.",
                "A Bench ",
                "llama-",
                "7B/",
                "Qwen2.5-7B/14B/",
            ),
            *(
                "Ab Cd of the ",
                "CEO of ",
                "·",
                "一·",
                "《a",
                "“一",
                "[",
                "](",
                "<",
                "大模型A",
                "公司",
                "\n",
                "OpenAI、",
                "智谱",
                "Llama 3. The 70B model. ",
            ),
        ],
    ),
    "pronouns": (4_000, ["OpenAI grew, and it won. ", "and it ", "它", "OpenAI has it, ", "It grew. ", "该公司，", "去年推出的"]),
    "aspects": (2_000, ["open models can reduce the costs of privacy ", "transparency, ", "not "]),
}


FORMS = "\n大模型 公司 大学 Bench 7B University·CEO"  # so that most forms of names are tried on the text


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of a few runs; the collector of garbage does not look at what was there before."""
    least = float("inf")
    for _ in range(RUNS):
        gc.collect()
        gc.freeze()
        begun = _spent()
        work()
        least = min(least, _spent() - begun)
        if least > LONG:
            break
    return least


def _spent() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def readers() -> dict[str, Callable[[str], object]]:
    knowledge, finder = shared().knowledge, shared().finder
    return {
        "dates": lambda text: (find_dates(text, "zh", "2023-10-19"), find_dates(text, "zh")),
        "numbers": find_numbers,
        "sentences-zh": zh.split,
        "sentences-en": en.split,
        "blocks": blocks.split,
        "names": lambda text: finder.find(article(text + FORMS)),
        "pronouns": lambda text: centering.named(shared().context(article(text))),
        "aspects": lambda text: aspects.read(knowledge, "en", text),
    }


def article(text: str) -> Article:
    return Article("made", "made.md", text, lang="zh", blocks=(Block("paragraph", 0, len(text)),))


def copied(number: int) -> float:
    """Seconds to index so many passages, one in ten of which holds most of another."""
    chance = random.Random(1)
    texts: list[str] = []
    for at in range(number):
        words = ("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(25))
        text = " ".join(words) + ". "
        texts.append(texts[at - 5][30:] + text[:40] if at % 10 == 9 else text)
    named = {f"{at:06d}": text for at, text in enumerate(texts)}

    def index() -> None:
        with tempfile.TemporaryDirectory() as folder:
            copies.Copies(Path(folder) / "c.db").settle(lambda: named, named.get)

    return seconds(index)


def checked(number: int) -> float:
    """Seconds to check a store of so many articles of one claim each."""
    told = made.told()

    def one(at: int) -> tuple[str, list[str]]:
        here = replace(told.article, id=f"{at:016x}", file=f"{at}.md")
        return here.id, quads(replace(told, article=here))

    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "s") as store:
        store.load_many(one(at) for at in range(number))
        return seconds(lambda: list(check.check_store(store, workers=1)))


STORES: dict[str, tuple[int, Callable[[int], float]]] = {"copies": (1_250, copied), "check": (100, checked)}


def rows(wanted: list[str]) -> Iterator[tuple[str, str, int, float, float]]:
    """(reader, piece, n, seconds at n, seconds at 8n)."""
    for name, read in readers().items():
        if name in wanted:
            size, pieces = PIECES[name]
            for piece in pieces:
                short, long = (piece * (n // len(piece)) for n in (size, TIMES * size))
                yield name, piece, size, seconds(partial(read, short)), seconds(partial(read, long))
    for name, (size, work) in STORES.items():
        if name in wanted:
            yield name, "an article", size, work(size), work(TIMES * size)


def main() -> int:
    known = [*PIECES, *STORES]
    wanted = sys.argv[1:] or known
    if unknown := [name for name in wanted if name not in known]:
        print(f"linear.py: no reader {unknown[0]}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    print(f"{'reader':14}{'piece':48}{'n':>8}{'s at n':>9}{'s at 8n':>9}{'ratio':>8}")
    grown = 0
    for name, piece, size, short, long in rows(wanted):
        ratio = long / max(short, FLOOR / TIMES)
        too_much = long > FLOOR and ratio > TOO_MUCH
        grown += too_much
        told = f"{ratio:8.1f}" if long > FLOOR else f"{'-':>8}"
        print(f"{name:14}{piece!r:48}{size:>8}{short:>9.4f}{long:>9.4f}{told}{'  too much' * too_much}")
    print(f"\n{grown or 'Nothing'} {'grow' if grown > 1 else 'grows'} faster than the text.")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
