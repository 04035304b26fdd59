"""Whether a mention is no subject: held against another, within an apposition, or only where something stands."""

from __future__ import annotations

from kg.entities.cues import Patterns
from kg.entities.masking import MARKS
from kg.entities.senses import Held

PLACES = MARKS["Organization"] + MARKS["Product"]
BACK = 36  # characters before a name that may tell that it is held against the subject


def is_held(words: Held, cues: Patterns, masked: str, at: int) -> bool:
    """Whether the mention at a place is held against the subject, alone or as a member of a list ("超过A、B和C")."""
    if is_within(words, masked, at):
        return True
    before = masked[max(0, at - BACK) : at]
    if cues["instance"].search(before) and cues["next_predicate"].match(masked, at + 1):
        return True  # "it equalled larger ones, such as A, and was better than B"
    if owned := cues["owner"].search(before):  # "超过 Google 的 Veo3": the maker stands where its thing would
        before = before[: owned.start()]
    if masked[at] in PLACES and (words.place.search(before) or words.put_up.search(before)):
        return True
    acting = words.kin.search(before) is not None and words.acting.match(masked, at + 1) is not None
    if words.behind.match(masked, at + 1) or not acting and words.before.search(before):
        return True
    several = words.several.search(masked, max(0, at - BACK))  # "Unlike A, B and C, D …"
    if several and several.start() < at and (at < several.end() or masked[several.end() : at] == ", "):
        return at < several.end()
    member = cues["member"].search(before)
    if member is None or "," in member.group() and cues["acts"].match(masked, at + 1):
        return False
    head = max(0, at - BACK) + member.start()
    opening = words.before.search(masked[:head])
    if opening and not masked[: opening.start()].strip() and member.group().endswith((",", ", ")):
        return False  # "Unlike A, B …": a list of two would say "and"
    return is_held(words, cues, masked, head)


def is_within(words: Held, masked: str, at: int) -> bool:
    """Whether a mention stands in an apposition to another of its type ("A, a rival of B, said"), a remark or a dateline."""
    if masked[max(0, at - 1) : at] == "(" and words.dashed.match(masked, at + 1):
        return words.dateline.search(masked[:at]) is not None
    opened = words.within.search(masked[max(0, at - 140) : at]) if words.ends.match(masked, at + 1) else None
    return opened is not None and opened["same"] in (None, masked[at])
