from playwright.sync_api import expect


def _summarize(visit, article):
    page = visit("summarize").page
    page.get_by_label("Text to summarize").fill(article)
    expect(page.locator("#summary-sentences button")).to_have_count(3)
    return page


def _marks(page):
    return page.locator("#panel-summarize .mirror .chosen")


def test_the_chosen_sentences_are_listed_and_marked(visit, article):
    page = _summarize(visit, article)
    chosen = page.locator("#summary-sentences button").all_inner_texts()
    assert _marks(page).evaluate_all("all => all.map(one => one.textContent)") == chosen
    expect(page.locator("#summary-title")).not_to_be_empty()
    expect(page.get_by_role("list", name="Keywords").get_by_role("listitem")).to_have_count(8)
    expect(page.locator("#announcements")).to_have_text("A summary of 3 sentences")


def test_the_length_is_changed_with_the_arrow_keys(visit, article):
    page = _summarize(visit, article)
    slider = page.get_by_label("Length")
    total = int(slider.get_attribute("max"))
    assert total > 10
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(page.locator("#summary-sentences button")).to_have_count(5)
    assert slider.get_attribute("aria-valuetext") == f"5 of {total} sentences"
    expect(_marks(page)).to_have_count(5)
    slider.press("Home")
    expect(page.locator("#summary-sentences button")).to_have_count(1)


def test_a_sentence_is_shown_in_the_article(visit, article):
    page = _summarize(visit, article)
    page.get_by_label("Length").press("End")
    buttons = page.locator("#summary-sentences button")
    expect(buttons.nth(5)).to_be_visible()
    expect(_marks(page).last).not_to_be_in_viewport()
    buttons.last.click()
    expect(_marks(page).last).to_be_in_viewport()
    text = buttons.last.inner_text()
    area = page.get_by_label("Text to summarize")
    start = area.evaluate("one => one.selectionStart")
    assert article[start:].startswith(text)
    buttons.first.hover()
    expect(page.locator("#panel-summarize .mirror .lit")).to_have_text(buttons.first.inner_text())


def test_a_summary_is_about_what_is_asked(visit, article):
    page = _summarize(visit, article)
    before = page.locator("#summary-sentences button").all_inner_texts()
    page.get_by_label("About what?").fill("chains and gears")
    expect(page.locator("#summary-sentences button")).not_to_have_text(before)
    expect(page.locator("#summary-note")).to_be_hidden()
    page.get_by_label("About what?").fill("quantum chromodynamics")
    expect(page.locator("#summary-note")).to_contain_text("“quantum chromodynamics”")


def test_the_marks_go_with_the_words_while_the_text_is_edited(visit, article):
    page = _summarize(visit, article)
    chosen = _marks(page).evaluate_all("all => all.map(one => one.textContent)")
    # At once, before there can be another summary.
    moved = page.get_by_label("Text to summarize").evaluate(
        """one => {
            one.setRangeText("A word before. ", 0, 0);
            one.dispatchEvent(new Event("input"));
            const marks = one.parentElement.querySelectorAll(".chosen");
            return [...marks].map(mark => mark.textContent);
        }"""
    )
    assert moved == chosen


def test_the_article_is_the_same_in_both_tabs(visit):
    opened = visit("summarize")
    page = opened.page
    page.locator("#panel-summarize").get_by_role("button", name="Try an example").click()
    expect(page.locator("#summary-sentences button")).to_have_count(3)
    opened.open_tab("Answer")
    area = page.get_by_label("Text to answer from")
    assert area.input_value().startswith("Four lighthouses")
    page.locator("#panel-answer").get_by_role("button", name="Clear").click()
    opened.open_tab("Summarize")
    expect(page.get_by_label("Text to summarize")).to_have_value("")
    expect(page.locator("#summary")).to_be_hidden()
