"""Comparison of engines and models on the same inputs."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison
    from nlp_suite.comparison.system import System
    from nlp_suite.comparison.system_result import SystemResult

__all__ = ["Comparison", "System", "SystemResult"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Comparison": ".comparison",
        "System": ".system",
        "SystemResult": ".system_result",
    },
)
