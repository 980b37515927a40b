# Thin targets; everything lives in .venv. `make run PORT=8600` serves the dashboard elsewhere.
PORT ?= 8501
PYTHON ?= python3
PYTEST ?=
SEED ?= $(shell date +%s)
BIN := .venv/bin

.PHONY: run test check gates measured slow random portable clean
.DELETE_ON_ERROR:

# The tests start the lab in dozens of processes: keep its bytecode, and leave each worker one core.
test slow random portable: export PYTHONDONTWRITEBYTECODE =
test: export OMP_NUM_THREADS ?= 1

run: .venv/run.stamp
	@$(BIN)/ltlab dashboard --port $(PORT)

test: .venv/test.stamp
	@$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST)

slow: .venv/test.stamp
	$(BIN)/python -m pytest -m slow

# Other examples at every call, ten times as many; `make random SEED=...` draws those of a failure again.
random: .venv/test.stamp
	LTLAB_DRAWS=many $(BIN)/python -m pytest -n 2 --dist worksteal --timeout 3000 \
	  -m "hypothesis and not slow and not gpu and not browser" --hypothesis-seed=$(SEED) $(PYTEST)

portable: .venv/test.stamp
	$(BIN)/python tests/portable.py $(PYTEST)

# The gates beside the tests: each leaves the cores idle where the others do not.
check: .venv/test.stamp
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target gates measured

gates: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture

measured: .venv/test.stamp
	@$(MAKE) --no-print-directory --output-sync=none test PYTEST="--cov --cov-report=term:skip-covered"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Long-Tail Lab needs Python 3.11 or newer, $(PYTHON) is older: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dashboard]'
	@touch $@

.venv/test.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dashboard,dev]'
	@touch .venv/run.stamp $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build
