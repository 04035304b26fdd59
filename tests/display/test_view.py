"""The network page: one file, offline, in two languages, and no text of an article ever runs in it."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from linked import ACME, ROWS, row, thing

from kg.display import view
from kg.errors import ReadError
from kg.networks import network
from kg.words import all_words

HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)> href="javascript:alert(3)" {{7*7}}'


def page(tmp_path: Path, rows: list[dict[str, Any]], lang: str = "en", title: str = "") -> str:
    path = tmp_path / "deep" / "page.html"
    view.network_page(network.build(rows), path, lang, title)
    return path.read_text("utf-8")


def block(html: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found.group(1))


def frame(html: str) -> str:
    """The page without what stands in its scripts and styles."""
    return re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", html, flags=re.S)


def test_the_page_asks_for_nothing(tmp_path: Path) -> None:
    html = page(tmp_path, ROWS)
    assert not re.search(r"<link\b|\bsrc=|https?://|@import|url\(", frame(html))
    assert "sourceMappingURL" not in html
    assert "bootstrap" not in frame(html)


def test_the_policy_lets_the_pages_own_scripts_run_and_no_other(tmp_path: Path) -> None:
    html = page(tmp_path, ROWS)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html).group(1)
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    hashes = [f"'sha256-{b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts]
    assert len(scripts) == 2 and f"script-src {' '.join(hashes)};" in policy
    assert "default-src 'none'" in policy and "unsafe-eval" not in policy and "\r" not in html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_stays_text(tmp_path: Path, lang: str) -> None:
    rows = [row("release", thing("Organization", HOSTILE), thing("Model", HOSTILE + "2"), quote=HOSTILE, title=HOSTILE)]
    html = page(tmp_path, rows, lang, title=HOSTILE)
    assert "<script>alert" not in html and "<img" not in html and "49" not in frame(html)
    assert block(html, "page-data")["claims"][0]["quote"] == HOSTILE


def test_node_ids_are_hashes_and_places_are_given(tmp_path: Path) -> None:
    nodes = block(page(tmp_path, ROWS), "nodes-data")
    assert all(re.fullmatch(r"[0-9a-f]{12}", node["id"]) and "x" in node and "y" in node for node in nodes)
    assert "title" not in nodes[0]


def test_the_page_holds_both_languages(tmp_path: Path) -> None:
    data = block(page(tmp_path, ROWS, "zh"), "page-data")
    assert data["lang"] == "zh"
    for section in ("types", "kinds", "hubs", "aspects", "page"):
        assert set(data["words"]["zh"][section]) == set(data["words"]["en"][section])
    acme = next(t for t in data["things"].values() if "Acme" in t["names"])
    assert acme["label"] == {"zh": "Acme", "en": "Acme"}


def test_in_english_a_name_in_latin_letters_is_shown(tmp_path: Path) -> None:
    rows = [row("release", thing("Organization", "某某公司", "Moumou"), thing("Model", "某模型"))]
    labels = [t["label"]["en"] for t in block(page(tmp_path, rows), "page-data")["things"].values()]
    assert sorted(labels) == ["Moumou", "某模型"]


def test_a_thing_is_called_what_the_quotes_of_a_language_call_it(tmp_path: Path) -> None:
    rows = [
        row("strategy", ACME, value={"strategy": "open"}, quote=quote) for quote in ("艾克米坚持开源", "Acme is open")
    ]
    things = block(page(tmp_path, rows), "page-data")["things"].values()
    assert {"zh": "艾克米", "en": "Acme"} in [thing["label"] for thing in things]


def test_counts_and_kinds_stand_in_the_order_of_the_words(tmp_path: Path) -> None:
    data = block(page(tmp_path, ROWS), "page-data")
    order = [kind for kind, _ in data["kinds"]]
    assert order == [kind for kind in all_words()["kinds"] if kind in order] and order[0] == "shift"
    assert data["counts"]["claims"] == len(ROWS)


def test_every_type_has_a_look_of_its_own() -> None:
    assert set(view.LOOKS) == set(all_words()["types"])
    assert len(set(view.LOOKS.values())) >= len(view.LOOKS) - 2  # hubs are told by size and colour too


def test_parallel_edges_bend_and_single_ones_do_not(tmp_path: Path) -> None:
    rows = [row("comparison", ACME, thing("Model", "One-1"), value={"relation": r}) for r in ("better", "worse")]
    html = page(tmp_path, [*rows, row("release", ACME, thing("Model", "Two"))])
    curves = [edge["smooth"] for edge in block(html, "edges-data")]
    bent = [c["roundness"] for c in curves if c]
    assert curves.count(False) == 1 and len(bent) == 2 and all(bent)


def test_the_same_claims_make_the_same_bytes(tmp_path: Path) -> None:
    assert page(tmp_path, ROWS) == page(tmp_path, ROWS)


def test_an_empty_network_is_a_page_too(tmp_path: Path) -> None:
    assert block(page(tmp_path, []), "page-data")["counts"]["nodes"] == 0


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReadError, match="file"):
        view.network_page(network.build(ROWS), tmp_path / "file" / "page.html")


def test_every_word_has_both_languages() -> None:
    for section, entries in all_words().items():
        if section == "commands":
            assert all("Example:" in e["en"] and "示例：" in e["zh"] for e in entries.values())
        for key, entry in entries.items():
            assert set(entry) == {"en", "zh"} and all(entry.values()), f"{section}.{key}"
            fields = [set(re.findall(r"\{(\w+)", entry[lang])) for lang in ("en", "zh")]
            assert fields[0] == fields[1], f"{section}.{key}"
