"""High-level API: a function for each task."""

from nlp_suite.api.comparison import compare
from nlp_suite.api.loading import load
from nlp_suite.api.question_answering import answer, answer_files
from nlp_suite.api.summarization import summarize, summarize_files
from nlp_suite.api.translation import translate, translate_files

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
