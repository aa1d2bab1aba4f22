"""Values of requests as the clients of LibreTranslate send them: JSON, forms, the address."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import Request
from starlette.datastructures import UploadFile

from nlp_suite.service.request_error import RequestError

# Besides texts and a file a form has a handful of fields.
_MOST_OTHER_FIELDS = 20
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Of what else a message has.
_SHOWN = 40


class SentFile(NamedTuple):
    """A file that was sent.

    Attributes:
        name: Its name where it was.
        data: Its bytes.
    """

    name: str
    data: bytes


class RequestValues:
    """The values of a request, by their names.

    Args:
        values: For each name what was sent; a list of what was sent more than once in a form.
        is_form: Whether they are of a form, where all of them are texts.

    Example:
        >>> values = RequestValues({"q": "Hello", "alternatives": "2"}, is_form=True)
        >>> values.texts("q", most=10), values.whole("alternatives", most=15)
        ('Hello', 2)
    """

    def __init__(self, values: Mapping[str, Any], *, is_form: bool) -> None:
        self._values = values
        self._is_form = is_form

    @classmethod
    async def read(cls, request: Request, *, most_texts: int, most_bytes: int) -> "RequestValues":
        """Reads the values of a request.

        Args:
            request: The request.
            most_texts: Most texts of a form.
            most_bytes: Most bytes of one of its fields.

        Returns:
            The values.

        Raises:
            RequestError: If its body is not what its type says.
        """
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type == "application/json" or media_type.endswith("+json"):
            return cls(_object(await request.body()), is_form=False)
        found: dict[str, list[Any]] = {}
        for name, value in request.query_params.multi_items():
            found.setdefault(name, []).append(value)
        if media_type in _FORMS:
            sent: dict[str, list[Any]] = {}
            async with request.form(
                max_files=1, max_fields=most_texts + _MOST_OTHER_FIELDS, max_part_size=most_bytes
            ) as form:
                for name, field in form.multi_items():
                    if isinstance(field, UploadFile):
                        file = SentFile(field.filename or "", await field.read())
                        sent.setdefault(name, []).append(file)
                    else:
                        sent.setdefault(name, []).append(field)
            found |= sent
        values = {name: own[0] if len(own) == 1 else own for name, own in found.items()}
        return cls(values, is_form=True)

    def text(self, name: str) -> str | None:
        """Returns a text.

        Args:
            name: Its name.

        Returns:
            The text; None if there is none, or an empty one.

        Raises:
            RequestError: If it is something else.
        """
        value = self._values.get(name)
        if isinstance(value, list) and self._is_form:
            value = value[0]
        if value is not None and not isinstance(value, str):
            raise invalid(f"{name} parameter must be a text")
        return value or None

    def needed(self, name: str) -> str:
        """Returns a text that must be there.

        Args:
            name: Its name.

        Returns:
            The text.

        Raises:
            RequestError: If it is missing.
        """
        value = self.text(name)
        if value is None:
            raise invalid(f"missing {name} parameter")
        return value

    def texts(self, name: str, *, most: int) -> str | list[str]:
        """Returns a text, or a list of texts.

        Args:
            name: Its name.
            most: Most texts of a list.

        Returns:
            The text, or the texts.

        Raises:
            RequestError: If it is missing or empty, something else, or too long a list.
        """
        value = self._values.get(name)
        if not value and (value is None or isinstance(value, str | list)):
            raise invalid(f"missing {name} parameter")
        texts = value if isinstance(value, list) else [value]
        if len(texts) > most:
            raise invalid(f"request ({len(texts)}) exceeds text limit ({most})")
        if not all(isinstance(one, str) for one in texts):
            raise invalid(f"{name} parameter must be a text or a list of texts")
        if self._is_form:
            if not all(texts):
                raise invalid(f"missing {name} parameter")
            # As HTML wants it, the lines of a form end with both.
            texts = [one.replace("\r\n", "\n") for one in texts]
        return texts if isinstance(value, list) else texts[0]

    def whole(self, name: str, *, most: int) -> int:
        """Returns a whole number, which may be written as a text.

        Args:
            name: Its name.
            most: The largest.

        Returns:
            The number; 0 if there is none, or a negative one.

        Raises:
            RequestError: If it is no number, or larger.
        """
        value = self._values.get(name)
        if value is None or value == "":
            return 0
        try:
            is_broken = isinstance(value, float) and not value.is_integer()
            if isinstance(value, bool) or is_broken or len(str(value)) > _SHOWN:
                raise ValueError
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            raise invalid(f"{name} parameter is not a number") from None
        if number > most:
            raise invalid(f"{name} parameter must be <= {most}")
        return max(0, number)

    def file(self, name: str) -> "SentFile":
        """Returns a file of a form.

        Args:
            name: Its name.

        Returns:
            The file.

        Raises:
            RequestError: If there is none.
        """
        value = self._values.get(name)
        if not isinstance(value, SentFile):
            raise invalid(
                f"missing {name} parameter; send the file as a part of multipart/form-data"
            )
        if not value.name:
            raise invalid("empty file")
        return value


def invalid(message: str) -> RequestError:
    """Makes the error of a value, in LibreTranslate's words.

    Args:
        message: What is wrong.

    Returns:
        The error.

    Example:
        >>> str(invalid("missing q parameter"))
        'Invalid request: missing q parameter'
    """
    return RequestError(400, "InvalidInputError", f"Invalid request: {message}")


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise invalid("the body is no JSON object in UTF-8")
    return value
