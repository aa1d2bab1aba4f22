"""Attention in NumPy, for reading: every step an array that can be printed."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.numerics.attention import attend, general_attention, softmax

__all__ = ["attend", "general_attention", "softmax"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "attend": ".attention",
        "general_attention": ".attention",
        "softmax": ".attention",
    },
)
