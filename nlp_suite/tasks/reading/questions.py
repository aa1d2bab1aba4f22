"""Inputs of question answering: pairs of questions and texts, tokenized questions."""

import itertools
from collections.abc import Sequence

import numpy as np

from nlp_suite.engines.interfaces import SpanScorer
from nlp_suite.errors import InvalidInputError
from nlp_suite.tasks.reading.reading_options import ReadingOptions
from nlp_suite.text.surrogates import without_surrogates

# Questions that are tokenized together.
GROUP_QUESTIONS = 1024


def tokenize_questions(
    scorer: SpanScorer, questions: Sequence[str], options: ReadingOptions, *, several: bool
) -> dict[str, np.ndarray]:
    """Tokenizes each different question once, and checks that it can be asked.

    Args:
        scorer: The engine's part.
        questions: The questions.
        options: How long a question may be, and how long a window is.
        several: Whether the caller gave a list, so that errors name a question's place in it.

    Returns:
        Maps each question to its token ids, an int32 array of shape (Q,).

    Raises:
        InvalidInputError: If a question is too long, or leaves too little room for the text.
    """
    places: dict[str, int] = {}
    for i, question in enumerate(questions):
        places.setdefault(question, i)
    ids: dict[str, np.ndarray] = {}
    different = iter(places)
    while group := list(itertools.islice(different, GROUP_QUESTIONS)):
        tokenized = scorer.tokenize([without_surrogates(question) for question in group])
        for question, tokens in zip(group, tokenized, strict=True):
            name = f"question[{places[question]}]" if several else "question"
            _check(name, tokens.ids.size, scorer.num_special_tokens, options)
            ids[question] = tokens.ids
    return ids


def _check(name: str, size: int, num_special_tokens: int, options: ReadingOptions) -> None:
    if size == 0:
        raise InvalidInputError(f"{name} has no character that the model knows")
    if size > options.max_question_tokens:
        raise InvalidInputError(
            f"{name} has {size} tokens, more than max_question_tokens ({options.max_question_tokens}); "
            "shorten it or raise max_question_tokens"
        )
    room = options.window - size - num_special_tokens
    if room <= options.stride:
        raise InvalidInputError(
            f"window ({options.window}) leaves {max(room, 0)} tokens to the text beside {name}, "
            f"which must be more than stride ({options.stride}); raise window or lower stride"
        )
