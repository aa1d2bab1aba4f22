"""The service on a Ray cluster of this machine, as the command starts it."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

import nlp_suite
from nlp_suite.service import ServiceOptions
from nlp_suite.service.ray.ray_task_runner import RayTaskRunner
from nlp_suite.service.ray_runner import MODELS_NAME, run_on_ray
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.task_call import TaskCall

ray = pytest.importorskip("ray")
serve = pytest.importorskip("ray.serve")
auto_init_hook = pytest.importorskip("ray._private.auto_init_hook")

pytestmark = [
    pytest.mark.slow,
    # Ray warns of what it does itself.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning"),
]

TEXT = "Tin melts at 232 °C. It was alloyed with copper. That made bronze, which is hard."
# Of many seconds, if nothing is cancelled.
LONG = " ".join(
    f"The {one} house near the {two} river was sold in {year} because nobody wanted it."
    for year in range(1900, 1930)
    for one in ("old", "green", "small", "strange")
    for two in ("quiet", "broken", "famous")
)
SOME = ". ".join(LONG.split(". ")[:12]) + "."
MOST_CALLS = 34


@pytest.fixture(scope="module")
def cluster():
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # A thread of Serve outlives the cluster, and would start another one.
    auto_init_hook.enable_auto_connect = False
    context = ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield context.address_info["gcs_address"]
    ray.shutdown()


@pytest.fixture(scope="module")
def service(cluster):
    """The command, as another process of the same cluster."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    arguments = ["serve", "--ray", cluster, "--replicas", "1", "--port", str(port)]
    arguments += ["--max-waiting-per-client", str(MOST_CALLS), "--max-characters", "100000"]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "nlp_suite", *arguments],
        stderr=subprocess.PIPE,
        text=True,
    )
    line = json.loads(next(iter(process.stderr)))
    assert line["message"] == "listening"
    handle = serve.get_app_handle(MODELS_NAME)
    with httpx.Client(base_url=line["url"], timeout=120) as client:
        yield SimpleNamespace(process=process, client=client, handle=handle)
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.fixture
def client(service):
    return service.client


def status(service):
    return service.handle.status.remote().result(timeout_s=60)


def send(client, body):
    return client.post("/v1/translate", json=body)


@pytest.mark.parametrize(
    ("path", "body", "call"),
    [
        (
            "translate",
            {"text": ["Good morning.", "The train is late."]},
            lambda: [
                one.to_dict()
                for one in nlp_suite.translate(["Good morning.", "The train is late."])
            ],
        ),
        (
            "summarize",
            {"text": TEXT, "sentences": 1},
            lambda: nlp_suite.summarize(TEXT, sentences=1).to_dict(),
        ),
        (
            "answer",
            {"text": TEXT, "question": "What was tin alloyed with?"},
            lambda: nlp_suite.answer("What was tin alloyed with?", TEXT).to_dict(),
        ),
    ],
)
def test_results_are_those_of_the_calls(client, path, body, call):
    response = client.post(f"/v1/{path}", json=body)
    assert response.status_code == 200
    found, wanted = response.json(), json.loads(json.dumps(call()))
    assert found == approximately(wanted)


def approximately(value):
    if isinstance(value, dict):
        return {name: approximately(one) for name, one in value.items()}
    if isinstance(value, list):
        return [approximately(one) for one in value]
    return pytest.approx(value, abs=1e-3) if isinstance(value, float) else value


def test_it_is_ready_and_has_the_page(client):
    assert client.get("/readyz").json() == {"status": "ready"}
    assert "text/html" in client.get("/").headers["content-type"]


def test_calls_are_computed_in_batches(service):
    before = status(service)
    texts = [f"The dog number {number} sleeps." for number in range(32)]
    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(lambda text: send(service.client, {"text": text}).json(), texts))
    assert [one["source"] for one in found] == texts
    after = status(service)
    assert after["calls"] - before["calls"] == 32
    assert 1 <= after["batches"] - before["batches"] <= 16


def test_an_error_has_its_status(client):
    response = client.post("/v1/answer", json={"text": TEXT, "question": " "})
    with pytest.raises(nlp_suite.InvalidInputError) as raised:
        nlp_suite.answer(" ", TEXT)
    error = response.json()["error"]
    assert (response.status_code, error["type"]) == (422, "InvalidInputError")
    assert error["message"] == str(raised.value)


def test_the_progress_of_a_call(client):
    headers = {"accept": "text/event-stream"}
    response = client.post("/v1/translate", json={"text": SOME}, headers=headers)
    events = [part.partition("\ndata: ") for part in response.text.split("\n\n") if part]
    names = [name for name, _, _ in events]
    assert names[-1] == "event: result"
    told = [json.loads(data) for name, _, data in events if name == "event: progress"]
    assert any(one["total"] > 1 for one in told)
    assert json.loads(events[-1][2])["text"]


def test_clients_that_go_away_stop_their_calls(service):
    def send_long(_):
        try:
            return service.client.post("/v1/translate", json={"text": LONG}, timeout=3)
        except httpx.ReadTimeout:
            return None

    with ThreadPoolExecutor(MOST_CALLS + 6) as pool:
        found = list(pool.map(send_long, range(MOST_CALLS + 6)))
    refused = [one for one in found if one is not None]
    assert [one.status_code for one in refused] == [429] * 6
    assert int(refused[0].headers["retry-after"]) >= 1
    assert refused[0].json()["error"]["type"] == "TooManyRequestsError"
    # What is computed ends with its next piece, and the threads are free for others.
    assert send(service.client, {"text": "A dog sleeps."}).status_code == 200
    time.sleep(0.5)
    process = status(service)["process"]
    seconds = cpu_seconds(process)
    time.sleep(1)
    assert cpu_seconds(process) - seconds < 0.5


def cpu_seconds(process):
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_replica_that_is_killed_loses_no_request(service):
    process = status(service)["process"]
    body = {"text": SOME}
    wanted = send(service.client, body).json()
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(send, service.client, body) for _ in range(4)]
        time.sleep(0.1)
        os.kill(process, signal.SIGKILL)
        responses = [one.result() for one in found]
    assert [one.status_code for one in responses] == [200] * 4
    assert all(one.json()["text"] == wanted["text"] for one in responses)
    assert status(service)["process"] != process


class Handle:
    """A handle of Ray's whose calls fail."""

    def __init__(self, error):
        self.error = error
        self.compute = self
        self.sent = 0

    def remote(self, call):
        self.sent += 1
        return self

    def __await__(self):
        raise self.error
        yield

    def cancel(self):
        pass


@pytest.mark.parametrize(
    ("error", "sent", "status", "message"),
    [
        (ray.exceptions.ActorDiedError(), 3, 500, "3 replicas have ended"),
        (serve.exceptions.BackPressureError(7, 7), 1, 429, "256 requests wait already"),
        (serve.exceptions.DeploymentUnavailableError("models"), 1, 503, "no replica has"),
    ],
)
def test_what_ray_raises(error, sent, status, message):
    handle = Handle(error)
    runner = RayTaskRunner(handle, ServiceOptions())
    call = TaskCall("translate", "", ("Tom.",), {}, 4)
    with pytest.raises(RequestError, match=message) as raised:
        asyncio.run(runner.run(call, client="one"))
    assert (raised.value.status, handle.sent) == (status, sent)


def test_a_second_service_on_the_cluster(service):
    with pytest.raises(nlp_suite.InvalidInputError, match="runs this service already"):
        run_on_ray(ServiceOptions())


def test_a_cluster_that_is_not_there(monkeypatch):
    def init(address, **_):
        raise ConnectionError(f"no connection\nto {address}")

    # The real one waits for minutes.
    monkeypatch.setattr(ray, "init", init)
    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    with pytest.raises(nlp_suite.InvalidInputError, match=r"no Ray cluster at '10\.0\.0\.1:6379'"):
        run_on_ray(ServiceOptions(), address="10.0.0.1:6379")


def test_what_was_accepted_is_finished_at_the_end(service):
    """The last one, as it ends the service."""
    began = status(service)["calls"]
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(send, service.client, {"text": SOME, "beam_size": 8})
        while status(service)["calls"] == began:
            time.sleep(0.01)
        service.process.send_signal(signal.SIGTERM)
        response = found.result()
    assert response.status_code == 200
    assert response.json()["text"]
    assert service.process.wait(60) == 0
    # The cluster is not the command's, and Serve is.
    actors = ray.util.list_named_actors(all_namespaces=True)
    assert [one["name"] for one in actors if "SERVE" in one["name"]] == []
