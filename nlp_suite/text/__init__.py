"""Text processing without models: sentences, words, cleaning, tokenizers."""

from nlp_suite.text.cleaning import clean_ascii
from nlp_suite.text.sentences import SentenceSpan, split_sentences
from nlp_suite.text.translation_tokenizers import train_tokenizers

__all__ = ["SentenceSpan", "clean_ascii", "split_sentences", "train_tokenizers"]
