"""What the service says of itself."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from nlp_suite.load_options import Engine, Task


class StatusResult(BaseModel):
    """Whether the service can be used."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok", "ready", "loading", "ending"]


class ModelResult(BaseModel):
    """A model that is served."""

    model_config = ConfigDict(extra="forbid")

    task: Task
    engine: Engine
    model: str
    default: bool
    source_language: str | None
    target_language: str | None
    style: str | None


class LanguageResult(BaseModel):
    """A language that a translator reads or writes."""

    model_config = ConfigDict(extra="forbid")

    code: str
    name: str


class LimitsResult(BaseModel):
    """What a request may have at most."""

    model_config = ConfigDict(extra="forbid")

    max_characters: int
    max_body_bytes: int
    max_beam_size: int
    max_seconds: float


class ModelsResult(BaseModel):
    """The models that are served, and the limits."""

    model_config = ConfigDict(extra="forbid")

    models: list[ModelResult]
    languages: list[LanguageResult]
    limits: LimitsResult
