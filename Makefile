# Every task of the project; `make` alone lists them. Each sets up what it needs first.
# Variables: PORT=8000, VAR_DIR=var, DATABASE_URL, BROKER_URL … (docs/operations.md)

.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
CORES ?= $(shell nproc 2>/dev/null || echo 2)
CODE := accounts bases certification config documents enterprises files schools teachers ui workflows
T ?= tests
export PORT ?= 8000

run: export DEMO_MODE ?= 1
run: demo ## set up, demo data, then serve with worker and scheduler on http://localhost:8000
	@$(BIN)/python manage.py demo --accounts
	@exec $(BIN)/python -m config.supervisor

demo: export DEMO_MODE ?= 1
demo: setup ## as run, without serving; leaves var/demo/certificates/*.pdf
	@$(BIN)/python -m config.prepare --demo

setup: ## system libraries, .venv, locked dependencies
	@$(PYTHON) scripts/setup

setup-tests:
	@$(PYTHON) scripts/setup --tests

serve: setup ## web processes only, on HOST:PORT (production: see docs/operations.md)
	@exec $(BIN)/python -m config.supervisor web

worker: setup ## worker and scheduler only
	@exec $(BIN)/python -m config.supervisor worker beat

prepare: setup ## migrate the database and collect the static files
	@$(BIN)/python -m config.prepare

test: setup-tests ## every test, browser included, with coverage gates; T=tests/files for a part, without gates
	@$(BIN)/pytest -q $(T) -n $(CORES) $(if $(filter tests,$(T)),--cov --cov-report=)
ifeq ($(T),tests)
	@$(BIN)/coverage report --fail-under=95
	@$(BIN)/coverage report --fail-under=100 --include='workflows/*,certification/domain/*'
endif

test-postgres: setup-tests ## the same tests on PostgreSQL (DATABASE_URL, a local server, or a throw-away one)
	@$(PYTHON) scripts/setup --tests --postgres
	@$(BIN)/python scripts/postgres $(BIN)/pytest -q $(T) -n $(CORES) -m "not browser"

lint: setup-tests ## style, types, layers, templates, migrations
	@scripts/lint $(CODE)

bench: setup-tests ## queries, CPU and memory of every step, on both databases
	@$(BIN)/python -m bench

lock: setup-tests ## resolve requirements/*.in anew into exact versions with hashes
	@scripts/lock

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run demo setup setup-tests serve worker prepare test test-postgres lint bench lock help
