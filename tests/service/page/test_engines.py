"""Both engines side by side, in each task."""

import httpx
import pytest
from playwright.sync_api import expect

FIELDS = {
    "translate": "Text to translate",
    "summarize": "Text to summarize",
    "answer": "Text to answer from",
}
TEXT = (
    "Anna opened her bakery in Hamburg in 1987. It has twelve tables. Her brother Tom bakes the "
    "bread. On Sundays all of them are taken by nine o'clock. In winter there is soup as well."
)
QUESTION = "When did Anna open the bakery?"


@pytest.fixture(scope="module")
def service_of_both(run_service, checkpoints):
    """The address of a service with a model of each engine for each task."""
    options = ["-s", "custom", "--no-preload"]
    for name in ("opus-mt", "distilbert", "distilbert-squad"):
        options += ["-s", str(checkpoints / name)]
    with run_service(*options) as address:
        yield address


@pytest.mark.parametrize(
    ("task", "model"),
    [("translate", "opus-mt"), ("summarize", "distilbert"), ("answer", "distilbert-squad")],
)
def test_both_engines_are_side_by_side(task, model, visit, service_of_both):
    page = visit(task, address=service_of_both).page
    panel = page.locator(f"#panel-{task}")
    page.get_by_label(FIELDS[task]).fill(TEXT)
    if task == "answer":
        page.get_by_label("Your question").fill(QUESTION)
        page.get_by_role("button", name="Ask").click()
    box = panel.get_by_label("Compare with the pretrained engine")
    box.check()
    sections = panel.locator(".comparison section")
    expect(sections).to_have_count(2, timeout=60_000)
    bodies = {
        "translate": {"text": TEXT, "source": "en", "target": "de"},
        "summarize": {"text": TEXT, "sentences": 3},
        "answer": {"text": TEXT, "question": QUESTION},
    }
    for section, engine in zip(sections.all(), ("custom", "pretrained"), strict=True):
        expect(section.get_by_role("heading")).to_contain_text(engine)
        body = {**bodies[task], "engine": engine}
        found = httpx.post(f"{service_of_both}/v1/{task}", json=body, timeout=60).json()
        expect(section).to_contain_text(found["model"])
        expect(section).to_contain_text(found["text"] or "No answer")
    expect(sections.nth(1)).to_contain_text(f"{model} · ")
    left, right = (sections.nth(i).bounding_box() for i in range(2))
    assert left["y"] == right["y"]
    box.uncheck()
    expect(panel.locator(".comparison")).to_be_hidden()


@pytest.mark.parametrize("task", list(FIELDS))
def test_without_a_pretrained_model_there_is_nothing_to_compare_with(task, visit):
    box = visit(task).page.locator(f"#panel-{task}").get_by_label("Compare with the pretrained")
    expect(box).to_be_disabled()
