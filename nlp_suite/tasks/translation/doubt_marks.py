"""Marks before the sentences of a translation that are probably not good."""

from nlp_suite.arguments import check_number
from nlp_suite.errors import InvalidInputError
from nlp_suite.results import Translation
from nlp_suite.text.spans import replace_spans

DOUBT_MARK = "[?] "


def mark_doubtful(translation: Translation, below: float) -> str:
    """Marks the sentences of a translation whose quality is low.

    Args:
        translation: The translation.
        below: The quality, from 0 to 1, below which a sentence is marked.

    Returns:
        The text of the translation, "[?] " before each such sentence.

    Raises:
        InvalidInputError: If `below` is not from 0 to 1, or the model has no calibrated
            confidence, so that no sentence has a quality.

    Example:
        >>> from nlp_suite import SentenceTranslation
        >>> values = {"score": -2.0, "tokens": (), "source_tokens": (), "n_best": ()}
        >>> eins = SentenceTranslation(text="Eins.", start=0, end=4, quality=0.3, **values)
        >>> zwei = SentenceTranslation(text="Zwei.", start=5, end=9, quality=0.8, **values)
        >>> translation = Translation(
        ...     text="Eins. Zwei.",
        ...     source="One. Two.",
        ...     sentences=(eins, zwei),
        ...     engine="custom",
        ...     model="english-german",
        ... )
        >>> mark_doubtful(translation, below=0.5)
        '[?] Eins. Zwei.'
    """
    check_number("mark_below", below, 0, 1)
    sentences = translation.sentences
    if translation.quality is None:
        raise InvalidInputError(
            f"the model {translation.model} has no calibrated confidence, which mark_below={below} "
            "needs; leave it out, or take a model that has one, such as a shipped one"
        )
    texts = [
        f"{DOUBT_MARK}{sentence.text}"
        if sentence.quality is not None and sentence.quality < below
        else sentence.text
        for sentence in sentences
    ]
    return replace_spans(translation.source, sentences, texts)
