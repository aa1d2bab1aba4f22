"""A question about a text, with its gold answers."""

from typing import NamedTuple


class Question(NamedTuple):
    """A question about a text, with its gold answers.

    Args:
        id: What it is called; no other question of its source has the same.
        title: The title of the article that the context is from, or "".
        question: The question.
        context: The text that it is asked of.
        answers: The answers, each as it stands in the context; none if it has none.
        answer_starts: For each answer where it starts in the context, in characters.

    Example:
        >>> question = Question("1", "", "Who sleeps?", "Tom sleeps.", ("Tom",), (0,))
        >>> question.answers
        ('Tom',)
    """

    id: str
    title: str
    question: str
    context: str
    answers: tuple[str, ...]
    answer_starts: tuple[int, ...]
