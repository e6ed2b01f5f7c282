# Needs make and Python 3.11 or newer; everything else is installed into .venv, pinned by hash.
# PORT, PUBLIC_URL and TENANTS, given as `make serve PORT=9000`, reach the stack's environment.

PYTHON ?= python3
STAGE ?= prod
OUT ?= out

BIN := .venv/bin
READY := .venv/.ready
REAL := $(patsubst tests/real/environments/%.lock,build/real/%/.ready,$(wildcard tests/real/environments/*.lock))
INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-all check docs format package bench lock clean

help: ## Say what can be made.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 18

demo: $(READY) ## Start everything here, walk one person through it, serve (ONCE=1: stop after the walk).
	@exec $(BIN)/python -m ops.local demo

serve: $(READY) ## Start everything here and serve until Ctrl-C.
	@exec $(BIN)/python -m ops.local serve

test: $(READY) ## Run the tests that need nothing but this checkout.
	$(BIN)/python -m pytest -m "not real" --ignore=tests/real --numprocesses=auto --dist=loadfile

test-all: $(READY) $(REAL) ## Install the real parts and run the tests that need them.
	$(BIN)/python -m pytest tests/real

check: $(READY) ## Format, lint, types and layers, as CI checks them.
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m ops.generated --check
	$(BIN)/python -m bench.scale_page --check

docs: $(READY) ## Renew the tables in docs/ that the code itself can tell.
	$(BIN)/python -m ops.generated
	$(BIN)/python -m bench.scale_page

format: $(READY) ## Format, and repair what can be repaired without thought.
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

package: $(READY) ## Write OUT/sam.yaml and OUT/deployment.zip for STAGE, and try them.
	$(BIN)/python -m ops.package --stage $(STAGE) $(OUT)

bench: $(READY) ## Report what a login costs.
	$(BIN)/python -m bench

lock: $(READY) ## Raise every pin (asks the package index).
	$(BIN)/python -m ops.lock

clean: ## Remove everything that make made.
	rm -rf .venv .vestibule build dist out .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	rm -rf .hypothesis *.egg-info .chalice/deployments
	find . -name __pycache__ -prune -exec rm -rf {} +

# The stamp is written last: an installation that was interrupted starts again.
$(READY): requirements-dev.lock verifier/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Vestibule needs Python 3.11 or newer, and $(PYTHON) is" \
	    "$$($(PYTHON) --version 2>&1). Name another: make PYTHON=/path/to/python3.13" >&2; exit 1; }
	@echo "Installing the tools into .venv (once)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python $(INSTALL) -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation \
	  --editable . --editable verifier
	@touch $@

# Tools that cannot share the environment of the tests, each in its own.
build/real/%/.ready: tests/real/environments/%.lock
	@echo "Installing $* into build/real/$* (once)"
	@$(PYTHON) -m venv --clear build/real/$*
	@build/real/$*/bin/python $(INSTALL) -r $<
	@touch $@
