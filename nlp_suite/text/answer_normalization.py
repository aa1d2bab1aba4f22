"""Answer normalization by the rules of SQuAD."""

import re
import string

_WITHOUT_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLE = re.compile(r"\b(?:a|an|the)\b")


def normalize_answer(text: str) -> str:
    """Normalizes an answer: case, punctuation, articles and white space make no difference.

    These are the rules of SQuAD, in their order: small letters; ASCII punctuation taken out,
    which joins what it parted; the words "a", "an" and "the" taken out; every run of white
    space made one space.

    Args:
        text: An answer.

    Returns:
        The normalized answer; "" if nothing is left.

    Example:
        >>> normalize_answer("The  Panthers' defense, in a well-known game.")
        'panthers defense in wellknown game'

    Reference:
        Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text",
        section 6.1, https://arxiv.org/abs/1606.05250.
    """
    words = text.lower().translate(_WITHOUT_PUNCTUATION)
    return " ".join(_ARTICLE.sub(" ", words).split())
