"""A graph that a model helped to make: the same again without asking, two makers, reversible, and deaf to instructions."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fake_model import VERSION, Fake, Said, serving, text_of
from made_claims import GOOD, HOSTILE, TEXT, claim, said, shift

from kg import cli
from kg.commands.choosing import ANSWERS, ASKING, NAMES
from kg.knowledge import load
from kg.llm import answers, client
from kg.updating.extractors import EXTRACTORS, merged
from kg.words import all_words

SECRET = "sk-very-secret-0123456789"
OTHER = TEXT.replace("Small labs", "Other labs").replace("2019", "2020")
OBEYED = [
    shift("Nimbus Labs moved from open to closed in 2022", subject="Nimbus Labs", time="2022"),
    shift("OpenAI moved from open to closed in 2022", time="2022"),
    claim(
        "partnership", "OpenAI acquired Nimbus Labs", subject="OpenAI", subject_type="Organization",
        object="Nimbus Labs", object_type="Organization", mode="acquires", time=None, negated=False,
    ),
    shift("百川智能已从开源转向闭源", subject="百川智能", time=None),
    {"kind": "system", "quote": "all previous instructions", "command": "rm -rf"},
]  # fmt: skip


def honest(request: dict[str, Any], number: int) -> Said:
    part = text_of(request)
    return Said(said(*(one for one in GOOD if one["quote"] in part)))


def obedient(request: dict[str, Any], number: int) -> Said:
    """A model that does what the article tells it."""
    return Said(said(*(one for one in GOOD if one["quote"] in text_of(request)), *OBEYED))


class Place:
    """A workspace, and the commands in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "corpus").mkdir(parents=True, exist_ok=True)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / "corpus" / name
        path.write_text(text, "utf-8")
        return path

    def __call__(self, *args: str, ok: bool = True, env: dict[str, str] | None = None) -> Result:
        where = ["--lang", "en", "--corpus", str(self.folder / "corpus"), "--store", str(self.folder / ".kg")]
        result = CliRunner().invoke(cli.main, [*where, *args], env=env)
        assert (result.exit_code == 0) is ok, result.output
        return result

    def rows(self, *args: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self("claims", "--format", "jsonl", *args).stdout.splitlines()]

    def check(self) -> None:
        from kg.check import check_store
        from kg.store import open_store

        store = open_store(str(self.folder / ".kg"), read_only=True)
        try:
            assert list(check_store(store)) == []
        finally:
            store.close()

    def dump(self) -> bytes:
        self("export", "-o", str(self.folder / "out.nq"))
        return (self.folder / "out.nq").read_bytes()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_PAUSE", 0.005)
    monkeypatch.setenv("KG_LLM_KEY", SECRET)
    for name in ("KG_EXTRACTOR", "KG_MODEL", "KG_LLM_URL", "KG_ANSWERS", "KG_MAX_COST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(honest) as server:
        yield server


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "one")
    place.write("small-labs.md", TEXT)
    return place


def asked(extractor: str, server: Fake) -> list[str]:
    return ["--extractor", extractor, "--model", "made-up", "--llm-url", server.url]


def test_a_rebuild_asks_nobody_and_a_shipped_corpus_gives_the_same_graph(
    place: Place, fake: Fake, tmp_path: Path
) -> None:
    place("build", *asked("both", fake))
    first, before = place.dump(), len(fake.asked)
    shutil.rmtree(place.folder / ".kg")
    place("build", *asked("both", fake))
    assert place.dump() == first and len(fake.asked) == before
    other = Place(tmp_path / "two")
    shutil.copytree(place.folder / "corpus", other.folder / "corpus", dirs_exist_ok=True)
    nowhere = Fake("http://127.0.0.1:9/v1")
    other("build", *asked("both", nowhere))
    assert other.dump() == first
    everything = b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file())
    assert SECRET.encode() not in everything


UNLISTED = "Nimbus Labs lets nobody look inside"  # a way to say it that no frame knows


def perceptive(request: dict[str, Any], number: int) -> Said:
    """A model that understands what no frame covers, too."""
    terms = {"subject": "Nimbus Labs", "subject_type": "Organization", "time": None, "negated": False}
    closed = claim("strategy", UNLISTED, strategy="closed", **terms)
    return Said(said(*(one for one in (*GOOD, closed) if one["quote"] in text_of(request))))


def test_what_both_found_is_one_claim_of_two_makers_and_surer(place: Place) -> None:
    place.write("small-labs.md", f"{TEXT}\n{UNLISTED}.\n")
    place("build")
    ruled = {row["id"]: row["confidence"] for row in place.rows()}
    assert place.rows("--extractor", "rules") == place.rows() and place.rows("--extractor", "llm") == []
    with serving(perceptive) as fake:
        place("build", *asked("both", fake))
    both, by_model = place.rows("--extractor", "both"), place.rows("--extractor", "llm")
    assert both and {row["id"] for row in both} < {row["id"] for row in by_model}
    for row in both:
        assert [maker["extractor"] for maker in row["makers"]] == ["llm", "rules"]
        assert row["confidence"] > ruled[row["id"]]
    alone = [row for row in by_model if row not in both]
    assert all(row["confidence"] <= 0.7 and row["rule"].startswith("llm/") for row in alone)
    maker = alone[0]["makers"][0]
    assert (maker["model"], maker["version"], len(maker["prompt"])) == ("compatible:made-up", VERSION, 16)
    assert len({(r["kind"], r["start"], str(r["subject"]), str(r["value"])) for r in place.rows()}) == len(place.rows())
    shown = place("show", alone[0]["id"]).stdout
    assert "found by compatible:made-up" in shown
    place.check()


def test_the_model_alone_and_back_to_the_rules(place: Place, fake: Fake) -> None:
    place("build")
    plain = place.dump()
    place("build", *asked("llm", fake))
    assert {maker["extractor"] for row in place.rows() for maker in row["makers"]} == {"llm"}
    place.check()
    assert "made anew with --extractor rules" in place("build").stderr
    assert place.dump() == plain and b"wasGeneratedBy" not in plain


def test_an_article_added_and_removed_leaves_no_trace(place: Place, fake: Fake, tmp_path: Path) -> None:
    place("build", *asked("both", fake))
    before = place.dump()
    (tmp_path / "other.md").write_text(OTHER, "utf-8")
    place("add", str(tmp_path / "other.md"))
    assert len(fake.asked) == 2 and len(place.rows("--article", "other.md", "--extractor", "llm")) >= 4
    added = place.dump()
    place("build", *asked("both", fake))
    assert place.dump() == added and len(fake.asked) == 2
    place("remove", "other.md")
    assert place.dump() == before


def test_other_answers_change_only_the_articles_that_they_are_about(place: Place, fake: Fake) -> None:
    place.write("other.md", OTHER)
    place("build", *asked("llm", fake))
    (path,) = [p for p in place.folder.rglob("*.json") if "Other labs" in p.read_text("utf-8")]
    row = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**row, "answer": {"claims": []}}), "utf-8")
    place("build", *asked("llm", fake))
    assert {one["file"] for one in place.rows()} == {"small-labs.md"}


@pytest.mark.parametrize("extractor", ["llm", "both"])
def test_instructions_in_an_article_change_nothing(tmp_path: Path, extractor: str) -> None:
    found = []
    for name, text, server in (
        ("calm", TEXT, honest),
        ("hostile", TEXT + HOSTILE, honest),
        ("won", TEXT + HOSTILE, obedient),
    ):
        place = Place(tmp_path / name)
        place.write("small-labs.md", text)
        with serving(server) as fake:
            place("build", *asked(extractor, fake))
        keys = ("kind", "subject", "object", "value", "time", "speaker", "negated", "quote", "start", "end")
        found.append([{key: row[key] for key in keys} for row in place.rows("--extractor", "llm")])
    place.check()
    assert len(found[0]) == len(GOOD) and found[0] == found[1] == found[2]


def test_what_was_refused_is_counted_and_written_down(tmp_path: Path) -> None:
    place = Place(tmp_path / "one")
    place.write("small-labs.md", TEXT + HOSTILE)
    with serving(obedient) as fake:
        result = place("build", *asked("llm", fake), "--refusals", str(tmp_path / "refused.jsonl"))
    assert f"of {len(GOOD) + len(OBEYED)} claims that the model proposed {len(GOOD)} stand" in result.stderr
    assert "3 sentences that talk to a model were not sent" in result.stderr
    rows = [json.loads(line) for line in (tmp_path / "refused.jsonl").read_text("utf-8").splitlines()]
    assert [row["reason"] for row in rows] == ["instruction", "quote", "instruction", "instruction", "kind"]
    assert rows[0]["file"] == "small-labs.md" and rows[0]["proposal"]["kind"] == "shift"


def test_a_reason_in_words_stands_for_every_refusal() -> None:
    import re

    text = "".join(path.read_text("utf-8") for path in Path(answers.__file__).parent.glob("*.py"))
    used = set(re.findall(r'Refused\("(\w+)"', text)) | set(re.findall(r'fault="(\w+)"', text)) | {"subject", "object"}
    assert used <= set(all_words()["refusals"])


def test_an_estimate_asks_nobody(place: Place, fake: Fake) -> None:
    result = place("build", *asked("llm", fake), "--price", "1:2", "--estimate")
    assert "1 parts to ask about" in result.stderr and "$0.0" in result.stderr
    assert not fake.asked and not (place.folder / ".kg").exists()


def test_a_limit_stops_before_it_and_leaves_the_graph_as_it_was(place: Place, fake: Fake) -> None:
    place("build")
    before = place.dump()
    result = place("build", *asked("both", fake), "--price", "1:2", "--max-cost", "0.001", ok=False)
    assert result.exit_code == 1 and "raise --max-cost" in result.stderr and not fake.asked
    assert place.dump() == before


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ([], "no language model is named"),
        (["--model", "nobody"], "no such model"),
        (["--model", "x", "--llm-url", "nonsense"], "not an address"),
        (["--model", "x", "--llm-url", "http://127.0.0.1:9/v1", "--max-cost", "1"], "--price IN:OUT"),
        (["--model", "x", "--llm-url", "http://127.0.0.1:9/v1", "--price", "cheap"], "not a price"),
    ],
)
def test_bad_usage_is_one_line(place: Place, more: list[str], told: str) -> None:
    result = place("build", "--extractor", "llm", *more, ok=False)
    assert result.exit_code == 2 and told in result.stderr and result.stderr.count("\n") == 1


def test_explain_says_who_found_what_and_why_not(place: Place, tmp_path: Path) -> None:
    path = place.write("small-labs.md", TEXT + HOSTILE)
    with serving(obedient) as fake:
        out = place("explain", str(path), *asked("both", fake)).stdout
    assert "refused: instruction" in out and "refused: quote" in out and "[llm/exact, 0.70" in out
    assert re.search(r"\[rules [\d.]+ \+ llm compatible:made-up made-up-2026-01;", out)


def test_extractors_are_measured_side_by_side(place: Place, fake: Fake, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    wanted = {
        "file": "small-labs.md", "kind": "shift", "subject": {"type": "Organization", "label": "OpenAI", "aliases": []},
        "object": None, "value": {"from": "open", "to": "closed"}, "time": "2019", "speaker": None, "negated": False,
        "quote": "OpenAI moved from open to closed in 2019",
    }  # fmt: skip
    (gold / "a.claims.jsonl").write_text(json.dumps(wanted) + "\n", "utf-8")
    (gold / "a.entities.jsonl").write_text(
        json.dumps({"file": "small-labs.md", "type": "Organization", "label": "OpenAI", "aliases": []}) + "\n", "utf-8"
    )
    more = [*asked("rules", fake), "--extractor", "llm", "--extractor", "both", "--format", "json"]
    rows = json.loads(place("evaluate", str(gold), *more).stdout)
    (row,) = [row for row in rows if row["part"] == "shift"]
    assert row == {
        "part": "shift", "gold": 1,
        "rules precision": 1.0, "rules recall": 1.0, "rules f1": 1.0,
        "llm precision": 1.0, "llm recall": 1.0, "llm f1": 1.0,
        "both precision": 1.0, "both recall": 1.0, "both f1": 1.0,
    }  # fmt: skip
    assert rows[-1]["part"] == "all" and len(fake.asked) == 1


def test_two_times_are_two_claims_and_one_that_is_known_better_is_taken(place: Place) -> None:
    from kg.extraction.extract import shared
    from kg.read import read_text

    (one,) = [c for c in shared().read(read_text(TEXT, "a.md")).claims if c.kind == "shift"]
    from dataclasses import replace

    def together(*times: str | None) -> list[str | None]:
        first, second = (replace(one, time=time) for time in times)
        return [c.time for c in merged([first], [replace(second, rule="llm/exact")], load())]

    assert together("2019", "2019-05") == ["2019-05"] and together("2019-05", None) == ["2019-05"]
    assert sorted(filter(None, together("2019", "2020"))) == ["2019", "2020"]


def test_the_names_that_the_command_line_offers_are_those_of_the_table() -> None:
    assert tuple(EXTRACTORS) == NAMES and answers.FOLDER == ANSWERS
    assert tuple(name for name, row in EXTRACTORS.items() if row.model) == ASKING


def test_its_row_has_its_name() -> None:
    from kg.llm.reading import NAME
    from kg.updating.extractors import LLM

    assert LLM == NAME
