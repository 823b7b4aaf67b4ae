# Every habit and gate of Tocsin is a recipe here; CI and pre-commit call the same recipes.
# Needs Python 3.11, make and Node 20.19, or newer; everything else is installed into $(VENV) and ui/node_modules.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
UV     ?= uv
VENV   ?= .venv
BIN    := $(VENV)/bin

# The SDKs whose telemetry is tested pin each other tightly: they live apart.
EMITTERS_VENV := .venv-emitters

# Where the fuzzer keeps its corpus, and what it finds.
FUZZ := .fuzz

# Passed through to the tools: make test PYTEST_ARGS="tests/unit/slo -x" WORKERS=0, make demo AUTO=1
PYTEST_ARGS ?=
WORKERS     ?= 2
BENCH_ARGS  ?=
FUZZ_ARGS   ?= -max_total_time=600
AUTO        ?=

CODE := src tests bench

# Stamps: a recipe runs again only when what it depends on is newer.
INSTALLED    := $(VENV)/.installed
UI_INSTALLED := ui/node_modules/.installed
EMITTERS_INSTALLED := $(EMITTERS_VENV)/.installed
FUZZ_INSTALLED := $(VENV)/.fuzz-installed
UI_BUILT     := src/tocsin/web/dist/index.html
UI_SOURCES    = $(shell find ui -type f -not -path '*/node_modules/*' -not -path '*/coverage/*' 2>/dev/null)

# Material for MkDocs announces another product on every build unless told not to.
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where bytecode may not be kept, each of the hundred servers that the tests start compiles three seconds long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## Show this help
	@echo "Usage: make <target> [VARIABLE=value]"
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Run

.PHONY: demo
demo: install ui ## Start Tocsin and a product that breaks; AUTO=1 runs unattended and judges the result
	$(BIN)/python -m tocsin.drill.demo $(if $(AUTO),--auto)

.PHONY: bench
bench: bench-ingest bench-query ## Run every benchmark (see bench/README.md)

.PHONY: bench-ingest
bench-ingest: install ## Measure durable, queryable spans per second of a real server
	$(BIN)/python bench/ingest.py $(BENCH_ARGS)

.PHONY: bench-query
bench-query: install ## Measure pages over 1, 3 and 10 million spans, alone and under load
	$(BIN)/python bench/query.py $(BENCH_ARGS)

##@ Build

.PHONY: install
install: $(INSTALLED) ## Install the locked dependencies and Tocsin itself into the virtual environment

$(INSTALLED): requirements-dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tocsin needs Python 3.11 or newer: make PYTHON=...")'
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.PHONY: ui
ui: $(UI_BUILT) ## Build the web UI into the package

$(UI_INSTALLED): ui/package.json ui/package-lock.json
	@node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major * 100 + +minor < 2019 ? 1 : 0)' \
	  || { echo "The UI needs Node 20.19 or newer to build, this is $$(node --version)"; exit 1; }
	cd ui && npm ci --no-audit --no-fund
	touch $@

$(UI_BUILT): $(UI_INSTALLED) $(UI_SOURCES)
	cd ui && npm run build
	touch $@

.PHONY: wheel
wheel: install ui ## Build the wheel, UI included, into dist/
	$(BIN)/python -m hatchling build --target wheel

.PHONY: lock
lock: ## Resolve the dependencies again and lock them by hash (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv on the PATH, or UV=/path/to/uv"; exit 1; }
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --group dev pyproject.toml --output-file requirements-dev.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --constraint requirements-dev.txt pyproject.toml --output-file requirements.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  tests/fuzz/requirements.in --output-file tests/fuzz/requirements.txt

##@ Gates

.PHONY: check
check: format-check lint types floors docs openapi-check ui-check test ## Run every gate; what CI runs

.PHONY: test
test: install ui ## Run the tests; what a missing tool forbids is skipped by name
	$(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadgroup $(PYTEST_ARGS)

.PHONY: emitters
emitters: install ui $(EMITTERS_INSTALLED) ## Run the real SDKs of every convention against a real server
	$(BIN)/python -m pytest tests/emitters $(PYTEST_ARGS)

$(EMITTERS_INSTALLED): tests/emitters/requirements.txt $(wildcard tests/emitters/vercel-*/package-lock.json)
	test -x $(EMITTERS_VENV)/bin/python || $(PYTHON) -m venv $(EMITTERS_VENV)
	$(EMITTERS_VENV)/bin/python -m pip install --quiet --require-hashes --requirement tests/emitters/requirements.txt
	for folder in tests/emitters/vercel-*; do (cd $$folder && npm ci --no-audit --no-fund); done
	touch $@

.PHONY: fuzz
fuzz: install $(FUZZ_INSTALLED) ## Fuzz the OTLP endpoints for ten minutes, guided by coverage; FUZZ_ARGS are libFuzzer's
	$(BIN)/python -m tests.fuzz $(FUZZ) $(FUZZ_ARGS)

$(FUZZ_INSTALLED): tests/fuzz/requirements.txt $(INSTALLED)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement tests/fuzz/requirements.txt
	touch $@

.PHONY: architecture
architecture: install ## Run the budgets, floors and docs coverage alone
	$(BIN)/python -m pytest tests/architecture $(PYTEST_ARGS)

.PHONY: format
format: install ## Format the code and apply safe lint fixes
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

.PHONY: format-check
format-check: install ## Fail when a file is not formatted
	$(BIN)/ruff format --check $(CODE)

.PHONY: lint
lint: install ## Lint the Python code
	$(BIN)/ruff check $(CODE)

.PHONY: types
types: install ## Check types strictly, in the code and in the tests
	$(BIN)/mypy

.PHONY: floors
floors: install ## Prove that imports point down
	$(BIN)/lint-imports --no-logo

.PHONY: docs
docs: install ## Build the documentation into site/; a broken link fails
	$(BIN)/mkdocs build --strict

.PHONY: ui-check
ui-check: $(UI_INSTALLED) ## Lint, type-check and test the UI
	cd ui && npm run lint
	cd ui && npm test

.PHONY: openapi
openapi: install $(UI_INSTALLED) ## Write the OpenAPI document and generate the UI's client from it
	$(BIN)/python -m tocsin.api.openapi > ui/openapi.json
	cd ui && npm run generate

.PHONY: openapi-check
openapi-check: install $(UI_INSTALLED) ## Fail when the OpenAPI document or the UI's client is behind the code
	$(BIN)/python -m tocsin.api.openapi | diff -u ui/openapi.json -
	cd ui && npm run generate:check

##@ Clean

.PHONY: clean
clean: ## Remove everything that a recipe made, the virtual environment included
	rm -rf $(VENV) $(EMITTERS_VENV) tests/emitters/*/node_modules ui/node_modules src/tocsin/web/dist dist build site .demo $(FUZZ)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
