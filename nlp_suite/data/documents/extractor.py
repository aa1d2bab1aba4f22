"""Text extraction from HTML pages and PDF files, isolated in a child process."""

from typing import Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.closing import Closable
from nlp_suite.data.documents.formats import FORMATS, ParsedFormat
from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.processes import ChildProcess

_MODULE = "nlp_suite.data.documents.extraction_process"

# For the start and the imports, on a busy machine too.
_START_SECONDS = 60.0


class Extractor(Closable):
    """Extracts the text of HTML pages and PDF files in a child process.

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
        self._process: ChildProcess | None = None

    def extract(self, file_format: str, data: bytes, name: str) -> str:
        """Extracts the text of a file.

        Args:
            file_format: "html" or "pdf", or any other parsed one of `FORMATS`.
            data: The file.
            name: What to call it in a message.

        Returns:
            The text.

        Raises:
            InvalidInputError: If the format needs no parser.
            DataFormatError: If it is damaged, or takes too much time or memory.
            MissingDependencyError: If the extra `documents` is not installed.

        Example:
            ```python
            with Extractor(max_bytes=1000, time_limit=60) as extractor:
                extractor.extract("html", b"<p>Tom.</p>", "a.html")  # "Tom."
            ```
        """
        parsed = FORMATS.get(file_format)
        if not isinstance(parsed, ParsedFormat):
            raise InvalidInputError(
                f"{name} must be of a format that needs a parser, got {file_format!r}"
            )
        if parsed.prepare is not None:
            data = parsed.prepare(data, name)
        request = {
            "format": file_format,
            "max_bytes": self._max_bytes,
            "time_limit": self._time_limit,
        }
        self._process = self._process or ChildProcess(_MODULE, quiet=True)
        reply, _ = self._exchange(self._process, _START_SECONDS, name, request, data)
        if "missing" in reply:
            raise missing_dependency(parsed.purpose, reply["missing"], "documents")
        reply, text = self._exchange(self._process, self._time_limit, name)
        if reply["reason"] is not None:
            raise DataFormatError(f"{name} cannot be read: {reply['reason']}")
        return text.decode()

    def close(self) -> None:
        """Ends the process; it starts again for another file.

        Example:
            ```python
            Extractor(max_bytes=99, time_limit=60).close()
            ```
        """
        if self._process is not None:
            self._process.close()
            self._process = None

    def _exchange(
        self,
        process: ChildProcess,
        seconds: float,
        name: str,
        request: Any = None,
        data: bytes = b"",
    ) -> tuple[dict[str, Any], bytes]:
        """Sends a request, if there is one, and waits for the next reply and its text, if any."""
        text: bytes | None = b""
        with process.killed_after(seconds) as late:
            try:
                if request is not None:
                    process.send(request)
                    process.send_bytes(data)
                reply = process.receive()
                if reply is not None and reply.get("reason", "") is None:
                    text = process.receive_bytes()
            except BaseException:
                # A reply that nobody waited for must not be taken for the next.
                self.close()
                raise
        if reply is not None and text is not None and not late.is_set():
            return reply, text
        self.close()
        if late.is_set():
            raise DataFormatError(
                f"{name} takes longer than {seconds:g} s to parse; leave it out, or pass a larger "
                "time_limit="
            )
        raise DataFormatError(
            f"{name} cannot be read: the parser crashes, or needs too much memory; leave it out"
        )
