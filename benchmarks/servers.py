"""Real SPARQL servers on free ports for tests and benchmarks: started here, gone when the block ends."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0  # seconds in which a server must answer

VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
DirsAllowed = {folder}
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000000
"""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def oxigraph_binary() -> str | None:
    """The Oxigraph server, from its package in this environment or from the path."""
    inside = Path(sysconfig.get_path("scripts"), "oxigraph")
    return str(inside) if inside.exists() else shutil.which("oxigraph")


def virtuoso_binary() -> str | None:
    """The Virtuoso server, where KG_VIRTUOSO says or on the path."""
    return os.environ.get("KG_VIRTUOSO") or shutil.which("virtuoso-t")


def _wait(process: subprocess.Popen, url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended with status {process.returncode}"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no server at {url}")


@contextmanager
def _running(command: list[str], url: str, cwd: Path) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, url)
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """The address of an Oxigraph server, in memory unless `--location` is among the options."""
    binary, port = oxigraph_binary(), free_port()
    assert binary, "pip install oxigraph"
    url = f"http://127.0.0.1:{port}"
    with _running([binary, "serve", "--bind", f"127.0.0.1:{port}", *options], f"{url}/query", folder):
        yield url


@contextmanager
def virtuoso(folder: Path, buffers: int = 10_000) -> Iterator[str]:
    """The address of a Virtuoso server with an empty database, with user and password."""
    binary, http, sql = virtuoso_binary(), free_port(), free_port()
    assert binary
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, http=http, sql=sql, buffers=buffers))
    command = [binary, "+configfile", str(ini), "+foreground", "+wait"]
    with _running(command, f"http://127.0.0.1:{http}/sparql", folder):
        yield f"http://dba:dba@127.0.0.1:{http}"
