# Onestop: everything a machine with Python 3.11+ and make can do with it.

HOST ?= 127.0.0.1
PORT ?= 8000

BIN := .venv/bin
INSTALLED := .venv/installed
EQUIPPED := .venv/equipped
MESSAGES := $(patsubst %.po,%.mo,$(wildcard onestop/translations/*/LC_MESSAGES/*.po))

ONESTOP_DATABASE_URL ?= sqlite:///var/onestop.db
ONESTOP_PUBLIC_URL ?= http://$(HOST):$(PORT)
SECRET_KEY := var/secret-key
PIP := $(BIN)/python -m pip --disable-pip-version-check install --progress-bar off
COUNTED := awk '/^Collecting/ { printf "\r  %d packages", ++n; fflush() } END { if (n) print "" }'
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test bench check format messages lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) $(MESSAGES) ## Create the environment in .venv from the lock file

run: install $(SECRET_KEY) ## Open the sample office: PORT=8000, HOST=127.0.0.1
	@set -e; export HOST='$(HOST)' PORT='$(PORT)' \
		ONESTOP_DATABASE_URL='$(ONESTOP_DATABASE_URL)' \
		ONESTOP_PUBLIC_URL='$(ONESTOP_PUBLIC_URL)' \
		ONESTOP_SECRET_KEY="$${ONESTOP_SECRET_KEY:-$$(cat $(SECRET_KEY))}"; \
	$(BIN)/onestop db upgrade; \
	$(BIN)/onestop demo; \
	exec $(BIN)/onestop run --host '$(HOST)' --port '$(PORT)'

check: $(EQUIPPED) $(MESSAGES) ## Lint, types and import contracts
	@echo "Lint ..."; $(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@echo "Types ..."; $(BIN)/mypy
	@echo "Contracts ..."; $(BIN)/lint-imports --no-logo

test: check ## Check everything and run every test, on SQLite and on PostgreSQL
	@echo "Tests ..."; $(BIN)/pytest -n auto

bench: $(EQUIPPED) $(MESSAGES) ## Measure every figure against its floor: BENCH='--on sqlite'
	@$(BIN)/python -W ignore -m tests.benchmarks $(BENCH)

format: $(EQUIPPED) ## Put the code in its house style
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

messages: $(INSTALLED) $(MESSAGES) ## Compile the translations

lock: $(EQUIPPED) ## Choose the newest fitting packages and write them down with their hashes
	$(COMPILE) --upgrade --group build -o requirements.txt
	$(COMPILE) --upgrade --group dev -c requirements.txt -o requirements-dev.txt

clean: ## Remove the environment and what was compiled; the office's data stays
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache $(MESSAGES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@python=; for name in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then \
		echo "Onestop needs Python 3.11 or newer, and none was found: install it and try again." >&2; \
		exit 1; fi; \
	echo "Creating the environment in .venv with $$($$python --version) ..."; \
	$$python -m venv .venv || { rm -rf .venv; \
		echo "Python could not create an environment: on Debian, install python3-venv." >&2; exit 1; }

$(INSTALLED): $(BIN)/python requirements.txt pyproject.toml
	@echo "Installing the packages of requirements.txt (a minute or two the first time) ..."
	@$(PIP) --require-hashes -r requirements.txt | $(COUNTED)
	@$(PIP) --quiet --no-build-isolation --no-deps --editable .
	@touch $@; echo "Installed."

$(EQUIPPED): $(INSTALLED) requirements-dev.txt
	@echo "Installing the tools of requirements-dev.txt ..."
	@$(PIP) --require-hashes -r requirements-dev.txt | $(COUNTED)
	@touch $@

%.mo: %.po | $(INSTALLED)
	@$(BIN)/pybabel --quiet compile -l vi -i $< -o $@

$(SECRET_KEY): | $(INSTALLED)
	@mkdir -p var; umask 077; \
	$(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))' > $@
