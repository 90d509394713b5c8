# What can be done here. Every target sets up what it needs in .venv first.

PYTHON ?= python3
BIN := .venv/bin
export UV_LINK_MODE := copy

.PHONY: all test lint lab bench lock clean

## make        from the documents to the clean tables (data/raw -> data/clean)
all: .venv/ready
	$(BIN)/survey build

## make test   everything that must hold: style, types, tests
test: lint
	$(BIN)/pytest -n auto

## make lint   style and types
lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

## make lab    JupyterLab in the folder of the notebooks
lab: .venv/ready
	$(BIN)/jupyter lab --notebook-dir=.

## make bench  how fast, as ratios measured side by side
bench: .venv/ready
	$(BIN)/python benchmarks/parsing.py
	$(BIN)/python benchmarks/clustering.py

## make lock   choose the versions of all packages anew
lock: .venv/ready
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --generate-hashes --upgrade \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  --quiet --output-file requirements.lock pyproject.toml

## make clean  remove what was set up; the tables stay
clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

# uv sets up in seconds; where it has no build for the machine, pip does the same.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.11')"
	$(PYTHON) -m venv --clear .venv
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(sed -n 's/^\(uv==[0-9.]*\).*/\1/p' requirements.lock)"; then \
	  echo "installing with uv"; \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  echo "installing with pip"; \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@touch $@
