"""Data augmentation: noisy source sentences, and oversampling of rare words."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

# A character of private use, which no training text has and so no tokenizer knows.
UNKNOWN_WORD = "\ue000"

_WORD = re.compile(r"\w+")


def noisy_pair(source: str, target: str, random: np.random.RandomState) -> tuple[str, str]:
    """Augments a pair: adds noise to the source as people type, or a word to copy to both.

    The source loses its capital letters, its final punctuation, its apostrophes or all of
    them, or is all capitals, and the target stays as it is; or a word that stands in both
    (a name, mostly) becomes one that no tokenizer knows, so that a model learns to copy what
    it does not know.

    Args:
        source: A sentence.
        target: Its translation.
        random: The random generator.

    Returns:
        The pair.

    Example:
        >>> noisy_pair("Tom's here.", "Tom ist hier.", np.random.RandomState(5))
        ('toms here', 'Tom ist hier.')
    """
    kind = random.randint(6)
    if kind == 0:
        return source.lower(), target
    if kind == 1:
        return source.rstrip(".!?") or source, target
    if kind == 2:
        return source.upper(), target
    if kind == 3:
        return re.sub(r"['’.!?,]", "", source.lower()).strip() or source, target  # noqa: RUF001
    shared = sorted(set(_WORD.findall(source)) & set(_WORD.findall(target)))
    if not shared:
        return source.lower().rstrip(".!?") or source, target
    word = re.compile(rf"\b{re.escape(shared[random.randint(len(shared))])}\b")
    return word.sub(UNKNOWN_WORD, source), word.sub(UNKNOWN_WORD, target)


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
