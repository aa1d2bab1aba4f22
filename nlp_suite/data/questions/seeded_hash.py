"""Seeded hash of texts, the same on every machine."""

import hashlib

from nlp_suite.errors import InvalidInputError


class SeededHash:
    """Seeded hash of texts: from 0 to 2**64 - 1, by a seed, a purpose and the text.

    Args:
        seed: The seed, from 0 to 2**64 - 1.

    Raises:
        InvalidInputError: If the seed is out of range.

    Example:
        >>> SeededHash(0).of("draw", "Tom") == SeededHash(0).of("draw", "Tom")
        True
    """

    def __init__(self, seed: int) -> None:
        if type(seed) is not int or not 0 <= seed < 2**64:
            raise InvalidInputError(f"seed must be an integer from 0 to 2**64 - 1, got {seed!r}")
        self._key = seed.to_bytes(8, "little")

    def of(self, purpose: str, text: str) -> int:
        """Hashes a text.

        Args:
            purpose: What it is for, at most 16 bytes; another purpose gives other hashes.
            text: The text.

        Returns:
            The hash.
        """
        digest = hashlib.blake2b(
            text.encode(), digest_size=8, key=self._key, person=purpose.encode()
        )
        return int.from_bytes(digest.digest(), "little")
