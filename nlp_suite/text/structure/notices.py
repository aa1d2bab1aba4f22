"""Captions, credit lines, notices and menus of a page."""

# ruff: noqa: RUF001 - dashes and quotation marks are what this module looks for.

import functools
import re

from nlp_suite.text.structure.layout import Layout, Line

_MENU_WORDS, _MENU_CHARACTERS, _LEAST_MENU = 5, 40, 4
_NOTICE_WORDS, _BYLINE_WORDS, _BAR_CHARACTERS = 12, 8, 200


def mark_notices(layout: Layout) -> None:
    """Marks lines that say of themselves what they are: captions, credits, links and notices.

    Args:
        layout: The lines of a text.
    """
    patterns = _patterns()
    for number, line in enumerate(layout.lines):
        if not layout.is_open(number):
            continue
        head = line.text[:200]
        if patterns["caption"].match(head) or (
            line.words(_BYLINE_WORDS) <= _BYLINE_WORDS and patterns["byline"].fullmatch(head)
        ):
            layout.mark(number, "caption")
        elif _is_bar(line) or (
            patterns["notice"].match(head) and line.words(_NOTICE_WORDS) <= _NOTICE_WORDS
        ):
            layout.mark(number, "menu")


def _is_bar(line: Line) -> bool:
    """Tells whether a line has several links, "Home | News | Sport"."""
    if line.length > _BAR_CHARACTERS:
        return False
    parts = _patterns()["bar"].split(line.text)
    return len(parts) > 2 and all(
        len(part.split()) <= _MENU_WORDS and part[-1:] not in ".!?" for part in parts
    )


def mark_menus(layout: Layout) -> None:
    """Marks the menus at the beginning and at the end of a text: many short lines without stops.

    Args:
        layout: The lines of a text.
    """
    total = len(layout.lines)
    first = 0
    while first < total and _is_entry(layout, first):
        first += 1
    # The last of them may be the heading of what follows.
    if 0 < first < total and layout.kinds[first - 1] == "heading":
        first -= 1
    last = total
    while last > first and _is_entry(layout, last - 1):
        last -= 1
    for run in (range(first), range(last, total)):
        kinds = [layout.kinds[number] for number in run]
        # A list is one only if something in it says that it is a menu.
        if len(run) >= _LEAST_MENU and ("list_item" not in kinds or "menu" in kinds):
            for number in run:
                layout.mark(number, "menu")


def _is_entry(layout: Layout, number: int) -> bool:
    kind = layout.kinds[number]
    if kind not in (None, "heading", "menu", "list_item"):
        return False
    if kind == "menu":
        return True
    line = layout.lines[number]
    return (
        line.length <= _MENU_CHARACTERS
        and line.words(_MENU_WORDS) <= _MENU_WORDS
        and not line.stopped
        and line.text[0] != "#"
    )


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    name = r"[A-ZÀ-ÖØ-Þ][\w.'’-]{0,24}"
    return {
        "caption": re.compile(
            r"""
              (?:Photo(?:graph|s)?|Picture|Pictures|Image|Images|Foto|Fotos|Bild|Bilder|Credit
                |Illustration|Video|Quelle|Bildquelle)
              (?:\s(?:credit|by|source|caption|copyright|von))?\s?[:,©/]\s?\S
            | (?:Photo(?:graph)?|Foto|Image|Illustration)s?\s(?:by|von|courtesy)\s
            | (?:Figure|Fig\.|Table|Abbildung|Abb\.|Tabelle|Tab\.|Bild|Chart|Map|Exhibit)
              \s?\d{1,3}(?:[.-]\d{1,3}){0,3}[a-z]?\s?[:.|–—]\s
            | (?:Media|File)\scaption\b
            | \(?(?:Getty\sImages|Reuters|AP|AFP|dpa|PA|EPA|Shutterstock|Alamy)\)?\Z
            """,
            re.VERBOSE,
        ),
        "byline": re.compile(
            rf"(?:By|Von|Par|Por|BY|VON)\s{name}(?:\s{name}){{1,3}}(?:(?:,|\sand|\sund|\s&)\s.{{1,60}})?"
            r"|(?:Published|Updated|Last updated|Posted|Veröffentlicht|Aktualisiert|Stand)"
            r"(?: on| am)?:?\s.{0,20}\d.{0,30}"
            r"|\d{1,3} (?:min(?:ute)?s?(?: read)?|comments?|shares|Kommentare|Minuten Lesezeit)"
        ),
        "notice": re.compile(
            r"""
            (?: skip\sto\s | zum\s(?:haupt)?inhalt\s | jump\sto\s | back\sto\s(?:the\s)?top
              | accept\s(?:all|cookies) | reject\sall | alle(?:\scookies)?\s(?:akzeptieren|ablehnen)
              | (?:manage|cookie)[\s-](?:cookies|settings|preferences|policy|einstellungen)
              | ©|\(c\)\s\d{4}|copyright\s | all\srights\sreserved | alle\srechte\svorbehalten
              | advertisement\Z | anzeige\Z | werbung\Z | sponsored | advert\Z
              | share\s(?:this|on|via|with) | teilen\Z | artikel\steilen | share\Z
              | read\smore\b | read\salso\b | see\salso\s?: | more\son\sthis\b | lesen\ssie\sauch\b
              | mehr\szum\sthema\b | lesen\ssie\smehr | related\s(?:articles?|stories|topics)
              | most\s(?:read|popular)\b | recommended\Z | trending\b
              | follow\sus\b | sign\sup\s | subscribe\b | newsletter\b | abonnieren\b
              | (?:log|sign)\s(?:in|out)\Z | anmelden\Z | privacy\spolicy | terms\s(?:of|and)\s
              | impressum\Z | datenschutz | powered\sby\s | click\shere\b | loading
              | (?:previous|next)\s(?:article|post|page)\b | leave\sa\s(?:comment|reply)
            )
            """,
            re.VERBOSE | re.IGNORECASE,
        ),
        "bar": re.compile(r"\s[|·•»›>]\s"),
    }
