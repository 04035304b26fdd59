"""Chinese: where sentences end, and a spaCy pipeline over a jieba dictionary of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.language import dictionary, segments
from kg.language.spans import Spans, append_trimmed
from kg.regexes import compiled

if TYPE_CHECKING:
    from spacy.language import Language

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_END = compiled(
    rf"(?P<line>\n)|(?P<stop>[。！？…；]+|[!?]+(?![A-Za-z0-9_=&/])|(?<=[{_HAN}”’」』）)】》]);|(?<=[{_HAN}])\.(?=\s|$))[。！？!?…；]*"
)
_CLOSERS = compiled(r"[”’」』）)】〉》\]]*(?:\*{1,3}|_{1,3}|\"|')?[”’」』）)】〉》\]]*")
_CONTINUES = frozenset("，,、：:。的是这和与及等地得里中一")  # after a closing quote: the sentence goes on
_TITLES = frozenset("》〉")

_LATIN = compiled(r"[A-Za-z0-9]+(?:[-._+/&'’][A-Za-z0-9]+)+")
_WORD = compiled("[A-Za-z0-9]")
_STOPS = frozenset("。！？!?；;：:…|")
_WRAPPED = 24  # characters of a line that may be a wrapped one; shorter ones are lines of their own
_COLUMNS = 78  # characters to which such converters fill a line
_LONGEST = 2000  # characters of a sentence that are looked through for an open mark
_tokenizer: Any = None


def split(text: str) -> Spans:
    """The sentences of `text` as spans without the blanks around them.

    A line break ends one, unless a long line is only broken beside a Latin word. Closing quotes and brackets stay with
    their sentence; a mark inside 《》 ends none.
    """
    spans: Spans = []
    begin = 0
    for match in _END.finditer(text):
        if match.end() <= begin or (match["line"] is not None and _wrapped(text, match.start())):
            continue
        end = match.start() if match["line"] is not None else _close(text, begin, match)
        if end:
            append_trimmed(spans, text, begin, end)
            begin = max(end, match.end()) if match["line"] is not None else end
    append_trimmed(spans, text, begin, len(text))
    return spans


def _wrapped(text: str, at: int) -> bool:
    """Whether the line break at a place is a soft one: converters of web pages wrap long lines where a blank stands,
    and in Chinese that is beside a Latin word.
    """
    before = text[text.rfind("\n", 0, at) + 1 : at].rstrip(" *_")
    after = text[at + 1 : at + 1 + _WRAPPED].split("\n")[0].lstrip(" *_")
    if not before or not after:
        return False
    if not _full(text, at, len(before)) and (len(before) < _WRAPPED or not re.search(f"[{_HAN}]", before)):
        return False
    if not re.search(f"[{_HAN}]", text[at + 1 : at + 1 + _COLUMNS].split("\n")[0]):
        return False
    return _WORD.match(before[-1]) is not None or before[-1] not in _STOPS and _WORD.match(after[0]) is not None


def _full(text: str, at: int, length: int) -> bool:
    """Whether what stands behind a line break up to its first blank had no room on the line before, of this length."""
    run = re.compile(r"[^\s]+").match(text, at + 1, at + 1 + _COLUMNS)
    return run is not None and length + 1 + len(run[0]) > _COLUMNS - 2


def _close(text: str, begin: int, match: re.Match[str]) -> int:
    """Where the sentence that stops at `match` ends with its closing marks; 0 when it does not end there."""
    end = match.end()
    closers = _CLOSERS.match(text, end)
    marks = closers[0] if closers else ""
    bold = re.search(r"[*_\"']+", marks)
    if (
        bold and text.count(bold[0], max(begin, end - _LONGEST), end) % 2 == 0
    ):  # an opening mark: it belongs to what follows
        marks = marks[: bold.start()]
    after = text[end + len(marks) : end + len(marks) + 1]
    if marks and (marks[-1] in _TITLES or after in _CONTINUES and after):
        return 0
    if match["stop"].startswith("…") and after and after in "，,、）)。":
        return 0
    return end + len(marks)


def tokenizer() -> Any:
    """The one `jieba.Tokenizer` of this package: never the module-wide one, which others may change."""
    global _tokenizer
    if _tokenizer is None:
        _tokenizer = dictionary.tokenizer()
    return _tokenizer


def load() -> None:
    """Read the whole dictionary, so that processes forked from this one share it."""
    tokenizer().know_all()


def frequency(word: str) -> int:
    """How often jieba's corpus has a word, 0 for what is none."""
    own = _tokenizer or tokenizer()
    often: int | None = own.FREQ.get(word)
    if often is None:  # the entries that begin like it may not have been read
        own.know(word[:1])
        often = own.FREQ.get(word, 0)
    return often or 0


def words(text: str) -> list[str]:
    """The words of `text` as the tokenizer's own `cut` gives them, and faster."""
    own = tokenizer()
    own.know(text)
    return segments.words(text, own)


def cut(text: str) -> Iterator[str]:
    """The tokens of `text`, which joined give it back; runs like `GPT-3.5` and `ChatGLM-6B` stay whole."""
    runs = iter(_LATIN.finditer(text))
    run = next(runs, None)
    at = held = 0
    for word in words(text):
        at += len(word)
        while run is not None and run.end() <= held:
            run = next(runs, None)
        if run is not None and run.start() <= held and at < run.end() or (run and held < run.start() < at < run.end()):
            continue
        yield text[held:at]
        held = at
    if held < at:
        yield text[held:at]


def build() -> Language:
    """A spaCy pipeline: own tokenizer, sentence starts by `split`."""
    import spacy
    from spacy.tokens import Doc

    from kg.language.component import add_sentences

    nlp = spacy.blank("zh")
    vocab = nlp.vocab

    def tokenize(text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for word in cut(text):
            if word == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(vocab, words=words, spaces=spaces)

    nlp.tokenizer = tokenize
    return add_sentences(nlp, split)
