"""An http(s) address → bytes: public addresses alone, within bounds of size and time, nothing else fetched with it."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from kg import __version__
from kg.errors import ReadError
from kg.intake.hosts import Resolve, resolved
from kg.limits import Limits
from kg.read.sorts import MEDIA

SCHEMES = ("http", "https")
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_UNKNOWN = ("", "application/octet-stream", "binary/octet-stream", "application/force-download", "application/x-download")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEADERS = {
    "User-Agent": f"kg-explorer/{__version__}",
    "Accept": "text/html, application/xhtml+xml, text/*;q=0.9, application/*;q=0.8, */*;q=0.1",
    "Accept-Language": "zh, en;q=0.9, *;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave: the last address, the body unpacked, what it says of it."""

    address: str
    body: bytes
    media: str
    charset: str


def is_address(source: str) -> bool:
    """Whether a source is written as an address (of any scheme), no file."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://", source) is not None


def fetch(address: str, limits: Limits, allow_private: bool = False, resolve: Resolve = resolved) -> Fetched:
    """What an address gives, after its redirects. `allow_private` lets it reach this machine and its network.

    Raises ReadError: no http(s), not public, not there, too large, too slow, of a sort that can not be read.
    """
    from kg.intake.connection import Forbidden, Guard, failures, opened

    guard = Guard(allow_private, time.monotonic() + limits.wait, resolve)
    at = _clean(address, address)
    for _ in range(_MOST_REDIRECTS + 1):
        try:
            with opened(guard, at, _HEADERS) as response:
                location = response.headers.get("location", "")
                if response.status not in _REDIRECTS or not location:
                    return _taken(response, at, limits)
        except Forbidden as error:
            raise ReadError(str(error), at, "only public addresses are read; --allow-private lifts that") from None
        except failures() as error:
            if guard.is_over:
                what = f"not done after {limits.wait:g} s"
                raise ReadError(what, at, "try again, or set KG_FETCH_SECONDS") from None
            reason = str(error) or type(error).__name__
            raise ReadError(f"can not be reached: {reason}", at, "check the address") from None
        at = _clean(urljoin(at, location), at)
    raise ReadError(f"more than {_MOST_REDIRECTS} redirects", address, "give the address that it leads to")


def _clean(address: str, shown: str) -> str:
    """The address as it is sent, without fragment. Raises ReadError for what is no plain http(s) address."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ReadError("this is no address", shown, "write https://…") from None
    if parts.scheme.lower() not in SCHEMES:
        raise ReadError(f"{parts.scheme or 'this'} is not http or https", shown, "only web addresses are read")
    if not host or parts.username is not None or parts.password is not None:
        raise ReadError("the address has no plain host", shown, "take user and password out of it")
    try:
        plain = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ReadError(f"{host!r} is no host's name", shown, "check the address") from None
    where = f"[{plain}]" if ":" in plain else plain
    where += f":{port}" if port else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), where, path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]"), ""))


def _taken(response: Any, address: str, limits: Limits) -> Fetched:
    if response.status >= 400 or response.status < 200 or response.status in (204, 205):
        raise ReadError(f"the server answered {response.status}", address, "check the address in a browser")
    kind = response.headers.get("content-type", "")
    media = kind.split(";")[0].strip().lower()
    if media not in MEDIA and media not in _UNKNOWN and not media.startswith("text/"):
        raise ReadError(f"{media} is no article", address, "give the address of a page, a feed or a document")
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length[:18]) > limits.download:
        what = f"{int(length[:18]):,} bytes, more than {limits.download:,}"
        raise ReadError(what, address, "download it yourself, or set KG_FETCH_SIZE")
    body = _body(response, address, limits)
    charset = _CHARSET.search(kind)
    return Fetched(address, body, "" if media in _UNKNOWN else media, charset.group(1) if charset else "")


def _body(response: Any, address: str, limits: Limits) -> bytes:
    """The body, unpacked as it comes: what is packed to harm is dropped at the limit."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise ReadError(f"the server packs its answer as {coding}", address, "download it yourself")
    chunks = response.stream()
    parts, size = [], 0
    try:
        for data in chunks if coding in ("identity", "") else _unpacked(chunks, coding, limits.download):
            size += len(data)
            parts.append(data)
            if size > limits.download:
                what = f"more than {limits.download:,} bytes"
                raise ReadError(what, address, "download it yourself, or set KG_FETCH_SIZE")
    except zlib.error:
        raise ReadError("its packing is broken", address, "download it yourself") from None
    except EOFError:
        raise ReadError("the answer broke off", address, "try again, or download it yourself") from None
    return b"".join(parts)


def _unpacked(chunks: Iterable[bytes], coding: str, most: int) -> Iterator[bytes]:
    """The parts of a packed body, none larger than `most` and a byte. Raises zlib.error, and EOFError where its end lacks."""
    packed: Any = None
    for chunk in chunks:
        if packed is None and chunk:
            packed = zlib.decompressobj(_form(coding, chunk[0]))
        while chunk:
            yield packed.decompress(chunk, most + 1)
            chunk = packed.unconsumed_tail
    if packed and not packed.eof:
        raise EOFError


def _form(coding: str, first: int) -> int:
    """How zlib is to take a body. `deflate` is a zlib stream, but some servers send its bare data, or gzip: the first
    byte of the one ends in 8 and that of the other in 15, which bare data, as any packer writes it, does not begin with.
    """
    return -zlib.MAX_WBITS if coding == "deflate" and first & 15 not in (8, 15) else zlib.MAX_WBITS | 32
