"""What a summary says of its subject: key phrases and a title, on request."""

from collections.abc import Sequence

from nlp_suite.results import Keyword
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.summarization.source_document import SourceDocument
from nlp_suite.text.structure.conversations import without_speaker


def name_subject(
    documents: Sequence[SourceDocument], options: SummarizationOptions
) -> tuple[tuple[Keyword, ...], str]:
    r"""Finds the key phrases and the title of documents, as far as they are asked for.

    Args:
        documents: The documents of one summary.
        options: What is asked for.

    Returns:
        The key phrases, and the title; none and "" if they are not asked for.

    Example:
        >>> from nlp_suite.tasks.summarization.source_document import read_document
        >>> options = SummarizationOptions(title=True)
        >>> text = "# Tin\n\nTin melts at 232 °C. It was alloyed with copper."
        >>> name_subject([read_document(text, "text", options)], options)
        ((), 'Tin')
    """
    if options.keywords is None and not options.title:
        return (), ""
    # Deferred: few summaries need them.
    from nlp_suite.tasks.summarization.subjects.keywords import find_keywords
    from nlp_suite.tasks.summarization.subjects.titles import (
        TITLE_KEYWORDS,
        find_title,
        make_title,
        names_a_part,
    )

    title = ""
    if options.title and len(documents) == 1:
        title = find_title(documents[0].text, documents[0].structure) or ""
    to_make = options.title and not title
    count = max(options.keywords or 0, TITLE_KEYWORDS if to_make else 0)
    if not count:
        return (), title
    sentences: list[str] = []
    places: list[int] = []
    for document in documents:
        # Headings name what is below them.
        headings = (
            i
            for i, one in enumerate(document.structure)
            if one.kind == "heading" and not names_a_part(document.text[one.start : one.end])
        )
        own = sorted({*document.candidates, *headings})
        places += range(len(own))
        sentences += (_said(document, i) for i in own)
    language = documents[0].language
    found = find_keywords(sentences, count, language, places)
    if to_make:
        title = make_title(sentences, found[:TITLE_KEYWORDS], language, places)
    return found[: options.keywords or 0], title


def _said(document: SourceDocument, index: int) -> str:
    """Returns a sentence without the name of who says it."""
    place = document.structure[index]
    sentence = document.text[place.start : place.end]
    return without_speaker(sentence) if place.kind == "turn" else sentence
