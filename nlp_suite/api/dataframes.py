"""Results as a pandas DataFrame: `to_dataframe`."""

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from nlp_suite.batch.tasks.row import Row
from nlp_suite.errors import InvalidInputError, MissingDependencyError
from nlp_suite.results import (
    Alternative,
    Answer,
    AnswerItem,
    AnswerPlace,
    Keyword,
    Sentence,
    SentenceSupport,
    SentenceTranslation,
    SourceSentence,
    Summary,
    SummaryPart,
    Translation,
)

if TYPE_CHECKING:
    import pandas as pd

    from nlp_suite.comparison import Comparison

# The columns of each kind of result. What a translation has for each token is left out.
_COLUMNS: Mapping[type, tuple[str, ...]] = {
    Answer: (
        *("question", "text", "score", "start", "end", "sentence", "sentence_start"),
        *("null_score", "reason", "document", "items", "places", "engine", "model"),
    ),
    AnswerItem: ("text", "start", "end"),
    AnswerPlace: ("text", "score", "start", "end", "document"),
    Summary: (
        *("text", "sentences", "total_sentences", "method", "engine", "model", "relevance"),
        *("keywords", "title", "style", "support", "parts"),
    ),
    Keyword: ("text", "score"),
    Sentence: ("text", "index", "start", "end", "score", "document"),
    SentenceSupport: (*("text", "start", "end", "supported", "similarity", "missing", "sources"),),
    SourceSentence: ("text", "index", "start", "end", "similarity", "document"),
    SummaryPart: ("text", "start", "end", "document"),
    Translation: (
        *("source", "text", "score", "quality", "source_language", "target_language"),
        *("engine", "model"),
    ),
    SentenceTranslation: ("text", "start", "end", "score", "quality"),
    Alternative: ("text", "score"),
}

Record = dict[str, Any]


def to_dataframe(results: Any) -> "pd.DataFrame":
    """Converts results to a pandas DataFrame, with a row for each.

    The columns are the fields of the results: of an `Answer`, a `Summary`, a `Translation`, or of
    the rows of a job over files. Of a translation what belongs to its sentences and tokens is left
    out; `to_dataframe(translation.sentences)` has the sentences. Members, places and sentences of
    an answer or a summary are a list of dictionaries. Sentences of a summary of several texts have
    a column `document`.

    Args:
        results: A result, or a list or another iterable of them, all of one kind, in their order;
            lists of answers, as `answer` with `top_k` returns them; a job over files; or a
            `Comparison`.

    Returns:
        The DataFrame. Lists of answers have two columns more in front: `pair`, the list's number,
        from 0, and `rank`, from 1 for the best answer. A comparison has a row for each input and
        system: `input`, its number from 0, `title` if there are titles, `system`, with `top_k`
        `rank`, then the columns of the result, and `error`, the message if there is none.

    Raises:
        InvalidInputError: If something is no result, or results are of several kinds.
        MissingDependencyError: If pandas is not installed.

    Example:
        ```python
        questions = ["Who built the velocipede?", "When?"]
        answers = nlp_suite.answer(questions, text, top_k=2, model="runs/my-reader")
        frame = nlp_suite.to_dataframe(answers)
        best = frame[frame["rank"] == 1].set_index("question")["text"]
        ```
    """
    if _is_comparison(results):
        return _frame(_comparison_records(results), _kind(_comparison_results(results)))
    if _is_result(results):
        results = [results]
    if not isinstance(results, Iterable) or isinstance(results, str | bytes | Mapping):
        raise InvalidInputError(
            "results must be what answer, summarize, translate, compare or a job over files "
            f"returned, got {type(results).__name__}"
        )
    results = list(results)
    if not any(isinstance(one, list) for one in results):
        return _frame([_record(one) for one in results], _kind(results))
    rows: list[Record] = []
    members: list[Any] = []
    for number, ranked in enumerate(results):
        if not isinstance(ranked, list):
            raise InvalidInputError(
                f"results[{number}] must be a list of answers as the others are, got "
                f"{type(ranked).__name__}"
            )
        members += ranked
        for rank, one in enumerate(ranked, start=1):
            rows.append({"pair": number, "rank": rank} | _record(one))
    return _frame(rows, _kind(members))


def _is_comparison(value: Any) -> "TypeGuard[Comparison]":
    # Who has one has imported it; for others that would take time.
    module = sys.modules.get("nlp_suite.comparison.comparison")
    return module is not None and isinstance(value, module.Comparison)


def _is_result(value: Any) -> bool:
    return type(value) in _COLUMNS or isinstance(value, Row)


def _kind(results: Iterable[Any]) -> type | None:
    """Returns the one class of the results; None if there are none."""
    kinds = dict.fromkeys(type(one) for one in results if one is not None)
    if len(kinds) > 1:
        names = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise InvalidInputError(f"results must be of one kind, got {names}; convert each alone")
    return next(iter(kinds), None)


def _record(result: Any) -> Record:
    # A system of a comparison has None for an input that it could not take.
    if result is None:
        return {}
    if isinstance(result, Row):
        return result.to_dict()
    if not _is_result(result):
        raise InvalidInputError(
            "results must be of answer, summarize, translate or a job over files, got a "
            f"{type(result).__name__} among them"
        )
    names = _COLUMNS[type(result)]
    if isinstance(result, Sentence) and result.document is None:
        # Of one text there is none.
        names = tuple(name for name in names if name != "document")
    return {name: _plain(getattr(result, name)) for name in names}


def _plain(value: Any) -> Any:
    return [one.to_dict() for one in value] if isinstance(value, tuple) else value


def _comparison_results(comparison: "Comparison") -> list[Any]:
    found: list[Any] = []
    for system in comparison.systems:
        for result in system.results:
            found += result if isinstance(result, list) else [result]
    return found


def _comparison_records(comparison: "Comparison") -> list[Record]:
    rows = []
    for number in range(len(comparison.inputs)):
        for system in comparison.systems:
            result = system.results[number]
            place: Record = {"input": number}
            if comparison.titles is not None:
                place["title"] = comparison.titles[number]
            place["system"] = system.name
            error = {"error": system.errors[number]}
            if isinstance(result, list):
                for rank, one in enumerate(result, start=1):
                    rows.append({**place, "rank": rank, **_record(one), **error})
            else:
                rows.append({**place, **_record(result), **error})
    return rows


def _frame(rows: list[Record], kind: type | None) -> "pd.DataFrame":
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            f"nlp_suite.to_dataframe needs the package {error.name}, which is not installed. "
            "Run: pip install pandas"
        ) from error
    frame = pd.DataFrame(rows)
    if "error" in frame:
        # The first input may have no result, and so no columns of one.
        frame["error"] = frame.pop("error")
    types = kind.columns() if kind is not None and issubclass(kind, Row) else {"quality": "number"}
    for name, column_type in types.items():
        # Where every value is None, pandas does not know that they are numbers.
        if name not in frame or column_type not in ("integer", "number"):
            continue
        if column_type == "number":
            frame[name] = frame[name].astype("float64")
        elif frame[name].isna().any():
            frame[name] = frame[name].astype("Int64")
    return frame
