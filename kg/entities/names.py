"""Known names in raw text: the lexicon over an Aho-Corasick automaton, and versions and sizes grown from families."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

import ahocorasick_rs

from kg.entities import cased
from kg.entities.cues import patterns
from kg.entities.senses import is_word, places, senses
from kg.entities.spelling import DOTS, in_headline, spellings, squeeze
from kg.entities.versions import SIZE, VERSION, WIDE, Part, Versions
from kg.knowledge import Knowledge, Term, firm_of, firms, fold
from kg.model import Entity, Mention
from kg.regexes import compiled

_HANDLED = compiled(r"@\w*\Z")  # where somebody's handle goes on
_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
# Posts are also set in bold letters of mathematics, each a character of its own.
_LETTERS = _LATIN | frozenset(map(chr, range(0x1D400, 0x1D800)))
_HAN = compiled(r"[\u3400-\u9fff]")
_FALLS = compiled(r"[A-Z]\S* [a-z]")  # a capital word before a small one
_SENTENCE_START = compiled(r"(?:^|[.!?:。！？：\n|>#•*“\"(（-])\s*(?:\*\*)?$")
# What a family's models are called without its name, with a version behind it or alone.
_CALLED = r"(?<![\w.\-])(?P<word>{})(?:[ -](?P<version>\d(?:\.\d)?)(?![\w.]*\d|[%x])|(?![\w\-]))"
_CUT_OFF = r"(?<![\w.\-$€£/])(?P<version>\d(?:\.\d|o)?)[ -](?P<word>{})(?![\w\-]|\.\w)"  # "2.5 Flash" of a family named before
_COUNTABLE = frozenset({"pro", "ultra", "mini", "nano"})  # variants that a whole number may count: "3 Pro accounts"
_NAME_GOES_ON = compiled(r"(?:-[A-Z][a-z]+)+-\d| (?:[1-9]0|100)0(?![\d%]|[.,]\d)")
_STROKED = compiled(r"\s?/\s?([A-Z][A-Za-z]+)(?![A-Za-z0-9])")
_GLUED = compiled(r"[VRv]\d(?:\.\d)?(?![A-Za-z0-9])")
_AMOUNT = compiled(r"\d{1,2}[BMKT]")
_PARTED = compiled(r"\n\s*\n|[*`]|[.。]\s")
_OTHER = compiled(r"[-_]?\d[\d.]*(?:[A-Z][a-z]{2,}|[a-z]{3,})")
# "Mei-Ling Zhou" and "Claude-Anne Weber" are people of two first names, "Lina Haddad" is no other Haddad.
_SECOND_NAME = compiled(r"(?<![\w-])[A-ZÀ-Ž][a-zß-ſ]+-$")
_THEN_NAME = compiled(r" [A-ZÀ-Ž][a-zß-ſ]+")
_FIRST_NAME = compiled(r"(?<![\w.])(?P<name>[A-ZÀ-Ž][a-zß-ſ]+) $")
_TWO_NAMES = compiled(r"-[A-ZÀ-Ž][a-zß-ſ]+ [A-ZÀ-Ž][a-zß-ſ]+")
_TRANSCRIBED = compiled(rf"(?P<name>[\u4e00-\u9fff]{{1,8}})[{DOTS}]$")
_LINE_BEGINS = compiled(r"(?:^|\n)[\s#*>\-•]{0,10}$")
_TITLE_BEGINS = compiled(r"[^》《\n：:（(—·\-，, ][^》《\n]{0,30}》")  # what follows is still of the title
_QUOTED_ON = compiled(r" (?P<next>[A-Z][a-z]+)(?: [A-Z][a-z]+){0,3}[,.]?[\"”]")  # "Claude Principles"
_HOST = compiled(r"\.[a-z]")  # behind a part of an address: mp.weixin.qq.com
_MAKERS_THING = compiled(r"(?P<maker>[\u3400-\u9fff]{2,5}) ?(?P<thing>[A-Za-z0-9][^\n]*)")
_MANY = compiled(r"(?<=\d)s(?![A-Za-z0-9])")  # "20,000 H100s"
_NUMBERED = compiled(r"(?<=[A-Za-z])\d{1,5}[A-Za-z]{0,2}(?![A-Za-z0-9])")  # Graviton6
_MEMORY = compiled(r"[- ]?\d{2,3}\s?GB?(?![A-Za-z])")


class Names:
    """Finds the names of the lexicon, longest first, with a border check on the raw text."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        table: dict[str, list[tuple[Term, str]]] = {}
        spelled: Mapping[str, Mapping[str, str]] = knowledge.cues["names"]["spelled"]
        for term in knowledge.terms:
            other = spelled.get(term.entity.type, {})
            for name in term.names:
                for key in spellings(fold(name), other):
                    table.setdefault(key, []).append((term, name))
        self._keys = list(table)
        self._rows = [table[key] for key in self._keys]
        self.versions = Versions(knowledge)
        self._automaton = ahocorasick_rs.AhoCorasick(self._keys, store_patterns=False)
        rows = knowledge.parts["called_by"]
        self._family_called = {word: knowledge.by_key[f"model/{family}"] for family, row in rows.items() for word in row}
        self._called = compiled(_CALLED.format("|".join(map(re.escape, self._family_called))))
        rows = knowledge.parts["cut_off_by"]
        self._cut_off = {word: knowledge.by_key[f"model/{family}"] for family, row in rows.items() for word in row}
        self._cut = compiled(_CUT_OFF.format("|".join(map(re.escape, sorted(self._cut_off, key=len, reverse=True)))))
        self.firms = firms(knowledge)
        self.products = {firm.key: knowledge.by_key[key].entity for key, firm in self.firms.items()}
        self.models = _models(self._rows)
        cues = knowledge.cues["shapes"]
        self._named, self._kinds = frozenset(table), {"AI", *cues["org_tail_en"]}
        self._no_names = {fold(w) for w in (*cues["not_names"], *cues["peoples"])} | places(knowledge)
        self._senses = senses(knowledge)
        self._words = patterns(knowledge, "names")
        shapes = (("size", SIZE), ("version", VERSION))
        self._more = {kind: compiled(f"{self._words['more'].pattern}({shape})") for kind, shape in shapes}
        self._guards = {
            row["name"]: (compiled(row["not_behind"]), compiled(row["not_before"]))
            for row in knowledge.cues["shapes"]["guarded"]
        }
        self._plain = {fold(w) for line in knowledge.cues["shapes"]["plain_words"] for w in line.split()}
        self._first_names = {fold(w) for line in knowledge.cues["shapes"]["first_names"] for w in line.split()}
        self.lettered = _by_letter(knowledge)
        self.lettered_families = {fold(t.entity.label): t.entity.key for terms in self.lettered.values() for t in terms}
        self._families = {key for key, row in table.items() if any(term.entity.type == "Model" for term, _ in row)}

    def find(self, text: str) -> list[Mention]:
        """Mentions of known things in `text`, in order, none inside another."""
        return self.find_all(text)[0]

    def find_all(self, text: str) -> tuple[list[Mention], list[Mention]]:
        """The mentions that stand on their own, and doubtful ones that need a sign elsewhere in the article."""
        squeezed, index = squeeze(text)
        spelled: list[tuple[int, int, int]] = []  # where it begins; where it ends, below 0: the longest is asked about first; which it is
        for pattern, start, end in self._automaton.find_matches_as_indexes(squeezed, overlapping=True):
            first = index[start]
            if first and text[first - 1] in _LETTERS and text[first] in _LETTERS:
                continue  # most finds begin within a word
            last = index[end - 1] + 1
            if not _goes_on(text, last):
                spelled.append((first, -last, pattern))
        sure: list[Mention] = []
        doubtful: list[Mention] = []
        reached = -1
        for first, back, pattern in sorted(spelled, key=lambda one: one[:2]):
            if first < reached or (chosen := self._choose(text, first, -back, self._rows[pattern])) is None:
                continue
            term, stands = chosen
            found = self._mentions(text, first, -back, term)
            (sure if stands else doubtful).extend(found)
            reached = found[-1].end
        return sure, doubtful

    def _mentions(self, text: str, first: int, last: int, term: Term) -> list[Mention]:
        if term.entity.type == "Model":
            return list(self._grow(text, first, last, term))
        if term.entity.type == "Hardware" and (more := _MEMORY.match(text, last) or _MANY.match(text, last)):
            last = more.end()
        if term.entity.type == "Product" and self._is_house(text, first, last, term.columns.get("kind", "")):
            return [Mention(first, last, firm_of(self.knowledge, term.entity))]
        return self._with_maker(text, first, last, term)

    def _with_maker(self, text: str, first: int, last: int, term: Term) -> list[Mention]:
        """The mention of a thing, and before it that of its maker where it is called by both in two scripts: 微软Azure."""
        both = _MAKERS_THING.fullmatch(text, first, last) if term.entity.type in ("Product", "Hardware") else None
        maker = self._maker_called(term, both["maker"]) if both else None
        if both is None or maker is None or fold(both["thing"]) not in map(fold, term.names):
            return [Mention(first, last, term.entity)]
        return [Mention(*both.span("maker"), maker), Mention(both.start("thing"), last, term.entity)]

    def _maker_called(self, term: Term, name: str) -> Entity | None:
        makers = (self.knowledge.by_key[key] for key in term.makers if key in self.knowledge.by_key)
        return next((maker.entity for maker in makers if name in maker.names), None)

    def _is_house(self, text: str, first: int, last: int, sort: str) -> bool:
        """Whether a product's name is its house's here: only a house has founders and a chief executive, or makes a deal."""
        told, before = self._senses, text[max(0, first - 40) : first]
        if sort not in told.never_house and (told.house_after.match(text, last) or told.house_before.search(before)):
            return True
        if sort in told.no_wares:
            return False
        allied = told.dealing_before.search(before) and not told.not_dealing.match(text, last)
        return bool(allied or told.dealing_after.match(text, last))

    def _choose(self, text: str, first: int, last: int, rows: list[tuple[Term, str]]) -> tuple[Term, bool] | None:
        """The term that a name means here: of a maker and its model the model where a version or a head word follows."""
        verdicts = [(term, self._stands(text, first, last, term, name)) for term, name in rows]
        fitting = [term for term, stands in verdicts if stands]
        if not fitting:
            return next(((term, False) for term, stands in verdicts if stands is False), None)
        if len(fitting) > 1 and (meant := self._told_apart(text, first, last, fitting)):
            return meant, True
        if len({t.entity.type for t in fitting} & {"Model", "Product"}) == 2:  # the one whose name is a word besides yields
            fitting.sort(key=lambda t: any(fold(name) in t.doubtful for term, name in rows if term is t))
        return fitting[0], True

    def _told_apart(self, text: str, first: int, last: int, fitting: list[Term]) -> Term | None:
        """Of several things of one name the one that the words beside it tell of; None where they do not tell."""
        models = [t for t in fitting if t.entity.type == "Model"]
        if models and (self.versions.parts(text, last, models[0]) or self._senses.head_zh.match(text, last) or self._senses.head_en.match(text, last)):
            return models[0]
        licences = [t for t in fitting if t.entity.type == "License"]
        if licences and self._is_licensed(text, first, last):
            return licences[0]
        rankings = [t for t in fitting if t.entity.type == "Benchmark"]
        if rankings and self._is_ranking(text, first, last):
            return rankings[0]
        if (either := self._firm_or_product(text, first, last, fitting)) is not None:
            return either
        things = models or [t for t in fitting if t.entity.type == "Product"]
        before = self._senses.thing_before.search(text[max(0, first - 24) : first]) and not self._senses.names_own.match(text, last)
        return things[0] if things and (before or self._senses.thing_after.match(text, last)) else None

    def _is_licensed(self, text: str, first: int, last: int) -> bool:
        """Whether a name that is a licence's and a house's ("MIT") is the licence here."""
        if self._senses.licensed.search(text[max(0, first - 60) : last + 20]):
            return True
        before = text[max(0, first - 24) : first]
        if self._senses.licensed_under.search(before) and not self._senses.not_licensed.match(text, last):
            return True
        return bool(self._senses.licensed_after.match(text, last) and self._senses.licensed_before.search(before))

    def _is_ranking(self, text: str, first: int, last: int) -> bool:
        """Whether a name that is a ranking's and that of the house that keeps it ("LMArena") is the ranking here."""
        return bool(self._senses.ranking_after.match(text, last) or self._senses.ranking_before.search(text[max(0, first - 60) : first]))

    def _firm_or_product(self, text: str, first: int, last: int, fitting: list[Term]) -> Term | None:
        """Of a firm that is called as its product is ("Reddit"): the firm beside people, deals and money, the product where it is used.

        Where neither is told, what the name means first.
        """
        firm = next((t for t in fitting if t.entity.type == "Organization"), None)
        product = next((t for t in fitting if t.entity.type == "Product"), None)
        if firm is None or product is None or fold(text[first:last]) not in firm.doubtful:
            return None
        before = text[max(0, first - 40) : first]
        if self._senses.firm_after.match(text, last) or self._senses.firm_before.search(before):
            return firm
        if fold(text[first:last]) not in self._senses.firm_first:
            return product
        told = self._senses.product_after.match(text, last) or self._senses.product_before.search(before)
        return product if told else firm

    def _stands(self, text: str, first: int, last: int, term: Term, name: str) -> bool | None:
        """Whether the name stands here: True; False for a name that may be a word; None where it does not."""
        surface = text[first:last]
        latin = surface[0] in _LATIN
        if self._is_another_title(text, first, last, term) or self._is_cut_out(text, first, last, term):
            return None
        if surface in self._guards and self._is_guarded(text, first, last):
            return None
        if "_" in name and "_" not in surface and surface[0].islower():
            return None  # somebody's handle: @scale_AI, but not "large-scale AI"
        if term.entity.type == "Model" and _OTHER.match(text, last) and not self.versions.parts(text, last, term):
            return None  # GPT-4Tools is another thing
        if not latin:
            return self._sense_fits(text, first, last, term, name)
        return None if self._names_another(text, first, last, term) else self._case_fits(text, first, last, term, name)

    def _is_another_title(self, text: str, first: int, last: int, term: Term) -> bool:
        """Whether a name is here a part of what something else is called between quotation marks, or on two lines."""
        surface = text[first:last]
        if not surface.isalnum() and _PARTED.search(surface):
            return True
        if term.entity.type == "Publication" and _TITLE_BEGINS.match(text, last) and text[first - 1 : first] == "《":
            return True  # 《The Coming Wave of…》
        on = _QUOTED_ON.match(text, last) if text[first - 1 : first] in ("\"", "“") else None
        return bool(on and on["next"].casefold() not in self.versions.suffixes)

    def _is_cut_out(self, text: str, first: int, last: int, term: Term) -> bool:
        """Whether a name is here a piece of a longer word: letters go on before it or behind it."""
        surface, model = text[first:last], term.entity.type == "Model"
        tail = text[last] if last < len(text) else ""
        if surface[0] in _LATIN and first:
            before = text[first - 1]
            if before in _LATIN or before in "'’" and text[first - 2 : first - 1].isalnum():
                return True
            if before == "_" and _HANDLED.search(text, max(0, first - 24), first) or before == "@" and tail == "_":
                return True  # @zora_UW
        if tail in ("'", "’") and text[last + 1 : last + 2] == "S":  # "WHO'S HIRING" is a question
            return True
        glued = model and (_GLUED.match(text, last) or self._is_tied(text, last, term))  # DeepSeekV2
        many = term.entity.type == "Hardware" and (_MANY.match(text, last) or term.columns.get("kind") == "series" and _NUMBERED.match(text, last))
        goes_on = tail.isalpha() and tail < WIDE and not glued or tail.isdigit() and not model
        return not many and surface[-1] in _LATIN and goes_on

    def _is_tied(self, text: str, last: int, term: Term) -> bool:
        """Whether a variant is written to a model's name without a joint: "o3Pro", and the family's own alone to letters, "GeminiPro"."""
        tied = self.versions.tied(text, last, term)
        return tied is not None and (text[last - 1].isdigit() or tied[1].text in term.suffixes)

    def _names_another(self, text: str, first: int, last: int, term: Term) -> bool:
        """Whether words beside a Latin name tell that something else is meant that is called after it, or by the same word."""
        surface, kind = text[first:last], term.entity.type
        if text[first - 1 : first] == "." and _HOST.match(text, last):
            return True
        if self._words["forum"].search(text[max(0, first - 4) : first]) or self._words["recap"].match(text, last):
            return True  # a place where people talk, or a heading over what was said there: r/Zorb, "Zorb Recap"
        if kind == "Organization" and _NAME_GOES_ON.match(text, last):
            return True  # MAI-Thinking-1 is a model, the Zorb 500 is a ranking
        if kind in ("Model", "Product") and text.endswith("Project ", max(0, first - 8), first) and term.entity.label == surface:
            return True  # Project Zorb is none of Zorb's
        if self._words["class_end"].match(text, last):
            return True
        return term.columns.get("kind") == "system" and self._words["made_for"].match(text, last) is not None

    def _is_guarded(self, text: str, first: int, last: int) -> bool:
        """Whether what stands before or behind a name that is a word too tells that it is the word."""
        not_behind, not_before = self._guards[text[first:last]]
        return bool(not_behind.search(text[max(0, first - 8) : first]) or not_before.match(text, last))

    def _sense_fits(self, text: str, first: int, last: int, term: Term, name: str) -> bool | None:
        """A Chinese name that is also a word, or one character long, needs a version, quotation marks or a head word."""
        model = term.entity.type == "Model"
        if term.entity.type == "Person" and _is_of_another(text, first, term):
            return None
        if self._words["no_begin"].match(text, first) or self._words["no_end"].match(text, last):
            return None
        if term.entity.type in ("Model", "Product") and self._words["house_end"].match(text, last):
            return None
        if term.entity.type in ("Hardware", "Product") and self._words["number_end"].search(text, first, last) and self._words["counted_on"].match(text, last):
            return None
        grown = model and bool(self.versions.parts(text, last, term))
        quoted = first > 0 and text[first - 1] in '“「《"' and text[last : last + 1] in ("”", "」", "》", '"')
        if last - first == 1:
            return True if grown or quoted else None
        if (
            fold(name) not in term.doubtful
            or last - first > 3
            or term.entity.type in ("Organization", "Person", "Product")
        ):
            return True
        return bool(grown or quoted or self._senses.head_zh.match(text, last))

    def _case_fits(self, text: str, first: int, last: int, term: Term, name: str) -> bool | None:
        """Whether a Latin name stands here by its letters and by what stands beside it; as `_stands`."""
        surface, key = text[first:last], fold(name)
        if self._is_other_words(text, first, surface, term, name):
            return None
        grown = term.entity.type == "Model" and bool(self.versions.parts(text, last, term))
        doubtful, plain = key in term.doubtful, key in self._plain
        if not grown and (self._is_personal(text, first, last, term, name) or self._is_longer(text, first, term, name)):
            return None
        if grown and plain and self._words["step"].match(text, last) and _LINE_BEGINS.search(text[max(0, first - 12) : first]):
            return None  # a heading, "Step 1: Install"
        if grown and (text[last : last + 1] in "-_0123456789" or not surface.islower() or name.islower() or not doubtful):
            return True
        word = plain and surface[:1].isupper() and surface[1:].islower() or _AMOUNT.fullmatch(surface)
        if word and term.entity.type == "Model" and not self._senses.head_en.match(text, last):
            return self._is_owned(text, first, last)
        if cased.runs_on(surface, name) or cased.is_two_words(surface, name) or self._senses.case_lost.search(surface):
            return None
        if doubtful or plain:
            return self._word_fits(text, first, last, name, plain)
        return cased.letters_fit(surface, name)

    def _is_other_words(self, text: str, first: int, surface: str, term: Term, name: str) -> bool:
        """Whether the letters of a name are words of the sentence here: "to open AI", a chief "AI scientist"."""
        licence = term.entity.type == "License"
        if surface.islower() and cased.is_common(surface, name, term.entity.type) or licence and self._is_of_model(text, first, surface):
            return True
        if " " in surface and surface[0].islower() and name[0].isupper() and not (surface.islower() or licence):
            return True
        if fold(name) in term.doubtful and surface[0].isupper() and _FALLS.search(surface) and not _FALLS.search(name):
            return True
        return " " not in name and surface.split()[0] in self._senses.no_start and " " in surface

    def _is_owned(self, text: str, first: int, last: int) -> bool | None:
        """Whether a model that is called by a word is somebody's here ("Meta's Spark"); None where the word is counted."""
        if self._senses.counted_after.match(text, last):
            return None
        return self._senses.owned.search(text[max(0, first - 12) : first]) is not None

    def _word_fits(self, text: str, first: int, last: int, name: str, plain: bool) -> bool | None:
        """Whether a name that may be a word is written as the name; as `_stands`."""
        surface = text[first:last]
        if surface.islower() and not name.islower():
            return None
        if not name[1:].islower() and surface[1:].islower():  # "Apps" is no APPS, "Quality" no QuALITY
            return None
        if " " in name or any(c.isdigit() for c in name) or not surface[1:].islower():
            return True
        starts = plain and _SENTENCE_START.search(text[max(0, first - 8) : first])
        if starts and _HAN.match(text[last : last + 2].lstrip(" ")):  # no word of a Chinese sentence: "Cursor默认使用…"
            return True
        return not starts or self._senses.acts.match(text, last) is not None

    def _is_of_model(self, text: str, first: int, surface: str) -> bool:
        """Whether a licence that opens a sentence tells of a model: "The Llama 2 licence bars …"."""
        named = surface.split()[-1].islower() and fold(re.split(r"[\s\-]", surface)[0]) in self._families
        return named and _SENTENCE_START.search(text[max(0, first - 12) : first].removesuffix("The ")) is not None

    def _is_personal(self, text: str, first: int, last: int, term: Term, name: str) -> bool:
        """Whether a name is here a part of somebody else's: a first name, or a surname behind another's first name."""
        before = text[max(0, first - 24) : first]
        if term.entity.type == "Person":
            if (then := _THEN_NAME.match(text, last)) and any(whole.startswith(f"{name} ") for whole in term.names):
                return not in_headline(text, first) or self._is_strange(then.group().strip())  # somebody else with this first name
            other = _FIRST_NAME.search(before) if " " not in name else None
            return other is not None and (fold(other["name"]) in self._first_names or self._is_strange(other["name"]))
        if term.entity.type != "Organization" and self._words["post"].search(before) and _THEN_NAME.match(text, last):
            return " " not in name and text[first:last][1:].islower()
        if _SECOND_NAME.search(before) and _THEN_NAME.match(text, last) and name.isalpha():
            return text[first:last][1:].islower()
        return fold(name) in self._first_names and _TWO_NAMES.match(text, last) is not None

    def _is_longer(self, text: str, first: int, term: Term, name: str) -> bool:
        """Whether a name that is a word, or a word of its kind, ends here somebody else's: "Zorblax Copilot", "Quint AI Alliance"."""
        if term.entity.type not in ("Organization", "Product"):
            return False
        key = fold(name)
        if key not in term.doubtful and key not in self._plain and not set(name.split()) <= self._kinds:
            return False
        other = _FIRST_NAME.search(text[max(0, first - 24) : first])
        return other is not None and self._is_strange(other["name"]) and not in_headline(text, first)

    def _is_strange(self, word: str) -> bool:
        """Whether a word with a capital is none that may stand before a name: nobody's, no people's, no verb or adverb."""
        plain = is_word(self.knowledge, word.lower()) or fold(word) in self._no_names
        return not plain and len(word) > 3 and fold(word) not in self._named and not self._words["inflected"].search(word)

    def _grow(self, text: str, first: int, last: int, term: Term) -> Iterator[Mention]:
        """The family's mention with all that belongs to its name, then those that a list leaves short (7B/14B)."""
        parts = self.versions.parts(text, last, term)
        if not parts:
            yield Mention(first, last, term.entity)
            return
        end = parts[-1][0]
        pieces = [part for _, part in parts]
        yield Mention(first, end, self.versions.entity(term, pieces, text[first:end]), "version")
        kind = pieces[-1].kind
        if kind == "suffix":
            yield from self._variants(text, end, term, pieces)
        if kind not in ("size", "version"):
            return
        while (more := self._more[kind].match(text, end)) and not self._senses.unit.match(text, more.end()):
            if more.group()[: more.start(1) - end].strip() in (",", "，") and not self._words["listed_on"].match(text, more.end()):
                break
            if kind == "version" and (text[end : more.start(1)].strip() not in ("/", "、") or "." not in more.group(1)):
                break
            entity = self.versions.entity(term, [*pieces[:-1], Part(kind, more.group(1))], "")
            end = more.end()
            yield Mention(more.start(1), end, entity, "version")

    def _variants(self, text: str, end: int, term: Term, pieces: list[Part]) -> Iterator[Mention]:
        """The other variants that strokes leave short ("Claude 3 Opus/Sonnet/Haiku")."""
        while more := _STROKED.match(text, end):
            official = self.versions.official(term, more[1])
            if official is None or not more[1][0].isupper():
                return
            end = more.end()
            yield Mention(more.start(1), end, self.versions.entity(term, [*pieces[:-1], Part("suffix", official)], ""), "version")

    def called(self, text: str, families: Set[str]) -> Iterator[Mention]:
        """ "Opus 4.5" by itself, and bare "Opus" in an article that names one of its family.

        `families` are the keys of what the article names otherwise.
        """
        for match in self._called.finditer(text):
            family, version = self._family_called[match["word"]], match["version"]
            named = not families.isdisjoint((family.entity.key, *family.makers) if version else (family.entity.key,))
            if named if version is None else version in family.versions and (named or "." in version):
                parts = [Part("version", version)] if version else []
                parts.append(Part("suffix", match["word"]))
                yield Mention(*match.span(), self.versions.entity(family, parts, match.group()), "version")

    def cut_off(self, text: str, families: Set[str]) -> Iterator[Mention]:
        """ "2.5 Flash", "4o mini": a version and a variant of a family that the article names (`families`: the keys of what it names)."""
        for match in self._cut.finditer(text):
            family, version = self._cut_off[match["word"]], match["version"]
            if version.isdigit() and match["word"].lower() in _COUNTABLE:
                continue
            if version in family.versions and any(key.startswith(family.entity.key) for key in families):
                variant = self.versions.official(family, match["word"].replace(" ", "-")) or match["word"]
                parts = [Part("version", version), Part("suffix", variant)]
                yield Mention(*match.span(), self.versions.entity(family, parts, match.group()), "version")


def _goes_on(text: str, last: int) -> bool:
    """Whether letters go on behind what is spelled like a name: it is a part of a word, and does not stand."""
    if text[last - 1] not in _LETTERS or last == len(text):
        return False
    tail = text[last]
    many = tail == "s" and text[last - 1].isdigit()  # 20,000 H100s
    hump = tail.isupper() and text[last - 1].islower()  # DeepSeekV2, GeminiPro
    version = tail in "VR" or tail == "v" and text[last + 1 : last + 2].isdigit()
    return tail.isalpha() and tail < WIDE and not (hump or version or many)


def _is_of_another(text: str, first: int, term: Term) -> bool:
    """Whether a surname stands behind a first name that is not this person's, in whatever transcription: 特里斯坦·哈里斯."""
    before = _TRANSCRIBED.search(text, max(0, first - 12), first)
    if before is None:
        return False
    own = {char for name in term.names if (parts := re.split(f"[{DOTS}]", name))[1:] for char in parts[0]}
    return bool(own) and own.isdisjoint(before["name"])


def _by_letter(knowledge: Knowledge) -> dict[str, list[Term]]:
    """The families of models by those of their versions that begin with a letter: "R1"."""
    rows: dict[str, list[Term]] = {}
    for term in knowledge.terms:
        for version in sorted(term.versions) if term.entity.type == "Model" else ():
            if re.fullmatch(r"[A-Z]\d{1,2}(?:\.\d{1,2})?", version):
                rows.setdefault(version, []).append(term)
    return rows


def _models(rows: list[list[tuple[Term, str]]]) -> dict[str, Entity]:
    """The models that are called as their firm is, by the firm's key."""
    found: dict[str, Entity] = {}
    for terms in ([term.entity for term, _ in row] for row in rows if len(row) > 1):
        models = [entity for entity in terms if entity.type == "Model"]
        found.update((firm.key, model) for firm in terms if firm.type == "Organization" for model in models)
    return found
