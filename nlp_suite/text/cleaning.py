"""Lowercasing, accent stripping and punctuation removal, for small models."""

import string
import unicodedata

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def clean_ascii(text: str) -> str:
    """Lowercases a sentence, and removes accents and punctuation.

    As in the published data that this reproduces, whatever is no ASCII character, with or
    without an accent, is lost ("ß", a no-break space), and so is a word with a digit in it.

    Args:
        text: A sentence.

    Returns:
        ASCII words of the letters a to z with single spaces between them; "" if none is left.

    Example:
        >>> clean_ascii("Zu Hülfe! I'm 18, Straße.")
        'zu hulfe im strae'
    """
    letters = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode("ascii")
    words = letters.lower().translate(_NO_PUNCTUATION).split()
    return " ".join(word for word in words if word.isalpha())
