import pytest

from nlp_suite.tasks.summarization.subjects.phrases import WordReader, find_phrases
from nlp_suite.tasks.summarization.subjects.weak_words import vague_nouns, weak_words


def spellings(sentences, language="en"):
    return {phrase.spelling for phrase in find_phrases(sentences, language).phrases.values()}


def test_function_words_marks_and_weak_words_part_phrases():
    found = spellings(["Cheap solar panels, and the copper wire, said critics of silicon."])
    assert {"solar panels", "copper wire", "critics", "silicon"} <= found
    assert not any("and" in one.split() or "said" in one.split() for one in found)
    assert "panels copper" not in found


def test_a_phrase_has_at_most_four_words():
    found = spellings(["Stainless steel kitchen knife sharpener repair manuals are rare."])
    assert max(len(one.split()) for one in found) == 4


def test_a_vague_noun_needs_another_word_before_it():
    found = spellings(["The shelf life of cheese is short.", "Life is short.", "Life raft."])
    assert "shelf life" in found
    assert "life" not in {one.casefold() for one in found}
    assert "life raft" not in {one.casefold() for one in found}


def test_of_stands_within_a_phrase_that_occurs_twice():
    once = spellings(["The balance of trade fell."])
    twice = spellings(["The balance of trade fell.", "A balance of trade is a sum."])
    assert "balance of trade" not in once
    assert "balance of trade" in twice


def test_what_stands_like_a_verb_is_no_phrase():
    found = spellings(["Critics mock the mayor.", "They mock him.", "Nobody has mocked judges."])
    assert not any("mock" in one for one in found)


def test_an_adjective_alone_is_no_phrase():
    assert spellings(["The copper wire broke.", "Some copper wire bends."]) >= {"copper wire"}
    assert "copper" not in spellings(["The copper wire broke.", "Some copper wire bends."])


def test_an_adjective_behind_its_verb_is_no_phrase():
    assert "dull" not in spellings(["Tin is dull.", "Zinc is very dull."])
    assert "students" in spellings(["They are students."])


def test_a_name_may_begin_with_a_weak_word():
    assert "New Zealand" in spellings(["They flew to New Zealand."])
    assert "New cheese" not in spellings(["They ate New cheese."])


def test_forms_are_one_phrase_spelt_as_within_sentences():
    sentences = [
        "Solar panels age.",
        "The solar panels age.",
        "SOLAR PANELS",
        "We like solar panels.",
    ]
    phrase = find_phrases(sentences).phrases["solar", "panel"]
    assert (phrase.count, phrase.first, phrase.spelling) == (4, 0, "solar panels")


@pytest.mark.parametrize("apostrophe", ["'", "’"])  # noqa: RUF001
def test_a_possessive_ending_is_cut_off(apostrophe):
    found = spellings([f"Kenya{apostrophe}s athletes run.", f"They like Kenya{apostrophe}s."])
    assert "Kenya" in found
    assert f"Kenya{apostrophe}s athletes" in found


def test_a_german_phrase_ends_with_a_noun():
    sentences = [
        "In vielen Städten fehlen bezahlbare Wohnungen.",
        "Der soziale Wohnungsbau kostet Geld, und die Mieten steigen schnell.",
    ]
    found = spellings(sentences, "de")
    assert {"Städten", "bezahlbare Wohnungen", "soziale Wohnungsbau", "Mieten"} <= found
    assert not any(one.split()[-1][0].islower() for one in found)
    assert not any("fehlen" in one or "kostet" in one for one in found)


def test_in_a_romance_language_the_noun_comes_first():
    sentences = ["La grève générale dure.", "Ils aiment la grève générale de l'Etna."]
    found = spellings(sentences, "fr")
    assert {"grève générale", "Etna"} <= found
    assert "générale" not in found


def test_a_language_without_lists_has_words_and_what_stands_together_twice():
    assert spellings(["Raketo flugas alte."], "eo") == {"Raketo", "flugas", "alte"}
    twice = spellings(["Ruĝa raketo flugas.", "Jen ruĝa raketo."], "eo")
    assert "ruĝa raketo" in twice
    assert "raketo flugas" not in twice


def test_ideographs_that_stand_together_twice_are_a_phrase():
    found = spellings(["人工智能改变医疗。", "医院使用人工智能。"], "zh")
    assert "人工智能" in found
    assert "智能改变" not in found


def test_what_counts_is_no_phrase():
    found = spellings(["The 5G masts cost 5.5bn, in 2004 and 19th place.", "CO2"])
    assert {"5G masts", "CO2"} <= found
    assert not any("5.5bn" in one or "2004" in one or "19th" in one for one in found)


def test_marks_are_letters():
    assert spellings(["हिन्दी है।"], "hi") == {"हिन्दी"}


def test_hiragana_part_japanese_phrases():
    assert "機械学習" in spellings(["機械学習はデータを使う。", "データと機械学習。"], "ja")


def test_a_place_is_that_in_its_own_text():
    found = find_phrases(["Copper is soft.", "Some tin is dull."], places=[0, 0])
    assert found.phrases["tin",].first == 0


@pytest.mark.parametrize(
    "text",
    ["", " ", "...", "\0", "\ud800", "a\u0301" * 10, "😀 😀", "12 345 6,7", "a_b __c__"],
)
def test_nothing_crashes(text):
    for language in ("en", "de", "fr", "zh", "th", "xx"):
        find_phrases([text], language)


@pytest.mark.parametrize("piece", ["a", "a-", "A.", "1.", "a\u200d", "cat ", "cat of ", "'s"])
def test_long_text_without_sentences_takes_linear_time(piece):
    assert len(find_phrases([piece * 10_000]).phrases) <= 4


def test_a_word_list_has_no_word_twice():
    for language in ("en", "de"):
        assert not weak_words(language) & vague_nouns(language)


def test_the_reader_knows_names_in_capitals():
    kinds = {
        token.text: token.kind for token in WordReader("en").tokenize("US and us, WHO and who")
    }
    assert kinds["US"] == kinds["WHO"] == "content"
    assert kinds["us"] == kinds["who"] == "function"
