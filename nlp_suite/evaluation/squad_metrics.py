"""Exact match and token F1 by the rules of SQuAD."""

from collections import Counter
from collections.abc import Callable, Sequence

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.answer_normalization import normalize_answer


def exact_match(prediction: str, golds: Sequence[str]) -> float:
    """Computes the exact match (EM) of an answer with any of the gold answers.

    Case, ASCII punctuation, the articles "a", "an" and "the", and white space make no
    difference.

    Args:
        prediction: The answer; "" for none.
        golds: The gold answers; an empty list means that the question has no answer, and
            that "" is right.

    Returns:
        1 or 0.

    Raises:
        InvalidInputError: If an argument is not of that type.

    Example:
        >>> exact_match("The Broncos!", ["Denver Broncos", "broncos"])
        1.0

    Reference:
        Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text",
        https://arxiv.org/abs/1606.05250; for questions without an answer Rajpurkar et al.
        2018, "Know What You Don't Know", https://arxiv.org/abs/1806.03822.
    """
    return _best(prediction, golds, lambda ours, gold: float(ours == gold))


def token_f1(prediction: str, golds: Sequence[str]) -> float:
    """Computes the token F1 of an answer with the gold answers.

    The harmonic mean of precision and recall of the words, each counted as often as it
    stands there, after what `exact_match` disregards is gone; that of the gold answer where
    it is highest. Where one side has no word left, it is 1 if the other has none either, by
    the rules of SQuAD v2.0; v1.1 gives 0 to both being empty, which happens to gold answers
    such as "The" only.

    Args:
        prediction: As for `exact_match`.
        golds: As for `exact_match`.

    Returns:
        From 0 to 1; 1 wherever `exact_match` is.

    Raises:
        InvalidInputError: If an argument is not of that type.

    Example:
        >>> token_f1("in 1966", ["1966"])
        0.6666666666666666

    Reference:
        As for `exact_match`.
    """
    return _best(prediction, golds, _word_f1)


def _best(prediction: str, golds: Sequence[str], score: Callable[[str, str], float]) -> float:
    valid = not isinstance(golds, str) and all(isinstance(gold, str) for gold in golds)
    if not isinstance(prediction, str) or not valid:
        raise InvalidInputError(
            "the prediction must be a text and the gold answers a list of texts, got "
            f"{repr(prediction)[:80]} and {repr(golds)[:80]}"
        )
    ours = normalize_answer(prediction)
    return max(score(ours, normalize_answer(gold)) for gold in golds or ("",))


def _word_f1(ours: str, gold: str) -> float:
    our_words, gold_words = ours.split(), gold.split()
    if not our_words or not gold_words:
        return float(our_words == gold_words)
    shared = (Counter(our_words) & Counter(gold_words)).total()
    # 2PR / (P + R) with P = shared / ours and R = shared / gold.
    return 2 * shared / (len(our_words) + len(gold_words))
