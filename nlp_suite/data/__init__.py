"""Data loading: parallel text, questions, documents and series."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.data.documents.find import find_documents
    from nlp_suite.data.documents.read import read_documents
    from nlp_suite.data.files.text_file import read_text
    from nlp_suite.data.parallel.load import load_parallel
    from nlp_suite.data.questions.join_contexts import join_contexts
    from nlp_suite.data.questions.load import load_questions
    from nlp_suite.data.questions.make_unanswerable import make_unanswerable
    from nlp_suite.data.questions.mix_contexts import mix_contexts
    from nlp_suite.data.safe_pickle.reader import read_string_array

__all__ = [
    "find_documents",
    "join_contexts",
    "load_parallel",
    "load_questions",
    "make_unanswerable",
    "mix_contexts",
    "read_documents",
    "read_string_array",
    "read_text",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "find_documents": ".documents.find",
        "join_contexts": ".questions.join_contexts",
        "load_parallel": ".parallel.load",
        "load_questions": ".questions.load",
        "make_unanswerable": ".questions.make_unanswerable",
        "mix_contexts": ".questions.mix_contexts",
        "read_documents": ".documents.read",
        "read_string_array": ".safe_pickle.reader",
        "read_text": ".files.text_file",
    },
)
