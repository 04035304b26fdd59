"""Sources → articles, one after the other: files, folders, archives, addresses, standard input; each bad one a refusal.

    walk      the files of a folder, as they come
    address   what may be reached, and how: public addresses alone, checked again at each connection
    apart     risky sorts of files are read in a process that can be ended (worker is that process)
    sources   all of it in order: `Taker.take` yields articles, and in the place of what can not be read why

Nothing here raises for what one source holds: the others go on.
"""

from __future__ import annotations

from kg.intake.sources import Taken, Taker

__all__ = ["Taken", "Taker"]
