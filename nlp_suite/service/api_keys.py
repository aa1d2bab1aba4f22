"""Keys of the service, compared in constant time."""

import hashlib
import hmac
import re
from pathlib import Path
from typing import NoReturn

from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.files import open_regular

_LINE = re.compile(r"([\w.-]{1,64}):\s*(\S{16,512})")
# A file of keys is small.
_MOST_BYTES = 1 << 20


class ApiKeys:
    """The keys of a service: a name for each, which stands in the logs and in the limits.

    A file of keys has a line `name: key` for each; empty lines and those that begin with "#" are
    left out. A key has at least 16 characters and no white space.

    Args:
        keys: Maps names to keys.

    Example:
        >>> keys = ApiKeys({"reading-room": "correct-horse-battery-staple"})
        >>> keys.name_of("correct-horse-battery-staple")
        'reading-room'
        >>> keys.name_of("wrong") is None
        True
    """

    def __init__(self, keys: dict[str, str]) -> None:
        # Of one length, so that the time of a comparison says nothing of a key's.
        self._digests = {name: _digest(key) for name, key in keys.items()}

    @classmethod
    def read(cls, path: str | Path) -> "ApiKeys":
        """Reads a file of keys.

        Args:
            path: The file.

        Returns:
            The keys.

        Raises:
            InvalidInputError: If it cannot be read.
            DataFormatError: If a line is no name and key, or there is none.
        """
        try:
            with open_regular(path, lambda kind: InvalidInputError(f"{path} is {kind}")) as file:
                data = file.read(_MOST_BYTES + 1)
        except OSError as error:
            raise InvalidInputError(
                f"the file of keys {str(path)!r} cannot be read ({error.strerror}); give one with "
                "a line `name: key` for each"
            ) from error
        keys: dict[str, str] = {}
        lines = data.decode("utf-8", errors="replace").splitlines()
        for number, line in enumerate(map(str.strip, lines), 1):
            if not line or line.startswith("#"):
                continue
            found = _LINE.fullmatch(line)
            # The line itself is a secret.
            if found is None or len(data) > _MOST_BYTES:
                _refuse(path, number)
            if found[1] in keys:
                raise DataFormatError(
                    f"{path}, line {number}: the name {found[1]!r} is there twice"
                )
            keys[found[1]] = found[2]
        if not keys:
            raise DataFormatError(f"{path} has no key; write a line `name: key` for each")
        return cls(keys)

    def name_of(self, key: str) -> str | None:
        """Returns whose key one is.

        All keys are compared, each in a time that does not depend on where it differs.

        Args:
            key: What a client has sent.

        Returns:
            The name of the key; None if there is no such key.
        """
        digest = _digest(key)
        found = None
        for name, own in self._digests.items():
            if hmac.compare_digest(own, digest):
                found = name
        return found


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", errors="surrogatepass")).digest()


def _refuse(path: str | Path, number: int) -> NoReturn:
    raise DataFormatError(
        f"{path}, line {number}: a line must be `name: key`, the name of letters, digits and ._-, "
        "the key of at least 16 characters without white space"
    )
