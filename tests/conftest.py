import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

# Timings vary too much between machines to be a reason to fail. On CI the examples are the
# same every time; elsewhere every run tries new ones.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Derived files of the tests, away from the user's own cache."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["NLP_SUITE_CACHE"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def development_data() -> Path:
    """The data sets that are not part of the repository."""
    folder = Path(os.environ.get("NLP_SUITE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the development data is not at {folder}; set NLP_SUITE_DATA")
    return folder


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture(scope="session")
def article() -> str:
    """The article that comes with the package."""
    from nlp_suite.cli.demo import TEXTS_FOLDER

    return (TEXTS_FOLDER / "bicycle.txt").read_text(encoding="utf-8")
