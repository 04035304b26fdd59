"""Which articles rest on the same sources and are one voice, kept while articles come and go."""

from __future__ import annotations

from collections.abc import Iterable

from kg.deriving.state import State, number_of
from kg.reuse.voices import PART, TIED, Text, same_source


class Ties:
    """The voices of a state: each article's root is the earliest that it is tied to. `changed`: those with another."""

    def __init__(self, state: State) -> None:
        self.state, self.db = state, state.db
        self.changed: set[int] = set()

    def put(self, n: int, sources: Iterable[str]) -> None:
        """Tie an article to those that rest on the same; its root is itself before."""
        addresses = sorted(set(sources))
        if not addresses:
            return
        sig = number_of("\n".join(addresses))
        self.db.execute("UPDATE article SET sig = ? WHERE n = ?", (sig, n))
        known = self.db.execute("SELECT 1 FROM sigs WHERE sig = ?", (sig,)).fetchone()
        tied = [sig] if known else list(self._tied(addresses))
        sql = "INSERT INTO sigs VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET uses = uses + 1"
        self.db.execute(sql, (sig, len(addresses)))
        self.db.executemany("INSERT OR IGNORE INTO rests VALUES (?, ?)", ((one, sig) for one in addresses))
        roots = {self._root_of(one, n) for one in tied} | {n}
        self._join(roots)

    def _tied(self, addresses: list[str]) -> Iterable[int]:
        """The lists of sources that are tied to this one, by the measures of kg/reuse/voices.py."""
        rows = self.state.many("SELECT sig FROM rests WHERE address IN (?)", addresses)
        counts: dict[int, int] = {}
        for (sig,) in rows:
            counts[sig] = counts.get(sig, 0) + 1
        for sig, size in self.state.many("SELECT sig, size FROM sigs WHERE sig IN (?)", counts):
            sizes = (len(addresses), size)
            if counts[sig] >= TIED * min(sizes) and counts[sig] >= PART * max(sizes):
                yield sig

    def _root_of(self, sig: int, besides: int) -> int:
        sql = "SELECT root FROM article WHERE sig = ? AND n != ? LIMIT 1"
        return int(self.db.execute(sql, (sig, besides)).fetchone()[0])

    def _join(self, roots: set[int]) -> None:
        """Let these voices be one."""
        earliest = min(roots, key=lambda root: self.state.row(root)[1])
        for root in roots - {earliest}:
            for (member,) in self.db.execute("SELECT n FROM article WHERE root = ?", (root,)).fetchall():
                self._turn(member, earliest)

    def _turn(self, n: int, root: int) -> None:
        self.db.execute("UPDATE article SET root = ? WHERE n = ?", (root, n))
        self.changed.add(n)

    def drop(self, n: int) -> None:
        """Take an article out of its voice; the others may fall apart."""
        root, sig = self.db.execute("SELECT root, sig FROM article WHERE n = ?", (n,)).fetchone()
        self.db.execute("UPDATE article SET sig = NULL, root = n WHERE n = ?", (n,))
        if sig is None:
            return
        self.db.execute("UPDATE sigs SET uses = uses - 1 WHERE sig = ?", (sig,))
        left = self.db.execute("SELECT uses FROM sigs WHERE sig = ?", (sig,)).fetchone()[0]
        addresses = {row[0] for row in self._addresses(sig)} if not left else set()
        if not left:
            self.db.executemany("DELETE FROM rests WHERE address = ? AND sig = ?", ((one, sig) for one in addresses))
            self.db.execute("DELETE FROM sigs WHERE sig = ?", (sig,))
        if not left or root == n:
            self._apart(root, n)

    def _addresses(self, sig: int) -> list[tuple[str]]:
        return self.db.execute("SELECT address FROM rests WHERE sig = ?", (sig,)).fetchall()

    def _apart(self, root: int, besides: int) -> None:
        """Find the voices among the articles of one anew."""
        rows = self.db.execute("SELECT n, ord, sig FROM article WHERE root = ? AND n != ?", (root, besides)).fetchall()
        sources = {sig: frozenset(row[0] for row in self._addresses(sig)) for sig in {sig for *_, sig in rows}}
        texts = [Text(ord.hex(), "", "", sources[sig]) for _, ord, sig in rows]
        numbers = {ord.hex(): n for n, ord, _ in rows}
        for article, earliest in same_source(texts).items():
            if root == besides or numbers[earliest] != root:
                self._turn(numbers[article], numbers[earliest])
