import pytest

from nlp_suite import InvalidInputError, SentenceTranslation, Translation
from nlp_suite.results import Alternative
from nlp_suite.tasks.translation.doubt_marks import mark_doubtful

SOURCE = "- One.  Two.\n\nThree.\n"


def translation(*qualities):
    spans = [(2, 6), (8, 12), (14, 20)]
    sentences = tuple(
        SentenceTranslation(
            text=text,
            start=start,
            end=end,
            score=-1.0,
            tokens=(text,),
            source_tokens=("x",),
            n_best=(Alternative(text, -1.0),),
            quality=quality,
        )
        for text, (start, end), quality in zip(
            ("Eins.", "Zwei.", "Drei."), spans, qualities, strict=True
        )
    )
    return Translation(
        text="- Eins.  Zwei.\n\nDrei.\n", source=SOURCE, sentences=sentences, engine="a", model="b"
    )


@pytest.mark.parametrize(
    ("below", "text"),
    [
        (0, "- Eins.  Zwei.\n\nDrei.\n"),
        (0.5, "- Eins.  [?] Zwei.\n\nDrei.\n"),
        (0.9, "- Eins.  [?] Zwei.\n\n[?] Drei.\n"),
        (1, "- [?] Eins.  [?] Zwei.\n\n[?] Drei.\n"),
    ],
)
def test_sentences_below_are_marked(below, text):
    assert mark_doubtful(translation(0.9, 0.4, 0.5), below) == text


@pytest.mark.parametrize("below", [-0.1, 1.1, float("nan"), "0.5", True, None])
def test_what_is_no_quality(below):
    with pytest.raises(InvalidInputError, match="mark_below must be a number from 0 to 1"):
        mark_doubtful(translation(0.9, 0.4, 0.5), below)


def test_a_model_without_a_calibrated_confidence():
    with pytest.raises(InvalidInputError, match="the model b has no calibrated confidence"):
        mark_doubtful(translation(None, None, None), 0.5)


def test_a_text_without_sentences():
    empty = Translation(text="\n", source="\n", sentences=(), engine="a", model="b")
    assert mark_doubtful(empty, 0.5) == "\n"
