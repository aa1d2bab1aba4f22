"""`nlp-suite serve`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from nlp_suite._lazy import missing_dependency
from nlp_suite.cli.options import Ray, Threads, Workers
from nlp_suite.errors import InvalidInputError

# By which a service on this machine is addressed; a page of another site has another name.
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
_LOCAL_ADDRESSES = ("localhost", "127.0.0.1", "::1")


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 for other machines as well.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 for any that is free.")] = 8000,
    system: Annotated[
        list[str] | None,
        typer.Option(
            "--system",
            "-s",
            help="custom, pretrained, a shipped model, a model folder, or NAME@COMMIT of the hub; "
            "give it for each. By default custom.",
        ),
    ] = None,
    workers: Workers = 1,
    threads: Threads = None,
    api_keys: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Ask for a key; the file has a line `name: key` for each."
        ),
    ] = None,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A name by which the service may be addressed; repeatable. On 127.0.0.1 the "
            "local names if not given, else any.",
        ),
    ] = None,
    cors_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="A site whose pages may use the service; repeatable."),
    ] = None,
    max_characters: Annotated[
        int, typer.Option(help="Most characters of the texts of a request.")
    ] = 200_000,
    max_body_bytes: Annotated[int, typer.Option(help="Most bytes of a request.")] = 16 << 20,
    max_beam_size: Annotated[
        int, typer.Option(help="Most hypotheses that a request may search with.")
    ] = 16,
    max_waiting: Annotated[int, typer.Option(help="Most requests that wait for a model.")] = 256,
    max_waiting_per_client: Annotated[
        int, typer.Option(help="Most requests of one client that wait or are computed.")
    ] = 64,
    max_seconds: Annotated[
        float, typer.Option(help="Most seconds that a request may wait and be computed.")
    ] = 300.0,
    preload: Annotated[
        bool,
        typer.Option(
            "--preload/--no-preload", help="Load all models at the start, or each when needed."
        ),
    ] = True,
    ray: Ray = None,
    replicas: Annotated[
        int, typer.Option(help="Most replicas of the models on Ray, which are made as needed.")
    ] = 1,
) -> None:
    """Serve the tasks over HTTP, with a page, until the command is stopped.

    The page is at / and the description of the interface at /openapi.json; LibreTranslate's
    clients can use it as well. What was accepted when the command is stopped is finished.
    """
    _check_packages()
    from nlp_suite.service.options import ServiceOptions

    if ray is None and replicas != 1:
        raise InvalidInputError("--replicas goes with --ray; without it there are --workers")
    if ray is not None and workers != 1:
        raise InvalidInputError("--workers does not go with --ray; there are --replicas")
    given: dict[str, Any] = {} if system is None else {"systems": tuple(system)}
    options = ServiceOptions(
        **given,
        threads=threads,
        max_body_bytes=max_body_bytes,
        max_characters=max_characters,
        max_beam_size=max_beam_size,
        max_waiting=max_waiting,
        max_waiting_per_client=max_waiting_per_client,
        max_seconds=max_seconds,
        api_keys=None if api_keys is None else str(api_keys),
        allowed_hosts=_allowed_hosts(host, allowed_host),
        cors_origins=tuple(cors_origin or ()),
        preload=preload,
    )
    if ray is not None:
        from nlp_suite.service.ray_runner import run_on_ray

        run_on_ray(options, address=ray, host=host, port=port, replicas=replicas)
        return
    from nlp_suite.service.server import run_server

    run_server(options, host=host, port=port, workers=workers)


def _allowed_hosts(host: str, given: list[str] | None) -> tuple[str, ...] | None:
    if given:
        return tuple(given)
    return _LOCAL_NAMES if host in _LOCAL_ADDRESSES else None


def _check_packages() -> None:
    try:
        import fastapi  # noqa: F401
        import httptools  # noqa: F401
        import prometheus_client  # noqa: F401
        import python_multipart  # noqa: F401
        import uvicorn  # noqa: F401
    except ModuleNotFoundError as error:
        raise missing_dependency("nlp-suite serve", error.name, "serve") from error
