"""`nlp-suite evaluate`: scores of a task's results against references."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from nlp_suite.cli.messages import MessagingCommand
from nlp_suite.cli.options import (
    AsJson,
    Limit,
    Seed,
    Values,
    check_output,
    composed_of,
    decoding_options,
    loading_options,
    reading_options,
    summarization_options,
    translation_options,
    translation_values,
    translator_options,
)
from nlp_suite.display import json_text
from nlp_suite.errors import InvalidInputError

evaluate = typer.Typer(help="Measure a task on reference data.")

OnBadRows = Annotated[
    Literal["error", "skip"],
    typer.Option(help="What to do about rows that cannot be used."),
]

if TYPE_CHECKING:
    from nlp_suite.evaluation import (
        AnswerEvaluation,
        AnswerSubset,
        ScoredAnswer,
        TranslationEvaluation,
    )


@evaluate.command("answer", cls=MessagingCommand)
@composed_of(reading=reading_options, loading=loading_options)
def evaluate_answer(
    data: Annotated[
        list[str],
        typer.Option(
            help="Questions as SQuAD's .json, as .jsonl or .parquet, also .gz; may be given "
            "several times."
        ),
    ],
    limit: Limit = None,
    mix_contexts: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="Ask this share of the questions of a context that has no answer to them.",
        ),
    ] = None,
    join_contexts: Annotated[
        int | None,
        typer.Option(
            metavar="COUNT", help="Ask of long texts, each of so many contexts of the data."
        ),
    ] = None,
    seed: Seed = 0,
    on_bad_rows: OnBadRows = "error",
    *,
    reading: Values,
    loading: Values,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Also write the answers to this file, as JSON: {id: answer}."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print exact match, F1, speed and worst answers of the reader on reference data.

    Where some questions have no answer (SQuAD v2.0), also each half by itself and the best
    threshold; where they have a field "kind", each kind by itself.
    """
    import nlp_suite
    from nlp_suite.evaluation import evaluate_answers
    from nlp_suite.files import atomic_file

    check_output("--output", output)
    questions: Any = data
    if mix_contexts is not None and join_contexts is not None:
        raise InvalidInputError("got both --mix-contexts and --join-contexts; give one of them")
    if mix_contexts is not None or join_contexts is not None:
        loaded = nlp_suite.data.load_questions(data, limit=limit, on_bad_rows=on_bad_rows)
        if mix_contexts is not None:
            questions = nlp_suite.data.mix_contexts(loaded, mix_contexts, seed=seed)
        elif join_contexts is not None:
            questions = nlp_suite.data.join_contexts(loaded, join_contexts, seed=seed)
    reader: Any = nlp_suite.load("answer", **loading)

    def answer(asked: list[str], contexts: list[str]) -> "list[ScoredAnswer]":
        found: list[ScoredAnswer] = reader(asked, contexts, progress=False, **reading)
        return found

    def answer_always(asked: list[str], contexts: list[str]) -> "list[ScoredAnswer]":
        found: list[ScoredAnswer] = reader(
            asked, contexts, progress=False, **{**reading, "always": True}
        )
        return found

    result = evaluate_answers(
        questions, answer, answer_always=answer_always, limit=limit, on_bad_rows=on_bad_rows
    )
    if output is not None:
        with atomic_file(output) as file:
            text = json_text(dict(result.predictions), indent=1)
            file.write_text(f"{text}\n", encoding="utf-8")
    if as_json:
        typer.echo(json_text(result.to_dict(), indent=2))
    else:
        _print_answers(result)


def _print_answers(result: "AnswerEvaluation") -> None:
    for name, score in (("EM", result.exact_match), ("F1", result.f1)):
        typer.echo(f"{name}  {score.score:.1f}  [{score.low:.1f}, {score.high:.1f}]")
    without = f"{result.unanswerable} of them without an answer"
    speed = f"{result.questions_per_second:.1f} questions a second"
    typer.echo(f"{result.questions} questions, {without}, {speed}")
    typer.echo(f"Calibration error of the score  {result.calibration_error:.3f}")
    if result.null_auroc is not None:
        typer.echo(f"AUROC of the null score  {result.null_auroc:.3f}")
        typer.echo(f"Average precision of the null score  {result.null_average_precision:.3f}")
    for name, best in (("EM", result.best_exact_match), ("F1", result.best_f1)):
        if best is not None:
            at = "always answering" if best.threshold is None else f"threshold {best.threshold:.3g}"
            typer.echo(f"Best {name} over thresholds  {best.score:.1f}, {at}")
    halves = {"with an answer": result.has_answer, "without": result.no_answer}
    halves["always answering"] = result.always
    subsets = {name: subset for name, subset in halves.items() if subset is not None}
    _print_subsets({**subsets, **result.kinds})
    typer.echo("\nmean score  right  answers")
    for one in result.calibration_bins:
        typer.echo(f"{one.mean_score:10.2f}  {one.accuracy:5.2f}  {one.count:7d}")
    typer.echo("\nThe lowest F1, the surest first, each with score, question, answer and golds:")
    for example in result.worst:
        typer.echo(f"{example.f1:5.1f}  {example.score:.2f}  {example.question}")
        for text in (example.prediction, *(example.golds or ("",))):
            typer.echo(f"             {' '.join(text.split()) or '(no answer)'}")


def _print_subsets(subsets: "dict[str, AnswerSubset]") -> None:
    if not subsets:
        return
    width = max(map(len, subsets))
    columns = f"questions  {'EM':>19}  {'F1':>19}  no answer  mean score  calibration error"
    typer.echo(f"\n{'':{width}}  {columns}")
    for name, subset in subsets.items():
        exact, f1 = (
            f"{score.score:5.1f} [{score.low:4.1f}, {score.high:5.1f}]"
            for score in (subset.exact_match, subset.f1)
        )
        typer.echo(
            f"{name:{width}}  {subset.questions:9d}  {exact:>19}  {f1:>19}  {subset.empty:9.2f}  "
            f"{subset.mean_score:10.2f}  {subset.calibration_error:17.3f}"
        )


@evaluate.command("translate", cls=MessagingCommand)
@composed_of(content=translation_options, decoding=decoding_options, loading=translator_options)
def evaluate_translate(
    data: Annotated[
        list[str],
        typer.Option(
            help="Lines of source<TAB>reference, .csv, .parquet, also .gz; or give it twice, a "
            "file of sources and a file of references."
        ),
    ],
    limit: Limit = None,
    group: Annotated[
        bool, typer.Option("--group", help="Rows of one source are several references for it.")
    ] = False,
    source_column: Annotated[
        str, typer.Option(help="The sources' column, where columns have names.")
    ] = "source",
    target_column: Annotated[
        str, typer.Option(help="The references' column, where columns have names.")
    ] = "target",
    reverse: Annotated[
        bool,
        typer.Option(
            "--reverse",
            help="Translate the targets, and take the sources as references: for the other "
            "direction on the same data.",
        ),
    ] = False,
    on_bad_rows: OnBadRows = "error",
    lowercase: Annotated[bool, typer.Option("--lowercase", help="Ignore case.")] = False,
    tokenizer: Annotated[
        str, typer.Option(help="Words for BLEU: 13a, intl, char, or none for tokenised text.")
    ] = "13a",
    *,
    content: Values,
    decoding: Values,
    loading: Values,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Also write the translations to this file, one a line."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print BLEU, chrF, speed and worst translations of the translator on reference data."""
    import nlp_suite
    from nlp_suite.evaluation import evaluate_translations
    from nlp_suite.files import atomic_file

    check_output("--output", output)
    if len(data) > 2:
        raise InvalidInputError(f"give --data once or twice, got {len(data)} files")
    options = {**translation_values(content), **decoding}
    translator = nlp_suite.load("translate", **loading)
    translations: list[str] = []

    def translate(sentences: list[str]) -> list[str]:
        found = translator(sentences, progress=False, **options)
        texts = [str(translation) for translation in found]
        translations.extend(texts)
        return texts

    result = evaluate_translations(
        data[0] if len(data) == 1 else (data[0], data[1]),
        translate,
        source_column=source_column,
        target_column=target_column,
        reverse=reverse,
        limit=limit,
        group_references=group,
        on_bad_rows=on_bad_rows,
        lowercase=lowercase,
        tokenizer=tokenizer,
    )
    if output is not None:
        with atomic_file(output) as file:
            # A line for each sentence, even where a translation has line breaks.
            lines = (" ".join(text.split()) for text in translations)
            file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if as_json:
        typer.echo(json_text(result.to_dict(), indent=2))
    else:
        _print_translations(result)


def _print_translations(result: "TranslationEvaluation") -> None:
    for name, score in (("BLEU", result.bleu), ("chrF", result.chrf)):
        typer.echo(f"{name}  {score.score:.1f}  [{score.low:.1f}, {score.high:.1f}]")
    speed = f"{result.sentences_per_second:.1f} sentences a second"
    typer.echo(f"{result.pairs} pairs, {result.sentences} sentences, {speed}")
    for name, score in (("BLEU", result.bleu), ("chrF", result.chrf)):
        typer.echo(f"{name}  {score.signature}")
    typer.echo("\nThe lowest chrF, each with source, translation and references:")
    for example in result.worst:
        typer.echo(f"{example.chrf:5.1f}  {example.source}")
        for text in (example.hypothesis, *example.references):
            typer.echo(f"       {text}")


@evaluate.command("summarize", cls=MessagingCommand)
@composed_of(summarizing=summarization_options, loading=loading_options)
def evaluate_summarize(
    data: Annotated[
        str, typer.Option(help="JSON Lines, or .jsonl.gz, with article and reference summary.")
    ],
    *,
    summarizing: Values,
    loading: Values,
    as_json: AsJson = False,
) -> None:
    """Print ROUGE-1, ROUGE-2 and ROUGE-L of the summarizer against reference summaries.

    A summary has as many sentences as its reference, if no option says how long it should be. One
    that a model writes is as long as the model makes it; how much of it the text supports, and
    how many of its words and pairs of words are its own, is printed as well.
    """
    import nlp_suite
    from nlp_suite.evaluation import evaluate_summaries, reference_free_scores
    from nlp_suite.evaluation.summarization import read_summary_records
    from nlp_suite.load_options import LoadOptions
    from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import (
        AbstractiveSummarizer,
    )
    from nlp_suite.tasks.summarization.styles import with_writer

    lengths = ("sentences", "ratio", "max_words", "min_words")
    fixed = any(summarizing[name] is not None for name in lengths)
    loading["model"] = with_writer(LoadOptions(**loading), summarizing["style"]).model
    summarizer = nlp_suite.load("summarize", **loading)

    reference_free: dict[str, float] = {}
    if isinstance(summarizer, AbstractiveSummarizer):
        # All of them together, in large batches.
        articles = [record.article for record in read_summary_records(data)]
        summaries = summarizer(articles, **summarizing)
        written = iter(summaries)
        result = evaluate_summaries(data, lambda *_: str(next(written)), count=None)
        reference_free = reference_free_scores(summaries, articles)
    else:

        def summarize(text: str, count: int) -> str:
            own = summarizing if fixed else {**summarizing, "sentences": count}
            return str(summarizer(text, **own))

        result = evaluate_summaries(data, summarize, count=summarizing["sentences"] or "reference")
    if as_json:
        own = {"reference_free_scores": reference_free} if reference_free else {}
        typer.echo(json_text({**result.to_dict(), **own}, indent=2))
        return
    for name, score in (
        ("ROUGE-1", result.rouge1),
        ("ROUGE-2", result.rouge2),
        ("ROUGE-L", result.rouge_l),
    ):
        typer.echo(f"{name}  {score.score:.1f}  [{score.low:.1f}, {score.high:.1f}]")
    for name, value in reference_free.items():
        typer.echo(f"{name}  {value:.1f}")
    typer.echo(f"{result.articles} articles, {result.sentences:.2f} sentences on average")
    typer.echo(result.signature)
