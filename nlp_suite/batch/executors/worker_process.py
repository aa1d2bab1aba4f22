"""Worker process: it loads the task once, and computes the work items that it is sent.

The first message has the settings of the job, each further one items; see `nlp_suite.processes`.
The process ends when standard input does, also in the middle of its work.
"""

import os
import queue
import threading
from typing import Any, BinaryIO

from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import WorkItem
from nlp_suite.errors import NLPSuiteError
from nlp_suite.processes import connect_to_parent, error_to_plain, read_message, write_message


def main() -> None:
    """Answers requests until there are no more.

    Example:
        ```sh
        python -m nlp_suite.batch.executors.worker_process < requests > replies
        ```
    """
    requests, replies = connect_to_parent()
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    try:
        settings = JobSettings.from_dict(waiting.get())
        task = settings.load()
        write_message(replies, {"ready": True})
        while True:
            items = [WorkItem(text, question) for text, question in waiting.get()["items"]]
            write_message(replies, {"results": settings.compute(task, items)})
    except NLPSuiteError as error:
        write_message(replies, {"error": error_to_plain(error)})


def _listen(requests: BinaryIO, waiting: "queue.SimpleQueue[Any]") -> None:
    while (message := read_message(requests)) is not None:
        waiting.put(message)
    # The parent has ended: no one waits for what is being computed.
    os._exit(0)


if __name__ == "__main__":
    main()
