# Copydesk. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export COPYDESK_HOME ?= $(CURDIR)/.copydesk

PYTHON_IN_VENV := .venv/bin/python
BASE_STAMP := .venv/.installed-base
DEV_STAMP := .venv/.installed-dev
TESTS ?= tests
POSTGRES ?= 15 16

.PHONY: help setup run stop status test test-postgres test-tools soak soak-fetch check docs lock build compose-env clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BASE_STAMP)  ## Make .venv with the locked requirements and the copydesk command
	@echo "ready: .venv/bin/copydesk --help"

run: $(BASE_STAMP)  ## Run the nightly pipeline here: the sample newsroom, or SOURCES=folder
	@$(PYTHON_IN_VENV) -m pipeline.standalone run $(if $(SOURCES),--sources "$(SOURCES)")

stop:  ## Stop everything that make run started
	@if [ -x $(PYTHON_IN_VENV) ]; then $(PYTHON_IN_VENV) -m pipeline.standalone stop; \
	else echo "nothing to stop: there is no .venv here"; fi

status:  ## Say what is running
	@if [ -x $(PYTHON_IN_VENV) ]; then $(PYTHON_IN_VENV) -m pipeline.standalone status; \
	else echo "nothing runs: there is no .venv here"; fi

test: $(DEV_STAMP)  ## Run the tests (TESTS=tests/clean for a part)
	@$(PYTHON_IN_VENV) -m pytest $(TESTS)

test-postgres: $(DEV_STAMP)  ## Run the tests that depend on it on other PostgreSQL (POSTGRES="15 16")
	@for version in $(POSTGRES); do \
	  echo "PostgreSQL $$version:"; \
	  COPYDESK_TEST_POSTGRES=$$version $(PYTHON_IN_VENV) -m pytest -q \
	    tests/warehouse tests/flows tests/check/test_migrations.py || exit 1; \
	done

soak: $(DEV_STAMP)  ## Hold the warehouse against its invariants for long (EXAMPLES= ROUNDS= KILLS= SWEEPS=)
	@$(PYTHON_IN_VENV) -m tests.soak $(if $(EXAMPLES),--examples $(EXAMPLES)) \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(KILLS),--kills $(KILLS)) \
	  $(if $(SWEEPS),--sweeps $(SWEEPS)) $(if $(SEED),--seed $(SEED))

test-tools: $(DEV_STAMP)  ## Have an archive of ours read by warcio, fastwarc, cdxj-indexer and pywb
	@$(PYTHON_IN_VENV) -m tests.archive.standard_tools

soak-fetch: $(DEV_STAMP)  ## Kill a fetch of many pages at random (KILLS=50 PAGES=500)
	@COPYDESK_KILLS=$(or $(KILLS),50) COPYDESK_PAGES=$(or $(PAGES),500) \
	  $(PYTHON_IN_VENV) -m pytest -q tests/faults/test_kills.py -k random

check: $(DEV_STAMP)  ## Run linters, types, import contracts, migrations, DAG imports, README commands
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	$(PYTHON_IN_VENV) -m pytest -q tests/check

docs: $(BASE_STAMP)  ## Write docs/data_dictionary.md from the database's own comments
	@scripts/docs

lock: $(BASE_STAMP)  ## Compile requirements/*.in again (UPGRADE=1 takes newer versions)
	@UV=$(CURDIR)/.venv/bin/uv scripts/lock $(if $(UPGRADE),--upgrade)

build: $(DEV_STAMP)  ## Build the wheel into dist/
	@$(PYTHON_IN_VENV) -m build --wheel --no-isolation

compose-env:  ## Write .env with random passwords for docker-compose.yaml
	@scripts/compose-env

clean: stop  ## Stop everything, then delete .venv, the state folder and build leftovers
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf "$(COPYDESK_HOME)"

$(BASE_STAMP): requirements/base.txt requirements/bootstrap.txt pyproject.toml scripts/install
	@scripts/install base
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(BASE_STAMP)
	@scripts/install dev
	@touch $@
