"""Options of question answering: windows, limits of questions and answers, scoring."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal, Self, TypedDict, Unpack, get_args

from nlp_suite.arguments import LARGEST_WHOLE, check_choice, check_number, check_switch, check_whole
from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.text.languages import check_language

Scoring = Literal["joint", "independent"]
SCORINGS: tuple[Scoring, ...] = get_args(Scoring)

_SMALLEST = {
    "window": 1,
    "stride": 0,
    "max_windows": 0,
    "max_question_tokens": 1,
    "max_answer_tokens": 1,
}
_LARGEST_WEIGHT = 1_000_000
# What depends on the model, and is in its folder.
_OF_A_MODEL = (
    "window",
    "stride",
    "max_windows",
    "bm25_weight",
    "max_question_tokens",
    "no_answer_threshold",
    "language",
)


class WindowKeywords(TypedDict, total=False):
    """Keyword arguments of whatever reads, but for the scoring; see `ReadingOptions`."""

    window: int | None
    stride: int | None
    max_windows: int | None
    bm25_weight: float | None
    max_question_tokens: int | None
    max_answer_tokens: int | None
    no_answer_threshold: float | None
    always: bool | None
    group: bool | None
    language: str | None


class ReadingKeywords(WindowKeywords, total=False):
    """Keyword arguments of whatever reads, the reader's own if None; see `ReadingOptions`."""

    scoring: Scoring | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """Options of span search: windows, limits of questions and answers, scoring.

    A reader has its own, of which a call may change any. Those of a model say what it was
    trained with; the values here are those of a model that says nothing.

    Args:
        window: Most tokens that the model gets at once: question, text and special tokens; 384
            unless the model has its own.
        stride: Number of tokens that two neighbouring windows share; 128 unless the model has
            its own.
        max_windows: Most windows of a text to read, those that have most to do with the question
            (BM25), all if 0; 0 unless the model has its own.
        bm25_weight: Weight of that (BM25) in the score of an answer, see
            `nlp_suite.tasks.question_answering.reader.Reader`; 0, not at all, unless the model
            has its own.
        max_question_tokens: Most tokens of a question; 64 unless the model has its own.
        max_answer_tokens: Most tokens of an answer, before it is widened to whole words; 15 by
            default.
        no_answer_threshold: From which null score on, from 0 to 1, the first answer is the
            empty one, for a text that has none; the model's own if None. A model that has none
            always answers.
        always: Whether the first answer is the best span, whatever the null score and whatever
            is asked.
        group: Whether equal answers of several places are one.
        language: Language of the texts, a code such as "fr", by whose rules the sentence of an
            answer is found; "en" unless the model has its own.
        scoring: "joint", the default of engine="custom", or "independent", which is what the
            pipeline of transformers 4 did and the default of engine="pretrained".

    Raises:
        InvalidInputError: If a number is no whole one if it must be, or out of its range, or
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
    no_answer_threshold: float | None = None
    always: bool = False
    group: bool = False
    language: str = "en"
    scoring: Scoring = "joint"

    def __post_init__(self) -> None:
        check_choice("scoring", self.scoring, SCORINGS)
        for name, smallest in _SMALLEST.items():
            check_whole(name, getattr(self, name), smallest, LARGEST_WHOLE)
        check_number("bm25_weight", self.bm25_weight, 0, _LARGEST_WEIGHT)
        for name in ("always", "group"):
            check_switch(name, getattr(self, name))
        check_language("language", self.language)
        if self.no_answer_threshold is not None:
            check_number("no_answer_threshold", self.no_answer_threshold, 0, 1)

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

    def changed(self, **values: Unpack[ReadingKeywords]) -> Self:
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
        new: Any = {name: value for name, value in values.items() if value is not None}
        return dataclasses.replace(self, **new)
