"""Where language models are asked and what they cost: the rows of kg/data/llm, and what a person chose of them."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.errors import UsageError
from kg.knowledge import DATA, read_toml

FOLDER = DATA / "llm"
_DATED = re.compile(r"-(?:20\d\d-?\d\d-?\d\d|latest)$")  # a version of a model costs what the model costs
COMPATIBLE = "compatible"  # the row of providers.toml for any other server


@dataclass(frozen=True, slots=True)
class Model:
    """Which model is asked, and where. It holds no key: that is read from the environment when a question is sent."""

    provider: str
    name: str
    url: str = ""

    @property
    def id(self) -> str:
        """`provider:name`, as people write it and as the graph and the recorded answers have it."""
        return f"{self.provider}:{self.name}"

    @property
    def row(self) -> Mapping[str, Any]:
        """What providers.toml says of its provider."""
        return providers()[self.provider]

    def key(self, env: Mapping[str, str] | None = None) -> str:
        """The key that the environment holds; "" for a server that asks for none. Raises UsageError where it is missing."""
        env = os.environ if env is None else env
        names = self.row.get("key", ())
        found = next((env[name].strip() for name in names if env.get(name, "").strip()), "")
        if names and not found and self.provider != COMPATIBLE and not self.row.get("free"):
            raise UsageError(f"no key for {self.id}", "", f"set {' or '.join(names)}")
        return found


@functools.cache
def providers() -> dict[str, dict[str, Any]]:
    """The rows of providers.toml by name. Raises DataError where it does not parse."""
    return read_toml(FOLDER / "providers.toml")


def choose(text: str, url: str = "") -> Model:
    """The model that `provider:name` means; with `url` a name alone means any compatible server.

    Raises UsageError for a provider that is none, a missing name, and an address that is none.
    """
    provider, colon, name = text.partition(":")
    if provider not in providers():
        provider, name = (COMPATIBLE, text) if url else ("", name if colon else text)
    known = ", ".join(providers())
    if not text.strip():
        raise UsageError("no language model is named", "--model / KG_MODEL", "write PROVIDER:MODEL, as ollama:qwen3")
    if not provider or not name.strip():
        raise UsageError(f"no such model: {text}", "--model", f"write PROVIDER:MODEL with one of: {known}")
    address = url or providers()[provider].get("url", "")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"not an address: {address or 'none'}", "--llm-url / KG_LLM_URL", "write http://HOST:PORT/v1")
    if parts.username or parts.password:
        raise UsageError("the address holds a password", "--llm-url", "put the key into KG_LLM_KEY")
    return Model(provider, name.strip(), address)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    asked: float
    answered: float

    def of(self, asked: int, answered: int) -> float:
        """What so many tokens cost, in US dollars."""
        return (asked * self.asked + answered * self.answered) / 1_000_000


FREE = Price(0.0, 0.0)


def price_of(model: Model, given: str = "", env: Mapping[str, str] | None = None) -> Price | None:
    """What a model costs: as given (`IN:OUT` for a million tokens), else as the file that KG_PRICES names says, else as
    prices.toml does; None where nobody knows.

    Raises UsageError for a given price that is none, and for a file that is not there or holds such a one, DataError for one
    that does not parse.
    """
    if given:
        found = _price(given.split(":"))
        if found is None:
            raise UsageError(f"not a price: {given}", "--price", "write IN:OUT in dollars, as 0.5:1.5")
        return found
    file = (os.environ if env is None else env).get("KG_PRICES", "")
    own, name = _prices(file) if file else {}, _DATED.sub("", model.id)
    known = own.get(model.id, own.get(name))
    if known is None and model.row.get("free"):
        return FREE
    return known or _prices(str(FOLDER / "prices.toml")).get(name)


def _prices(file: str) -> dict[str, Price]:
    """The prices in a file, by model."""
    if not Path(file).is_file():
        raise UsageError("there is no such file", file, "KG_PRICES names a file of prices")
    rows, found = read_toml(Path(file)).get("models", {}), {}
    for name, row in rows.items() if isinstance(rows, dict) else ():
        price = _price(row) if isinstance(row, list) else None
        if price is None:
            raise UsageError(f"not a price: {name} = {row}", file, "write [INPUT, OUTPUT] in dollars, as [0.5, 1.5]")
        found[name] = price
    return found


def _price(parts: Sequence[Any]) -> Price | None:
    try:
        asked, answered = (float(part) for part in parts)
    except (ValueError, TypeError):
        return None
    return Price(asked, answered) if 0 <= asked < 1e6 and 0 <= answered < 1e6 else None
