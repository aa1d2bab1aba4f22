"""The calls that most people need."""

from nlp_suite.api.answering import answer
from nlp_suite.api.comparison import compare
from nlp_suite.api.loading import load
from nlp_suite.api.summarization import summarize
from nlp_suite.api.translation import translate

__all__ = ["answer", "compare", "load", "summarize", "translate"]
