"""Logs of the service: a line of JSON each, without any text of its users."""

import datetime
import json
import logging
import sys
import traceback
from typing import Any

logger = logging.getLogger("nlp_suite.service")

# What a record has by itself.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "color_message", "taskName"}


class JSONFormatter(logging.Formatter):
    """Formats records as JSON: time, level, logger, message, and what the call has added.

    Of an exception it writes the class and where it was raised, not what it says: that may have
    parts of a text.

    Example:
        >>> record = logging.makeLogRecord({"msg": "started", "levelname": "INFO", "port": 8000})
        >>> json.loads(JSONFormatter().format(record))["port"]
        8000
    """

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line of a record."""
        time = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line: dict[str, Any] = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["exception"] = kind.__name__
            line["raised_at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(trace)
            ]
        return json.dumps(line, default=str)


def configure_logging() -> None:
    """Sends the logs of the service, of the server and of the package to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONFormatter())
    for name in ("nlp_suite", "uvicorn", "uvicorn.error"):
        own = logging.getLogger(name)
        own.handlers = [handler] if name != "uvicorn.error" else []
        own.setLevel(logging.INFO)
        own.propagate = name == "uvicorn.error"
