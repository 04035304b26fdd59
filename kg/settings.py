"""The settings, each on one line: name, environment variable, default, help; options and docs derive from it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError

WAIT = 60.0  # seconds
LANGS = ("zh", "en")
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of SETTINGS. `default` is what the documentation shows, in words."""

    name: str
    env: str
    metavar: str
    default: str
    help: str


SETTINGS = (
    Setting("corpus", "KG_CORPUS", "DIR", "corpus/ here, else the one that ships", "folder of the articles"),
    Setting("store", "KG_STORE", "PATH", ".kg in the workspace", "where the graph is; a URL is a SPARQL 1.1 server"),
    Setting("wait", "KG_WAIT", "SECONDS", "60", "how long to wait for another kg that changes the workspace"),
    Setting("lang", "KG_LANG", "zh|en", "the terminal's locale", "language of messages and labels"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run. `store` is a path, or the address of a SPARQL 1.1 server."""

    corpus: Path
    store: str
    lang: str = "en"
    wait: float = WAIT


def shipped_corpus() -> Path:
    """The folder of articles that comes with the package: inside it when installed, beside it in a checkout."""
    inside = _PACKAGE / "shipped" / "corpus"
    return inside if inside.is_dir() else _PACKAGE.parent / "corpus"


def load(
    corpus: str | None = None,
    store: str | None = None,
    lang: str | None = None,
    env: Mapping[str, str] | None = None,
    wait: float | None = None,
) -> Settings:
    """Settings from explicit values, else from the environment, else the defaults.

    Raises UsageError for a language that is none of LANGS, and for seconds that are no number.
    """
    env = os.environ if env is None else env
    lang = lang or env.get("KG_LANG") or locale_lang(env)
    if lang not in LANGS:
        raise UsageError(f"unknown language {lang!r}", "--lang / KG_LANG", f"use one of: {', '.join(LANGS)}")
    folder = corpus or env.get("KG_CORPUS")
    place = store or env.get("KG_STORE")
    where = Path(folder) if folder else default_corpus()
    seconds = _seconds(env.get("KG_WAIT", "")) if wait is None else wait
    return Settings(where, place or str(default_store(where, bool(folder))), lang, seconds)


def _seconds(text: str) -> float:
    try:
        seconds = float(text or WAIT)
    except (TypeError, ValueError):
        seconds = -1
    if not 0 <= seconds < 10**7:
        raise UsageError(f"not a number of seconds: {text!r}", "--wait / KG_WAIT", "write 0, 60 or 600")
    return seconds


def locale_lang(env: Mapping[str, str]) -> str:
    """`zh` where the locale is a Chinese one, else `en`. LC_ALL wins over LC_MESSAGES, that over LANG."""
    value = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    return "zh" if value.lower().startswith("zh") else "en"


def default_corpus() -> Path:
    """`corpus/` in the current folder where there is one, else the corpus that ships with the package."""
    here = Path("corpus")
    return here if here.is_dir() else shipped_corpus()


def default_store(corpus: Path, given: bool) -> Path:
    """`.kg` in the workspace of `corpus`.

    Two corpora must never share a store by accident: a folder that was named gets its own, in its parent when it is a
    workspace's `corpus/`, else inside. The shipped corpus may lie where nobody can write: its graph goes here.
    """
    if not given:
        return Path(".kg")
    return corpus.parent / ".kg" if corpus.resolve().name == "corpus" else corpus / ".kg"
