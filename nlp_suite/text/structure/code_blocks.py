"""Code of a text: fenced, indented, or commands of a shell."""

import functools
import re

from nlp_suite.text.structure.layout import Layout

# So much of the lines of a block is code, if it is code.
_INDENTED_SHARE, _PLAIN_SHARE = 0.5, 0.6


def mark_code(layout: Layout) -> None:
    """Marks the lines of code that nothing but their own look shows.

    Args:
        layout: The lines of a text.
    """
    patterns = _patterns()
    for first, after in layout.blocks():
        if not layout.is_open(first):
            continue
        own = [number for number in range(first, after) if layout.is_open(number)]
        coded = [bool(patterns["code"].match(layout.lines[n].text[:300])) for n in own]
        if not any(coded):
            continue
        indented = all(layout.lines[number].indent >= 2 for number in own)
        share = _INDENTED_SHARE if indented else _PLAIN_SHARE
        if sum(coded) >= share * len(own) and (indented or len(own) > 1):
            for number, is_code in zip(own, coded, strict=True):
                # Text between tags is no code.
                if is_code or layout.lines[number].text[0] != "<":
                    layout.mark(number, "code")


def mark_fenced_code(layout: Layout) -> None:
    """Marks code between fences, and behind the prompts of a shell or of Python.

    Args:
        layout: The lines of a text.
    """
    _mark_fenced(layout)
    prompt = _patterns()["prompt"]
    for number, line in enumerate(layout.lines):
        if layout.is_open(number) and prompt.match(line.text[:300]):
            layout.mark(number, "code")


def _mark_fenced(layout: Layout) -> None:
    opener = ""
    opened = 0
    for number, line in enumerate(layout.lines):
        sign = line.text[:3]
        if opener:
            if sign == opener and not line.text.strip(opener[0]):
                for inner in range(opened, number + 1):
                    layout.mark(inner, "code")
                layout.hidden[opened] = layout.hidden[number] = True
                opener = ""
        elif sign in ("```", "~~~") and sign[0] not in line.text.lstrip(sign[0]):
            opener, opened = sign, number
    if opener and opener == "```":
        # No fence closes it: it ends with its block.
        number = opened
        layout.hidden[opened] = True
        while True:
            layout.mark(number, "code")
            number += 1
            if number >= len(layout.lines) or layout.lines[number].gap:
                break


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "prompt": re.compile(
            r"(?:\$\s|>>>\s+[\w.]+\s?[(.=\[]|In \[\d+\]:)\s*\S"
            r"|>>>\s(?:import|from|def|print)\b|[\w.-]+@[\w.-]+:\S*[$#]\s"
        ),
        "code": re.compile(
            r"""
              (?:\$|>>>|\.\.\.|In\s\[\d+\]:|PS>|C:\\[^>]{0,80}>)\s+\S
            | [\w.-]+@[\w.-]+:\S*[$#]\s
            | (?:def|class|import|from|return|const|let|var|function|public|private|static|void
                |int|package|using|namespace|elif|else|try|except|finally|while|for|if|switch|case
                |SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|WHERE|fn|func|export|echo|print)\b
              .{0,250}[:;{}()=]\s*\Z
            | (?:import|from)\s[\w.]+(?:\simport\s[\w.,\s*]+)?(?:\sas\s\w+)?\Z
            | \#include\s | \#!/ | //\s | /\*
            | (?:sudo|pip3?|npm|npx|yarn|git|docker|cargo|apt(?:-get)?|brew|curl|wget|cd|mkdir
                |chmod|conda|kubectl|ssh|export|source|echo|poetry|python3?)
              \s+(?=[\w./~$-])[^.!?]{1,200}(?:\.\w[^.!?]{0,80}){0,5}\Z
            | [\w.\[\]"']{1,80}\s?[-+*/]?=\s?[^=\s].{0,200}[)\]}"';\d\w]\Z
            | .{0,250}(?:[{}]|\)\s?=>|\):)\s*\Z
            | .{0,200}[=()\[\]{}>].{0,60};\Z | \S{1,80}(?:\s\S{1,80})?;\Z
            | [\w.]{1,80}\([^()]{0,200}\)\s*\Z
            | </?[a-zA-Z][\w-]{0,30}(?:\s[^<>]{0,200})?/?>[^<>]{0,40}(?:<[^<>]{0,80}>)?\Z
            | [}\])]+[;,]?\s*\Z
            | [a-z][\w./-]{0,60}\s(?:.{0,200}\s)?
              (?:--?[a-zA-Z][\w-]{0,40}(?:[\s=].{0,200})?|[|>]\s[^.!?]{1,80})\Z
            | return(?:\s[^.!?]{1,80})?\Z
            | ["'][\w-]{1,60}["']\s?:\s
            """,
            re.VERBOSE,
        ),
    }
