"""Extractive question answering."""

import dataclasses
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard, Unpack, overload

from nlp_suite.arguments import LARGEST_WHOLE, check_whole
from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.display import call_repr
from nlp_suite.engines.engine_handle import EngineHandle
from nlp_suite.engines.interfaces import SpanScorer
from nlp_suite.errors import InvalidInputError
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import progress_bar
from nlp_suite.results import Answer
from nlp_suite.tasks.loaded_task import LoadedTask
from nlp_suite.tasks.question_answering.answers import make_answers
from nlp_suite.tasks.question_answering.inputs import (
    TokenizedQuestion,
    pair_up,
    tokenize_questions,
)
from nlp_suite.tasks.question_answering.options import ReadingKeywords, ReadingOptions
from nlp_suite.tasks.question_answering.question_language import warn_of_other_languages
from nlp_suite.tasks.question_answering.span_search import SpanSearch

if TYPE_CHECKING:
    from nlp_suite.tasks.question_answering.document_answers import Documents

# Characters to read from which a terminal shows a progress bar.
_MUCH = 100_000

# Places of a window among which equal answers are looked for.
_GROUPED_PLACES = 24


class ReadKeywords(ReadingKeywords, total=False):
    """Keyword arguments of `Reader` besides `top_k`, on which the result's type depends."""

    progress: bool | None


class Reader(LoadedTask[SpanScorer]):
    """Answers questions with spans of texts of any length.

    A text is read in windows that overlap. In each window every span of at most
    `max_answer_tokens` tokens has a probability, and so has "no answer": the softmax over all of
    these, of (start logit + end logit) / temperature. Each window has its own "no answer", so
    the probabilities compare between windows, texts and files. Spans are widened to whole
    words; one that is in several windows has its highest probability, which is its score. The
    null score of a text is the lowest probability of "no answer" among its windows, as an
    answer in one of them is enough.

    Most windows of a long text have nothing to do with a question, and in some of them there is
    a likely answer all the same. So r, the BM25 of the tokens in common with the question
    (`nlp_suite.tasks.question_answering.windows.bm25_scores`), can choose the `max_windows` to
    read, and weigh what is found in them: a span's probability is multiplied by
    exp(`bm25_weight` · (r - r of the best window)), which is 1 in the best one.

    That is `scoring="joint"`. With "independent" a span's probability is that of its start times
    that of its end, each a softmax of its own, and answers with the same words add up, as in the
    question-answering pipeline of transformers 4: see
    `nlp_suite.tasks.question_answering.aggregation`.

    Each text is tokenized once, however many questions there are about it, and the windows of
    all questions and texts are computed together, sorted by length. Memory does not grow with
    the number of windows: it holds the tokens of the texts at hand and the best spans so far.

    Args:
        scorer: Tokenizes texts and computes start and end logits, or the handle that loads it.
        defaults: The options of a call that sets none, such as what the model was trained
            with.

    Example:
        ```python
        reader = nlp_suite.load("answer", model="runs/my-reader")
        print(reader("Who built the velocipede?", text))
        ```

    Reference:
        Devlin et al. 2019, "BERT", https://arxiv.org/abs/1810.04805, section 4.3, and
        Clark and Gardner 2018, "Simple and Effective Multi-Paragraph Reading Comprehension",
        https://arxiv.org/abs/1710.10723
    """

    def __init__(
        self,
        scorer: SpanScorer | EngineHandle[SpanScorer],
        defaults: ReadingOptions | None = None,
    ) -> None:
        super().__init__(scorer)
        self._defaults = defaults or ReadingOptions()
        engine = self._scorer
        self._described = {
            "model": engine.model,
            "engine": engine.engine,
            **engine.settings._asdict(),
        }

    @property
    def _scorer(self) -> SpanScorer:
        return self._engine

    def __repr__(self) -> str:
        return call_repr("Reader", **self._described, closed=self.closed or None)

    @overload
    def __call__(  # type: ignore[overload-overlap]
        self,
        question: str,
        text: "Text | Documents",
        *,
        top_k: None = None,
        **options: Unpack[ReadKeywords],
    ) -> Answer: ...

    @overload
    def __call__(  # type: ignore[overload-overlap]
        self,
        question: str,
        text: "Text | Documents",
        *,
        top_k: int,
        **options: Unpack[ReadKeywords],
    ) -> list[Answer]: ...

    @overload
    def __call__(
        self,
        question: Iterable[str],
        text: "Text | Texts | Documents",
        *,
        top_k: None = None,
        **options: Unpack[ReadKeywords],
    ) -> list[Answer]: ...

    @overload
    def __call__(
        self,
        question: Iterable[str],
        text: "Text | Texts | Documents",
        *,
        top_k: int,
        **options: Unpack[ReadKeywords],
    ) -> list[list[Answer]]: ...

    @with_options(ReadingOptions, unset=[ReadingOptions])
    def __call__(
        self,
        question: str | Iterable[str],
        text: "Text | Texts | Documents",
        *,
        top_k: int | None = None,
        progress: bool | None = None,
        **options: Unpack[ReadingKeywords],
    ) -> Answer | list[Answer] | list[list[Answer]]:
        """Answers a question about a text, or each of several.

        Args:
            question: The question, or a list or another iterable of them.
            text: The text, of any length, or the `Path` of a file with it; or a list or another
                iterable of these, such as a pandas Series. Two lists go together pair by pair; a
                single one goes with everything in a list. A mapping of names to texts, or an
                index that `nlp_suite.index` made, is one source for each question: the best
                answers over all documents, with the name of the `document`.
            top_k: How many answers to return for each pair, the best first; as many as there are
                if these are fewer. One, and not as a list, if None.
            progress: Whether to show a progress bar on standard error; if None, only if that is
                a terminal and there is enough to do.
            **options: See `nlp_suite.tasks.question_answering.options.ReadingOptions`.

        Returns:
            For a question and a text an `Answer`, or with `top_k` a list of them, all
            different; as soon as one is a list, a list of such, in its order. A text in which
            the model sees no token at all has the empty answer alone.

        Raises:
            InvalidInputError: If a question or a text is not a str or has no visible character, a
                file cannot be read, a question is too long, two lists are not of one length, or
                an option is out of its range.
            DataFormatError: If a file is damaged or has no text.
            ModelFormatError: If the model computes numbers that are not finite.
            ClosedTaskError: If the task was closed.
            ForkedProcessError: If the model cannot be loaded again in a forked child.
        """
        with self._in_use():
            reading = self._options(options)
            if top_k is not None:
                check_whole("top_k", top_k, 1, LARGEST_WHOLE)
            question = read_texts("question", question)
            if _are_documents(text):
                return self._answer_from_documents(question, text, reading, top_k, progress)
            text = read_texts("text", text, many="answer_files")
            questions, texts = pair_up(question, text)
            single = isinstance(question, str), isinstance(text, str)
            tokenized = self._tokenize(questions, reading, several=not single[0])
            size = sum(map(len, texts))
            if progress is None:
                progress = size >= _MUCH and sys.stderr.isatty()
            count = 1 if top_k is None else top_k
            found: list[list[Answer]] = [[] for _ in texts]
            with progress_bar("Reading", size, show=progress) as advance:
                places = max(count, _GROUPED_PLACES) if reading.group else count
                search = SpanSearch(self._scorer, reading, places, advance)
                for example in search.search(tokenized, texts):
                    found[example.index] = make_answers(
                        example,
                        count=count,
                        options=reading,
                        engine=self._scorer.engine,
                        model=self._scorer.model,
                    )
            results = found if top_k is not None else [answers[0] for answers in found]
            return results[0] if all(single) else results

    def _answer_from_documents(
        self,
        question: str | list[str],
        documents: "Documents",
        reading: ReadingOptions,
        top_k: int | None,
        progress: bool | None,
    ) -> Answer | list[Answer] | list[list[Answer]]:
        from nlp_suite.tasks.question_answering.document_answers import DocumentAnswers

        # The text stands for any.
        questions = list(pair_up(question, "a")[0])
        single = isinstance(question, str)
        self._tokenize(questions, reading, several=not single)
        options: Any = {**dataclasses.asdict(reading), "group": False}

        def read(asked: list[str], texts: list[str], count: int) -> list[list[Answer]]:
            return self(asked, texts, top_k=count, progress=progress, **options)

        answers = DocumentAnswers(
            documents, read, reading, engine=self._scorer.engine, model=self._scorer.model
        ).answer(questions, 1 if top_k is None else top_k)
        results = answers if top_k is not None else [found[0] for found in answers]
        return results[0] if single else results

    def _tokenize(
        self, questions: Sequence[str], options: ReadingOptions, *, several: bool
    ) -> list[TokenizedQuestion]:
        tokenized = tokenize_questions(self._scorer, questions, options, several=several)
        if options.scoring == "joint":
            # The language of a call is that of its texts.
            language = self._defaults.language
            warn_of_other_languages(dict.fromkeys(questions), language, self._scorer.model)
        return tokenized

    def _options(self, given: ReadingKeywords) -> ReadingOptions:
        options = self._defaults.changed(**given)
        if options.window > self._scorer.max_length:
            raise InvalidInputError(
                f"window must be at most {self._scorer.max_length}, which is what the model "
                f"{self._scorer.model} can take, got {options.window}"
            )
        return options


def _are_documents(text: Any) -> "TypeGuard[Documents]":
    # Not imported for texts, which nearly all are: an index needs SQLite.
    if isinstance(text, str | list | tuple):
        return False
    from nlp_suite.tasks.question_answering.document_answers import are_documents

    return are_documents(text)
