"""High-level API: a function for each task."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.api.comparison import compare
    from nlp_suite.api.dataframes import to_dataframe
    from nlp_suite.api.loading import load, unload
    from nlp_suite.api.passage_index import index
    from nlp_suite.api.question_answering import answer, answer_files
    from nlp_suite.api.summarization import summarize, summarize_files
    from nlp_suite.api.translation import translate, translate_files

__all__ = [
    "answer",
    "answer_files",
    "compare",
    "index",
    "load",
    "summarize",
    "summarize_files",
    "to_dataframe",
    "translate",
    "translate_files",
    "unload",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "answer": ".question_answering",
        "answer_files": ".question_answering",
        "compare": ".comparison",
        "index": ".passage_index",
        "load": ".loading",
        "summarize": ".summarization",
        "summarize_files": ".summarization",
        "to_dataframe": ".dataframes",
        "translate": ".translation",
        "translate_files": ".translation",
        "unload": ".loading",
    },
)
