"""Conflicts, paths and traces set for reading in a terminal, every claim with its quote and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from kg.display.tables import OURS, rests_on, said, terminal_text, text_width, wrap
from kg.disputes.disagreement import Conflict, Side
from kg.disputes.rules import rule_named
from kg.networks.paths import Path, Step
from kg.words import all_words, word

QUOTES = 3  # shown of each side; the other formats have all of them
LISTED = 5  # of each sort of what an article brought; the other formats have all of it
SHOWN = 4  # arguments for and against a change that are shown beside a vendor


def in_lang(text: str, lang: str) -> str:
    """Words of ours in the person's language: `open pro` → 开源 有利; other words stay."""

    def ours(part: str) -> str:
        return next((word(lang, name, part) for name in OURS if part in all_words()[name]), "")

    groups = "|".join(map(re.escape, all_words()["groups"]))  # "open models" is one word of ours
    return ours(text) or re.sub(rf"{groups}|\S+", lambda part: ours(part[0]) or part[0], text)


def quoted(row: Mapping[str, Any], lang: str, width: int, indent: str) -> list[str]:
    """A claim's words and where they stand."""
    speaker = row.get("speaker")
    who = speaker["label"] if isinstance(speaker, Mapping) else speaker
    parts = (
        who and word(lang, "page", "says", speaker=who),
        row.get("title") or row["article"],
        row.get("date") or word(lang, "messages", "undated"),
        row.get("time") and f"{word(lang, 'columns', 'time')} {row['time']}",
        rests_on(row, lang),
    )
    source = " · ".join(terminal_text(part) for part in parts if part)
    return [*wrap(f"“{row['quote']}”", width, indent), *wrap(f"— {source}", width, f"{indent}  ")]


def _underlined(head: str, width: int) -> list[str]:
    shown = terminal_text(head)
    return [shown, "─" * min(text_width(shown), width)]


# --- conflicts -------------------------------------------------------------------------------------------------------


def as_conflicts(conflicts: Iterable[Conflict], lang: str = "en", width: int = 100) -> str:
    """Conflicts one below the other: what it is about, why it is one, each side with its evidence."""
    lines: list[str] = []
    for conflict in conflicts:
        what = f" ({conflict.what})" if conflict.what else ""
        head = f"{in_lang(conflict.thing, lang)}: {conflict.rule.label[lang]}{in_lang(what, lang)}"
        lines += ["", *_underlined(head, width), f"{conflict.rule.about[lang]}  [{conflict.rule.name} {conflict.id}]"]
        if conflict.reported:
            lines.append(word(lang, "debate", "reported_only"))
        for side in conflict.sides:
            lines += _side(side, lang, width)
    return "\n".join(lines).strip("\n") + "\n" if lines else ""


def _side(side: Side, lang: str, width: int) -> Iterator[str]:
    standing = word(lang, "debate", "standing", n=side.articles, m=side.origins)
    yield f"  {terminal_text(in_lang(side.value, lang))}   {standing}"
    for row in side.rows[:QUOTES]:
        yield from quoted(row, lang, width, "    ")
    if side.claims > QUOTES:
        yield f"    {word(lang, 'debate', 'more_quotes', n=side.claims - QUOTES)}"


# --- paths -----------------------------------------------------------------------------------------------------------


def as_paths(paths: Sequence[Path], lang: str = "en", width: int = 100) -> str:
    """Paths one below the other, each step with what joins its two things and the words for it."""
    lines: list[str] = []
    for path in paths:
        ends = {"source": path.steps[0].source, "target": path.steps[-1].target}
        head = word(lang, "debate", "steps_between", n=len(path.steps), m=path.support, **ends)
        lines += ["", *_underlined(head, width)]
        for step in path.steps:
            lines += _step(step, lang, width)
    return "\n".join(lines).strip("\n") + "\n"


def _step(step: Step, lang: str, width: int) -> Iterator[str]:
    row = step.rows[0]
    articles, origins = step.alike
    standing = word(lang, "debate", "standing", n=articles, m=origins)
    more = word(lang, "debate", "joined_in_all", n=step.articles, m=step.origins) if step.articles > articles else ""
    yield from wrap(f"{in_lang(step.source, lang)} — {in_lang(step.target, lang)}{more}", width, "  ")
    yield from wrap(f"{word(lang, 'kinds', row['kind'])}: {said(row, lang)}   ({standing})", width, "    ")
    yield from quoted(row, lang, width, "    ")


# --- traces ----------------------------------------------------------------------------------------------------------


def as_trace(rows: Sequence[Mapping[str, Any]], lang: str = "en", width: int = 100, shown: int = SHOWN) -> str:
    """For each change of course what is said for it and against it, the nearest first, at most `shown` of each."""
    lines: list[str] = []
    for (vendor, before, after), group in groupby(rows, key=lambda row: (row["vendor"], row["from"], row["to"])):
        found = list(group)
        lines += ["", *_underlined(f"{vendor}: {in_lang(before, lang)} → {in_lang(after, lang)}", width)]
        for way in ("for", "against"):
            some = [row for row in found if row["effect"] == way]
            lines += [f"  {word(lang, 'debate', f'shift_{way}')} ({len(some)})"] if some else []
            for row in some[:shown]:
                near = word(lang, "debate", f"near_{row['near']}")
                point = in_lang(f"{row['side']} {row['polarity']} {row['aspect']}", lang)
                lines += [f"    {point}   ({near})", *quoted(row, lang, width, "      ")]
        if more := sum(max(0, sum(row["effect"] == way for row in found) - shown) for way in ("for", "against")):
            lines.append(f"  {word(lang, 'debate', 'trace_more', n=more, vendor=terminal_text(vendor))}")
    return "\n".join(lines).strip("\n") + "\n" if lines else ""


def as_links(rows: Sequence[Mapping[str, Any]], lang: str = "en", width: int = 100, shown: int = SHOWN) -> str:
    """What hangs on an argument: changes of course, rebuttals, stances, vendors; at most `shown` of each."""
    lines: list[str] = []
    for relation, group in groupby(rows, key=lambda row: row["relation"]):
        found = list(group)
        lines += ["", f"{word(lang, 'debate', f'relation_{relation}')} ({len(found)})"]
        for row in found[:shown]:
            who = f"{row['thing']}: " if row["thing"] else ""
            lines += [*wrap(f"{who}{in_lang(row['says'], lang)}", width, "  "), *quoted(row, lang, width, "    ")]
    return "\n".join(lines).strip("\n") + "\n" if lines else ""


# --- what articles brought -------------------------------------------------------------------------------------------


def as_brought(brought: Mapping[str, Any], lang: str = "en", width: int = 100) -> str:
    """What an article brought, as `Brought.row` gives it: a paragraph for each sort of thing, "" for a known one."""
    if brought["known"]:
        return ""
    lines: list[str] = []
    parts = (
        ("new_entities", _thing_lines), ("corroborated", _borne_out_lines), ("contradictions", _contradiction_lines),
        ("new_claims", _claim_lines), ("near_copies", _near_lines), ("for_review", _name_lines),
    )  # fmt: skip
    for name, render in parts:
        found = brought[name]
        if found:
            lines += [f"  {word(lang, 'brought', name)} ({len(found)})", *render(found[:LISTED], lang, width)]
        if len(found) > LISTED:
            lines.append(f"    {word(lang, 'brought', 'more', n=len(found) - LISTED)}")
    if brought["edited"]:
        lines += _edition_lines(brought["edited"], lang, width)
    return "\n".join(lines) + "\n" if lines else ""


def _thing_lines(rows: Iterable[Mapping[str, Any]], lang: str, width: int) -> Iterator[str]:
    for row in rows:
        yield from wrap(f"{terminal_text(row['label'])} · {word(lang, 'types', row['type'])}", width, "    ")


def _claim(row: Mapping[str, Any], lang: str) -> str:
    return terminal_text(f"{word(lang, 'kinds', row['kind'])}: {said(row, lang)}")


def _claim_lines(rows: Iterable[Mapping[str, Any]], lang: str, width: int) -> Iterator[str]:
    for row in rows:
        yield from wrap(_claim(row, lang), width, "    ")
        yield from wrap(f"“{row['quote']}”", width, "      ")


def _borne_out_lines(rows: Iterable[Mapping[str, Any]], lang: str, width: int) -> Iterator[str]:
    for row in rows:
        standing = word(lang, "brought", "borne_by", n=row["articles"], m=row["origins"])
        plain = {key: value for key, value in row.items() if key not in ("articles", "origins")}
        yield from wrap(f"{_claim(plain, lang)}   ({standing})", width, "    ")
        yield from wrap(f"“{row['quote']}”", width, "      ")


def _contradiction_lines(rows: Iterable[Mapping[str, Any]], lang: str, width: int) -> Iterator[str]:
    for row in rows:
        what = f" ({in_lang(row['what'], lang)})" if row["what"] else ""
        yield from wrap(f"{in_lang(row['thing'], lang)}: {rule_named(row['rule']).label[lang]}{what}", width, "    ")
        for where in ("here", "there"):
            for side in row[where]:
                standing = word(lang, "debate", "standing", n=side["articles"], m=side["origins"])
                yield f"      {word(lang, 'brought', where)}: {terminal_text(in_lang(side['value'], lang))}   {standing}"
                for claim in side["claims"][:1]:
                    yield from quoted(claim, lang, width, "        ")


def _near_lines(rows: Iterable[Mapping[str, Any]], lang: str, width: int) -> Iterator[str]:
    for row in rows:
        share = f"{row['share']:.0%}"
        yield from wrap(word(lang, "brought", "shares", title=terminal_text(row["title"]), share=share), width, "    ")


def _name_lines(rows: Iterable[Mapping[str, Any]], lang: str, width: int) -> Iterator[str]:
    for row in rows:
        other = f": {row['other']}" if row["other"] else ""
        why = f"{word(lang, 'messages', 'about_' + row['about'])}{other}"
        yield from wrap(
            terminal_text(f"{row['id']}  {row['name']} · {word(lang, 'types', row['type'])} · {why}"), width, "    "
        )
        if row["quote"]:
            yield from wrap(f"“{row['quote']}”", width, "      ")


def as_editions(editions: Iterable[Any], lang: str = "en", width: int = 100) -> str:
    """What edited articles say that they did not say before, and the other way around."""
    lines = [line for one in editions for line in _edition_lines(one.row(), lang, width)]
    return "\n".join(lines) + "\n" if lines else ""


def _edition_lines(edited: Mapping[str, Any], lang: str, width: int) -> Iterator[str]:
    counts = {"kept": edited["kept"], "added": len(edited["added"]), "gone": len(edited["gone"])}
    yield from wrap(word(lang, "brought", "edited", file=terminal_text(edited["file"]), **counts), width, "  ")
    for name, sign in (("gone", "−"), ("added", "+")):
        for row in edited[name][:LISTED]:
            yield from wrap(f"{sign} {_claim(row, lang)}", width, "    ")
            yield from wrap(f"“{row['quote']}”", width, "      ")
        if len(edited[name]) > LISTED:
            yield f"    {word(lang, 'brought', 'more', n=len(edited[name]) - LISTED)}"
