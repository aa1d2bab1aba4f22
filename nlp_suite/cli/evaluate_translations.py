"""`nlp-suite evaluate translate`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    from nlp_suite.evaluation import TranslationEvaluation


def evaluate_translate(
    data: Annotated[
        list[str],
        typer.Option(
            help="Lines of source<TAB>reference, .csv, .parquet, also .gz; or give it twice, a "
            "file of sources and a file of references."
        ),
    ],
    model: Annotated[
        str | None, typer.Option(help="A shipped model, a model folder, or a hub id.")
    ] = None,
    beam_size: Annotated[
        int | None, typer.Option(help="Hypotheses kept at each step, 4 by default; 1 is greedy.")
    ] = None,
    length_penalty: Annotated[
        float, typer.Option(help="0 favours short translations, larger values longer ones.")
    ] = 1.0,
    no_repeat_ngram_size: Annotated[
        int,
        typer.Option("--no-repeat", help="Write no sequence of so many tokens twice; 0: no limit."),
    ] = 0,
    limit: Annotated[int | None, typer.Option(help="Read only so many rows.")] = None,
    group: Annotated[
        bool, typer.Option("--group", help="Rows of one source are several references for it.")
    ] = False,
    source_column: Annotated[str, typer.Option(help="Where columns have names.")] = "en",
    target_column: Annotated[str, typer.Option(help="Where columns have names.")] = "de",
    on_bad_rows: Annotated[
        Literal["error", "skip"], typer.Option(help="What to do about rows that lack a side.")
    ] = "error",
    lowercase: Annotated[bool, typer.Option("--lowercase", help="Ignore case.")] = False,
    tokenizer: Annotated[
        str, typer.Option(help="Words for BLEU: 13a, intl, char, or none for tokenised text.")
    ] = "13a",
    engine: Annotated[str, typer.Option(help="custom or pretrained.")] = "custom",
    revision: Annotated[str | None, typer.Option(help="The commit of a hub id.")] = None,
    runtime: Annotated[str | None, typer.Option(help="ctranslate2, keras or torch.")] = None,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, mps or auto.")] = None,
    compute_type: Annotated[str | None, typer.Option(help="int8, float32, …")] = None,
    threads: Annotated[int | None, typer.Option(help="Number of CPU workers.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Also write the translations to this file, one a line.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print BLEU, chrF, speed and worst translations of the translator on reference data."""
    import nlp_suite
    from nlp_suite.evaluation import evaluate_translations
    from nlp_suite.files import atomic_file

    if len(data) > 2:
        raise InvalidInputError(f"give --data once or twice, got {len(data)} files")
    translator = nlp_suite.load(
        "translate",
        engine=engine,
        model=model,
        revision=revision,
        runtime=runtime,
        device=device,
        compute_type=compute_type,
        threads=threads,
    )
    translations: list[str] = []

    def translate(sentences: list[str]) -> list[str]:
        found = translator(
            sentences,
            beam_size=beam_size,
            length_penalty=length_penalty,
            no_repeat_ngram_size=no_repeat_ngram_size,
            progress=False,
        )
        texts = [str(translation) for translation in found]
        translations.extend(texts)
        return texts

    result = evaluate_translations(
        data[0] if len(data) == 1 else (data[0], data[1]),
        translate,
        source_column=source_column,
        target_column=target_column,
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
        typer.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(result)


def _print(result: "TranslationEvaluation") -> None:
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
