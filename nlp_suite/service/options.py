"""Options of the service: which models it has, and its limits."""

import dataclasses
import json
from collections.abc import Sequence
from typing import Any, Self

from nlp_suite.arguments import (
    LARGEST_WHOLE,
    MOST_BYTES,
    check_encodable,
    check_name,
    check_number,
    check_path,
    check_seconds,
    check_switch,
    check_whole,
    shown,
)
from nlp_suite.errors import InvalidInputError

# What a request may have at most of each, whatever the options say.
_MOST = {
    "max_body_bytes": MOST_BYTES,
    "max_characters": LARGEST_WHOLE,
    "max_beam_size": 1000,
    "max_waiting": 100_000,
    "max_waiting_per_client": 100_000,
    "batch_characters": LARGEST_WHOLE,
    "calls_at_once": 64,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOptions:
    """Options of the service, the same for every process of it.

    Args:
        systems: What computes, as for `nlp_suite.compare`: "custom", "pretrained", a shipped
            model's name, a folder, or "NAME@COMMIT" of the Hugging Face Hub. Requests may name
            nothing else; the first that does a task is its default.
        threads: Number of CPU threads of each model; the CPUs of the process if None.
        max_body_bytes: Most bytes of a request.
        max_characters: Most characters of all the texts of a request.
        max_beam_size: Most hypotheses that a request may search with.
        max_waiting: Most requests that wait for a model.
        max_waiting_per_client: Most requests of one client that wait or are computed.
        max_seconds: Most seconds that a request may wait and be computed.
        max_body_seconds: Most seconds that the bytes of a request may take to arrive.
        batch_milliseconds: How long at most what waits does so for the clients of the batch before
            it, which often have more; no longer than a tenth of the time that a batch takes. A
            client that is alone never waits.
        batch_characters: Most characters that are computed together, but for a request that has
            more by itself.
        calls_at_once: Number of batches that are computed at once.
        api_keys: A file with the keys, one of which each request must have; none is asked for if
            None. See `nlp_suite.service.api_keys.ApiKeys`.
        allowed_hosts: The names by which the service may be addressed (the header Host), which
            keeps pages of other sites from reading it; any if None.
        cors_origins: Origins of other sites whose pages may use the service; none by default.
        preload: Whether all models are loaded before the service says that it is ready.

    Raises:
        InvalidInputError: If an option is of another type or out of its range.

    Example:
        >>> ServiceOptions(max_characters=5_000).systems
        ('custom',)
    """

    systems: tuple[str, ...] = ("custom",)
    threads: int | None = None
    max_body_bytes: int = 16 << 20
    max_characters: int = 200_000
    max_beam_size: int = 16
    max_waiting: int = 256
    max_waiting_per_client: int = 64
    max_seconds: float = 300.0
    max_body_seconds: float = 30.0
    batch_milliseconds: float = 50.0
    batch_characters: int = 4_000
    calls_at_once: int = 2
    api_keys: str | None = None
    allowed_hosts: tuple[str, ...] | None = None
    cors_origins: tuple[str, ...] = ()
    preload: bool = True

    def __post_init__(self) -> None:
        for name in ("systems", "allowed_hosts", "cors_origins"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, _names(name, given))
        if not self.systems:
            raise InvalidInputError("systems must be at least one, got none")
        for name, most in _MOST.items():
            check_whole(name, getattr(self, name), 1, most)
        if self.threads is not None:
            check_whole("threads", self.threads, 1, 1024)
        for name in ("max_seconds", "max_body_seconds"):
            check_seconds(name, getattr(self, name))
        check_number("batch_milliseconds", self.batch_milliseconds, 0, 10_000)
        if self.api_keys is not None:
            check_path("api_keys", self.api_keys)
            check_encodable("api_keys", self.api_keys)
        check_switch("preload", self.preload)

    def to_json(self) -> str:
        """Returns the options as JSON, for the processes of the service."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Makes the options again of what `to_json` returned.

        Args:
            text: The JSON.

        Returns:
            The options.

        Raises:
            InvalidInputError: If it is no JSON object of these options.

        Example:
            >>> options = ServiceOptions(cors_origins=("https://example.org",))
            >>> ServiceOptions.from_json(options.to_json()) == options
            True
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InvalidInputError(f"the options must be JSON, got {shown(text)}") from error
        names = {field.name for field in dataclasses.fields(cls)}
        if not isinstance(values, dict) or not values.keys() <= names:
            raise InvalidInputError(
                f"the options must be an object of {', '.join(sorted(names))}; got {shown(values)}"
            )
        return cls(**values)


def _names(name: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise InvalidInputError(f"{name} must be a list of names, got {shown(given)}")
    for one in given:
        check_name(name, one)
    return tuple(given)
