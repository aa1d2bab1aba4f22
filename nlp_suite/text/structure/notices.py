"""Captions, credit lines, notices and menus of a page."""

# ruff: noqa: RUF001 - dashes and quotation marks are what this module looks for.

import functools
import re

from nlp_suite.text.structure.layout import Layout, Line

_MENU_WORDS, _MENU_CHARACTERS, _LEAST_MENU = 5, 40, 4
_LOOSE_WORDS, _LOOSE_CHARACTERS = 10, 70
_NOTICE_WORDS, _BYLINE_WORDS, _HEAD = 12, 8, 200
_CONSENT_CHARACTERS, _RIGHTS_WORDS = 600, 40


def mark_notices(layout: Layout) -> None:
    """Marks lines that say of themselves what they are: captions, credits, links and notices.

    Args:
        layout: The lines of a text.
    """
    for number in range(len(layout.lines)):
        if not layout.is_open(number) or not layout.begins(number):
            continue
        if _is_caption(layout, number):
            layout.mark(number, "caption")
        elif _is_notice(layout, number):
            layout.mark(number, "menu")


def _is_caption(layout: Layout, number: int) -> bool:
    line = layout.lines[number]
    patterns = _patterns()
    head = line.text[:_HEAD]
    if patterns["caption"].match(head):
        return True
    if not layout.whole(number):
        return False
    if line.words(_BYLINE_WORDS) <= _BYLINE_WORDS and patterns["byline"].fullmatch(head):
        return True
    if not line.stopped and line.length <= _HEAD and patterns["pictured"].search(head):
        return True
    if not number or layout.kinds[number - 1] != "caption":
        return False
    above = layout.lines[number - 1].text
    # The caption itself, or a name below "By".
    return (not line.gap and bool(patterns["label"].fullmatch(above[:_HEAD]))) or (
        above.casefold() in ("by", "by:", "von") and line.words(_MENU_WORDS) <= _MENU_WORDS
    )


def _is_notice(layout: Layout, number: int) -> bool:
    line = layout.lines[number]
    patterns = _patterns()
    head = line.text[:_HEAD]
    if _is_bar(line) or patterns["aside"].match(head):
        return True
    if line.length <= _CONSENT_CHARACTERS and patterns["consent"].match(head):
        return True
    if not layout.whole(number):
        return False
    # Sentences that begin like a link are sentences, unless they are about rights.
    if line.stopped:
        return line.words(_RIGHTS_WORDS) <= _RIGHTS_WORDS and bool(patterns["rights"].match(head))
    return line.words(_NOTICE_WORDS) <= _NOTICE_WORDS and bool(patterns["notice"].match(head))


def _is_bar(line: Line) -> bool:
    """Tells whether a line has several links, "Home | News | Sport"."""
    if line.length > _HEAD:
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
    top = 0
    while top < total and _is_entry(layout, top, loose=True):
        top += 1
    named = [number for number in range(top) if layout.kinds[number] == "menu"]
    first = named[-1] + 1 if named else 0
    if first < _LEAST_MENU:
        # "Share this" below a title makes no menu of it.
        first = len(named) if named and named[-1] == len(named) - 1 else 0
    for number in range(first):
        if layout.kinds[number] != "caption":
            layout.mark(number, "menu")
    least = 1 if first else _LEAST_MENU
    # The last of them may be the title.
    short = first
    while short < total and _is_entry(layout, short, loose=False):
        short += 1
    while short > first and layout.kinds[short - 1] == "caption":
        short -= 1
    if (
        first < short < total
        and layout.kinds[short] != "heading"
        and (layout.kinds[short - 1] == "heading" or layout.lines[short - 1].words(3) > 2)
    ):
        short -= 1
    if short - first >= least and (first or _is_menu(layout, range(first, short))):
        for number in range(first, short):
            layout.mark(number, "menu")
    bottom = total
    while bottom > short and _is_entry(layout, bottom - 1, loose=True):
        bottom -= 1
    named = [number for number in range(bottom, total) if layout.kinds[number] == "menu"]
    last = bottom = named[0] if named else total
    while bottom > short and _is_entry(layout, bottom - 1, loose=False):
        bottom -= 1
    if last - bottom < (_LEAST_MENU - 1 if named else _LEAST_MENU) or not _is_menu(
        layout, range(bottom, total)
    ):
        bottom = last
    for number in range(bottom, total):
        layout.mark(number, "menu")


def _is_menu(layout: Layout, run: range) -> bool:
    """Tells whether short lines are names of pages, and no list."""
    named = sum(layout.lines[number].titled for number in run)
    return named >= 0.8 * len(run) and all(layout.kinds[number] != "list_item" for number in run)


def _is_entry(layout: Layout, number: int, *, loose: bool) -> bool:
    """Tells whether a line may be one of a menu, or of the headlines beside one."""
    kind = layout.kinds[number]
    if kind in ("menu", "caption"):
        return True
    if kind not in (None, "heading", "list_item"):
        return False
    line = layout.lines[number]
    words, characters = (
        (_LOOSE_WORDS, _LOOSE_CHARACTERS) if loose else (_MENU_WORDS, _MENU_CHARACTERS)
    )
    return (
        line.length <= characters
        and line.words(words) <= words
        and not line.stopped
        and line.text[-1] not in ",;:"
        and line.text[0] != "#"
        and not (layout.gap_after(number) is False and layout.hidden[number + 1])
    )


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    name = r"[A-ZÀ-ÖØ-Þ][\w.'’-]{0,24}"
    rights = (
        r"©|\(c\)\s\d{4}|copyright\s|all\srights\sreserved|alle\srechte\svorbehalten"
        r"|(?:click|tap|log\sin|sign\s(?:in|up))\s(?:here|to\s)|accept\sall"
    )
    return {
        "caption": re.compile(
            r"""
              (?:Photo(?:graph|s)?|Picture|Pictures|Image|Images|Foto|Fotos|Bild|Bilder|Credit
                |Illustration|Video|Quelle|Bildquelle)
              (?:\s(?:credit|by|source|caption|copyright|von))?\s?[:,©/]\s?\S
            | (?:Photo(?:graph)?|Foto|Image|Illustration)s?\s(?:by|von|courtesy)\s
            | (?:Figure|Fig\.|Table|Abbildung|Abb\.|Tabelle|Tab\.|Bild|Chart|Map|Exhibit)
              \s?\d{1,3}(?:[.-]\d{1,3}){0,3}[a-z]?\s?[:.|–—]\s
            | (?:Figure|Fig\.|Table)\s\d{1,3}(?:[.-]\d{1,3}){0,3}[a-z]?\s(?=[A-Z][a-z])
            | (?:Media|File)\scaption\b
            | \[(?:Image|Photo|Picture|Figure|Video|Bild|Foto)[:\]]
            | (?:Image|Picture|Photo|Video|Media)\s(?:caption|source|credit),\Z
            | \(?(?:Getty\sImages|Reuters|AP|AFP|dpa|PA|EPA|Shutterstock|Alamy)\)?\Z
            """,
            re.VERBOSE,
        ),
        "label": re.compile(r"(?:Image|Picture|Photo|Video|Media) (?:caption|source|credit)[,:]"),
        "pictured": re.compile(
            r"\((?:left|right|cent(?:re|er)|above|below|pictured|links|rechts|Mitte)\b|\b[Pp]ictured\b"
        ),
        "byline": re.compile(
            rf"(?:By|Von|Par|Por|BY|VON)\s{name}(?:\s{name}){{1,3}}(?:(?:,|\sand|\sund|\s&)\s.{{1,60}})?"
            r"|(?:Published|Updated|Last updated|Posted|Veröffentlicht|Aktualisiert|Stand)"
            r"(?: on| am)?:?\s.{0,20}\d.{0,30}"
            r"|\d{1,3} (?:min(?:ute)?s?(?: read)?|comments?|shares|Kommentare|Minuten Lesezeit)"
            r"|(?:[A-Z][a-z]{2,9},? )?(?:\d{1,2}\.? )?[A-Z][a-zä]{2,8}\.?(?: \d{1,2},)?"
            r" (?:19|20)\d\d"
            r"|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d"
            r"|(?:(?:Story|Text|Words|Written|Reported|Reviewed|Edited|Medically reviewed"
            r"|Fact checked) by|(?:Text|Story|Words):) (?:Dr\.? |Prof\.? )?"
            rf"{name}(?: {name}){{1,3}}(?:\W.{{0,60}})?"
            r"|\d{1,2}:\d\d (?:[A-Z]{2,4}|Uhr),? .{3,30}|\[[^\[\]]{1,30}\]|\([^()\s]{1,20}\)"
            r"|(?:By|BY|PUBLISHED|UPDATED|Published|Updated):?"
            r"|.{3,60}\bcontributed to this (?:report|story|article)\.?"
        ),
        "rights": re.compile(rights, re.VERBOSE | re.IGNORECASE),
        "notice": re.compile(
            rf"""
            (?: skip\sto\s | zum\s(?:haupt)?inhalt\s | jump\sto\s | back\sto\s(?:the\s)?top
              | accept\s(?:all|cookies) | reject\sall | alle(?:\scookies)?\s(?:akzeptieren|ablehnen)
              | (?:manage|cookie)[\s-](?:cookies|settings|preferences|policy|einstellungen)
              | {rights}
              | advertisement\Z | anzeige\Z | werbung\Z | sponsored | advert\Z
              | share\s(?:this|on|via|with) | share\s?: | teilen\s?: | copy\slink\b
              | you\s(?:may|might)\salso\s(?:like|enjoy|be)\b
              | das\skönnte\s(?:sie|dich|ihnen|dir)\sauch\b | auch\sinteressant\b
              | read\snext\b | comments?\s\(\d | load\smore\b | mehr\sladen\b | \[[^\]]{1, 40}\]\s\[
              | was\sthis\s(?:page|article)\shelpful | teilen\Z | artikel\steilen | share\Z
              | read\smore\b | read\salso\b | see\salso\s?: | more\son\sthis\b | lesen\ssie\sauch\b
              | mehr\szum\sthema\b | lesen\ssie\smehr | related\s(?:articles?|stories|topics)
              | most\s(?:read|popular)\b | recommended\Z | trending\b
              | follow\sus\b | sign\sup\s | subscribe\b | newsletter\b | abonnieren\b
              | (?:log|sign)\s(?:in|out)\Z | anmelden\Z | privacy\spolicy | terms\s(?:of|and)\s
              | impressum\Z | datenschutz | powered\sby\s | click\shere\b | loading
              | add\sto\s(?:cart|basket|wish\s?list) | in\sden\swarenkorb | reply\Z | antworten\Z
              | up-?vote\b | e-?mail\sto\sa\sfriend | print\Z | drucken\Z
              | (?:previous|next)\s(?:article|post|page)\b | leave\sa\s(?:comment|reply)
            )
            """,
            re.VERBOSE | re.IGNORECASE,
        ),
        # Directives, badges, links, entries of a table of contents, running heads.
        "aside": re.compile(
            r"\.\.\s[\w-]{1,40}::|\[!\[|\[[^\]]{1,100}\]\([^()\s]{1,200}\)\Z|<?https?://\S{1,180}>?\Z"
            r"|.{1,150}(?:\.{4,}|(?:\s\.){4,})\s?\d{1,4}\Z|[^.!?=]{3,60}\S\s{6,}[^\s=][^=]{0,60}\Z"
            r"|(?:Signed|Signature|Name|Date|Unterschrift|Datum|Ort)\b[^.!?_]{0,30}[._]{5,}"
        ),
        "consent": re.compile(
            r"(?:we|this (?:web)?site|our (?:web)?site|wir|diese (?:web)?(?:site|seite)|nous)\b"
            r".{0,60}\b(?:cookies?)\b|cookies (?:help|are used|helfen)|by (?:using|continuing)\s"
            r"|(?:when|if) you (?:buy|purchase|click)\b.{0,60}\bcommission\b"
            r"|did you (?:like|enjoy) this (?:article|post|story)\b|sign up for our\b"
            r"|your privacy (?:matters|is important)|(?:ihre|deine) privatsphäre"
            r"|(?:please )?(?:enable|turn on) javascript|bitte aktivieren sie javascript",
            re.IGNORECASE,
        ),
        # Links that a page shows side by side are spaces apart.
        "bar": re.compile(r"\s[|·•»›>]\s|(?<=\S)\s{2,9}(?=\S)"),
    }
