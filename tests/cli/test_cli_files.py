"""Pages and exports: what is written, and the same every time."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from commandline import Cli, one_line

from kg import files


def test_view_writes_a_page(run: Cli, tmp_path: Path) -> None:
    result = run("view", "-o", "out/page.html")
    assert result.exit_code == 0 and "out/page.html" in result.stderr and result.stdout == ""
    assert "Acme was open and is closed now" in (tmp_path / "out/page.html").read_text("utf-8")


@pytest.mark.parametrize("args", [("Acme",), ("开源",), ("--query", "open-to-closed"), ("One-1", "--depth", "2")])
def test_view_of_a_part(run: Cli, tmp_path: Path, args: tuple[str, ...]) -> None:
    assert run("view", *args).exit_code == 0
    assert "organization" not in (tmp_path / "kg-view.html").name


def test_view_of_an_unknown_name(run: Cli, tmp_path: Path) -> None:
    assert "Nonesuch" in one_line(run("view", "Nonesuch"), 1)
    assert not list(tmp_path.glob("*.html"))


@pytest.mark.parametrize("ending", ["nq", "trig", "ttl", "jsonld", "graphml", "csv"])
def test_exports_are_the_same_every_time(run: Cli, tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    for path in (first, second):
        assert run("export", "-o", str(path)).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert "Acme" in first.read_text("utf-8")
    assert not list(tmp_path.glob(".*.new"))


def test_claims_in_parquet_are_rows_with_types(run: Cli, tmp_path: Path) -> None:
    from pyarrow import parquet

    assert run("export", "-o", "claims.parquet").exit_code == 0
    rows = parquet.read_table(tmp_path / "claims.parquet").to_pylist()
    told = [json.loads(line) for line in run("claims", "--format", "jsonl").stdout.splitlines()]
    assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in told) and rows
    known = {row["id"]: row for row in told}
    for row in rows:
        claim = known[row["id"]]
        assert {name: row[name] for name in ("quote", "start", "end", "negated", "time", "confidence", "title")} == {
            name: claim[name] for name in ("quote", "start", "end", "negated", "time", "confidence", "title")
        }
        assert row["subject_key"] == (claim["subject"] or {}).get("key") and json.loads(row["value"]) == claim["value"]


def test_without_its_library_parquet_is_refused_and_nothing_written(
    run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pip install 'kg-explorer[parquet]'" in one_line(run("export", "-o", "claims.parquet"), 2)
    assert not list(tmp_path.glob("*.parquet*"))


def test_an_export_that_can_not_be_written_is_told_with_its_file(run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("mine")
    told = one_line(run("export", "-o", "file/g.nq"), 2)
    assert told.startswith("kg: file/g.nq: ") and "another file with -o" in told

    def full(path: Path, pieces: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_fill", full)
    told = one_line(run("export", "-o", "g.nq"), 2)
    assert told == "kg: g.nq: No space left on device (make room, or choose another file with -o)"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_exported_turtle_and_nquads_hold_the_same_claims(run: Cli) -> None:
    from rdflib import Graph

    run("export", "-o", "g.nq")
    run("export", "-o", "g.ttl")
    lines = Path("g.nq").read_text("utf-8").splitlines()
    plain = "\n".join(line.rpartition(" <")[0] + " ." for line in lines)
    triples = set(Graph().parse(data=plain, format="nt"))
    assert set(Graph().parse("g.ttl")) == triples
