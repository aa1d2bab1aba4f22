"""Options of question answering: windows, limits of questions and answers, scoring."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Self, TypedDict

from nlp_suite.arguments import check_whole
from nlp_suite.errors import InvalidInputError, ModelFormatError

_SMALLEST = {
    "window": 1,
    "stride": 0,
    "max_windows": 0,
    "max_question_tokens": 1,
    "max_answer_tokens": 1,
}
SCORINGS = ("joint", "independent")
# What depends on the model, and is in its folder.
_OF_A_MODEL = ("window", "stride", "max_windows", "bm25_weight", "max_question_tokens")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """Options of span search: windows, limits of questions and answers, scoring.

    Attributes:
        window: Most tokens that the model gets at once: question, text and special tokens.
        stride: Number of tokens that two neighbouring windows share.
        max_windows: Most windows of a text to read, those that have most to do with the question;
            all if 0.
        bm25_weight: Weight of a window's BM25 against the question, see `Reader`.
        max_question_tokens: Most tokens of a question.
        max_answer_tokens: Most tokens of an answer, before it is widened to whole words.
        scoring: "joint" or "independent", see `Reader`.

    Raises:
        InvalidInputError: If a number is no whole one where it must be, or too small, or
            `scoring` is neither.

    Example:
        >>> ReadingOptions(window=256).stride
        128
    """

    window: int = 384
    stride: int = 128
    max_windows: int = 0
    bm25_weight: float = 0.0
    max_question_tokens: int = 64
    max_answer_tokens: int = 15
    scoring: str = "joint"

    def __post_init__(self) -> None:
        if self.scoring not in SCORINGS:
            raise InvalidInputError(f"scoring must be one of {SCORINGS}, got {self.scoring!r}")
        for name, smallest in _SMALLEST.items():
            check_whole(name, getattr(self, name), smallest)
        weight = self.bm25_weight
        number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not number or not 0 <= weight < math.inf:
            raise InvalidInputError(f"bm25_weight must be a number from 0 up, got {weight!r}")

    @classmethod
    def of_model(cls, options: Mapping[str, Any], source: str) -> Self:
        """Reads the options of a model folder for question answering.

        Args:
            options: The folder's options; those that are not of this class are passed over,
                and those that are missing have the usual values.
            source: What to call the folder.

        Returns:
            The options.

        Raises:
            ModelFormatError: If one is no whole number, or too small.

        Example:
            >>> ReadingOptions.of_model({"window": 256, "temperature": 1.0}, "my-reader").window
            256
        """
        try:
            return cls(**{name: options[name] for name in _OF_A_MODEL if name in options})
        except InvalidInputError as error:
            raise ModelFormatError(f"{source}: {error}") from error

    def changed(self, **values: float | str | None) -> Self:
        """Returns a copy with some options changed.

        Args:
            **values: The new values; None leaves one as it is.

        Returns:
            The new options.

        Raises:
            InvalidInputError: If a value is none of the possible ones.

        Example:
            >>> ReadingOptions().changed(window=256, stride=None).stride
            128
        """
        new: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        return dataclasses.replace(self, **new)


class ReadingKeywords(TypedDict, total=False):
    """What `Reader` takes besides questions, texts and `top_k`; described there."""

    window: int | None
    stride: int | None
    max_windows: int | None
    bm25_weight: float | None
    max_question_tokens: int | None
    max_answer_tokens: int
    no_answer_threshold: float | None
    scoring: str | None
    progress: bool | None
