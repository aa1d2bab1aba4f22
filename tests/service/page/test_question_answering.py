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
