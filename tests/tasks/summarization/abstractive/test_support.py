import numpy as np
import pytest

from nlp_suite import LanguageMismatchWarning
from nlp_suite.tasks.summarization.abstractive.support import (
    SUPPORTING_SIMILARITY,
    WrittenSummary,
    find_support,
    nearest_sentences,
)

TEXT = (
    "Tin melts at 232 degrees.\n\nCopper and tin make bronze. Cats eat fish. "
    "Tin melts at 232 degrees. Old bronze has tin and copper."
)


class Counted:
    """Counts what is embedded, and how often."""

    engine, model = "test", "all-MiniLM-L6-v2"

    def __init__(self, embedder):
        self.embedder, self.calls = embedder, []

    def embed(self, sentences):
        self.calls.append(list(sentences))
        return self.embedder.embed(sentences)


def test_each_sentence_has_the_sentences_that_say_the_same(read, embedder):
    summary = "Bronze is made of copper and tin. Dogs bark."
    (first, second), *_ = find_support([WrittenSummary(summary, [read(TEXT)])], embedder)
    assert [one.index for one in first.sources] == [1, 4]
    for one in first.sources:
        assert TEXT[one.start : one.end] == one.text
        assert one.similarity >= SUPPORTING_SIMILARITY["meaning"]
        assert one.document is None
    assert first.similarity == first.sources[0].similarity >= first.sources[1].similarity
    assert summary[first.start : first.end] == first.text == "Bronze is made of copper and tin."
    assert first.supported
    assert second.sources == ()
    assert second.similarity < SUPPORTING_SIMILARITY["meaning"]
    assert summary[second.start : second.end] == "Dogs bark."
    assert not second.supported


def test_a_sentence_that_stands_twice_is_named_once(read, embedder):
    ((support,),) = find_support([WrittenSummary("Tin melts at 232.", [read(TEXT)])], embedder)
    assert [one.index for one in support.sources] == [0]


def test_what_is_missing_is_not_supported(read, embedder):
    ((support,),) = find_support(
        [WrittenSummary("Tin melts at 332 degrees.", [read(TEXT)])], embedder
    )
    assert support.sources
    assert support.missing == ("332",)
    assert not support.supported


def test_sentences_of_several_texts_say_which(read, embedder):
    documents = [read("Tin melts.", "a"), read("Cats eat fish.", "b")]
    ((support,),) = find_support([WrittenSummary("Cats eat fish.", documents)], embedder)
    ((source,),) = [support.sources]
    assert (source.document, source.index, source.start) == ("b", 0, 0)


def test_all_are_embedded_at_once_and_come_in_their_order(read, embedder):
    counted = Counted(embedder)
    summaries = [
        WrittenSummary("Cats eat fish.", [read(TEXT)]),
        WrittenSummary("Die Katze schläft.", [read("Die Katze schläft. Er malt.", language="de")]),
        WrittenSummary("", [read("Ann reads.")]),
    ]
    found = find_support(summaries, counted)
    assert [len(one) for one in found] == [1, 1, 0]
    assert found[0][0].sources[0].index == 2
    # What the embedder has not learned is compared by its words.
    assert found[1][0].similarity == pytest.approx(1)
    assert len(counted.calls) == 1
    assert not any("Katze" in one for one in counted.calls[0])


def test_no_warning_of_the_language(read, embedder, recwarn):
    find_support([WrittenSummary("Kissa.", [read("Kissa nukkuu.", language="fi")])], embedder)
    assert not [one for one in recwarn if one.category is LanguageMismatchWarning]


def test_nearest_sentences():
    source = np.array([[1, 0], [0, 1], [1, 0], [0.6, 0.8], [0.8, 0.6]], "f4")
    (found,) = nearest_sentences(np.array([[1, 0]], "f4"), source)
    assert [i for i, _ in found] == [0, 2, 4]
    assert found[0][1] == 1.0
    assert nearest_sentences(np.zeros((2, 2), "f4"), np.zeros((0, 2), "f4")) == [[], []]
