"""Reading the files that people have."""

from nlp_suite.data.text_file import read_text

__all__ = ["read_text"]
