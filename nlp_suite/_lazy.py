"""Lazy imports of module attributes (PEP 562), and lazy attributes of objects."""

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Self, TypeVar, overload

from nlp_suite.errors import MissingDependencyError


def lazy_attributes(
    package: str,
    modules: Mapping[str, str],
    *,
    submodules: Sequence[str] = (),
    extra: str | None = None,
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Makes the `__getattr__` and `__dir__` of a package whose names are imported on first use.

    Args:
        package: Name of the package, its `__name__`.
        modules: Maps each public name to the module, relative to `package`, that defines it.
        submodules: Names of modules of the package that are public names themselves.
        extra: The extra of this distribution that installs what those modules import.

    Returns:
        The two functions, to be bound to `__getattr__` and `__dir__` in the package.

    Example:
        ```python
        __getattr__, __dir__ = lazy_attributes(__name__, {"Encoder": ".encoder"}, extra="keras")
        ```
    """

    def __getattr__(name: str) -> Any:  # noqa: N807
        if name in submodules:
            return importlib.import_module(f".{name}", package)
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            value = getattr(importlib.import_module(modules[name], package), name)
        except ModuleNotFoundError as error:
            if extra is None or (error.name or "").startswith("nlp_suite"):
                raise
            raise missing_dependency(f"{package}.{name}", error.name, extra) from error
        setattr(sys.modules[package], name, value)
        return value

    def __dir__() -> list[str]:  # noqa: N807
        return sorted([*modules, *submodules])

    return __getattr__, __dir__


Value = TypeVar("Value")


class lazy_property(Generic[Value]):  # noqa: N801
    """An attribute that is computed when it is first read.

    As `functools.cached_property`, without its lock, which Python 3.11 has for all objects of a
    class together: threads would wait for each other, and a child that is forked meanwhile for
    ever.

    Args:
        compute: Computes it from the object.

    Example:
        >>> class Text:
        ...     @lazy_property
        ...     def words(self):
        ...         return "one two".split()
        >>> text = Text()
        >>> text.words is text.words
        True
    """

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: object | None, owner: type) -> Self | Value:
        if instance is None:
            return self
        value = self._compute(instance)
        # Of two threads that compute it at once, the first gives it to both.
        result: Value = instance.__dict__.setdefault(self._name, value)
        return result


def missing_dependency(purpose: str, missing: str | None, extra: str) -> MissingDependencyError:
    """Formats the error for a missing package that an extra brings.

    Args:
        purpose: What needs it, as the start of the sentence: "The Keras runtime".
        missing: The module that could not be imported.
        extra: The extra of this distribution that installs it.

    Returns:
        The error, to be raised.

    Example:
        >>> error = missing_dependency("The Keras runtime", "keras", extra="keras")
        >>> str(error).endswith('Run: pip install "nlp-suite[keras]"')
        True
    """
    return MissingDependencyError(
        f"{purpose} needs the package {missing}, which is not installed. "
        f'Run: pip install "nlp-suite[{extra}]"'
    )
