"""Jobs on a Ray cluster of this machine."""

import os
import signal

import pytest

import nlp_suite
from nlp_suite.batch import planner
from nlp_suite.batch.executors import ray_executor
from nlp_suite.batch.executors.ray_worker import RayWorker

pytest.importorskip("ray")

pytestmark = [
    pytest.mark.slow,
    # Ray warns of what it does itself.
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning",
        "ignore::FutureWarning",
        "ignore::DeprecationWarning:ray.data.context",
    ),
]

QUESTIONS = ["Who sleeps?", "What did Ann pay?"]


@pytest.fixture(scope="module")
def cluster():
    """A cluster for all tests, as starting one takes seconds."""
    import ray

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield ray
    ray.shutdown()


@pytest.fixture
def ask(articles, tiny_reader, cluster):
    def ask(output, questions=QUESTIONS, **options):
        options = {"model": tiny_reader, "threads": 1, **options}
        return nlp_suite.answer_files(questions, "articles", output, **options)

    return ask


@pytest.fixture
def kill_actors(monkeypatch):
    """Lets actors be killed while they compute a text with these words, so often at most."""

    def kill(words, most, marks):
        class Killed(RayWorker):
            def _compute(self, items):
                if any(words in text for text, _ in items):
                    done = len(list(marks.iterdir()))
                    if done < most:
                        (marks / str(done)).touch()
                        os.kill(os.getpid(), signal.SIGKILL)
                return super()._compute(items)

        marks.mkdir()
        monkeypatch.setattr(ray_executor, "RayWorker", Killed)

    return kill


def test_an_actor_that_is_killed_changes_nothing(
    ask, articles, write_articles, tmp_path, monkeypatch, kill_actors
):
    write_articles(articles, 40)
    ask("local.jsonl").finish()
    monkeypatch.setattr(ray_executor, "GROUPS_PER_WORKER", 12)
    kill_actors("Article 17.", 1, tmp_path / "killed")
    run = ask("ray.jsonl", ray="auto", workers=2)
    rows = list(run)
    assert len(list((tmp_path / "killed").iterdir())) == 1
    assert len(rows) == 40 * 2
    assert (run.computed, run.problems) == (80, 0)
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()
    # What was found is known, wherever it was computed.
    assert ask("ray.jsonl").finish().computed == 0


def test_an_item_that_kills_every_actor(
    ask, articles, tmp_path, monkeypatch, problems, kill_actors
):
    kill_actors("poison", 99, tmp_path / "killed")
    monkeypatch.setattr(planner, "GROUP_CHARACTERS", 3000)
    (articles / "00004.txt").write_text("Ann paid for the poison.")
    run = ask("answers.jsonl", ["Who sleeps?"], ray="auto", workers=2, on_problem=problems)
    run.finish()
    assert problems == [
        "articles/00004.txt: 3 workers have ended while they computed it; leave the file out"
    ]
    assert len(list((tmp_path / "killed").iterdir())) == 3
    assert (run.computed, run.problems) == (12, 1)
    assert len((tmp_path / "answers.jsonl").read_text().splitlines()) == 11


def test_what_an_actor_says_of_its_options(ask):
    with pytest.raises(nlp_suite.InvalidInputError, match="window must be at most 64"):
        ask(None, ray="auto", window=999).finish()


def test_another_model_of_the_same_name(ask, articles, make_tiny_reader):
    folder = make_tiny_reader(seed=1)
    run = ask(None, model=folder, ray="auto")
    other = make_tiny_reader(seed=2)
    (folder / "model.safetensors").write_bytes((other / "model.safetensors").read_bytes())
    with pytest.raises(nlp_suite.ModelFormatError, match="is another one than that of the job"):
        run.finish()


def test_a_cluster_that_is_not_there(articles, tiny_reader, monkeypatch):
    import ray

    monkeypatch.setattr(ray, "is_initialized", lambda: False)

    def init(address, **_):
        raise ConnectionError(f"no connection\nto {address}")

    # The real one waits for minutes.
    monkeypatch.setattr(ray, "init", init)
    run = nlp_suite.answer_files(QUESTIONS, "articles", model=tiny_reader, ray="10.0.0.1:6379")
    with pytest.raises(nlp_suite.BatchError, match=r"no Ray cluster at '10\.0\.0\.1:6379'"):
        run.finish()
