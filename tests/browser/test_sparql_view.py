"""SPARQL: highlighting, completion of names with their prefixes, faults with their line, results as table and network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from opened import Opened

Visit = Callable[..., Opened]
PAIRS = "PREFIX kg: <https://w3id.org/kg-explorer/ns#> SELECT ?vendor ?model WHERE { GRAPH ?g { ?c a kg:Release ; kg:subject ?vendor ; kg:object ?model } }"
DRAWN = "Boolean(document.querySelector('.result > :not(:has(.spinner), .spinner)')) && !document.querySelector('.result .spinner')"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_named_query_runs_and_shows_its_rows(visit: Visit, lang: str) -> None:
    page = visit("sparql", lang=lang)
    page.until(DRAWN)
    assert page.page.locator(".result tbody tr").count() > 20
    assert page.page.locator(".code-copy .tk-keyword").count() > 5
    assert page.page.text_content(".code-copy").rstrip("\n") == page.page.input_value(".code").rstrip("\n")
    assert page.faults() == []


def test_names_are_completed_and_bring_their_prefix(visit: Visit) -> None:
    page = visit("sparql?query=" + quote("SELECT * WHERE { GRAPH ?g { ?c a  } } LIMIT 5"))
    page.until(DRAWN)
    page.page.evaluate("(() => { const box = document.querySelector('.code'); box.focus(); box.setSelectionRange(33, 33); })()")
    page.page.keyboard.type("Shif")
    page.until("document.querySelector('.code-found [aria-selected=true]')?.textContent.startsWith('kg:Shift')")
    page.page.keyboard.press("Tab")
    text = page.page.input_value(".code")
    assert "?c a kg:Shift" in text and text.startswith("PREFIX kg: <https://w3id.org/kg-explorer/ns#>\n")
    page.page.keyboard.press("Control+Enter")
    page.until("document.querySelectorAll('.result tbody tr').length === 5")
    page.until("location.hash.includes('Shift')")
    page.forgive("400")  # what stood there first was no query yet


def test_a_fault_is_told_with_its_line(visit: Visit) -> None:
    page = visit("sparql?query=" + quote("SELECT *\nWHERE {\n  ?s ?p }"))
    page.until("Boolean(document.querySelector('.wrong-query'))")
    assert "Line 3" in page.text(".wrong-query")
    assert page.faults() == []
    page.forgive("400")


def test_rows_that_tie_things_are_drawn_as_a_network(visit: Visit) -> None:
    page = visit(f"sparql?query={quote(PAIRS)}")
    page.until(DRAWN)
    page.page.click(".result-bar >> text=Network")
    page.until("Boolean(document.querySelector('.result-net canvas'))")
    assert "as=network" in page.route()
    assert page.faults() == []


def test_a_graph_and_a_truth_value_have_their_own_forms(visit: Visit) -> None:
    page = visit(f"sparql?query={quote('ASK { ?s ?p ?o }')}")
    page.until(DRAWN)
    assert page.text(".verdict") == "Yes"
    page.go(f"sparql?query={quote('CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 7')}")
    page.until(DRAWN)
    assert page.page.locator(".result tbody tr").count() == 7 and "Turtle" in page.text(".result .downloads")


def test_the_whole_result_is_taken_away(visit: Visit) -> None:
    page = visit(f"sparql?query={quote(PAIRS)}")
    page.until(DRAWN)
    with page.page.expect_download() as download:
        page.page.click(".result .downloads >> text=CSV")
    assert Path(download.value.path()).read_text("utf-8").startswith("vendor,model")


def test_nothing_found_and_nothing_allowed_are_told_apart(visit: Visit) -> None:
    page = visit(f"sparql?query={quote('SELECT * WHERE { <urn:no> <urn:such> ?thing }')}")
    page.until(DRAWN)
    assert "nothing in the graph fits" in page.text(".result")
    page.go(f"sparql?query={quote('INSERT DATA { <urn:a> <urn:b> 1 }')}")
    page.until(DRAWN)
    assert "updates are refused" in page.text(".wrong-query")
    page.forgive("403")
