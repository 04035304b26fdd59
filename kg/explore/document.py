"""A page that stands alone: text in, HTML out, with a policy that lets nothing run and nothing be fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from kg.explore.wording import say
from kg.words import word

STYLE = Path(__file__).resolve().parent.parent / "data" / "explorer" / "document.css"
_SAFE = ("http://", "https://", "#")


def page(title: str, body: str, lang: str) -> str:
    """The whole page. `body` is HTML made of `tag` and `text`."""
    style = STYLE.read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def text(value: Any) -> str:
    """A value as text, with nothing in it that is read as markup."""
    return escape(str(value if value is not None else ""))


def tag(name: str, *inside: str, **attributes: Any) -> str:
    """An element around HTML; `cls` stands for class; attributes are escaped, addresses of other kinds left out."""
    told = []
    for key, value in attributes.items():
        if value is None or value is False or (key == "href" and not str(value).startswith(_SAFE)):
            continue
        told.append(f' {key.replace("cls", "class").replace("_", "-")}="{escape(str(value))}"')
    return f"<{name}{''.join(told)}>{''.join(inside)}</{name}>"


def citation(claim: Mapping[str, Any], lang: str) -> str:
    """A claim's words, who says them and where they stand."""
    article = claim["article"]
    parts = [say(lang, "evidence", "says", speaker=claim["speaker"]["label"])] if claim["speaker"] else []
    parts += [article["title"], article["author"], article["date"] or say(lang, "evidence", "undated")]
    denied = tag("b", text(word(lang, "page", "denied")), " ", cls="denied") if claim["negated"] else ""
    told_as = tag("b", text(word(lang, "modality", claim["modality"])), " ", cls="modal") if claim.get("modality") else ""
    quote = tag("blockquote", denied, told_as, tag("q", text(claim["quote"])), lang=article["lang"] or None)
    return quote + tag("p", text(" · ".join(part for part in parts if part)), cls="source")
