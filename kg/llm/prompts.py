"""Claim kinds → the prompt and the answer's JSON schema: a new file in kg/data/kinds needs no prompt writing."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from kg.knowledge import Frame, Kind, Knowledge, read_toml
from kg.llm.offers import FOLDER
from kg.rdf.graph import concepts

SPEAKERS = ("Person", "Organization", "Publication")
_FREE = re.compile(r"\(\?P<([a-z]+)>")  # a field that a frame copies from the text: affiliation's role


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a kind: one of `among`, or words of the article where there are none. `needed`: never missing."""

    name: str
    among: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What a claim of one kind holds, drawn from the kind's data."""

    kind: Kind
    fields: tuple[Field, ...]
    number: bool = False
    number_needed: bool = False
    object_needed: bool = False
    time: bool = False
    negated: bool = False
    author: bool = False  # its subject may be the article's own author


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said before an article. `hash` names it: another frame, kind or schema gives another."""

    system: str
    schema: dict[str, Any] = field(hash=False)
    hash: str


@functools.cache
def settings() -> dict[str, Any]:
    """The frame texts and sizes of prompt.toml."""
    return read_toml(FOLDER / "prompt.toml")


@functools.lru_cache(8)
def forms(knowledge: Knowledge) -> dict[str, Form]:
    """The forms of all kinds, by kind."""
    return {kind.id: _form(kind) for kind in knowledge.kinds.values()}


def _form(kind: Kind) -> Form:
    frames, settings_ = kind.frames, kind.settings
    aspects = tuple(sorted(concepts()[1]["aspect"]))
    found = [Field(name, tuple(among), _always(kind, name)) for name, among in kind.values.items()]
    found += [Field(name, aspects, True) for name in settings_.get("computed", ()) if name == "aspect"]
    known = {one.name for one in found}
    free = sorted({name for frame in frames for name in _FREE.findall(frame.pattern)} - known - {"cue"})
    found += [Field(name) for name in free]
    return Form(
        kind,
        tuple(found),
        number="number" in settings_,
        number_needed="number" in settings_ and all("{N" in frame.pattern for frame in frames),
        object_needed=bool(kind.object) and not any(frame.option("object_missing") for frame in frames),
        time=settings_.get("time", "sentence") != "none",
        negated=settings_.get("denied", "negate") == "negate",
        author="Person" in kind.subject and any(frame.option("subject") == "author" for frame in frames),
    )


def _always(kind: Kind, name: str) -> bool:
    """Whether no claim of the kind is without this value: every frame sets it, or there are none that could."""
    told = [dict(frame.value) for frame in kind.frames]
    return name in kind.settings.get("required", ()) or all(name in value for value in told)


@functools.lru_cache(8)
def make_prompt(knowledge: Knowledge, structure: str) -> Prompt:
    """The prompt for all kinds; `structure` as in providers.toml: only with "schema" is the schema not in the prompt."""
    frame, made = settings(), forms(knowledge)
    schema = answer_schema(made)
    told = "".join(_told(form, frame) for form in made.values())
    shown = frame["schema"].format(schema=json.dumps(schema, ensure_ascii=False)) if structure != "schema" else ""
    system = f"{frame['system'].strip()}\n{told}{shown}".strip()
    whole = json.dumps([system, schema, frame["user"]], ensure_ascii=False, sort_keys=True)
    return Prompt(system, schema, hashlib.sha256(whole.encode()).hexdigest()[:16])


def _told(form: Form, frame: dict[str, Any]) -> str:
    kind = form.kind
    fields = ", ".join(f"{name}{'' if needed else ' (or null)'}: {what}" for name, what, needed in _parts(form))
    words = {"id": kind.id, "definition": kind.definitions["en"], "definition_zh": kind.definitions["zh"]}
    text = str(frame["kind"].format(fields=fields or "none but the common ones", **words).lstrip("\n"))
    for lang in ("en", "zh"):
        sample = _sample(kind.frames, lang)
        text += frame["sample"].format(sample=sample) if sample else ""
    return text


def _parts(form: Form) -> list[tuple[str, str, bool]]:
    kind = form.kind
    parts = []
    if kind.subject:
        parts.append(("subject", " / ".join(kind.subject), True))
    if kind.object:
        parts.append(("object", " / ".join(kind.object), form.object_needed))
    for one in form.fields:
        parts.append((one.name, " | ".join(one.among) or "words of the quote", one.needed))
    if form.number:
        parts.append(("number", "words of the quote", form.number_needed))
    return parts


def _sample(frames: tuple[Frame, ...], lang: str) -> str:
    """A sentence of our own that carries the kind, in this language."""
    han = re.compile("[\u4e00-\u9fff]")
    found = (text for frame in frames for text in frame.examples if bool(han.search(text)) == (lang == "zh"))
    return next(found, "")


def answer_schema(made: dict[str, Form]) -> dict[str, Any]:
    """The JSON Schema of an answer, in the part of the language that servers hold a model to: every field is there."""
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": {"anyOf": [_claim(form) for form in made.values()]}}},
        "required": ["claims"],
        "additionalProperties": False,
    }


def _claim(form: Form) -> dict[str, Any]:
    kind = form.kind
    words, maybe = {"type": "string"}, {"type": ["string", "null"]}
    fields: dict[str, Any] = {"kind": {"type": "string", "enum": [kind.id]}, "quote": words}
    if kind.subject:
        fields |= {"subject": words, "subject_type": {"type": "string", "enum": list(kind.subject)}}
    if kind.object:
        fields |= {
            "object": words if form.object_needed else maybe,
            "object_type": _among(kind.object, form.object_needed),
        }
    for one in form.fields:
        fields[one.name] = _among(one.among, one.needed) if one.among else maybe
    if form.number:
        fields["number"] = words if form.number_needed else maybe
    if form.time:
        fields["time"] = maybe
    fields |= {"speaker": maybe, "speaker_type": _among(SPEAKERS, False)}
    if form.negated:
        fields["negated"] = {"type": "boolean"}
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _among(values: tuple[str, ...], needed: bool) -> dict[str, Any]:
    if needed:
        return {"type": "string", "enum": list(values)}
    return {"type": ["string", "null"], "enum": [*values, None]}
