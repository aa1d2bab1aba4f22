"""Interface of the answers that are evaluated."""

from typing import Protocol


class ScoredAnswer(Protocol):
    """An answer with its scores, as the evaluation needs it: `nlp_suite.results.Answer` is one.

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
