"""How open vendors and years are, and which licences changed."""

from __future__ import annotations

from typing import Any

import pytest

from kg.debating import relicensing, shares


@pytest.fixture(autouse=True)
def _own_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each article is a source of its own."""
    for module in (shares, relicensing):
        monkeypatch.setattr(module, "with_origins", lambda rows, store: [{**row, "origin": row["article"]} for row in rows])


def told(model: str, status: str, when: str, article: str = "a", vendor: str = "Acme") -> dict[str, Any]:
    return {"modelId": model, "makerId": vendor, "vendor": vendor, "status": status, "when": when, "article": article, "start": 0, "end": 1, "date": "2025"}


ROWS = [
    told("Heron", "open", "2023"), told("Heron", "restricted", "2023", "b"), told("Heron", "restricted", "2023-02", "c"),
    told("Finch", "closed", "2024"), told("Robin", "open", "2024", vendor="Bird"), told("Robin", "open", "2025", "b", vendor="Bird"),
]  # fmt: skip


def test_a_model_counts_once_with_what_most_sources_tell() -> None:
    bird, acme = shares.vendor_shares(list(ROWS), None)  # type: ignore[arg-type]
    assert (bird["vendor"], bird["models"], bird["share"]) == ("Bird", 1, 100)
    assert [acme[name] for name in ("models", "open", "restricted", "closed", "share", "articles")] == [2, 0, 1, 1, 50, 3]


def test_a_model_counts_for_its_first_year() -> None:
    found = shares.yearly_shares(list(ROWS), None)  # type: ignore[arg-type]
    assert [(row["year"], row["models"], row["open"]) for row in found] == [("2023", 1, 0), ("2024", 2, 1)]


def licensed(model: str, license: str, time: str | None) -> dict[str, Any]:
    return {"modelId": model, "model": model, "license": license, "time": time, "article": "a", "start": 0, "end": 1, "date": "2025"}


def test_a_licence_changes_where_none_of_those_before_is_left() -> None:
    rows = [
        licensed("Heron-7B", "Heron License", "2023"), licensed("Heron-2-7B", "MIT", "2024-03"), licensed("Heron-2-7B", "MIT", "2024"),
        licensed("Heron-3", "MIT", "2025"), licensed("Heron-3", "Heron License", "2025"), licensed("Finch", "MIT", "2024"), licensed("Finch", "Apache-2.0", None),
    ]  # fmt: skip
    (change,) = relicensing.relicensed(rows, None)  # type: ignore[arg-type]
    assert [change[name] for name in ("model", "from", "to", "before", "time")] == ["Heron-2-7B", "Heron License", "MIT", "Heron-7B", "2024-03"]
