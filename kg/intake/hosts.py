"""Names of hosts: the IP addresses that they stand for, and which of these are of the open internet."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

_EMBEDDED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))  # IPv4 inside of IPv6
Resolve = Callable[[str, int], Iterable[str]]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not this machine, not its network, not reserved."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        inner = ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if any(ip in net for net in _EMBEDDED):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def resolved(host: str, port: int, wait: float = 10.0) -> list[str]:
    """The IP addresses of a host's name. Raises OSError, TimeoutError."""
    found: list[Any] = []

    def look() -> None:
        try:
            found.append([entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            found.append(error)

    thread = threading.Thread(target=look, daemon=True)  # the system's look-up can not be stopped, only left alone
    thread.start()
    thread.join(wait)
    if not found:
        raise TimeoutError("the name was not found in time")
    if isinstance(found[0], Exception):
        raise OSError(f"there is no such host: {host}")
    return list(dict.fromkeys(map(str, found[0])))
