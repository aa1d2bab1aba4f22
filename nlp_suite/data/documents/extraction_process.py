"""Child process that parses HTML pages and PDF files, with limits on memory and time.

It gets the contents of files and sends back their texts, until there are no more; it opens no file
and no connection. Each file is a message with its format and the limits, and a frame of its bytes;
see `nlp_suite.processes`. The first reply says that the parser is there, or what is missing; the
second has the reason why there is no text, or is followed by a frame of the text in UTF-8.
"""

import importlib
from collections.abc import Callable
from typing import cast

from nlp_suite.data.documents.formats import FORMATS, ParsedFormat
from nlp_suite.processes import (
    connect_to_parent,
    limit_resources,
    read_frame,
    read_message,
    write_frame,
    write_message,
)

# For the interpreter and the libraries, and for each byte of a file: a tree of a page takes ten
# times its size, and extraction copies it.
_MEMORY_BYTES, _MEMORY_RATIO = 768 << 20, 24


def main() -> None:
    """Answers requests until there are no more.

    Example:
        ```sh
        python -m nlp_suite.data.documents.extraction_process < requests > replies
        ```
    """
    requests, replies = connect_to_parent()
    while (request := read_message(requests)) is not None:
        data = read_frame(requests)
        if data is None:
            return
        parsed = cast("ParsedFormat", FORMATS[request["format"]])
        try:
            importlib.import_module(parsed.library)
        except ModuleNotFoundError as error:
            write_message(replies, {"missing": error.name or parsed.library})
            continue
        # From now on time counts.
        write_message(replies, {"ready": True})
        max_bytes = request["max_bytes"]
        memory = _MEMORY_BYTES + _MEMORY_RATIO * max_bytes
        # Also in case that nobody waits any more.
        limit_resources(2 * request["time_limit"], memory, requests)
        text, reason = _extract(parsed.extract, data, max_bytes)
        # The next request may come as soon as there is a reply.
        limit_resources(0, memory, requests)
        write_message(replies, {"reason": reason})
        if reason is None:
            write_frame(replies, text)


def _extract(
    extract: Callable[[bytes, int], str], data: bytes, max_bytes: int
) -> tuple[bytes, str | None]:
    """Returns the text, or the reason why there is none."""
    try:
        text = extract(data, max_bytes).encode("utf-8", "replace")
    except MemoryError:
        return b"", "it takes too much memory"
    except Exception as error:  # Parsers fail in their own ways on what they were not made for.
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        return b"", reason.encode("utf-8", "replace").decode()
    if len(text) > max_bytes:
        return b"", f"its text has more than {max_bytes:,} bytes; pass a larger max_bytes="
    return text, None


if __name__ == "__main__":
    main()
