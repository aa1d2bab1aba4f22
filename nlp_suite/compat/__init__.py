"""Other libraries' own classes, importable beside newer releases of their dependencies.

bert-extractive-summarizer 0.10.1 cannot be imported beside transformers 4.52 or newer. Here
are its classes, unchanged: code for `from summarizer import Summarizer` runs with
`from nlp_suite.compat import Summarizer`. Each is imported when it is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarizer.bert import Summarizer, TransformerSummarizer
    from summarizer.cluster_features import ClusterFeatures
    from summarizer.sbert import SBertSummarizer
    from summarizer.summary_processor import SummaryProcessor
    from summarizer.text_processors.sentence_handler import SentenceHandler
    from summarizer.transformer_embeddings.bert_embedding import BertEmbedding

__all__ = [
    "BertEmbedding",
    "ClusterFeatures",
    "SBertSummarizer",
    "SentenceHandler",
    "Summarizer",
    "SummaryProcessor",
    "TransformerSummarizer",
]

_MODULES = {
    "BertEmbedding": "summarizer.transformer_embeddings.bert_embedding",
    "ClusterFeatures": "summarizer.cluster_features",
    "SBertSummarizer": "summarizer.sbert",
    "SentenceHandler": "summarizer.text_processors.sentence_handler",
    "Summarizer": "summarizer.bert",
    "SummaryProcessor": "summarizer.summary_processor",
    "TransformerSummarizer": "summarizer.bert",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from nlp_suite.compat.importing import import_summarizer

    value = getattr(import_summarizer(_MODULES[name], f"{__name__}.{name}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_MODULES)
