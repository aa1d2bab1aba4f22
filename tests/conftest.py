import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

# Timings vary too much between machines to be a reason to fail.
settings.register_profile("default", deadline=None)
settings.load_profile("default")


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
