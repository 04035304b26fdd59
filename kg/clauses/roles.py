"""Who and what fills the roles of a frame's match: its own mentions, or what a pronoun or nothing at all stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg import regexes
from kg.clauses import predicates, rounds, sorts, together, whose
from kg.clauses.frames import Compiled, Role, place_of
from kg.discourse.context import AUTHOR, OWN_HOUSE, Context
from kg.entities.cues import languages, patterns, settings
from kg.entities.masking import MARKS, View, clause_start
from kg.knowledge import Kind, Knowledge
from kg.model import Entity, Mention

_NEXT = 0.25  # how far back what the sentence just before names stands
_ASIDE = 20  # characters before a name in which what sets it aside stands
_BY = 12  # characters before a name in which it is said that it is the doer
GROUPS = {side: Entity("Group", f"{side} models", f"group/{side}-models", known=True) for side in ("open", "closed")}


@dataclass(slots=True)
class _Given:
    """What a match gives for its roles, before anybody stands in for anybody.

    `named`: the objects before those went that are another's; `far`: how far the farthest was read back; `meant`: whether a word
    stands for the subjects; `how`: by what makers the objects are held against them; `ordered`: the sentence pairs them by their order.
    """

    subjects: list[Any]
    objects: list[Any]
    named: list[Any]
    far: float
    meant: bool
    how: str | None
    ordered: bool


def fill(context: Context, index: int, compiled: Compiled, match: re.Match) -> Iterator[tuple]:
    """The combinations of subject, object and number of a match, each with how far its subject was read back."""
    view, kind = context.sentences[index].view, compiled.kind
    given = _given(context, index, compiled, match)
    if given is None:
        return
    if (made := _by_makers(context, view, compiled, match, given)) is not None:
        yield from made
        return
    subjects, far = _or_makers(context, compiled, given)
    numbers = _numbers(context, index, compiled, match, given.ordered, len(subjects))
    if compiled.role("N") and not numbers or kind.subject and not subjects:
        return
    subjects = subjects or [None]  # a kind without a subject
    if (told := together.combined(subjects, given.objects, numbers, given.ordered)) is not None:
        yield from ((s, o, n, far) for s, o, n in told)
        return
    for subject, thing in _pairs(context, view, match, subjects, given):
        for number in numbers or [None]:
            yield subject, thing, number, far


def _given(context: Context, index: int, compiled: Compiled, match: re.Match) -> _Given | None:
    """The subjects and objects of a match, each with whom it may be of; None where there is no object to tell of."""
    view, frame, kind = context.sentences[index].view, compiled.frame, compiled.kind
    subjects, far = _subjects(context, index, compiled, match)
    objects, more = _objects(context, index, compiled, match)
    if objects is not None and frame.option("object") == "maker":
        objects = whose.makers_of(context, objects) or None
    if objects is None:
        return None
    meant = far > 0 or any(s.by == "context" for s in subjects)
    far = max(far, more)
    named = _other_side(subjects) if frame.option("object") == "other" else objects
    how = _checked(compiled, subjects)
    ordered = together.in_order(context, view, match)
    objects = whose.owned(context, subjects, named, how) if how else named
    if ordered and 1 < len(subjects) == len(named):
        objects = named  # whose each is the words say
    if not objects and how and whose.is_outright(context, compiled, match, subjects, named):
        objects, far = named, max(far, 0.5)
    if not objects and named and (houses := whose.for_their_house(context, kind.settings, subjects, named)):
        subjects, objects, far = houses, named, max(far, 0.2)
    return _Given(subjects, objects, named, far, meant, how, ordered)


def _by_makers(context: Context, view: View, compiled: Compiled, match: re.Match, given: _Given) -> list[tuple] | None:
    """The claims of a match whose frame tells them of the makers of its objects; None where it tells them of its subjects."""
    frame = compiled.frame
    first = frame.option("maker_first") or frame.option("subject") == "maker"
    if first and whose.is_hosted(context, view, match, frame.option("hosted"), given.objects):
        return []
    if first:
        things = given.named if first == "named" else given.objects
        if made := [(m, o, None, 0.2) for o in things for m in whose.makers_of(context, [o])]:
            return made
    if frame.option("subject") == "maker" and all(o and context.knowledge.maker_entities(o.entity) for o in given.objects):
        return []  # everybody knows whose it is, and the article does not name them
    return None


def _or_makers(context: Context, compiled: Compiled, given: _Given) -> tuple[list[Any], float]:
    """The subjects and how far they were read back; the makers of the objects where nobody else is told."""
    if compiled.frame.option("fallback", compiled.kind.settings.get("fallback")) != "maker":
        return given.subjects, given.far
    subjects = whose.own_makers(context, given.subjects, given.objects) if given.subjects and given.meant else given.subjects
    return (subjects, given.far) if subjects else (whose.makers_of(context, given.objects), 0.35)


def _pairs(context: Context, view: View, match: re.Match, subjects: list[Any], given: _Given) -> Iterator[tuple[Any, Any]]:
    """Each subject with each object; of several houses each with its own: "Acme and Beta's Zorb" is Beta's."""
    owned = "S" in match.re.groupindex and context.cues.whose_thing.match(view.masked, match.end("S"))
    split = len(subjects) > 1 and (len(given.objects) > 1 or owned) and given.how
    how = "others" if given.how == "others" else "subject"
    for subject in subjects:
        for thing in whose.owned(context, [subject], given.objects, how) if split else given.objects:
            yield subject, thing


def _other_side(subjects: list[Mention]) -> list[Any]:
    """The class of models that stands against each class among the subjects."""
    sides = {entity.key: side for side, entity in GROUPS.items()}
    against = [GROUPS["closed" if sides[s.entity.key] == "open" else "open"] for s in subjects if s.entity.key in sides]
    return [Mention(-1, -1, entity, "context") for entity in against]


def _checked(compiled: Compiled, subjects: list[Any]) -> str | None:
    """By what the makers of a match's objects are held against its subjects: who tells of a house's thing has not made it."""
    settings_of = compiled.kind.settings
    if "person" in settings_of and subjects and all(s.entity.type == "Person" for s in subjects):
        return str(settings_of["person"])
    how: str | None = compiled.frame.option("checked", settings_of.get("checked"))
    return how


def _numbers(context: Context, index: int, compiled: Compiled, match: re.Match, ordered: bool, subjects: int) -> list[Any]:
    """The numbers of a match that are counted in what the frame asks for, none where it asks for no number.

    `ordered`: they are told in the order of several subjects or dates, and the match may hold the first alone.
    """
    role, frame, view = compiled.role("N"), compiled.frame, context.sentences[index].view
    numbers = things_in(view, match, "N", role.types) if role else []
    if role and len(numbers) == 1 and ordered:
        listed = together.numbers_in_order(context, view, match, role.types)
        numbers = listed if subjects > 1 or together.dates_of(context, index, match, listed) else numbers
    if units := frame.option("units"):
        numbers = [n for n in numbers if n.unit in units]
    if least := frame.option("scale"):  # money without its unit is told in millions at least
        numbers = [n for n in numbers if (n.number or 0) >= least]
    if said := frame.option("has"):  # a part of the number that must be there, as `per` for a price
        numbers = [n for n in numbers if getattr(n, said)]
    return numbers


def _objects(context: Context, index: int, compiled: Compiled, match: re.Match) -> tuple[list[Any] | None, float]:
    """What fills the object's place, [None] where the claim needs none, and how far it was read back; None: no claim."""
    view, frame, kind, unfit = context.sentences[index].view, compiled.frame, compiled.kind, sorts.unfit(compiled, "unfit")
    if not kind.object:
        return [None], 0.0
    if "O" in match.re.groupindex and match.start("O") >= 0:
        objects, far = _role_mentions(context, index, compiled, match, "O")
        if "Model" in kind.object:  # what is brought out comes under a licence
            objects = [o for o in objects if o.entity.type != "License" or not context.cues.terms.search(view.masked, 0, together.place_of(view, o))]
        return [o for o in objects if not sorts.is_of(context, o, unfit)] or None, far
    if frame.option("object") == "raiser":
        raiser = rounds.whose(context, index, compiled, match)
        return ([raiser], 0.1) if raiser else (None, 1.0)
    if frame.option("object") == "round" and (raiser := rounds.brings(context, index, match)):
        return [raiser], 0.0
    if frame.option("object") in ("topic", "round"):
        things, far = _told_before(context, index, compiled, match, unfit)
        return (things, far) if things and far <= compiled.reach else (None, far)
    missing = frame.option("object_missing", frame.option("object") == "other")
    if missing == "named":  # the one licence that the sentence names is the one whose terms these are
        return together.terms_named(view, kind, match), 0.0
    return ([None], 0.0) if missing else (None, 0.0)


def _told_before(
    context: Context, index: int, compiled: Compiled, match: re.Match, unfit: set[str]
) -> tuple[list[Mention], float]:
    """What the text before a match is about, and how far back that stands; a thing of an unfit sort is passed over."""
    types = compiled.frame.option("object_types", compiled.kind.object)
    things, far = context.resolve_all(index, types, match.start())
    if compiled.role("N") or things and things[0].entity.type not in ("Model", "Product"):
        things, far = predicates.at_most_one(context.resolve(index, types, match.start()))
    if things and unfit and (sorts.is_of(context, things[0], unfit) or _is_post(context, index, match, things[0])):
        things, far = predicates.at_most_one(context.resolve(index, types, 0))
    return [t for t in things if not sorts.is_of(context, t, unfit)], far


def _is_post(context: Context, index: int, match: re.Match, thing: Mention) -> bool:
    """Whether a thing stands before a match as the post of somebody else: "曾任A研究员,CEO某某" tells not of A."""
    view = context.sentences[index].view
    places = [at for at, m in view.mentions(("Organization",)) if m is thing and at < match.start()]
    return any(context.cues.post.search(view.masked[max(0, at - 16) : at]) for at in places)


def _subjects(context: Context, index: int, compiled: Compiled, match: re.Match) -> tuple[list[Mention], float]:
    """What fills the subject's place, and how far it was read back."""
    found, far = _named_or_carried(context, index, compiled, match)
    if not found:
        return found, far
    silent = compiled.kind.settings.get("silent", ())
    idle, alone = sorts.unfit(compiled, "idle"), _by_person(compiled)
    found = [s for s in found if not (alone and _is_holder(context, index, s))]
    found = [s for s in found if s.entity.type not in silent and not sorts.is_of(context, s, idle)]
    among, apart = (_group(context.knowledge, compiled.kind, name) for name in (compiled.frame.option("among"), compiled.kind.settings.get("apart")))
    return [s for s in found if s.entity.key not in apart and (not among or s.entity.key in among)], far


def _group(knowledge: Knowledge, kind: Kind, name: str | None) -> set[str]:
    """The keys of the things of a group, the kind's own or one that kinds share: those that alone fill a frame's subject, or never do."""
    if not name:
        return set()
    own = kind.settings.get("groups", {})
    return set(own[name] if name in own else knowledge.cues["claims"]["groups"][name])


def _by_person(compiled: Compiled) -> bool:
    """Whether a frame tells what a person of a house does not do for it."""
    rows = compiled.kind.settings.get("by_person")
    return rows is not None and any(dict(compiled.frame.value).get(field) in values for field, values in rows.items())


def _is_holder(context: Context, index: int, thing: Mention) -> bool:
    """Whether a house is only named for the post of somebody: "A's founder Jane Doe"."""
    view = context.sentences[index].view
    return any(context.cues.holder.match(view.masked, at + 1) for at, m in view.mentions(("Organization",)) if m is thing)


def _named_or_carried(context: Context, index: int, compiled: Compiled, match: re.Match) -> tuple[list[Mention], float]:
    frame, kind = compiled.frame, compiled.kind
    if not kind.subject:
        return [], 0.0
    if (whose := frame.option("subject")) in ("author", "speaker"):
        who = context.speaker_at(index, match.start(), match.end())
        if who is None and whose == "speaker":
            return [], 1.0
        return [Mention(-1, -1, who or AUTHOR, "context")], 0.0
    if "S" in match.re.groupindex and match.start("S") >= 0:
        return _role_mentions(context, index, compiled, match, "S")
    if whose == "raiser":
        raiser = rounds.raiser(context, index, compiled, match.start())
        return ([raiser], 0.1) if raiser else ([], 1.0)
    types = tuple(frame.option("topic", kind.settings.get("topic", kind.subject)))
    own = whose in ("own", "ours")
    each = context.cues.each.match(match.group().lstrip(" ,的")) or together.in_order(context, context.sentences[index].view, match)
    if compiled.role("N") and each and (members := together.as_many(context, index, compiled, match, types)):
        return members, 0.1
    if compiled.role("N") and not each:  # one number is one thing's
        found, far = predicates.at_most_one(context.resolve(index, types, match.start(), own=own))
    else:
        pair = context.opens_with_pair(index, match.start())
        found, far = context.resolve_all(index, types, match.start(), own, pair)
        if found and found[0].entity.type not in ("Model", "Product"):  # makers in a list seldom do one thing together
            found, far = predicates.at_most_one(context.resolve(index, types, match.start(), own))
    if found and (raises := rounds.instead(context, index, compiled, found[0], match.start())):
        return [raises], 0.2
    # "a model that beats A" is no other sentence's; "ours" is the speaker's or the document's house, and no other
    elsewhere = far != OWN_HOUSE if whose == "ours" else far > 0.1 and context.cues.antecedent.match(match.group())
    return (found, far) if far <= compiled.reach and not elsewhere else ([], 1.0)


def _own_subject(
    context: Context, index: int, compiled: Compiled, match: re.Match, types: tuple[str, ...], mentions: list[Mention]
) -> tuple[list[Mention], float] | None:
    """The subject of a phrase with several names or with one that is held against it: "Unlike A, B …"; None for what stands there."""
    view, (first, last) = context.sentences[index].view, match.span("S")
    itself = compiled.kind.settings.get("itself")  # words behind which a thing is its own subject though it may be held
    free = [
        m
        for at, m in view.mentions(types)
        if first <= at < last
        and (not context.is_held(view.masked, at) or itself and regexes.at_hand(itself, re.I).search(view.masked, max(0, at - 24), at))
    ]
    if free:
        return (free, 0.0) if free != mentions else None
    things, far = predicates.at_most_one(context.resolve(index, types, first))
    apart = not {t.entity.key for t in things} & {m.entity.key for m in mentions}
    return (things, far) if far <= compiled.reach and apart else ([], 1.0)


def _role_mentions(
    context: Context, index: int, compiled: Compiled, match: re.Match, name: str
) -> tuple[list[Mention], float]:
    """The mentions in a role's group; a phrase for a class of models is a group, a pronoun is looked up."""
    view, role = context.sentences[index].view, compiled.role(name)
    assert role is not None, name  # the group stands in the pattern because the role does
    mentions = together.up_to_verb(compiled, context.sentences[index].lang, view, match, name, _members(context, view, match, name, role))
    subject = bool(mentions) and name == "S"
    if subject and (told := _instead(context, index, compiled, match, role, mentions)) is not None:
        return told
    if (told := predicates.of_another(context, index, match, role, mentions)) is not None:
        return told
    if subject and (told := _beside_its_verb(context, index, compiled, match, role, mentions)) is not None:
        return told
    # "beats closed models such as B and has …": what stands before the name is still told of it
    if name == "S" and match.end() > match.end("S") and context.cues.goes_on.match(view.masked, match.end("S")):
        return predicates.of_first(context, index, role.types, match.start("S"))
    if subject and (doer := predicates.who_went_on(context, index, match, role.types)):
        return [doer], 0.1
    if mentions and name == "O" and predicates.is_passed_over(context, view, match):
        return [], 1.0
    if subject and len(mentions) == 1 and _is_told_by(context, view, role, match):
        return predicates.at_most_one(context.resolve(index, role.types, match.start(name)))
    if mentions:
        return together.widened(context, index, compiled, match, role, mentions), 0.0
    return _class_of_models(context, view, match, role) or _looked_up(context, index, compiled, match, role)


def _instead(
    context: Context, index: int, compiled: Compiled, match: re.Match, role: Role, mentions: list[Mention]
) -> tuple[list[Mention], float] | None:
    """Who acts where the subject that is named does not: whoever raised the money that it gave, or whom it is held against."""
    if rounds.is_giver(context, compiled, match):
        raises = rounds.instead(context, index, compiled, mentions[0], match.start())
        return ([raises], 0.1) if raises else ([], 1.0)
    own = context.sentences[index].lang in compiled.kind.settings.get("own_subject", ()) and not compiled.frame.option("held")
    own = own and mentions[0].entity.type in compiled.kind.settings.get("own_among", role.types)
    return _own_subject(context, index, compiled, match, role.types, mentions) if own else None


def _beside_its_verb(
    context: Context, index: int, compiled: Compiled, match: re.Match, role: Role, mentions: list[Mention]
) -> tuple[list[Mention], float] | None:
    """Who acts by what stands between a subject and its verb: a clause of its own, an aside, another that acts."""
    view = context.sentences[index].view
    if _has_clause(context, view, match):
        return mentions, 0.0
    if _is_aside(context, view, match, match.start("S")):
        return predicates.behind_aside(context, view, match, "S", role.types)
    if (others := predicates.over_aside(context, view, match, role.types)) is not None:
        return others, 0.0
    return _actor(context, index, compiled, match, role.types)


def _class_of_models(context: Context, view: View, match: re.Match, role: Role) -> tuple[list[Mention], float] | None:
    """The group that a phrase for a class of models names ("open models"), or the model that it is said of."""
    name = role.name
    side = side_of(context.knowledge, match.group(name)) if "Group" in role.types else None
    if side is None:
        return None
    if name == "S" and (named := _named_beside(view, match.start(name), role.types)):
        return [named], 0.0
    brought = name == "S" and context.cues.brought.search(view.masked, max(0, match.start(name) - 40), match.start(name))
    best = name == "O" and context.cues.best_of.search(view.masked, max(0, match.start(name) - 12), match.start(name))
    if brought or not best and context.cues.called.match(view.masked, match.end(name)):
        return [], 1.0  # some of the class: "Acme released open models that beat A", "the open model X"
    start, end = view.span(match.start(name), match.end(name))
    return [Mention(start, end, GROUPS[side], "group")], 0.0


def _named_beside(view: View, at: int, types: tuple[str, ...]) -> Mention | None:
    """The model whose name stands right before words for a class: "the Zorb open models" are Zorb."""
    slot = view.slots.get(at - 2) if at > 1 and view.masked[at - 1] == " " else None
    thing = slot.thing if slot else None
    return thing if isinstance(thing, Mention) and thing.entity.type == "Model" and "Model" in types else None


def _looked_up(context: Context, index: int, compiled: Compiled, match: re.Match, role: Role) -> tuple[list[Mention], float]:
    """What a pronoun in a role's group stands for, or whose second predicate it is where a joint stands there."""
    view, name = context.sentences[index].view, role.name
    text = match.group(name)
    types = tuple(t for t in role.types if t != "Group")
    if "Organization" in types and context.cues.a_house.search(text):
        types = ("Organization",)
    elif "Model" in types and context.cues.only_models.search(text):
        types = ("Model",)
    if name == "S" and (joint := context.cues.left_out.match(view.masked, match.start(name))):
        return predicates.of_left_out(context, index, match, types, joint)
    own = bool(context.cues.own.search(text))
    place, acting = match.start(name), None
    if context.cues.object.search(view.masked[max(0, place - 16) : place]):  # "…, and X invested in it": none of its own clause
        place, acting = _before_its_clause(view, types, place)
    if many := context.cues.plural.search(text):
        if context.cues.of_a_class.match(view.masked) and all(at > place for at, _ in view.mentions(types)):
            return [], 1.0  # "Models of that sort are risky: once they are out …"
        things, far = context.resolve_all(index, types, place, own, pair=many.group().lower() in context.cues.pair)
        things = things and predicates.all_named(context, index, types, place, match.end(name)) or things
        if len(things) == 1 and far > _NEXT and things[0] and things[0].entity.type == "Product":
            return [], 1.0  # "They are known as open models": of a class, and not of the one product named long before
    else:
        things, far = predicates.at_most_one(context.resolve(index, types, place, own))
    if things and context.is_another(view, 0, match.end(name), things[0].entity):
        return [], 1.0  # "Acme开源新模型": none that was named before
    if name == "S" and things and (raises := rounds.instead(context, index, compiled, things[0], place)):
        return [raises], 0.2
    reach = compiled.reach
    acts = any(m and m.entity.key == acting for m in things)  # nobody does it to himself
    return (things, far) if far <= reach and not acts else ([], 1.0)


def _is_aside(context: Context, view: View, match: re.Match, at: int) -> bool:
    """Whether the words before a place set aside what stands there, and the match does not open with them to tell what they mean."""
    opened = context.opens_exception(view.masked, match.start(), match.start("S"))
    return not opened and context.cues.aside.search(view.masked, max(0, at - _ASIDE), at) is not None


def _members(context: Context, view: View, match: re.Match, name: str, role: Role) -> list[Mention]:
    """The mentions in a role's group; in a list without what stands in brackets behind a member ("A (which beats B) and C")
    and without whose a member is ("A and B's C")."""
    first, last = match.span(name)
    found = [(at, m) for at, m in view.mentions(role.types) if first <= at < last]
    if name == "S":  # "a ‹Product›-like service runs on B" tells nothing of A
        found = [(at, m) for at, m in found if not context.cues.likened.match(view.masked, at + 1)]
        if len(found) > 1:  # "A, unlike B, runs on C" tells nothing of B, nor "Jo Doe, B's head of AI, argued …"
            found = [(at, m) for at, m in found if not (_is_aside(context, view, match, at) or context.cues.apposed_house.match(view.masked, at))] or found
    if not role.many or len(found) < 2:
        return [m for _, m in found]
    if role.types == ("Person",) and context.cues.meets.match(view.masked, last):
        return [found[0][1]]  # "A的合伙人某某和某某聊了三小时": the second is whom the first met
    masked, places = view.masked, {at for at, _ in view.mentions(role.types)}
    owners = [at for at, m in found if m.entity.type != "Model"]  # "based on A and the model B's C" is based on B
    owning = {at for at in owners if (of := context.cues.whose_thing.match(masked, at + 1)) and of.end() in places}
    return [m for at, m in found if masked.rfind("(", first, at) <= masked.rfind(")", first, at) and at not in owning]


def _is_told_by(context: Context, view: View, role: Role, match: re.Match) -> bool:
    """Whether a house only tells what somebody or something else is: "X, a startup of former Y researchers", "X signed a Y letter"."""
    at = match.start("S")
    if "Organization" not in role.types or view.masked[at] not in MARKS["Organization"]:
        return False
    cues = context.cues
    one = view.masked.endswith((" a ", " an ", " another "), 0, at)
    return cues.alumni.match(view.masked, at + 1) is not None or one and cues.attributive.match(view.masked, at + 1) is not None


def _has_clause(context: Context, view: View, match: re.Match) -> bool:
    """Whether what a match says stands in the relative clause of its own subject, whatever that is held against."""
    opened = context.cues.relative.match(view.masked, match.end("S"))
    return opened is not None and not re.search("[,;]", view.masked[opened.end() : match.end()])


def _before_its_clause(view: View, types: tuple[str, ...], place: int) -> tuple[int, str | None]:
    """Where to read back from for a pronoun that is an object, and the one thing of its clause, which does the deed."""
    border = clause_start(view.masked, place, ",;:")
    keys = {m.entity.key for at, m in view.mentions(types) if border <= at < place}
    doer = next(iter(keys)) if len(keys) == 1 else None
    return border or (0 if doer else place), doer


def _actor(
    context: Context, index: int, compiled: Compiled, match: re.Match, types: tuple[str, ...]
) -> tuple[list[Mention], float] | None:
    """Who acts in a match that opens with a mention that does not: one in brackets ("A(基于B)的得分超过…"), or one
    that the subject is held against or deals with ("A因获得B的合同,收入…"); None where the mention itself does."""
    masked, place = context.sentences[index].view.masked, match.start("S")
    anywhere = settings(context.knowledge, "roles", context.sentences[index].lang)["held_anywhere"]
    if place != match.start():
        return None
    opened = masked.rfind("(", 0, place)
    inside = opened > masked.rfind(")", 0, place) and ")" in masked[place + 1 : match.end()].split("(")[0]
    if not anywhere and (not inside or not context.cues.of.match(masked, opened)):
        return None
    if "N" in match.re.groupindex and context.cues.source.match(masked, place + 1):
        return [], 1.0  # "A的调查显示": it tells of others
    by_way = compiled.kind.settings.get("doers", False) and context.is_by_way(masked, place)
    belongs = context.cues.belongs.match(masked, match.end("S")) if not by_way else None
    if belongs and (belongs["over"] is None or belongs.end() > match.end()) or inside and context.cues.instance.search(masked[opened:place]):
        return None
    apart = anywhere and not inside and context.is_lent(masked, place) and "," in masked[place : place_of(match, "cue", match.end())]
    held = apart or context.is_held(masked, place)
    if not inside and not by_way and (not held or _is_doer(context, compiled, match, masked)):
        return None
    thing, far = context.resolve(index, types, opened if inside else place)
    if thing is None and held and patterns(context.knowledge, "context")["nameless"].search(masked, 0, place):
        return [], 1.0  # "Acme开源新模型,性能超过A,支持…": the model that nobody names
    if (thing is None or far > 0.25) and (by_way or apart or context.is_place(masked, place)):
        return [], 1.0  # "在A上开源了模型", "基于A,代码开源": nobody says whose
    return ([thing], far) if thing and far <= 0.25 else None


def _is_doer(context: Context, compiled: Compiled, match: re.Match, masked: str) -> bool:
    """Whether the name that opens a match is said to do in its very clause what the match tells: "由A打造的B", "A领投B"."""
    place = match.start("S")
    if rounds.gives(compiled) and context.cues.invests.match(masked, place + 1):
        return True
    to_another = "O" in match.re.groupindex and match.start("O") > place and not re.search("[,;。]", match.group())
    return to_another and context.cues.doer.search(masked, max(0, place - _BY), place) is not None


def side_of(knowledge: Knowledge, text: str) -> str | None:
    """The side that a phrase for a class of models names, None where it names none."""
    for lang in languages(knowledge):
        for side, words in knowledge.cues["sides"]["groups"][lang].items():
            if re.search(words, text, re.I):
                return side
    return None


def things_in(view: View, match: re.Match, name: str, types: Iterable[str]) -> list:
    """What stands in a group of a match: mentions, dates or numbers of these types; nothing where it matched nothing."""
    if name not in match.re.groupindex or match.start(name) < 0:
        return []
    return view.things(match.start(name), match.end(name), types)
