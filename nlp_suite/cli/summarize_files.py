"""`nlp-suite summarize-files`."""

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


def summarize_files(
    paths: Paths,
    out: Output = None,
    sentences: Annotated[
        int | None, typer.Option("--sentences", "-n", help="How many sentences, 3 by default.")
    ] = None,
    ratio: Annotated[
        float | None, typer.Option("--ratio", "-r", help="Or which share of them, up to 1.")
    ] = None,
    method: Annotated[
        str | None, typer.Option(help="How to choose them, such as centrality, mmr, centroid.")
    ] = None,
    seed: Annotated[int, typer.Option(help="For methods that draw random numbers.")] = 0,
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
    """Summarize many files.

    Stopped at any moment and run again, it goes on where it was. Exit status 1 says that a file
    could not be read.
    """
    import nlp_suite

    run = nlp_suite.summarize_files(
        paths,
        out,
        sentences=sentences,
        ratio=ratio,
        method=method,
        seed=seed,
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
