"""The process in which risky files are read: it has no network, little memory, and may be ended at any moment.

It speaks over its standard input and output: a length of four bytes and JSON; a job's bytes come after its head.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from dataclasses import asdict
from typing import IO, Any

from kg.errors import ReadError
from kg.limits import Limits
from kg.read import read_drafts
from kg.read.draft import Draft

_TIRED = 3  # parts of the memory: one that holds more after a job is done with is replaced


def _send(target: IO[bytes], message: dict[str, Any]) -> None:
    data = json.dumps(message).encode()
    target.write(len(data).to_bytes(4, "big") + data)
    target.flush()


def _fault(error: ReadError) -> dict[str, Any]:
    return {"fault": [error.what, error.where, error.todo]}


def _answer(target: IO[bytes], head: dict[str, Any], raw: bytes) -> None:
    limits = Limits(**head["limits"])
    try:
        for found in read_drafts(raw, head["name"], limits, head["media"], head["charset"]):
            if isinstance(found, Draft):
                try:
                    limits.check_text(found.text, f"{head['name']}{found.part}")
                except ReadError as error:
                    _send(target, _fault(error))
                    continue
                _send(target, {"draft": asdict(found)})
            else:
                _send(target, _fault(found))
    except ReadError as error:
        _send(target, _fault(error))
    except MemoryError:
        _send(target, {"broken": "memory"})
    except RecursionError:
        _send(target, _fault(ReadError("nested too deeply", head["name"], "simplify it")))
    except Exception as error:  # a fault of ours or of a library's: the others are read all the same
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:  # the bound was met while a module was looked for
            _send(target, {"broken": "memory"})
        else:
            _send(target, _fault(ReadError(f"the reader failed: {type(error).__name__}: {error}"[:300], head["name"])))
    _send(target, {"end": True})


def main() -> None:
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, target, int(sys.argv[1]))


def serve(source: IO[bytes], target: IO[bytes], most: int) -> None:
    """Answer jobs until the input ends, within so many bytes of memory."""
    memory = _confine(most)
    _send(target, {"ready": True})
    while size := source.read(4):
        head = json.loads(source.read(int.from_bytes(size, "big")))
        _answer(target, head, source.read(head["size"]))
        if memory and memory():
            return


def _confine(memory: int) -> Any:
    """Give up network and memory; a function that says whether this process has grown too large to go on."""
    with contextlib.suppress(ImportError, OSError):
        import lxml.etree  # noqa: F401  (taken before the bound is set, so that the bound is for the file alone)

        from kg.workers import confine

        with contextlib.suppress(ImportError):
            import pypdfium2  # noqa: F401

        confine.die_with_parent()
        confine.deny_sockets()
        start = confine.resident()
        confine.bound_memory(memory)
        return lambda: confine.resident() - start > memory // _TIRED
    return None


if __name__ == "__main__":
    main()
