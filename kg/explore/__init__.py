"""What the explorer shows: a table ENDPOINTS of functions, each from a snapshot of the graph to plain data.

No HTTP here: kg/serve hands a name and its parameters to `answer.answer` inside a worker process and sends what comes
back. A new view is a module here, a row in ENDPOINTS and a module of the page in kg/data/explorer/views.
"""

from __future__ import annotations

__all__ = ["answer", "endpoints", "snapshot"]
