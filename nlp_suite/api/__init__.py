"""High-level API: a function for each task."""

from nlp_suite.api.answering import answer
from nlp_suite.api.answering_files import answer_files
from nlp_suite.api.comparison import compare
from nlp_suite.api.loading import load
from nlp_suite.api.summarization import summarize
from nlp_suite.api.summarizing_files import summarize_files
from nlp_suite.api.translating_files import translate_files
from nlp_suite.api.translation import translate

__all__ = [
    "answer",
    "answer_files",
    "compare",
    "load",
    "summarize",
    "summarize_files",
    "translate",
    "translate_files",
]
