"""Reading the files that people have."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.data.parallel import load_parallel
    from nlp_suite.data.safe_pickle import read_string_array
    from nlp_suite.data.text_file import read_text

__all__ = ["load_parallel", "read_string_array", "read_text"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "load_parallel": ".parallel",
        "read_string_array": ".safe_pickle",
        "read_text": ".text_file",
    },
)
