import types

import pytest

from nlp_suite.comparison.tasks.translation import ComparedTranslation
from nlp_suite.results import Translation

TASK = ComparedTranslation()


def translation(text, source=None, target=None):
    return Translation(
        text=text,
        source="I",
        sentences=(),
        engine="custom",
        model="toy",
        source_language=source,
        target_language=target,
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("Katze", "Katze", 100),
        ("ab", "xy", 0),
        # Of "a" and "b" one, of "ab" none: precision and recall are (1/2 + 0) / 2.
        ("ab", "ac", 25),
        # 5PR / (4P + R) with P = 1 and R = 1/2, and the other way round.
        ("a", "ab", 100 * (5 / 9 + 5 / 6) / 2),
    ],
)
def test_agreement_is_chrf_both_ways(ours, theirs, expected):
    first, second = [translation(ours)], [translation(theirs)]
    assert TASK.agreement(first, second) == pytest.approx(expected)
    assert TASK.agreement(second, first) == pytest.approx(expected)


def test_references_may_be_several():
    assert TASK.check_references(["a", ["b", "c"]]) == (("a",), ("b", "c"))


def test_lines_and_sameness():
    assert TASK.lines(translation("Eins.\n\nZwei.")) == ["Eins. Zwei."]
    assert TASK.same(translation("Eins."), translation("Eins."))
    assert not TASK.same(translation("Eins."), translation("Eins"))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("fr", "it"), ("fr", "it"), None], "translate from French to Italian"),
        ([("fr", "it"), ("fr", "es")], "translate"),
        ([("fr", "it"), (None, None)], "translate"),
        ([(None, None)], "translate"),
        ([None], "translate"),
    ],
)
def test_the_languages_are_those_of_all_systems(pairs, expected):
    results = [None if pair is None else translation("Sì.", *pair) for pair in pairs]
    comparison = types.SimpleNamespace(results={str(i): (r,) for i, r in enumerate(results)})
    assert TASK.describe(comparison) == expected
