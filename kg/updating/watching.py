"""Following a folder: told of changes in the files of articles, a moment after the last one."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.decisions import FILE
from kg.read.sorts import by_name

QUIET = 400  # milliseconds without a change after which what changed is told: an editor writes more than once
TICK = 300  # milliseconds after which it is looked whether to stop
LONGEST = 5000  # milliseconds after which it is told though changes go on


def changes_in(paths: Iterable[Path], stop: threading.Event | None = None, poll: bool | None = None) -> Iterator[bool]:
    """True once, when nothing can be missed any more; then False each time that articles or decisions changed there.

    Ends when `stop` is set, or on Ctrl-C. `poll`: look again and again, as network file systems need, in place of
    being told; None leaves it to the variable KG_WATCH_POLL.
    """
    from watchfiles import watch

    if poll is None:
        poll = os.environ.get("KG_WATCH_POLL", "") not in ("", "0")
    given = [Path(path).resolve() for path in paths]
    told = watch(
        *given,
        watch_filter=lambda kind, name: _matters(Path(name), given),
        debounce=LONGEST,
        step=QUIET,
        stop_event=stop,
        rust_timeout=TICK,
        yield_on_timeout=True,
        force_polling=poll,
        raise_interrupt=True,  # else the library says on standard error that it ends
    )
    first = True
    with contextlib.suppress(KeyboardInterrupt):
        for changed in told:
            if first or changed:
                yield first
            if first and changed:
                yield False
            first = False


def _matters(path: Path, given: list[Path]) -> bool:
    top = next((one for one in given if path.is_relative_to(one)), path.parent)
    hidden = any(part.startswith(".") for part in path.relative_to(top).parts)
    return not hidden and (path.name == FILE or bool(by_name(path.name)))
