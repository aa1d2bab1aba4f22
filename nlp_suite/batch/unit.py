"""Work item of a job."""

from typing import NamedTuple

# The result of a unit is a list of plain values for each row; or the reason why there is none.
Outcome = list[list[object]] | str


class Unit(NamedTuple):
    """A work item: a question about a text, or a text alone if the task has no questions.

    Attributes:
        text: The text.
        question: The question; "" where the task has none.
        text_id: The text's number in the store.
        question_id: The question's number in the store.
    """

    text: str
    question: str = ""
    text_id: int = 0
    question_id: int = 0

    @property
    def size(self) -> int:
        """How much work and memory it takes, in characters."""
        return len(self.text) + len(self.question)
