"""Text extraction from HTML pages and PDF files, isolated in a subprocess."""

import contextlib
import os
import subprocess
import sys
import threading
from types import TracebackType
from typing import IO, Self, cast

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.documents.encodings import decode_page
from nlp_suite.data.documents.extraction_process import ANSWER, MISSING, REQUEST, TEXT
from nlp_suite.errors import DataFormatError

_PURPOSES = {"html": "Reading HTML pages", "pdf": "Reading PDF files"}
_MODULE = "nlp_suite.data.documents.extraction_process"

# For the start and the imports, on a busy machine too.
_START_SECONDS = 60.0


class Extractor:
    """Extracts the text of HTML pages and PDF files in a subprocess.

    Parsers take hours for some files, or all memory, or fall over in native code; a process
    can be ended, bounded and started again, which costs some tenths of a second. It starts with
    the first file.

    Args:
        max_bytes: How many bytes a text may have.
        time_limit: How many seconds a file may take.

    Example:
        ```python
        with Extractor(max_bytes=1_000_000, time_limit=60) as extractor:
            extractor.extract("html", b"<p>Tom sleeps.</p>", "a.html")  # "Tom sleeps."
        ```
    """

    def __init__(self, *, max_bytes: int, time_limit: float) -> None:
        self._max_bytes, self._time_limit = max_bytes, time_limit
        self._process: subprocess.Popen[bytes] | None = None

    def extract(self, kind: str, data: bytes, name: str) -> str:
        """Extracts the text of a file.

        Args:
            kind: "html" or "pdf".
            data: The file.
            name: What to call it in a message.

        Returns:
            The text.

        Raises:
            DataFormatError: If it has no text, is damaged, or takes too much time or memory.
            MissingDependencyError: If the extra `documents` is not installed.

        Example:
            ```python
            with Extractor(max_bytes=1000, time_limit=60) as extractor:
                extractor.extract("html", b"<p>Tom.</p>", "a.html")  # "Tom."
            ```
        """
        if kind == "html":
            data = decode_page(data, name).encode("utf-8", "replace")
        header = REQUEST.pack(f"{kind:<4}".encode(), self._max_bytes, self._time_limit, len(data))
        status, content = self._exchange(header + data, _START_SECONDS, name)
        if status == MISSING:
            raise missing_dependency(_PURPOSES[kind], content.decode(), "documents")
        status, content = self._exchange(b"", self._time_limit, name)
        text = content.decode()
        if status != TEXT:
            raise DataFormatError(f"{name} cannot be read: {text}")
        return text

    def close(self) -> None:
        """Ends the process; it starts again for another file.

        Example:
            ```python
            Extractor(max_bytes=99, time_limit=60).close()
            ```
        """
        if self._process is not None:
            self._process.kill()
            # What is not yet written to it is of no use any more.
            with contextlib.suppress(OSError):
                self._process.communicate()
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _exchange(self, request: bytes, seconds: float, name: str) -> tuple[bytes, bytes]:
        """Sends a request and waits for its answer."""
        process = self._process or _start()
        self._process = process
        requests, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        # Pipes cannot be waited for with a limit everywhere; they end with the process.
        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                requests.write(request)
                requests.flush()
            header = answers.read(ANSWER.size)
            status, size = ANSWER.unpack(header) if len(header) == ANSWER.size else (b"", 0)
            content = answers.read(size)
        except BaseException:
            # An answer that nobody waited for must not be taken for the next.
            self.close()
            raise
        finally:
            timer.cancel()
        if status and len(content) == size and not late.is_set():
            return status, content
        self.close()
        if late.is_set():
            raise DataFormatError(
                f"{name} takes longer than {seconds:g} s to parse; leave it out, or pass a larger "
                "time_limit="
            )
        raise DataFormatError(
            f"{name} cannot be read: the parser crashes, or needs too much memory; leave it out"
        )


def _start() -> "subprocess.Popen[bytes]":
    # The same packages as here; -P keeps a module that lies in the current folder out.
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": paths},
    )
