"""Search over a generated corpus: `python benchmarks/search.py [PASSAGES]` (100,000), beside a plain SQL LIKE scan.

The passages are made of the shipped articles' words, each followed by one that follows it there, so common words are as
common as in real text, and no long run of words stands in many articles. The scan finds all passages with the same
words, as one must before they can be ranked; it ranks none, and knows no other names, no stems and no word borders.
All times are processor time of one process, so that other work on the machine does not count.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.asking.search import search
from kg.fulltext.index import FILE, Index
from kg.fulltext.passages import read_page
from kg.language import zh
from kg.model import Article, Claim, Entity, Extraction
from kg.rdf.graph import quads
from kg.read import find_files, read_file
from kg.store import open_store

CORPUS = Path(__file__).parent.parent / "corpus"
PER_ARTICLE = 20
ROUNDS = 3
QUERIES = {
    "two characters": ["隐私", "商用", "参数", "社区", "漏洞", "垄断"],
    "one character": ["车", "钱", "芯"],
    "Latin words": ["transparency", "licence", "benchmark", "weights", "lawsuit"],
    "names": ["通义千问", "Qwen", "百度", "OpenAI", "Llama 2", "GPT-4"],
    "mixed": ["Qwen 许可证", "OpenAI 闭源", "Meta 开源 许可", "Llama 商用"],
    "phrases": ['"open source"', '"开放权重"', '"commercial use"'],
    "questions": ["which vendors moved from open to closed", "哪些公司从开源走向闭源", "is an open model safer"],
    "filtered": ["模型", "open", "开源"],
    "nothing there": ["zyzzyva", "鹈鹕", "Qwen zyzzyva"],
}
NAMES = [
    Entity("Model", "Qwen", "model/qwen", ("通义千问",)),
    Entity("Model", "Llama 2", "model/llama-2", ("LLaMA 2",)),
    Entity("Model", "GPT-4", "model/gpt-4"),
    Entity("Organization", "百度", "organization/baidu", ("Baidu",)),
    Entity("Organization", "OpenAI", "organization/openai"),
    Entity("Organization", "Meta", "organization/meta"),
]


def chains() -> dict[str, dict[str, list[str]]]:
    """For each language: word → the words that follow it in the shipped articles, "" before the first."""
    found: dict[str, dict[str, list[str]]] = {"zh": {}, "en": {}}
    for path in find_files([CORPUS]):
        article = read_file(path)
        for block in article.blocks:
            if block.kind in ("paragraph", "item"):
                text = " ".join(article.text[block.start : block.end].split())
                words = list(zh.cut(text)) if article.lang == "zh" else [f"{word} " for word in text.split()]
                for one, other in zip(["", *words], words, strict=False):
                    found[article.lang].setdefault(one, []).append(other)
    return found


def passage(rng: random.Random, chain: dict[str, list[str]], length: int) -> str:
    """A run of words, each of which follows the one before it somewhere."""
    words = [rng.choice(chain[""])]
    while len(words) < length:
        words.append(rng.choice(chain.get(words[-1]) or chain[""]))
    return "".join(words).strip()


def generate(passages: int) -> Iterator[Extraction]:
    """Articles of PER_ARTICLE passages, the same for the same number."""
    rng, known = random.Random(7), chains()
    invented = [f"{rng.choice('BDFGKLMNPRSTV')}{rng.choice('aeiou')}{rng.choice('lmnrstv')}{i}" for i in range(5000)]
    for number in range(passages // PER_ARTICLE):
        lang = rng.choice(("zh", "en"))
        blocks = [f"# {passage(rng, known[lang], 6)}"]
        for _ in range(PER_ARTICLE - 1):
            name = invented[min(int(rng.expovariate(0.002)), 4999)]
            blocks.append(f"{passage(rng, known[lang], rng.randint(10, 60))} {name} {rng.randint(2, 900)}.")
        text = "\n\n".join(blocks) + "\n"
        date = f"20{rng.randint(19, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        name = hashlib.sha256(f"{number}{text}".encode()).hexdigest()[:16]
        article = Article(name, f"{number}.md", text, blocks[0][2:], date, lang)
        spoken = [thing for thing in NAMES if any(form in text for form in (thing.label, *thing.aliases))]
        yield Extraction(article, tuple(spoken), tuple(_claims(rng, article, blocks, spoken)))


def _claims(rng: random.Random, article: Article, blocks: list[str], spoken: list[Entity]) -> Iterator[Claim]:
    for block in rng.sample(blocks[1:], 10):
        start = article.text.index(block)
        end = start + min(40, len(block))
        subject = rng.choice(spoken or NAMES)
        value = (("status", rng.choice(("open", "closed", "api"))),)
        yield Claim("openness", start, end, article.text[start:end], subject, value=value)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the fastest of ROUNDS runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def scan(db: sqlite3.Connection, query: str) -> list[tuple]:
    """All passages that hold each word of a query somewhere, as LIKE finds them."""
    words = [query.strip('"')] if query.startswith('"') else query.split()
    where = " AND ".join("text LIKE ?" for _ in words)
    return db.execute(f"SELECT rowid FROM plain WHERE {where}", [f"%{word}%" for word in words]).fetchall()


def fill(folder: Path, passages: int) -> tuple[sqlite3.Connection, int]:
    """Write everything, and say how fast; the table that is scanned."""
    graphs = [(one.article.id, quads(one)) for one in generate(passages)]
    size = sum(len(line.encode()) for _, lines in graphs for line in lines if "#text>" in line)
    start = time.process_time()
    pages = [read_page(*graph) for graph in graphs]
    read = time.process_time() - start
    count = sum(len(page.passages) for page in pages)
    alone = Index(folder / "alone.db")
    alone.settle(1, [], lambda article: [])
    start = time.process_time()
    for first in range(0, len(pages), 100):
        alone.put(pages[first : first + 100], 1)
    written = time.process_time() - start
    start = time.process_time()
    alone.collect(0)
    order = time.process_time() - start
    alone.close()
    print(f"{len(graphs):,} articles, {count:,} passages, {size / 1e6:.0f} MB of text")
    print(f"index alone: {count / (read + written):,.0f} passages/s (tokens {read:.1f} s, written {written:.1f} s), "
          f"put in order {order:.1f} s")  # fmt: skip
    start = time.process_time()
    with open_store(folder / "store") as store:
        store.load_many(graphs)
    whole = time.process_time() - start
    mb = sum(path.stat().st_size for path in (folder / "store" / "data").rglob("*") if path.is_file()) / 1e6
    print(f"graph and passages together: {whole:.1f} s, {count / whole:,.0f} passages/s; "
          f"graph {mb:.0f} MB, passages {(folder / 'store' / FILE).stat().st_size / 1e6:.0f} MB\n")  # fmt: skip
    plain = sqlite3.connect(folder / "plain.db")
    plain.execute("CREATE TABLE plain(text TEXT)")
    for _, lines in graphs:
        text = next(line for line in lines if "#text>" in line)
        plain.executemany("INSERT INTO plain VALUES (?)", [(block,) for block in text.split("\\n\\n")])
    plain.commit()
    return plain, count


def main() -> None:
    passages = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        plain, _ = fill(Path(folder), passages)
        print(f"{'queries (p50 / p95 ms)':<24}{'kg search':>16}{'LIKE scan':>18}")
        ours: list[float] = []
        theirs: list[float] = []
        with open_store(Path(folder) / "store", read_only=True) as store:
            search(store, "warm")
            for kind, queries in QUERIES.items():
                given = {"since": "2024", "kind": "openness"} if kind == "filtered" else {}
                mine = [timed(lambda query=query, given=given: search(store, query, **given)) for query in queries]
                other = [timed(lambda query=query: scan(plain, query)) for query in queries]
                print(f"{kind:<24}{_spread(mine):>16}{_spread(other):>18}")
                ours, theirs = ours + mine, theirs + other
        print(f"{'all':<24}{_spread(ours):>16}{_spread(theirs):>18}")


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):.1f} / {ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]:.1f}"


if __name__ == "__main__":
    main()
