# Everything a developer needs, on a machine with Python 3.11 or newer, pip and make. `make help` lists the targets.
# The virtual environment is made and refreshed as needed; PYTHON=... names another Python, VENV=... another folder.

SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
NEWEST_FIRST := python3.11 python3.12 python3.13 python3.14 python3 python
FITS := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in $(NEWEST_FIRST); do if $$p -c "$(FITS)" >/dev/null 2>&1; then echo $$p; break; fi; done)
WORKERS ?= 3
COUNT ?= 2000
SEED ?= 7
BENCH ?=
ARGS ?=

.PHONY: help run test lint format bench fuzz pictures lock clean run-environment dev-environment python
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

run: run-environment ## the application on the demo (without a terminal: the same as Markdown)
	@$(BIN)/cip demo --open $(ARGS)

test: dev-environment ## the tests; ARGS='-k name' picks some, WORKERS=4 uses more processes
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

lint: dev-environment ## style, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy

format: dev-environment ## rewrite the code in the project's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: dev-environment ## measure beside what others need; BENCH='import' picks, ARGS='--large' adds 20 M calls
	@$(BIN)/python -m bench $(BENCH) $(ARGS)

fuzz: dev-environment ## damaged files, workbooks and PDFs, COUNT=2000 of a kind from SEED=7; ARGS='--kind pdfs' picks
	@$(BIN)/python -m tools.fuzz --count $(COUNT) --seed $(SEED) $(ARGS)

pictures: dev-environment ## draw the screens of the demo into docs/pictures
	@$(BIN)/python -m tools.pictures $(ARGS)

lock: dev-environment ## write the lock files anew from pyproject.toml
	@$(BIN)/python -m tools.lock $(ARGS)

clean: ## remove the virtual environment and everything that tools left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

run-environment: python
	@$(PYTHON) tools/environment.py run $(VENV)

dev-environment: python
	@$(PYTHON) tools/environment.py dev $(VENV)

python:
	@if [ -z "$(PYTHON)" ]; then \
	  echo "Python 3.11 or newer is needed and none was found; name one: make run PYTHON=/path/to/python3.11" >&2; exit 1; fi
