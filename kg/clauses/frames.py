"""Frames compiled: a pattern of roles, cues and gaps becomes one regular expression over masked text.

The pattern language (see docs in kg/data/kinds/README.md):

    {S} {O}      a mention of the kind's subject or object types, or a pronoun for one
    {S+}         a list of them ("A、B和C"); {S!} no pronoun; {S:Person} other types; {S?} may be missing
    {N:money}    a number of that kind (several joined by |); {N+:…} a list of numbers; {D} a date
    <>  <name>   one of the frame's own cues; one of the shared cue list `name` of kg/data/cues/words.toml
    {~5} {~5,}   up to about five words of English, the second also across commas
    [a-z]+ \\w+   in an English pattern also a date, an ordinal or a count
    ~  ~~        a short gap within the clause; a longer one that may cross a comma; neither crosses a mention
                 of the types of the roles beside it
    (…)          anything else is a regular expression over the masked text
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from kg.entities.cues import filled
from kg.entities.masking import MARKS
from kg.errors import DataError
from kg.knowledge import DATA, Frame, Kind, Knowledge, read_toml
from kg.regexes import compiled
from kg.sieve import Needs, all_needed_with, needed_with

TOKEN = re.compile(
    r"\{(?P<role>[A-Z])(?P<flags>[+!?]*)(?::(?P<types>[\w|\-]+))?\}|<(?P<cue>[\w\-]*)>|(?P<gap>~~?|\{~\d+,?\})"
)
_GUARD = re.compile(r"(?<!\?P)<([a-z][\w\-]*)>")
GLOSS = r"(?:\s?\([^()]{0,60}\))?"  # what stands in brackets behind a name
# An expression that begins with a role, perhaps behind what is only looked at: `(?<!with )@?(?P<S>…`.
_LEADS = re.compile(r"(?:\(\?<?[!=](?:[^()\\]|\\.)*\))*(?:@\?)?\(\?P<[SO]>")
_ROLES = re.compile(r"\{[^{}]*\}")
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.S)
_LOOKS = re.compile(r"\(\?<?[!=]")
_SCORED = f"(?:\\s?[{MARKS['percent']}{MARKS['plain']}])?"  # the score of a member of a list


@dataclass(frozen=True, slots=True)
class Manner:
    """What roles and gaps are made of in a language: its table in kg/data/cues/frames.toml, which says what each is."""

    joint: str
    joint_n: str
    head: str
    fill: str
    maker: str
    people: str
    owner: str
    gap: tuple[int, int]
    dated: bool
    border: str
    opening: str
    zero: str
    apposed: str
    via: str
    handle: str
    sum_of: str
    caseless: tuple[str, ...]


@cache
def manner(lang: str) -> Manner:
    """What roles and gaps are made of in a language."""
    rows = read_toml(DATA / "cues" / "frames.toml")
    row = {**rows, **rows["language"][lang]}
    written = {name: filled(row[name], row) for name in ("joint", "joint_n", "head", "fill", "maker", "people", "owner", "opening", "zero", "apposed", "via", "handle")}
    border = read_toml(DATA / "cues" / "languages.toml")[lang]["border"]
    sum_of = GLOSS.replace(r"\(", rf"\((?!{'|'.join(row['sum_of'])})", 1)
    return Manner(**written, gap=tuple(row["gap"]), dated=row["dated"], border=border, sum_of=sum_of, caseless=tuple(row["caseless"]))


@dataclass(frozen=True, slots=True)
class Role:
    """A place in a pattern: the types of what may stand there."""

    name: str
    types: tuple[str, ...]
    many: bool = False


class Lead(NamedTuple):
    """What every match of a frame begins with: a name's mark or the sign before one, or perhaps a word for a thing told of before."""

    marks: str
    words: bool


@dataclass(frozen=True)
class Compiled:
    """A frame ready to run. `needs`: without one string of each set it is not tried on a text.

    `ahead`: strings of which a match itself has one, none where that is not told.
    """

    frame: Frame
    kind: Kind
    pattern: str
    roles: tuple[Role, ...]
    needs: Needs
    ahead: frozenset[str] = frozenset()

    @cached_property
    def regex(self) -> re.Pattern:
        """The pattern as a regular expression, made at first use: most frames find nothing in most corpora."""
        try:
            return compiled(self.pattern, re.I)
        except re.error as error:
            raise _fault(self.frame, error) from None

    @cached_property
    def unless(self) -> re.Pattern | None:
        """What no sentence has from which the frame makes a claim: its `unless`, with the kind's guards for their names."""
        words, guards = self.frame.option("unless"), self.kind.settings.get("guards", {})
        try:
            return compiled(_GUARD.sub(lambda name: f"(?:{guards[name[1]]})", words), re.I) if words else None
        except (re.error, KeyError) as error:
            raise DataError(f"`unless` does not compile: {error}: {words}", self.frame.rule) from None

    @cached_property
    def reach(self) -> float:
        """How far back the frame, else its kind, lets a role be read."""
        return float(self.frame.option("reach", self.kind.settings.get("reach", 0.6)))

    @cached_property
    def in_questions(self) -> bool:
        """Whether it is tried on questions too."""
        return bool(self.frame.option("questions"))

    @cached_property
    def of_entries(self) -> bool:
        """Whether it is only tried on what an entry says behind its name."""
        return bool(self.frame.option("entry"))

    @cached_property
    def leads(self) -> Lead | None:
        """The role that every match begins with; None where it may begin with anything."""
        if _LEADS.match(self.pattern) is None or _has_ways(_ROLES.sub("", self.frame.pattern)):
            return None
        named = next(token for token in TOKEN.finditer(self.frame.pattern) if token["role"])
        words = "!" not in named["flags"] or named["role"] == "S" and self.kind.settings.get("opening")
        types = self.roles[0].types
        return Lead("@" + "".join(MARKS[name] for name in types), bool(words or "Group" in types))

    def role(self, name: str) -> Role | None:
        """The role of that letter, or None."""
        for role in self.roles:
            if role.name == name:
                return role
        return None


def without_surroundings(pattern: str) -> str:
    """An expression without what is only looked at ("(?!…)", "(?<=…)"), however deep in each other these stand."""
    kept, done, depth, inside = [], 0, 0, 0  # `inside`: the depth at which the outermost of them began
    for part in _PARTS.finditer(pattern):
        if part[0] == "(":
            depth += 1
            if not inside and _LOOKS.match(pattern, part.start()):
                kept.append(pattern[done : part.start()])
                inside = depth
        elif part[0] == ")":
            if depth == inside:
                done, inside = part.end(), 0
            depth -= 1
    return "".join([*kept, pattern[done:]])


def _has_ways(pattern: str) -> bool:
    """Whether an expression as a whole is one of several ("A|B")."""
    depth = 0
    for part in _PARTS.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if part[0] == "|" and depth == 0:
            return True
    return False


def compile_frames(knowledge: Knowledge, lang: str) -> list[Compiled]:
    """Every frame for a language ("any" frames included). Raises DataError for a pattern that does not compile."""
    frames = [
        (frame, kind, *_written(frame, kind, knowledge.cues, lang))
        for kind in knowledge.kinds.values()
        for frame in kind.frames
        if frame.lang in (lang, "any")
    ]
    patterns, cues = [pattern for _, _, pattern, _ in frames], [_cues_needed(frame) for frame, _, _, _ in frames]
    try:
        needs = all_needed_with(lang, patterns, cues, re.I)
    except re.error:
        for frame, _, pattern, _ in frames:
            needs_of(frame, pattern)  # says which it is
        raise
    return [
        Compiled(frame, kind, pattern, roles, *some) for (frame, kind, pattern, roles), some in zip(frames, needs, strict=True)
    ]


def compile_frame(frame: Frame, kind: Kind, cues: dict, lang: str) -> Compiled:
    """One frame. Raises DataError naming the rule when the pattern is none."""
    pattern, roles = _written(frame, kind, cues, lang)
    return Compiled(frame, kind, pattern, roles, *needs_of(frame, pattern))


def needs_of(frame: Frame, pattern: str) -> tuple[Needs, frozenset[str]]:
    """The `needs` and `ahead` of a frame. Raises DataError naming the rule when the pattern is none."""
    try:
        return needed_with(pattern, _cues_needed(frame), re.I)
    except re.error as error:
        raise _fault(frame, error) from None


def _cues_needed(frame: Frame) -> str:
    """The cues of a frame one of which must stand there: also where they are one alternative of several."""
    return "|".join(frame.cues) if "<>" in frame.pattern or frame.option("cued") else ""


def _written(frame: Frame, kind: Kind, cues: dict, lang: str) -> tuple[str, tuple[Role, ...]]:
    """A frame's pattern as a regular expression, and the roles in it."""
    pieces = _tokens(frame.pattern)
    roles = [_role(token, kind) if isinstance(token, re.Match) and token["role"] else None for token in pieces]
    out: list[str] = []
    named: set[str] = set()
    gloss = _gloss(roles)
    for i, token in enumerate(pieces):
        if isinstance(token, str):
            if stray := re.search(r"\{[A-Z~][^{}]*\}?", token):
                raise DataError(f"{stray.group()} is no role (flags stand before the types: {{O+!:Model}})", frame.rule)
            words = _with_dates(token) if manner(lang).dated else token
            out.append(_bounded(words, [r for r in (_near(roles, i, -1), _near(roles, i, 1)) if r]))
        elif (role := roles[i]) is not None:
            again = token["role"] in named  # a role's second place only fills space
            out.append(
                "[" + "".join(MARKS[t] for t in role.types) + "]"
                if again
                else _role_regex(role, token["flags"], cues, lang, gloss, owned=bool(kind.settings.get("maker_before")), opening=bool(kind.settings.get("opening")), through=bool(kind.settings.get("through")))
            )
            named.add(token["role"])
        elif token["gap"]:
            beside = [r for r in (_near(roles, i, -1), _near(roles, i, 1)) if r]
            out.append(_gap(token["gap"], beside, lang))
        else:
            out.append(_cue_regex(token["cue"], frame, cues, lang))
    return _as_it_is("".join(out), lang), tuple(r for r in roles if r)


def _as_it_is(pattern: str, lang: str) -> str:
    """A pattern whose letters without case are looked for as they stand: re takes long to find out itself that they have none."""
    for letters in manner(lang).caseless:
        pattern = pattern.replace(letters, f"(?-i:{letters})")
    return pattern


def _fault(frame: Frame, error: re.error) -> DataError:
    return DataError(f"the pattern does not compile: {error}: {frame.pattern}", frame.rule)


def _tokens(pattern: str) -> list[str | re.Match]:
    tokens: list[str | re.Match] = []
    position = 0
    for match in TOKEN.finditer(pattern):
        if match.group("cue") is not None and pattern[max(0, match.start() - 2) : match.start()] == "?P":
            continue  # a named group of a regular expression
        if match.start() > position:
            tokens.append(pattern[position : match.start()])
        tokens.append(match)
        position = match.end()
    if position < len(pattern):
        tokens.append(pattern[position:])
    return tokens


def _role(token: re.Match, kind: Kind) -> Role:
    default = {"S": kind.subject, "O": kind.object, "D": ("date",)}.get(token["role"], ())
    types = tuple(token["types"].split("|")) if token["types"] else default
    if not types or any(t not in MARKS for t in types):
        raise DataError(f"the role {token.group()} has no types that exist", kind.id)
    return Role(token["role"], types, "+" in token["flags"])


def _gloss(roles: Sequence[Role | None]) -> str:
    """What stands in brackets behind a name; not the number of a pattern that asks for one: it is that name's own."""
    asked = "".join(MARKS[name] for role in roles if role and role.name == "N" for name in role.types)
    return GLOSS.replace("[^()]", f"[^(){asked}]")


def place_of(match: re.Match, part: str, default: int = -1) -> int:
    """Where a frame's match has a part (its cue, a role); `default` where it has none."""
    place = match.start(part) if part in match.re.groupindex else -1
    return place if place >= 0 else default


def _role_regex(role: Role, flags: str, cues: dict, lang: str, own: str = GLOSS, owned: bool = False, opening: bool = False, through: bool = False) -> str:
    one = "[" + "".join(MARKS[t] for t in role.types) + "]"
    how, maker = manner(lang), _maker_of(role, lang, owned)
    groups = cues.get("sides", {}).get("groups", {}).get(lang, {}) if "Group" in role.types else {}
    standing = cues.get("pronouns", {}).get(lang, {})
    options = [one, *(f"(?:{words})" for words in groups.values())]
    if role.many:
        fill = "" if role.types == ("Person",) else how.fill
        between = (how.via if through and role.name == "S" else "") + fill + maker + _people_between(role, lang) + (how.handle if role.name in "SO" else "")
        scored = role.name in "SO" and own == GLOSS  # "beats A 75.0, B 65.0 and C", where the pattern asks for no number itself
        options[0] = _list_of(role, lang, how.sum_of if role.name == "N" else own + _SCORED if scored else own, between)
    if "!" not in flags and role.name in "SO":
        tables = (standing.get("called", {}), standing)
        # "the startup Acme" is Acme, and no startup told of before
        options += [f"(?:{words})(?! ?{MARKS[t]})" for t in role.types for table in tables for words in table.get(t, ())]
    elif opening and role.name == "S":
        called = [words for t in role.types for words in standing.get("called", {}).get(t, ())]
        options += [*(f"(?:{how.opening}(?:{words})(?!['’]s))" for words in called), f"(?:{how.zero})"]
    text = f"{how.handle if role.name in 'SO' else ''}(?P<{role.name}>{'|'.join(options)}){'' if role.many else GLOSS if role.name == 'N' else own}"
    if owned and role.name == "O":
        text = maker + text
    if role.name == "S":
        text += how.apposed
    return f"(?:{text})?" if "?" in flags else text


def _list_of(role: Role, lang: str, gloss: str, between: str = "") -> str:
    """The regular expression of a list of what may fill a role ("A、B和C"); `between`: what may stand before its members."""
    one, how = "[" + "".join(MARKS[t] for t in role.types) + "]", manner(lang)
    joint = how.joint_n if role.name == "N" else how.joint
    # Of the ways to read what stands between two members the first is as good as any: all lead to the same name. Tried in turn for
    # each member, they would double with each (a list of twenty authors took seconds).
    return f"{one}{gloss}(?:(?>{how.head}{joint}{between}{one}){gloss})*"


@cache
def listing(types: tuple[str, ...], lang: str) -> re.Pattern[str]:
    """A list of names of these types with no other words between them."""
    bare = GLOSS.replace("[^()]", "[^()\ue000-\ue0ff]")  # what tells of one member is no list
    return compiled(_list_of(Role("L", types, True), lang, bare), re.I)


def _maker_of(role: Role, lang: str, owned: bool) -> str:
    """In a list of things that are no one's object, each may have its maker before it: "OpenAI的GPT-4和Google的Gemini".

    `owned`: so may the objects of the kind ("uses Meta's Llama 3"), and so may those that can be a group.
    """
    if (role.name != "S" and not owned and "Group" not in role.types) or "Organization" in role.types or "Person" in role.types:
        return ""
    return manner(lang).maker


def _people_between(role: Role, lang: str) -> str:
    """In a list of houses there may stand people, who are passed over, and whose a member is: "红杉、某某和某某资本跟投", "A and the B-backed C"."""
    owner = manner(lang).owner if "Organization" in role.types else ""
    return (manner(lang).people if role.types == ("Organization",) else "") + owner


def _near(roles: Sequence[Role | None], i: int, step: int) -> Role | None:
    i += step
    while 0 <= i < len(roles):
        if roles[i]:
            return roles[i]
        i += step
    return None


# A run of words may be a date, an ordinal or a count: "Meta on Tuesday released its first …".
_WORDS = re.compile(r"\[(?P<first>a-z|\\w)(?P<more>[^\]]*)\](?=\+)|(?<=[ )])(?P<bare>\\w)(?=\+)")
_SAID = MARKS["date"] + MARKS["count"] + MARKS["rank"] + MARKS["parameters"] + MARKS["tokens"]


def _with_dates(pattern: str) -> str:
    """A pattern whose runs of words also take the marks of what stands among words."""
    return _WORDS.sub(lambda m: f"[{m['first'] or m['bare']}{_SAID}{m['more'] or ''}]", pattern)


_CLASS = re.compile(r"\[\^([^\]]*)\](?=\{\d+,\d+\})")


def _bounded(pattern: str, beside: list[Role]) -> str:
    """A pattern's own gaps ("[^,;]{0,20}") made to stop at a mention that the role beside them could be."""
    marks = "".join(sorted({MARKS[t] for role in beside if role.name in "SO" for t in role.types}))
    return _CLASS.sub(lambda m: f"[^{m.group(1)}{marks}]", pattern)


def _gap(gap: str, beside: list[Role], lang: str) -> str:
    marks = "".join(sorted({MARKS[t] for role in beside for t in role.types}))
    if words := re.match(r"\{~(\d+)(,?)\}", gap):
        return f"[^;!?{'' if words.group(2) else ','}{marks}]{{0,{9 * int(words.group(1)) + 6}}}?"
    stops = ";。!?" + ("" if gap == "~~" else ",")
    return f"[^{stops}{marks}]{{0,{manner(lang).gap[len(gap) - 1]}}}?"


def _cue_regex(name: str, frame: Frame, cues: dict, lang: str) -> str:
    words = frame.cues if not name else cues.get("words", {}).get(lang, {}).get(name)
    if not words:
        raise DataError(
            f"no cues called {name!r} for {lang}" if name else "the pattern asks for cues, the frame has none",
            frame.rule,
        )
    border = manner(lang).border
    body = "|".join(sorted(words, key=len, reverse=True))
    return f"(?P<cue>{border}(?:{body}){border})" if not name else f"(?:{border}(?:{body}){border})"
