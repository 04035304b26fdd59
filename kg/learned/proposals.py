"""What the model says of an article, as candidates for claims: spans, values, time and speaker as the frames read them.

Numbers and dates are those of the parsers; the model only says whose they are and what they measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.clauses import dating
from kg.clauses.claims import Candidate, number_values, quoted
from kg.clauses.compared import aspects_of
from kg.clauses.denials import denial, hypothetical
from kg.discourse.context import Context
from kg.knowledge import Kind
from kg.learned.coding import Coded, Coder, Row
from kg.learned.labels import Label
from kg.learned.windows import Window, windows
from kg.model import Claim, Entity, Mention

if TYPE_CHECKING:
    from kg.learned.model import Model

RULE = "model"  # how rules are named that are none
FLOOR = 0.1  # what is less likely is not looked at


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate with the label that it comes from and how likely the model holds it."""

    candidate: Candidate
    label: str
    likely: float


def propose(context: Context, model: Model, coder: Coder) -> list[Proposal]:
    """Everything that the model holds likelier than FLOOR, sentence by sentence."""
    coded = [one for one in coder.code(windows(context)) if _said(context, one.window.index)]
    out: list[Proposal] = []
    for one, answer in zip(coded, model.answers(coded), strict=True):
        for sort, labels in coder.labels.items():
            for number, row in enumerate(one.rows[sort]):
                for column, label in enumerate(labels):
                    likely = float(answer[sort][number, column])
                    if likely >= FLOOR and _fits(label, row, one.window):
                        out.extend(_of_row(context, one, answer, coder, label, row, likely))
        out.extend(_of_sentence(context, one.window, model.labels["sentence"], answer["sentence"][0]))
    return out


def _said(context: Context, index: int) -> bool:
    """Whether a sentence says anything: questions and what is only supposed do not."""
    sentence = context.sentences[index]
    return not sentence.question and not hypothetical(context.knowledge, sentence.view, sentence.lang, 0)


def _fits(label: Label, row: Row, window: Window) -> bool:
    if window.things[row.first].entity.type not in label.subject or label.name.endswith("#"):
        return False
    return label.sort != "pair" or window.things[str(row.second)].entity.type in label.object


def _of_row(
    context: Context, coded: Coded, answer: dict, coder: Coder, label: Label, row: Row, likely: float
) -> Iterator[Proposal]:
    """The candidate of a row's label, unless the kind asks for a value that the text does not give."""
    window, kind = coded.window, context.knowledge.kinds[label.kind]
    subject = window.things[row.first].entity
    thing = window.things[str(row.second)].entity if label.sort == "pair" else None
    figure = window.figures[int(row.second)] if label.sort == "number" else None
    if label.sort == "pair" and "number" in kind.settings:
        figure = _figure_of(coded, answer, coder, label, str(row.second))
    start, end = _run(
        window, [k for k in (row.first, str(row.second)) if k in window.things], figure.at if figure else None
    )
    number = figure.number if figure else None
    values = {**dict(label.value), **number_values(kind, number)}
    if any(values.get(name) is None for name in kind.settings.get("required", ())):
        return
    mentions = _mentions(window, row.first, str(row.second) if thing else "")
    claim = _claim(context, window.index, kind, (start, end), values, likely, subject, thing, mentions)
    anchor = _anchor(kind, number, mentions if thing else ())
    yield Proposal(Candidate(claim, window.index, None, anchor), label.name, likely)


def _figure_of(coded: Coded, answer: dict, coder: Coder, label: Label, key: str) -> Any:
    """The likeliest number that belongs to the second thing of a pair, None where none is likely."""
    columns = [i for i, other in enumerate(coder.labels["number"]) if other.name == f"{label.kind}#"]
    best, found = 0.5, None
    for number, row in enumerate(coded.rows["number"]):
        if row.first == key and columns and answer["number"][number, columns[0]] >= best:
            best, found = float(answer["number"][number, columns[0]]), coded.window.figures[int(row.second)]
    return found


def _claim(
    context: Context,
    index: int,
    kind: Kind,
    run: tuple[int, int],
    values: dict[str, Any],
    likely: float,
    subject: Entity | None,
    thing: Entity | None,
    mentions: tuple[Mention, ...],
) -> Claim:
    sentence = context.sentences[index]
    view = sentence.view
    first, last = quoted(context.knowledge, sentence, *run)
    if "aspect" in kind.settings.get("computed", ()):
        values.setdefault("aspect", aspects_of(context, view, run[0], first, last)[0])
    start, end = view.span(first, last)
    negated = kind.settings.get("denied", "negate") == "negate" and _denied(context, index, run)
    return Claim(
        kind=kind.id,
        start=start,
        end=end,
        quote=context.article.text[start:end],
        subject=subject,
        object=thing,
        value=tuple(sorted((k, v) for k, v in values.items() if v not in (None, ""))),
        time=dating.time_of(context, index, kind, *run, values, tuple(e for e in (subject, thing) if e)),
        speaker=context.speaker_at(index, *run, bool(kind.settings.get("aside"))),
        negated=negated,
        confidence=likely,
        rule=f"{kind.id}/{RULE}",
        mentions=mentions,
    )


def _denied(context: Context, index: int, run: tuple[int, int]) -> bool:
    """Whether a denial stands within the run, or just before it in its clause."""
    sentence = context.sentences[index]
    places = range(run[0], run[1] + 1)
    return any(denial(context.knowledge, sentence.view, sentence.lang, run[0], at) for at in places)


def _run(window: Window, keys: list[str], figure: int | None) -> tuple[int, int]:
    """The masked run of the window's own sentence that holds what a claim is about; all of it where nothing stands there."""
    own = [[p.at for p in window.things[key].places if not p.part] for key in keys]
    nearest = figure if figure is not None else 0
    places = [min(some, key=lambda at: abs(at - nearest)) for some in own if some]
    if len(own) == 2 and all(own) and figure is None:
        pairs = [(a, b) for a in own[0] for b in own[1]]
        places = [*min(pairs, key=_apart)]
    if figure is not None:
        places.append(figure)
    if not places:
        return 0, len(window.parts[0].masked)
    return min(places), max(places) + 1


def _apart(pair: tuple[int, int]) -> int:
    return abs(pair[0] - pair[1])


def _mentions(window: Window, *keys: str) -> tuple[Mention, ...]:
    """The mentions that name the things of a claim, each its own sentence's first."""
    return tuple(window.things[key].mentions[0] for key in keys if key and window.things[key].mentions)


def _anchor(kind: Kind, number: Any, mentions: tuple[Mention, ...]) -> int | None:
    """What of the text makes one claim only, where the kind says `sole`."""
    if kind.settings.get("sole") == "object":
        return mentions[1].start if len(mentions) > 1 else None
    return number.start if number is not None else None


def _of_sentence(context: Context, window: Window, labels: list[str], answer: Any) -> Iterator[Proposal]:
    """The claims about no thing: every course and aspect that the sentence's head holds likely together."""
    kinds = [kind for kind in context.knowledge.kinds.values() if not kind.subject]
    likely = {name: float(p) for name, p in zip(labels, answer, strict=True) if p >= FLOOR}
    for kind in kinds:
        *outer, last = kind.values
        for name in (n for n in likely if n.count("/") == len(outer) - 1 and n not in kind.values[last]):
            for aspect in (a for a in likely if a in kind.values[last]):
                values = {**dict(zip(outer, name.split("/"), strict=True)), last: aspect}
                sure = min(likely[name], likely[aspect])
                run = 0, len(window.parts[0].masked)
                claim = _claim(context, window.index, kind, run, values, sure, None, None, ())
                yield Proposal(Candidate(claim, window.index, None), f"{kind.id}/{name}", sure)
