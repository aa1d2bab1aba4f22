"""Download of a small file over HTTP."""

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from nlp_suite.errors import DatasetNotAvailableError, UnsafeFileError

_CHUNK_BYTES = 64 << 10


def is_url(source: object) -> bool:
    """Returns whether a source is an http(s) URL rather than a path.

    Args:
        source: A path or a URL.

    Returns:
        True if it starts with http:// or https://.

    Example:
        >>> is_url("https://example.org/monthly-sunspots.csv"), is_url("file:///etc/hosts")
        (True, False)
    """
    return str(source).lower().startswith(("http://", "https://"))


def fetch_bytes(url: str, *, timeout: float, largest: int) -> bytes:
    """Downloads a file over HTTP or HTTPS.

    Args:
        url: The address. It may lead on to others, but never to a local file, to another kind
            of server, or from an encrypted connection to one that is not.
        timeout: Seconds that all of it may take.
        largest: Most bytes that the file may have.

    Returns:
        The bytes.

    Raises:
        DatasetNotAvailableError: If it cannot be downloaded, or not in time.
        UnsafeFileError: If it is larger.

    Example:
        ```python
        try:
            fetch_bytes("http://localhost:1/series.csv", timeout=1, largest=1000)
        except nlp_suite.DatasetNotAvailableError as error:
            print(error)
        ```
    """
    deadline = time.monotonic() + timeout
    data = bytearray()
    try:
        with _opener().open(url, timeout=timeout) as response:
            # read1 comes back after each piece: a server that sends a byte now and then, each
            # within the socket's own limit, cannot hold the caller for longer than the whole one.
            while chunk := response.read1(_CHUNK_BYTES):
                data += chunk
                if len(data) > largest:
                    raise UnsafeFileError(
                        f"{url} has more than {largest} bytes; check the address, or download it "
                        "and give the file's path"
                    )
                if time.monotonic() > deadline:
                    raise TimeoutError(f"not all of it came within {timeout} seconds")
            # How many bytes of those that the server announced have not come.
            if missing := getattr(response, "length", None):
                raise http.client.IncompleteRead(bytes(data), missing)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, UnsafeFileError):
            raise
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DatasetNotAvailableError(
            f"{url} cannot be fetched ({reason}); download it by hand and give the file's path"
        ) from error
    return bytes(data)


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, url: str
    ) -> Any:
        if req.type == "https" and urllib.parse.urlsplit(url).scheme != "https":
            raise urllib.error.URLError(f"it leads to {url}, which is not encrypted")
        return super().redirect_request(req, fp, code, msg, headers, url)


def _opener() -> urllib.request.OpenerDirector:
    # Not build_opener, which also opens local files, data: addresses and FTP.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener
