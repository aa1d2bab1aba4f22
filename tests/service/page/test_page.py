from importlib import resources

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

TABS = ("translate", "summarize", "answer", "documents")
TEXT = "Anna opened the bakery in 1987. It was sold in 2003. The bread is made of rye. A dog barks."


def _work(opened, tab):
    """Has a tab show a result, with whatever opens."""
    page = opened.page
    opened.open_tab(tab.title())
    panel = page.locator(f"#panel-{tab}")
    if tab == "translate":
        page.get_by_text("Form of address and glossary").click()
        panel.get_by_label("Text to translate").fill("Bring your ideas with you! " + "A" * 300)
        panel.locator("#translation .sentence").first.click()
        expect(panel.locator("#alternatives button").first).to_be_focused()
    elif tab == "summarize":
        panel.get_by_label("Text to summarize").fill(TEXT)
        panel.locator("#summary-sentences button").first.hover()
    elif tab == "answer":
        panel.get_by_label("Your question").fill("When was the bakery opened?")
        panel.get_by_role("button", name="Ask").click()
        expect(panel.locator("#answer .best")).to_be_visible()
    else:
        files = {"bakery.txt": TEXT.encode(), f"{'long' * 30}.pdf": b"no PDF"}
        panel.locator("#files").set_input_files(
            [{"name": name, "mimeType": "", "buffer": data} for name, data in files.items()]
        )
        expect(panel.locator("#document-problems p")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_every_tab_is_accessible_and_as_wide_as_the_window(visit, width, scheme):
    opened = visit(width=width, scheme=scheme)
    background = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background < "rgb(2") == (scheme == "dark")
    for tab in TABS:
        _work(opened, tab)
        # Colours have no transition then, and contrast is that of the end.
        found = Axe().run(opened.page).response["violations"]
        faults = [
            (one["id"], one["nodes"][0]["html"])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert faults == [], tab
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, tab


def test_a_text_is_translated_with_the_keyboard_alone(visit):
    page = visit().page
    press = page.keyboard.press
    page.locator("body").press("Tab")
    expect(page.get_by_role("tab", name="Translate")).to_be_focused()
    press("Tab")
    expect(page.get_by_role("button", name="Dark colours")).to_be_focused()
    for label in ("Language of the text", "Swap", "Language of the translation"):
        press("Tab")
        expect(page.get_by_label(label)).to_be_focused()
    press("Tab")
    page.keyboard.type("The house is small. I see a dog.")
    sentences = page.locator("#translation .sentence")
    expect(sentences).to_have_count(2)
    press("Tab")
    expect(page.get_by_role("button", name="Clear")).to_be_focused()
    press("Tab")
    expect(sentences.first).to_be_focused()
    expect(page.locator("#panel-translate .mirror .lit")).to_have_text("The house is small.")
    press("ArrowRight")
    expect(sentences.nth(1)).to_be_focused()
    outline = sentences.nth(1).evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    press("Enter")
    choices = page.locator("#alternatives button")
    expect(choices.first).to_be_focused()
    press("ArrowDown")
    chosen = choices.nth(1).inner_text()
    press("Enter")
    expect(sentences.nth(1)).to_have_text(chosen)
    expect(sentences.nth(1)).to_be_focused()
    press("Tab")
    expect(page.get_by_role("button", name="Copy")).to_be_focused()


def test_a_question_is_answered_with_the_keyboard_alone(visit):
    page = visit().page
    press = page.keyboard.press
    page.locator("body").press("Tab")
    press("ArrowRight")
    press("ArrowRight")
    expect(page.get_by_role("tab", name="Answer")).to_be_focused()
    press("Tab")
    press("Tab")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("When was the bakery opened?")
    press("Tab")
    expect(page.get_by_role("button", name="Ask")).to_be_focused()
    press("Tab")
    expect(page.get_by_label("Text to answer from")).to_be_focused()
    page.keyboard.type(TEXT)
    press("Shift+Tab")
    press("Enter")
    expect(page.locator("#answer .best")).to_contain_text("1987")
    press("Tab")
    expect(page.locator("#answer .best button")).to_be_focused()


def test_tabs_are_in_the_address_and_keep_what_they_show(visit):
    opened = visit()
    page = opened.page
    page.get_by_label("Text to translate").fill("The house is small.")
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")
    tab = page.get_by_role("tab", name="Translate")
    tab.press("End")
    expect(page.get_by_role("tab", name="Documents")).to_be_focused()
    assert page.url.endswith("#documents")
    page.keyboard.press("ArrowRight")
    expect(tab).to_be_focused()
    expect(tab).to_have_attribute("aria-selected", "true")
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")
    page.go_back()
    expect(page.locator("#panel-documents")).to_be_visible()
    page.goto(f"{opened.url}/#nowhere")
    expect(page.locator("#panel-documents")).to_be_visible()


def test_the_colours_can_be_switched_and_are_remembered(visit):
    page = visit(scheme="light").page
    switch = page.get_by_role("button", name="Dark colours")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(colour)
    assert dark != light
    page.reload()
    assert page.evaluate(colour) == dark
    switch.click()
    assert page.evaluate(colour) == light
    # It follows the system again.
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) == dark
    expect(switch).to_have_attribute("aria-pressed", "true")


def test_the_page_is_small_and_has_no_code_or_style_in_its_markup():
    folder = resources.files("nlp_suite.service") / "page"
    files = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert sum(len(text.encode()) for text in files.values()) < 80_000
    for name, text in files.items():
        assert "innerHTML" not in text, name
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", ""), name
        assert "https://" not in text, name
    assert " style=" not in files["index.html"]
    assert " on" not in "".join(part.split(">")[0] for part in files["index.html"].split("<"))
