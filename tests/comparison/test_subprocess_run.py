import os
import sys

import numpy as np
import pytest

import nlp_suite
from nlp_suite import ModelNotAvailableError, NLPSuiteError, System
from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.measurement import Job
from nlp_suite.comparison.subprocess_run import run_in_own_process

# Stands in the way of the library that the other process imports, and does what it is told to
# there.
SHIM = """
import importlib, os, signal, sys

if os.getpid() != {parent}:
    exec({action!r})
sys.path.remove({folder!r})
del sys.modules["ctranslate2"]
importlib.invalidate_caches()
import ctranslate2
"""


@pytest.fixture
def in_the_other_process(tmp_path, monkeypatch):
    def act(action):
        shim = SHIM.format(parent=os.getpid(), action=action, folder=str(tmp_path))
        (tmp_path / "ctranslate2.py").write_text(shim)
        monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    # This process has the real one.
    import ctranslate2  # noqa: F401

    return act


@pytest.fixture
def make_job(toy_translator):
    def make(**options):
        inputs = ComparisonInputs(("I see a cat.", "You have a house."))
        return Job("translate", System(model=toy_translator), inputs, options, 2)

    return make


def test_the_same_results_and_the_memory_of_that_process_alone(make_job):
    here = np.ones(60_000_000)  # 480 MB
    measurement = run_in_own_process(make_job())
    assert [one.text for one in measurement.results] == [
        "Ich sehe eine Katze.",
        "Du hast ein Haus.",
    ]
    assert measurement.results == make_job().run().results
    assert len(measurement.run_seconds) == 2
    assert measurement.load_seconds > 0
    if sys.platform == "win32":
        assert measurement.peak_memory is None
    else:
        # Python alone needs ten; with NumPy and CTranslate2 it is about 80.
        assert 2e7 < measurement.peak_memory < here.nbytes


def test_memory_and_loading_are_part_of_a_comparison(toy_translator):
    loaded = nlp_suite.load("translate", model=toy_translator)
    comparison = nlp_suite.compare(
        "translate", ["I see a cat."], systems=[toy_translator, loaded], repeats=1
    )
    alone, here = comparison.systems
    assert alone.peak_memory > 2e7
    assert here.peak_memory is None
    assert alone.results == here.results
    assert "peak memory, MB" in str(comparison)


def test_errors_are_those_of_loading(make_job, tmp_path):
    job = make_job()._replace(system=System(model=tmp_path / "nowhere"))
    with pytest.raises(ModelNotAvailableError) as caught:
        run_in_own_process(job)
    with pytest.raises(ModelNotAvailableError) as expected:
        job.run()
    assert str(caught.value) == str(expected.value)


def test_what_a_library_prints_is_not_part_of_the_answer(make_job, in_the_other_process, capfd):
    in_the_other_process("print('noise'); os.write(1, b'more noise')")
    measurement = run_in_own_process(make_job())
    assert measurement.results[0].text == "Ich sehe eine Katze."
    captured = capfd.readouterr()
    assert "more noise" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("os._exit(3)", "failed with status 3; what it wrote"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "was ended by signal 9, perhaps for lack of"),
        ("raise RuntimeError('a bug')", "failed with status 1"),
    ],
)
def test_a_process_that_ends_early(action, message, make_job, in_the_other_process, capfd):
    in_the_other_process(action)
    with pytest.raises(NLPSuiteError, match=message):
        run_in_own_process(make_job())
    assert ("RuntimeError: a bug" in capfd.readouterr().err) == ("bug" in action)
