"""`nlp-suite answer-files`."""

from pathlib import Path
from typing import Annotated

import typer

from nlp_suite.cli.files_options import (
    BatchTokens,
    ComputeType,
    Device,
    Engine,
    Hidden,
    IdColumn,
    KeepColumns,
    MaxBytes,
    Model,
    NullSeparated,
    Output,
    Paths,
    Ray,
    Revision,
    Runtime,
    Strict,
    TextColumn,
    Threads,
    TimeLimit,
    WorkerCpus,
    WorkerGpus,
    Workers,
    run_job,
    show_problem,
)


def answer_files(
    paths: Paths,
    questions: Annotated[
        Path,
        typer.Option(
            "--questions",
            "-q",
            help="Questions, one a line, or a .jsonl or .csv file with questions and, where one "
            "is asked of one file alone, the files.",
        ),
    ],
    out: Output = None,
    best: Annotated[
        bool, typer.Option("--best", help="Write only the best file for each question.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Also write the answers as a page to be read.")
    ] = None,
    top_k: Annotated[
        int, typer.Option("--top-k", "-k", help="How many answers to give of each document.")
    ] = 1,
    window: Annotated[
        int | None, typer.Option(help="Most tokens that the model gets at once, 384 by default.")
    ] = None,
    stride: Annotated[
        int | None, typer.Option(help="Tokens that neighbouring windows share, 128 by default.")
    ] = None,
    question_tokens: Annotated[
        int | None, typer.Option(help="Most tokens of a question, 64 by default.")
    ] = None,
    answer_tokens: Annotated[int, typer.Option(help="Most tokens of an answer.")] = 15,
    no_answer_threshold: Annotated[
        float | None,
        typer.Option(help="Say that a document has no answer from this null score on."),
    ] = None,
    scoring: Annotated[
        str, typer.Option(help="joint, which compares between files, or independent.")
    ] = "joint",
    engine: Engine = "custom",
    model: Model = None,
    revision: Revision = None,
    runtime: Runtime = None,
    device: Device = None,
    compute_type: ComputeType = None,
    threads: Threads = None,
    batch_tokens: BatchTokens = None,
    workers: Workers = 1,
    ray: Ray = None,
    worker_cpus: WorkerCpus = 1.0,
    worker_gpus: WorkerGpus = 0.0,
    text_column: TextColumn = "text",
    id_column: IdColumn = "id",
    keep_columns: KeepColumns = None,
    max_bytes: MaxBytes = 64 << 20,
    time_limit: TimeLimit = 60.0,
    hidden: Hidden = False,
    null_separated: NullSeparated = False,
    strict: Strict = False,
) -> None:
    """Ask questions of many files.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    run = nlp_suite.answer_files(
        questions,
        paths,
        out,
        best=best,
        html=html,
        top_k=top_k,
        window=window,
        stride=stride,
        question_tokens=question_tokens,
        answer_tokens=answer_tokens,
        no_answer_threshold=no_answer_threshold,
        scoring=scoring,
        engine=engine,
        model=model,
        revision=revision,
        runtime=runtime,
        device=device,
        compute_type=compute_type,
        threads=threads,
        batch_tokens=batch_tokens,
        workers=workers,
        ray=ray,
        worker_cpus=worker_cpus,
        worker_gpus=worker_gpus,
        text_column=text_column,
        id_column=id_column,
        keep_columns=keep_columns or (),
        max_bytes=max_bytes,
        time_limit=time_limit,
        hidden=hidden,
        null_separated=null_separated,
        strict=strict,
        on_problem=show_problem,
    )
    raise typer.Exit(run_job(run, out))
