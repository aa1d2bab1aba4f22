"""Problems of a job: what it left out and why, and errors of writing a file."""

from dataclasses import dataclass
from typing import Any

from nlp_suite.errors import NLPSuiteError


@dataclass(frozen=True, slots=True)
class Problem:
    """A report of a file, some of its rows, or a question about it that was left out.

    Args:
        file: The file as it was given or found.
        reason: What is wrong and what to do, on one line.
        error: The class of the error.
        question: The question, where it is about one.

    Example:
        >>> str(Problem("a.txt", "a.txt is empty", NLPSuiteError))
        'a.txt is empty'
    """

    file: str
    reason: str
    error: type[NLPSuiteError]
    question: str | None = None

    def __str__(self) -> str:
        return self.reason

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values."""
        return {
            "file": self.file,
            "question": self.question,
            "error": self.error.__name__,
            "reason": self.reason,
        }
