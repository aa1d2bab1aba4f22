"""Entry point of the command line: its exit statuses, and the end of its process."""

import sys
from collections.abc import Sequence

from nlp_suite.cli.interrupts import caught_signals, leave
from nlp_suite.display import escape_controls


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Whatever is wrong with the input becomes one line on standard error, never a traceback.

    Args:
        arguments: The command line without the program's name. If None, that of the process, which
            ends with the command.

    Returns:
        The exit status: 0, or 1 where files were left out, 2 for bad input, 130 when interrupted
        (SIGINT), or 143 when terminated (SIGTERM).

    Example:
        >>> main(["--version"])
        nlp-suite 0.2.0
        0
    """
    own = arguments is None
    with caught_signals(ends_process=own) as signals:
        stopped: str | None = None
        status = 0
        try:
            # Imports take long enough to be interrupted.
            from nlp_suite.cli import app

            try:
                status = app.run(sys.argv[1:] if arguments is None else arguments)
            except Exception as error:
                if signals.number is None:
                    status = app.report(error)
        except KeyboardInterrupt as error:
            stopped = str(error)
        except Exception:
            # A library may take the interrupt for an error of its own, as imports do.
            if signals.number is None:
                raise
        if stopped is not None or signals.number is not None:
            status = signals.status
            signals.told = True
            message = f"nlp-suite: stopped{'; ' if stopped else ''}{stopped or ''}"
            print(escape_controls(message), file=sys.stderr)  # noqa: T201
        if own:
            leave(status)
    return status
