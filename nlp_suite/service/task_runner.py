"""What a service asks of whatever computes its calls."""

from collections.abc import Callable
from typing import Any, Protocol

from nlp_suite.service.task_call import TaskCall

# Is told how many pieces of work are done, and how many are known.
Observer = Callable[[int, int], None]


class TaskRunner(Protocol):
    """Computes calls: in this process (`TaskQueue`), or in those of a cluster.

    Example:
        ```python
        async def translate(runner, text):
            call = TaskCall("translate", "translate custom english-german", (text,), {}, len(text))
            return await runner.run(call, client="127.0.0.1")
        ```
    """

    async def run(self, call: TaskCall, *, client: str, observer: Observer | None = None) -> Any:
        """Computes a call; is cancelled when the task that awaits it is.

        Args:
            call: The call.
            client: Who asks, for each to have a fair share.
            observer: Told how far it is.

        Returns:
            The results as plain values.

        Raises:
            RequestError: If too many calls wait already.
            NLPSuiteError: What the task raises.
        """
        ...

    async def close(self) -> None:
        """Ends when all calls that were accepted have ended."""
        ...
