"""Words of questions: quoted, tokenized as the passages are, the rarest first."""

import sqlite3

import pytest

from nlp_suite.retrieval import terms as module
from nlp_suite.retrieval.terms import QuestionTerms, indexed_form, tokenizer_of


@pytest.fixture
def connect():
    opened = []

    def make(texts, language="en"):
        tokenizer = tokenizer_of(language)
        connection = sqlite3.connect(":memory:", isolation_level=None)
        opened.append(connection)
        connection.execute(
            "CREATE VIRTUAL TABLE passage_terms USING fts5"
            f"(terms, content = '', tokenize = '{tokenizer}')"
        )
        for text in texts:
            connection.execute(
                "INSERT INTO passage_terms (terms) VALUES (?)", (indexed_form(text),)
            )
        terms = QuestionTerms(connection, tokenizer)

        def find(question):
            expression = terms.expression(question)
            if expression is None:
                return set()
            rows = connection.execute(
                "SELECT rowid FROM passage_terms WHERE passage_terms MATCH ?", (expression,)
            )
            return {number for (number,) in rows}

        find.expression = terms.expression
        return find

    yield make
    for connection in opened:
        connection.close()


def test_case_accents_and_endings_do_not_count(connect):
    find = connect(["The Cafés were CLOSED.", "A dog.", "A cat.", "A bird."])
    assert find("closing the cafe") == {1}
    assert find("cafe\u0301") == {1}
    assert connect(["Häuser", "x", "y", "z"], "de")("hauser") == {1}


def test_endings_count_in_other_languages(connect):
    texts = ["closing", "x", "y", "z"]
    assert connect(texts)("closed") == {1}
    assert connect(texts, "de")("closed") == set()


def test_stems_that_have_a_stem_of_their_own_are_found(connect):
    # Porter makes "databas" of it, and of that "databa".
    assert connect(["databases", "x", "y", "z"])("database") == {1}


def test_words_without_spaces_are_found_by_pairs(connect):
    find = connect(["東京都の人口", "京都", "大阪", "神戸"])
    assert find("東京") == {1}
    assert find("東京都") == {1, 2}
    assert indexed_form("人") == " 人 "


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ('"', set()),
        ('""', set()),
        ("dog*", {1}),
        ("do*", set()),
        ('a" OR "b', {1, 3}),
        ("NEAR(dog cat, 2)", {1, 2}),
        ("terms:dog", {1}),
        ("^cat", {2}),
        ("dog AND NOT cat", {1, 2}),
        ("-dog", {1}),
        ("{dog} + cat", {1, 2}),
    ],
)
def test_nothing_is_read_as_an_expression(connect, question, found):
    assert (
        connect(["A dog.", "The cat near me.", "A bird.", "Two fish.", "Six."])(question) == found
    )


@pytest.mark.parametrize("question", ["", "???", " ", "\0", "\ud800", "!" * 10_000, "zebra"])
def test_a_question_without_known_words_finds_nothing(connect, question):
    assert connect(["A dog.", "A cat."])(question) == set()


def test_frequent_words_do_not_count_beyond_a_number_of_passages(connect, monkeypatch):
    find = connect(["one", "two two", "two", "three", "three", "three", "four", "five", "six"])
    monkeypatch.setattr(module, "_MOST_MATCHES", 3)
    assert find.expression("three two one") == '"one" OR "two"'
    monkeypatch.setattr(module, "_MOST_MATCHES", 0)
    assert find.expression("three two one") == '"one"'


def test_the_rarest_words_of_a_long_question_count(connect):
    words = [f"w{number}" for number in range(100)]
    find = connect([*words, "w99", *["filler"] * 200])
    expression = find.expression(" ".join(reversed(words)))
    assert len(expression.split(" OR ")) == 64
    assert '"w99"' not in expression
    assert find("w5 " * 10_000) == {6}
