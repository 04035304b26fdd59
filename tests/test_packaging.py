"""The wheel holds all that is needed: installed into an empty environment, outside of the checkout, `kg demo` runs.

Without any network: the wheel is built by the hatchling of this environment and installed with `--no-deps --no-index`
into a virtual environment that has no pip and no packages of its own. The libraries are lent to it by a .pth file that
names this environment's folder of packages. A .pth in a folder that is named so is not read, so the checkout, which is
installed there as editable, is not seen.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Callable
from email import message_from_string
from pathlib import Path

import pytest
import yaml

import kg

ROOT = Path(__file__).parent.parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def run(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a program of an empty environment with the wheel, in an empty folder."""
    place, work = tmp_path_factory.mktemp("env"), tmp_path_factory.mktemp("work")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (site,) = place.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "PYTHON"))}

    def call(program: str, *args: str) -> subprocess.CompletedProcess[str]:
        command = [str(place / "bin" / program), *args]
        return subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, check=True)

    return call


def test_the_wheel_holds_every_file_of_the_package_and_the_articles_and_questions(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(["git", "ls-files", "kg", "corpus", "queries"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:  # not a checkout: what lies there
        names = [str(p.relative_to(ROOT)) for d in ("kg", "corpus", "queries") for p in (ROOT / d).rglob("*.[!p]*")]
    else:
        names = listed.stdout.splitlines()
    moved = {"corpus": "kg/shipped/corpus", "queries": "kg/queries"}
    wanted = {moved.get(n.split("/")[0], n.split("/")[0]) + "/" + n.partition("/")[2] for n in names if (ROOT / n).is_file()}
    assert wanted - held == set()
    assert {"kg/py.typed", "kg/data/ontology.ttl", "kg/data/shapes.ttl", "kg/queries/open-to-closed.rq"} <= held


def test_optional_parts_are_extras(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        described = message_from_string(archive.read(name).decode("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(described.get_all("Provides-Extra")) == set(project["optional-dependencies"])
    assert described["License-Expression"] == project["license"]


def test_it_runs_outside_of_the_checkout(run: Run) -> None:
    assert ROOT not in Path(run("python", "-c", "import kg; print(kg.__file__)").stdout.strip()).parents
    assert "open-to-closed" in run("kg", "--lang", "en", "queries").stdout
    assert "Usage: kg" in run("kg", "--lang", "en", "--help").stdout


def test_the_demo_answers_and_draws_outside_of_the_checkout(run: Run) -> None:
    done = run("kg", "--lang", "en", "demo")
    assert "OpenAI" in done.stdout and "Open → Closed" in done.stdout
    page = Path(re.search(r"file://(\S+kg-demo\.html)", done.stderr).group(1))  # type: ignore[union-attr]
    assert "<script" in page.read_text("utf-8")


def test_what_the_containerfile_copies_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Containerfile").read_text("utf-8"), re.M)
    assert copied and all((ROOT / name).exists() for line in copied for name in line.split())
    assert (ROOT / ".dockerignore").read_text("utf-8") == (ROOT / ".containerignore").read_text("utf-8")


def test_the_version_is_the_same_wherever_it_stands() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["cff-version"] == "1.2.0" and cited["authors"] and cited["license"] == "Apache-2.0"
    assert cited["version"] == kg.__version__
    assert f"## {kg.__version__}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")
