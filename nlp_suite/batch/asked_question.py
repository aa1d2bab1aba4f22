"""A question of a job, as the store has it."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class AskedQuestion(NamedTuple):
    """A question of a job as the store has it; the same words may be asked with other fields.

    Attributes:
        id: Its place among all that are asked, from 1.
        question_id: The number of the question itself.
        words: The question.
        named: Whether it names the files that it is asked of.
        fields: Further columns, as the output has them.
    """

    id: int
    question_id: int
    words: str
    named: bool
    fields: Mapping[str, Any]
