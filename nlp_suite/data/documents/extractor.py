"""Text extraction from HTML pages and PDF files, isolated in a child process."""

from typing import Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.documents.formats import FORMATS, ParsedFormat
from nlp_suite.data.files.isolated_reader import START_SECONDS, IsolatedReader
from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.processes import ChildProcess

_MODULE = "nlp_suite.data.documents.extraction_process"


class Extractor(IsolatedReader):
    """Extracts the text of HTML pages and PDF files in a child process.

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
        super().__init__(_MODULE)
        self._max_bytes, self._time_limit = max_bytes, time_limit

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
        reply, _ = self._ask(START_SECONDS, name, request, data)
        if "missing" in reply:
            raise missing_dependency(parsed.purpose, reply["missing"], "documents")
        reply, text = self._ask(self._time_limit, name)
        if reply["reason"] is not None:
            raise DataFormatError(f"{name} cannot be read: {reply['reason']}")
        return text.decode()

    def _ask(
        self, seconds: float, name: str, request: Any = None, data: bytes = b""
    ) -> tuple[dict[str, Any], bytes]:
        """Sends a request, if there is one, and waits for the next reply and its text, if any."""

        def exchange(process: ChildProcess) -> tuple[dict[str, Any], bytes] | None:
            if request is not None:
                process.send(request)
                process.send_bytes(data)
            reply = process.receive()
            text: bytes | None = b""
            if reply is not None and reply.get("reason", "") is None:
                text = process.receive_bytes()
            return None if reply is None or text is None else (reply, text)

        return self._exchange(
            self._start(),
            exchange,
            seconds,
            name=name,
            late="parse; leave it out, or pass a larger time_limit=",
            crashed="cannot be read: the parser crashes, or needs too much memory; leave it out",
        )
