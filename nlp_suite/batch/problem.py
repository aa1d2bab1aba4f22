"""Problems of a job: what it left out and why, and errors of writing a file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp_suite.errors import BatchError, NLPSuiteError


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


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Converts errors of writing a file to `BatchError`.

    Args:
        path: The file that the block writes.

    Raises:
        BatchError: If the block fails as the file cannot be written.

    Example:
        ```python
        with writing(Path("report.html")):
            Path("report.html").write_text("<p>Tom sleeps.</p>")
        ```
    """
    try:
        yield
    except OSError as error:
        # Libraries have words of their own for it.
        reason = os.strerror(error.errno) if error.errno else error
        raise BatchError(
            f"{path} cannot be written ({reason}); what was found is kept: free "
            "some space or correct the path, and start the same job again"
        ) from error
