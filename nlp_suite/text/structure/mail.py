"""Parts of a mail: headers, greeting, closing and signature, and what is quoted."""

# ruff: noqa: RUF001 - dashes and quotation marks are what this module looks for.

import functools
import re
from itertools import accumulate

from nlp_suite.text.structure.layout import Layout

# Lines of a signature behind a closing, and behind "--"; their characters; words of a name.
_CLOSED_LINES, _SIGNATURE_LINES, _SIGNATURE_LINE, _NAME_WORDS = 6, 15, 70, 4
_GREETING_WORDS, _ATTRIBUTION, _COVERING = 8, 200, 60


def mark_mail(layout: Layout) -> None:
    """Marks what a mail has beside its text.

    Args:
        layout: The lines of a text.
    """
    quoted = _mark_quoted(layout)
    headed = _mark_headers(layout)
    greeted = _mark_greetings(layout)
    _mark_signatures(layout, mail=headed or greeted or quoted)


def _mark_quoted(layout: Layout) -> bool:
    patterns = _patterns()
    found = False
    for number, line in enumerate(layout.lines):
        if not layout.is_open(number):
            continue
        marks = patterns["quote"].match(line.text)
        if marks:
            content = line.start + marks.end()
            previous = number - 1
            before = patterns["quote"].match(layout.lines[previous].text) if number else None
            joined = (
                before is not None
                and not line.gap
                and layout.kinds[previous] == "quoted"
                and before[0].count(">") == marks[0].count(">")
                and layout.contents[previous] < layout.lines[previous].end
                and not patterns["attribution_end"].search(layout.lines[previous].text[-120:])
            )
            layout.mark(number, "quoted", content, joined=joined)
            layout.hidden[number] = content >= line.end
            found = True
    lines = layout.lines
    lengths = [0, *accumulate(line.length for line in lines)]
    first_prose = next((n for n, kind in enumerate(layout.kinds) if kind is None), len(lines))
    for number, line in enumerate(lines):
        if not layout.is_open(number) or line.length > _ATTRIBUTION:
            continue
        if patterns["attribution_end"].search(line.text[-120:]):
            begins = patterns["attribution"].match(line.text)
            earlier = (
                layout.is_open(number - 1)
                and not line.gap
                and lines[number - 1].length <= _ATTRIBUTION
                and patterns["attribution"].match(lines[number - 1].text)
            )
            followed = number + 1 < len(lines) and layout.kinds[number + 1] == "quoted"
            if begins or (earlier and followed) or followed:
                if earlier and not begins:
                    layout.mark(number - 1, "quoted")
                layout.mark(number, "quoted", joined=bool(earlier and not begins))
                found = True
        elif patterns["original"].match(line.text):
            found = True
            first_prose = number + 1 if first_prose == number else first_prose
            # What stands above a message that was sent on may be about it, and little.
            above = lengths[number] - lengths[first_prose]
            behind_prose = above > _COVERING and not patterns["forwarded"].match(line.text)
            layout.mark(number, "quoted" if behind_prose else "mail_header")
            if behind_prose:
                for rest in range(number + 1, len(lines)):
                    if layout.is_open(rest):
                        layout.mark(rest, "quoted")
                return True
    return found


def _mark_headers(layout: Layout) -> bool:
    pattern = _patterns()["header"]
    found = False
    number = 0
    while number < len(layout.lines):
        match = pattern.match(layout.lines[number].text) if layout.is_open(number) else None
        if match is None:
            number += 1
            continue
        run, names = [number], {match["name"].casefold()}
        number += 1
        while layout.is_open(number) and not layout.lines[number].gap:
            match = pattern.match(layout.lines[number].text)
            if match:
                names.add(match["name"].casefold())
            elif layout.lines[number].indent == 0:
                break
            run.append(number)
            number += 1
        subject = layout.lines[run[0]].text.casefold().startswith(("subject:", "betreff:"))
        if len(names) > 1 or (subject and layout.gap_after(run[-1])):
            found = True
            for one in run:
                folded = pattern.match(layout.lines[one].text) is None
                layout.mark(one, "mail_header", joined=folded)
    return found


def _mark_greetings(layout: Layout) -> bool:
    pattern = _patterns()["greeting"]
    found = False
    for number, line in enumerate(layout.lines):
        if not layout.is_open(number) or line.words(_GREETING_WORDS) > _GREETING_WORDS:
            continue
        first = number == 0 or layout.kinds[number - 1] in ("mail_header", "quoted")
        if (first or line.gap) and layout.whole(number) and pattern.fullmatch(line.text):
            layout.mark(number, "greeting")
            found = True
            # The addresses of a letter.
            head = number
            while head and layout.is_open(head - 1) and _is_short(layout, head - 1):
                head -= 1
            if head == 0 and not any(one.stopped for one in layout.lines[:number]):
                for one in range(number):
                    layout.mark(one, "mail_header")
    return found


def _mark_signatures(layout: Layout, *, mail: bool) -> None:
    patterns = _patterns()
    lines = layout.lines
    for number, line in enumerate(lines):
        if not layout.is_open(number):
            continue
        if number and line.text in ("--", "–", "—", "---") and _is_short(layout, number + 1):
            if line.text != "--" and not mail:
                continue
            layout.mark(number, "signature")
            layout.hidden[number] = True
            for rest in range(number + 1, min(number + 1 + _SIGNATURE_LINES, len(lines))):
                if not layout.is_open(rest) or (
                    lines[rest].gap and not _is_short(layout, rest) and line.text != "--"
                ):
                    break
                layout.mark(rest, "signature")
        elif patterns["sent_from"].match(line.text):
            layout.mark(number, "signature")
        elif (mail or number) and line.gap and patterns["disclaimer"].match(line.text[:300]):
            rest = number
            while layout.is_open(rest) and (rest == number or not lines[rest].gap):
                layout.mark(rest, "signature", joined=rest > number)
                rest += 1
        elif number and line.length <= 80 and patterns["closing"].fullmatch(line.text):
            layout.mark(number, "signature")
            gaps = 0
            for rest in range(number + 1, min(number + 1 + _CLOSED_LINES, len(lines))):
                gaps += lines[rest].gap
                if (
                    lines[rest].text == "--"
                    or gaps > 1
                    or not layout.is_open(rest)
                    or not _is_short(layout, rest)
                ):
                    break
                if gaps and lines[rest].words(_NAME_WORDS) > _NAME_WORDS and rest == number + 1:
                    break
                layout.mark(rest, "signature")
    if not mail:
        return
    last = next((n for n in range(len(lines) - 1, 0, -1) if layout.kinds[n] is None), 0)
    line = lines[last]
    if (
        last
        and (line.gap or lines[last - 1].stopped)
        and line.capital
        and line.words(_NAME_WORDS) < _NAME_WORDS
        and not line.stopped
        and line.text[-1] != ":"
    ):
        layout.mark(last, "signature")


def _is_short(layout: Layout, number: int) -> bool:
    """Tells whether a line may be one of a signature."""
    if number >= len(layout.lines):
        return False
    line = layout.lines[number]
    return line.length <= _SIGNATURE_LINE and not (line.stopped and line.words(5) > 5)


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    greetings = (
        r"hi|hello|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day)|hallo|liebe[rs]?"
        r"|sehr geehrte[rs]?|geschätzte[rs]?|guten (?:tag|morgen|abend)|moin|servus|grüß gott"
        r"|grüezi|bonjour|cher|chère|chers|madame|monsieur|hola|estimad[oa]s?|querid[oa]s?|ciao"
        r"|gentile|caro|cara|beste|geachte|hej|olá|prezad[oa]s?"
    )
    closings = (
        r"(?:many |kind |best |warm |warmest |kindest )?(?:thanks|regards|wishes)"
        r"(?: (?:again|in advance|and (?:best )?regards|so much|a lot|to (?:you )?all))?"
        r"|(?:with )?(?:kind|best|warm) regards|thank you(?: (?:very|so) much| in advance| all)?"
        r"|best|cheers|sincerely|(?:yours |very )?(?:sincerely|faithfully|truly)(?: yours)?|yours"
        r"|all the best|take care|love|respectfully|thx|ta|kr|br"
        r"|(?:mit )?(?:viele[n]?|liebe[n]?|beste[n]?|herzliche[n]?|freundliche[n]?|schöne[n]?)"
        r" (?:grüße[n]?|gruß|dank)|(?:mit )?(?:freundlichem|herzlichem|bestem|lieben) gruß"
        r"|gruß|grüße|mfg|lg|vg|danke|vielen dank|danke und (?:viele )?grüße|hochachtungsvoll"
        r"|bis (?:bald|dann|morgen)|euer|eure|dein|deine|ihr|ihre"
        r"|cordialement|bien à vous|amicalement|merci|saludos|un saludo|atentamente|gracias"
        r"|cordiali saluti|distinti saluti|grazie|groet(?:en|jes)?|met vriendelijke groet(?:en)?"
        r"|atenciosamente|obrigad[oa]"
    )
    return {
        "quote": re.compile(r"(?:>[ \t]?)+"),
        "attribution": re.compile(r"(?:On|Am|Le|El|Il|Op|Em)\s[^.!?]{0,20}\d", re.IGNORECASE),
        "attribution_end": re.compile(
            r"(?:\bwrote|\bschrieb\s[^:]{0,80}|\bschrieb|\ba écrit|\bescribió|\bha scritto"
            r"|\bschreef|\bescreveu)\s?:\Z"
        ),
        "original": re.compile(
            r"-{2,}\s?(?:Original Message|Forwarded message|Ursprüngliche Nachricht"
            r"|Originalnachricht|Weitergeleitete Nachricht|Message d'origine)"
            r"|(?:Begin forwarded message|Anfang der weitergeleiteten Nachricht):",
            re.IGNORECASE,
        ),
        "forwarded": re.compile(r".{0,40}(?:forward|weitergeleitet)", re.IGNORECASE),
        "disclaimer": re.compile(
            r"(?:This|The information in this|The contents of this) (?:e-?mail|message)\b.{0,120}"
            r"\b(?:confidential|privileged|intended)"
            r"|Diese (?:E-?Mail|Nachricht)\b.{0,120}\bvertraulich"
            r"|(?:Please consider|Think) .{0,40}\bbefore (?:you )?print",
            re.IGNORECASE,
        ),
        "header": re.compile(
            r"\*{0,2}(?P<name>From|To|Cc|Bcc|Date|Sent|Subject|Reply-To|Message-ID|In-Reply-To"
            r"|References|MIME-Version|Content-[A-Za-z-]{1,30}|Return-Path|Received|User-Agent"
            r"|X-[A-Za-z-]{1,30}|List-[A-Za-z-]{1,30}|Delivered-To|Organization|Importance"
            r"|Priority|Attachments?|Von|An|Datum|Gesendet|Betreff|Kopie|Antwort an|Anlagen?"
            r"|Objet|Envoyé|De|À|Asunto|Fecha|Para|Oggetto|Data|Da|Onderwerp|Van|Aan|Assunto"
            r")\*{0,2}:\*{0,2}(?:\s|\Z)",
            re.IGNORECASE,
        ),
        "greeting": re.compile(
            rf"(?:{greetings})(?:[ ,][^.?:;]{{0,60}})?[,!.:]?"
            r"|(?:all|team|folks|everyone|everybody),",
            re.IGNORECASE,
        ),
        "closing": re.compile(rf"(?:{closings})\s?[,!.]{{0,3}}", re.IGNORECASE),
        "sent_from": re.compile(
            r"(?:Sent from (?:my|Mail|Outlook|Yahoo)|Gesendet von (?:meinem|Mail|Outlook)"
            r"|Von meinem \w{1,30} gesendet|Get Outlook for|Envoyé de mon)\b",
            re.IGNORECASE,
        ),
    }
