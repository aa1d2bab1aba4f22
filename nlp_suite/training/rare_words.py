"""Which sentences have a word that few others have."""

import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"\w+")


def with_rare_words(sentences: Sequence[str], below: int) -> list[bool]:
    """Finds the sentences with rare words, for oversampling.

    A word that stands in few sentences of the training data is learned badly: it gets few of
    the steps. Such sentences may be drawn more often than others.

    Args:
        sentences: The sentences.
        below: From how many sentences on a word is not rare. Case makes no difference.

    Returns:
        For each sentence whether a word of it stands in fewer sentences.

    Example:
        >>> with_rare_words(["Tom sleeps.", "tom runs.", "Tom sleeps!"], below=2)
        [False, True, False]
    """
    words = [set(_WORD.findall(sentence.casefold())) for sentence in sentences]
    counts = Counter(word for own in words for word in own)
    return [any(counts[word] < below for word in own) for own in words]
