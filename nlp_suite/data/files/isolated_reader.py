"""What the readers of files have in common that parse in a child process."""

from collections.abc import Callable
from typing import TypeVar

from nlp_suite.closing import Closable
from nlp_suite.errors import DataFormatError
from nlp_suite.processes import ChildProcess

T = TypeVar("T")

# For the start and the imports, on a busy machine too.
START_SECONDS = 60.0


class IsolatedReader(Closable):
    """A reader that parses in a child process, so that no file brings this one down.

    Parsers take hours for some files, or all memory, or fall over in native code; a process
    can be ended, bounded and started again, which costs some tenths of a second. It starts with
    the first file.

    Args:
        module: What the process runs.

    Example:
        ```python
        class Extractor(IsolatedReader):
            def __init__(self):
                super().__init__("nlp_suite.data.documents.extraction_process")
        ```
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: ChildProcess | None = None

    def close(self) -> None:
        """Ends the process; it starts again for another file.

        Example:
            ```python
            IsolatedReader("nlp_suite.data.files.table_process").close()
            ```
        """
        if self._process is not None:
            self._process.close()
            self._process = None

    def _start(self, *, quiet: bool = True) -> ChildProcess:
        self._process = self._process or ChildProcess(self._module, quiet=quiet)
        return self._process

    def _exchange(
        self,
        process: ChildProcess,
        exchange: Callable[[ChildProcess], T | None],
        seconds: float | None,
        *,
        name: str,
        late: str,
        crashed: str,
    ) -> T:
        """Exchanges messages with the process, which is ended unless that comes to its end.

        Args:
            process: What `_start` returned.
            exchange: Sends and receives; returns None if the process has ended.
            seconds: How long it may take; None for no limit.
            name: What to call the file in a message.
            late: The end of the message if it takes longer.
            crashed: The message if the process ends, without the name.

        Returns:
            What `exchange` returned.

        Raises:
            DataFormatError: If it takes longer, or the process ends.
        """
        with process.killed_after(seconds) as is_late:
            try:
                result = exchange(process)
            except BaseException:
                # A reply that nobody waited for must not be taken for the next.
                self.close()
                raise
        if result is not None and not is_late.is_set():
            return result
        self.close()
        if is_late.is_set():
            raise DataFormatError(f"{name} takes longer than {seconds:g} s to {late}")
        raise DataFormatError(f"{name} {crashed}")
