# Everything that a contributor needs, in verbs. `make demo` and `make test` work in a fresh clone that has only
# Python 3.10 or newer, git and make: the environment in .venv is set up by itself, once.

VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
ARGS   ?=

# The first interpreter that is new enough; one that only pretends to be there (a version manager's shim) does not count.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do \
            $$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null \
            && echo $$candidate && break; done)

# pytest-xdist's workers cost a second to start; the suite is long enough to gain from them.
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help setup check test test-editors screenshots demo bench format lint types package snippets lock clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(READY) ## Set up the environment in .venv

check: $(READY) ## All that must hold before a commit: formatting, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

test: $(READY) ## Run the test suite (ARGS="tests/plan -k title" for a part of it)
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

test-editors: $(READY) ## Try the editors' files and the extension in real editors (Debian; ARGS="neovim vscode" for some)
	@if tests/editors/install.sh; then $(BIN)/python -m tests.editors $(ARGS); \
	else echo "The editors could not be installed." >&2; test "$(EDITORS)" = optional; fi

screenshots: $(READY) ## Make the pictures of the documents again, in a real editor
	$(BIN)/python -m pip install --quiet pillow
	tests/editors/vscode/run.sh --screenshots

demo: $(READY) ## Generate tests for the example project and collect them with pytest
	@$(BIN)/python examples/demo.py

bench: $(READY) ## Print ratios to the libraries underneath; slow, and not a test
	$(BIN)/python -m tests.benchmarks $(ARGS)

format: $(READY) ## Rewrite the code in the house format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lint: $(READY) ## Look for mistakes without running anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY) ## Check the types
	$(BIN)/mypy

package: $(READY) ## Build the wheel and the source distribution in dist/
	$(BIN)/python -m build --no-isolation --outdir dist .

snippets: $(READY) ## Make the snippets of the server and the editors from their source
	$(BIN)/python client-config/make_snippets.py

lock: $(READY) ## Choose the newest versions of all dependencies anew
	$(BIN)/python -m pip install --quiet uv
	echo "# Written by 'make lock': every dependency for every supported Python and platform, with its hashes." > requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --extra dev --upgrade \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml >> requirements-dev.lock

clean: ## Remove what setting up, building and testing left behind
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is made last, so an interrupted setup starts again. What is there already is not fetched again, and the project
# itself is installed without network, because everything that building it takes is in the lock file.
$(READY): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Seamwright needs Python 3.10 or newer with the venv module." >&2; exit 1; }
	@$(BIN)/python -c "import pip" 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@
