"""Where settings come from: what is said, else the environment, else the place one stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import settings
from kg.errors import UsageError


def test_what_is_said_wins_over_the_environment() -> None:
    env = {"KG_CORPUS": "env", "KG_STORE": "env-store", "KG_LANG": "zh"}
    found = settings.load("said", "said-store", "en", env)
    assert (str(found.corpus), found.store, found.lang) == ("said", "said-store", "en")
    found = settings.load(env=env)
    assert (str(found.corpus), found.store, found.lang) == ("env", "env-store", "zh")


@pytest.mark.parametrize(
    ("env", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "de_DE"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_follows_the_locale(env: dict[str, str], lang: str) -> None:
    assert settings.load(env=env).lang == lang


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(UsageError, match="zh, en"):
        settings.load(env={"KG_LANG": "fr"})


def test_each_corpus_has_a_store_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings.load(env={}).corpus == settings.shipped_corpus()
    (tmp_path / "corpus").mkdir()
    assert settings.load(env={}) == settings.Settings(Path("corpus"), ".kg", "en")
    assert settings.load("corpus", env={}).store == ".kg"
    assert settings.load("notes", env={}).store == str(Path("notes/.kg"))
    assert settings.load("there/corpus", env={}).store == str(Path("there/.kg"))


def test_every_setting_is_an_option_and_a_variable() -> None:
    from kg.cli import main

    options = {param.name: param for param in main.params}
    for setting in settings.SETTINGS:
        assert options[setting.name].envvar == setting.env
