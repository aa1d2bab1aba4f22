"""Passage retrieval: an index of passages, on disk or in memory, searched by BM25."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.retrieval.indexing import IndexChanges
    from nlp_suite.retrieval.passage_index import Passage, PassageIndex

__all__ = ["IndexChanges", "Passage", "PassageIndex"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "IndexChanges": ".indexing",
        "Passage": ".passage_index",
        "PassageIndex": ".passage_index",
    },
)
