"""A service with the shipped models, whose limits tests can reach."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from fastapi.testclient import TestClient

from nlp_suite.service import ServiceOptions, create_app

# Of the service of all tests that need no other.
LIMITS = {"max_characters": 5_000, "max_body_bytes": 100_000, "max_beam_size": 8}


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of a service that runs."""
    app = create_app(ServiceOptions(**LIMITS))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def make_client() -> Callable[..., AbstractContextManager[TestClient]]:
    """Makes a client of a service of its own, whose models are loaded when they are needed."""

    def make(**options: object) -> AbstractContextManager[TestClient]:
        app = create_app(ServiceOptions(preload=False, **options))
        return TestClient(app, raise_server_exceptions=False)

    return make
