"""Comparison of engines and models on the same inputs."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison
    from nlp_suite.comparison.contender import Contender
    from nlp_suite.comparison.contender_result import ContenderResult
    from nlp_suite.comparison.metric_score import MetricScore

__all__ = ["Comparison", "Contender", "ContenderResult", "MetricScore"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Comparison": ".comparison",
        "Contender": ".contender",
        "ContenderResult": ".contender_result",
        "MetricScore": ".metric_score",
    },
)
