"""What models answered, kept in a folder by content, prompt and model; and a reply's text → what it proposes.

One JSON file for each answer, under the model's name, fit for an editor, for git and for shipping with a corpus. The
same article, prompt and model find the same answer again: a rebuild asks nobody and gives the same graph.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import files
from kg.errors import DataError, UsageError
from kg.llm.offers import Model
from kg.llm.portions import Portion, question
from kg.llm.prompts import Prompt
from kg.model import Article

FOLDER = "answers"  # in the corpus, beside the decisions
_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*?)\n\s*```\s*", re.S | re.I)
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.S)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text, why it ended (stop, length, refusal), tokens as the server counts them, who answered.

    `answered_by` is the version that the server named; tokens are -1 where it told none.
    """

    text: str
    finish: str = "stop"
    answered_by: str = ""
    asked: int = -1
    answered: int = -1


def key(model: Model, prompt: Prompt, asked: str) -> str:
    """The name of an answer: 32 hexadecimal digits out of model, prompt and question."""
    return hashlib.sha256(json.dumps([model.id, prompt.hash, asked], ensure_ascii=False).encode()).hexdigest()[:32]


class Answers:
    """The answers of one model to one prompt, in a folder. Made anew wherever it is needed; it keeps nothing open."""

    def __init__(self, folder: Path, model: Model, prompt: Prompt) -> None:
        self.model, self.prompt = model, prompt
        self.folder = Path(folder) / _UNSAFE.sub("-", model.id)

    def path(self, article: Article, portion: Portion) -> Path:
        """The file of the answer about a part."""
        return self.folder / f"{key(self.model, self.prompt, question(article, portion))}.json"

    def find(self, article: Article, portion: Portion) -> Reply | None:
        """The answer about a part; None where there is none. Raises DataError for a file that can not be read."""
        path = self.path(article, portion)
        try:
            row = files.plain(path.read_bytes())
            text = row["text"] if "text" in row else json.dumps(row["answer"], ensure_ascii=False)
            tokens = row.get("tokens", {})
            return Reply(
                str(text), row["finish"], row["answered_by"], tokens.get("asked", -1), tokens.get("answered", -1)
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise DataError("not an answer of a model", str(path), "delete the file; it is asked for again") from None

    def keep(self, article: Article, portion: Portion, reply: Reply) -> None:
        """Write an answer down, whole or not at all. Raises UsageError where the folder can not be written."""
        path = self.path(article, portion)
        row: dict[str, Any] = {
            "model": self.model.id,
            "answered_by": reply.answered_by,
            "prompt": self.prompt.hash,
            "article": {"id": article.id, "title": article.title, "start": portion.start, "end": portion.end},
            "finish": reply.finish,
            "tokens": {"asked": reply.asked, "answered": reply.answered},
        }
        try:
            row["answer"] = json.loads(reply.text)
        except (ValueError, RecursionError):
            row["text"] = reply.text
        data = json.dumps(row, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
        try:
            files.replace(path, [data])
        except OSError as error:
            what = f"answers can not be kept here: {error.strerror}"
            raise UsageError(what, str(path.parent), "name a folder with --answers DIR") from None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reply proposes. `fault`: why it proposes nothing at all ("" where it could be read)."""

    proposals: tuple[dict[str, Any], ...] = ()
    fault: str = ""


def parse(reply: Reply) -> Parsed:
    """The claims that a reply proposes, as they are written there. Nothing is mended: what is no JSON proposes nothing."""
    if reply.finish == "refusal":
        return Parsed(fault="refusal")
    if reply.finish == "length":
        return Parsed(fault="cut")
    text = _THOUGHT.sub("", reply.text)
    fenced = _FENCED.fullmatch(text)
    try:
        whole = json.loads(fenced.group(1) if fenced else text)
    except (ValueError, RecursionError):
        return Parsed(fault="not_json")
    claims = whole.get("claims") if isinstance(whole, dict) else None
    if not isinstance(claims, list):
        return Parsed(fault="shape")
    return Parsed(tuple(one if isinstance(one, dict) else {"kind": None} for one in claims))
