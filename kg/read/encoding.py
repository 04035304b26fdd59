"""Bytes → characters: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from kg.errors import ReadError

_MAGIC = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a ZIP archive or office document"), (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"), (b"\xff\xd8\xff", "a JPEG image"), (b"RIFF", "a RIFF media file"),
    (b"\x1f\x8b", "a gzip archive"), (b"\x7fELF", "a program"), (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"), (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "an RTF document"), (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"),
)  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,3}=\s{0,3}["']?\s{0,3}([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# The most frequent characters of running Chinese, simplified and traditional: about half of any real text.
_COMMON = frozenset(
    "的一是不了在有人我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小"
    "么心多天而能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知定"
    "与及其将等被更模型源数据"
    "這來國個說們為時學對裡後麼會過還發當無開經頭動兩長與將據數"
)
_COMMON_SHARE = 0.15
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1b\x85\b")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_SAMPLE = 200_000  # bytes or characters: enough to judge by, and bounds the work on a large file
_ZH_CODECS = ("gb18030", "big5hkscs")
_NO_CODECS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined"))
_DEFAULTS = frozenset(("iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"))  # said unasked


def decode(raw: bytes, name: str, charset: str = "") -> str:
    """The characters of `raw`, without a byte order mark; line ends as they stand. `charset`: what a server says.

    Raises `ReadError` for an empty file and for one that is not text; `name` is for the message.
    """
    if not raw.strip(b" \t\r\n\f\v"):
        raise ReadError("the file is empty", name, "give a file with text in it")
    _refuse_magic(raw, name)
    text = _by_mark(raw, name) or _by_utf8(raw) or _by_zeros(raw)
    if text is None and b"\0" not in raw:
        text = _by_codec(raw, charset) or _by_declaration(raw) or _by_han(raw) or _by_western(raw) or _by_statistics(raw)
    if text is None or "\0" in text or _is_noise(text):
        raise ReadError("this is not a text file", name, "give Markdown, plain text or HTML")
    return text


def _refuse_magic(raw: bytes, name: str) -> None:
    for magic, what in _MAGIC:
        if raw.startswith(magic):
            raise ReadError(f"this is {what}, not text", name, "save it as Markdown, plain text or HTML")


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _by_mark(raw: bytes, name: str) -> str | None:
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            text = _strict(raw[len(mark) :], codec)
            if text is None and codec != "utf-8":
                raise ReadError(f"the file says it is {codec} but is not", name, "save it as UTF-8")
            return text if text is not None else raw[len(mark) :].decode(codec, "replace")
    return None


def _by_utf8(raw: bytes) -> str | None:
    """UTF-8, also with a few broken characters, as a cut or a bad copy leaves them."""
    text = _strict(raw, "utf-8")
    if text is not None:
        return text if "\0" not in text else None
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = sum(1 for char in text[:_SAMPLE] if char > "\x7f") - broken
    return text if broken * 500 <= len(text) + 500 and wide > broken * 5 and "\0" not in text else None


def _by_zeros(raw: bytes) -> str | None:
    """UTF-16 without a mark: its line ends and Latin letters have zero bytes."""
    if b"\0" not in raw[:_SAMPLE]:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        text = _strict(raw, codec)
        if text is None or "\0" in text:
            continue
        sample = text[:_SAMPLE]
        plain = sum(1 for char in sample if char.isascii())
        if plain * 10 > len(sample) * 7 or _share_of_common(sample) > _COMMON_SHARE:
            return text  # the wrong order of the bytes gives rare characters
    return None


def _by_declaration(raw: bytes) -> str | None:
    match = _DECLARED.search(raw[:4096])
    return _by_codec(raw, match.group(1).decode("ascii")) if match else None


def _by_codec(raw: bytes, named: str) -> str | None:
    """The text in the encoding of that name, where there is such a one and the bytes fit."""
    codec = named.lower()
    codec = "gb18030" if codec in ("gb2312", "gbk", "gb_2312-80") else codec
    if codec.replace("_", "-") in _NO_CODECS or (codec in _DEFAULTS and _by_han(raw)):
        return None
    try:  # a codec of bytes to bytes (hex, zip) is no encoding of text
        if not codecs.lookup(codec)._is_text_encoding:
            return None
    except (LookupError, AttributeError):
        return None
    text = _strict(raw, codec)
    return text if text is not None and "\0" not in text else None


def _share_of_common(text: str) -> float:
    han = [char for char in text[:_SAMPLE] if "\u3400" <= char <= "\u9fff"]
    return sum(1 for char in han if char in _COMMON) / len(han) if len(han) >= 4 else 0.0


def _by_han(raw: bytes) -> str | None:
    """GB18030 or Big5, whichever reads as Chinese: the wrong one gives rare characters only."""
    texts = [text for codec in _ZH_CODECS if (text := _strict(raw, codec)) is not None]
    best = max(texts, key=_share_of_common, default="")
    return best if _share_of_common(best) > _COMMON_SHARE else None


def _by_western(raw: bytes) -> str | None:
    """Windows-1252, which English text with curly quotes and dashes is in, where few characters are not ASCII."""
    sample = raw[:_SAMPLE]
    high = sum(1 for byte in sample if byte > 0x7F)
    return _strict(raw, "cp1252") if high * 5 < len(sample) else None


def _by_statistics(raw: bytes) -> str | None:
    import charset_normalizer

    match = charset_normalizer.from_bytes(raw[:_SAMPLE]).best()
    return _strict(raw, match.encoding) if match is not None else None


def _is_noise(text: str) -> bool:
    sample = text[:_SAMPLE]
    odd = sum(char not in _TEXT_CONTROLS for char in _CONTROLS.findall(sample))
    return odd * 100 > len(sample)
