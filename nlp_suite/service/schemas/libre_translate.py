"""What requests and answers of LibreTranslate's interface have."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from nlp_suite.service.schemas.requests import MOST_TEXTS

_STATUS = {
    400: "A value is missing, or is none of the possible ones.",
    403: "The API key is invalid.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    429: "Too many requests wait already.",
    503: "The model is not available.",
    504: "It took too long.",
}


class PlainErrorResult(BaseModel):
    """The body of the answer to a request that was refused."""

    model_config = ConfigDict(extra="forbid")

    error: str = Field(
        description="What was wrong.", examples=["xx is not supported; there are en, de"]
    )


_KEY = "The key, if the service has keys."
_QUERY = Field(description="A text, or a list of them.", examples=["Good morning."])
_FORMAT = Field(description="Whether the texts are HTML, whose tags stay.", examples=["text"])
_ALTERNATIVES = Field(description="How many other translations to return.", examples=[0])

_Text = Annotated[str, Field(min_length=1)]
_Source = Annotated[
    str,
    Field(
        min_length=1,
        description='The language to translate from; "auto" finds it out for each text.',
        examples=["en"],
    ),
]
_Target = Annotated[
    str, Field(min_length=1, description="The language to translate into.", examples=["de"])
]


class DetectionBody(BaseModel):
    """Texts whose language is to be found out."""

    q: _Text | Annotated[list[str], Field(min_length=1, max_length=MOST_TEXTS)] = _QUERY
    api_key: str | None = Field(None, description=_KEY)


class DetectionForm(BaseModel):
    """Texts whose language is to be found out, in a form."""

    q: _Text | Annotated[list[_Text], Field(min_length=1, max_length=MOST_TEXTS)] = _QUERY
    api_key: str = Field("", description=_KEY)


class PlainTranslationBody(DetectionBody):
    """Texts to translate."""

    source: _Source
    target: _Target
    format: Annotated[Literal["text", "html", ""] | None, _FORMAT] = "text"
    alternatives: Annotated[
        int | Annotated[str, Field(pattern="^[0-9]{0,2}$")] | None, _ALTERNATIVES
    ] = 0


class PlainTranslationForm(DetectionForm):
    """Texts to translate, in a form."""

    source: _Source
    target: _Target
    format: Annotated[Literal["text", "html", ""], _FORMAT] = "text"
    alternatives: Annotated[int, _ALTERNATIVES] = 0


class FileTranslationForm(BaseModel):
    """A file to translate."""

    file: Annotated[str, Field(json_schema_extra={"format": "binary"})] = Field(
        description="The file; the ending of its name says its format."
    )
    source: _Source
    target: _Target
    api_key: str = Field("", description=_KEY)


class DetectionResult(BaseModel):
    """A language that was found out."""

    model_config = ConfigDict(extra="forbid")

    language: str = Field(description="Its code.", examples=["en"])
    confidence: float = Field(
        ge=0, le=100, description="How sure that is; 0 if it is not clear.", examples=[98.4]
    )


class PlainTranslationResult(BaseModel):
    """Translated texts."""

    model_config = ConfigDict(extra="forbid")

    translatedText: str | list[str] = Field(  # noqa: N815 - LibreTranslate's names.
        description="The translation; a list for a list.", examples=["Guten Morgen."]
    )
    detectedLanguage: DetectionResult | list[DetectionResult] | SkipJsonSchema[None] = Field(  # noqa: N815
        None, description='With source "auto": the language of the text, or of each.'
    )
    alternatives: list[str] | list[list[str]] | SkipJsonSchema[None] = Field(
        None, description="Other translations, of each text of a list.", examples=[["Morgen."]]
    )


class TranslatedFileResult(BaseModel):
    """Where a translated file is."""

    model_config = ConfigDict(extra="forbid")

    translatedFileUrl: str = Field(  # noqa: N815
        description="Its address, for half an hour.",
        examples=[
            "http://127.0.0.1:8000/download_file/T3fU2o6yYvJzv0bUz3mT8B_wq1l7P5nK.letter.txt"
        ],
    )


class SupportedLanguageResult(BaseModel):
    """A language, and those that it can be translated into."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(examples=["en"])
    name: str = Field(examples=["English"])
    targets: list[str] = Field(examples=[["de", "en"]])


class NamedLanguageResult(BaseModel):
    """A language."""

    model_config = ConfigDict(extra="forbid")

    code: str
    name: str


class FrontendLanguagesResult(BaseModel):
    """The languages that a page begins with."""

    model_config = ConfigDict(extra="forbid")

    source: NamedLanguageResult
    target: NamedLanguageResult


class FrontendSettingsResult(BaseModel):
    """What a page for people needs to know."""

    model_config = ConfigDict(extra="forbid")

    apiKeys: bool  # noqa: N815
    charLimit: int  # noqa: N815
    filesTranslation: bool  # noqa: N815
    frontendTimeout: int = Field(description="In milliseconds.")  # noqa: N815
    keyRequired: bool  # noqa: N815
    language: FrontendLanguagesResult
    suggestions: bool
    supportedFilesFormat: list[str]  # noqa: N815


class HealthResult(BaseModel):
    """That the service lives."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok"]


def plain_refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describes with which answers a route may refuse a request.

    Args:
        *statuses: Their statuses; those of every translation if none.

    Returns:
        The descriptions, as FastAPI takes them.

    Example:
        >>> sorted(plain_refusals(403))
        [403]
    """
    found: dict[int | str, dict[str, Any]] = {
        status: {"model": PlainErrorResult, "description": _STATUS.get(status, "Refused.")}
        for status in sorted(statuses or _STATUS)
    }
    if 429 in found:
        found[429]["headers"] = {
            "Retry-After": {
                "description": "After how many seconds to try again.",
                "schema": {"type": "integer", "minimum": 1},
            }
        }
    return found


def request_body(
    form: type[BaseModel], *media_types: str, json: type[BaseModel] | None = None
) -> dict[str, Any]:
    """Describes the body of a request that a route reads by itself.

    Args:
        form: What a form has.
        *media_types: The types of the form.
        json: What JSON has; None if a form must be sent.

    Returns:
        What OpenAPI says of the operation besides.

    Example:
        >>> body = request_body(DetectionForm, "multipart/form-data", json=DetectionBody)
        >>> body["requestBody"]["content"]["application/json"]["schema"]["required"]
        ['q']
    """
    contents = {media_type: {"schema": form.model_json_schema()} for media_type in media_types}
    if json is not None:
        contents = {"application/json": {"schema": json.model_json_schema()}, **contents}
    return {"requestBody": {"required": True, "content": contents}}
