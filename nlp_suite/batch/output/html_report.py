"""HTML report of a job's answers."""

import itertools
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from nlp_suite.batch.problem import writing
from nlp_suite.files import atomic_file

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline';
 base-uri 'none'; form-action 'none'">
<title>Answers</title><style>
:root { color-scheme: light dark; --line: #8884; --quiet: #666; --mark: #ffe08a; --ink: #111; }
@media (prefers-color-scheme: dark) { :root { --quiet: #aaa; --mark: #8a6d00; --ink: #fff; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: 0; overflow-wrap: anywhere; }
div { border-top: 1px solid var(--line); padding: .5rem 0; }
mark { background: var(--mark); color: var(--ink); border-radius: .2rem; padding: 0 .1rem; }
.file { color: var(--quiet); font-size: .85rem; }
</style></head><body>
<h1>Answers</h1>
"""


def write_report(path: Path, rows: Iterable[Any]) -> None:
    """Writes the answers as one HTML page that loads nothing and runs no script.

    Memory is constant.

    Args:
        path: Where to write.
        rows: The answers, sorted by question.

    Raises:
        BatchError: If it cannot be written.

    Example:
        ```python
        write_report(Path("answers.html"), [])
        ```
    """
    with (
        writing(path),
        atomic_file(path) as new,
        new.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.write(_HEAD)
        for question, answers in itertools.groupby(rows, lambda row: row.question):
            file.write(f"<h2>{_line(question)}</h2>\n")
            for row in answers:
                file.write(_answer(row))
        file.write("</body></html>\n")


def _answer(row: Any) -> str:
    place = row.file if row.row is None else f"{row.file}, row {row.row}"
    if row.answer:
        start = row.start - row.sentence_start
        before, after = row.sentence[:start], row.sentence[start + len(row.answer) :]
        shown = f"{_line(before)}<mark>{_line(row.answer)}</mark>{_line(after)}"
    else:
        # The sentence that may decide where yes or no is asked for.
        shown = f"(no answer) {_line(row.sentence)}".rstrip()
    return (
        f'<div><p>{shown}</p><p class="file">{_line(place)} · score {row.score:.2f} · '
        f"no answer {row.null_score:.2f}</p></div>\n"
    )


def _line(text: str) -> str:
    return escape(re.sub(r"\s+", " ", text))
