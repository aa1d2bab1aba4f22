"""Turns of a chat log, a transcript or an interview."""

# ruff: noqa: RUF001 - dashes and quotation marks are what this module looks for.

import functools
import re
from itertools import pairwise

from nlp_suite.text.structure.layout import Layout, Line

# Labels of prose that no speaker has.
_LABELS_TEXT = """
note notes warning caution tip hint important example examples solution answer question problem
summary conclusion introduction definition theorem proof lemma corollary remark figure table source
step section chapter part page result results date time place address name phone email e-mail price
total update subject from to cc url website location contact author title ingredients method
abstract keywords background objective objectives conclusions aim design setting participants
advantages disadvantages pros cons hinweis achtung beispiel frage antwort lösung ergebnis quelle
zusammenfassung fazit einleitung datum uhrzeit ort adresse telefon preis betreff von an tipp
wichtig anmerkung todo fixme error info debug http https ps nb re fwd version status type
"""
_LABELS = frozenset(_LABELS_TEXT.split())
_LEAST_TURNS, _LEAST_STAMPED, _NAME_WORDS = 3, 2, 3
# Characters in which a speaker is looked for; words that are counted, and are enough on average.
_HEAD, _WORDS, _SPOKEN_WORDS = 120, 12, 3
_NEARLY_ALL = 0.9
# Characters of a name before what somebody says.
_LONGEST_NAME = 40


def without_speaker(turn: str) -> str:
    """Cuts off the name of who says something.

    Args:
        turn: A sentence of the kind "turn".

    Returns:
        What is said; the sentence as it is, if it has no name before it.

    Example:
        >>> without_speaker("Anna: It rains."), without_speaker("It rains.")
        (' It rains.', 'It rains.')
    """
    speaker, colon, words = turn.partition(":")
    return words if colon and len(speaker) <= _LONGEST_NAME else turn


def mark_turns(layout: Layout) -> None:
    """Marks what speakers say, where lines name the speaker or the time.

    Args:
        layout: The lines of a text.
    """
    _mark_cues(layout)
    _mark_spoken_below(layout)
    _mark_spoken_behind(layout)


def _mark_cues(layout: Layout) -> None:
    """Marks the times and numbers of subtitles, and what is said between them."""
    pattern = _patterns()["cue"]
    cues = [n for n, line in enumerate(layout.lines) if pattern.match(line.text)]
    if len(cues) < _LEAST_STAMPED:
        return
    for cue, following in pairwise([*cues, len(layout.lines)]):
        layout.mark(cue, "menu")
        layout.hidden[cue] = True
        if cue and layout.lines[cue - 1].text.isdecimal():
            layout.mark(cue - 1, "menu")
            layout.hidden[cue - 1] = True
        first = cue + 1
        # A name may stand above what is said.
        below = first + 1 < following and not layout.lines[first + 1].gap
        if below and _is_name(layout.lines[first]):
            layout.mark(first, "caption")
            first += 1
        for number in range(first, following):
            if layout.lines[number].gap:
                break
            layout.mark(number, "turn", joined=number > first)


def _is_name(line: Line) -> bool:
    words = line.text.split(maxsplit=_NAME_WORDS)
    return len(words) <= _NAME_WORDS and all(
        word[0].isupper() and word[-1].isalpha() for word in words
    )


def _mark_spoken_below(layout: Layout) -> None:
    """Marks what stands below lines of a name, in capitals or with a time."""
    pattern = _patterns()["signed"]
    signed = [
        number
        for number, line in enumerate(layout.lines)
        if line.length <= _HEAD and layout.is_open(number) and pattern.fullmatch(line.text)
    ]
    if len(signed) < _LEAST_STAMPED:
        # A play has names in capitals.
        signed = [
            number
            for number, line in enumerate(layout.lines)
            if line.gap
            and layout.is_open(number)
            and not layout.gap_after(number)
            and line.text.isupper()
            and _is_name(line)
        ]
        names = {layout.lines[number].text for number in signed}
        if len(signed) < _LEAST_TURNS or not 1 < len(names) < len(signed):
            return
    for head, following in pairwise([*signed, len(layout.lines)]):
        layout.mark(head, "caption")
        for number in range(head + 1, following):
            if not layout.is_open(number) or (number > head + 1 and layout.lines[number].gap):
                break
            layout.mark(number, "turn", joined=number > head + 1)


def _mark_spoken_behind(layout: Layout) -> None:
    """Marks what stands behind a name or a time."""
    patterns = _patterns()
    turns: dict[int, tuple[int, str]] = {}
    stamped: dict[int, int] = {}
    for number, line in enumerate(layout.lines):
        if not layout.is_open(number):
            continue
        head = line.text[:_HEAD]
        stamp = patterns["stamp"].match(head)
        content = stamp.end() if stamp else 0
        speaker = (
            patterns["speaker"].match(head, content)
            or patterns["nick"].match(head, content)
            or patterns["capitals"].match(head, content)
        )
        if stamp and not speaker:
            speaker = patterns["phone"].match(head, content)
        if speaker:
            name = speaker["name"].strip("*_ ").casefold()
            if name.partition("(")[0].strip() not in _LABELS:
                turns[number] = (line.start + content, name)
        if stamp and content < line.length:
            stamped[number] = line.start + content
    both = sum(number in stamped for number in turns)
    if both >= _LEAST_STAMPED:
        turns = {number: turn for number, turn in turns.items() if number in stamped}
    elif not _is_dialogue(layout, turns):
        enough = len(stamped) >= _LEAST_TURNS
        turns = {number: (content, "") for number, content in stamped.items()} if enough else {}
    if not turns:
        return
    omitted = patterns["omitted"]
    for number, line in enumerate(layout.lines):
        if number in turns:
            missing = line.length <= _HEAD and omitted.search(line.text)
            layout.mark(number, "menu" if missing else "turn", turns[number][0])
        elif layout.is_open(number):
            if (number in stamped and both >= _LEAST_STAMPED) or patterns["told"].match(line.text):
                # "[09:12] Ben has left": what the program tells.
                layout.mark(number, "menu")
            elif not line.gap and number and layout.kinds[number - 1] == "turn":
                layout.mark(number, "turn", joined=True)


def _is_dialogue(layout: Layout, turns: dict[int, tuple[int, str]]) -> bool:
    """Tells whether lines with a name and a colon are what people say."""
    names = [name for _, name in turns.values()]
    speakers = len(set(names))
    if speakers < 2:
        return False
    lines = [layout.lines[number] for number in turns]
    said = sum(line.stopped for line in lines)
    again = len(names) >= _LEAST_TURNS and (
        speakers * 3 <= len(names) * 2 or (speakers < len(names) and _are_capitals(layout, turns))
    )
    if again and (said * 2 >= len(names) or all(name[0] == "<" for name in names)):
        return True
    # Without stops, or with each speaker once, only if there is nothing else.
    rest = sum(
        kind is None and line.text[0] not in "[("
        for kind, line in zip(layout.kinds, layout.lines, strict=True)
    )
    if len(names) < _NEARLY_ALL * rest:
        return False
    words = sum(
        line.words(_WORDS) - len(name.split()) for line, name in zip(lines, names, strict=True)
    )
    if again and len(names) > _LEAST_TURNS:
        return words >= _SPOKEN_WORDS * len(names)
    return said == len(names)


def _are_capitals(layout: Layout, turns: dict[int, tuple[int, str]]) -> bool:
    """Tells whether the names of all speakers are in capitals."""
    return all(
        layout.text[start : start + len(name)].isupper() or name.startswith(("mr", "the ", "ms"))
        for start, name in turns.values()
    )


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    upper = "A-ZÀ-ÖØ-Þ"
    name = rf"[{upper}][\w.'’-]{{0,24}}"
    return {
        "cue": re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}\s?-->\s"),
        "signed": re.compile(
            rf"{name}(?:\s{name}){{0,3}}\s{{1,8}}[-–—,|·(\[]{{0,2}}\s{{0,3}}"
            r"(?:(?:today|yesterday|heute|gestern)\s(?:at|um)\s)?\d{1,2}:\d\d(?::\d\d)?"
            r"(?:\s?[AaPp]\.?[Mm]\.?)?(?:\sUhr)?[)\]]?",
            re.IGNORECASE,
        ),
        "phone": re.compile(r"(?P<name>\+\d[\d ()/-]{5,20}):\s"),
        "omitted": re.compile(
            r"(?:<[^<>]{1,40}>|\b(?:image|video|audio|sticker|GIF|Medien|Bild|Video|Audio)"
            r" (?:omitted|ausgeschlossen|weggelassen))\Z"
        ),
        "told": re.compile(
            r"(?:\*{1,3}|-!-|--+>?|<--+)\s.{1,100}\b(?:joined|left|quit|betreten|verlassen)\b"
        ),
        "stamp": re.compile(
            r"[\[(<]?(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?\s+(?:um\s)?)?\d{1,2}:\d\d(?::\d\d)?"
            r"(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\sUhr)?[\])>]?\s{0,3}(?:[-–—:|]\s+|\s|\Z)"
        ),
        "speaker": re.compile(
            rf"(?P<name>\*{{0,2}}[{upper}][\w.'’-]{{0,24}}(?:\s[\w(][\w.'’-]{{0,24}}){{0,3}}"
            rf"(?:\s?\([^()]{{1,40}}\))?\*{{0,2}})\s?:\*{{0,2}}(?:\s|\Z)"
        ),
        # "Mr. ROE. I agree.", as in records of parliaments, and in plays.
        "capitals": re.compile(
            rf"(?P<name>(?:(?:Mrs?|Ms|Dr|The)\.?\s)?[{upper}]{{2,20}}"
            rf"(?:[ -][{upper}]{{2,20}}){{0,3}})"
            r"(?:\s\([^()]{1,40}\))?\.\s(?=\S)"
        ),
        "nick": re.compile(r"(?P<name><[^<>\s][^<>]{0,30}>|@?[^\W\d][\w.-]{1,30}:)\s"),
    }
