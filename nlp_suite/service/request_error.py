"""The error of a request that the service refuses."""

from nlp_suite.errors import (
    ClosedTaskError,
    DataFormatError,
    InvalidInputError,
    MissingDependencyError,
    ModelFormatError,
    ModelNotAvailableError,
    NLPSuiteError,
)

# The first that fits counts.
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (InvalidInputError, 422),
    (MissingDependencyError, 503),
    (ModelNotAvailableError, 503),
    (ModelFormatError, 503),
    (ClosedTaskError, 503),
    (DataFormatError, 422),
)


class RequestError(NLPSuiteError):
    """A request that is refused, with the status of its answer.

    Args:
        status: The HTTP status.
        kind: What the answer calls the error.
        message: What was received, and what to do.
        retry_after: After how many seconds the client may try again; None if that does not help.

    Example:
        >>> error = RequestError(413, "TooLargeError", "the body has more than 10 bytes")
        >>> error.status, str(error)
        (413, 'the body has more than 10 bytes')

    Reference:
        RFC 9110, HTTP Semantics, section 15: https://www.rfc-editor.org/rfc/rfc9110#section-15
    """

    def __init__(
        self, status: int, kind: str, message: str, *, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.retry_after = retry_after

    @classmethod
    def of(cls, error: NLPSuiteError) -> "RequestError":
        """Returns the error of a request for one of a task.

        Args:
            error: What the task raised.

        Returns:
            The error with the status that it has over HTTP.

        Example:
            >>> RequestError.of(InvalidInputError("top_k must be a whole number")).status
            422
        """
        if isinstance(error, RequestError):
            return error
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        return cls(status, type(error).__name__, str(error))
