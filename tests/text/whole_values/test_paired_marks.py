import pytest

from nlp_suite.text.whole_values.paired_marks import complete_pair


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("It is 7 km (4.3 mi) long.", "7 km (4.3 mi", "7 km (4.3 mi)"),
        ("It is 7 km (4.3 mi) long.", "4.3 mi)", "4.3 mi"),
        ("It is 7 km (4.3 mi) long.", "7 km", "7 km"),
        ("It is 7 km (4.3 mi) long.", "7 km (4.3 mi)", "7 km (4.3 mi)"),
        ("a completed (or local) field", "local) field", "(or local) field"),
        ('He said "go home" now.', 'said "go', 'said "go home"'),
        ('He said "go home" now.', 'home" now', '"go home" now'),
        ('the film "Vertigo" was', '"Vertigo', "Vertigo"),
        ('the film "Vertigo" was', '"Vertigo"', '"Vertigo"'),
        ("He said “go home” now.", "said “go", "said “go home”"),
        ("Er sagt „Ja“ dazu.", "„Ja", "Ja"),
        ("Er sagt „Ja“ dazu.", "sagt „Ja", "sagt „Ja“"),
        ("« oui » dit-il", "« oui", "oui"),
        ("f) the sixth", "f) the sixth", "the sixth"),
        ("one (which was then\nno more)", "one (which was", "one"),
        ("He is 5'11\" tall", "5'11\"", "5'11\""),
        ("Write to <a@b.org> now", "<a@b.org", "a@b.org"),
        ("Write to <a@b.org> now", "a@b.org>", "a@b.org"),
        ("Write to <a@b.org> now", "<a@b.org>", "<a@b.org>"),
        ("It is <5 mg", "<5 mg", "<5 mg"),
        ("((((", "((", "(("),
        ("It was (" + "very, " * 9 + "long) then.", "was (" + "very, " * 5, "was (" + "very, " * 5),
    ],
)
def test_pairs(text, span, whole):
    start = text.index(span)
    end = start + len(span)
    first, last = complete_pair(text, start, end)
    assert text[first:last] == whole
