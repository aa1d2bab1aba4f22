"""An index of passages to answer questions from: `index`."""

import os
from typing import TYPE_CHECKING, Any

from nlp_suite.errors import InvalidInputError
from nlp_suite.option_signatures import with_options
from nlp_suite.retrieval.options import IndexingOptions

if TYPE_CHECKING:
    from nlp_suite.retrieval.passage_index import PassageIndex
    from nlp_suite.retrieval.sources import Documents


@with_options(IndexingOptions)
def index(
    documents: "Documents | None" = None,
    path: str | os.PathLike[str] | None = None,
    *,
    language: str | None = None,
    passage_words: int | None = None,
    overlap_words: int | None = None,
    **options: Any,
) -> "PassageIndex":
    """Makes an index of documents, to answer questions from, or brings one up to date.

    Afterwards the index has exactly these documents. What a file `path` has already costs next to
    nothing, so the same call goes on after having been killed, and brings the index up to date
    when files were added, changed or removed. To add documents to those that are there, call
    `nlp_suite.retrieval.PassageIndex.add` of the index. No model takes part: any reader can use
    the index.

    Args:
        documents: A mapping of names to texts, or pairs of a name and a text; or files, folders and
            globs, as for `answer_files`. If None, the index at `path` is opened as it is.
        path: The file to keep the index in, such as "articles.index"; in memory if None.
        language: The language of the texts, a code such as "fr", by whose rules they are split
            into sentences; "en" for a new index if None.
        passage_words: Most words of a passage; 150 for a new index if None.
        overlap_words: Most words that neighbouring passages share; 40 for a new index if None.
        **options: See `nlp_suite.retrieval.options.IndexingOptions`.

    Returns:
        The index; its `changes` say what was added, changed, removed and could not be read.

    Raises:
        InvalidInputError: If documents are neither texts with names nor paths, a text has no
            visible character, two have the same name, an option is out of its range or not that of
            the index, there is no index to be opened, or it cannot be written.
        DataFormatError: If the index is damaged, or of another release, or is none.
        BatchError: If another process writes the index, or the disk is full.

    Example:
        ```python
        with nlp_suite.index("articles", "articles.index") as index:
            print(nlp_suite.answer("Who sleeps?", index))
        with nlp_suite.index(path="articles.index") as index:
            print(len(index), index.search("Who sleeps?", k=3))
        ```
    """
    from nlp_suite.retrieval.passage_index import PassageIndex

    segmenting: dict[str, Any] = {
        "language": language,
        "passage_words": passage_words,
        "overlap_words": overlap_words,
    }
    if documents is None:
        if path is None:
            raise InvalidInputError("index needs documents, or the path of an index to be opened")
        given = [*(name for name, one in segmenting.items() if one is not None), *options]
        if given:
            raise InvalidInputError(
                f"{', '.join(given)} must go with documents; without them an index is only opened"
            )
        return PassageIndex.open(path)
    made = PassageIndex(path, **segmenting)
    try:
        made.add(documents, remove_others=True, **options)
    except BaseException:
        made.close()
        raise
    return made
