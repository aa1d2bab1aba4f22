"""Lines of a text and what each is taken for."""

# ruff: noqa: RUF001 - stops and quotation marks of several scripts are what is looked for.

from typing import NamedTuple

from nlp_suite.text.sentences import paragraphs
from nlp_suite.text.structure.structured_sentence import SentenceKind

_STOPS = ".!?…。！？"
# In German and other languages what opens elsewhere closes.
_CLOSING = "\"'”’»“‘«)]}*_"
_OPENING = "\"'“‘«„([{*_"


class Line(NamedTuple):
    """A line that is not blank.

    Attributes:
        begin: Offset of the line's first character, which may be white space.
        start: Offset of its first visible character.
        end: Offset after its last visible character.
        text: Its visible text.
        gap: Whether it is the first, or a blank line stands before it.
    """

    begin: int
    start: int
    end: int
    text: str
    gap: bool

    @property
    def indent(self) -> int:
        """How far it is indented; a tabulator counts as four columns."""
        return self.start - self.begin

    @property
    def stopped(self) -> bool:
        """Whether it ends like a sentence."""
        return self.text[-8:].rstrip(_CLOSING)[-1:] in _STOPS and self.text[-1:] not in "*_"

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:8].lstrip(_OPENING)[:1].isupper()

    @property
    def titled(self) -> bool:
        """Whether it begins with a capital letter, or one of a script that has none."""
        letter = self.text[:8].lstrip(_OPENING)[:1]
        return letter.isalpha() and not letter.islower()

    @property
    def lower(self) -> bool:
        """Whether it begins with a small letter."""
        return self.text[:8].lstrip(_OPENING)[:1].islower()

    @property
    def length(self) -> int:
        """The number of its visible characters."""
        return self.end - self.start

    def words(self, limit: int) -> int:
        """Counts its words, at most one more than a limit, whatever its length."""
        return len(self.text[: 40 * (limit + 1)].split(maxsplit=limit))


class Layout:
    """The lines of a text that are not blank, and what each is taken for.

    Args:
        text: The text.
        language: The code of its language.

    Attributes:
        text: The text.
        language: The code of its language.
        lines: Its lines, without the blank ones.
        kinds: What each is taken for; None if nothing says that it is anything but prose.
        contents: Where the content of each starts, behind its marks.
        ends: Where it ends.
        joined: Whether a line goes on with what the line before it says.
        hidden: Whether a line is a mark alone, and has no content.
    """

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language.partition("-")[0].lower()
        self.lines = _read_lines(text)
        self.kinds: list[SentenceKind | None] = [None] * len(self.lines)
        self.contents = [line.start for line in self.lines]
        self.ends = [line.end for line in self.lines]
        self.joined = [False] * len(self.lines)
        self.hidden = [False] * len(self.lines)
        self._starts = {start for start, _ in paragraphs(text)} if len(self.lines) > 1 else set()

    def breaks(self, number: int) -> bool:
        """Tells whether the line break before a line is no wrapper's."""
        return self.lines[number].gap or self.lines[number].begin in self._starts

    def begins(self, number: int) -> bool:
        """Tells whether a line begins a paragraph."""
        return self.breaks(number) or self.kinds[number - 1] is not None

    def whole(self, number: int) -> bool:
        """Tells whether a line is a paragraph of its own."""
        return self.begins(number) and (
            number + 1 >= len(self.lines)
            or self.kinds[number + 1] is not None
            or self.begins(number + 1)
        )

    def is_open(self, number: int) -> bool:
        """Tells whether there is a line of that number that is not taken for anything yet."""
        return 0 <= number < len(self.lines) and self.kinds[number] is None

    def gap_after(self, number: int) -> bool:
        """Tells whether a blank line or the end of the text follows a line."""
        return number + 1 >= len(self.lines) or self.lines[number + 1].gap

    def alone(self, number: int) -> bool:
        """Tells whether blank lines, or an end of the text, enclose a line."""
        return self.lines[number].gap and self.gap_after(number)

    def mark(
        self,
        number: int,
        kind: SentenceKind,
        content: int | None = None,
        end: int | None = None,
        *,
        joined: bool = False,
    ) -> None:
        """Says what a line is taken for, where its content is, and whether it goes on."""
        self.kinds[number] = kind
        self.joined[number] = joined
        if content is not None:
            self.contents[number] = min(content, self.lines[number].end)
        if end is not None:
            self.ends[number] = end

    def blocks(self) -> list[tuple[int, int]]:
        """Returns the first line of each block, which holds no blank line, and that after it."""
        starts = [number for number, line in enumerate(self.lines) if line.gap]
        return list(zip(starts, [*starts[1:], len(self.lines)], strict=True))


def _read_lines(text: str) -> list[Line]:
    lines: list[Line] = []
    offset, gap = 0, True
    for raw in text.splitlines(keepends=True):
        visible = raw.strip()
        if visible:
            start = offset + len(raw) - len(raw.lstrip())
            lines.append(Line(offset, start, start + len(visible), visible, gap))
        gap = not visible
        offset += len(raw)
    return lines
