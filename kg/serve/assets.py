"""The page's files: small modules of our own, and the network renderer out of the installed package that has it."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.display import view

FOLDER = Path(__file__).resolve().parent.parent / "data" / "explorer"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
RENDERER = "vis-network.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file ready to send. `tag` is its ETag."""

    body: bytes
    type: str
    tag: str


@functools.cache
def assets() -> Mapping[str, Asset]:
    """Path under /explorer/ → the file. Nothing else can be asked for: a request's path is looked up, never opened."""
    found = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for path in sorted(FOLDER.rglob("*"))
        if path.suffix in TYPES
    }
    found[RENDERER] = view.vis_script().encode()
    found["lib/labels.js"] = (view.DATA / "labels.js").read_bytes()  # the same in the page that `kg view` writes
    return {name: _asset(name, body) for name, body in found.items()}


def _asset(name: str, body: bytes) -> Asset:
    return Asset(body, TYPES[Path(name).suffix], f'"{hashlib.sha256(body).hexdigest()[:32]}"')
