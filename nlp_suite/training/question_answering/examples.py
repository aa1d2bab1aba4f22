"""Question-answering examples: tokenized windows of texts with gold spans."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlp_suite.engines.span_tokenizer import SpanTokenizer, max_text_tokens
from nlp_suite.training.config import QuestionAnsweringDataConfig

Ids = npt.NDArray[np.int32]
# First and last token of an answer.
Span = tuple[int, int]

# Texts to try for a question before it is left without a second one.
_DRAWS = 20
# A text is not joined to so few tokens.
_LEAST = 32


class SpanWindow(NamedTuple):
    """An example: a question, a window of a text, and the gold spans in it.

    Attributes:
        question: Token ids of shape (Q,).
        text: Token ids of shape (W,).
        golds: First and last token of each answer that is wholly in the window, counted from
            the window's first; none where the window has no answer. With `every_answer`, one
            that was given twice stands there twice.
    """

    question: Ids
    text: Ids
    golds: tuple[Span, ...]


class _Question(NamedTuple):
    """A question's tokens, the number of its text, and its answers as tokens of that."""

    ids: Ids
    context: int
    golds: tuple[Span, ...]
    answers: tuple[str, ...]


class QuestionAnsweringExamples:
    """Question-answering examples: questions and texts, tokenized once, as windows.

    Left out are questions of more than `max_question_tokens` tokens, and those none of whose
    answers covers a token.

    Args:
        rows: Rows of `nlp_suite.data.load_questions`.
        tokenizer: What makes the tokens.
        config: How windows are cut.

    Example:
        ```python
        rows = [{"title": "", "question": "Who fell?", "context": "Jack fell down.",
                 "answers": {"text": ["Jack"], "answer_start": [0]}}]
        tokenizer = SpanTokenizer(ModelFolder.open("runs/my-encoder").read_tokenizer())
        config = QuestionAnsweringDataConfig(train=("squad.json",))
        examples = QuestionAnsweringExamples(rows, tokenizer, config)
        examples.windows()[0].golds  # ((0, 0),)
        ```
    """

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        tokenizer: SpanTokenizer,
        config: QuestionAnsweringDataConfig,
    ) -> None:
        self._config = config
        self._num_special_tokens = tokenizer.num_special_tokens
        rows = list(rows)
        # A text with many questions is tokenized once.
        numbers: dict[tuple[str, str], int] = {}
        for row in rows:
            numbers.setdefault((row["title"], row["context"]), len(numbers))
        self._lower = [context.casefold() for _, context in numbers]
        self._titles = [title for title, _ in numbers]
        tokens = tokenizer.tokenize([context for _, context in numbers])
        self._contexts = [one.ids for one in tokens]
        self._of_title: dict[str, list[int]] = defaultdict(list)
        for number, title in enumerate(self._titles):
            self._of_title[title].append(number)
        self._questions: list[_Question] = []
        questions = tokenizer.tokenize([row["question"] for row in rows])
        for row, question in zip(rows, questions, strict=True):
            answers = row["answers"]
            number = numbers[row["title"], row["context"]]
            golds = [
                _token_span(start, start + len(text), tokens[number].starts, tokens[number].ends)
                for text, start in zip(answers["text"], answers["answer_start"], strict=True)
            ]
            spans = [span for span in golds if span is not None]
            found = tuple(sorted(spans if config.every_answer else set(spans)))
            if question.ids.size <= config.max_question_tokens and (found or not golds):
                lower = tuple(sorted({text.casefold() for text in answers["text"]}))
                self._questions.append(_Question(question.ids, number, found, lower))

    def __len__(self) -> int:
        return len(self._questions)

    def windows(self, random: np.random.RandomState | None = None) -> list[SpanWindow]:
        """Cuts all texts into the windows of their questions.

        Args:
            random: The random generator by which texts are joined; None to join none.

        Returns:
            The windows, in the order of the questions.
        """
        return [
            window
            for question in self._questions
            for window in self._cut(question, question.context, question.golds, random)
        ]

    def unanswerable_windows(
        self, random: np.random.RandomState, *, join: bool = False
    ) -> list[SpanWindow]:
        """Draws negative (unanswerable) examples: a question with a text that lacks its answers.

        Args:
            random: The random generator.
            join: Whether texts are joined, as often as `joined` says.

        Returns:
            The windows of `unanswerable` times as many pairs as there are questions with an
            answer, or of fewer where no such text is found; none has an answer.
        """
        answered = [i for i, question in enumerate(self._questions) if question.golds]
        count = round(self._config.unanswerable * len(answered))
        windows: list[SpanWindow] = []
        while count > 0:
            for i in random.permutation(answered)[:count]:
                question = self._questions[i]
                context = self._without_answer(question, random)
                if context is not None:
                    windows += self._cut(question, context, (), random if join else None)
            count -= len(answered)
        return windows

    def length(self, window: SpanWindow) -> int:
        """Counts the tokens of a window's input, special tokens among them."""
        return window.question.size + window.text.size + self._num_special_tokens

    def feed(self, update: Callable[[bytes], None]) -> None:
        """Feeds everything that windows are made of, in order, to a hash.

        Args:
            update: The hash's method.
        """
        for ids, title in zip(self._contexts, self._titles, strict=True):
            update(repr((ids.size, title)).encode() + ids.tobytes())
        for question in self._questions:
            update(repr((question.context, question.golds)).encode())
            update(question.ids.tobytes())

    def _cut(
        self,
        question: _Question,
        context: int,
        golds: Sequence[Span],
        random: np.random.RandomState | None,
    ) -> Iterator[SpanWindow]:
        text = self._contexts[context]
        room = max_text_tokens(self._config.window, question.ids.size, self._num_special_tokens)
        if text.size <= room and random is not None and self._config.joined:
            text, golds = self._join(question, context, golds, room, random)
        start = 0
        while True:
            stop = min(start + room, text.size)
            inside = ((f - start, last - start) for f, last in golds if start <= f and last < stop)
            yield SpanWindow(question.ids, text[start:stop], tuple(inside))
            if stop == text.size:
                return
            start += room - self._config.stride

    def _join(
        self,
        question: _Question,
        context: int,
        golds: Sequence[Span],
        room: int,
        random: np.random.RandomState,
    ) -> tuple[Ids, Sequence[Span]]:
        """Joins random texts without an answer around one, until the window is full."""
        text, before = self._contexts[context], 0
        if random.random_sample() >= self._config.joined:
            return text, golds
        used = {context}
        while room - text.size >= _LEAST:
            other = self._without_answer(question, random)
            if other is None or other in used:
                break
            used.add(other)
            free = room - text.size
            if random.randint(2):
                text = np.concatenate([text, self._contexts[other][:free]])
            else:
                piece = self._contexts[other][-free:]
                text, before = np.concatenate([piece, text]), before + piece.size
        return text, [(first + before, last + before) for first, last in golds]

    def _without_answer(self, question: _Question, random: np.random.RandomState) -> int | None:
        everywhere = range(len(self._contexts))
        near = self._of_title[self._titles[question.context]]
        first = near if random.random_sample() < self._config.same_title else everywhere
        for choice in (first, everywhere):
            for _ in range(_DRAWS):
                context = choice[random.randint(len(choice))]
                if not any(answer in self._lower[context] for answer in question.answers):
                    return context
        return None


def _token_span(start: int, stop: int, starts: Ids, ends: Ids) -> Span | None:
    """Finds the first and the last token of a character span."""
    first = int(np.searchsorted(ends, start, side="right"))
    last = int(np.searchsorted(starts, stop, side="left")) - 1
    return (first, last) if first <= last else None
