# Two commands matter: `make demo` runs the main job on the bundled sample, `make test` passes the tests.
PYTHON ?= python3
BIN := .venv/bin
.DELETE_ON_ERROR:
.PHONY: demo test install dev lint lock bench clean

demo: .venv/.runtime  ## the nightly job against the bundled sample platform
	$(BIN)/lingpao demo

install: .venv/.runtime  ## what running needs

dev: .venv/.runtime  ## Dagster's UI and daemon with the schedules
	$(BIN)/lingpao dev

test: .venv/.dev lint  ## lint, types and all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models

bench: .venv/.dev  ## the table of ratios; see benchmarks/README.md
	$(BIN)/python -m benchmarks

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.runtime: .venv/bin/python requirements.lock pyproject.toml
	@test -e .venv/.dev || $(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements.lock
	@$(BIN)/pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/bin/python requirements-dev.lock pyproject.toml
	@$(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@ .venv/.runtime

# `uv` writes locks that hold names, versions and hashes only; it is needed for this target alone.
LOCK := uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-strip-extras --no-annotate --custom-compile-command "make lock" pyproject.toml
lock:
	$(LOCK) --extra dev -o requirements-dev.lock
	$(LOCK) -c requirements-dev.lock -o requirements.lock

clean:  ## everything that runs made, but raw pages and the ledger
	rm -rf data/normalised data/warehouse data/release data/reports data/site data/feeds data/dagster data/logs
