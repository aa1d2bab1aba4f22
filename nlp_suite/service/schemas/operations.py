"""What the service says of itself."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from nlp_suite.load_options import Engine, Task


class StatusResult(BaseModel):
    """Whether the service can be used."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok", "ready", "loading", "ending"] = Field(description="What it does.")


class ModelResult(BaseModel):
    """A model that is served."""

    model_config = ConfigDict(extra="forbid")

    task: Task = Field(description="What it does.")
    engine: Engine = Field(description="What it runs on.")
    model: str = Field(description="Its name, for the field `model` of requests.")
    default: bool = Field(description="Whether requests that name no model get it.")
    source_language: str | None = Field(description="The language that a translator reads.")
    target_language: str | None = Field(description="The language that it writes.")
    style: str | None = Field(description="How a summarizer does it: extractive or abstractive.")


class LanguageResult(BaseModel):
    """A language that a translator reads or writes."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="Its code of ISO 639.", examples=["de"])
    name: str = Field(description="Its name in English.", examples=["German"])


class LimitsResult(BaseModel):
    """What a request may have at most."""

    model_config = ConfigDict(extra="forbid")

    max_characters: int = Field(description="Characters of all its texts.")
    max_body_bytes: int = Field(description="Bytes of its body.")
    max_beam_size: int = Field(description="Hypotheses that a search keeps.")
    max_seconds: float = Field(description="Seconds that it may wait and be computed.")


class ModelsResult(BaseModel):
    """The models that are served, and the limits."""

    model_config = ConfigDict(extra="forbid")

    models: list[ModelResult] = Field(description="The models; the first of a task counts.")
    languages: list[LanguageResult] = Field(description="The languages of all translators.")
    limits: LimitsResult = Field(description="What a request may have at most.")
