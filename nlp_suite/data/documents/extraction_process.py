"""Subprocess that parses HTML pages and PDF files, with limits on memory and time.

It reads each file's contents from standard input and writes its text to standard output, until
there is no more. It opens no file and no connection.
"""

import contextlib
import os
import signal
import struct
from collections.abc import Callable
from typing import BinaryIO

# Of a request: the format, how many bytes the text may have, how many seconds it may take, and
# how many bytes follow. Of an answer: its kind, and how many bytes follow.
REQUEST = struct.Struct(">4sQdQ")
ANSWER = struct.Struct(">4sQ")
TEXT, BAD, MISSING, READY = b"text", b"bad ", b"miss", b"redy"

# For the interpreter and the libraries, and for each byte of a file: a tree of a page takes ten
# times its size, and extraction copies it.
_MEMORY_BYTES, _MEMORY_RATIO = 768 << 20, 24


def main() -> None:
    """Reads files until standard input ends.

    Example:
        ```sh
        python -m nlp_suite.data.documents.extraction_process < requests > answers
        ```
    """
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    quiet = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(quiet, handle)
    # An interrupt (SIGINT) is handled by the parent process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while header := requests.read(REQUEST.size):
        kind, max_bytes, seconds, size = REQUEST.unpack(header)
        data = requests.read(size)
        try:
            extract = _extractor(kind)
        except ModuleNotFoundError as error:
            _answer(answers, MISSING, (error.name or "").encode())
            continue
        # From now on time counts.
        _answer(answers, READY, b"")
        _limit(seconds, max_bytes)
        _answer(answers, *_extract(extract, data, max_bytes))
        _limit(0, max_bytes)


def _extractor(kind: bytes) -> Callable[[bytes, int], str]:
    if kind == b"pdf ":
        import pypdfium2  # noqa: F401

        from nlp_suite.data.documents.pdf_text import extract_pdf_text

        return extract_pdf_text
    import trafilatura  # noqa: F401

    from nlp_suite.data.documents.html_text import extract_page_text

    return lambda data, _: extract_page_text(data.decode())


def _limit(seconds: float, max_bytes: int) -> None:
    """Sets the process's limits of memory, and of time in case that nobody waits any more."""
    if hasattr(signal, "setitimer"):
        # The default action ends the process, also within a library.
        signal.setitimer(signal.ITIMER_REAL, 2 * seconds)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES + _MEMORY_RATIO * max_bytes, hard))


def _answer(answers: BinaryIO, kind: bytes, data: bytes) -> None:
    answers.write(ANSWER.pack(kind, len(data)) + data)
    answers.flush()


def _extract(
    extract: Callable[[bytes, int], str], data: bytes, max_bytes: int
) -> tuple[bytes, bytes]:
    try:
        packed = extract(data, max_bytes).encode("utf-8", "replace")
    except MemoryError:
        return BAD, b"it takes too much memory"
    except Exception as error:  # Parsers fail in their own ways on what they were not made for.
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        return BAD, reason.encode("utf-8", "replace")
    if len(packed) > max_bytes:
        return BAD, f"its text has more than {max_bytes:,} bytes; pass a larger max_bytes=".encode()
    return TEXT, packed


if __name__ == "__main__":
    main()
