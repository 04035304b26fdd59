# What a contributor types. Everything runs in an environment of its own (.venv), from pinned versions.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST_ARGS ?= -n auto

.PHONY: help demo test check bench docs lock clean browser pictures train

help:
	@echo "make demo   set everything up, build the shipped corpus, answer one question, write the network page"
	@echo "make test   set everything up and run the tests"
	@echo "make check  style and types"
	@echo "make bench  the benchmarks"
	@echo "make docs   the documentation site, in build/docs"
	@echo "make pictures  the README's pictures, taken anew"
	@echo "make train  the extraction model, trained anew (COPIES=folder of Git copies)"
	@echo "make lock   write constraints.txt anew from the newest versions that fit"

# The environment: made once, and again when the pinned versions or the package's own description change.
$(VENV)/.made: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed (PYTHON=…)" >&2; exit 2; }
	@echo "Setting up $(VENV) (about half a minute) …" >&2
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --requirement constraints.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.made
	$(BIN)/kg demo

test: $(VENV)/.made browser
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# The page is tested in a real browser. Where none is found and Debian's packages can be installed, one is.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } || \
	echo "no Chromium here: the tests of the page will be skipped, with a reason" >&2

check: $(VENV)/.made
	$(BIN)/python -m ruff check kg tests benchmarks training
	$(BIN)/python -m mypy

bench: $(VENV)/.made
	for each in commands extraction linear growth queries search pages load comunica w3c; do $(BIN)/python benchmarks/$$each.py || exit 1; done

# The pictures of the explorer that the README shows, one for each view.
pictures: $(VENV)/.made browser
	$(BIN)/python docs/make_pictures.py

# The model that proposes claims, trained anew: about an hour on one core. COPIES=… holds Git copies of the repositories
# that the annotated passages stand in (training/README.md).
train: $(VENV)/.made
	$(PYTHON) -m venv .train
	.train/bin/python -m pip install --quiet --requirement training/requirements.txt
	bash training/run.sh $(BIN)/python .train/bin/python $(COPIES)

lock:
	rm -rf .lock && $(PYTHON) -m venv .lock
	.lock/bin/python -m pip install --quiet --upgrade pip
	.lock/bin/python -m pip install --quiet hatchling editables . --group dev
	.lock/bin/python -m pip freeze --exclude kg-explorer > constraints.txt
	rm -rf .lock

clean:
	rm -rf $(VENV) .kg build dist *.egg-info

# The site, in build/docs. A broken link is an error.
docs: $(VENV)/.made
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo "build/docs/index.html" >&2
