"""Extractive summarization: a registry of methods that select sentences, and the summarizer.

Every method takes the sentences of a text and their embeddings and returns which to keep. The
methods are imported on first use, as they need NumPy and the options of a summary do not.
"""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.tasks.summarization.methods import (
        SelectionInputs,
        SentenceSelection,
        available_methods,
        describe_methods,
        register_method,
        select,
    )
    from nlp_suite.tasks.summarization.options import DEFAULT_METHOD

__all__ = [
    "DEFAULT_METHOD",
    "SelectionInputs",
    "SentenceSelection",
    "available_methods",
    "describe_methods",
    "register_method",
    "select",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "DEFAULT_METHOD": ".options",
        "SelectionInputs": ".methods",
        "SentenceSelection": ".methods",
        "available_methods": ".methods",
        "describe_methods": ".methods",
        "register_method": ".methods",
        "select": ".methods",
    },
)
