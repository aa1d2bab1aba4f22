"""Structure of a text: which of its sentences are prose, headings, list items, code or mail."""

from nlp_suite.text.structure.finder import find_structure
from nlp_suite.text.structure.structured_sentence import SentenceKind, StructuredSentence

__all__ = ["SentenceKind", "StructuredSentence", "find_structure"]
