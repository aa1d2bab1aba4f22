"""Comparison of engines and models on the same inputs."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison
    from nlp_suite.comparison.system import Contender
    from nlp_suite.comparison.system_result import ContenderResult, MetricScore

__all__ = ["Comparison", "Contender", "ContenderResult", "MetricScore"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Comparison": ".comparison",
        "Contender": ".system",
        "ContenderResult": ".system_result",
        "MetricScore": ".system_result",
    },
)
