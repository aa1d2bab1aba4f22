"""`nlp-suite translate-files`."""

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


def translate_files(
    paths: Paths,
    out: Output = None,
    beam_size: Annotated[
        int | None, typer.Option(help="How many hypotheses to follow at once, 4 by default.")
    ] = None,
    length_penalty: Annotated[
        float, typer.Option(help="0 favours short translations, larger values longer ones.")
    ] = 1.0,
    no_repeat_ngram_size: Annotated[
        int, typer.Option(help="Write no sequence of so many tokens twice in a sentence.")
    ] = 0,
    max_length: Annotated[
        int | None, typer.Option(help="Largest number of tokens to write for a sentence.")
    ] = None,
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
    """Translate many files from English into German.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    run = nlp_suite.translate_files(
        paths,
        out,
        beam_size=beam_size,
        length_penalty=length_penalty,
        no_repeat_ngram_size=no_repeat_ngram_size,
        max_length=max_length,
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
