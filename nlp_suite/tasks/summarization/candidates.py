"""Candidate sentences: those of a text that a summary may have."""

from collections.abc import Sequence

from nlp_suite.text.structure import SentenceKind, StructuredSentence

# What has been written as sentences. Headings, tables, code and the like are none.
_KINDS: frozenset[SentenceKind] = frozenset({"prose", "turn", "list_item", "verse"})


def find_candidates(
    text: str, structure: Sequence[StructuredSentence], min_length: int | None = None
) -> list[int]:
    r"""Finds the sentences that a summary may have.

    They are prose, what somebody says, list items and verse; everything, if a text has none of
    these. Of sentences that are equal but for white space and case only the first is one.

    Args:
        text: The text.
        structure: Its sentences.
        min_length: Fewest characters of one, unless all have fewer.

    Returns:
        Their indices, ascending; at least one if there is a sentence.

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> text = "# Closed\n\nThe shop is closed. Come back. the  shop is closed."
        >>> find_candidates(text, find_structure(text))
        [1, 2]
    """
    usable = [index for index, sentence in enumerate(structure) if sentence.kind in _KINDS]
    usable = usable or list(range(len(structure)))
    if min_length is not None:
        long = [i for i in usable if structure[i].end - structure[i].start >= min_length]
        usable = long or usable
    first: dict[str, int] = {}
    for index in usable:
        first.setdefault(folded(text[structure[index].start : structure[index].end]), index)
    return list(first.values())


def folded(sentence: str) -> str:
    r"""Folds what two equal sentences may differ in: white space and case.

    Args:
        sentence: A sentence.

    Returns:
        It in lower case, runs of white space made single spaces.

    Example:
        >>> folded("The\n SHOP is closed.")
        'the shop is closed.'
    """
    return " ".join(sentence.split()).casefold()
