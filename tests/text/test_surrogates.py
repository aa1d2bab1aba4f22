from nlp_suite.text.surrogates import without_surrogates


def test_offsets_hold_where_surrogates_were():
    assert without_surrogates("a\ud800\udc00 \U00010000é") == "a?? \U00010000é"
