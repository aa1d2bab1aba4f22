"""Stretches without white space that have a sign of a value in them."""

import functools
import unicodedata
from collections.abc import Iterator

import numpy as np

# Characters that are looked at together; the numbers about each take some 20 bytes.
_BLOCK = 1 << 16
# What is longer is no value that anybody reads.
LONGEST = 4096
# From here on there is white space no more, and no letter that has a case.
_TABLE_SIZE = 0x3001
_BLANK, _LETTER, _SIGN, _INNER = 1, 2, 4, 8


def marked_chunks(text: str) -> Iterator[tuple[int, int]]:
    """Finds the stretches without white space that have a digit, or a mark within a word.

    Args:
        text: The text.

    Yields:
        Where each starts and ends, in order.

    Example:
        >>> text = "It cost $5, said Anne-Marie (a@b.org). Then nothing."
        >>> [text[start:end] for start, end in marked_chunks(text)]
        ['$5,', 'Anne-Marie', '(a@b.org).']
    """
    done = 0
    # Whether the block before ended within a stretch.
    within = False
    while done < len(text):
        block = text[done : done + _BLOCK]
        codes = np.frombuffer(block.encode("utf-32-le", "surrogatepass"), np.uint32)
        classes = np.take(_classes(), np.minimum(codes, _TABLE_SIZE - 1))
        blanks = np.flatnonzero(classes & _BLANK)
        last = done + len(block) == len(text)
        if last:
            blanks = np.append(blanks, len(block))
        if blanks.size == 0:
            done += len(block)
            within = True
            continue
        letters = (classes & _LETTER) != 0
        marks = (classes & _SIGN) != 0
        # A hyphen, stop, apostrophe within a word, or before one.
        inner = (classes[:-1] & _INNER) != 0
        marks[:-1] |= inner & letters[1:]
        chunk = np.searchsorted(blanks, np.flatnonzero(marks))
        chunk = chunk[chunk < blanks.size]
        chunk = chunk[np.flatnonzero(np.diff(chunk, prepend=-1))]
        ends = blanks[chunk]
        starts = np.where(chunk > 0, blanks[chunk - 1] + 1, 0)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            if end - start <= LONGEST and not (within and start == 0):
                yield done + start, done + end
        done += int(blanks[-1]) + 1
        within = False


@functools.cache
def _classes() -> np.ndarray:
    """Returns what each character is good for, by its code."""
    classes = np.zeros(_TABLE_SIZE, np.uint8)
    for code in range(_TABLE_SIZE - 1):
        character = chr(code)
        if character.isspace():
            classes[code] = _BLANK
        elif character.isalnum():
            decimal = unicodedata.category(character) != "Lo" and character.isnumeric()
            classes[code] = _LETTER | (_SIGN if decimal else 0)
    # The rest, Chinese say, has no blanks between words: each character is by itself.
    classes[-1] = _BLANK
    for character in "@\\_#+":
        classes[ord(character)] |= _SIGN
    for character in ".-'&/\u2010\u2011\u2019":
        classes[ord(character)] |= _INNER
    return classes
