"""Sentence splitting with offsets into the caller's own text.

Lines come first: a blank line, a list item or a line of its own ends a sentence, and only a
line break that a word wrapper put inside a paragraph is removed. What is left is split by
`sentencex <https://github.com/wikimedia/sentencex>`_, whose result is corrected where it
disagrees with the conventions in ``docs/sentence-splitting.md``.
"""

# ruff: noqa: RUF001 - typographic quotation marks and dashes are what this module looks for.

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.abbreviations import goes_on

# Wrapped text outside these widths is rare, and the guess below would do harm.
_MIN_WRAP, _MAX_WRAP = 40, 120
# Narrower than this, lines of verse are filled as well.
_MIN_FILLED = 52

# The library takes time quadratic in the length of some lines, so it never sees more than
# this many characters at once.
_WINDOW = 2000

_WHITESPACE = re.compile(r"\s")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LIST_ITEM = re.compile(
    r"(?:[-*+•‣◦▪·–]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\)|\d{1,3}\.|\d{1,3}(?:\.\d{1,3})+\.?)\s"
)
_OPENING = "\"'“‘«„([{"
_CLOSING = "\"'”’»)]}"

# These English stops end no sentence, whatever follows; the library thinks so of some of them
# only, and splits "Dr. No" because many sentences begin with "No".
_NEVER_LAST = (
    r"(?:^|[\s(\[“\"‘'])(?:Mr|Mrs|Ms|Mx|Messrs|Dr|Drs|Prof|Rev|Hon|Gen|Col|Maj|Lt|Sgt|Capt|Cmdr|Adm"
    r"|Sen|Rep|Gov|Supt|Insp|Mme|Mlle|[Ee]\.g|[Ii]\.e|[Cc]f|[Vv]s|[Vv]iz|approx|incl|excl)\.$"
)
_BEFORE_NUMBER = r"\b(?:[Vv]ols?|[Ff]igs?|[Ee]qs?|[Cc]h|[Ss]ecs?|[Nn]os?|[Pp]p?|[Tt]el|[Ee]st)\.$"
_BEFORE_NUMBER_ELSEWHERE = (
    r"\b(?:[Vv]ol|[Ff]ig|[Aa]rt|[Cc]ap|[Nn]r|[Nn][uú]m|[Pp]p|[Pp][aá]gg?s?|[Tt]el|[Рр]ис|[Сс]тр"
    r"|[Гг]л)\.$"
)
# What a number or code follows, "no. INV-17", also at the end of a German compound.
_BEFORE_CODE = r"\b[Nn]os?\.$"
_BEFORE_CODE_ELSEWHERE = r"(?:\b[Nn]|[^\W\d_]n)r\.$"
_CODE = re.compile(r"[(\[#]?[\w/-]*\d")
# "Lat. aqua", "Yahoo! was": an abbreviation or a name, as what follows has no capital.
_SHORT_NAME = re.compile(r"\s[A-Z][a-z]{1,3}\.$|\b[A-Z]\w*!$")
_STOP = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_MARKER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_WIDE_STOP = re.compile(r"[。！？｡؟۔।॥።။៕]$")

# Where a sentence begins and the library finds none: after an ellipsis; before an opening
# quotation mark, since one unclosed quotation misleads it; and after a sentence in brackets.
_MISSED = r"""
        (?:…|\.\.\.)["'”’)\]]*\s+ (?=["'“‘(]*(?!I\b)[^\W\d_a-zß-öø-ÿ])
      | (?:(?<!\b[A-Z])\.|[!?])["'”’)\]]*\s+ (?=["“‘][^\W\d_a-zß-öø-ÿ])
      | (?:^|(?<=[.!?]\s)|(?<=[.!?]["'”’)]\s)) \([^()]*[.!?]["'”’]?\)\s+
        (?=["“‘(]?[^\W\d_a-zß-öø-ÿ])
"""
# In English also after words and units that it takes for abbreviations, and before frequent
# first words that it lacks.
_MISSED_IN_ENGLISH = r"""
        (?:\b(?:no|me|may|art|ill|miss|fed|ore|etc|Fed|Ken|Yahoo)|\d\s?[a-z])\.["'”’)\]]*\s+
        (?=["'“‘(]*[^\W\d_a-zß-öø-ÿ])
      | \.["'”’)\]]*\s+
        (?=["'“‘(]*(?:A|I|Though|Few|Either|(?:Some|Any|Every|No)(?:body|one|thing))\s[a-z])
"""
# In German before a section, and behind what may end a sentence, before what begins many.
_MISSED_IN_GERMAN = r"""
        [a-zäöüß]{2}\.\s+ (?=§)
      | (?:\b(?:ff?|usw|etc|[IVXLC]{2,7})|\d\s?[a-z]{1,2})\.["'”’»)\]]*\s+
        (?=["„“»]*(?:Das?|Dann|De[mnr]|Die|Dies\w*|Ein\w?\w?|Er|Es|Im|In|Ihr\w?|Man|Sie|Sein\w?
          |Wir|Ich|Auch|Danach|Damit|So|Am|Nach|Bei|Mit|Auf|Seit|Für)\s)
"""
# Direct speech, as opposed to a title or a word in quotation marks.
_SPEECH = re.compile(r"(?:^|[,:]\s+)(?:“([^“”]+)”|\"([^\"]+)\")")


class _Corrections(NamedTuple):
    """How the library is corrected in a language.

    Attributes:
        missed: What ends where a sentence begins that it does not find.
        never_last: The end of what is no sentence, whatever follows.
        before_number: The same, if a digit follows.
        before_code: The same, if a word with a digit in it follows.
        language: The code of the language.
    """

    missed: re.Pattern[str]
    never_last: re.Pattern[str]
    before_number: re.Pattern[str]
    before_code: re.Pattern[str]
    language: str


# Compiled when a text is split, as it takes milliseconds that an import shall not cost.
@functools.cache
def _corrections(language: str) -> _Corrections:
    if language == "en":
        missed = f"(?:{_MISSED} | {_MISSED_IN_ENGLISH})"
        never_last, before_number = _NEVER_LAST, _BEFORE_NUMBER
        before_code = _BEFORE_CODE
    else:
        missed = f"(?:{_MISSED} | {_MISSED_IN_GERMAN})" if language == "de" else f"(?:{_MISSED})"
        # In other languages the library knows abbreviations better than initials, "M. Dupont".
        capitals = "".join(filter(str.isupper, map(chr, range(0x590))))
        never_last = rf"(?:^|[\s(\[“\"‘'’«„-])[{capitals}]\.$"
        before_number, before_code = _BEFORE_NUMBER_ELSEWHERE, _BEFORE_CODE_ELSEWHERE
    return _Corrections(
        re.compile(missed, re.VERBOSE),
        re.compile(never_last),
        re.compile(before_number),
        re.compile(before_code),
        language,
    )


class SentenceSpan(NamedTuple):
    """Character span of a sentence in a text.

    Args:
        start: Offset of the first character.
        end: Offset after the last character, so that ``text[start:end]`` is the sentence.

    Example:
        >>> SentenceSpan(0, 5).end
        5
    """

    start: int
    end: int


def split_sentences(text: str, language: str = "en") -> list[SentenceSpan]:
    """Finds the sentences of a text.

    Sentences are in order, don't overlap, neither begin nor end with white space, and hold
    every other character of the text between them.

    Args:
        text: Any text, one paragraph or a whole book; it may be empty.
        language: The language of the text, whose abbreviations and quotation marks are heeded:
            its code of ISO 639. A region behind it makes no difference, and a language that
            sentencex does not know is split by its rules for English or a related language.

    Returns:
        One span a sentence, in characters of ``text``; no span if the text is blank.

    Raises:
        InvalidInputError: If ``text`` or ``language`` isn't a string.

    Example:
        >>> text = "Dr. Smith paid $1.50. He left."
        >>> [text[start:end] for start, end in split_sentences(text)]
        ['Dr. Smith paid $1.50.', 'He left.']
        >>> text = "Il sig. Rossi è qui. Sono le 3."
        >>> [text[start:end] for start, end in split_sentences(text, "it")]
        ['Il sig. Rossi è qui.', 'Sono le 3.']
    """
    if not isinstance(text, str):
        raise InvalidInputError(f"text must be a string, received {type(text).__name__}")
    if not isinstance(language, str):
        raise InvalidInputError(f"language must be a code, got {type(language).__name__}")
    # Deferred: importing the package must not load the splitter.
    from sentencex import segment

    code = language.partition("-")[0].lower()
    corrections = _corrections(code if code in ("en", "de") else "")

    def library(piece: str) -> list[int]:
        return _starts(segment(code, piece))

    spans: list[SentenceSpan] = []
    for start, end in paragraphs(text):
        # One space for one character: offsets hold, and the library panics on some others.
        flat = _SURROGATE.sub("\ufffd", _WHITESPACE.sub(" ", text[start:end]))
        cuts = [0, *_boundaries(flat, library, corrections), len(flat)]
        for left, right in pairwise(cuts):
            sentence = flat[left:right]
            lead = len(sentence) - len(sentence.lstrip())
            spans.append(SentenceSpan(start + left + lead, start + left + len(sentence.rstrip())))
    return spans


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yields the stretches of text in which no line break ends a sentence."""
    block: list[tuple[int, int]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.isspace():
            yield from _unwrap(text, block)
            block = []
        else:
            block.append((offset, offset + len(line.rstrip())))
        offset += len(line)
    yield from _unwrap(text, block)


def _unwrap(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Joins the lines of a block, which holds no blank line, where a wrapper parted them."""
    if not lines:
        return
    width = max(end - start for start, end in lines)
    wrapped: list[bool] = []
    continued: list[bool] = []
    for (start, end), (following, limit) in pairwise(lines):
        # A few characters are enough to tell, and the following line may be very long.
        head = text[following : min(limit, following + _MAX_WRAP)].lstrip()
        word = head.split(maxsplit=1)[0] if head else ""
        wrapped.append(
            _MIN_WRAP <= width <= _MAX_WRAP
            and end - start + 1 + len(word) > width
            and not _LIST_ITEM.match(head)
        )
        letter = head.lstrip(_OPENING)[:1]
        continued.append(letter.isalpha() and not letter.isupper())
    # Lines of verse, headlines and one-sentence lines may have the lengths of wrapped lines,
    # but nearly all of them begin with a capital, and lines of prose seldom do.
    evidence = sum(c for w, c in zip(wrapped, continued, strict=True) if w)
    prose = 4 * evidence >= sum(wrapped)
    # One or two breaks tell too little, but prose ends with a stop and headlines don't. German
    # lines often begin with capitals; but those of a wrapper are all filled, and few of them end
    # with a mark, while verse and headlines have ends of their own.
    if _STOP.search(text[lines[-1][0] : lines[-1][1]][-8:]):
        marked = sum(not text[end - 1].isalnum() for _, end in lines[:-1])
        filled = width >= _MIN_FILLED and all(wrapped) and 3 * marked <= len(wrapped)
        prose = prose or sum(wrapped) <= 2 or filled
    begin = lines[0][0]
    for index, (_, end) in enumerate(lines[:-1]):
        if not (wrapped[index] and (prose or continued[index])):
            yield begin, end
            begin = lines[index + 1][0]
    yield begin, lines[-1][1]


def _boundaries(
    flat: str, library: Callable[[str], list[int]], corrections: _Corrections
) -> Iterator[int]:
    """Yields where a sentence other than the first begins, in time linear in the text."""
    start = 0
    while start < len(flat):
        stop = min(start + _WINDOW, len(flat))
        if stop < len(flat):
            stop = (flat.rfind(" ", start + _WINDOW // 2, stop) + 1) or stop
        found = [start + at for at in _corrected(flat[start:stop], library, corrections)]
        if stop == len(flat):
            yield from found
            return
        # The window may have cut its last sentence: look at that one again, unless that
        # would gain too little ground.
        if found and found[-1] - start >= _WINDOW // 2:
            stop = found[-1]
        yield from found
        start = stop


def _corrected(
    piece: str, library: Callable[[str], list[int]], corrections: _Corrections
) -> list[int]:
    """Returns where the second and later sentences of a piece begin, by our conventions."""
    found = set(library(piece))
    for left, right in pairwise([0, *sorted(found), len(piece)]):
        # The library keeps direct speech in one piece, however long.
        for speech in _SPEECH.finditer(piece[left:right]):
            begin = left + speech.start(speech.lastindex or 0)
            found.update(begin + at for at in library(piece[begin : left + speech.end() - 1]))
    found.update(match.end() for match in corrections.missed.finditer(piece))

    first_word = next(_word_positions(piece, range(len(piece))), len(piece))
    last_word = next(_word_positions(piece, range(len(piece) - 1, -1, -1)), -1)
    starts: list[int] = []
    previous = 0
    for candidate in sorted(found):
        start = candidate
        if start and not piece[start - 1].isspace():
            while start < len(piece) and piece[start] in _CLOSING:
                start += 1
        # Stray punctuation is no sentence: it goes with the words before it.
        worded = first_word < start <= last_word
        if worded and _separates(piece, previous, start, corrections):
            starts.append(start)
            previous = start
            first_word = next(_word_positions(piece, range(start, len(piece))), len(piece))
    return starts


def _word_positions(piece: str, positions: Iterable[int]) -> Iterator[int]:
    """Yields those of some positions that have a letter or a digit."""
    return (position for position in positions if piece[position].isalnum())


def _separates(piece: str, previous: int, start: int, corrections: _Corrections) -> bool:
    """Returns whether a sentence may begin at ``start`` if one began at ``previous``."""
    # Enough to hold any abbreviation; the whole sentence would cost quadratic time.
    before = piece[max(previous, start - 40) : start].strip()
    after = piece[start : start + 40].lstrip()
    closed = before.rstrip(_CLOSING)
    if not (piece[start - 1].isspace() or piece[start].isspace() or _WIDE_STOP.search(closed)):
        return False
    if corrections.never_last.search(before) or goes_on(before, after, corrections.language):
        return False
    if after[:1].isdigit() and corrections.before_number.search(before):
        return False
    if _CODE.match(after) and corrections.before_code.search(before):
        return False
    if after[:1].islower() and _SHORT_NAME.search(before):
        return False
    return not _MARKER.fullmatch(before)


def _starts(sentences: list[str]) -> list[int]:
    """Turns consecutive sentences into the offsets at which all but the first begin."""
    starts: list[int] = []
    offset = 0
    for sentence in sentences[:-1]:
        offset += len(sentence)
        starts.append(offset)
    return starts
