import sys

import numpy as np
import pytest

import nlp_suite
from nlp_suite import Contender, ModelNotAvailableError, NLPSuiteError
from nlp_suite.comparison.cases import Cases
from nlp_suite.comparison.job import Job
from nlp_suite.comparison.own_process import run_in_own_process

# Something that is unpickled in the other process, and does what it is told to there.
SPY = """
import os, signal

class Spy:
    def __init__(self, action):
        self.action = action

    def __reduce__(self):
        return run, (self.action,)

def run(action):
    exec(action)
    return 1
"""


@pytest.fixture
def spy(tmp_path, monkeypatch):
    (tmp_path / "spy.py").write_text(SPY)
    monkeypatch.syspath_prepend(tmp_path)
    import spy

    yield spy.Spy
    del sys.modules["spy"]


@pytest.fixture
def make_job(toy_translator):
    def make(**options):
        cases = Cases(("I see a cat.", "You have a house."))
        return Job("translate", Contender(model=toy_translator), cases, options, 2)

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
        "translate", ["I see a cat."], engines=[toy_translator, loaded], repeats=1
    )
    alone, here = comparison.contenders
    assert alone.peak_memory > 2e7
    assert here.peak_memory is None
    assert alone.results == here.results
    assert "peak memory, MB" in str(comparison)


def test_errors_are_those_of_loading(make_job, tmp_path):
    job = make_job()._replace(contender=Contender(model=tmp_path / "nowhere"))
    with pytest.raises(ModelNotAvailableError) as caught:
        run_in_own_process(job)
    with pytest.raises(ModelNotAvailableError) as expected:
        job.run()
    assert str(caught.value) == str(expected.value)


def test_what_a_library_prints_is_not_part_of_the_answer(make_job, spy, capfd):
    action = "print('noise'); os.write(1, b'more noise')"
    measurement = run_in_own_process(make_job(beam_size=spy(action)))
    assert measurement.results[0].text == "Ich sehe eine Katze."
    captured = capfd.readouterr()
    assert "more noise" in captured.err
    assert captured.out == ""


def test_a_process_that_ends_early(make_job, spy, capfd):
    with pytest.raises(NLPSuiteError, match="failed with status 3; what it wrote"):
        run_in_own_process(make_job(beam_size=spy("os._exit(3)")))
    with pytest.raises(NLPSuiteError, match=r"was ended by signal 9, perhaps for lack of memory"):
        run_in_own_process(make_job(beam_size=spy("os.kill(os.getpid(), signal.SIGKILL)")))
    with pytest.raises(NLPSuiteError, match="failed with status 1"):
        run_in_own_process(make_job(beam_size=spy("raise RuntimeError('a bug')")))
    assert "RuntimeError: a bug" in capfd.readouterr().err
