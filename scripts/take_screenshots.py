"""Takes the pictures of the service's page that the documentation shows.

    python scripts/take_screenshots.py docs/images

It starts a service with the shipped models, and opens its page in Chromium. Pictures are the same
every time on one machine; fonts and the edges of letters differ between machines.
"""

import argparse
import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# How long it took differs every time, and is left out.
LEAVE_OUT_TIMES = """
for (const one of document.querySelectorAll("#translation-facts, #summary-facts")) {
    one.textContent = one.textContent.split(" · ")[0];
}
"""
LARGEST = 150_000


@contextlib.contextmanager
def run_service() -> Iterator[str]:
    """Run a service at a free port, and yield its address."""
    command = [sys.executable, "-m", "nlp_suite", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            found = (re.search(r"http://127\.0\.0\.1:[1-9]\d*", line) for line in lines)
            address = next(match[0] for match in found if match)
            yield address
        finally:
            process.terminate()


def take(
    browser: Browser, path: Path, address: str, *, tab: str, width: int, height: int, scheme: str
) -> None:
    """Open a tab of the page, work with it, and write a picture of it."""
    narrow = width < 600
    page = browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if narrow else 1,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(f"{address}/#{tab}")
    ACTIONS[tab](page)
    page.wait_for_load_state("networkidle")
    page.evaluate(LEAVE_OUT_TIMES)
    page.screenshot(path=path, animations="disabled")
    page.close()


def translate(page: Page) -> None:
    """Translate the example, and point at a sentence."""
    page.locator("#translation-example").click()
    page.locator("#translation .sentence").nth(1).hover()


def summarize(page: Page) -> None:
    """Summarize the example in four sentences, and point at one."""
    page.locator("#panel-summarize").get_by_role("button", name="Try an example").click()
    sentences = page.locator("#summary-sentences button")
    sentences.nth(2).wait_for()
    page.get_by_label("Length").press("ArrowRight")
    sentences.nth(3).wait_for()
    page.get_by_label("Length").blur()
    sentences.nth(3).hover()


def answer(page: Page) -> None:
    """Ask about the example."""
    page.locator("#panel-answer").get_by_role("button", name="Try an example").click()
    page.get_by_label("Your question").fill("When was the first lamp lit?")
    page.get_by_role("button", name="Ask").click()
    page.locator("#answer .best").wait_for()
    page.mouse.move(0, 0)


def read_documents(page: Page) -> None:
    """Read the article of the package and a broken file, and ask about the former."""
    from nlp_suite.assets import TEXTS_FOLDER

    article = (TEXTS_FOLDER / "bicycle.txt").read_bytes()
    given: list[FilePayload] = [
        {"name": "The bicycle.txt", "mimeType": "text/plain", "buffer": article},
        {"name": "Scan 12.pdf", "mimeType": "application/pdf", "buffer": b"no PDF"},
    ]
    page.locator("#files").set_input_files(given)
    page.locator("#document-problems p").wait_for()
    page.get_by_role("tab", name="Question").click()
    question = page.get_by_label("Your question about this document")
    question.fill("Who built the velocipede?")
    question.press("Enter")
    page.locator(".document .best").wait_for()
    question.blur()


ACTIONS = {
    "translate": translate,
    "summarize": summarize,
    "answer": answer,
    "documents": read_documents,
}
PICTURES = (
    {"tab": "translate", "width": 1280, "height": 640, "scheme": "light"},
    {"tab": "summarize", "width": 1280, "height": 770, "scheme": "dark"},
    {"tab": "answer", "width": 360, "height": 700, "scheme": "light"},
    {"tab": "documents", "width": 1280, "height": 800, "scheme": "light"},
)


def main() -> None:
    """Read the command line, take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        sys.exit(f"none of {', '.join(CHROMIUM)} is installed")
    with run_service() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            path = folder / f"page-{picture['tab']}.png"
            take(browser, path, address, **picture)  # type: ignore[arg-type]
            size = path.stat().st_size
            assert size < LARGEST, f"{path} has {size:,} bytes"
            print(f"{path}: {size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
