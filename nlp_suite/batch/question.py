"""A question to be asked of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and of which files it is asked.

    Args:
        text: The question.
        file: The file that it is asked of, by its name or the end of its path; all if None.
        fields: What else its row says, to be passed on to the rows of its answers.

    Example:
        >>> Question("Who paid?", file="ann.html").file
        'ann.html'
    """

    text: str
    file: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
