"""Answers of a reader whose numbers are known, compared with those found span by span."""

import json
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import Answer, InvalidInputError
from nlp_suite.tasks.question_answering.options import ReadingKeywords, ReadingOptions
from nlp_suite.tasks.question_answering.reader import Reader
from nlp_suite.text import split_sentences

QUESTION = "Where did pedals come in the 1860s?"
SMALL = {"window": 24, "stride": 6, "max_answer_tokens": 4}


@pytest.fixture
def lexical(make_scorer):
    return Reader(make_scorer())


def naive(scorer, question, text, *, window, stride, max_answer_tokens):
    """Every span of every window, one by one: {(start, end): probability}, and the null score."""
    (asked,), (tokens,) = scorer.tokenize([question]), scorer.tokenize([text])
    size, room = len(tokens.ids), window - len(asked.ids) - 3
    found, nulls, start = {}, [], 0
    while True:
        end = min(start + room, size)
        one = scorer.join(asked.ids, tokens.ids[start:end])
        logits = scorer.logits(one).astype(float) / scorer.temperature
        null = math.exp(logits[0].sum())
        scores = {
            (i, j): math.exp(
                logits[one.text_start + i - start, 0] + logits[one.text_start + j - start, 1]
            )
            for i in range(start, end)
            for j in range(i, min(i + max_answer_tokens, end))
        }
        total = null + math.fsum(scores.values())
        nulls.append(null / total)
        for (i, j), score in scores.items():
            left = min(tokens.starts[tokens.words == tokens.words[i]])
            right = max(tokens.ends[tokens.words == tokens.words[j]])
            span = int(left), int(right)
            found[span] = max(found.get(span, 0.0), score / total)
        if end == size:
            return found, min(nulls)
        start = end - stride


def test_the_sentence_is_found_in_the_language_of_the_text(lexical, make_scorer):
    text = "Am 3. Mai kamen pedals."

    def sentences(reader, question=QUESTION, **options):
        return {answer.sentence for answer in reader(question, text, top_k=9, **options)}

    assert sentences(lexical, language="de") == {text}
    assert "Am 3." in sentences(lexical)
    german = Reader(make_scorer(), ReadingOptions.of_model({"language": "de"}, "m"))
    asked = "Wann kamen die pedals?"
    assert sentences(german, asked) == {text}
    assert "Am 3." in sentences(german, asked, language="en")
    with pytest.raises(InvalidInputError, match="such as 'de', got 'German'"):
        lexical(QUESTION, text, language="German")


WORDS = ["a", "bicycles", "velocipede", ".", ",", "unforgettably", "pedals", "y"]


@settings(max_examples=30)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1),
    top_k=st.integers(1, 60),
    temperature=st.sampled_from([0.7, 1.0]),
    stride=st.integers(0, 8),
    max_answer_tokens=st.integers(1, 6),
)
def test_the_same_as_looking_at_every_span(
    random_scorer, words, top_k, temperature, stride, max_answer_tokens
):
    scorer = random_scorer()
    scorer.temperature = temperature
    options = {"window": 24, "stride": stride, "max_answer_tokens": max_answer_tokens}
    text = " ".join(words)
    expected, null = naive(scorer, QUESTION, text, **options)
    answers = Reader(scorer)(QUESTION, text, top_k=top_k, **options)
    ranked = sorted(expected, key=lambda span: (-expected[span], span))
    places = naive_places(ranked, text)
    assert 1 <= len(answers) <= min(top_k, len(places))
    asked, read = (len(tokens.ids) for tokens in scorer.tokenize([QUESTION, text]))
    one_window = asked + read + 3 <= options["window"]
    # A stop may be that of an abbreviation, which the spans of a window are chosen without knowing.
    if one_window and "." not in words:
        assert len(answers) == min(top_k, len(places))
    # Rounding may part what is equal, or join what nearly is.
    assert answers[0].score == pytest.approx(expected[places[0]])
    for i, one in enumerate(answers):
        # In the window where it is likelier another may stand in its place.
        likely = pytest.approx(expected[one.start, one.end])
        assert one.score == likely or (not one_window and i and one.score < likely.expected)
        assert one.null_score == pytest.approx(null)
        assert not any(one.start < other.end and other.start < one.end for other in answers[:i])
    assert [one.score for one in answers] == sorted((a.score for a in answers), reverse=True)
    assert Reader(scorer)(QUESTION, text, **options) == answers[0]


def naive_places(ranked, text):
    """Those that do not overlap a better one, without those over the end of a sentence."""
    sentences = split_sentences(text)
    whole, others = [], []
    for start, end in ranked:
        within = any(left <= start and end <= right for left, right in sentences)
        word = re.search(r"[^\W_]", text[start:end])
        (whole if within and word else others).append((start, end))
    chosen = []
    for start, end in whole or others:
        if all(end <= left or right <= start for left, right in chosen):
            chosen.append((start, end))
    return chosen


def test_as_many_answers_as_there_are_places(scorer):
    text = "They came to Paris."
    answers = Reader(scorer)(QUESTION, text, top_k=1000, max_answer_tokens=1)
    assert sorted(answer.start for answer in answers) == [0, 5, 10, 13]
    scores = [answer.score for answer in answers]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) + answers[0].null_score < 1
    whole = Reader(scorer)(QUESTION, text, top_k=1000)
    assert [answer.text for answer in whole] == ["They came to Paris."]


def test_an_answer(lexical, article):
    answer = lexical(QUESTION, article)
    assert isinstance(answer, Answer)
    assert answer.text == "Paris"
    assert article[answer.start : answer.end] == "Paris"
    assert answer.sentence == "Pedals came in Paris in the 1860s."
    assert answer.sentence_start == article.index(answer.sentence)
    assert 0.2 < answer.score < 1
    assert answer.null_score < 0.05
    assert (answer.question, answer.engine, answer.model) == (QUESTION, "test", "lexical")
    assert json.loads(json.dumps(answer.to_dict()))["text"] == str(answer) == "Paris"


def test_an_answer_is_found_wherever_it_stands(lexical, article):
    paragraphs = article.split("\n\n")[1:]
    expected = None
    for shift in range(0, len(paragraphs), 2):
        text = "\n\n".join(paragraphs[shift:] + paragraphs[:shift])
        answer = lexical(QUESTION, text, window=64, stride=24)
        assert answer.text == "Paris"
        assert text[answer.start : answer.end] == "Paris"
        expected = expected or answer.sentence
        assert answer.sentence == expected


def test_the_windows_that_have_most_to_do_with_the_question(make_scorer, article):
    scorer = make_scorer()
    batches = []
    plain = scorer.score
    scorer.score = lambda inputs: (batches.extend(inputs), plain(inputs))[1]
    reader, options = Reader(scorer), {"window": 64, "stride": 24, "top_k": 10**6}
    everywhere = reader(QUESTION, article, **options)
    assert sum(map(len, batches)) > 20
    batches.clear()
    found = reader(QUESTION, article, max_windows=2, **options)
    assert sum(map(len, batches)) == 2
    assert found[0].text == "Paris"
    # They are read as they would be among the others.
    spans = {(one.start, one.end): one.score for one in everywhere}
    assert 0 < len(found) < len(everywhere)
    for one in found:
        assert one.score <= spans[one.start, one.end] + 1e-9
    assert found[0].score == pytest.approx(everywhere[0].score)
    assert reader(QUESTION, article, max_windows=1000, **options) == everywhere
    assert Reader(scorer, ReadingOptions(max_windows=2))(QUESTION, article, **options) == found


@pytest.mark.parametrize("scoring", ["joint", "independent"])
def test_relevance_weighs_what_is_found(make_scorer, article, scoring):
    reader = Reader(make_scorer())
    options = {"window": 64, "stride": 24, "top_k": 10**6, "scoring": scoring}
    plain = reader(QUESTION, article, **options)
    weighed = reader(QUESTION, article, bm25_weight=0.5, **options)
    before = {(one.start, one.end): one.score for one in plain}
    after = {(one.start, one.end): one.score for one in weighed}
    assert weighed[0].score == pytest.approx(before[weighed[0].start, weighed[0].end])
    assert weighed[0].text == "Paris"
    assert weighed[0].null_score == plain[0].null_score
    lowered = [span for span in after if span in before and after[span] < before[span] * 0.9]
    assert len(lowered) > len(before) / 2
    # A text of one window has nothing to be weighed against.
    short = article[:200]
    assert reader(QUESTION, short, bm25_weight=9.0) == reader(QUESTION, short)


def test_scores_compare_between_texts(lexical, article):
    paragraphs = article.split("\n\n")
    answers = lexical(QUESTION, paragraphs)
    best = max(range(len(answers)), key=lambda i: answers[i].score)
    assert "1860s" in paragraphs[best]
    assert min(range(len(answers)), key=lambda i: answers[i].null_score) == best


PIECES = st.sampled_from(
    [
        "Paris",
        "pedals",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\r\n\r\n",
        "\t",
        "\u00a0",
        ". ",
        "in the",
        "e\u0301",
        "\u0301",
        "n\u0303o",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "👍🏽",
        "🇩🇪🇫🇷",
        "עברית",
        "\u202bא\u05b8ב\u202c",
        "漢字",
        "हिन्दी",
        "ﷺ",
        "İ",
        "ß",
        "\u200b",
        "\ufeff",
        "\ud800",
        "\udc00",
        "\0",
        "\x1c",
        "\u2028",
        "x" * 120,
        "don't",
        "$1,500.50",
        "Ωmega",
    ]
)


@settings(max_examples=60)
@given(st.lists(PIECES | st.text(max_size=5), min_size=1, max_size=40).map("".join))
def test_any_text(random_scorer, text):
    reader = Reader(random_scorer())
    if not text.strip():
        with pytest.raises(InvalidInputError, match="text must have a visible character"):
            reader(QUESTION, text)
        return
    answers = reader(QUESTION, text, top_k=9, **SMALL)
    assert answers
    sentences = split_sentences(text)
    for answer in answers:
        assert text[answer.start : answer.end] == answer.text
        assert answer.text == answer.text.strip()
        assert 0 <= answer.score <= 1
        assert 0 <= answer.null_score <= 1
        if not answer:
            # No token: there is nothing to read.
            assert (answer.start, answer.end, answer.sentence, answer.score) == (0, 0, "", 1.0)
            assert len(answers) == 1
            continue
        end = answer.sentence_start + len(answer.sentence)
        assert text[answer.sentence_start : end] == answer.sentence
        assert answer.sentence_start <= answer.start < answer.end <= end
        assert answer.sentence_start in [start for start, _ in sentences]
        assert end in [end for _, end in sentences]


@pytest.mark.parametrize("text", ["x", ".", "\ud800", "漢", "🦊"])
def test_a_text_of_one_character(scorer, text):
    answer = Reader(scorer)(QUESTION, text)
    assert (answer.text, answer.start, answer.end, answer.sentence) == (text, 0, 1, text)
    assert answer.score + answer.null_score == pytest.approx(1.0)


def test_a_text_without_a_token(scorer):
    assert Reader(scorer)(QUESTION, "\u200b") == Answer(
        text="",
        start=0,
        end=0,
        score=1.0,
        null_score=1.0,
        sentence="",
        sentence_start=0,
        question=QUESTION,
        engine="test",
        model="random",
        reason="unreadable",
    )
    (empty,), full = Reader(scorer)(QUESTION, ["\u200b", "Paris, in the 1860s."], top_k=3)
    assert not empty
    assert len(full) == 3


def test_from_the_threshold_on_there_is_no_answer(lexical):
    texts = ["Pedals came in Paris in the 1860s.", "The sky is blue today."]
    found, none = lexical(QUESTION, texts)
    assert found.null_score < 0.1 < 0.9 < none.null_score
    for threshold, text in ((none.null_score, ""), (none.null_score + 1e-9, none.text), (0.0, "")):
        answer = lexical(QUESTION, texts[1], no_answer_threshold=threshold)
        assert answer.text == text
        assert bool(answer) == bool(text)
    found, none = lexical(QUESTION, texts, no_answer_threshold=0.5)
    assert found.text == "Paris"
    assert (none.text, none.start, none.end, none.score) == ("", 0, 0, none.null_score)
    assert (none.sentence, none.sentence_start, none.reason) == ("", 0, "unanswerable")
    assert lexical(QUESTION, texts, no_answer_threshold=0.5, always=True) == lexical(
        QUESTION, texts
    )
    plain = lexical(QUESTION, texts[1], top_k=4)
    ranked = lexical(QUESTION, texts[1], top_k=4, no_answer_threshold=0.5)
    assert ranked == [none, *plain[:3]]
    assert lexical(QUESTION, texts[1], top_k=1, no_answer_threshold=0.5) == [none]


def test_broadcasting(scorer, article):
    reader = Reader(scorer)
    paragraphs = article.split("\n\n")[:4]
    questions = ["Who?", "Where was it?", "Who?", "When?"]
    one_by_one = [[reader(question, text) for text in paragraphs] for question in questions]
    assert reader(questions, paragraphs[2]) == [row[2] for row in one_by_one]
    assert reader("Where was it?", tuple(paragraphs)) == one_by_one[1]
    assert reader(questions, paragraphs) == [one_by_one[i][i] for i in range(4)]
    assert reader(["Who?"], "Paris") == [reader("Who?", "Paris")]
    nested = reader(questions, paragraphs[2], top_k=2)
    assert [len(answers) for answers in nested] == [2] * 4
    assert [answers[0] for answers in nested] == [row[2] for row in one_by_one]
    assert reader([], []) == reader([], "text") == reader("q", [], top_k=2) == []
    with pytest.raises(InvalidInputError, match="got 4 questions and 3 texts"):
        reader(questions, paragraphs[:3])


def test_the_options_of_a_model_hold_where_a_call_says_nothing(scorer, article):
    reader = Reader(scorer, ReadingOptions(window=100, stride=10, max_question_tokens=9))
    expected = Reader(scorer)(QUESTION, article, window=100, stride=10)
    assert reader(QUESTION, article) == expected
    assert reader(QUESTION, article, window=384, stride=128) == Reader(scorer)(QUESTION, article)
    assert reader(QUESTION, article) != reader(QUESTION, article, window=384, stride=128)
    with pytest.raises(InvalidInputError, match=r"more than max_question_tokens \(9\)"):
        reader("Where " * 10, article)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"question": ""}, "question must have a visible character"),
        ({"text": ["t", " \n"]}, r"text\[1\] must have a visible character, got 2"),
        ({"question": "\u200b"}, "question has no character that the model knows"),
        ({"question": "???"}, r"question must have a word, got '\?\?\?'; ask for something"),
        ({"question": ["Who?", "123"]}, r"question\[1\] must have a word, got '123'"),
        ({"question": "?" * 10_000}, "question has 10000 tokens, more than max_question_tokens"),
        (
            {"question": "Where " * 65},
            r"question has 65 tokens, more than max_question_tokens \(64\); shorten it or raise",
        ),
        ({"question": ["Who?", "Why " * 70]}, r"question\[1\] has 70 tokens"),
        (
            {"question": "Why?", "max_question_tokens": 1},
            r"question has 2 tokens, more than .* \(1\)",
        ),
        (
            {"question": "Why " * 200, "max_question_tokens": 300, "window": 320},
            r"window \(320\) leaves 117 tokens to the text beside question, which must be more "
            r"than stride \(128\); raise window or lower stride",
        ),
        ({"window": 133}, r"window \(133\) leaves 128 tokens .* than stride \(128\)"),
        ({"window": 4, "stride": 0}, "leaves 0 tokens"),
        ({"window": 513}, "window must be at most 512, which is what the model random can take"),
        ({"window": 0}, "window must be a whole number from 1 up, got 0"),
        ({"window": 384.0}, "got 384.0"),
        ({"stride": -1}, "stride must be a whole number from 0 up, got -1"),
        ({"bm25_weight": -1}, "bm25_weight must be a number from 0 to 1000000, got -1"),
        ({"bm25_weight": math.nan}, "bm25_weight must be a number from 0 to 1000000, got nan"),
        ({"max_windows": -1}, "max_windows must be a whole number from 0 up, got -1"),
        ({"stride": True}, "got True"),
        ({"max_question_tokens": 0}, "max_question_tokens must be a whole number from 1 up, got 0"),
        ({"max_answer_tokens": 0}, "max_answer_tokens must be a whole number from 1 up, got 0"),
        ({"scoring": "both"}, r"scoring must be one of \['joint', 'independent'\], got 'both'"),
        ({"top_k": 0}, "top_k must be a whole number from 1 up, got 0"),
        ({"top_k": -3}, "got -3"),
        ({"top_k": True}, "got True"),
        ({"top_k": 2.0}, "got 2.0"),
        ({"no_answer_threshold": 1.5}, "no_answer_threshold must be a number from 0 to 1, got 1.5"),
        ({"no_answer_threshold": float("nan")}, "got nan"),
        ({"no_answer_threshold": True}, "got True"),
        ({"no_answer_threshold": "0.5"}, "got '0.5'"),
    ],
)
def test_bad_input(scorer, arguments, message):
    scorer.score = None  # nothing is computed before all is checked
    with pytest.raises(InvalidInputError, match=message):
        Reader(scorer)(**{"question": "Who?", "text": "A text."} | arguments)


def test_an_option_that_is_none_is_the_reader_s_own(scorer):
    names = ReadingKeywords.__annotations__
    short = Reader(scorer, ReadingOptions(max_answer_tokens=1))
    answers = short("Who?", "Anna Bell and Carl Dow.", top_k=9, **dict.fromkeys(names))
    assert answers == short("Who?", "Anna Bell and Carl Dow.", top_k=9)
    assert answers != Reader(scorer)("Who?", "Anna Bell and Carl Dow.", top_k=9)


def test_the_smallest_window_that_leaves_room(scorer):
    reader = Reader(scorer)
    assert reader("Who?", "A text.", window=6, stride=0).text in {"A", "text", "."}
    assert reader("Who?", "A text.", window=134).text


def test_progress_bar_on_request(scorer, article, capsys):
    Reader(scorer)("Who?", [article, "Short."], progress=True)
    captured = capsys.readouterr()
    assert "Reading" in captured.err
    assert "100%" in captured.err
    assert captured.out == ""
    Reader(scorer)("Who?", article)
    assert capsys.readouterr().err == ""


def test_whatever_has_texts_in_an_order(lexical, tmp_path):
    import numpy as np
    import pandas as pd

    article, other = "Pedals came in the 1860s to Paris.", "In the 1860s pedals came nowhere."
    file = tmp_path / "article.txt"
    file.write_text(article, encoding="utf-8")
    answer = lexical(QUESTION, article)
    pair = [answer, lexical(QUESTION, other)]
    assert lexical(QUESTION, file) == lexical(np.str_(QUESTION), article) == answer
    assert lexical([QUESTION], file) == [answer]
    for texts in (
        (one for one in (article, other)),
        [file, other],
        np.array([article, other]),
        pd.Series([article, other], index=["b", "a"]),
        {"b": article, "a": other}.values(),
    ):
        assert lexical(QUESTION, texts) == pair
    series = pd.Series([QUESTION, QUESTION])
    assert lexical(series, iter([file, other])) == pair
    assert lexical(series, iter([file, other]), top_k=2)[1][0] == pair[1]
    assert lexical(iter([]), pd.Series([], dtype=str)) == []


@pytest.mark.parametrize(
    ("question", "text", "message"),
    [
        (None, "t", "question must be a str, or a list or another iterable of str, got NoneType"),
        ("q", b"t", "text must be a str, got bytes; decode it first"),
        ("q", {"t"}, "text must have an order, which a set has not"),
        ({"a": "q"}, "t", r"got dict; pass list\(question.values\(\)\)"),
        (["q", 3], "t", r"question\[1\] must be a str, got int"),
        ("q", ["t", None], r"text\[1\] must be a str, got NoneType, a missing value"),
    ],
)
def test_what_is_no_text(lexical, question, text, message):
    with pytest.raises(InvalidInputError, match=message):
        lexical(question, text)


def test_files_that_are_no_text(lexical, tmp_path):
    (tmp_path / "rows.csv").write_text("text\nTom sleeps.\n")
    message = "rows.csv is a table, each row a text of its own; give it to answer_files"
    with pytest.raises(InvalidInputError, match=message):
        lexical("Who?", ["Tom sleeps.", tmp_path / "rows.csv"])
    with pytest.raises(InvalidInputError, match=r"question must be .* got PosixPath"):
        lexical(tmp_path / "rows.csv", "Tom sleeps.")


def test_its_representation(lexical):
    assert repr(lexical) == (
        "Reader(model='lexical', engine='test', runtime='test', device='cpu', "
        "compute_type='float32')"
    )
