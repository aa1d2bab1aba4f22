import pytest
from playwright.sync_api import expect

TEXT = """\
Anna 😀 opened the bakery in 1987. It was sold in 2003, and Karl Weber has owned it since then. \
The bread is made of rye. Twelve people work there.
"""


def _ask(visit, question, text=TEXT, **options):
    page = visit("answer", **options).page
    page.get_by_label("Text to answer from").fill(text)
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    return page


def test_the_answer_is_marked_in_the_text(visit):
    page = _ask(visit, "When did Anna open the bakery?")
    best = page.locator("#answer .best button")
    expect(best).to_contain_text("1987")
    expect(best).to_contain_text("%")
    expect(best).to_have_attribute("aria-pressed", "true")
    assert page.locator("#answer .best meter").evaluate("one => one.value") > 0.5
    mark = page.locator("#panel-answer .mirror .chosen")
    assert mark.evaluate("one => one.textContent") == "1987"
    expect(page.locator("#answer blockquote")).to_have_text("Anna 😀 opened the bakery in 1987.")
    expect(page.locator("#answer blockquote mark")).to_have_text("1987")
    expect(page.locator("#announcements")).to_contain_text("1987")


def test_another_answer_is_marked_when_it_is_chosen(visit):
    page = _ask(visit, "When?")
    answers = page.get_by_role("list", name="Answers").get_by_role("button")
    expect(answers.nth(1)).to_be_visible()
    text = answers.nth(1).locator(".answer-text").inner_text()
    answers.nth(1).click()
    mark = page.locator("#panel-answer .mirror .chosen")
    expect(mark).to_have_text(text)
    assert mark.evaluate("one => one.textContent") == text
    expect(answers.first).to_have_attribute("aria-pressed", "false")
    expect(answers.nth(1)).to_have_attribute("aria-pressed", "true")


def test_no_answer_is_said_with_its_reason(visit):
    page = _ask(visit, "Who is the king of Spain?")
    expect(page.locator("#answer .best")).to_have_text("No answer")
    expect(page.locator("#answer")).to_contain_text("The text most likely does not say. (")
    expect(page.locator("#panel-answer .mirror .chosen")).to_have_count(0)
    page.get_by_label("Your question").fill("Is the bread made of rye?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#answer")).to_contain_text("a yes or a no")
    expect(page.locator("#answer .best")).to_have_text("No answer")


def test_the_answer_goes_with_the_text(visit):
    page = _ask(visit, "When did Anna open the bakery?")
    expect(page.locator("#answer .best button")).to_contain_text("1987")
    page.get_by_label("Text to answer from").fill(TEXT.replace("1987", "1955"))
    expect(page.locator("#answer .best button")).to_contain_text("1955")


def test_an_answer_far_down_is_scrolled_to(visit, article):
    text = f"{article[:5000]}\n\n{TEXT}"
    page = _ask(visit, "When did Anna open the bakery?", text)
    expect(page.locator("#answer .best button")).to_contain_text("1987")
    expect(page.locator("#panel-answer .mirror .chosen")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_a_question_without_a_text_leads_to_the_text(visit):
    page = _ask(visit, "When?", "")
    expect(page.get_by_label("Text to answer from")).to_be_focused()
    expect(page.locator("#announcements")).to_have_text("There is no text to read yet.")


def test_there_is_nothing_to_compare_with(visit):
    box = visit("answer").page.locator("#panel-answer").get_by_label("Compare with the pretrained")
    expect(box).to_be_disabled()


@pytest.fixture
def service_of_both(run_service, checkpoints):
    """The address of a service with a reader of each engine."""
    checkpoint = str(checkpoints / "distilbert-squad")
    with run_service("-s", "custom", "-s", checkpoint, "--no-preload") as address:
        yield address


def test_both_engines_answer_side_by_side(visit, service_of_both):
    page = _ask(visit, "When did Anna open the bakery?", address=service_of_both)
    page.locator("#panel-answer").get_by_label("Compare with the pretrained engine").check()
    sections = page.locator("#panel-answer .comparison section")
    expect(sections).to_have_count(2, timeout=60_000)
    expect(sections.first).to_contain_text("english-reader · ")
    expect(sections.first).to_contain_text("1987 (")
    expect(sections.nth(1)).to_contain_text("distilbert-squad · ")
    left, right = (sections.nth(i).bounding_box() for i in range(2))
    assert left["y"] == right["y"]
    page.locator("#panel-answer").get_by_label("Compare with the pretrained engine").uncheck()
    expect(page.locator("#panel-answer .comparison")).to_be_hidden()
