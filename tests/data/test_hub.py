import os
import subprocess
import sys
from pathlib import Path

import pytest

from nlp_suite import DataFormatError, DatasetNotAvailableError, InvalidInputError
from nlp_suite.data import load_parallel

datasets = pytest.importorskip("datasets")

COMMIT = "0123456789abcdef0123456789abcdef01234567"
ROWS = {"target": ["Geh.", "Hallo!", "Ja."], "source": ["Go.", "Hi!", "Yes."]}
NAMED = {"source_column": "en", "target_column": "de"}


class Builder:
    """Stands for what the library gives for a data set of the hub."""

    hash = COMMIT

    def __init__(self, columns):
        self.columns = columns

    def download_and_prepare(self):
        self.prepared = True

    def as_dataset(self, split):
        assert self.prepared
        if split != "train":
            raise ValueError(f"Unknown split {split!r}.\nShould be one of ['train'].")
        return datasets.Dataset.from_dict(self.columns)


@pytest.fixture
def hub(monkeypatch, tables_in_this_process):
    """Lets the hub give a data set or an error, and keeps what was asked for."""
    asked = []

    def give(answer):
        def load_dataset_builder(*arguments, **options):
            asked.append((arguments, options))
            if isinstance(answer, Exception):
                raise answer
            return Builder(answer)

        monkeypatch.setattr(datasets, "load_dataset_builder", load_dataset_builder)
        return asked

    return give


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (ROWS, {}),
        (ROWS | {"id": [1, 2, 3]}, {}),
        ({"de": ROWS["target"], "en": ROWS["source"]}, NAMED),
        (
            {
                "translation": [
                    {"en": source, "de": target}
                    for source, target in zip(ROWS["source"], ROWS["target"], strict=True)
                ]
            },
            NAMED,
        ),
    ],
)
def test_columns(hub, columns, names):
    asked = hub(columns)
    result = load_parallel("owner/pairs", revision=COMMIT, subset="de-en", rows=3, **names)
    assert sorted(row["source"] for part in result.values() for row in part) == ROWS["source"]
    assert asked == [(("owner/pairs",), {"name": "de-en", "revision": COMMIT})]


def test_other_columns(hub):
    hub({"english": ["Go."], "german": ["Geh."]})
    with pytest.raises(DataFormatError, match=r"'owner/pairs' at revision .* has the columns"):
        load_parallel("owner/pairs", revision=COMMIT)
    named = {"source_column": "english", "target_column": "german", "splits": (1, 0, 0)}
    assert len(load_parallel("owner/pairs", revision=COMMIT, **named)["train"]) == 1


def test_bad_rows_are_named(hub):
    hub({"source": ["Go.", None], "target": ["Geh.", "Hallo!"]})
    with pytest.raises(DataFormatError, match="'owner/pairs' at revision 'v1', row 2: the source"):
        load_parallel("owner/pairs", revision="v1")


@pytest.mark.parametrize(
    ("error", "expected", "message"),
    [
        (ValueError("Config name is missing.\nPick one of: a, b"), InvalidInputError, "a, b"),
        (ConnectionError("nothing"), DatasetNotAvailableError, "ConnectionError.*hf download"),
        (FileNotFoundError("no"), DatasetNotAvailableError, "--repo-type dataset --revision v1"),
        (RuntimeError("scripts"), DatasetNotAvailableError, "RuntimeError"),
    ],
)
def test_errors_of_the_hub(hub, error, expected, message):
    hub(error)
    with pytest.raises(expected, match=message) as caught:
        load_parallel("owner/pairs", revision="v1")
    assert "\n" not in str(caught.value)


def test_unknown_split(hub):
    hub(ROWS)
    with pytest.raises(InvalidInputError, match="Unknown split 'dev'"):
        load_parallel("owner/pairs", revision="v1", hub_split="dev")


def test_revision_is_required(hub):
    asked = hub(ROWS)
    with pytest.raises(InvalidInputError, match="pass revision="):
        load_parallel("owner/pairs")
    assert not asked


OFFLINE = """
import sys
import nlp_suite
for revision in sys.argv[1:]:
    try:
        result = nlp_suite.data.load_parallel("owner/pairs", revision=revision, splits=(1, 0, 0))
        print(len(result["train"]))
    except nlp_suite.DatasetNotAvailableError as error:
        print(error)
"""


def offline(tmp_path, *revisions):
    environment = os.environ | {
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(tmp_path / "hub"),
        "HF_DATASETS_CACHE": str(tmp_path / "cache"),
    }
    command = [sys.executable, "-c", OFFLINE, *revisions]
    result = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=True
    )
    return result.stdout.splitlines()


def test_without_a_network(tmp_path):
    assert "could not be downloaded" in offline(tmp_path, COMMIT)[0]


def test_cache_of_another_revision_is_not_taken_for_it(tmp_path):
    """The library itself would give the newest in its cache, whatever was asked for."""
    from datasets.packaged_modules.parquet.parquet import Parquet

    datasets.Dataset.from_dict(ROWS).to_parquet(tmp_path / "a.parquet")
    builder = Parquet(
        cache_dir=str(tmp_path / "made"),
        dataset_name="pairs",
        hash=COMMIT,
        data_files={"train": [str(tmp_path / "a.parquet")]},
    )
    builder.download_and_prepare()
    place = tmp_path / "cache" / "owner___pairs" / "default" / "0.0.0"
    place.mkdir(parents=True)
    Path(builder.cache_dir).rename(place / COMMIT)
    count, *messages = offline(tmp_path, COMMIT, "main", "0" * 40)
    assert count == "3"
    assert len(messages) == 2
    for message in messages:
        assert "the cache has another revision" in message
        assert f"pass revision='{COMMIT}'" in message
