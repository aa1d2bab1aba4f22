import time

import httpx
import pytest
from playwright.sync_api import expect

KEY = "correct-horse-battery-staple"


@pytest.fixture(scope="module")
def strict(run_service, tmp_path_factory):
    """The address of a service that asks for a key, and computes one request of a client."""
    keys = tmp_path_factory.mktemp("keys") / "keys.txt"
    keys.write_text(f"desk: {KEY}\n")
    with run_service("--api-keys", str(keys), "--max-waiting-per-client", "1") as address:
        yield address


def test_a_text_that_is_too_long_is_refused_with_the_reason(visit):
    opened = visit()
    opened.refused = True
    page = opened.page
    page.get_by_label("Text to translate").fill("The house is small.")
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")
    page.get_by_label("Text to translate").fill("a house " * 800)
    alert = page.locator("#panel-translate").get_by_role("alert")
    expect(alert).to_contain_text("6,000")
    # What was shown is the translation of another text.
    expect(page.locator("#translation")).to_be_empty()
    page.get_by_label("Text to translate").fill("The house is small.")
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")
    expect(alert).to_be_hidden()


@pytest.mark.parametrize("tab", ["translate", "summarize", "answer", "documents"])
def test_a_lost_connection_is_said_and_tried_again(visit, tab):
    opened = visit(tab)
    opened.refused = True
    page = opened.page
    expect(page.locator("#source-language option")).to_have_count(3)
    panel = page.locator(f"#panel-{tab}")
    if tab != "documents":
        page.context.set_offline(True)
        panel.locator("textarea").first.fill("The house is small. It is red. It is old. A dog.")
    if tab == "answer":
        panel.get_by_label("Your question").fill("What is small?")
        panel.get_by_role("button", name="Ask").click()
    if tab == "documents":
        page.context.set_offline(True)
        files = [{"name": f"{i}.txt", "mimeType": "", "buffer": b"A dog."} for i in range(2)]
        page.locator("#files").set_input_files(files)
    expect(panel.get_by_role("alert").first).to_contain_text("connection to the service is lost")
    page.context.set_offline(False)
    panel.get_by_role("button", name="Try again").click()
    expect(panel.get_by_role("alert").first).to_be_hidden()
    done = {
        "translate": "#translation .sentence",
        "summarize": "#summary-sentences li",
        "answer": "#answer .best",
        "documents": "#documents article:nth-child(2)",
    }
    expect(page.locator(done[tab]).first).to_be_visible()


def test_a_key_is_asked_for_and_kept_in_the_tab(visit, strict):
    opened = visit(address=strict)
    opened.refused = True
    page = opened.page
    alert = page.locator("#service-status").get_by_role("alert")
    field = alert.get_by_label("Key", exact=True)
    field.fill("wrong")
    field.press("Enter")
    expect(field).to_have_value("")
    field.fill(KEY)
    field.press("Enter")
    expect(alert).to_be_hidden()
    page.get_by_label("Text to translate").fill("The house is small.")
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")
    page.reload()
    page.get_by_label("Text to translate").fill("The house is small.")
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")
    expect(page.get_by_label("Key", exact=True)).to_have_count(0)


def test_a_busy_service_is_asked_once_more(visit, strict):
    opened = visit(address=strict)
    opened.refused = True
    page = opened.page
    key = page.get_by_label("Key", exact=True)
    key.fill(KEY)
    key.press("Enter")
    expect(key).to_be_hidden()
    # The page waits until the other client has gone, however long that takes here.
    page.clock.install(time=0)
    page.clock.pause_at(60)
    text = " ".join(f"The {i} ships came to the harbour before the war." for i in range(3000))
    body = {"json": {"text": text}, "headers": {"Accept": "text/event-stream"}}
    address = f"{strict}/v1/translate"
    other = httpx.Client(headers={"Authorization": f"Bearer {KEY}"}, timeout=60)
    with other.stream("POST", address, **body) as occupied:
        # It is closed with its iterator.
        lines = occupied.iter_lines()
        next(lines)
        page.get_by_label("Text to translate").fill("The house is small.")
        page.clock.run_for(1000)
        busy = page.locator("#panel-translate").get_by_text("The service is busy. Trying again in")
        expect(busy).to_be_visible()
    end = time.monotonic() + 60
    while other.post(address, json={"text": "A dog."}).status_code == 429:
        assert time.monotonic() < end
    other.close()
    page.clock.run_for(10_000)
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")
