"""Import of bert-extractive-summarizer beside a newer transformers."""

import importlib
from types import ModuleType

from nlp_suite._lazy import missing_dependency
from nlp_suite.compat.removed_names import removed_transformers_names
from nlp_suite.errors import MissingDependencyError

# Where a package has another name than its module.
_PACKAGES = {"sklearn": "scikit-learn", "summarizer": "bert-extractive-summarizer"}
_SENTENCE_TRANSFORMERS = "sentence_transformers"


def import_summarizer(module: str, purpose: str) -> ModuleType:
    """Imports a module of bert-extractive-summarizer.

    Args:
        module: Its full name, such as "summarizer.bert".
        purpose: What needs it, as the start of an error's sentence.

    Returns:
        The module.

    Raises:
        MissingDependencyError: If the library, or a package that it needs, is not installed.

    Example:
        >>> clusters = import_summarizer("summarizer.cluster_features", "This example")
        >>> clusters.ClusterFeatures(np.eye(4), random_state=0).cluster(num_sentences=4)
        [0, 1, 2, 3]
    """
    try:
        with removed_transformers_names():
            return importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = (error.name or module).split(".")[0]
        if missing == _SENTENCE_TRANSFORMERS:
            raise MissingDependencyError(
                f"{purpose} needs the package sentence-transformers, which is not installed. "
                "Run: pip install sentence-transformers"
            ) from error
        package = _PACKAGES.get(missing, missing)
        raise missing_dependency(purpose, package, "compat") from error
