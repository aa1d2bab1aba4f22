"""Lazy imports of module attributes (PEP 562)."""

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

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
