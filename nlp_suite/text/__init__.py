"""Text handling that knows nothing of models: sentence splitting and cleaning."""

from nlp_suite.text.cleaning import clean_ascii
from nlp_suite.text.sentences import SentenceSpan, split_sentences

__all__ = ["SentenceSpan", "clean_ascii", "split_sentences"]
