"""python -m training.materialise COPIES OUT: writes the annotated passages of `training/passages` out of local copies.

The passages belong to their publishers and are not kept here: the manifest says in which public repository, commit and
file each stands. COPIES holds a bare or ordinary Git copy of each repository as `owner+name`. OUT receives `texts/` (with
date as front matter), and `gold/` with the quotes cut out of the texts by their positions. What is missing or has
changed is named, and left out. `articles/` of OUT receives the articles of our own in `training/articles`, in the same form.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

PASSAGES = Path(__file__).parent / "passages"
ARTICLES = Path(__file__).parent / "articles"
# What is taken out of a page before positions are counted, in this order.
CLEANED = [
    (r"\A---\n.*?\n---\n", "", re.S),
    (r"<details>\s*<summary>Clip command.*?</details>", "", re.S),
    (r"\d*\{#footnote[^}]*\}", "", 0),
    (r"<!--.*?-->", "", re.S),
    (r"\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)", "", 0),
    (r"!\[[^\]]*\]\([^)]*\)(\{[^}]*\})?", "", 0),
    (
        r"<(img|br|p|/p|div|/div|center|/center|h\d|/h\d|a|/a|span|/span|sup|/sup|picture|/picture|source|b|/b|video|/video"
        r"|figure|/figure)\b[^>]*>",
        "",
        0,
    ),
    (r"\[([^\]\[]*)\]\((?:[^()]|\([^()]*\))*\)", r"\1", 0),
    (r"[ \t　]+\n", "\n", 0),
    (r"\n{3,}", "\n\n", 0),
]


def cleaned(page: str) -> str:
    """The page as positions count it."""
    for pattern, instead, flags in CLEANED:
        page = re.sub(pattern, instead, page, flags=flags)
    return page.strip()


def page_of(copies: Path, row: dict[str, Any]) -> str | None:
    """The file of a passage at its commit, None where the copy lacks it."""
    place = copies / row["repo"].replace("/", "+")
    folder = next(
        (p for p in (place / "repo" / ".git", place / "repo", place / ".git", place) if (p / "HEAD").exists()), place
    )
    shown = subprocess.run(
        ["git", f"--git-dir={folder}", "show", f"{row['commit']}:{row['path']}"], capture_output=True
    )
    return None if shown.returncode else shown.stdout.decode("utf-8", "replace").replace("\r\n", "\n")


def main(copies: Path, out: Path) -> int:
    """Writes what can be written. Returns how many passages could not."""
    rows = json.loads((PASSAGES / "manifest.json").read_text("utf-8"))
    gold = {kind: by_file(PASSAGES / f"{kind}.jsonl") for kind in ("claims", "entities")}
    write_own(out / "articles")
    lost = 0
    for row in rows:
        page = page_of(copies, row)
        text = cleaned(page)[row["start"] : row["end"]] if page is not None else ""
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            print(f"{row['file']}: not found in {row['repo']} at {row['commit'][:8]}: {row['path']}", file=sys.stderr)
            lost += 1
            continue
        write(out / row["part"], row, text, gold)
    return lost


def by_file(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of a file of JSON Lines, by the text that they belong to."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        one = json.loads(line)
        found[one["file"]].append(one)
    return found


def write_own(folder: Path) -> None:
    """The articles of our own, with a file of gold for each."""
    shutil.copytree(ARTICLES / "texts", folder / "texts")
    (folder / "gold").mkdir()
    for kind in ("claims", "entities"):
        gold = by_file(ARTICLES / f"{kind}.jsonl")
        for text in (folder / "texts").iterdir():
            _write_rows(folder / "gold" / f"{text.stem}.{kind}.jsonl", gold[text.name])


def _write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), "utf-8")


def write(folder: Path, row: dict[str, Any], text: str, gold: dict[str, dict[str, list]]) -> None:
    """A passage's text and gold."""
    for name in ("texts", "gold"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    head = f'---\ndate: "{row["date"]}"\n---\n' if row["date"] else ""
    (folder / "texts" / row["file"]).write_text(head + text + "\n", "utf-8")
    stem = Path(row["file"]).stem
    claims = [
        {**{k: v for k, v in c.items() if k not in ("start", "end", "read")}, "quote": text[c["start"] : c["end"]]}
        for c in gold["claims"][row["file"]]
    ]
    for kind, found in (("claims", claims), ("entities", gold["entities"][row["file"]])):
        _write_rows(folder / "gold" / f"{stem}.{kind}.jsonl", found)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
