"""Sentence selection methods, a module each: importing the package registers all of them.

A method is added by a module here with a function under `register_method`. scikit-learn is
imported only when `kmeans` runs, bert-extractive-summarizer only when the method of that name does.
"""

import importlib
import pkgutil

from nlp_suite.tasks.summarization.selection import (
    SelectionInputs,
    SentenceSelection,
    available_methods,
    describe_methods,
    register_method,
    select,
)

__all__ = [
    "SelectionInputs",
    "SentenceSelection",
    "available_methods",
    "describe_methods",
    "register_method",
    "select",
]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
