import re

import numpy as np
import pytest

from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.tasks.translation.segment import Segment
from nlp_suite.tasks.translation.segment_translator import Faults, SegmentTranslator
from nlp_suite.text.placeables.finder import PlaceableFinder


class Source(str):
    """What an engine reads: a sentence with a sign for each placeable that it does not see."""

    def __new__(cls, text, targets, copied=()):
        source = super().__new__(cls, text)
        source.targets, source.copied = targets, copied
        return source

    @property
    def num_tokens(self):
        return len(self.split())


class Forgetful:
    """An engine that writes what a function of the source and the rank of a hypothesis says.

    A "#" of that is the next hidden placeable.
    """

    engine, model, max_source_tokens = "test", "forgetful", 50
    source_language, target_language, confidence = "en", "de", None
    target_words = None

    def __init__(self, write, names=()):
        self.write, self.names = write, names
        self.calls, self.suppressed = [], []

    def prepare(self, sentences, placeables):
        sources = []
        for sentence, placed in zip(sentences, placeables, strict=True):
            text = sentence
            for one in reversed(placed):
                text = f"{text[: one.start]}#{text[one.end :]}"
            copied = tuple(name for name in self.names for _ in range(text.count(name)))
            sources.append(Source(text, [one.target for one in placed], copied))
        return sources

    def tokenize_target(self, text):
        return (hash(text),)

    def translate(self, sources, options, suppressed=()):
        self.calls += [(str(source), options) for source in sources]
        self.suppressed.append(suppressed)
        return [
            [self._hypothesis(source, rank, options) for rank in range(options.n_best)]
            for source in sources
        ]

    def _hypothesis(self, source, rank, options):
        targets = iter(source.targets)
        text = re.sub("#", lambda _: next(targets), self.write(str(source), rank))
        tokens, read = tuple(text.split()), tuple(source.split())
        looked = np.eye(len(tokens), len(read), dtype="f4") if options.attention else None
        return Hypothesis(text, tokens, -1.0 - rank, read, looked)


def translate(text, write, *, names=(), form=None, keep=(), glossary=None, **options):
    finder = PlaceableFinder("en", "de", keep=keep, glossary=glossary)
    engine = Forgetful(write, names)
    translator = SegmentTranslator(engine, finder, DecodingOptions(**options), form)
    segments = [Segment.of(one, finder) for one in ([text] if isinstance(text, str) else text)]
    found = translator([*zip(segments, translator.prepare(segments), strict=True)])
    return (found[0] if isinstance(text, str) else found), engine


def copy(source, rank):
    return "x" * rank + source


def test_what_is_right_is_translated_once():
    found, engine = translate("see https://example.org now", copy)
    assert found.hypotheses[0].text == "see https://example.org now"
    assert [source for source, _ in engine.calls] == ["see # now"]
    assert found.faults == Faults(0, False, 0, 0)


def test_a_wider_search_finds_what_is_missing():
    found, engine = translate(
        "see https://example.org now", lambda source, rank: source if rank == 5 else "nichts"
    )
    assert found.hypotheses[0].text == "see https://example.org now"
    assert found.hypotheses[0].score == -6.0
    assert len(found.hypotheses) == 1
    assert [options.n_best for _, options in engine.calls] == [1, 8]
    assert not any(found.faults)


def test_a_value_that_the_model_writes_wrongly_is_placed():
    found, engine = translate(
        "he has 98889 rooms", lambda source, rank: source.replace("98889", "9889")
    )
    assert found.hypotheses[0].text == "he has 98889 rooms"
    assert [source for source, _ in engine.calls] == ["he has 98889 rooms", "he has # rooms"]


def test_a_value_that_the_source_does_not_have_is_a_fault():
    found, engine = translate(
        "he has 12 rooms", lambda s, rank: f"{s} of 12" if "#" not in s else s
    )
    assert found.hypotheses[0].text == "he has 12 rooms"
    assert [source for source, _ in engine.calls] == ["he has 12 rooms", "he has # rooms"]
    found, _ = translate("he has rooms", lambda s, rank: s if rank == 2 else f"12 {s}")
    assert (found.hypotheses[0].text, found.faults.added) == ("he has rooms", 0)
    found, _ = translate("he has rooms", lambda s, rank: f"12 {s}")
    assert found.faults == Faults(0, False, 1, 0)


def test_a_value_is_placed_as_the_target_language_writes_it():
    found, _ = translate("it costs 1,234.50 here", lambda source, rank: source.replace("1,", ""))
    assert found.hypotheses[0].text == "it costs 1.234,50 here"


def test_what_no_hypothesis_has_stands_between_parts():
    def write(source, rank):
        return source.replace("#", "").upper()

    found, engine = translate("see (https://example.org), or a@example.org now", write)
    assert found.hypotheses[0].text == "SEE (https://example.org), OR a@example.org NOW"
    assert found.faults.missing == 0
    assert {source for source, _ in engine.calls} >= {"see (", "), or", "now"}


def test_names_that_the_engine_copies_are_checked_too():
    text = "Yanni told Yanni to go"
    found, _ = translate(text, lambda source, rank: source.replace("Yanni", ""), names=["Yanni"])
    assert found.hypotheses[0].text == "Yanni told Yanni to go"


def test_misspelt_names_are_written_as_in_the_source(monkeypatch):
    def write(source, rank):
        return source.replace("Okonkwo", "Oconkwo")

    found, _ = translate("say it to Okonkwo", write)
    assert found.hypotheses[0].text == "say it to Oconkwo"
    monkeypatch.setattr(Forgetful, "target_words", frozenset(["say", "it", "to"]))
    found, _ = translate("say it to Okonkwo", write)
    assert found.hypotheses[0].text == "say it to Okonkwo"


def test_the_glossary_s_term_is_placed_where_the_model_has_another():
    def write(source, rank):
        return source.replace("invoice", "Faktura").replace("the ", "die ")

    found, _ = translate("the invoice is there", write, glossary={"invoice": "Rechnung"})
    assert found.hypotheses[0].text == "die Rechnung is there"


def test_loops_are_done_again_without_repetition():
    def write(source, rank):
        return "so weiter und " * 12

    found, engine = translate("and so on", write)
    assert found.faults.loops
    assert [options.no_repeat_ngram_size for _, options in engine.calls] == [0, 3]
    found, _ = translate("and so on", lambda source, rank: "gut" if rank else write(source, 0))
    assert (found.hypotheses[0].text, found.faults.loops) == ("gut", False)


def test_the_form_of_address_is_chosen_among_hypotheses():
    texts = ["Haben Sie Zeit?", "Hast du Zeit?"]
    for form, first in (("informal", 0), ("formal", 1)):
        found, _ = translate(
            "do you have time?",
            lambda source, rank, first=first: texts[first if rank < 3 else 1 - first],
            form=form,
        )
        assert found.hypotheses[0].text == texts[1 - first]
        assert not found.faults.wrong_form
    found, engine = translate("do you have time?", lambda source, rank: texts[0])
    assert len(engine.calls) == 1


def test_the_words_of_the_other_form_are_not_to_be_written():
    _, engine = translate("do you have time?", lambda s, rank: "Hast du Zeit?", form="formal")
    # Of verbs that cannot be left out without their polite form, a search finds more.
    assert [bool(one) for one in engine.suppressed] == [False, True, False]
    assert (hash("du"),) in engine.suppressed[1]
    # Only where nothing else is wrong.
    _, engine = translate("see https://example.org", lambda s, rank: "Siehst du?", form="formal")
    assert not any(engine.suppressed[:2])


def test_a_translation_that_addresses_nobody_is_right_if_the_best_does_not():
    texts = ["Hast du Zeit?", "Zeit?", "Haben Sie Zeit?"]
    found, _ = translate("do you have time?", lambda s, rank: texts[min(rank, 2)], form="formal")
    assert (found.hypotheses[0].text, found.faults.wrong_form) == ("Haben Sie Zeit?", 0)
    found, _ = translate("do you have time?", lambda s, rank: texts[min(rank, 1)], form="formal")
    assert (found.hypotheses[0].text, found.faults.wrong_form) == ("Zeit?", 1)
    found, engine = translate("do you have time?", lambda s, rank: texts[1], form="formal")
    assert (found.hypotheses[0].text, len(engine.calls)) == ("Zeit?", 1)


def test_alternatives_with_faults_come_last():
    found, engine = translate(
        "see https://example.org now", lambda s, rank: s if rank == 1 else f"x{rank}", n_best=3
    )
    assert found.hypotheses[0].text == "see https://example.org now"
    assert [one.score for one in found.hypotheses] == [-2.0, -1.0, -3.0]
    assert len(engine.calls) == 1


def test_markup_is_put_around_the_words_it_was_around():
    found, engine = translate("click <b>here</b> now", copy)
    assert found.hypotheses[0].text == "click <b>here</b> now"
    ((source, options),) = engine.calls
    assert (source, options.attention) == ("click here now", True)
    assert found.hypotheses[0].attention is None
    found, _ = translate("click <b>here</b> now", copy, attention=True)
    assert found.hypotheses[0].attention.shape == (3, 3)


def test_markup_of_what_is_translated_in_parts():
    found, _ = translate(
        "click <b>here</b> or https://example.org now", lambda s, rank: s.replace("#", "")
    )
    assert found.hypotheses[0].text == "click <b>here</b> or https://example.org now"


def test_attention_of_parts():
    found, _ = translate(
        "see https://example.org now", lambda s, rank: s.replace("#", ""), attention=True
    )
    best = found.hypotheses[0]
    assert best.text == "see https://example.org now"
    assert best.tokens == best.source_tokens == ("see", "https://example.org", "now")
    np.testing.assert_array_equal(best.attention, np.eye(3))


def test_nothing_to_translate():
    found, engine = translate("1,234.50 {name} 😀", copy, n_best=2)
    assert [one.text for one in found.hypotheses] == ["1.234,50 {name} 😀"] * 2
    assert engine.calls == []


def test_many_segments_keep_their_order():
    texts = [f"see https://example.org/{i} now" for i in range(20)]
    found, engine = translate(texts, lambda s, rank: s if rank else "")
    assert [one.hypotheses[0].text for one in found] == texts
    # Those that have to be done again are done together.
    assert len(engine.calls) == 40


@pytest.mark.parametrize("count", [40])
def test_a_segment_of_many_placeables(count):
    text = " and ".join(f"https://example.org/{i}" for i in range(count))
    found, _ = translate(text, lambda s, rank: s.replace("#", ""))
    assert found.hypotheses[0].text == text


def test_a_list_of_placeables_is_done_in_parts_at_once():
    text = " and ".join(f"https://example.org/{i}" for i in range(200))
    found, engine = translate(text, lambda s, rank: s.upper())
    assert found.hypotheses[0].text == text.replace("and", "AND")
    # Each different part once.
    assert [source for source, _ in engine.calls] == ["and"]
    words = " ".join(["we read and write"] * 4)
    found, engine = translate(" ".join(f"{words} {{x{i}}}" for i in range(9)), copy)
    assert len(engine.calls) == 1


def test_no_wider_search_for_what_lacks_much():
    text = "we see a.example, and then b.example, or else c.example, or d.example or e.example too"
    found, engine = translate(text, lambda s, rank: s.replace("#", ""))
    assert found.hypotheses[0].text == text
    assert {options.n_best for _, options in engine.calls} == {1}
