# What can be done here. Every target sets up what it needs in .venv first.

PYTHON ?= python3
SECONDS ?= 60
BIN := .venv/bin
export UV_LINK_MODE := copy
# Every notebook and many tests start Python anew: without its bytecode each would compile pandas
# and scikit-learn again, which takes longer than the work itself.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: all release test quick lint lab bench fuzz lock licences clean browser

## make        from the documents to tables, figures, executed notebooks, site, workbook, database
all: .venv/ready browser
	$(BIN)/survey build
	@printf 'workbook: '; $(BIN)/survey workbook
	@printf 'database: '; $(BIN)/survey explore --no-serve
	@printf 'site: '; $(BIN)/survey site

## make release  everything in one zip with checksums, in build
release: all
	$(BIN)/survey release

## make test   everything that must hold: style, types, tests
test: lint browser
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

## make quick  style, types and the tests that take no time: no browser, notebooks, builds
quick: lint
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "not browser and not slow"

## make lint   style and types
lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

## make lab    JupyterLab, with the notebooks
lab: .venv/ready
	$(BIN)/jupyter lab --notebook-dir=.

## make bench  how fast, as ratios measured side by side
bench: .venv/ready browser
	$(BIN)/python benchmarks/parsing.py
	$(BIN)/python benchmarks/clustering.py
	$(BIN)/python benchmarks/building.py
	$(BIN)/python benchmarks/exploring.py
	$(BIN)/python benchmarks/mutations.py
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python benchmarks/faults.py
	$(BIN)/python benchmarks/prints.py

## make fuzz   the readers fed with what a fuzzer thinks up, each for SECONDS
fuzz: .venv/ready
	$(BIN)/python benchmarks/fuzzing.py $(SECONDS)

## make lock   choose the versions of all packages anew; pylock.toml is the same lock in the standard form (PEP 751)
lock: .venv/ready
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --generate-hashes --upgrade \
	  --only-binary :all: --emit-build-options --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --constraints docs/constraints.txt \
	  --quiet --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --generate-hashes \
	  --only-binary :all: --custom-compile-command "make lock" --format pylock.toml \
	  --constraints requirements.lock --quiet --output-file pylock.toml pyproject.toml

## make licences  list the licences of the locked packages anew, in docs/licences.csv
licences: .venv/ready
	$(BIN)/python docs/licences.py

## make clean  remove what was set up; the tables stay
clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Pictures of charts are drawn by Chromium with a Japanese font. On Debian and Ubuntu they are
# installed where that is allowed, as packages that the distribution signed; without them everything
# but the pictures works.
browser:
	@has() { for name in "$$@"; do command -v "$$name" && return; done; return 1; }; \
	if [ "$$(uname)" != Linux ] || { { [ -n "$$BROWSER_PATH" ] || has chromium chromium-browser google-chrome; } \
	    && fc-list :lang=ja | grep -q .; } >/dev/null 2>&1; then exit 0; fi; \
	needed="chromium fonts-noto-cjk fontconfig"; \
	if [ "$$(id -u)" = 0 ]; then as=""; else as="sudo -n"; fi; \
	if command -v apt-get >/dev/null && $$as true 2>/dev/null; then \
	  echo "installing $$needed"; \
	  $$as apt-get -qq update; \
	  $$as env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$needed >/dev/null \
	    || echo "apt-get could not install $$needed: no pictures can be drawn"; \
	else \
	  echo "to draw pictures of charts, install: $$needed (sudo apt-get install $$needed)"; \
	fi

# uv sets up in seconds; where it has no build for the machine, pip does the same. Both take only
# what the lock holds a checksum of.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.11')"
	$(PYTHON) -m venv --clear .venv
	@awk '/^[^ ]/ { on = /^uv==/ } on' requirements.lock > .venv/uv.txt
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt; then \
	  echo "installing with uv"; \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  echo "installing with pip"; \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@touch $@
