"""What is counted often, made ahead: kept in step with the articles in graphs of its own, which kg/listing/derived.py reads.

state     what it is made from: one file beside the store
holding, voiced, ties   which article a passage comes from
across    lists whose rows hang on several articles
sides     what one article brings to them, and how rows are put together
lists     what articles bring to the lists of the named queries
shelves   the groups of these lists, and what is counted of them
pairs     which things are versions of which, and who belongs to whom
brought   all that one article brings
hands     read, and compared, by several processes where there are many articles
told      what is told of things whose rows a step puts in order
disputed  what is at odds with what
tallied   how many claims, articles and voices are behind each view of it
parties   which claims take part in it
alike     which claims say the same
lookup    what is kept, looked up by who reads a store
lines     the graphs' lines
keeper    one settling: the articles that changed, or all of them
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.deriving.alike import claims_alike
    from kg.deriving.disputed import taking_part
    from kg.deriving.keeper import afresh, settle
    from kg.deriving.state import FILE

__all__ = ["FILE", "afresh", "claims_alike", "settle", "taking_part"]
_ROOMS = {"claims_alike": "alike", "taking_part": "disputed", "afresh": "keeper", "settle": "keeper", "FILE": "state"}


def __getattr__(name: str) -> Any:
    """What others use of it, loaded at first use: whoever only reads a graph needs none of it."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
