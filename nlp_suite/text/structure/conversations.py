"""Turns of a chat log, a transcript or an interview."""

# ruff: noqa: RUF001 - dashes and quotation marks are what this module looks for.

import functools
import re

from nlp_suite.text.structure.layout import Layout

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
_LEAST_TURNS, _LEAST_STAMPED = 3, 2


def mark_turns(layout: Layout) -> None:
    """Marks what speakers say, each line of whom names its speaker or the time.

    Args:
        layout: The lines of a text.
    """
    patterns = _patterns()
    turns: dict[int, tuple[int, str]] = {}
    stamped: dict[int, int] = {}
    for number, line in enumerate(layout.lines):
        if not layout.is_open(number):
            continue
        head = line.text[:120]
        stamp = patterns["stamp"].match(head)
        content = stamp.end() if stamp else 0
        speaker = patterns["speaker"].match(head, content) or patterns["nick"].match(head, content)
        if speaker:
            name = speaker["name"].strip("*_ ")
            if name.split("(")[0].casefold().strip() in _LABELS:
                speaker = None
            else:
                turns[number] = (line.start + content, name.casefold())
        if stamp:
            stamped[number] = line.start + content
    names = [name for _, name in turns.values()]
    both = sum(number in stamped for number in turns)
    if both < _LEAST_STAMPED and not _is_dialogue(layout, turns, names):
        turns = {}
    if both >= _LEAST_STAMPED:
        turns = {number: turn for number, turn in turns.items() if number in stamped}
    if both < _LEAST_STAMPED and len(stamped) >= _LEAST_TURNS and not turns:
        turns = {number: (content, "") for number, content in stamped.items()}
    if not turns:
        return
    for number, line in enumerate(layout.lines):
        if number in turns:
            layout.mark(number, "turn", turns[number][0])
        elif layout.is_open(number):
            if number in stamped and both >= _LEAST_STAMPED:
                # "[09:12] Ben has left": what the program tells.
                layout.mark(number, "menu")
            elif not line.gap and number and layout.kinds[number - 1] == "turn":
                layout.mark(number, "turn", joined=True)


def _is_dialogue(layout: Layout, turns: dict[int, tuple[int, str]], names: list[str]) -> bool:
    """Tells whether lines with a name and a colon are what people say."""
    said = sum(layout.lines[number].text[-8:].rstrip("\"'”’»)")[-1:] in ".?!…" for number in turns)
    if len(names) < 2 or said * 2 < len(names):
        return False
    if len(names) < _LEAST_TURNS or len(set(names)) * 3 > len(names) * 2:
        # Too few to tell, unless there is nothing else.
        open_lines = sum(kind is None for kind in layout.kinds)
        return len(names) == open_lines and len(set(names)) > 1 and said == len(names)
    return len(set(names)) > 1


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    upper = "A-ZÀ-ÖØ-Þ"
    return {
        "stamp": re.compile(
            r"[\[(<]?(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?\s+(?:um\s)?)?\d{1,2}:\d\d(?::\d\d)?"
            r"(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\sUhr)?[\])>]?\s{0,3}(?:[-–—:|]\s+|\s|\Z)"
        ),
        "speaker": re.compile(
            rf"(?P<name>\*{{0,2}}[{upper}][\w.'’-]{{0,24}}(?:\s[\w(][\w.'’-]{{0,24}}){{0,3}}"
            rf"(?:\s?\([^()]{{1,40}}\))?\*{{0,2}})\s?:\*{{0,2}}(?:\s|\Z)"
        ),
        "nick": re.compile(r"(?P<name><[^<>\s][^<>]{0,30}>|@?[\w.-]{2,30}:)\s"),
    }
