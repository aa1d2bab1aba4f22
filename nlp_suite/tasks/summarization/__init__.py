"""Extractive summarization: a registry of methods that select sentences, and the summarizer.

Every method takes the sentences of a text and their embeddings and returns which to keep.
"""

# Imported for its effect: it registers the methods.
from nlp_suite.tasks.summarization import methods as _methods  # noqa: F401
from nlp_suite.tasks.summarization.selection import (
    SelectionInputs,
    SentenceSelection,
    available_methods,
    describe_methods,
    register_method,
    select,
)

DEFAULT_METHOD = "centrality"

__all__ = [
    "DEFAULT_METHOD",
    "SelectionInputs",
    "SentenceSelection",
    "available_methods",
    "describe_methods",
    "register_method",
    "select",
]
