"""Exception classes of the package.

Each message says what was received and what to do next, on one line, so that the
command line can print it as it is.
"""


class NLPSuiteError(Exception):
    """Base class of every error of this package."""


class InvalidInputError(NLPSuiteError, ValueError):
    """An argument has the wrong type or a value outside its range."""


class ModelNotAvailableError(NLPSuiteError):
    """A model, or a package that it needs, is missing; the message says how to get it."""


class MissingDependencyError(ModelNotAvailableError, ImportError):
    """A package that an extra brings is not installed; the message is the command to run."""


class DatasetNotAvailableError(NLPSuiteError):
    """A data set of the Hugging Face Hub or the web cannot be had; the message says what to do."""


class DataFormatError(NLPSuiteError):
    """A file is not in the form that it should have, or is damaged."""


class ModelFormatError(DataFormatError):
    """A model folder or checkpoint is incomplete, damaged or of another kind."""


class TrainingError(NLPSuiteError):
    """Training cannot go on; the last good checkpoint is kept."""


class BatchError(NLPSuiteError):
    """A job over many files cannot go on; what it has found is kept."""


class UnsafeFileError(DataFormatError):
    """A file asks for something that loading data must never do, such as running code."""


class ClosedTaskError(NLPSuiteError):
    """A task was called after it was closed; it has to be loaded again."""


class ForkedProcessError(NLPSuiteError):
    """What a parent loaded cannot compute in its forked child; the message says what can."""


class DamagedCacheWarning(UserWarning):
    """A file in the cache was damaged, and was made again; nothing is lost."""


class IrrelevantQueryWarning(UserWarning):
    """Nothing in a text is about the query of its summary, which is the one without a query."""


class LanguageMismatchWarning(UserWarning):
    """Sentences, questions or texts are in another language than the model reads.

    Sentences are left untranslated; questions are answered all the same; texts are summarized by
    their words.
    """
