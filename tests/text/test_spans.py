from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.text import SentenceSpan
from nlp_suite.text.spans import replace_spans


@given(st.text(), st.lists(st.integers(0, 40)))
def test_words_in_place_of_themselves_change_nothing(text, cuts):
    cuts = sorted(min(cut, len(text)) for cut in cuts)
    spans = [SentenceSpan(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    assert replace_spans(text, spans, [text[start:end] for start, end in spans]) == text


def test_what_is_between_stays():
    spans = [SentenceSpan(1, 3), SentenceSpan(4, 4), SentenceSpan(6, 7)]
    assert replace_spans(" ab c d\n", spans, ["X", "Y", ""]) == " X Yc \n"
    assert replace_spans(" ab", [], []) == " ab"
