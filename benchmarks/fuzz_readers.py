"""Fuzz every reader: documents of each sort, changed at random, must give articles or an error of ours, in little time.

    python benchmarks/fuzz_readers.py [--inputs 100000] [--seed 1] [--sort pdf] [--keep DIR]

Prints for each sort how many inputs were read, refused and how long the slowest took; what breaks is written to DIR
and told. Exit status 1 where anything broke.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import random
import resource
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import documents  # noqa: E402

from kg.errors import KgError  # noqa: E402
from kg.limits import Limits  # noqa: E402
from kg.read import archive, read_drafts, to_article  # noqa: E402
from kg.read.draft import Draft  # noqa: E402

LIMITS = Limits(file=3_000_000, text=200_000, unpacked=5_000_000, entries=300)
SHARES = {"docx": 0.1, "html": 0.5, "pdf": 0.3}  # of the inputs: these take the longest
SLOW = 20.0  # seconds of CPU for an input of some kilobytes: that is for ever
WORDS = [
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&#0;", b"&amp;",
    b"<table><tr><td colspan=9999 rowspan=9999>", b"<ul><li>" * 40, b"<blockquote>" * 60, b"</p>", b"<!ENTITY x \"y\">", b"---\n",
    b"\n---\n", b"title: !!python/object:os.system x\n", b"a: &a [*a, *a]\n", b"date: 2024-13-45\n", b"```\n", b"| a |\n|---|\n", b"> " * 30,
    b"- " * 30, b"1. ", b"%PDF-1.7", b"endobj", b"stream\n", b"/Length 999999999", b"/Kids [1 0 R]", b"trailer", b"startxref\n0\n",
    b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\"", b"{", b"}" * 20, b"[" * 200, b"\\ud800", b"1e999", b",,,,", b"\r", b"\t" * 20, b"9" * 400,
    "标题：".encode(), "正文".encode("gb18030"), b"http://[::1]/", b"charset=utf-7", b"encoding=\"utf-16\"", b"http-equiv",
]  # fmt: skip


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """The bytes with one to eight changes: bits, runs, words, repetitions, cuts."""
    data = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at, size = rng.randrange(len(data) + 1), rng.choice((1, 2, 4, 16, 64, 300))
        kind = rng.randrange(8)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at : at + size]
        elif kind == 2:
            data[at:at] = data[at : at + size] * rng.choice((1, 2, 30))
        elif kind == 3:
            data[at:at] = rng.randbytes(size)
        elif kind in (4, 5):
            data[at:at] = rng.choice(WORDS)
        elif kind == 6:
            other = rng.randrange(len(data) + 1)
            data[at:at] = data[other : other + size]
        elif kind == 7 and rng.random() < 0.2:
            del data[at:]
    return bytes(data[:300_000])


def inner(raw: bytes, rng: random.Random) -> bytes:
    """An archive of which one part is changed and all is packed again, so that the change reaches the reader."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for info in packed.infolist():
            parts[info.filename] = packed.read(info)
    name = rng.choice([name for name in parts if name.endswith((".xml", ".xhtml", ".opf", ".rels", ".md", ".csv", ".zip"))])
    parts[name] = mutated(parts[name], rng)
    if rng.random() < 0.05:
        del parts[rng.choice(list(parts))]
    return documents.zipped(parts)


def inputs(name: str, raw: bytes, rng: random.Random) -> Iterator[bytes]:
    """Changed forms of a document without end; some are built on forms that were read."""
    packed = raw.startswith(b"PK")
    while True:
        yield inner(raw, rng) if packed and rng.random() < 0.8 else mutated(raw, rng)


def read(raw: bytes, name: str) -> int:
    """Reads bytes as the intake does, all that is in them; how many articles. Raises what a reader raises."""
    found = 0
    if name.endswith(".zip"):
        for part in archive.read(raw, name, LIMITS):
            if isinstance(part, tuple) and not part[0].endswith(".zip"):
                try:
                    found += read(part[1], part[0])
                except KgError:
                    continue
        return found
    for draft in read_drafts(raw, name, LIMITS):
        if isinstance(draft, Draft):
            try:
                article = to_article(draft, name, limits=LIMITS)
            except KgError:
                continue
            check(article)
            found += 1
    return found


def check(article) -> None:
    """What must hold for every article that a reader gives."""
    assert article.text.strip(), "an article without text"
    article.text.encode("utf-8")
    assert "\0" not in article.text, "a zero byte in the text"
    end = 0
    for block in article.blocks:
        assert end <= block.start < block.end <= len(article.text), "blocks out of order"
        end = block.end
    for value in (article.title, article.author, article.publisher, article.source, article.date):
        assert "\n" not in value and "\0" not in value, "a field of several lines"


def run(name: str, raw: bytes, count: int, seed: int, keep: Path | None, say: Callable[[str], None]) -> int:
    """Fuzz one sort; how many inputs broke it."""
    rng = random.Random(f"{seed} {name}")
    taken = refused = broken = 0
    slowest, begin = 0.0, time.process_time()
    for number, data in zip(range(count), inputs(name, raw, rng), strict=False):
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SLOW)
        try:
            taken += read(data, name) > 0
        except KgError:
            refused += 1
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            broken += 1
            say(f"{name}: input {number} of seed {seed}: {type(error).__name__}: {error}")
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{seed}-{number}-{name}").write_bytes(data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - start)
    seconds = time.process_time() - begin
    say(f"{name:8} {count:7} inputs {taken:7} read {refused:7} refused {broken:3} broken  {seconds:6.0f} s, slowest {slowest:.2f} s")
    return broken


class Endless(Exception):
    """An input that took more than SLOW."""


def _stop(signum: int, frame: object) -> None:
    raise Endless(f"more than {SLOW:g} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--inputs", type=int, default=100_000, help="in all, shared out among the sorts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sort", default="", help="one ending alone")
    parser.add_argument("--keep", type=Path, default=None, help="folder for inputs that break a reader")
    given = parser.parse_args()
    faulthandler.enable()
    signal.signal(signal.SIGPROF, _stop)
    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, resource.RLIM_INFINITY))
    sorts = {name: raw for name, raw in documents.all_sorts().items() if name.endswith(given.sort)}
    share = {name: SHARES.get(name.rpartition(".")[2], 1.0) for name in sorts}
    whole = sum(share.values())
    broken = 0
    for name, raw in sorts.items():
        broken += run(name, raw, round(given.inputs * share[name] / whole), given.seed, given.keep, lambda line: print(line, flush=True))
    print(f"{given.inputs} inputs, {broken} broke a reader")
    sys.exit(broken > 0)


if __name__ == "__main__":
    main()
