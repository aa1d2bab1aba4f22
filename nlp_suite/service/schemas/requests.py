"""Bodies of requests: texts, the model, and the options of the Python call of each task."""

import dataclasses
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model

from nlp_suite.decoding.options import LARGEST_PENALTY, LONGEST, MOST_BEAMS, DecodingOptions
from nlp_suite.load_options import Engine, Task
from nlp_suite.option_signatures import descriptions
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.translation.options import TranslationOptions

# The most texts of a request, and the most characters of a name.
MOST_TEXTS = 1000
_LONGEST_NAME = 200

Text = Annotated[str, Field(description="A text.")]
Texts = Annotated[list[str], Field(min_length=1, max_length=MOST_TEXTS)]
Name = Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME)]

# What the options check themselves, with better words than a schema has; it is here to be read.
_FROM_ONE = (
    "sentences",
    "max_words",
    "min_words",
    "min_length",
    "keywords",
    "window",
    "max_question_tokens",
    "max_answer_tokens",
)
_LIMITS: dict[str, dict[str, float]] = {
    **{name: {"minimum": 1} for name in _FROM_ONE},
    "beam_size": {"minimum": 1, "maximum": MOST_BEAMS},
    "n_best": {"minimum": 1, "maximum": MOST_BEAMS},
    "length_penalty": {"minimum": 0, "maximum": LARGEST_PENALTY},
    "no_repeat_ngram_size": {"minimum": 0, "maximum": LONGEST},
    "max_length": {"minimum": 1, "maximum": LONGEST},
    "max_tokens": {"minimum": 1, "maximum": LONGEST},
    "min_tokens": {"minimum": 0, "maximum": LONGEST},
    "ratio": {"exclusiveMinimum": 0, "maximum": 1},
    "query": {"minLength": 1, "maxLength": 2000},
    "seed": {"minimum": 0},
    "stride": {"minimum": 0},
    "max_windows": {"minimum": 0},
    "bm25_weight": {"minimum": 0},
    "no_answer_threshold": {"minimum": 0, "maximum": 1},
}
_EXAMPLES: dict[str, list[Any]] = {
    "keep": [["ACME Cloud"]],
    "glossary": [{"invoice": "Rechnung"}],
    "query": ["bronze"],
    "method": ["salience"],
    "language": ["en"],
}

# What JSON has in the place of what Python has.
_ANNOTATIONS: dict[str, Any] = {
    "keep": list[str],
    "glossary": dict[str, str] | None,
    "method": str | None,
}


class Body(BaseModel):
    """A body of JSON, without anything that is not known, and without conversions.

    Example:
        >>> Body.model_config["extra"]
        'forbid'
    """

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class ModelChoice(Body):
    """Which of the served models a request means."""

    engine: Engine | None = Field(None, description="The engine; the service's first if null.")
    model: Name | None = Field(
        None, description="The name of a served model, see `GET /v1/models`; the default if null."
    )


class TranslationBody(ModelChoice):
    """A text to translate, or several."""

    text: Text | Texts = Field(description="A text, or a list of them.", examples=["Good morning."])
    source: Name | None = Field(
        None,
        description='The language to translate from, its code; "auto" finds it out for each text.',
        examples=["en"],
    )
    target: Name | None = Field(
        None, description="The language to translate into, its code.", examples=["de"]
    )


class SummarizationBody(ModelChoice):
    """A text to summarize, or several."""

    text: Text | Texts | dict[str, str] = Field(
        description="A text, a list of them, or with `together` a mapping of names to texts.",
        examples=["Tin melts at 232 °C. It was alloyed with copper. That made bronze."],
    )
    together: bool = Field(False, description="Whether several texts get one summary.")


class QuestionBody(ModelChoice):
    """A question about a text, or several."""

    question: Text | Texts = Field(
        description="A question, or a list of them.", examples=["What was tin alloyed with?"]
    )
    text: Text | Texts | dict[str, str] = Field(
        description="A text; a list of them, each with its question or all with one; or a mapping "
        "of names to documents, which are searched together.",
        examples=["Tin melts at 232 °C. It was alloyed with copper. That made bronze."],
    )
    top_k: int | None = Field(
        None, ge=1, le=100, description="How many answers to give; one, and not as a list, if null."
    )


def _fields(
    *kinds: type, without: Collection[str] = (), unset: bool = False
) -> dict[str, tuple[Any, Any]]:
    """Makes the fields of a body from classes of options."""
    fields: dict[str, tuple[Any, Any]] = {}
    for kind in kinds:
        described = descriptions(kind)
        for field in dataclasses.fields(kind):
            if field.name in without or field.name in fields:
                continue
            annotation = _limited(_ANNOTATIONS.get(field.name, field.type), _LIMITS.get(field.name))
            default = None if unset else field.default
            if unset:
                annotation = annotation | None
            if default == ():
                default = []
            text = " ".join(described[field.name].split())
            described_field = Field(default, description=text, examples=_EXAMPLES.get(field.name))
            fields[field.name] = (annotation, described_field)
    return fields


def _limited(annotation: Any, limits: dict[str, float] | None) -> Any:
    """Describes the limits of a type, or of what it is if it is not None."""
    if limits is None:
        return annotation
    kinds = [kind for kind in get_args(annotation) or [annotation] if kind is not type(None)]
    (kind,) = kinds
    extra: Any = limits
    limited: Any = Annotated[kind, Field(json_schema_extra=extra)]
    return limited | None if kind is not annotation else limited


def _with_options(name: str, base: type[Body], fields: dict[str, Any]) -> type[Body]:
    return cast("type[Body]", create_model(name, __base__=base, __doc__=base.__doc__, **fields))


if TYPE_CHECKING:
    TranslationRequest = TranslationBody
    SummarizationRequest = SummarizationBody
    QuestionRequest = QuestionBody
else:
    TranslationRequest = _with_options(
        "TranslationRequest", TranslationBody, _fields(TranslationOptions, DecodingOptions)
    )
    SummarizationRequest = _with_options(
        "SummarizationRequest", SummarizationBody, _fields(SummarizationOptions)
    )
    QuestionRequest = _with_options(
        "QuestionRequest", QuestionBody, _fields(ReadingOptions, unset=True)
    )


class ComparisonRequest(Body):
    """Texts for several of the served models, whose results are to be compared."""

    task: Task = Field(description="The task.", examples=["summarize"])
    inputs: Text | Texts = Field(
        description="A text, or a list of them.",
        examples=["Tin melts at 232 °C. It was alloyed with copper. That made bronze."],
    )
    questions: Text | Texts | None = Field(None, description="For `answer` the questions.")
    systems: Annotated[list[Name], Field(min_length=1, max_length=8)] = Field(
        ["custom"], description="Engines or names of served models."
    )
    repeats: int = Field(1, ge=1, le=5, description="Number of timed runs; the median counts.")
    options: dict[str, str | int | float | bool | None] = Field(
        default_factory=dict, description="Options of the task, the same for all systems."
    )
