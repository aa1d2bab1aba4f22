"""Text handling that knows nothing of models: sentence splitting and tokenizers."""

from nlp_suite.text.sentences import SentenceSpan, split_sentences

__all__ = ["SentenceSpan", "split_sentences"]
