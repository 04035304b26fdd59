"""The network page of the newest snapshot: made once for each snapshot, in a process of its own, and kept."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import sys
import tempfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from kg import confine
from kg.serve.guard import HEADERS
from kg.serve.pool import spawn
from kg.serve.refusal import Refusal

SECONDS = 120.0
NODES = 1500
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Page:
    """A page ready to send. `policy` is its own, which lets its scripts run and no others."""

    body: bytes
    tag: str
    policy: str


class Pages:
    """The page of the newest snapshot of the store at `path`."""

    def __init__(self, path: str, lang: str) -> None:
        self.path, self.lang = path, lang
        self._kept: tuple[tuple[int, int], Page] | None = None
        self._lock = asyncio.Lock()

    async def newest(self) -> Page:
        """The page; those who come while it is made wait for the same one. Raises Refusal."""
        from kg.store import newest

        async with self._lock:
            now = newest(Path(self.path))
            if self._kept is None or self._kept[0] != now:
                self._kept = now, await self._make()
            return self._kept[1]

    async def _make(self) -> Page:
        process = await spawn("kg.serve.page", self.path, self.lang)
        try:
            async with asyncio.timeout(SECONDS):
                body, said = await process.communicate()
        except TimeoutError:
            raise Refusal(504, f"the page was not made in {SECONDS:g} seconds: the graph is too large for it") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        if process.returncode or not body:
            last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise Refusal(503, f"the page can not be made: {last[:200]}")
        found = _POLICY.search(body[:20_000].decode("utf-8", "replace"))
        own = f"{unescape(found[1])}; frame-ancestors 'none'" if found else HEADERS["Content-Security-Policy"]
        return Page(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', own)


def make(path: Path, lang: str) -> bytes:
    """The page of the store's newest snapshot. Raises StoreError."""
    from kg import network, query, tables, view
    from kg.store import OxigraphStore

    with OxigraphStore(path, read_only=True) as store:
        claims = tables.with_sources(query.claims(store), query.articles(store))
    graph = network.digest(network.build(claims), NODES)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        view.network_page(graph, file, lang)
        return file.read_bytes()


if __name__ == "__main__":
    confine.die_with_parent()
    confine.deny_sockets()
    sys.stdout.buffer.write(make(Path(sys.argv[1]), sys.argv[2]))
