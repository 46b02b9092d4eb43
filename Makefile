# The two commands of the README are `make run` and `make test`; each does its own set-up.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
# Modules whose public functions are annotated (docs/conventions.md).
TYPED = $(wildcard */states.py */rules.py */queries.py */errors.py */actions.py */queries/*.py */actions/*.py) core/outbox.py core/rounds.py

run: ## the site on http://127.0.0.1:8000 with demo data (PORT=8001 for another port, SEARCH=elasticsearch)
	@PORT=$(PORT) SEARCH=$(SEARCH) $(PYTHON) tools/run.py

test: ## checks and the whole suite, on SQLite, PostgreSQL and Elasticsearch (ARGS="tests/core" for a part)
	@$(PYTHON) tools/test.py $(ARGS)

test-elasticsearch: ## the search contract and the cluster tests on a real server (VERSION=8 or 9)
	@$(PYTHON) tools/test.py elasticsearch

check: ## style, types, templates, migrations, system checks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/djhtml --check --tabwidth 2 templates > /dev/null
	@$(BIN)/mypy $(TYPED)
	@$(BIN)/python manage.py check --fail-level WARNING
	@$(BIN)/python manage.py makemigrations --check --dry-run > /dev/null

fmt: ## put style in order
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djhtml --tabwidth 2 templates

bench: ## speed and memory, as ratios in one run (ONLY=<prefix> for a part)
	@$(PYTHON) tools/bench.py $(ONLY)

screenshots: ## docs/screenshots/ from a real browser
	@$(PYTHON) tools/screenshots.py

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

.PHONY: run test test-elasticsearch check fmt bench screenshots help
