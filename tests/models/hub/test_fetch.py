"""Models are fetched from a stand-in of the hub, checked, and found again without it."""

import contextlib
import os
import subprocess
import sys

import huggingface_hub
import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.models import fetch_model, find_cached, remove_cached
from nlp_suite.models.hub.download import download

TOKEN = "a-token-of-the-stand-in"  # noqa: S105


@pytest.fixture
def reader(tiny_reader, hub):
    """The name and the commit of a small reader of ours on the hub, beside what is not loaded."""
    files = {path.name: path.read_bytes() for path in tiny_reader.iterdir()}
    others = {"pytorch_model.bin": b"?", "onnx/model.safetensors": b"?", "tf_model.h5": b"?"}
    return "owner/reader", hub.add("owner/reader", files | others, card={"license": "mit"})


def paths(hub, method="GET"):
    return [path for asked, path, _ in hub.requests if asked == method]


def test_a_model_is_fetched_checked_and_used(reader, hub, tiny_reader):
    name, commit = reader
    model = fetch_model(name, revision="main")
    assert (model.hub_id, model.commit, model.tasks, model.licence) == (
        name,
        commit,
        ("answer",),
        "mit",
    )
    assert model.path.name == commit
    assert sorted(model.files) == ["config.json", "model.safetensors", "tokenizer.json"]
    assert sorted(path.name for path in model.path.iterdir()) == sorted(model.files)
    assert model.num_bytes == sum((tiny_reader / name).stat().st_size for name in model.files)
    # A part of the commit will do, and the branch that it was fetched as.
    assert find_cached(name).path == model.path
    assert find_cached(name, commit[:7]).path == find_cached(name, "main").path == model.path
    hub.requests.clear()
    answer = nlp_suite.answer("Who?", "Ann built it.", model=name, revision=commit)
    assert answer.model == name
    # No request is made for what is there, where the client noted what all of it is.
    assert hub.requests == [] or not hasattr(huggingface_hub, "get_cached_repo_tree")


@pytest.mark.parametrize("revision", ["refs/pr/1", "0" * 7])
def test_a_pull_request_and_a_short_commit(revision, tiny_reader, hub):
    hub.add("owner/reader", {"pytorch_model.bin": b"?", "config.json": b"{}"})
    files = {path.name: path.read_bytes() for path in tiny_reader.iterdir()}
    commit = hub.repositories["owner/reader"].commit(files, "refs/pr/1")
    revision = revision if revision.startswith("refs") else commit[:7]
    assert fetch_model("owner/reader", revision=revision).commit == commit
    hub.server_close()
    assert download("owner/reader", revision=revision).name == commit


def test_what_is_there_is_not_fetched_again(reader, hub):
    name, commit = reader
    path = fetch_model(name, revision="main").path
    (path / "model.safetensors").unlink()
    next((path.parents[1] / "blobs").glob("?" * 64)).unlink()
    hub.requests.clear()
    assert fetch_model(name, revision=commit).path == path
    fetched = [one.rsplit("/", 1)[1] for one in paths(hub) if "/resolve/" in one or "cdn" in one]
    assert len(fetched) == 1


def test_a_connection_that_breaks_goes_on(reader, hub, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    # What came of a chunk is lost.
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 10_000)
    hub.cuts["model.safetensors"] = [40_000, 70_000, None]
    name, commit = reader
    # Releases of the client before 2 do not try again themselves.
    for _ in range(2):
        with contextlib.suppress(ModelNotAvailableError):
            fetch_model(name, revision=commit)
    assert fetch_model(name, revision=commit).commit == commit
    ranges = [span for _, path, span in hub.requests if path.endswith("/model.safetensors")]
    assert [span for span in ranges if span] == ["bytes=40000-", "bytes=110000-"]


def test_half_a_download(reader, hub, monkeypatch):
    name, commit = reader
    monkeypatch.setattr("time.sleep", lambda _: None)
    hub.cuts["model.safetensors"] = [0]
    with pytest.raises(ModelNotAvailableError, match=f"models fetch {name} --revision {commit}"):
        fetch_model(name, revision=commit)
    hub.cuts.clear()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotAvailableError, match="only a part of 'owner/reader' at revision"):
        nlp_suite.load("answer", model=name, revision=commit)
    with pytest.raises(ModelNotAvailableError, match="only a part of 'owner/reader' is in the"):
        find_cached(name)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    assert fetch_model(name, revision=commit).commit == commit
    assert find_cached(name).is_complete


@pytest.mark.parametrize("file", ["model.safetensors", "config.json"])
def test_a_file_that_is_another_than_the_hub_says(file, reader, hub, tiny_reader):
    name, commit = reader
    right = (tiny_reader / file).read_bytes()
    hub.instead[file] = right[:-9] + b" " + right[-8:]
    with pytest.raises(ModelNotAvailableError, match=f"{file} of '{name}' was damaged on its way"):
        fetch_model(name, revision=commit)
    hub.instead.clear()
    assert fetch_model(name, revision=commit).commit == commit


def test_a_file_of_another_size(reader, hub, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    name, commit = reader
    hub.instead["model.safetensors"] = b"short"
    with pytest.raises(ModelNotAvailableError, match=r"rest could not be downloaded .OSError"):
        fetch_model(name, revision=commit)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no config.json at commit"),
        ({"config.json": "{}"}, "no weights in safetensors form at commit"),
        (
            {"config.json": "{}", "pytorch_model.bin": "?"},
            "but pytorch_model.bin, which is not read; pass revision= with one",
        ),
        (
            {"config.json": '{"model_type": "gpt2"}', "model.safetensors": "?"},
            "of a kind that no task of this package uses .model_type 'gpt2'",
        ),
        (
            {
                "config.json": '{"model_type": "x", "auto_map": {"AutoModel": "x.X"}}',
                "model.safetensors": "?",
            },
            "with code of its own, which is never run",
        ),
        (
            {"config.json": '{"model_type": "bert"}', "model.safetensors": "?"},
            "has no tokenizer at commit",
        ),
        ({"config.json": "{", "model.safetensors": "?"}, "'owner/odd': .* is not valid JSON"),
    ],
)
def test_repositories_that_are_no_models(files, words, hub):
    hub.add("owner/odd", {name: text.encode() for name, text in files.items()})
    with pytest.raises(ModelFormatError, match=words):
        fetch_model("owner/odd", revision="main")
    # The weights are not fetched in vain.
    assert not any("model.safetensors" in path for path in paths(hub))


def test_damaged_weights(reader, hub):
    files = {"config.json": b'{"model_type": "bert"}', "vocab.txt": b"a", "model.safetensors": b"?"}
    hub.add("owner/odd", files)
    with pytest.raises(ModelFormatError, match=r"model\.safetensors"):
        fetch_model("owner/odd", revision="main")


def test_a_gated_model(reader, hub, monkeypatch):
    name, commit = reader
    hub.repositories[name].gated = True
    with pytest.raises(ModelNotAvailableError) as caught:
        fetch_model(name, revision=commit)
    assert f"{name!r} is gated: ask for access at {hub.url}/{name}" in str(caught.value)
    assert f"nlp-suite models fetch {name} --revision {commit} --token TOKEN" in str(caught.value)
    with pytest.raises(ModelNotAvailableError, match="is gated"):
        fetch_model(name, revision=commit, token="another")  # noqa: S106
    with pytest.raises(ModelNotAvailableError, match="is gated"):
        nlp_suite.load("answer", model=name, revision=commit)
    assert fetch_model(name, revision=commit, token=TOKEN).commit == commit
    # What is in the cache needs no token.
    assert nlp_suite.load("answer", model=name, revision=commit)("Who?", "Ann.").model == name


def test_a_private_model_and_the_token_of_the_environment(reader, hub, monkeypatch):
    name, commit = reader
    hub.repositories[name].private = True
    with pytest.raises(ModelNotAvailableError, match=f"no model '{name}' at .*or it is private"):
        fetch_model(name, revision=commit)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert fetch_model(name, revision=commit).commit == commit


def test_what_the_hub_does_not_have(reader, hub):
    with pytest.raises(ModelNotAvailableError, match="there is no model 'owner/none' at http"):
        fetch_model("owner/none", revision="main")
    with pytest.raises(ModelNotAvailableError, match=r"no revision 'v9'; .*/commits/main lists"):
        fetch_model("owner/reader", revision="v9")
    with pytest.raises(ModelNotAvailableError, match="nor a possible hub id"):
        fetch_model("a b", revision="main")
    with pytest.raises(InvalidInputError, match="pass revision= with a commit"):
        fetch_model("owner/reader")
    with pytest.raises(InvalidInputError, match="there is nothing to fetch"):
        fetch_model("english-german")


@pytest.mark.parametrize(
    ("status", "words"), [(429, "wait some minutes"), (500, "HfHubHTTPError 500"), (403, "token")]
)
def test_a_hub_that_answers_badly(status, words, reader, hub, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    hub.status = status
    with pytest.raises(ModelNotAvailableError, match=words) as caught:
        fetch_model(*reader[:1], revision="main")
    assert "\n" not in str(caught.value)


def test_offline(reader, hub, monkeypatch):
    name, commit = reader
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotAvailableError, match="OfflineModeIsEnabled"):
        fetch_model(name, revision=commit)
    with pytest.raises(ModelNotAvailableError, match="is not in the cache"):
        find_cached(name, commit)
    assert hub.requests == []


def test_a_disk_without_room(reader, hub, monkeypatch):
    import shutil

    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ModelNotAvailableError, match=r"needs .* more, .* has 1,000 left; free"):
        fetch_model(reader[0], revision="main")


def test_a_full_disk(reader, hub, monkeypatch):
    """The hub's client itself writes into a device that has no room."""
    import errno

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("huggingface_hub.snapshot_download", full)
    with pytest.raises(ModelNotAvailableError, match=r"does not fit on the disk of .*HF_HUB_CACHE"):
        fetch_model(reader[0], revision="main")


def test_progress_bars(reader, hub, capsys):
    fetch_model(reader[0], revision="main")
    assert capsys.readouterr().err == ""
    remove_cached(reader[0])
    fetch_model(reader[0], revision="main", progress=True)
    assert "100%" in capsys.readouterr().err


def test_a_mirror_that_the_environment_names(reader, hub, tmp_path):
    """In a process of its own, as the hub's client reads the environment when it is imported."""
    name, commit = reader
    environment = os.environ | {
        "HF_ENDPOINT": hub.url,
        "HF_HUB_CACHE": str(tmp_path / "other"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_OFFLINE": "0",
        "HF_TOKEN": TOKEN,
    }
    hub.repositories[name].gated = True
    command = [sys.executable, "-m", "nlp_suite", "models", "fetch", name, "--revision", commit]
    result = subprocess.run(
        [*command, "--progress"], env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[0] == f"{name} at {commit}: answer; mit"
    assert "100%" in result.stderr
