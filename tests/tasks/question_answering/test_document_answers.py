"""The best answers over many documents, with their places there and scores that compare."""

import itertools
import math

import pytest

import nlp_suite
from nlp_suite.retrieval import PassageIndex
from nlp_suite.tasks.question_answering import document_answers as module

QUESTION = "Where did pedals come in the 1860s?"
TEXTS = {
    "none": "The sky is blue today.",
    "paris": "It is late. Pedals came in Paris in the 1860s. Go on.",
    "london": "Pedals came to London, and in the 1860s they were new.",
}
# So many that they are not all read.
FILLER = {f"filler {number}": f"The sky over town {number} is blue today." for number in range(20)}
LONG = " ".join(f"Nothing is said of {number} here, nor of anything else." for number in range(60))


@pytest.fixture
def reader(lexical_reader):
    return lexical_reader


def test_few_documents_are_read_as_texts_are(reader):
    found = reader(QUESTION, TEXTS)
    alone = reader(QUESTION, TEXTS["paris"])
    assert (found.text, found.document) == ("Paris", "paris")
    assert (found.start, found.end, found.score) == (alone.start, alone.end, alone.score)
    assert (found.sentence, found.sentence_start) == (alone.sentence, alone.sentence_start)
    # Everything is read, also what has no word of the question.
    best = reader(QUESTION, TEXTS, top_k=100)
    assert [one.document for one in best[:2]] == ["paris", "london"]
    assert {one.document for one in best} == set(TEXTS)
    scores = relevance(TEXTS)
    for name, text in TEXTS.items():
        weight = math.exp(module.PASSAGE_WEIGHT * (scores[name] - scores["paris"]))
        wanted = [(one.text, one.score * weight) for one in reader(QUESTION, text, top_k=100)]
        assert [(one.text, one.score) for one in best if one.document == name] == [
            (text, pytest.approx(score)) for text, score in wanted
        ]
    # An answer in one of them is enough.
    assert {one.null_score for one in best} == {alone.null_score}


def relevance(texts):
    index = nlp_suite.index(texts)
    found = {one.document: one.score for one in index.search(QUESTION, 100)}
    return {name: found.get(name, 0.0) for name in texts}


def test_one_document_is_read_as_a_text_is(reader):
    text = f"{LONG}\n\n{TEXTS['paris']}"
    answers = reader(QUESTION, {"long": text}, top_k=5)
    alone = reader(QUESTION, text, top_k=5)
    for one, other in zip(answers, alone, strict=True):
        assert (one.start, one.end, one.text) == (other.start, other.end, other.text)


def test_an_index_of_few_documents_gives_the_same(reader):
    with nlp_suite.index(TEXTS) as index:
        assert reader(QUESTION, index, top_k=5) == reader(QUESTION, TEXTS, top_k=5)


@pytest.mark.parametrize("indexed", [True, False])
def test_answers_are_spans_of_the_whole_document(reader, indexed):
    texts = {**FILLER, "long": f"{LONG}\n\n{TEXTS['paris']}", "more": LONG}
    documents = nlp_suite.index(texts) if indexed else texts
    answers = reader(QUESTION, documents, top_k=5)
    best = answers[0]
    assert (best.text, best.document) == ("Paris", "long")
    assert best.sentence == "Pedals came in Paris in the 1860s."
    for one in answers:
        text = texts[one.document]
        assert text[one.start : one.end] == one.text
        assert text[one.sentence_start :].startswith(one.sentence)
        assert one.question == QUESTION
    assert len({(one.document, one.start, one.end) for one in answers}) == 5


def test_spans_of_passages_that_overlap_are_one_place(reader):
    sentences = [f"Fact {number} has its own few words." for number in range(40)]
    sentences[20] = "Pedals came in Paris in the 1860s."
    index = PassageIndex(passage_words=30, overlap_words=20)
    index.add({"long": " ".join(sentences), **FILLER})
    assert len([one for one in index.search(QUESTION, 20) if "Paris" in one.text]) > 1
    answers = reader(QUESTION, index, top_k=6)
    places = sorted((one.start, one.end) for one in answers if one.document == "long")
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(places))


def test_the_sentence_is_that_of_the_document(reader):
    # The passage has only a part of it.
    sentence = (
        f"{'So it is said, ' * 40}pedals came in Paris in the 1860s, {'as is known, ' * 40}yes."
    )
    index = PassageIndex(passage_words=30, overlap_words=10)
    index.add({"long": f"First. {sentence} Last.", **FILLER})
    best = reader(QUESTION, index)
    assert best.text == "Paris"
    assert best.sentence == sentence


def test_rows_of_a_long_table_are_read_with_its_heading(reader):
    rows = "".join(f"| Town {number} | {number} |\n" for number in range(200))
    text = f"So.\n\n| town | pedals |\n|---|---|\n{rows}| London | 1860s |\n"
    index = nlp_suite.index({"table": text, **FILLER})
    best = index.search("pedals in London", 1)[0]
    assert (best.heading, best.heading_start) == ("| town | pedals |\n|---|---|", 5)
    question = "Which pedals came to London?"
    answers = reader(question, index, top_k=500)
    found = {(one.text, one.start) for one in answers}
    shift = best.start - len(best.heading) - 1
    for one in reader(question, f"{best.heading}\n{best.text}", top_k=3):
        assert (one.text, one.start + shift) in found
    for one in answers:
        source = text if one.document == "table" else FILLER[one.document]
        assert source[one.start : one.end] == one.text


def test_scores_fall_with_the_distance_to_the_best_passage(reader):
    texts = {**FILLER, **TEXTS}
    index = nlp_suite.index(texts)
    passages = {one.document: one for one in index.search(QUESTION, module.MAX_PASSAGES)}
    best = reader(QUESTION, index, top_k=9)
    top = max(one.score for one in passages.values())
    for one in best:
        alone = reader(QUESTION, passages[one.document].text, top_k=10)
        weight = math.exp(module.PASSAGE_WEIGHT * (passages[one.document].score - top))
        same = [other for other in alone if (other.start, other.text) == (one.start, one.text)]
        assert one.score == pytest.approx(weight * same[0].score, abs=1e-6)
    nulls = [
        1
        - math.exp(module.PASSAGE_WEIGHT * (one.score - top))
        * (1 - reader(QUESTION, one.text).null_score)
        for one in passages.values()
    ]
    assert best[0].null_score == pytest.approx(min(nulls), abs=1e-6)


def test_no_more_than_some_passages_are_read(reader, monkeypatch):
    read = []
    call = type(reader).__call__

    def watch(self, question, text, **options):
        if isinstance(text, list):
            read.append(len(text))
        return call(self, question, text, **options)

    monkeypatch.setattr(type(reader), "__call__", watch)
    index = nlp_suite.index({f"{number}": TEXTS["paris"] + f" {number}." for number in range(30)})
    call(reader, [QUESTION, "What is late?"], index)
    assert read == [2 * module.MAX_PASSAGES]


def test_lists_of_questions(reader, monkeypatch):
    monkeypatch.setattr(module, "_GROUP_QUESTIONS", 2)
    index = nlp_suite.index({**FILLER, **TEXTS})
    questions = [QUESTION, "zzzz?", "What is blue over town 3?", QUESTION]
    answers = reader(questions, index)
    assert answers == [reader(question, index) for question in questions]
    assert [one.document for one in answers] == ["paris", None, "filler 3", "paris"]
    assert [len(found) for found in reader(tuple(questions), index, top_k=3)] == [3, 1, 3, 3]
    assert reader([], index) == reader([], TEXTS) == []


def test_there_may_be_no_answer(reader):
    index = nlp_suite.index({**FILLER, **TEXTS})
    for documents in (index, TEXTS):
        assert reader(QUESTION, documents, no_answer_threshold=0.9).document == "paris"
        none, best = reader(QUESTION, documents, no_answer_threshold=0.0, top_k=2)
        assert (none.text, none.reason, none.document) == ("", "unanswerable", None)
        assert none.score == none.null_score == best.null_score
        assert best.text == "Paris"
        assert not reader(QUESTION, documents, no_answer_threshold=0.0)
        assert reader(QUESTION, documents, no_answer_threshold=0.0, always=True).text == "Paris"


def test_a_question_whose_words_are_nowhere_has_no_answer(reader):
    index = nlp_suite.index({**FILLER, **TEXTS})
    for options in ({}, {"always": True}, {"group": True}, {"scoring": "independent"}):
        (none,) = reader("Zzzz qqqq?", index, top_k=3, **options)
        assert (none.text, none.score, none.reason) == ("", 1.0, "unanswerable")
        assert (none.engine, none.model) == ("test", "lexical")


def test_a_yes_no_question_has_the_sentence_that_decides(reader):
    texts = {**FILLER, "long": f"{LONG} {TEXTS['paris']}"}
    for documents in (nlp_suite.index(texts), {"a": TEXTS["paris"], "b": TEXTS["none"]}):
        none, best, *_ = reader(
            "Did pedals come in the 1860s?", documents, no_answer_threshold=1.0, top_k=3
        )
        assert (none.text, none.reason, none.start, none.end) == ("", "yes_no", 0, 0)
        assert none.sentence == "Pedals came in Paris in the 1860s."
        assert none.document in ("long", "a")
        text = texts.get(none.document, TEXTS["paris"])
        assert text[none.sentence_start :].startswith(none.sentence)
        assert best.text


def test_equal_answers_of_several_documents_are_one(reader):
    texts = {"one": TEXTS["paris"], "two": "Pedals came in PARIS in the 1860s.", **FILLER}
    for documents in (texts, nlp_suite.index(texts), dict(list(texts.items())[:3])):
        apart = reader(QUESTION, documents, top_k=2)
        assert [one.text for one in apart] == ["Paris", "PARIS"] or [one.text for one in apart] == [
            "PARIS",
            "Paris",
        ]
        together = reader(QUESTION, documents, group=True)
        assert {place.document for place in together.places} == {"one", "two"}
        for place in together.places:
            assert texts[place.document][place.start : place.end] == place.text
        assert together.score >= apart[0].score


def test_what_is_unreadable(reader):
    (none,) = reader(QUESTION, {"a": "\u200b"}, top_k=2)
    assert (none.text, none.reason) == ("", "unreadable")


@pytest.mark.parametrize(
    ("documents", "words"),
    [
        ({}, "text must have a document, got an empty mapping"),
        (PassageIndex(), r"the index has no documents; add some, index\.add"),
        ({"a": " "}, "the text of document 'a' has no visible character"),
        ({"a": 3}, "the text of document 'a' must be a str, got int"),
        ({3: "a"}, "the name of a document must be a str"),
    ],
)
def test_wrong_documents(reader, documents, words):
    with pytest.raises(nlp_suite.InvalidInputError, match=words):
        reader(QUESTION, documents)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "question must have a visible character"),
        ([QUESTION, " "], r"question\[1\] must have a visible character"),
        (3, "question must be"),
        ([QUESTION, "why " * 100], r"question\[1\] has 100 tokens"),
    ],
)
def test_wrong_questions_are_named_as_ever(reader, question, words):
    with pytest.raises(nlp_suite.InvalidInputError, match=words):
        reader(question, TEXTS)


@pytest.mark.parametrize(
    "question", ['"pedals"', "a\0b", "\ud800 pedals", "OR AND NOT ()", "東京は?"]
)
def test_any_question_is_taken(reader, question):
    index = nlp_suite.index({**FILLER, **TEXTS})
    assert isinstance(reader(question, index), nlp_suite.Answer)


def test_many_answers_are_found_in_time(reader):
    index = nlp_suite.index({**FILLER, "long": LONG})
    answers = reader("What is said of anything?", index, top_k=500)
    assert 100 < len(answers) <= 500
