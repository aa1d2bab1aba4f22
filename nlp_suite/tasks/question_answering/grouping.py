"""Grouping of equal answers at several places."""

import dataclasses
import functools
import math
import re
from collections.abc import Iterable, Sequence

from nlp_suite.results import Answer, AnswerPlace
from nlp_suite.tasks.question_answering.aggregation import RankedSpan
from nlp_suite.text.answer_normalization import normalize_answer

_Key = tuple[str, tuple[str, ...]]


def group_spans(
    spans: Sequence[RankedSpan], text: str
) -> list[tuple[RankedSpan, tuple[AnswerPlace, ...]]]:
    """Groups spans of a text that are the same answer.

    They are if they differ in case, punctuation, articles and white space only. Within a window
    spans exclude each other, so their probabilities add up. Windows are taken as independent: the
    score of the group is the probability that in at least one of them the answer is right.

    Args:
        spans: Spans that do not overlap, the best first.
        text: The text.

    Returns:
        The best span of each group with the score of the group, the highest first, and all places
        of the group, the best first.

    Example:
        >>> spans = [RankedSpan(0, 4, 0.5), RankedSpan(8, 12, 0.4)]
        >>> [(best, places)] = group_spans(spans, "Rome or ROME")
        >>> round(best.score, 2), [place.text for place in places]
        (0.9, ['Rome', 'ROME'])
    """
    groups: dict[_Key, list[RankedSpan]] = {}
    for span in spans:
        groups.setdefault(equality_key(text[span.start : span.end]), []).append(span)
    found = []
    for members in groups.values():
        of_windows: dict[int, float] = {}
        for span in members:
            of_windows[span.window] = of_windows.get(span.window, 0.0) + span.score
        places = tuple(
            AnswerPlace(
                text=text[span.start : span.end], start=span.start, end=span.end, score=span.score
            )
            for span in members
        )
        score = at_least_one(list(of_windows.values()))
        found.append((members[0]._replace(score=score), places))
    return sorted(found, key=lambda group: -group[0].score)


def group_answers(answers: Iterable[Answer]) -> list[Answer]:
    """Groups answers from several documents that are the same.

    Args:
        answers: Answers that are not empty, each with the document that it comes from, and with
            its places if those of the document were grouped.

    Returns:
        The best answer of each group with the places of all, and as score the probability that at
        least one of the documents has it; the highest first.

    Example:
        >>> empty = dict(null_score=0.1, sentence="", sentence_start=0, question="?", engine="",
        ...     model="")
        >>> ours = [Answer(text=one, start=0, end=4, score=0.5, document=name, **empty)
        ...     for one, name in (("Rome", "a.txt"), ("rome", "b.txt"))]
        >>> (answer,) = group_answers(ours)
        >>> answer.score, [place.document for place in answer.places]
        (0.75, ['a.txt', 'b.txt'])
    """
    groups: dict[_Key, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(equality_key(answer.text), []).append(answer)
    found = []
    for members in groups.values():
        best = max(members, key=lambda one: one.score)
        places = [place for one in members for place in _places(one)]
        places.sort(key=lambda place: -place.score)
        score = at_least_one([one.score for one in members])
        found.append(dataclasses.replace(best, score=score, places=tuple(places)))
    return sorted(found, key=lambda one: -one.score)


def at_least_one(probabilities: Sequence[float]) -> float:
    """Computes the probability that at least one of independent events happens (noisy or).

    Args:
        probabilities: Their probabilities; what rounding puts above 1 is 1.

    Returns:
        From 0 to 1.

    Example:
        >>> at_least_one([0.5, 0.5])
        0.75
    """
    if len(probabilities) == 1:
        return min(probabilities[0], 1.0)
    return 1.0 - math.prod(1.0 - min(one, 1.0) for one in probabilities)


def equality_key(text: str) -> _Key:
    """Returns what two answers have in common if they are the same.

    Args:
        text: An answer.

    Returns:
        What of its words and numbers makes it another answer.

    Example:
        >>> equality_key("The Rhine,") == equality_key("rhine")
        True
        >>> equality_key("-5") == equality_key("5")
        False
    """
    # Of nothing but marks there is nothing left.
    return normalize_answer(text) or text, tuple(_number().findall(text))


@functools.cache
def _number() -> re.Pattern[str]:
    """A number with the marks that make it another: "-5", "1.50", "10:30", "3/4", "5 %"."""
    return re.compile(r"[-+\u2212]?\d+(?:[.,:/-]\d+)*(?: ?%)?")


def _places(answer: Answer) -> list[AnswerPlace]:
    own = AnswerPlace(
        text=answer.text,
        start=answer.start,
        end=answer.end,
        score=answer.score,
        document=answer.document,
    )
    return [
        dataclasses.replace(place, document=place.document or answer.document)
        for place in answer.places or (own,)
    ]
