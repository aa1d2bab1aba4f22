"""Evaluation of summarization: ROUGE with confidence intervals."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from nlp_suite.arguments import check_name, check_path, shown
from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.evaluation.bootstrap import MetricScore, bootstrap_means, check_resampling
from nlp_suite.evaluation.rouge import RougeMetric, RougeScores
from nlp_suite.text import split_sentences

Summarize = Callable[[str, int], str]
CountPolicy = Literal["reference"] | int | None

# The first of these that a record has is its reference.
REFERENCE_FIELDS = ("summary_in_order", "summary", "reference")
# Of a line, which has one article.
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class SummaryEvaluation:
    """ROUGE of a summarizer over a set of articles.

    Args:
        rouge1: Overlap of words.
        rouge2: Overlap of pairs of neighbouring words.
        rouge_l: Longest common subsequence of words.
        articles: Number of articles.
        sentences: Mean number of sentences asked for; of the summaries, if the summarizer decides.
        signature: What another measurement must share to be comparable.

    Example:
        >>> score = MetricScore(50.0, 40.0, 60.0)
        >>> SummaryEvaluation(score, score, score, 2, 3.0, "").to_dict()["articles"]
        2
    """

    rouge1: MetricScore
    rouge2: MetricScore
    rouge_l: MetricScore
    articles: int
    sentences: float
    signature: str

    def to_dict(self) -> dict[str, Any]:
        """Converts the result, and the scores in it, to dictionaries.

        Returns:
            A dictionary that `json.dumps` takes.

        Example:
            ```python
            json.dumps(evaluation.to_dict())
            ```
        """
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SummaryRecord:
    """An article, its reference summary and the number of sentences in that.

    Args:
        article: The text to summarize.
        reference: The summary to compare with.
        sentences: Number of sentences of the reference, at least 1.

    Example:
        >>> SummaryRecord("One. Two.", "One.", 1).sentences
        1
    """

    article: str
    reference: str
    sentences: int


def evaluate_summaries(
    records: str | Path | Iterable[Mapping[str, Any]],
    summarizer: Summarize,
    *,
    count: CountPolicy = "reference",
    article: str = "article",
    reference: str | None = None,
    labels: str = "labels",
    resamples: int = 1000,
    seed: int = 0,
) -> SummaryEvaluation:
    """Evaluates a summarizer against reference summaries.

    Args:
        records: A JSON Lines file, also gzipped (`.gz`), or the records themselves.
        summarizer: Takes a text and a number of sentences and returns the summary.
        count: Number of sentences of each summary: "reference" for as many as the reference has,
            or the same number for every article; None if the summarizer decides, which then gets
            that of the reference and may make nothing of it.
        article: Name of the field with the text.
        reference: Name of the field with the reference summary; by default the first of
            `summary_in_order`, `summary` and `reference` that a record has.
        labels: Name of the field with a 1 for every article sentence in the reference and
            a 0 for every other; a record without it has its reference split instead.
        resamples: Number of bootstrap samples of articles.
        seed: Seed of the bootstrap.

    Returns:
        Mean ROUGE-1, ROUGE-2 and ROUGE-L F-measures in per cent, with stemming.

    Raises:
        InvalidInputError: If the file does not exist, an argument is out of range, or the
            summarizer returns something other than a string.
        DataFormatError: If a record is unusable, naming the file and the line.
        MissingDependencyError: If the package rouge-score is not installed.

    Example:
        ```python
        evaluate_summaries(
            "articles.jsonl", lambda text, n: str(nlp_suite.summarize(text, sentences=n))
        ).rouge1.score
        ```

    Reference:
        Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries",
        https://aclanthology.org/W04-1013. Efron 1979, "Bootstrap Methods: Another Look at
        the Jackknife", Annals of Statistics 7(1).
    """
    whole = isinstance(count, int) and not isinstance(count, bool) and count > 0
    if not whole and count is not None and not (isinstance(count, str) and count == "reference"):
        raise InvalidInputError(
            f'count must be "reference" or an integer of at least 1, received {shown(count)}'
        )
    check_resampling(resamples, seed)
    for name, field in (("article", article), ("labels", labels)):
        check_name(name, field)
    if reference is not None:
        check_name("reference", reference)
    metric = RougeMetric()
    scores: list[RougeScores] = []
    asked: list[int] = []
    for record in read_summary_records(
        records, article=article, reference=reference, labels=labels
    ):
        wanted = count if isinstance(count, int) else record.sentences
        summary = summarizer(record.article, wanted)
        if not isinstance(summary, str):
            raise InvalidInputError(
                f"the summarizer must return a string, received {type(summary).__name__}"
            )
        asked.append(len(split_sentences(summary)) if count is None else wanted)
        scores.append(metric.score(record.reference, summary))
    if not scores:
        raise DataFormatError(f"{_name(records)} holds no records")
    asked_for = "any" if count is None else count
    rouge1, rouge2, rouge_l = bootstrap_means(scores, resamples=resamples, seed=seed)
    return SummaryEvaluation(
        rouge1,
        rouge2,
        rouge_l,
        articles=len(scores),
        sentences=sum(asked) / len(asked),
        signature=f"{metric.signature}|sentences:{asked_for}|bootstrap:{resamples}|seed:{seed}",
    )


def read_summary_records(
    records: str | Path | Iterable[Mapping[str, Any]],
    *,
    article: str = "article",
    reference: str | None = None,
    labels: str = "labels",
) -> Iterator[SummaryRecord]:
    """Reads articles with reference summaries, one at a time.

    Args:
        records: A JSON Lines file, also gzipped (`.gz`), or the records themselves.
        article: Name of the field with the text.
        reference: Name of the field with the summary; None as in `evaluate_summaries`.
        labels: Name of the field with the sentence labels, which a record may lack.

    Yields:
        The records in order.

    Raises:
        InvalidInputError: If the file does not exist.
        DataFormatError: If a record is unusable, naming the file and the line.

    Example:
        >>> rows = [{"article": "It rains. Cats sleep.", "summary": "Cats sleep."}]
        >>> next(read_summary_records(rows)).sentences
        1
    """
    names = REFERENCE_FIELDS if reference is None else (reference,)
    for place, row in _rows(records):
        if not isinstance(row, Mapping):
            raise DataFormatError(f"{place}: expected an object, received {type(row).__name__}")
        name = next((name for name in names if name in row), names[0])
        text, summary = (_text(place, row, field) for field in (article, name))
        if row.get(labels) is not None:
            sentences = _label_sum(place, row[labels], labels)
        else:
            sentences = len(split_sentences(summary))
        yield SummaryRecord(text, summary, sentences)


def _rows(records: str | Path | Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    if not isinstance(records, str | Path):
        if not isinstance(records, Iterable):
            raise InvalidInputError(
                f"records must be a file or a list of mappings, got {shown(records)}"
            )
        for number, row in enumerate(records, 1):
            yield f"record {number}", row
        return
    check_path("records", records)
    path = Path(records)
    if not path.is_file():
        raise InvalidInputError(f"there is no file {str(path)!r}")
    number = 0
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        try:
            # A line of a damaged file, or of a decompression bomb, may have no end.
            for number, line in enumerate(iter(lambda: lines.readline(_MOST_BYTES + 1), b""), 1):
                if len(line) > _MOST_BYTES:
                    raise DataFormatError(
                        f"{path}:{number}: the line has more than {_MOST_BYTES:,} bytes; split it"
                    )
                if line.strip():
                    yield f"{path}:{number}", _parsed(f"{path}:{number}", line)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataFormatError(f"{path}:{number + 1}: damaged gzip data ({error})") from error


def _parsed(place: str, line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataFormatError(f"{place}: not a JSON object in UTF-8 ({error})") from error


def _text(place: str, row: Mapping[str, Any], field: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        found = "no such field" if field not in row else repr(value)[:40]
        raise DataFormatError(f"{place}: field {field!r} must be a text, received {found}")
    return value


def _label_sum(place: str, values: Any, field: str) -> int:
    valid = isinstance(values, list) and all(value in (0, 1) for value in values)
    if not valid or not sum(values):
        raise DataFormatError(
            f"{place}: field {field!r} must be a list of 0 and 1 with a 1 in it, "
            f"received {repr(values)[:40]}"
        )
    return int(sum(values))


def _name(records: object) -> str:
    return str(records) if isinstance(records, str | Path) else "the input"
