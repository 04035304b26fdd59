"""The makers of things that the lexicon does not know, as an article's own claims tell."""

from __future__ import annotations

import pytest

from kg.extraction.extract import shared
from kg.model import Article, Block


def releases(text: str, lang: str = "en") -> set[tuple[str, str]]:
    article = Article("x", "x.md", text, date="2026-02-01", lang=lang, blocks=(Block("paragraph", 0, len(text)),))
    return {(c.subject.label, c.object.label) for c in shared().read(article).claims if c.kind == "release" and c.subject and c.object}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Zorblax is a family of models developed by Quantix Labs. Zorblax 2 was announced on 14 September 2023.",
            {("Quantix Labs", "Zorblax 2")},
        ),
        ("The Zorblax 1 model was developed by Quantix Labs. Zorblax 3 came out in August 2025.", {("Quantix Labs", "Zorblax 3")}),
        ("Zorblax is a family of models. Zorblax 2 was announced on 14 September 2023.", set()),
        (
            "Zorblax 1 was developed by Quantix Labs. Zorblax 3 was developed by Verdant Labs. Zorblax 2 came out in August 2025.",
            set(),
        ),
        ("Quantix Labs and GPT-4 were in the news. GPT-4 came out in March 2023.", set()),
    ],
)
def test_an_article_tells_whose_a_thing_is(text: str, told: set[tuple[str, str]]) -> None:
    assert releases(text) == told
