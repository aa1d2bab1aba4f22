import httpx
from playwright.sync_api import expect

TEXT = "I 😀 see a dog. Where is the station?\n\nThe house is small."


def _type(visit, text, **options):
    page = visit(**options).page
    page.get_by_label("Text to translate").fill(text)
    return page


def _sentences(page):
    return page.locator("#translation .sentence")


def _lit(page, side):
    place = {"source": "#panel-translate .mirror .lit", "translation": "#translation .lit"}[side]
    return page.locator(place)


def _ask(service, **body):
    return httpx.post(f"{service}/v1/translate", json=body, timeout=60).json()


def test_a_text_is_translated_while_it_is_typed(visit):
    opened = visit()
    page = opened.page
    page.get_by_label("Text to translate").press_sequentially("I see a dog.", delay=20)
    expect(page.locator("#translation")).to_have_text("Ich sehe einen Hund.")
    expect(page.locator("#source-language option").first).to_have_text("English (auto)")
    assert page.locator("#translation").get_attribute("lang") == "de"
    expect(page.locator("#announcements")).to_have_text("Ich sehe einen Hund.")
    # Keys that are pressed one after the other are one request.
    assert sum("v1/translate" in url for url in opened.requests) < 4
    page.get_by_label("Text to translate").fill("")
    expect(page.locator("#translation")).to_be_empty()


def test_white_space_stays_as_it_is(visit, service):
    page = _type(visit, TEXT)
    expect(_sentences(page)).to_have_count(3)
    translation = _ask(service, text=TEXT, source="auto", target="de")
    assert page.locator("#translation").evaluate("one => one.textContent") == translation["text"]


def test_sentences_light_up_on_both_sides(visit):
    page = _type(visit, TEXT)
    expect(_sentences(page)).to_have_count(3)
    area = page.get_by_label("Text to translate")

    _sentences(page).nth(2).hover()
    expect(_lit(page, "source")).to_have_text("The house is small.")
    page.mouse.move(0, 0)
    # The caret is at the end of the text.
    expect(_lit(page, "translation")).to_have_text("Das Haus ist klein.")
    # Behind a character of two UTF-16 units.
    area.evaluate("one => one.setSelectionRange(20, 20)")
    expect(_lit(page, "source")).to_have_text("Where is the station?")
    expect(_lit(page, "translation")).to_have_text("Wo ist der Bahnhof?")

    box = page.locator("#panel-translate .mirror mark").first.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    expect(_lit(page, "source")).to_have_text("I 😀 see a dog.")
    page.mouse.move(0, 0)
    area.evaluate("one => one.blur()")
    expect(_lit(page, "source")).to_have_count(0)


def test_the_marks_lie_under_the_words(visit):
    page = _type(visit, "The house is small. " * 12)
    expect(_sentences(page)).to_have_count(12)
    areas = page.locator("#panel-translate .marked-text > *").evaluate_all(
        """all => all.map(one => {
            const {x, y, width, height} = one.getBoundingClientRect();
            const {font, letterSpacing, padding, whiteSpace} = getComputedStyle(one);
            return JSON.stringify([x, y, width, height, font, letterSpacing, padding, whiteSpace]);
        })"""
    )
    assert areas[0] == areas[1]
    area = page.get_by_label("Text to translate")
    assert area.evaluate("one => one.scrollHeight <= one.clientHeight")


def test_an_alternative_takes_the_place_of_a_sentence(visit):
    page = _type(visit, "The house is small. I see a dog.")
    expect(_sentences(page)).to_have_count(2)
    before = _sentences(page).nth(1).inner_text()
    _sentences(page).nth(1).click()
    choices = page.get_by_role("dialog", name="Alternatives").get_by_role("button")
    expect(choices.nth(1)).to_be_visible()
    expect(choices.first).to_have_text(before)
    expect(choices.first).to_have_attribute("aria-current", "true")
    chosen = choices.nth(1).inner_text()
    assert chosen != before
    choices.nth(1).click()
    expect(_sentences(page).nth(1)).to_have_text(chosen)
    expect(_sentences(page).nth(1)).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_hidden()
    # It stays while another sentence is edited.
    page.get_by_label("Text to translate").fill("The houses are small. I see a dog.")
    expect(_sentences(page).first).to_have_text("Die Häuser sind klein.")
    expect(_sentences(page).nth(1)).to_have_text(chosen)


def test_the_alternatives_close(visit):
    page = _type(visit, "The house is small.")
    box = page.locator("#alternatives")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(5, 5),
        lambda: _sentences(page).first.click(),
    ):
        _sentences(page).first.click()
        expect(box.get_by_role("button").first).to_be_focused()
        close()
        expect(box).to_be_hidden()


def test_sentences_of_low_quality_are_marked(visit, service):
    text = "The house is small. Dog the the of happily seven. Umbrella sky not blue run if."
    found = _ask(service, text=text, source="en", target="de")
    unsure = [one["text"] for one in found["sentences"] if one["quality"] < 0.5]
    assert 0 < len(unsure) < len(found["sentences"])
    page = _type(visit, text)
    expect(page.locator("#translation .unsure")).to_have_text(unsure)
    marked = page.get_by_role("button", description="Dotted line")
    expect(marked).to_have_text(unsure)
    page.get_by_label("Text to translate").fill("The house is small.")
    expect(page.locator("#quality-note")).to_be_hidden()


def test_german_is_recognized_and_the_other_language_taken(visit):
    page = _type(visit, "Das Haus ist klein.")
    expect(page.locator("#translation")).to_have_text("The house is small.")
    expect(page.get_by_label("Language of the translation")).to_have_value("en")
    # Whoever chooses a language keeps it.
    page.get_by_label("Language of the translation").select_option("German")
    expect(page.locator("#translation-facts")).to_have_text("The text is in German already.")
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")


def test_the_languages_are_swapped_with_their_texts(visit):
    page = _type(visit, "The house is small.")
    expect(page.locator("#translation")).to_have_text("Das Haus ist klein.")
    page.get_by_role("button", name="Swap the languages").click()
    expect(page.locator("#translation")).to_have_text("The house is small.")
    expect(page.get_by_label("Text to translate")).to_have_value("Das Haus ist klein.")
    expect(page.get_by_label("Language of the text")).to_have_value("de")
    expect(page.get_by_label("Language of the translation")).to_have_value("en")


def test_the_form_of_address_can_be_chosen(visit):
    page = _type(visit, "Can you help me?")
    page.get_by_text("Form of address and glossary").click()
    for form, word in (("formal", "Sie"), ("informal", "du")):
        page.get_by_label("Form of address").select_option(form)
        expect(page.locator("#translation")).to_contain_text(f" {word} ")


def test_the_glossary_is_used(visit):
    page = _type(visit, "The invoice is here.")
    page.get_by_text("Form of address and glossary").click()
    page.get_by_label("Glossary").fill("invoice = Faktura\nnothing")
    expect(page.locator("#translation")).to_contain_text("Faktura")
    expect(page.locator("#glossary-note")).to_contain_text("line 2")


def test_the_translation_is_copied(visit):
    opened = visit()
    page = opened.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=opened.url)
    page.get_by_label("Text to translate").fill("The house is small.\n")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Das Haus ist klein.\n"


def test_markup_is_text(visit):
    text = "<img src=x onerror=alert(1)> The house is small."
    page = _type(visit, text)
    expect(page.locator("#translation")).to_contain_text("Das Haus ist klein.")
    assert page.locator("main img").count() == 0


def test_long_work_shows_progress_and_is_cancelled(visit):
    # All different, as none is translated twice.
    text = " ".join(f"The {i} ships had come to the harbour before the war." for i in range(100))
    page = _type(visit, text)
    panel = page.locator("#panel-translate")
    expect(panel.get_by_text("Translating …")).to_be_visible()
    expect(panel.get_by_role("progressbar")).to_have_attribute("max", "100")
    panel.get_by_role("button", name="Cancel").click()
    expect(panel.get_by_text("Translating …")).to_be_hidden()
    expect(page.locator("#announcements")).to_have_text("Cancelled")
    expect(page.locator("#translation")).to_be_empty()
