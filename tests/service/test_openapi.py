"""The service does what its OpenAPI document says, and refuses what that excludes."""

import os
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

import nlp_suite
from nlp_suite.service import ServiceOptions, create_app
from nlp_suite.service.http_protocol import LimitedHttpProtocol
from nlp_suite.service.server import GracefulServer

# `NLP_SUITE_OPENAPI_EXAMPLES=2000` for a long run.
EXAMPLES = int(os.environ.get("NLP_SUITE_OPENAPI_EXAMPLES", "10"))
# Texts are few, so that the time goes into how they are sent.
LIMITS = {"max_characters": 300, "max_beam_size": 2, "max_body_bytes": 20_000}
# Rules of which options go together, names of models, and limits of a service are no part of the
# schema: what it admits may be refused with these.
REFUSALS = ["413", "422"]
# pytest sets its filters anew for each test; the service has its own.
pytestmark = [
    pytest.mark.filterwarnings("ignore::nlp_suite.errors.LanguageMismatchWarning"),
    pytest.mark.filterwarnings("ignore::nlp_suite.errors.IrrelevantQueryWarning"),
]
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
BODIES = ("TranslationRequest", "SummarizationRequest", "QuestionRequest", "ComparisonRequest")
RESULTS = ("TranslationResult", "SummaryResult", "AnswerResult", "ComparisonResult", "ModelsResult")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a service that runs."""
    app = create_app(ServiceOptions(**LIMITS))
    config = uvicorn.Config(
        app, http=LimitedHttpProtocol, ws="none", log_config=None, access_log=False
    )
    server = GracefulServer(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not app.state.service.is_loaded():
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


def make_schema() -> schemathesis.schemas.BaseSchema:
    checks = {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "404", *REFUSALS]},
        "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "415", *REFUSALS]},
    }
    project = ProjectConfig(
        generation=GenerationConfig(max_examples=EXAMPLES, deterministic=True, database="none"),
        checks=ChecksConfig.from_dict(checks),
    )
    config = SchemathesisConfig(seed=24, projects=ProjectsConfig(default=project))
    document = create_app(ServiceOptions(**LIMITS, preload=False)).openapi()
    return schemathesis.openapi.from_dict(document, config=config)


schema = make_schema()


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_service_does_what_its_document_says(case, address):
    excluded = []
    if "/v1/" not in case.operation.full_path:
        # LibreTranslate's paths refuse with its statuses.
        excluded.append(positive_data_acceptance)
    if case.media_type in FORMS:
        # In them everything is a text.
        excluded.append(negative_data_rejection)
    case.call_and_validate(base_url=address, excluded_checks=excluded)


def test_the_document_has_words_for_all_of_the_service(address):
    document = httpx.get(f"{address}/openapi.json", timeout=60).json()
    assert document["info"]["version"] == nlp_suite.__version__
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["description"], path
    for name in [*BODIES, *RESULTS]:
        for field, own in document["components"]["schemas"][name]["properties"].items():
            assert "$ref" in own or own["description"], f"{name} {field}"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/translate", "POST"),
        ("DELETE", "/v1/documents", "POST"),
        ("POST", "/v1/models", "GET"),
    ],
)
def test_other_methods_are_refused(address, method, path, allowed):
    found = httpx.request(method, address + path, timeout=60)
    assert (found.status_code, found.headers["allow"]) == (405, allowed)
    assert found.json()["error"]["type"] == "MethodError"


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", ""])
def test_a_body_of_another_type_is_refused(address, kind):
    found = httpx.post(
        f"{address}/v1/translate",
        content=b'{"text": "A dog."}',
        headers={"content-type": kind},
        timeout=60,
    )
    assert (found.status_code, found.json()["error"]["type"]) == (415, "MediaTypeError")
