"""Sentence selection methods of extractive summarization.

Every method takes the sentences of a text and their embeddings and returns which to keep.
Importing a method's module registers it under its name; scikit-learn is imported only when
`kmeans` runs, bert-extractive-summarizer only when the method of that name does.
"""

# Imported for their effect: each module registers its method.
from nlp_suite.tasks.summarization import (
    bert_extractive,
    centrality,
    kmeans,
    lead,
    lexical,
    mmr,
    random_choice,
    semantic,
)
from nlp_suite.tasks.summarization.methods import (
    Document,
    Selection,
    available_methods,
    register,
    select,
)

DEFAULT_METHOD = "centrality"

__all__ = [
    "DEFAULT_METHOD",
    "Document",
    "Selection",
    "available_methods",
    "bert_extractive",
    "centrality",
    "kmeans",
    "lead",
    "lexical",
    "mmr",
    "random_choice",
    "register",
    "select",
    "semantic",
]
