"""Training, validation and test splits that share no source sentence."""

import hashlib
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from nlp_suite.errors import DataFormatError


def sentence_key(sentence: str) -> str:
    """Normalizes a sentence for comparison: case, white space and Unicode form are ignored.

    Args:
        sentence: Any text.

    Returns:
        What is compared in its place.

    Example:
        >>> sentence_key(" Where's  the CAFÉ?")
        "where's the café?"
    """
    # Folding may undo the normal form, and needs it to find all that it folds.
    folded = unicodedata.normalize("NFC", sentence).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def split_by_sentence(
    sources: Sequence[str], targets: Sequence[str], fractions: Sequence[float], seed: int
) -> list[list[int]]:
    """Splits pairs into shuffled parts; rows with the same source sentence stay together.

    Both the parts and the order in them come from keyed hashes (BLAKE2b) of the sentences:
    they depend on the seed and on which pairs there are, and on no machine, library version
    or order of the rows.

    Args:
        sources: The source sentences.
        targets: Their translations.
        fractions: Share of each part in the rows, with a sum of 1. A part is off by at most
            the rows of one sentence (of two, if it is between others), or by what it takes
            to give each part with a share a sentence of its own.
        seed: At least 0, below 2**64.

    Returns:
        For each part the indices of its rows.

    Raises:
        DataFormatError: If there are fewer different sentences than parts with a share.

    Example:
        >>> split_by_sentence(["Hi!", "hi!", "Go.", "No."], ["a", "b", "c", "d"], (0.5, 0.5), 4)
        [[3, 2], [0, 1]]
    """
    key = seed.to_bytes(8, "little")

    def place(text: str, purpose: bytes) -> bytes:
        return hashlib.blake2b(text.encode(), digest_size=16, key=key, person=purpose).digest()

    groups: dict[str, list[int]] = {}
    for index, sentence in enumerate(sources):
        groups.setdefault(sentence_key(sentence), []).append(index)
    order = sorted(groups, key=lambda sentence: (place(sentence, b"group"), sentence))
    cuts = _cuts([len(groups[sentence]) for sentence in order], fractions)
    parts = []
    for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
        rows = [index for sentence in order[start:end] for index in groups[sentence]]
        # Not by group: translations of one sentence should not meet in one batch.
        rows.sort(key=lambda i: (place(f"{sources[i]}\n{targets[i]}", b"row"), sources[i]))
        parts.append(rows)
    return parts


def _cuts(sizes: Sequence[int], fractions: Sequence[float]) -> list[int]:
    """Finds the groups at which the parts are cut: each part but the first begins there."""
    wanted = [fraction > 0 for fraction in fractions]
    if len(sizes) < sum(wanted):
        raise DataFormatError(
            f"{len(sizes)} different source sentences cannot make {sum(wanted)} splits that share "
            "none; pass splits=(1, 0, 0), or give more data"
        )
    total = sum(sizes)
    middles = [end - size / 2 for end, size in zip(accumulate(sizes), sizes, strict=True)]
    cuts: list[int] = []
    for part in range(1, len(fractions)):
        # A group goes where its middle row would go alone.
        cut = bisect_left(middles, round(sum(fractions[:part]) * total, 6))
        least = (cuts[-1] if cuts else 0) + wanted[part - 1]
        if not wanted[part - 1]:
            cut = least
        cuts.append(min(max(cut, least), len(sizes) - sum(wanted[part:])))
    return cuts
