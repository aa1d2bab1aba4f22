"""Terms of passages and questions: what full-text search gets to see of them."""

import re
import sqlite3
from collections.abc import Mapping

from nlp_suite.text.surrogates import without_surrogates

# Most terms of a question that count, the rarest.
_MOST_TERMS = 64
# Passages that a question's terms may be in, all together, but for the rarest: beyond, the next
# term is a stop word. So the time of a search does not grow with the index.
_MOST_MATCHES = 20_000
# A question's words are looked for in its beginning.
_MOST_CHARACTERS = 10_000

# Chinese, Japanese and Korean characters.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af]+")

# Upper and lower case are one, and so are letters with and without accents.
_WORDS = "unicode61 remove_diacritics 2"


def tokenizer_of(language: str) -> str:
    """Names the tokenizer of full-text search for a language.

    Args:
        language: A code such as "en".

    Returns:
        The value of FTS5's option `tokenize`: words without case and accents, in English their
        stems (Porter).

    Example:
        >>> tokenizer_of("en")
        'porter unicode61 remove_diacritics 2'
    """
    return f"porter {_WORDS}" if language == "en" else _WORDS


def indexed_form(text: str) -> str:
    r"""Converts a text to what full-text search splits into terms.

    Half surrogate pairs and NUL, which end a text in SQLite, become other characters. Of a run of
    Chinese, Japanese or Korean characters, which has no spaces between words, each pair of
    neighbours is a word.

    Args:
        text: The text.

    Returns:
        The text to be indexed; its offsets are others.

    Example:
        >>> indexed_form("東京都")
        ' 東京 京都 '
    """
    if not text.isascii():
        text = _UNSPACED.sub(_pairs, without_surrogates(text))
    return text.replace("\0", " ")


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    pairs = (run[i : i + 2] for i in range(max(len(run) - 1, 1)))
    return f" {' '.join(pairs)} "


class QuestionTerms:
    """Finds the words of questions that are worth searching for, in one connection.

    Words are tokenized by FTS5 itself, in temporary tables, so that they are split as those of
    the passages are. Nothing of a question is read as an expression of its query language.

    Args:
        connection: The index, with its `passage_terms` and their vocabulary `passage_vocabulary`.
        tokenizer: The tokenizer of the index.

    Example:
        >>> connection = sqlite3.connect(":memory:")
        >>> _ = connection.execute("CREATE VIRTUAL TABLE passage_terms USING fts5(terms)")
        >>> _ = connection.execute("INSERT INTO passage_terms VALUES ('Ann built it')")
        >>> QuestionTerms(connection, tokenizer_of("en")).expression("Who built it?")
        '"built" OR "it"'
        >>> connection.close()
    """

    def __init__(self, connection: sqlite3.Connection, tokenizer: str) -> None:
        self._connection = connection
        self._frequencies: dict[str, int] = {}
        for statement in (
            f"CREATE VIRTUAL TABLE temp.question_words USING fts5(words, tokenize = '{_WORDS}')",
            "CREATE VIRTUAL TABLE temp.question_vocabulary"
            " USING fts5vocab('temp', 'question_words', 'row')",
            f"CREATE VIRTUAL TABLE temp.stems USING fts5(word, tokenize = '{tokenizer}')",
            "CREATE VIRTUAL TABLE temp.stem_vocabulary"
            " USING fts5vocab('temp', 'stems', 'instance')",
            "CREATE VIRTUAL TABLE temp.passage_vocabulary"
            " USING fts5vocab('main', 'passage_terms', 'row')",
        ):
            connection.execute(statement)

    def forget(self) -> None:
        """Forgets how many passages have a term, as the index has changed."""
        self._frequencies.clear()

    def expression(self, question: str) -> str | None:
        """Makes the expression of FTS5 that finds passages with words of a question.

        Args:
            question: The question.

        Returns:
            The expression, its words quoted; None if no passage has any of the words.
        """
        frequencies = self._word_frequencies(question)
        found = sorted((count, word) for word, count in frequencies.items() if count)[:_MOST_TERMS]
        chosen: list[str] = []
        matches = 0
        for count, word in found:
            matches += count
            if chosen and matches > _MOST_MATCHES:
                break
            chosen.append(f'"{word}"')
        return " OR ".join(chosen) or None

    def _word_frequencies(self, question: str) -> Mapping[str, int]:
        """Returns of each word of a question how many passages have it."""
        execute = self._connection.execute
        form = indexed_form(question[:_MOST_CHARACTERS])
        execute("INSERT INTO temp.question_words VALUES (?)", (form,))
        words = [word for (word,) in execute("SELECT term FROM temp.question_vocabulary")]
        execute("DELETE FROM temp.question_words")
        self._connection.executemany(
            "INSERT INTO temp.stems (rowid, word) VALUES (?, ?)", enumerate(words)
        )
        stems = list(execute("SELECT doc, term FROM temp.stem_vocabulary"))
        execute("DELETE FROM temp.stems")
        return {words[number]: self._frequency(stem) for number, stem in stems}

    def _frequency(self, stem: str) -> int:
        if stem not in self._frequencies:
            row = self._connection.execute(
                "SELECT doc FROM temp.passage_vocabulary WHERE term = ?", (stem,)
            ).fetchone()
            self._frequencies[stem] = row[0] if row else 0
        return self._frequencies[stem]
