"""Chromium, and services with the shipped models, each in a process of its own."""

import contextlib
import dataclasses
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# What a test waits for takes much less, but on a machine that does something else.
MILLISECONDS = 20_000


@dataclasses.dataclass
class Visit:
    """A page that is open, and what has happened on it."""

    page: Page
    url: str
    requests: list[str] = dataclasses.field(default_factory=list)
    errors: list[str] = dataclasses.field(default_factory=list)
    # Chromium reports each answer with an error to the console.
    refused: bool = False

    def open_tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).first.click()


@pytest.fixture(scope="session")
def run_service(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., AbstractContextManager[str]]:
    """Runs a service with options of the command line, and yields its address."""
    log = tmp_path_factory.mktemp("service") / "log.txt"

    @contextlib.contextmanager
    def run(*options: str) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "nlp_suite", "serve", "--port", str(port), *options]
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 60
        with log.open("ab") as output, subprocess.Popen(command, stderr=output) as process:
            try:
                while not _answers(f"{address}/readyz"):
                    assert process.poll() is None, log.read_text()
                    assert time.monotonic() < end, log.read_text()
                    time.sleep(0.05)
                yield address
            finally:
                process.terminate()

    return run


@pytest.fixture(scope="session")
def service(run_service: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The address of a service with the shipped models."""
    with run_service("--max-characters", "6000", "--max-body-bytes", "100000") as address:
        yield address


# The loop of Playwright runs as long as it is started, and no other test could run its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        reason = f"needs one of {', '.join(CHROMIUM)}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, service: str) -> Iterator[Callable[..., Visit]]:
    """Opens the page; no visit may ask another host, keep a cookie or report an error."""
    visits: list[Visit] = []

    def open_page(
        tab: str = "translate", width: int = 1280, scheme: str = "light", address: str = service
    ) -> Visit:
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
        context.set_default_timeout(MILLISECONDS)
        page = context.new_page()
        made = Visit(page, address)
        visits.append(made)

        def record(request: Request) -> None:
            made.requests.append(request.url)

        page.on("request", record)
        page.on("pageerror", lambda error: made.errors.append(str(error)))
        page.on(
            "console",
            lambda message: message.type == "error" and made.errors.append(message.text),
        )
        page.goto(f"{address}/#{tab}")
        return made

    yield open_page
    for one in visits:
        others = [url for url in one.requests if not url.startswith((f"{one.url}/", "data:"))]
        cookies = one.page.context.cookies()
        one.page.context.close()
        assert others == []
        assert cookies == []
        own = [text for text in one.errors if not text.startswith("Failed to load resource")]
        assert (own if one.refused else one.errors) == []


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
            return response.status == 200
    except OSError:
        return False
