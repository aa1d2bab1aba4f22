"""Cohesion of a summary: which sentences must stand together, and a choice that keeps to it."""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp_suite.tasks.summarization.openings import needs_context
from nlp_suite.tasks.summarization.selection import Scores
from nlp_suite.text.structure import SentenceKind, StructuredSentence
from nlp_suite.text.structure.conversations import without_speaker

Flags = npt.NDArray[np.bool_]

# Two sentences with nothing but these between them are neighbours.
_INTERRUPTIONS: frozenset[SentenceKind] = frozenset({"caption", "menu"})

# What a sentence of the method's choice is worth beyond its score, in standard deviations. With
# less the choice would be another where nothing is amiss, and a method's diversity lost.
_CHOSEN_BONUS = 1.0
# What a fault takes off, in standard deviations, where all scores are known: with much more,
# summaries say less of what matters. More than any sum of scores where they are not.
FAULT, FORBIDDEN = 2.5, 1e6

# Most sentences to choose in one run of the dynamic program, and most cells of its table.
_RUN_COUNT, _RUN_CELLS = 64, 4_000_000

# As much of a sentence as its last marks can be in.
_TAIL = 40


class Links(NamedTuple):
    """What each of the n candidates of a text needs beside it in a summary.

    Args:
        joined: The one behind it is its neighbour in the text, too (n,).
        opening: It begins with a pronoun or a connective, and needs the one before it (n,).
        question: It is a question, and needs the one behind it (n,).
        announcement: It ends with a colon, and needs the one behind it (n,).
        quotation: It and the one behind it are parts of one quotation, and need each other (n,).
        broken: A part of its quotation is no candidate, or has no end (n,).

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> text = "It rains. But why?"
        >>> find_links(text, find_structure(text), [0, 1]).question.tolist()
        [False, True]
    """

    joined: Flags
    opening: Flags
    question: Flags
    announcement: Flags
    quotation: Flags
    broken: Flags


def find_links(
    text: str,
    structure: Sequence[StructuredSentence],
    candidates: Sequence[int],
    language: str | None = None,
) -> Links:
    """Finds which sentences of a text must stand together in a summary.

    Args:
        text: The text.
        structure: Its sentences.
        candidates: The indices of those that a summary may have, ascending.
        language: The code of its language; English and German if None.

    Returns:
        The links. The first candidate is as the text begins, and needs nothing before it.

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> text = "Tin is a metal. It melts early. Why? Its bonds are weak."
        >>> links = find_links(text, find_structure(text), range(4))
        >>> links.opening.tolist()
        [False, True, False, True]
    """
    sentences = [text[structure[i].start : structure[i].end] for i in candidates]
    kinds = [structure[i].kind for i in candidates]
    opening = _flags(
        needs_context(without_speaker(sentence) if kind == "turn" else sentence, language)
        for sentence, kind in zip(sentences, kinds, strict=True)
    )
    opening[:1] = False
    endings = [_ending(sentence) for sentence in sentences]
    quoted, unended = _find_quotations(text, structure)
    members = set(candidates)
    torn = {i for i in quoted if i not in members or i + 1 not in members}
    broken = unended | torn | {i + 1 for i in torn}
    return Links(
        joined=_flags(_joined(structure, candidates)),
        opening=opening,
        question=_flags(ending == "?" for ending in endings),
        announcement=_flags(ending == ":" for ending in endings),
        quotation=_flags(i in quoted for i in candidates),
        broken=_flags(i in broken for i in candidates),
    )


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, dtype=bool)


def _ending(sentence: str) -> str:
    """Returns "?" for a question, ":" for an announcement, else ""."""
    found = _last_mark().search(sentence[-_TAIL:])
    if not found:
        return ""
    return "?" if set(found[1]) & set("?？؟") else ":"  # noqa: RUF001


@functools.cache
def _last_mark() -> re.Pattern[str]:
    # Quotation marks and brackets may close behind it.
    return re.compile(r"([?!？！؟]*[?？؟][?!？！؟]*|[:：])[^\w?!:]{0,6}$")  # noqa: RUF001


def _joined(structure: Sequence[StructuredSentence], candidates: Sequence[int]) -> Iterator[bool]:
    for one, other in itertools.pairwise(candidates):
        # Far more than stand between neighbours; a menu may have any length.
        between = range(one + 1, min(other, one + 9))
        yield other - one < 9 and all(structure[i].kind in _INTERRUPTIONS for i in between)
    if candidates:
        yield False


# Single ones are apostrophes, too.
_SINGLE = "'‘’"  # noqa: RUF001


@functools.cache
def _quotation_mark() -> re.Pattern[str]:
    return re.compile(rf'["“”„‟«»{_SINGLE}]')


def _find_quotations(
    text: str, structure: Sequence[StructuredSentence]
) -> tuple[set[int], set[int]]:
    """Finds sentences within quotations.

    Returns:
        The sentences whose quotation goes on in the next one; those in which a quotation begins
        that has no end.
    """
    quoted: set[int] = set()
    unended: set[int] = set()
    opened: int | None = None
    since = 0
    single = False
    for index, sentence in enumerate(structure):
        if opened is not None and sentence.paragraph != structure[index - 1].paragraph:
            # A quotation of several paragraphs has an opening mark at the start of each.
            if not single and text[sentence.start] in '"“„‟«»':
                quoted.update(range(since, index))
                since = index
            else:
                unended.update(() if single else (opened,))
                opened = None
        for mark in _quotation_mark().finditer(text, sentence.start, sentence.end):
            if opened is not None and single != (mark[0] in _SINGLE):
                continue
            if _opens(text, mark.start(), sentence):
                if opened is None:
                    opened = since = index
                    single = mark[0] in _SINGLE
            elif opened is not None and _closes(text, mark.start()):
                quoted.update(range(since, index))
                opened = None
    if opened is not None and not single:
        unended.add(opened)
    return quoted, unended


def _opens(text: str, at: int, sentence: StructuredSentence) -> bool:
    if at + 1 >= sentence.end or text[at + 1].isspace():
        return False
    if text[at] in _SINGLE and not text[at + 1].isupper():
        return False
    return at == sentence.start or text[at - 1].isspace() or text[at - 1] in "([{-–—'‘‚>"  # noqa: RUF001


def _closes(text: str, at: int) -> bool:
    # "don't": an apostrophe.
    return text[at] not in _SINGLE or not text[at + 1 : at + 2].isalnum()


def count_faults(chosen: Collection[int], links: Links) -> Counter[str]:
    """Counts the sentences of a summary that miss what they need beside them.

    Args:
        chosen: The candidates that are in the summary.
        links: What they need.

    Returns:
        Numbers by the kind of need: "opening", "question", "announcement", "quotation".

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> text = "Tin is a metal. It melts early. Why? Its bonds are weak."
        >>> links = find_links(text, find_structure(text), range(4))
        >>> count_faults([1, 2], links) == {"opening": 1, "question": 1}
        True
    """
    there = set(chosen)
    return Counter(fault for index in there for fault in _faults_of(index, there, links))


def misses_nothing(index: int, there: Collection[int], links: Links) -> bool:
    """Says whether a sentence has beside it what it needs.

    Args:
        index: The candidate.
        there: The other candidates that are in the summary.
        links: What they need.

    Returns:
        True if it does.

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> text = "Tin is a metal. It melts early."
        >>> links = find_links(text, find_structure(text), range(2))
        >>> misses_nothing(1, {0}, links), misses_nothing(1, (), links)
        (True, False)
    """
    return not any(_faults_of(index, there, links))


def _faults_of(index: int, there: Collection[int], links: Links) -> Iterator[str]:
    before = index > 0 and index - 1 in there and links.joined[index - 1]
    behind = index + 1 in there and links.joined[index]
    if links.opening[index] and not before:
        yield "opening"
    if links.question[index] and not behind:
        yield "question"
    if links.announcement[index] and not behind:
        yield "announcement"
    if (
        links.broken[index]
        or (links.quotation[index] and not behind)
        or (index > 0 and links.quotation[index - 1] and not before)
    ):
        yield "quotation"


def make_cohesive(
    chosen: Collection[int], count: int, values: Scores, links: Links, fault: float = FORBIDDEN
) -> tuple[int, ...]:
    """Changes a choice of sentences so that each has beside it what it needs.

    Of all choices of so many sentences it is one with the highest sum of values, from which each
    fault takes off its price, and where a sentence that was chosen already has a bonus of 1. So
    a sentence is brought along, replaced or left out, whichever costs least. As needs are
    between neighbours, that is a path through the text, found by dynamic programming; a long
    text with many sentences to choose is cut into runs.

    Args:
        chosen: Candidates that were chosen, at least one.
        count: How many to choose, from 1 to n; where the text is cut into runs, it is the number
            of those chosen.
        values: What each of the n candidates is worth, in standard deviations.
        links: What each needs.
        fault: The price of a fault, in standard deviations.

    Returns:
        `count` candidates, ascending.

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> text = "Tin is a metal. It melts early. Cats sleep. Dogs bark."
        >>> links = find_links(text, find_structure(text), range(4))
        >>> make_cohesive([1, 3], 2, np.array([0.5, 0.9, 0.1, 0.2]), links)
        (0, 1)
    """
    if len(chosen) == count and not count_faults(chosen, links):
        return tuple(sorted(chosen))
    n = len(values)
    worth = np.array(values, dtype=np.float64)
    worth[list(chosen)] += _CHOSEN_BONUS
    before = np.concatenate([[False], links.joined[:-1]])
    quoted_before = np.concatenate([[False], links.quotation[:-1]])
    asks = links.question | links.announcement
    lost = (
        (links.opening & ~before).astype(float)
        + (asks & ~links.joined)
        + (links.broken | (links.quotation & ~links.joined) | (quoted_before & ~before))
    )
    enter = fault * ((links.opening & before).astype(float) + (quoted_before & before))
    leave = fault * ((asks & links.joined).astype(float) + (links.quotation & links.joined))
    worth -= fault * lost
    taken: list[int] = []
    for start, stop, own in _runs(chosen, count, n, enter, leave):
        run = slice(start, stop)
        found = _best_path(worth[run], enter[run], leave[run], own)
        taken += [start + index for index in found]
    return tuple(taken)


def _runs(
    chosen: Collection[int], count: int, n: int, enter: Scores, leave: Scores
) -> Iterator[tuple[int, int, int]]:
    """Cuts a text where two neighbours need nothing of each other.

    Yields:
        Where a run begins and ends, and how many of its sentences to choose.
    """
    if count <= _RUN_COUNT and n * (count + 1) <= _RUN_CELLS:
        yield 0, n, count
        return
    there = set(chosen)
    start = own = 0
    for index in range(n):
        own += index in there
        free = index + 1 < n and enter[index + 1] == 0 == leave[index]
        full = own >= _RUN_COUNT or (own and (index + 1 - start) * (own + 1) >= _RUN_CELLS // 8)
        # Without any place to cut, memory decides.
        if full and (free or (index + 1 - start) * (own + 1) >= _RUN_CELLS):
            yield start, index + 1, own
            start, own = index + 1, 0
    if own:
        yield start, n, own


def _best_path(worth: Scores, enter: Scores, leave: Scores, count: int) -> list[int]:
    """Finds the `count` sentences of highest worth, less what transitions cost."""
    n = len(worth)
    # The best sum for each number of sentences so far, by whether the last one is among them.
    out = np.full(count + 1, -np.inf)
    out[0] = 0.0
    inside = np.full(count + 1, -np.inf)
    from_inside = np.zeros((2, n, count + 1), dtype=bool)
    for index in range(n):
        left = inside - (leave[index - 1] if index else 0.0)
        stays_out = out
        entered = out[:-1] - enter[index]
        from_inside[0, index] = left >= stays_out
        from_inside[1, index, 1:] = inside[:-1] >= entered
        out = np.maximum(stays_out, left)
        inside = np.concatenate([[-np.inf], worth[index] + np.maximum(entered, inside[:-1])])
    taken: list[int] = []
    state = bool(inside[count] >= out[count])
    for index in range(n - 1, -1, -1):
        previous = bool(from_inside[int(state), index, count])
        if state:
            taken.append(index)
            count -= 1
        state = previous
    return taken[::-1]
