"""What the evaluation asks of an answer."""

from typing import Protocol


class ScoredAnswer(Protocol):
    """What is asked of an answer: `nlp_suite.results.Answer` has it.

    Attributes:
        text: The answer; "" for none.
        score: How probable it is that the answer is right, from 0 to 1.
        null_score: Higher the more probable it is that the text has no answer.
    """

    @property
    def text(self) -> str:
        """The answer; "" for none."""
        ...

    @property
    def score(self) -> float:
        """How probable it is that the answer is right, from 0 to 1."""
        ...

    @property
    def null_score(self) -> float:
        """Higher the more probable it is that the text has no answer."""
        ...
