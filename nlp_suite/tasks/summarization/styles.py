"""Styles of summaries: which options and which models are of which."""

import dataclasses
from typing import TypeVar

from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import LoadOptions
from nlp_suite.tasks.summarization.options import (
    ABSTRACTIVE_OPTIONS,
    EXTRACTIVE_OPTIONS,
    Style,
    SummarizationOptions,
)

# What is used if the caller wants a summary that is written, and names no model.
DEFAULT_WRITER = "facebook/bart-large-cnn"

Options = TypeVar("Options", bound=LoadOptions)

_WRITER = f"engine='pretrained' and model={DEFAULT_WRITER!r}"


def check_style(options: SummarizationOptions, style: Style, model: str) -> None:
    """Checks that a model can make the summaries that are asked for.

    Args:
        options: What is asked for.
        style: What the model can do.
        model: Its name.

    Raises:
        InvalidInputError: If another style is asked for, or an option is of another one.

    Example:
        >>> check_style(SummarizationOptions(beam_size=2), "extractive", "my-encoder")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: beam_size goes with abstractive summaries, but ...
    """
    if style == "extractive":
        if options.style == "abstractive":
            raise InvalidInputError(
                f"{model} chooses sentences, it cannot write a summary; for style='abstractive' "
                f"give a model that writes, such as {_WRITER}"
            )
        for name in options.given(ABSTRACTIVE_OPTIONS):
            raise InvalidInputError(
                f"{name} goes with abstractive summaries, but {model} chooses sentences; "
                f"leave {name} out, or give a model that writes, such as {_WRITER}"
            )
        return
    if options.style == "extractive":
        raise InvalidInputError(
            f"{model} writes summaries, and has not learned to compare sentences; for "
            "style='extractive' give an encoder, such as model='distilbert-base-uncased', or "
            "engine='custom' without a model"
        )
    for name in options.given(EXTRACTIVE_OPTIONS):
        length = (
            "; max_words, max_tokens and ratio say how long it is" if name == "sentences" else ""
        )
        raise InvalidInputError(
            f"{name} goes with extractive summaries, but {model} writes abstractive ones; "
            f"leave {name} out{length}"
        )


def with_writer(loading: Options, style: Style | None) -> Options:
    """Completes options of loading by the model for a style.

    Args:
        loading: The options.
        style: The style that is asked for, if any.

    Returns:
        The options, with the default of what writes if they name the pretrained engine and no
        model, and the style is "abstractive"; else as they are.

    Example:
        >>> with_writer(LoadOptions(engine="pretrained"), "abstractive").model
        'facebook/bart-large-cnn'
        >>> with_writer(LoadOptions(engine="pretrained"), None).model is None
        True
    """
    if style == "abstractive" and loading.engine == "pretrained" and loading.model is None:
        return dataclasses.replace(loading, model=DEFAULT_WRITER)
    return loading
