import dataclasses
import json

import numpy as np
import pytest

from nlp_suite import Alternative, SentenceTranslation, Translation


def sentence(text="eins", start=0, end=3, **changes):
    values = {
        "text": text,
        "start": start,
        "end": end,
        "score": -0.5,
        "tokens": ("ei", "ns"),
        "source_tokens": ("one",),
        "n_best": (Alternative(text, -0.5), Alternative("ein", -2.0)),
    }
    return SentenceTranslation(**values | changes)


def translation(*sentences, source="one  two"):
    return Translation(
        text="eins  zwei",
        source=source,
        sentences=sentences,
        engine="custom",
        model="m",
        source_language="en",
    )


def test_equal_if_all_but_the_attention_is():
    one = sentence(attention=np.ones((2, 1), "f4"))
    assert one == sentence(attention=np.zeros((2, 1), "f4"))
    assert hash(translation(one)) == hash(translation(sentence()))
    assert translation(one) != translation(sentence(score=-1.0))


def test_frozen():
    for result, field in ((sentence(), "text"), (translation(), "source")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, field, "")


def test_a_sentence_with_fewer_alternatives_keeps_its_last():
    two = sentence("zwei", 5, 8, n_best=(Alternative("zwei", -0.1),), score=-0.1)
    whole = translation(sentence(), two)
    assert [alternative.text for alternative in whole.n_best] == ["eins  zwei", "ein  zwei"]
    assert [alternative.score for alternative in whole.n_best] == pytest.approx([-0.3, -1.05])
    assert whole.score == pytest.approx(-0.3)


def test_what_the_model_did_not_see_has_no_weight():
    kept = sentence("**", 5, 7, score=0.0, tokens=(), source_tokens=(), n_best=(("**", 0.0),))
    assert translation(sentence(), kept).score == -0.5
    assert translation().score == 0.0
    assert translation().n_best == (Alternative("eins  zwei", 0.0),)


def test_plain_values():
    one = sentence(attention=np.full((2, 1), 0.5, "f4"))
    values = json.loads(json.dumps(translation(one).to_dict()))
    assert values["sentences"][0] == {
        "text": "eins",
        "start": 0,
        "end": 3,
        "score": -0.5,
        "tokens": ["ei", "ns"],
        "source_tokens": ["one"],
        "n_best": [{"text": "eins", "score": -0.5}, {"text": "ein", "score": -2.0}],
        "attention": [[0.5], [0.5]],
        "quality": None,
    }
    assert values["attention"] == [[0.5], [0.5]]
    assert values["n_best"][1] == {"text": "ein  two", "score": -2.0}
    assert set(values) == {
        "text",
        "source",
        "score",
        "quality",
        "tokens",
        "source_tokens",
        "n_best",
        "attention",
        "sentences",
        "engine",
        "model",
        "source_language",
        "target_language",
    }
    assert (values["source_language"], values["target_language"]) == ("en", None)


def test_the_quality_of_a_text_is_that_of_its_worst_sentence():
    one, two = sentence(quality=0.25), sentence("zwei", 5, 8, quality=0.75)
    assert translation(one, two).quality == translation(two, one).to_dict()["quality"] == 0.25
    assert translation(one, sentence("zwei", 5, 8)).quality is None
    assert translation().quality == 1.0
