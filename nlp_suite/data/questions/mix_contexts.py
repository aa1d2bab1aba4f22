"""Negative (unanswerable) examples: questions asked of another context."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from nlp_suite.arguments import shown
from nlp_suite.data.questions.rows import QuestionExample, QuestionSource, read_examples
from nlp_suite.data.questions.seeded_hash import SeededHash
from nlp_suite.data.questions.table_formats import question_dataset
from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.text.answer_normalization import normalize_answer

if TYPE_CHECKING:
    import datasets

# Random contexts to try before all of them are gone through.
_DRAWS = 32


def mix_contexts(
    questions: "datasets.Dataset | Iterable[Mapping[str, Any]]",
    share: float = 0.5,
    *,
    same_title: float = 0.0,
    seed: int = 0,
) -> "datasets.Dataset":
    """Makes negative (unanswerable) examples: asks some questions of another context.

    A reader must learn, and be measured on, when a text has no answer. Of the questions with
    an answer a share is asked of another context of the same data: one of another title, and
    one where none of the gold answers occurs, compared without case, punctuation and
    articles. That is no proof that it has no answer, but it seldom has one. Which questions,
    and which contexts, depends on the seed and on the set of questions only, so it is the
    same on every machine and in every order.

    Args:
        questions: What `load_questions` returns.
        share: How many of the questions with an answer get another context, above 0 and up
            to 1.
        same_title: How many of these get a context of their own title, if that has another;
            it is on the same subject, so such a question is harder to turn down. Where there
            is one title for all, or none, any context may be given.
        seed: Seed of the choice.

    Returns:
        All questions in their order. Those with another context have its title, and no
        answers.

    Raises:
        InvalidInputError: If an argument is out of range.
        DataFormatError: If a row is not a question, or too few can be given another context.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        mixed = mix_contexts(load_questions("questions.json"), share=0.5)
        sum(not answers["text"] for answers in mixed["answers"])  # half of them
        ```
    """
    _check_arguments(share, same_title)
    hashes = SeededHash(seed)
    originals = list(_sharing_contexts(read_examples([QuestionSource.of_rows(questions)])))
    answered = [index for index, question in enumerate(originals) if question.answers]
    wanted = round(share * len(answered))
    contexts = _Contexts(originals, hashes)
    answered.sort(key=lambda index: hashes.of("question", originals[index].id))
    mixed: dict[int, QuestionExample] = {}
    for index in answered:
        if len(mixed) == wanted:
            break
        question = originals[index]
        near = hashes.of("near", question.id) < same_title * 2**64
        other = contexts.without_answer(question, near=near)
        if other is not None:
            title, context = other
            mixed[index] = question._replace(
                title=title, context=context, answers=(), answer_starts=()
            )
    if len(mixed) < wanted:
        raise DataFormatError(
            f"only {len(mixed)} of {len(answered)} questions could be given a context without "
            f"their answers, and {wanted} are wanted; pass a smaller share, or load more contexts"
        )
    result = (mixed.get(index, question) for index, question in enumerate(originals))
    return question_dataset(result, "mix_contexts")


class _Contexts:
    """The contexts of some questions, in an order that theirs has no part in."""

    def __init__(self, questions: list[QuestionExample], hashes: SeededHash) -> None:
        self._hashes = hashes
        self._all = sorted(
            {(question.title, question.context) for question in questions},
            key=lambda pair: (hashes.of("context", pair[1]), pair),
        )
        self._of_title: dict[str, list[tuple[str, str]]] = {}
        for pair in self._all:
            self._of_title.setdefault(pair[0], []).append(pair)
        self._normal: dict[str, str] = {}

    def without_answer(self, question: QuestionExample, *, near: bool) -> tuple[str, str] | None:
        """Draws a title and a context without the question's answers."""
        of_title = self._of_title[question.title]
        if near and len(of_title) > 1:
            found = self._first(of_title, question)
            if found:
                return found
        return self._first(self._all, question, avoid_title=len(self._of_title) > 1)

    def _first(
        self, pairs: list[tuple[str, str]], question: QuestionExample, avoid_title: bool = False
    ) -> tuple[str, str] | None:
        answers = {normalize_answer(answer) for answer in question.answers} - {""}
        bare = [answer for answer in question.answers if not normalize_answer(answer)]
        for place in self._places(len(pairs), question.id):
            title, context = pairs[place]
            if context == question.context or (avoid_title and title == question.title):
                continue
            normal = self._normal.get(context)
            if normal is None:
                normal = self._normal[context] = normalize_answer(context)
            if not any(answer in normal for answer in answers) and not any(
                answer in context for answer in bare
            ):
                return title, context
        return None

    def _places(self, count: int, name: str) -> Iterator[int]:
        place = 0
        for draw in range(_DRAWS):
            place = self._hashes.of("draw", f"{draw} {name}") % count
            yield place
        for step in range(1, count):
            yield (place + step) % count


def _sharing_contexts(questions: Iterable[QuestionExample]) -> Iterator[QuestionExample]:
    contexts: dict[str, str] = {}
    for question in questions:
        yield question._replace(context=contexts.setdefault(question.context, question.context))


def _check_arguments(share: float, same_title: float) -> None:
    if type(share) not in (int, float) or not 0 < share <= 1:
        raise InvalidInputError(f"share must be above 0 and up to 1, got {shown(share)}")
    if type(same_title) not in (int, float) or not 0 <= same_title <= 1:
        raise InvalidInputError(f"same_title must be from 0 to 1, got {shown(same_title)}")
