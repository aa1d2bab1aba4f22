"""A sentence with its place in the structure of a text."""

from typing import Literal, NamedTuple

SentenceKind = Literal[
    "prose",
    "heading",
    "list_item",
    "turn",
    "table",
    "code",
    "mail_header",
    "quoted",
    "greeting",
    "signature",
    "caption",
    "menu",
    "verse",
]


class StructuredSentence(NamedTuple):
    """Sentence with its kind, its paragraph and its heading.

    Args:
        start: Offset of its first character in the text.
        end: Offset after its last character.
        kind: What it is a part of: "prose", a "heading", a "list_item", a "turn" of a
            conversation, a "table", "code", a "mail_header", "quoted" mail, a "greeting", a
            "signature", a "caption" (also a credit line or byline), a "menu" (also a notice or
            a line of links), or "verse".
        paragraph: Number of its paragraph, from 0. A list, a table, a stanza, a heading and what
            one speaker says are a paragraph each.
        position: Its place in the paragraph, from 0.
        heading: Index, among the sentences of the text, of the heading above it; None if there
            is none.

    Example:
        >>> StructuredSentence(0, 5, "heading", 0, 0, None).kind
        'heading'
    """

    start: int
    end: int
    kind: SentenceKind
    paragraph: int
    position: int
    heading: int | None
