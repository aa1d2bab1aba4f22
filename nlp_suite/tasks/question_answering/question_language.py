"""Warnings of questions in another language than the reader's."""

import warnings
from collections.abc import Iterable

from nlp_suite.errors import LanguageMismatchWarning
from nlp_suite.text.languages import language_name

# With one of these a question is in English; other languages do not have them, so that the
# detection of languages need not be loaded for nearly all questions.
_TELLING = frozenset(
    """
    what who whom whose which when where why how the does did were whether of
    """.split()  # noqa: SIM905
)
# The languages that somebody was warned of in this process.
_warned: set[tuple[str, str]] = set()


def warn_of_other_languages(questions: Iterable[str], language: str, model: str) -> None:
    """Warns of questions that are clearly in another language than the reader's.

    That is done once in a process for each other language.

    Args:
        questions: The questions.
        language: The language that the model reads, an ISO 639 code.
        model: The name of the model.

    Example:
        >>> with warnings.catch_warnings(record=True, action="always") as caught:
        ...     warn_of_other_languages(["Wo steht die neue Brücke?"], "en", "a-reader")
        >>> [str(one.message)[:35] for one in caught]
        ['a question seems to be in German, b']
    """
    expected = language.partition("-")[0]
    for question in questions:
        words = question[:200].lower().replace("?", " ").split()
        if expected == "en" and not _TELLING.isdisjoint(words):
            continue
        other = _other_language(question, language)
        if other is None or (expected, other) in _warned:
            continue
        _warned.add((expected, other))
        warnings.warn(
            f"a question seems to be in {language_name(other)}, but {model} reads "
            f"{language_name(expected)} and answers it badly: {question[:60]!r}; ask in "
            f"{language_name(expected)}, or load a model for {language_name(other)}",
            LanguageMismatchWarning,
            # Whoever called the reader.
            stacklevel=5,
        )


def _other_language(question: str, language: str) -> str | None:
    # Its word lists are not needed for most questions.
    from nlp_suite.text.language_detection import other_language

    return other_language(question, language)
