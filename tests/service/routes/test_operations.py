"""Health, readiness, metrics, the list of models, and the page."""

import re
import time

from nlp_suite.service.schemas.operations import ModelsResult

KEYS = "desk: correct-horse-battery-staple\n"


def test_the_service_says_that_it_lives_and_when_it_is_ready(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    end = time.monotonic() + 60
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_service_that_ends_is_not_ready(make_client):
    with make_client() as client:
        assert client.get("/readyz").json() == {"status": "ready"}
        client.app.state.service.draining = True
        found = client.get("/readyz")
    assert (found.status_code, found.json()) == (503, {"status": "ending"})
    assert found.headers["connection"] == "close"


def test_the_models_are_listed(client):
    found = client.get("/v1/models")
    ModelsResult.model_validate(found.json())
    pairs = {
        (one["task"], one["model"], one["source_language"], one["target_language"])
        for one in found.json()["models"]
    }
    assert pairs == {
        ("answer", "english-reader", None, None),
        ("summarize", "all-MiniLM-L6-v2", None, None),
        ("translate", "english-german", "en", "de"),
        ("translate", "german-english", "de", "en"),
    }
    assert found.json()["languages"] == [
        {"code": "en", "name": "English"},
        {"code": "de", "name": "German"},
    ]
    assert found.json()["limits"]["max_characters"] == 5_000


def test_metrics_count_requests_and_batches(client):
    client.post("/v1/translate", json={"text": "A dog."})
    text = client.get("/metrics").text
    counted = re.search(
        r'nlp_suite_requests_total\{method="POST",route="/v1/translate",status="200"\} (\S+)', text
    )
    assert float(counted[1]) >= 1
    assert re.search(r"nlp_suite_batch_calls_count [1-9]", text)
    assert re.search(r'nlp_suite_characters_total\{task="translate"\} \d', text)
    assert "process_resident_memory_bytes" in text


def test_metrics_have_no_more_routes_than_there_are(client):
    client.get("/no/such/path")
    client.request("BREW", "/healthz")
    text = client.get("/metrics").text
    assert "/no/such" not in text
    assert "BREW" not in text


def test_the_page_and_its_files_are_sent_with_a_policy(client):
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    names = re.findall(r'(?:src|href)="/?page/([^"]+)"', page.text)
    assert any(name.endswith(".js") for name in names)
    for name in names:
        assert client.get(f"/page/{name}").status_code == 200
    # Nothing of it is elsewhere.
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.text)


def test_no_file_of_the_server_is_reachable(client):
    for path in (
        "%2e%2e",
        "%2e%2e%2foptions.py",
        "..%5coptions.py",
        "/etc/passwd",
        "index.html%00.js",
        "__init__.py",
    ):
        assert client.get(f"/page/{path}").status_code == 404


def test_the_document_describes_every_route(client):
    document = client.get("/openapi.json").json()
    paths = {path for path in document["paths"] if path.startswith("/v1/")}
    assert paths == {
        "/v1/translate",
        "/v1/summarize",
        "/v1/answer",
        "/v1/compare",
        "/v1/documents",
        "/v1/models",
    }
    fields = document["components"]["schemas"]["TranslationRequest"]["properties"]
    assert "to its length" not in fields["beam_size"].get("description", "")
    assert all(one.get("description") for one in fields.values())


def test_keys_are_asked_for_where_there_are_any(make_client, tmp_path):
    (tmp_path / "keys").write_text(KEYS)
    body = {"text": "A dog."}
    with make_client(api_keys=str(tmp_path / "keys")) as client:
        refused = client.post("/v1/translate", json=body)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        for name in ("/v1/models", "/metrics"):
            assert client.get(name).status_code == 401
        for name in ("/", "/healthz", "/readyz", "/openapi.json"):
            assert client.get(name).status_code == 200
        for headers in (
            {"authorization": "Bearer correct-horse-battery-staple"},
            {"authorization": "bearer correct-horse-battery-staple"},
            {"x-api-key": "correct-horse-battery-staple"},
        ):
            assert client.post("/v1/translate", json=body, headers=headers).status_code == 200
        for key in ("correct-horse-battery-stapl", "", "é", "desk"):
            headers = {"authorization": f"Bearer {key}".encode("latin-1")}
            assert client.post("/v1/translate", json=body, headers=headers).status_code == 401
