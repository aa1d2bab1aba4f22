"""What could not be read, and why."""

from dataclasses import dataclass

from nlp_suite.errors import NLPSuiteError


@dataclass(frozen=True, slots=True)
class UnreadableDocument:
    """A file that could not be read, or rows of one, reported instead of raised.

    Args:
        file: The file as it was given or found, written as in `Document.file`.
        reason: What is wrong and what to do, on one line that names the file.
        error: The class of the error.

    Example:
        >>> str(UnreadableDocument("a.txt", "a.txt is empty", NLPSuiteError))
        'a.txt is empty'
    """

    file: str
    reason: str
    error: type[NLPSuiteError]

    def __str__(self) -> str:
        return self.reason

    def to_error(self) -> NLPSuiteError:
        """Converts it to an error, to be raised.

        Returns:
            The error, with the reason as its message.

        Example:
            >>> str(UnreadableDocument("a.txt", "a.txt is empty", NLPSuiteError).to_error())
            'a.txt is empty'
        """
        return self.error(self.reason)
