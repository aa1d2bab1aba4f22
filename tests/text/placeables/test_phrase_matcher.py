"""Matching of many phrases at once."""

from nlp_suite.text.placeables.phrase_matcher import PhraseMatcher


def found(matcher, text):
    return [text[start:end] for start, end, _ in matcher.find(text)]


def test_the_longest_of_those_that_start_first_is_taken():
    matcher = PhraseMatcher([("credit", False), ("credit card", False), ("card number", False)])

    assert found(matcher, "The credit card number, a card number, credit") == [
        "credit card",
        "card number",
        "credit",
    ]


def test_whole_words_only():
    matcher = PhraseMatcher([("art", False), ("C++", True), ("e-mail", False)])

    assert found(matcher, "art, party, C++! C, e - mail, E-Mail art_1") == ["art", "C++", "E-Mail"]


def test_blanks_and_marks_of_letters_are_alike():
    matcher = PhraseMatcher([("café  noir", False)])

    assert found(matcher, "a Cafe\u0301\n noir") == ["Cafe\u0301\n noir"]


def test_one_in_its_own_case_goes_before_one_in_any():
    matcher = PhraseMatcher([("it", False), ("IT", True)])

    assert [number for _, _, number in matcher.find("IT is it, It is.")] == [1, 0, 0]


def test_time_grows_with_the_text_not_with_the_phrases(assert_quick):
    matcher = PhraseMatcher((f"term{i} of {i}", False) for i in range(20_000))
    text = "term7 of 8 term7 of 7 " * 5_000

    def work():
        count = sum(1 for _ in matcher.find(text))

        assert count == 5_000

    assert_quick(work, seconds=2)
