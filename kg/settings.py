"""The settings, each on one line: name, environment variable, default, help; options and docs derive from it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import UsageError
from kg.limits import DEFAULT, Limits

WAIT = 60.0  # seconds
LANGS = ("zh", "en")
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}
_TIMES = ("seconds", "wait", "extracting")  # fields of Limits that may be fractions
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


LIMITS = {  # field of Limits → its setting; numbers may end in k, M, G
    "file": Setting("max_file", "KG_MAX_FILE", "BYTES", "100M", "size of a file, or of a file in an archive"),
    "text": Setting("max_text", "KG_MAX_TEXT", "CHARACTERS", "2M", "length of one article"),
    "unpacked": Setting("max_unpacked", "KG_MAX_UNPACKED", "BYTES", "500M", "what one archive may unpack to in all"),
    "entries": Setting("max_entries", "KG_MAX_ENTRIES", "N", "100k", "files of an archive, rows of a table, entries"),
    "seconds": Setting("read_seconds", "KG_READ_SECONDS", "SECONDS", "60", "time to read one article"),
    "memory": Setting("read_memory", "KG_READ_MEMORY", "BYTES", "1G", "memory to read one file"),
    "download": Setting("fetch_size", "KG_FETCH_SIZE", "BYTES", "50M", "size of what an address gives, unpacked"),
    "wait": Setting("fetch_seconds", "KG_FETCH_SECONDS", "SECONDS", "30", "time for one address and its redirects"),
    "extracting": Setting("extract_seconds", "KG_EXTRACT_SECONDS", "SECONDS", "1200", "time to extract one article"),
    "extraction": Setting("extract_memory", "KG_EXTRACT_MEMORY", "BYTES", "2G", "memory to extract one article"),
}

ROOMS = {  # what the rooms that need it read by themselves
    "prices": Setting("prices", "KG_PRICES", "FILE", "none", "prices of language models, before those that ship"),
    "key": Setting("llm_key", "KG_LLM_KEY", "KEY", "the provider's variable", "key of the language model's provider"),
    "cache": Setting("cache", "KG_CACHE", "DIR", "kg/ in the user's cache", "folder for what can be made again"),
    "user": Setting("user", "KG_USER", "NAME", "the account's name", "who decides, where --by does not say it"),
    "poll": Setting("watch_poll", "KG_WATCH_POLL", "0|1", "0", "1: look again and again for changes, as network file systems need"),
    "store_user": Setting("store_user", "KG_STORE_USER", "NAME", "that of the address", "who asks the SPARQL server"),
    "store_password": Setting("store_password", "KG_STORE_PASSWORD", "PASSWORD", "that of the address", "and with what password"),
    "store_token": Setting("store_token", "KG_STORE_TOKEN", "TOKEN", "none", "bearer token for the SPARQL server, in place of both"),
    "store_timeout": Setting("store_timeout", "KG_STORE_TIMEOUT", "SECONDS", "300", "time until the SPARQL server begins to answer"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run. `store` is a path, or the address of a SPARQL 1.1 server."""

    corpus: Path
    store: str
    lang: str = "en"
    wait: float = WAIT
    limits: Limits = DEFAULT


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
    if place and "://" in place:
        _check_address(place)
    where = Path(folder) if folder else default_corpus()
    seconds = _seconds(env.get("KG_WAIT", "")) if wait is None else wait
    return Settings(where, place or str(default_store(where, bool(folder))), lang, seconds, load_limits(env))


def _check_address(place: str) -> None:
    try:
        urlsplit(place).port  # noqa: B018  (it is read to be checked)
    except ValueError as error:
        raise UsageError(f"this is no address: {error}", "--store / KG_STORE", "write https://host/sparql") from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text or WAIT)
    except (TypeError, ValueError):
        seconds = -1
    if not 0 <= seconds < 10**7:
        raise UsageError(f"not a number of seconds: {text!r}", "--wait / KG_WAIT", "write 0, 60 or 600")
    return seconds


def load_limits(env: Mapping[str, str]) -> Limits:
    """The limits of reading and extracting. Raises UsageError for a value that is no number above 0."""
    given = {field: _number(env[s.env], s) for field, s in LIMITS.items() if env.get(s.env)}
    whole = {field: value if field in _TIMES else int(value) for field, value in given.items()}
    return replace(DEFAULT, **whole)  # type: ignore[arg-type]


def _number(text: str, setting: Setting) -> float:
    """`300`, `1.5G`, `20 MB`, `2_000_000`."""
    match = re.fullmatch(r"(\d+(?:_\d+)*(?:\.\d+)?)\s*([kmg]?)b?", text.strip().lower())
    value = float(match.group(1)) * _UNITS[match.group(2)] if match else 0
    if not 0 < value < 1e15:
        raise UsageError(f"not a number above 0: {text!r}", setting.env, "write 300, 20M or 1.5G")
    return value


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
