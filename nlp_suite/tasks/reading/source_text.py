"""A tokenized text that questions are asked about."""

from nlp_suite.engines.interfaces import TextTokens
from nlp_suite.tasks.reading.word_alignment import align_to_words
from nlp_suite.text.sentence_finder import SentenceFinder


class SourceText:
    """A tokenized text with its word alignment, kept while questions are asked about it.

    Args:
        text: The caller's text.
        tokens: Its T tokens.

    Attributes:
        text: The caller's text.
        ids: int32 array of shape (T,), the token ids.
        starts: int32 array of shape (T,): where an answer starts that starts with a token.
        ends: int32 array of shape (T,): where an answer ends that ends with a token.
        sentences: Finds its sentences.

    Example:
        >>> numbers = [np.array([n], "int32") for n in (7, 0, 3, 0)]
        >>> SourceText("Yes.", TextTokens(*numbers)).ends.tolist()
        [3]
    """

    __slots__ = ("ends", "ids", "sentences", "starts", "text")

    def __init__(self, text: str, tokens: TextTokens) -> None:
        self.text = text
        self.ids = tokens.ids
        self.starts, self.ends = align_to_words(text, tokens)
        self.sentences = SentenceFinder(text)
