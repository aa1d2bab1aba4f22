"""The service on a Ray cluster: the application in front of replicas of the models."""

import contextlib
import dataclasses
import logging
import math
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from nlp_suite._lazy import missing_dependency
from nlp_suite.arguments import check_whole
from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.service.application import create_app
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.ray.model_replica import MAX_BATCH_CALLS, ModelReplica
from nlp_suite.service.ray.ray_task_runner import RayTaskRunner
from nlp_suite.service.service_log import configure_logging, logger

# Two applications of Ray, so that the service ends before the models that it needs.
SERVICE_NAME = "nlp-suite"
MODELS_NAME = "nlp-suite-models"
# Calls of a replica at which Ray starts another one; and replicas of the models that one of the
# application feeds.
_TARGET_CALLS = 8
_REPLICAS_PER_APPLICATION = 16
_UPSCALE_SECONDS = 10.0
_HEALTH_SECONDS = 5.0
# Once more than a request may take, in which the answer is written.
_GRACE_SECONDS = 5.0


def run_on_ray(
    options: ServiceOptions,
    *,
    address: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    replicas: int = 1,
) -> None:
    """Runs the service on a Ray cluster until this process is interrupted or terminated.

    The application, and replicas of the models as many as the load asks for, run in the cluster;
    this process starts and ends them. The extra `ray-serve`, model folders and the file of keys
    must be on every machine, in the same place.

    Args:
        options: Its models and limits. A replica takes `threads` CPUs, 1 if None.
        address: Where the cluster is: "local" to start one on this machine, which ends with the
            service, "auto" for the one that runs here, or if there is none to start one, or
            "host:port" or "ray://host:port"; "auto" if None.
        host: The address to listen on, on each machine of the cluster that serves.
        port: The port; 0 for any that is free, which the log tells.
        replicas: Most replicas of the models.

    Raises:
        MissingDependencyError: If the extra `ray-serve` is not installed.
        InvalidInputError: If there is no cluster, or it runs this service already; if the address
            cannot be had, or an option is out of its range.
        ModelNotAvailableError: If a model is not there, or Ray cannot run the service.

    Example:
        ```sh
        nlp-suite serve --ray auto --replicas 16
        ```
    """
    try:
        import ray
        from ray import serve
    except ModuleNotFoundError as error:
        raise missing_dependency("A service on Ray", error.name, "ray-serve") from error
    check_whole("port", port, 0, 65_535)
    check_whole("replicas", replicas, 1, 10_000)
    configure_logging()
    options = _for_other_folders(options)
    # What is wrong is said here, and not by each replica.
    create_app(options)
    with contextlib.ExitStack() as stack:
        if not ray.is_initialized():
            _connect(ray, address or "auto")
            stack.callback(ray.shutdown)
        if SERVICE_NAME in serve.status().applications:
            raise InvalidInputError(
                "the Ray cluster runs this service already; end that one first, or pass another "
                "ray="
            )
        port = _start_serve(serve, host, port, stack)
        _deploy(serve, options, replicas, stack)
        with _signals() as ended:
            shown = f"[{host}]" if ":" in host else host
            logger.info("listening", extra={"url": f"http://{shown}:{port}/", "port": port})
            ended.wait()


def models_application(options: ServiceOptions, replicas: int) -> Any:
    """Describes the deployment of the models.

    Args:
        options: The models and limits.
        replicas: Most replicas.

    Returns:
        An application of Ray Serve.

    Example:
        ```sh
        nlp-suite serve --ray local
        ```
    """
    from ray import serve

    threads = options.threads or 1
    deployment = serve.deployment(
        ModelReplica,
        name="models",
        ray_actor_options={"num_cpus": threads},
        autoscaling_config={
            "min_replicas": 1,
            "max_replicas": replicas,
            "target_ongoing_requests": _TARGET_CALLS,
            "upscale_delay_s": _UPSCALE_SECONDS,
        },
        max_ongoing_requests=MAX_BATCH_CALLS * options.calls_at_once,
        max_queued_requests=options.max_waiting,
        health_check_period_s=_HEALTH_SECONDS,
        graceful_shutdown_wait_loop_s=0.2,
        graceful_shutdown_timeout_s=options.max_seconds + _GRACE_SECONDS,
    )
    return deployment.bind(dataclasses.replace(options, threads=threads).to_json())


def service_application(options: ServiceOptions, replicas: int) -> Any:
    """Describes the deployment of the application, which sends calls to the models.

    Args:
        options: The models and limits.
        replicas: Most replicas of the models.

    Returns:
        An application of Ray Serve.

    Example:
        ```sh
        nlp-suite serve --ray local
        ```
    """
    from ray import serve

    # The models are loaded elsewhere.
    text = dataclasses.replace(options, preload=False).to_json()

    def build() -> FastAPI:
        from ray import serve

        configure_logging()
        own = ServiceOptions.from_json(text)
        handle = serve.get_app_handle(MODELS_NAME)
        return create_app(own, runner=RayTaskRunner(handle, own))

    calls = options.max_waiting + replicas * MAX_BATCH_CALLS * options.calls_at_once
    deployment = serve.deployment(
        serve.ingress(build)(),
        name="service",
        ray_actor_options={"num_cpus": 0},
        autoscaling_config={
            "min_replicas": 1,
            "max_replicas": math.ceil(replicas / _REPLICAS_PER_APPLICATION),
            "target_ongoing_requests": _TARGET_CALLS * _REPLICAS_PER_APPLICATION,
        },
        # So many that it refuses what is too much, and not Ray in other words.
        max_ongoing_requests=2 * calls,
        health_check_period_s=_HEALTH_SECONDS,
        graceful_shutdown_wait_loop_s=0.2,
        graceful_shutdown_timeout_s=options.max_seconds + _GRACE_SECONDS,
    )
    return deployment.bind()


def _for_other_folders(options: ServiceOptions) -> ServiceOptions:
    """Makes paths absolute, as replicas have other current folders."""
    systems = tuple(
        os.path.abspath(one) if Path(one).is_dir() else one  # noqa: PTH100
        for one in options.systems
    )
    keys = options.api_keys
    if keys is not None:
        keys = os.path.abspath(keys)  # noqa: PTH100
    return dataclasses.replace(options, systems=systems, api_keys=keys)


def _connect(ray: Any, address: str) -> None:
    # No usage statistics are sent to anybody.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if address != "local":
            try:
                ray.init(address, **quiet)
                return
            except ConnectionError:
                if address != "auto":
                    raise
        ray.init("local", include_dashboard=False, **quiet)
    except (ConnectionError, RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())[:300]
        raise InvalidInputError(
            f"there is no Ray cluster at {address!r} ({reason}); start one with "
            "ray start --head, or pass ray='local'"
        ) from error


def _start_serve(serve: Any, host: str, port: int, stack: contextlib.ExitStack) -> int:
    """Starts Ray Serve, if it does not run, and returns the port."""
    logging.getLogger("ray.serve").setLevel(logging.WARNING)
    if serve.status().proxies:
        logger.warning("Ray Serve runs on the cluster already; its own host and port count")
        return port
    port = _free_port(host, port)
    serve.start(http_options={"host": host, "port": port}, proxy_location="EveryNode")
    stack.callback(serve.shutdown)
    return port


def _deploy(
    serve: Any, options: ServiceOptions, replicas: int, stack: contextlib.ExitStack
) -> None:
    parts: tuple[tuple[str, str | None, Any], ...] = (
        (MODELS_NAME, None, models_application(options, replicas)),
        (SERVICE_NAME, "/", service_application(options, replicas)),
    )
    for name, prefix, application in parts:
        stack.callback(serve.delete, name)
        try:
            serve.run(application, name=name, route_prefix=prefix)
        except Exception as error:
            # Ray raises errors of many classes there.
            reason = " ".join(str(error).split())[:500]
            raise ModelNotAvailableError(
                f"Ray cannot run {name}: {reason}; its logs say more, and ray status says which "
                "machines there are"
            ) from error


def _free_port(host: str, port: int) -> int:
    """Checks that a port can be had on this machine, and chooses one for 0."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(address[:2], family=family) as listener:
            return int(listener.getsockname()[1])
    except (OSError, OverflowError, UnicodeError) as error:
        raise InvalidInputError(
            f"the service cannot listen on {host} port {port}: {error}; choose another --port or "
            "--host"
        ) from error


@contextlib.contextmanager
def _signals() -> Iterator[threading.Event]:
    """Gives what is set by an interrupt or the end of the process; it ends nothing by itself."""
    ended = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield ended
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    # Nobody else is told of them, who would not wait for what was accepted.
    descriptor = signal.set_wakeup_fd(-1)
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in numbers}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(descriptor)
