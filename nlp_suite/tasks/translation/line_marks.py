"""Marks of a line that are no part of its sentences: list marks, headings, speakers, symbols."""

# ruff: noqa: RUF001 - dashes and quotation marks are what this module looks for.

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp_suite.tasks.translation.letter_case import is_all_capitals

# Arrows, technical and geometric signs, dingbats and pictures; then their joiners and variants.
# Neither letters in circles nor the bars of a box are among them.
_SYMBOLS = "\u2190-\u2211\u2213-\u24b5\u24ea-\u2501\u2504-\u2550\u2552-\u2bff\U0001f000-\U0001fbff"
_MODIFIERS = "\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
# Of a row of these behind white space at the end of a sentence nothing is to be translated.
_ROWS = frozenset("#*=_~-\u2013\u2014|")

# What a row is made of that parts the head of a table from its body.
_DELIMITERS = frozenset("|-: \t>")

# What stands in capitals before a colon is a speaker, but for these, which are translated.
_LABELS_TEXT = """
NOTE NOTES WARNING WARNINGS CAUTION TIP TIPS HINT IMPORTANT ATTENTION DANGER NOTICE INFO
INFORMATION REMARK REMINDER EXAMPLE EXAMPLES QUESTION QUESTIONS ANSWER ANSWERS STEP PART CHAPTER
SECTION PAGE FIGURE TABLE SUMMARY CONCLUSION INTRODUCTION DESCRIPTION INGREDIENTS INSTRUCTIONS
DIRECTIONS PREPARATION CONTENTS WARRANTY SAFETY UPDATE BREAKING SUBJECT DATE TIME PLACE ADDRESS
NAME PHONE PRICE TOTAL RESULT RESULTS GOAL TASK PROBLEM SOLUTION ERROR SUCCESS FAILURE DEPRECATED
NEW SALE FREE CONTACT SOURCE AUTHOR TITLE HINWEIS HINWEISE WARNUNG WARNUNGEN ACHTUNG VORSICHT TIPP
TIPPS WICHTIG GEFAHR INFORMATIONEN BEMERKUNG ANMERKUNG ERINNERUNG BEISPIEL BEISPIELE FRAGE FRAGEN
ANTWORT ANTWORTEN SCHRITT TEIL KAPITEL ABSCHNITT SEITE ABBILDUNG TABELLE ZUSAMMENFASSUNG FAZIT
EINLEITUNG BESCHREIBUNG ZUTATEN ANLEITUNG ZUBEREITUNG INHALT GARANTIE SICHERHEIT BETREFF DATUM
UHRZEIT ORT ADRESSE TELEFON PREIS SUMME GESAMT ERGEBNIS ERGEBNISSE ZIEL AUFGABE PROBLEM LÖSUNG
FEHLER ERFOLG VERALTET NEU KONTAKT QUELLE AUTOR TITEL REMARQUE AVERTISSEMENT CONSEIL EXEMPLE
RÉPONSE NOTA ATENCIÓN ADVERTENCIA CONSEJO IMPORTANTE EJEMPLO PREGUNTA RESPUESTA ATTENZIONE
AVVERTENZA ESEMPIO DOMANDA RISPOSTA OPMERKING WAARSCHUWING VOORBEELD VRAAG ANTWOORD
"""
_LABELS = frozenset(_LABELS_TEXT.split())
# Behind an ordinal number, which German writes as the number of a list item.
_COUNTED_TEXT = """
januar jänner februar märz april mai juni juli august september oktober november dezember jan feb
mär apr jun jul aug sep sept okt nov dez weltkrieg jahrhundert jahrtausend auflage stock etage
klasse platz liga bundesliga tag woche monat jahr quartal halbjahr halbzeit staffel folge runde
etappe geburtstag jahrestag hochzeitstag mal advent weihnachtsfeiertag weihnachtstag obergeschoss
stockwerk bezirk semester lebensjahr lebensmonat generation reihe spieltag minute
"""
_COUNTED = frozenset(_COUNTED_TEXT.split())
_DOTTED_ORDINALS_TEXT = "bs cs da et fi fo hr hu is lb lv nb nn no pl sk sl sr tr"
_DOTTED_ORDINALS = frozenset(_DOTTED_ORDINALS_TEXT.split())


class Label(NamedTuple):
    """What stands in capitals before a colon.

    Attributes:
        end: The end of its text.
        content: Where the text behind the colon starts.
        translated: Whether it is a word, and not a speaker's name.
    """

    end: int
    content: int
    translated: bool


def skip_line_marks(text: str, start: int, end: int, language: str) -> int:
    """Finds the end of the marks at the start of a line.

    Marks are bullets, check boxes, numbers and letters of lists, ">" of quotations, "#" of
    headings, dashes of dialogues, time stamps in brackets, directives of Markdown and
    reStructuredText, an ellipsis, symbols, and emoji.

    Args:
        text: The text.
        start: Start of the line.
        end: End of the line.
        language: The language, in some of which "3." is an ordinal number.

    Returns:
        Where what is to be translated starts.

    Example:
        >>> text = "> 2. [x] Close the window."
        >>> text[skip_line_marks(text, 0, len(text), "en"):]
        'Close the window.'
    """
    pattern = _patterns()["mark"]
    while start < end:
        mark = pattern.match(text, start, end)
        if not mark or (mark["number"] and _is_ordinal(text, mark.end(), end, language)):
            break
        start = mark.end()
    return start


def find_label(text: str, start: int, end: int) -> Label | None:
    """Finds a word or name in capitals before a colon at the start of a line.

    Args:
        text: The text.
        start: Start of the line, behind its marks.
        end: End of the line.

    Returns:
        It; None if there is none, or if all of the line is in capitals.

    Example:
        >>> find_label("TOM: Where are you?", 0, 19)
        Label(end=3, content=5, translated=False)
    """
    found = _patterns()["label"].match(text, start, min(end, start + 60))
    if not found or found.end() == end:
        return None
    name = found["name"]
    if name != name.upper() or is_all_capitals(text[found.end() : end]):
        return None
    translated = re.split(r"[\W\d_]", name, maxsplit=1)[0] in _LABELS
    return Label(found.end("name"), found.end(), translated)


def trim_symbols(text: str, start: int, end: int) -> tuple[int, int]:
    """Takes symbols, emoji and rows of marks off the ends of a sentence.

    Args:
        text: The text.
        start: Start of the sentence.
        end: End of the sentence.

    Returns:
        Start and end of what is left, without white space at its ends.

    Example:
        >>> trim_symbols("→ Read this! 🙂 ***", 0, 18)
        (2, 12)
    """
    leading = _patterns()["leading"].match(text, start, end)
    if leading:
        start = leading.end()
    symbol, modifier = _patterns()["symbol"], _patterns()["modifier"]
    while start < end:
        at = end
        if text[at - 1].isspace():
            end -= 1
            continue
        while at > start and modifier.match(text, at - 1):
            at -= 1
        if at > start and symbol.match(text, at - 1):
            end = at - 1
            continue
        at = end
        while at > start and text[at - 1] in _ROWS:
            at -= 1
        if at == end or (at > start and not text[at - 1].isspace()):
            break
        end = at
    return start, end


def find_tables(text: str) -> list[tuple[int, int]]:
    r"""Finds the tables that a row of dashes and bars shows.

    Args:
        text: The text.

    Returns:
        Start and end of each: the line before the row of dashes, it, and those after it that
        have a bar.

    Example:
        >>> find_tables("A table:\na | b\n--|--\n1 | 2\n\nx | y")
        [(9, 26)]
    """
    tables: list[tuple[int, int]] = []
    if "|" not in text or "-" not in text:
        return tables
    before, offset, inside = 0, 0, False
    for line in text.splitlines(keepends=True):
        after = offset + len(line)
        if "|" not in line:
            inside = False
        elif "-" in line and set(line.strip()) <= _DELIMITERS:
            tables.append((tables.pop()[0] if inside else before, after))
            inside = True
        elif inside:
            tables[-1] = (tables[-1][0], after)
        before, offset = offset, after
    return [(start, start + len(text[start:end].rstrip("\r\n"))) for start, end in tables]


def is_table_row(text: str, start: int, end: int) -> bool:
    """Tells whether a line looks like a table row: a bar starts it, or it has two and one ends it.

    Args:
        text: The text.
        start: Start of the line, behind white space.
        end: End of the line, before white space.

    Returns:
        Whether it does.

    Example:
        >>> is_table_row("| a | b |", 0, 9), is_table_row("a | b", 0, 5)
        (True, False)
    """
    return text[start] in "|│┃║" or (text[end - 1] in "|│┃║" and "|" in text[start : end - 1])


def table_cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    r"""Yields start and end of the cells of a table's row, which bars part.

    Args:
        text: The text.
        start: Start of the row.
        end: End of the row.

    Yields:
        Cells, with the white space in them. A bar behind a backslash parts nothing.

    Example:
        >>> row = r"| a | b \| c |"
        >>> [row[first:last] for first, last in table_cells(row, 1, len(row) - 1)]
        [' a ', ' b \\| c ']
    """
    for bar in _patterns()["bar"].finditer(text, start, end):
        yield start, bar.start()
        start = bar.end()
    yield start, end


def _is_ordinal(text: str, position: int, end: int, language: str) -> bool:
    """Tells whether a number with a stop counts the word behind it."""
    word = re.compile(r"[^\W\d_]*").match(text, position, min(end, position + 40))
    following = word[0] if word else ""
    code = language.partition("-")[0].lower()
    if code == "de":
        return following.casefold() in _COUNTED
    return code in _DOTTED_ORDINALS and following[:1].islower()


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    symbols = rf"[{_SYMBOLS}][{_SYMBOLS}{_MODIFIERS}]*+"
    capital = "[A-Z\u00c0-\u00d6\u00d8-\u00de]"
    return {
        "mark": re.compile(
            rf"""
              \s+
            | (?:>\s?)+
            | \#{{1,6}}\s+ (?:\d{{1,3}}(?:\.\d{{1,3}})+\s+)?
            | ={{1,6}}\s+
            | [-*+\u2022\u2023\u25e6\u00b7\u2013\u2014\u2043\u2219]\s+
            | [-\u2013\u2014](?={capital}[a-z\u00df-\u00f6\u00f8-\u00ff'’\s,])
            | \[[\sxX]?\]\s+
            | \[\^[\w-]{{1,20}}\]:\s+ | \[\d{{1,3}}\]:?\s+ | \[![A-Z]{{1,20}}\][-+]?\s*
            | \(?(?:\d{{1,3}}|[A-Za-z]|[ivxIVX]{{1,5}})\)\s+
            | (?P<number>(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,9}}|[IVX]{{2,5}})\.\s+)
            | \d\ufe0f?\u20e3
            | [\[(]\d{{1,3}}:\d\d(?::\d\d)?(?:[.,]\d{{1,3}})?[\])]
            | \.\.\s+[\w:-]{{1,60}}::(?!\S)
            | (?:!!!|\?\?\?\+?|:{{3,9}})\s*[\w-]{{1,60}}(?!\S)
            | (?:…|\.{{3}})
            | {symbols}
            """,
            re.VERBOSE,
        ),
        "label": re.compile(
            r"(?P<name>[^\W\d_][^\W_]*(?:[ .'’#-]{1,2}[^\W_]+){0,3}\.?)[ \u00a0\u202f]?:\s+"
        ),
        "leading": re.compile(rf"(?:(?:{symbols}|…|\.{{3}}|[-\u2013\u2014](?=\s))\s*+)++"),
        "symbol": re.compile(f"[{_SYMBOLS}]"),
        "modifier": re.compile(f"[{_MODIFIERS}]"),
        "bar": re.compile(r"(?<!\\)[|│┃║]"),
    }
