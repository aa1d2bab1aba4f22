"""Long-document examples: questions about several contexts joined into one text."""

from typing import TYPE_CHECKING, Any

from nlp_suite.arguments import check_whole
from nlp_suite.data.questions.rows import QuestionSource, read_examples
from nlp_suite.data.questions.seeded_hash import SeededHash
from nlp_suite.data.questions.table_formats import question_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import datasets

    from nlp_suite.data.questions.rows import QuestionExample

_BETWEEN = "\n\n"


def join_contexts(
    questions: "datasets.Dataset | Iterable[Mapping[str, Any]]", count: int, *, seed: int = 0
) -> "datasets.Dataset":
    """Makes long-document examples: each context becomes one paragraph of a long text.

    Questions with answers are mostly about paragraphs, and people ask about whole documents. The
    different contexts are put into texts of `count` each, those of one title next to each other.
    Which ones come together depends on the seed and on the set of contexts only.

    Args:
        questions: What `load_questions` returns.
        count: How many contexts a text has; the last text has what is left.
        seed: Seed of which titles come together.

    Returns:
        All questions in their order, each with the text that its context is a part of, and with
        its answers where they stand there. Another part may have an answer too.

    Raises:
        InvalidInputError: If an argument is out of range.
        DataFormatError: If a row is not a question.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        joined = join_contexts(load_questions("questions.json"), 10)
        len(joined[0]["context"])  # that of ten paragraphs
        ```
    """
    check_whole("count", count, 1)
    hashes = SeededHash(seed)
    originals = list(read_examples([QuestionSource.of_rows(questions)]))
    contexts = sorted(
        {(question.title, question.context) for question in originals},
        key=lambda pair: (
            hashes.of("title", pair[0]),
            pair[0],
            hashes.of("context", pair[1]),
            pair[1],
        ),
    )
    places: dict[tuple[str, str], tuple[str, int]] = {}
    for first in range(0, len(contexts), count):
        group = contexts[first : first + count]
        text = _BETWEEN.join(context for _, context in group)
        start = 0
        for pair in group:
            places[pair] = text, start
            start += len(pair[1]) + len(_BETWEEN)

    def joined() -> "Iterator[QuestionExample]":
        for question in originals:
            text, start = places[question.title, question.context]
            starts = tuple(start + own for own in question.answer_starts)
            yield question._replace(context=text, answer_starts=starts)

    return question_dataset(joined(), "join_contexts")
