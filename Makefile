# `make run` starts the app, `make test` runs every check. Both set up all they need.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint types unit pages browser bench catalogues clean

$(VENV)/run.stamp: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: $(VENV)/run.stamp
	$(BIN)/streamlit run Home.py --server.port $(PORT)

test: lint types unit pages browser

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/test.stamp
	$(BIN)/mypy

unit pages: $(VENV)/test.stamp
	$(BIN)/pytest tests/$@ -n 2

browser: $(VENV)/test.stamp
	sh tools/chromium.sh
	$(BIN)/pytest tests/browser -n 2

bench: $(VENV)/test.stamp
	for name in load network app gaps near partner_texts partners brief; do $(BIN)/python -m benchmarks.bench_$$name || exit 1; done

catalogues: $(VENV)/test.stamp
	$(BIN)/python tools/catalogues.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
