"""Search for the likeliest target sequence: greedy search and beam search, in Keras.

The names need the `keras` extra and are imported on first use.
"""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.decoding.beam_search import beam_decode
    from nlp_suite.decoding.greedy_search import greedy_decode
    from nlp_suite.decoding.target_sequence import TargetSequence

__all__ = ["TargetSequence", "beam_decode", "greedy_decode"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "TargetSequence": ".target_sequence",
        "beam_decode": ".beam_search",
        "greedy_decode": ".greedy_search",
    },
    extra="keras",
)
