# Everything that is done with a checkout. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install
FRONTEND := $(shell find frontend -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
CATALOGUES := $(wildcard src/permanence/locale/*/LC_MESSAGES/*.po)
# Lint, types and tests read the settings, and these want a data folder of their own.
QUIET_DATA := PERMANENCE_DATA=$(CURDIR)/build/data

export PIP_ROOT_USER_ACTION := ignore

.PHONY: help run install test check lint types contracts migrations bench bench-quick messages lock pictures clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.package ## install what is needed and run Permanence with its demo (ARGS="--port 8001")
	@$(BIN)/permanence up --demo $(ARGS)

install: $(VENV)/.package ## install what is needed to run

test: $(VENV)/.browser ## install what is needed and run every test (ARGS="tests/world -x")
	$(QUIET_DATA) PERMANENCE_BROWSER="$$(cat $(VENV)/.browser)" $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## lint, types, import contracts, migrations, then every test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target types lint contracts migrations
	@$(MAKE) --no-print-directory test

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint src

types: $(VENV)/.dev
	$(QUIET_DATA) $(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

migrations: $(VENV)/.dev
	$(QUIET_DATA) PERMANENCE_POOL=no DJANGO_SETTINGS_MODULE=permanence.config.settings \
		$(BIN)/python -W ignore -m django makemigrations --check --dry-run

bench: $(VENV)/.dev ## measure speed and memory, and write docs/operate/performance.md
	$(BIN)/python -m bench $(ARGS)

bench-quick: $(VENV)/.dev ## look at speed and memory with 10,000 tickets, in a few minutes
	$(BIN)/python -m bench --quick $(ARGS)

messages: $(VENV)/.dev ## gather the texts to translate into the catalogues
	$(QUIET_DATA) $(BIN)/python tools/messages.py

lock: $(VENV)/.dev ## pin the newest versions that pyproject.toml allows
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate \
		--python-version 3.11 -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate \
		--python-version 3.11 --extra dev -o requirements-dev.lock pyproject.toml

pictures: $(VENV)/.browser ## take the pictures of the docs, of a small world that works for a moment
	PERMANENCE_BROWSER="$$(cat $(VENV)/.browser)" $(BIN)/python -m tools.pictures

clean: ## remove what was installed and built
	rm -rf $(VENV) build dist src/permanence/faces/ui/static/dist

$(BIN)/python:
	tools/venv.sh $(VENV)

$(VENV)/.locked: requirements.lock | $(BIN)/python
	$(PIP) --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/.package: pyproject.toml hatch_build.py $(FRONTEND) $(CATALOGUES) $(VENV)/.locked
	$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.package
	$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@

$(VENV)/.browser: tools/browser.sh tools/packages.sh $(VENV)/.dev
	tools/browser.sh > $@
