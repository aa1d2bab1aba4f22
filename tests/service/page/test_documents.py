from collections.abc import Callable

import pytest
from playwright.sync_api import expect

STORY = "Anna opened the bakery in 1987. It was sold in 2003. The bread is made of rye.\n"


def _file(name, content):
    return {"name": name, "mimeType": "", "buffer": content}


def _card(page, name):
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def _upload(visit, *given):
    opened = visit("documents")
    opened.refused = True
    page = opened.page
    page.locator("#files").set_input_files(list(given))
    return page


@pytest.fixture
def card(visit):
    page = _upload(visit, _file("story.txt", STORY.encode()))
    return _card(page, "story.txt")


def test_documents_are_read_one_after_the_other(visit, make_pdf: Callable[[list[str]], bytes]):
    page = _upload(
        visit,
        _file("story.txt", STORY.encode()),
        _file("broken.pdf", b"%PDF-1.4 and no more"),
        _file("<b>page.html", b"<html><body><p>The <i>house</i> is small.</p></body></html>"),
        _file("two pages.pdf", make_pdf(["The first page.", "The second page."])),
        _file("big.txt", b"a " * 60_000),
    )
    expect(page.locator("#document-problems p")).to_have_count(2)
    problems = page.locator("#document-problems p").all_inner_texts()
    assert [text.split(" ")[0].strip(":") for text in problems] == ["broken.pdf", "big.txt"]
    expect(page.get_by_role("article")).to_have_count(3)
    titles = page.get_by_role("article").get_by_role("heading").all_inner_texts()
    assert titles == ["two pages.pdf", "<b>page.html", "story.txt"]
    assert _card(page, "story.txt").locator("[data-text]").text_content() == STORY
    assert "The second page." in _card(page, "two pages.pdf").locator("[data-text]").text_content()
    expect(_card(page, "story.txt")).to_contain_text("3 sentences · 17 words")


def test_a_sentence_of_the_summary_is_shown_in_the_text(card):
    card.get_by_role("button", name="It was sold in 2003.").click()
    expect(card.get_by_role("tab", name="Text")).to_have_attribute("aria-selected", "true")
    expect(card.locator("[data-text] mark")).to_have_text("It was sold in 2003.")
    expect(card.get_by_role("region", name="Text of the document")).to_be_focused()


def test_a_document_is_asked(card):
    card.get_by_role("tab", name="Question").click()
    card.get_by_label("Your question about this document").fill("When was the bakery opened?")
    card.get_by_label("Your question about this document").press("Enter")
    expect(card.locator(".best .answer-text")).to_have_text("1987")
    card.get_by_role("button", name="Show in the text").click()
    expect(card.locator("[data-text] mark")).to_have_text("1987")


def test_a_document_is_translated(card):
    card.get_by_role("tab", name="Translation").click()
    card.get_by_role("button", name="Translate").click()
    translation = card.get_by_role("region", name="Translation")
    expect(translation).to_contain_text("1987")
    expect(translation).to_contain_text("Brot")
    assert translation.get_attribute("lang") == "de"


def test_a_document_is_summarized_in_its_tab_and_removed(card):
    card.get_by_role("button", name="Open in Summarize").click()
    expect(card.page.get_by_label("Text to summarize")).to_have_value(STORY)
    assert card.page.url.endswith("#summarize")
    card.page.go_back()
    card.get_by_role("button", name="Remove").click()
    expect(card).to_have_count(0)
    expect(card.page.get_by_role("button", name="Choose files")).to_be_focused()


def test_a_file_is_dropped(visit):
    page = visit("documents").page
    dropped = page.evaluate_handle(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "dropped.txt"));
            return data;
        }""",
        STORY,
    )
    page.dispatch_event("#drop", "dragover", {"dataTransfer": dropped})
    expect(page.locator("#drop")).to_have_class("drop over")
    page.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
    expect(_card(page, "dropped.txt")).to_be_visible()
