"""What keeps a worker process in its place: no way out to the network, a bound on memory, an end with its parent.

The kernel holds these, not the code that they are for: they stand even where the query engine has a fault.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import platform
import resource
import signal
import sys

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # of the filter's little language
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 1  # deny: the call fails with EPERM
_X32 = 0x40000000  # the second numbering of system calls on x86-64
# machine → its mark in the kernel, and the numbers of: socket, socketpair, connect, io_uring_setup, execve, execveat
_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 42, 425, 59, 322)),
    "aarch64": (0xC00000B7, (198, 199, 203, 425, 221, 281)),
}


class _Line(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.POINTER(_Line))]


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def deny_sockets() -> bool:
    """Let this process open no socket and start no program, for good. False where the system has no such means."""
    if sys.platform != "linux" or platform.machine() not in _CALLS:
        return False
    mark, calls = _CALLS[platform.machine()]
    lines = [
        _Line(_LOAD, 0, 0, 4),
        _Line(_EQUAL, 1, 0, mark),
        _Line(_RETURN, 0, 0, _DENY),
        _Line(_LOAD, 0, 0, 0),
        _Line(_AT_LEAST, 0, 1, _X32),
        _Line(_RETURN, 0, 0, _DENY),
    ]
    for call in calls:
        lines += [_Line(_EQUAL, 0, 1, call), _Line(_RETURN, 0, 0, _DENY)]
    lines.append(_Line(_RETURN, 0, 0, _ALLOW))
    program = _Program(len(lines), (_Line * len(lines))(*lines))
    kernel = ctypes.CDLL(None)
    if kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not kernel.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0)


def address_space() -> int:
    """The bytes of address space that this process has taken; 0 where that can not be told."""
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
    return 0


def resident() -> int:
    """The bytes of memory that this process holds; 0 where that can not be told."""
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
    return 0


def give_back() -> None:
    """Let the system have the memory that lies free within this process, where its C library can (glibc).

    What many small pieces took stays with a process after they are freed, for as long as anything lies behind them.
    """
    gc.collect()
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def bound_memory(more: int) -> None:
    """Let this process take so many bytes more than it has now. What goes beyond fails, and ends the process.

    0 takes the bound back, as far as the one who started the process lets it.
    """
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = address_space() + more if more else hard
        resource.setrlimit(resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def bound_time(seconds: float) -> None:
    """Have the kernel end this process in so many seconds; 0 takes that back.

    The server ends a worker at its limit; this holds where the server itself is stopped or slow.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
