"""Inputs of question answering: pairs of questions and texts, tokenized questions."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlp_suite.engines.interfaces import SpanScorer
from nlp_suite.engines.span_tokenizer import max_text_tokens
from nlp_suite.errors import InvalidInputError
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.text.surrogates import without_surrogates

# Questions that are tokenized together.
GROUP_QUESTIONS = 1024


class TokenizedQuestion(NamedTuple):
    """A question with its tokens.

    Attributes:
        text: The question.
        ids: int32 array of shape (Q,), the token ids.
    """

    text: str
    ids: np.ndarray


def pair_up(
    question: str | Sequence[str], text: str | Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Pairs questions and texts.

    Args:
        question: A question, or several.
        text: A text, or several.

    Returns:
        As many questions as texts. Of two lists the first goes with the first, and so on; a
        str goes with everything in a list.

    Raises:
        InvalidInputError: If something has no visible character, or two lists are not of the
            same length.

    Example:
        >>> pair_up("Who?", ["One text.", "Another."])
        (['Who?', 'Who?'], ['One text.', 'Another.'])
    """
    questions, texts = _visible("question", question), _visible("text", text)
    if isinstance(question, str):
        questions = questions * len(texts)
    elif isinstance(text, str):
        texts = texts * len(questions)
    if len(questions) != len(texts):
        raise InvalidInputError(
            f"two lists go together pair by pair, got {len(questions)} questions and "
            f"{len(texts)} texts; give one str for all, or lists of one length"
        )
    return questions, texts


def _visible(name: str, texts: str | Sequence[str]) -> list[str]:
    if isinstance(texts, str):
        _check_visible(name, texts)
        return [texts]
    for i, text in enumerate(texts):
        _check_visible(f"{name}[{i}]", text)
    return list(texts)


def _check_visible(name: str, text: str) -> None:
    if not text or text.isspace():
        raise InvalidInputError(
            f"{name} must have a visible character, got {len(text)} characters, all white space"
            if text
            else f"{name} must have a visible character, got an empty str"
        )


def tokenize_questions(
    scorer: SpanScorer, questions: Sequence[str], options: ReadingOptions, *, several: bool
) -> list[TokenizedQuestion]:
    """Tokenizes questions, each different one once, and checks that they can be asked.

    Args:
        scorer: Tokenizes the questions.
        questions: The questions.
        options: How long a question may be, and how long a window is.
        several: Whether the caller gave a list, so that errors name a question's place in it.

    Returns:
        The questions in their order with their tokens; equal ones are one object.

    Raises:
        InvalidInputError: If a question has no word, is too long, or leaves too little room for
            the text.
    """
    places: dict[str, int] = {}
    for i, question in enumerate(questions):
        places.setdefault(question, i)
    found: dict[str, TokenizedQuestion] = {}
    different = iter(places)
    while group := list(itertools.islice(different, GROUP_QUESTIONS)):
        tokenized = scorer.tokenize([without_surrogates(question) for question in group])
        for question, tokens in zip(group, tokenized, strict=True):
            name = f"question[{places[question]}]" if several else "question"
            _check(name, tokens.ids.size, scorer.num_special_tokens, options)
            if not any(map(str.isalpha, question)):
                raise InvalidInputError(
                    f"{name} must have a word, got {question[:40]!r}; ask for something"
                )
            found[question] = TokenizedQuestion(question, tokens.ids)
    return [found[question] for question in questions]


def _check(name: str, size: int, num_special_tokens: int, options: ReadingOptions) -> None:
    if size == 0:
        raise InvalidInputError(f"{name} has no character that the model knows")
    if size > options.max_question_tokens:
        raise InvalidInputError(
            f"{name} has {size} tokens, more than max_question_tokens "
            f"({options.max_question_tokens}); shorten it or raise max_question_tokens"
        )
    room = max_text_tokens(options.window, size, num_special_tokens)
    if room <= options.stride:
        raise InvalidInputError(
            f"window ({options.window}) leaves {max(room, 0)} tokens to the text beside {name}, "
            f"which must be more than stride ({options.stride}); raise window or lower stride"
        )
