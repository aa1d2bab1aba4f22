"""Structure of a text, sentence by sentence."""

from collections.abc import Iterator

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.sentences import SentenceSpan, paragraphs, split_sentences
from nlp_suite.text.structure.layout import Layout
from nlp_suite.text.structure.line_kinds import mark_lines
from nlp_suite.text.structure.structured_sentence import SentenceKind, StructuredSentence

# A unit of these is one sentence, however many stops it has.
_WHOLE: frozenset[SentenceKind] = frozenset(
    {"heading", "table", "code", "mail_header", "greeting", "signature", "caption", "menu"}
)
# Neighbours of these kinds stand in one paragraph, unless a blank line parts them.
_GATHERED: frozenset[SentenceKind] = frozenset(
    {"table", "code", "mail_header", "quoted", "signature", "menu", "verse"}
)


def find_structure(text: str, language: str = "en") -> list[StructuredSentence]:
    r"""Finds the sentences of a text, and which of them are prose.

    Sentences are those of `split_sentences`, except where a line is more than a part of a
    paragraph: a heading, a row of a table, a line of code and a list item, which is given without
    its mark, stand alone, and lines of lists, of quoted mail and of stanzas are joined as those
    of a paragraph are. A text that has nothing but paragraphs gives exactly the spans of
    `split_sentences`, all of them prose. It takes time linear in the text.

    Args:
        text: Any text; it may be empty.
        language: The code of its language, as for `split_sentences`.

    Returns:
        One a sentence, in the order of the text; they do not overlap.

    Raises:
        InvalidInputError: If ``text`` or ``language`` isn't a string.

    Example:
        >>> text = "# Soup\n\nIt is quick. It is cheap.\n\n- Cut the leeks.\n- Boil them."
        >>> [(s.kind, text[s.start : s.end]) for s in find_structure(text)][2:4]
        [('prose', 'It is cheap.'), ('list_item', 'Cut the leeks.')]
    """
    if not isinstance(text, str):
        raise InvalidInputError(f"text must be a string, received {type(text).__name__}")
    if not isinstance(language, str):
        raise InvalidInputError(f"language must be a code, got {type(language).__name__}")
    layout = Layout(text, language)
    # Within one line there is no structure.
    if len(layout.lines) > 1:
        mark_lines(layout)
    found: list[StructuredSentence] = []
    heading: int | None = None
    paragraph = -1
    for kind, spans in _paragraphs(layout, language):
        if not spans:
            continue
        paragraph += 1
        if kind == "heading":
            heading = len(found)
        for position, (start, end) in enumerate(spans):
            above = None if kind == "heading" else heading
            found.append(StructuredSentence(start, end, kind, paragraph, position, above))
    if not found:
        # Marks without any content.
        spans = split_sentences(text, language)
        return [StructuredSentence(*span, "prose", i, 0, None) for i, span in enumerate(spans)]
    return found


def _paragraphs(layout: Layout, language: str) -> Iterator[tuple[SentenceKind, list[SentenceSpan]]]:
    """Yields the paragraphs of a text, each with its kind."""
    number = 0
    while number < len(layout.lines):
        kind = layout.kinds[number]
        first = number
        if kind is None:
            while number < len(layout.lines) and layout.kinds[number] is None:
                number += 1
            yield from _prose(layout, first, number, language)
            continue
        spans: list[SentenceSpan] = []
        while number < len(layout.lines) and layout.kinds[number] == kind:
            if number > first and not _gathers(layout, kind, number):
                break
            unit = number
            number += 1
            while number < len(layout.lines) and _continues(layout, kind, number):
                number += 1
            spans += _unit(layout, kind, unit, number, language)
        yield kind, spans


def _continues(layout: Layout, kind: SentenceKind, number: int) -> bool:
    return layout.joined[number] and layout.kinds[number] == kind


def _gathers(layout: Layout, kind: SentenceKind, number: int) -> bool:
    # Blank lines may part the items of a list.
    return kind == "list_item" or (kind in _GATHERED and not layout.lines[number].gap)


def _prose(
    layout: Layout, first: int, after: int, language: str
) -> Iterator[tuple[SentenceKind, list[SentenceSpan]]]:
    begin, end = layout.lines[first].begin, layout.lines[after - 1].end
    if first == 0 and after == len(layout.lines):
        begin, end = 0, len(layout.text)
    piece = layout.text[begin:end]
    spans = iter(split_sentences(piece, language))
    span = next(spans, None)
    for _, stop in paragraphs(piece):
        own: list[SentenceSpan] = []
        while span is not None and span.start < stop:
            own.append(SentenceSpan(begin + span.start, begin + span.end))
            span = next(spans, None)
        yield "prose", own


def _unit(
    layout: Layout, kind: SentenceKind, first: int, after: int, language: str
) -> list[SentenceSpan]:
    """Returns the sentences of lines that belong together."""
    pieces: list[str] = []
    begin = position = layout.contents[first]
    for number in range(first, after):
        content, end = layout.contents[number], layout.ends[number]
        if layout.hidden[number] or content >= end:
            continue
        if not pieces:
            begin = position = content
        # One space for one character: offsets hold, and no line break ends a sentence.
        pieces.append(" " * (content - position))
        pieces.append(layout.text[content:end])
        position = end
    flat = "".join(pieces)
    if not flat:
        return []
    if kind in _WHOLE or (flat.isascii() and not any(stop in flat for stop in ".!?")):
        return [SentenceSpan(begin, begin + len(flat))]
    return [
        SentenceSpan(begin + start, begin + end) for start, end in split_sentences(flat, language)
    ]
