"""Asking a model: a server on this machine that behaves and misbehaves like real ones; money, retries, going on."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_model import VERSION, Fake, Said, serving, text_of
from made_claims import GOOD, TEXT, said

from kg.errors import KgError, UsageError
from kg.extraction.extract import shared
from kg.knowledge import load, read_toml
from kg.llm import asking, client, portions
from kg.llm.answers import Answers
from kg.llm.asking import Patience, Rejected, Terms, Unfinished
from kg.llm.client import Client, NoAnswer
from kg.llm.offers import COMPATIBLE, FOLDER, Model, Price, choose, price_of
from kg.llm.prompts import make_prompt, settings
from kg.llm.reading import Told, read
from kg.llm.spending import Ledger, LimitReached, most_tokens, tokens_of
from kg.model import Article
from kg.read import read_text

PRICE = Price(1.0, 2.0)
SECRET = "sk-very-secret-0123456789"
LONG = TEXT + "".join(
    f"\n\n## Part {n}\n\nOpenAI moved from open to closed in 20{n}. " + "Nothing else is told here. " * 190
    for n in range(10, 16)
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_PAUSE", 0.005)
    monkeypatch.setenv("KG_LLM_KEY", SECRET)


class Desk:
    """Articles asked about, over a server that answers as told."""

    def __init__(self, folder: Path, fake: Fake) -> None:
        self.folder, self.fake = folder, fake
        self.told = Told(Model(COMPATIBLE, "made-up", fake.url), folder)

    def ask(self, text: str = TEXT, **terms: Any) -> Ledger:
        terms = {"price": PRICE, "patience": Patience(5, 3)} | terms
        return asking.ask_all([self.article(text)], self.told, load(), Terms(**terms))

    def article(self, text: str = TEXT) -> Article:
        return read_text(text, "small-labs.md")

    def read(self, text: str = TEXT) -> Any:
        return read(shared().context(self.article(text)), self.told)

    def files(self) -> str:
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.rglob("*.json")))


def answering(*turns: Said) -> Callable[[dict[str, Any], int], Said]:
    """These one after the other, the last for ever."""
    return lambda request, number: turns[min(number, len(turns) - 1)]


def test_an_answer_is_kept_and_nobody_is_asked_again(tmp_path: Path) -> None:
    with serving(answering(Said(said(*GOOD)))) as fake:
        desk = Desk(tmp_path, fake)
        ledger = desk.ask()
        assert (ledger.asked, ledger.answered, round(ledger.dollars, 6)) == (1000, 100, 0.0012)
        again = desk.ask()
        assert len(fake.asked) == 1 and again.dollars == 0
    found = desk.read()
    assert len(found.claims) == len(GOOD) and not found.refusals and not found.missing
    assert {maker.version for one in found.claims for maker in one.makers} == {VERSION}


def test_the_key_goes_to_the_server_and_nowhere_else(tmp_path: Path) -> None:
    with serving(answering(Said(said(*GOOD) + f"\n{SECRET}"))) as fake:
        desk = Desk(tmp_path, fake)
        desk.ask()
        assert set(fake.keys) == {f"Bearer {SECRET}"}
    assert desk.files() and SECRET not in desk.files()
    with (
        serving(answering(Said(status=401, error=f"Incorrect API key provided: {SECRET}"))) as fake,
        pytest.raises(Rejected) as caught,
    ):
        Desk(tmp_path / "other", fake).ask()
    assert SECRET not in str(caught.value) and "401" in str(caught.value) and len(fake.asked) == 1
    assert SECRET not in repr(choose("openai:gpt-x"))


def test_a_server_on_this_machine_gets_a_key_where_one_is_given() -> None:
    for name in ("ollama:x", "llamacpp:x", "compatible:x"):
        model = choose(name, "http://127.0.0.1:1/v1")
        assert model.key({"KG_LLM_KEY": SECRET, "OPENAI_API_KEY": "another"}) == SECRET
        assert model.key({"OPENAI_API_KEY": "another"}) == ""


def test_a_stand_in_for_a_key_takes_nothing_out_of_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LLM_KEY", "kind")
    with serving(answering(Said(said(*GOOD)))) as fake:
        desk = Desk(tmp_path, fake)
        desk.ask()
    assert len(desk.read().claims) == len(GOOD)


@pytest.mark.parametrize(
    "first",
    [
        Said(status=429, error="slow down", headers={"retry-after-ms": "5"}),
        Said(status=429, error="slow down", headers={"retry-after": "0"}),
        Said(status=500, error="oops"),
        Said(status=503, error="overloaded"),
        Said(raw=b"<html>bad gateway</html>"),
        Said(raw=b'{"choices": []}'),
    ],
    ids=["rate-ms", "rate", "500", "503", "html", "no-choice"],
)
def test_what_may_be_better_later_is_asked_again(tmp_path: Path, first: Said) -> None:
    with serving(answering(first, Said(said(*GOOD)))) as fake:
        desk = Desk(tmp_path, fake)
        desk.ask()
        assert len(fake.asked) == 2 and len(desk.read().claims) == len(GOOD)


def test_a_server_that_stays_silent_leaves_the_part_open_and_its_cost_is_counted(tmp_path: Path) -> None:
    with serving(answering(Said(wait=0.5))) as fake:
        desk, terms = Desk(tmp_path, fake), {"patience": Patience(0.1, 2)}
        with pytest.raises(Unfinished, match="no answer within 0.1 s"):
            desk.ask(**terms)
        assert not desk.files() and len(desk.read().missing) == 1
        with pytest.raises(Unfinished, match="limit"):  # two attempts may have cost all that was set aside
            desk.ask(**terms, limit=0.05)


@pytest.mark.parametrize(
    ("turn", "says", "counts"),
    [
        (Said(most=20), "the answer broke off", True),
        (Said(status=500, error="oops"), "500 oops", True),
        (Said(status=504, error="too slow"), "504 too slow", True),
        (Said(status=408, error="too slow"), "408 too slow", True),
        (Said(status=429, error="slow down"), "429 slow down", False),
        (None, "can not be reached", False),
    ],
    ids=["broken-off", "500", "504", "408", "429", "nobody"],
)
def test_what_may_have_been_billed_without_an_answer_counts(turn: Said | None, says: str, counts: bool) -> None:
    with serving(answering(turn or Said())) as fake:
        ledger, prompt = Ledger(PRICE, 1.0), make_prompt(load(), "schema")
        url = fake.url if turn else "http://127.0.0.1:9/v1"
        asker = Client(Model(COMPATIBLE, "made-up", url), prompt, ledger, Patience(5, 2))
        with contextlib.closing(asker), pytest.raises(NoAnswer, match=says):
            asker.ask("Who?")
    once = PRICE.of(most_tokens(prompt, "Who?"), int(settings()["answer_tokens"]))
    assert ledger.dollars == pytest.approx(2 * once if counts else 0)
    ledger.set_aside(round(1e6 * (1.0 - ledger.dollars)), 0)  # nothing is kept aside any more


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Fake("http://127.0.0.1:9/v1"))
    with pytest.raises(Unfinished, match="can not be reached"):
        desk.ask()


def test_a_refusal_is_an_answer_and_is_told(tmp_path: Path) -> None:
    with serving(answering(Said(refusal="I can not help with that."))) as fake:
        desk = Desk(tmp_path, fake)
        desk.ask()
        desk.ask()
        assert len(fake.asked) == 1
    assert [one.reason for one in desk.read().refusals] == ["refusal"]


@pytest.mark.parametrize("finish", ["length", "stop"])
def test_a_cut_answer_is_asked_for_again_in_halves(tmp_path: Path, finish: str) -> None:
    def answer(request: dict[str, Any], number: int) -> Said:
        part = text_of(request)
        whole = said(*(one for one in GOOD if one["quote"] in part))
        return Said(whole[: len(whole) // 2], finish) if number == 0 else Said(whole)

    with serving(answer) as fake:
        desk = Desk(tmp_path, fake)
        desk.ask()
        assert len(fake.asked) == 3
        desk.ask()
        assert len(fake.asked) == 3
    assert len(desk.read().claims) == len(GOOD)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("no claims here", "not_json"), ('{"claims": "none"}', "shape"), ("[]", "shape"), ("[" * 100_000, "not_json")],
)
def test_what_can_not_be_read_proposes_nothing_and_is_told(tmp_path: Path, text: str, reason: str) -> None:
    short = "# A\n\nOpenAI moved from open to closed in 2019.\n"
    with serving(answering(Said(text))) as fake:
        desk = Desk(tmp_path, fake)
        desk.ask(short)
    found = desk.read(short)
    assert [one.reason for one in found.refusals] == [reason] and not found.claims


def test_fences_and_thoughts_around_an_answer_are_no_part_of_it(tmp_path: Path) -> None:
    with serving(answering(Said(f"<think>{{hm}}</think>\n```json\n{said(*GOOD)}\n```\n"))) as fake:
        desk = Desk(tmp_path, fake)
        desk.ask()
    assert len(desk.read().claims) == len(GOOD)


def test_nothing_is_asked_that_could_go_over_the_limit_and_it_goes_on_from_there(tmp_path: Path) -> None:
    with serving(lambda request, number: Said(usage=(9000, 2000))) as fake:
        desk = Desk(tmp_path, fake)
        parts = len(portions.split(desk.article(LONG)))
        assert parts >= 4
        with pytest.raises(Unfinished, match="stopped at the limit"):
            desk.ask(LONG, limit=0.001)
        assert fake.asked == []
        with pytest.raises(Unfinished, match=r"of \d+ parts answered"):
            desk.ask(LONG, limit=0.06)
        some = len(fake.asked)
        assert 0 < some < parts and some * PRICE.of(9000, 2000) <= 0.06
        desk.ask(LONG)
        assert len(fake.asked) == parts  # none of them twice


def test_several_are_asked_at_once_and_no_more_than_allowed(tmp_path: Path) -> None:
    said_so: list[asking.Progress] = []
    with serving(lambda request, number: Said(wait=0.05)) as fake:
        desk = Desk(tmp_path, fake)
        asking.ask_all([desk.article(LONG)], desk.told, load(), Terms(PRICE, None, 2), said_so.append)
        assert fake.most_at_once == 2
    assert said_so[-1].done == said_so[-1].total == len(fake.asked)
    assert said_so[-1].tokens == 1100 * len(fake.asked) and said_so[-1].dollars == pytest.approx(
        0.0012 * len(fake.asked)
    )


def test_a_server_that_does_not_count_costs_what_was_set_aside(tmp_path: Path) -> None:
    with serving(answering(Said(usage=None))) as fake:
        ledger = Desk(tmp_path, fake).ask()
    assert ledger.dollars > 0.015 and ledger.asked == 0


def test_the_ledger_never_lets_more_be_spent_than_allowed() -> None:
    ledger = Ledger(PRICE, 1.0)
    aside = ledger.set_aside(400_000, 250_000)
    with pytest.raises(LimitReached):
        ledger.set_aside(100_000, 50_000)
    ledger.book(aside, 100_000, 50_000)
    ledger.give_back(ledger.set_aside(700_000, 50_000))
    assert ledger.dollars == pytest.approx(0.2)


def test_a_limit_without_a_price_is_refused_and_prices_are_of_the_very_model() -> None:
    with pytest.raises(UsageError, match="no price is known"):
        Terms(None, 1.0).check(choose("compatible:x", "http://127.0.0.1:1/v1"))
    assert price_of(choose("openai:gpt-4o-mini")) == price_of(choose("openai:gpt-4o-mini-2024-07-18"))
    assert price_of(choose("openai:gpt-4o-mini-made-up")) is None
    assert price_of(choose("ollama:anything")) == Price(0, 0)
    assert price_of(choose("openai:whatever"), "0.5:1.5") == Price(0.5, 1.5)
    for bad in ("1", "a:b", "-1:2", "1:nan"):
        with pytest.raises(UsageError, match="not a price"):
            price_of(choose("openai:whatever"), bad)


def test_prices_of_ones_own_go_before_those_that_ship(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text('[models]\n"openai:gpt-4o" = [1, 2.5]\n"ollama:mine" = [0.1, 0.2]\n', "utf-8")
    env = {"KG_PRICES": str(file)}
    assert price_of(choose("openai:gpt-4o-2024-08-06"), env=env) == Price(1, 2.5)
    assert price_of(choose("ollama:mine"), env=env) == Price(0.1, 0.2)
    assert price_of(choose("openai:gpt-4o-mini"), env=env) == price_of(choose("openai:gpt-4o-mini"), env={})
    assert price_of(choose("openai:gpt-4o"), "3:4", env) == Price(3, 4)
    for bad in ('"x:y" = 3', '"x:y" = [1]', '"x:y" = [1, -2]', '"x:y" = ["a", 1]'):
        file.write_text(f"[models]\n{bad}\n", "utf-8")
        with pytest.raises(UsageError, match="not a price: x:y"):
            price_of(choose("openai:gpt-4o"), env=env)
    with pytest.raises(KgError, match="there is no such file"):
        price_of(choose("openai:gpt-4o"), env={"KG_PRICES": str(tmp_path / "none.toml")})


def test_every_price_that_ships_can_be_found_and_says_when_it_was_looked_up() -> None:
    shipped = read_toml(FOLDER / "prices.toml")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", shipped["checked"])
    for name, row in shipped["models"].items():
        price = price_of(choose(name), env={})
        assert price == Price(*row) and 0 < price.asked <= price.answered, name


@pytest.mark.parametrize(
    ("text", "url"),
    [("", ""), ("gpt", ""), ("nobody:gpt", ""), ("openai:", ""), ("x", "ftp://host/"), ("x", "http://me:pw@host/v1")],
)
def test_a_model_that_can_not_be_meant_is_bad_usage(text: str, url: str) -> None:
    with pytest.raises(UsageError):
        choose(text, url)


def test_a_missing_key_and_a_missing_library_are_one_line_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_LLM_KEY")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(UsageError, match="set KG_LLM_KEY or OPENAI_API_KEY"):
        Client(choose("openai:x"), make_prompt(load(), "schema"), Ledger(None, None))
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(UsageError, match=r"kg-explorer\[llm\]"):
        Client(choose("ollama:x"), make_prompt(load(), "schema"), Ledger(None, None))


@pytest.mark.parametrize(
    ("provider", "shape", "limit"),
    [
        ("openai", "json_schema", "max_completion_tokens"),
        ("ollama", "json_schema", "max_tokens"),
        ("llamacpp", "json_schema", "max_tokens"),
        ("compatible", "json_object", "max_tokens"),
        ("anthropic", None, "max_tokens"),
    ],
)
def test_each_provider_is_asked_in_the_way_it_understands(
    tmp_path: Path, provider: str, shape: Any, limit: str
) -> None:
    with serving(answering(Said(said(*GOOD)))) as fake:
        told = Told(choose(f"{provider}:m", fake.url), tmp_path)
        asking.ask_all([read_text(TEXT, "a.md")], told, load(), Terms())
    (request,) = fake.asked
    assert request.get("response_format", {}).get("type") == shape and request[limit] > 0
    assert ("JSON Schema" in request["messages"][0]["content"]) is (shape != "json_schema")


def test_a_broken_answer_file_says_which(tmp_path: Path) -> None:
    with serving(answering(Said(said(*GOOD)))) as fake:
        desk = Desk(tmp_path, fake)
        desk.ask()
    (path,) = tmp_path.rglob("*.json")
    row = json.loads(path.read_text("utf-8"))
    assert row["model"] == "compatible:made-up" and row["answer"]["claims"][0]["kind"] == "release"
    path.write_text("{", "utf-8")
    with pytest.raises(Exception, match="delete the file"):
        desk.read()


def test_tokens_are_estimated_in_both_languages() -> None:
    assert 20 <= tokens_of("Nimbus Labs released a model with thirteen billion parameters in the spring.") <= 30
    assert 15 <= tokens_of("百川智能开源了一个有一百三十亿参数的模型") <= 25


def test_another_prompt_or_model_does_not_take_the_answer(tmp_path: Path) -> None:
    article = read_text(TEXT, "a.md")
    (part,) = portions.split(article)
    known, model = load(), choose("ollama:m")
    one, other = make_prompt(known, "schema"), make_prompt(known, "prompt")
    assert one.hash != other.hash
    paths = {
        Answers(tmp_path, model, one).path(article, part),
        Answers(tmp_path, model, other).path(article, part),
        Answers(tmp_path, choose("ollama:n"), one).path(article, part),
    }
    assert len(paths) == 3
