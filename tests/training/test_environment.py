import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import keras

import nlp_suite
from nlp_suite.training.environment import _revision, describe_environment

ROOT = Path(__file__).parents[2]


def test_versions():
    environment = describe_environment()
    backend = keras.backend.backend()
    assert environment["nlp_suite"] == nlp_suite.__version__
    assert environment["python"] == ".".join(map(str, sys.version_info[:3]))
    assert environment["backend"] == backend
    assert environment["keras"] == importlib.metadata.version("keras")
    # Of torch a build for a CPU says so: 2.9.0+cpu.
    assert environment[backend].startswith(importlib.metadata.version(backend).split("+")[0])
    assert json.loads(json.dumps(environment)) == environment
    git = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    if git.returncode == 0:
        assert environment["revision"] == git.stdout.strip()


def test_the_revision_is_that_of_the_package(tmp_path):
    """A package that is installed in the repository of someone else has none."""
    run = {"cwd": tmp_path, "check": True, "capture_output": True, "text": True}
    subprocess.run(["git", "init"], **run)
    options = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *options, "commit", "--allow-empty", "-m", "a"], **run)
    (tmp_path / "packages").mkdir()
    head = subprocess.run(["git", "rev-parse", "HEAD"], **run).stdout.strip()
    assert _revision(tmp_path) == head
    assert _revision(tmp_path / "packages") is None
