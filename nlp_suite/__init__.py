"""Summaries, answers and translations: three tasks, two engines, one call.

import nlp_suite

print(nlp_suite.summarize(text, sentences=3))
"""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite import (
        compat,
        data,
        decoding,
        evaluation,
        export,
        layers,
        models,
        numerics,
        plots,
        retrieval,
        text,
        training,
    )
    from nlp_suite.api import (
        answer,
        answer_files,
        compare,
        index,
        load,
        summarize,
        summarize_files,
        translate,
        translate_files,
    )
    from nlp_suite.comparison import Comparison, System
    from nlp_suite.errors import (
        BatchError,
        DataFormatError,
        DatasetNotAvailableError,
        InvalidInputError,
        LanguageMismatchWarning,
        MissingDependencyError,
        ModelFormatError,
        ModelNotAvailableError,
        NLPSuiteError,
        TrainingError,
        UnsafeFileError,
    )
    from nlp_suite.results import (
        Alternative,
        Answer,
        AnswerItem,
        AnswerPlace,
        Sentence,
        SentenceTranslation,
        Summary,
        Translation,
    )
    from nlp_suite.retrieval import PassageIndex

__version__ = "0.2.0"

__all__ = [
    "Alternative",
    "Answer",
    "AnswerItem",
    "AnswerPlace",
    "BatchError",
    "Comparison",
    "DataFormatError",
    "DatasetNotAvailableError",
    "InvalidInputError",
    "LanguageMismatchWarning",
    "MissingDependencyError",
    "ModelFormatError",
    "ModelNotAvailableError",
    "NLPSuiteError",
    "PassageIndex",
    "Sentence",
    "SentenceTranslation",
    "Summary",
    "System",
    "TrainingError",
    "Translation",
    "UnsafeFileError",
    "__version__",
    "answer",
    "answer_files",
    "compare",
    "compat",
    "data",
    "decoding",
    "evaluation",
    "export",
    "index",
    "layers",
    "load",
    "models",
    "numerics",
    "plots",
    "retrieval",
    "summarize",
    "summarize_files",
    "text",
    "training",
    "translate",
    "translate_files",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Alternative": ".results",
        "Answer": ".results",
        "AnswerItem": ".results",
        "AnswerPlace": ".results",
        "BatchError": ".errors",
        "Comparison": ".comparison",
        "System": ".comparison",
        "DataFormatError": ".errors",
        "DatasetNotAvailableError": ".errors",
        "InvalidInputError": ".errors",
        "LanguageMismatchWarning": ".errors",
        "MissingDependencyError": ".errors",
        "ModelFormatError": ".errors",
        "ModelNotAvailableError": ".errors",
        "NLPSuiteError": ".errors",
        "PassageIndex": ".retrieval",
        "Sentence": ".results",
        "SentenceTranslation": ".results",
        "Summary": ".results",
        "TrainingError": ".errors",
        "Translation": ".results",
        "UnsafeFileError": ".errors",
        "answer": ".api",
        "answer_files": ".api",
        "compare": ".api",
        "index": ".api",
        "load": ".api",
        "summarize": ".api",
        "summarize_files": ".api",
        "translate": ".api",
        "translate_files": ".api",
    },
    submodules=(
        "compat",
        "data",
        "decoding",
        "evaluation",
        "export",
        "layers",
        "models",
        "numerics",
        "plots",
        "retrieval",
        "text",
        "training",
    ),
)
