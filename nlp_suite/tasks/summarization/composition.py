"""Composition of a summary: from what a method selects to what stands in it."""

from collections.abc import Collection, Sequence

import numpy as np

from nlp_suite.tasks.summarization.cohesion import (
    FAULT,
    FORBIDDEN,
    Links,
    count_faults,
    make_cohesive,
    misses_nothing,
)
from nlp_suite.tasks.summarization.length import LengthLimits
from nlp_suite.tasks.summarization.redundancy import NEAR_DUPLICATE
from nlp_suite.tasks.summarization.selection import (
    Scores,
    SelectionInputs,
    SentenceSelection,
    ranking,
)
from nlp_suite.tasks.summarization.standard_scores import standard_scores

# What it takes off a sentence's value that it repeats one that was selected, in standard
# deviations; and the rows that are compared at a time.
_REPETITION = 3.0
_BLOCK = 256


def compose(
    selection: SentenceSelection,
    inputs: SelectionInputs,
    limits: LengthLimits,
    words: Sequence[int],
    links: Links | None,
    weight: float = 1.0,
) -> SentenceSelection:
    """Changes a selection so that the summary has the right length and reads well.

    Args:
        selection: What the method has selected.
        inputs: What it has selected from.
        limits: How long the summary should be.
        words: The number of words of each sentence.
        links: What the sentences need beside them; None if that does not matter.
        weight: What the scores count beside what a sentence misses.

    Returns:
        The sentences of the summary; the selection itself if nothing is amiss.

    Example:
        >>> inputs = SelectionInputs(np.eye(2), ["One is here.", "Two is here, too."], 2, 0)
        >>> selection = SentenceSelection.from_scores([0, 1], np.array([1.0, 2.0]))
        >>> compose(selection, inputs, LengthLimits(None, 5, None), [3, 4], None).indices
        (1,)
    """
    faultless = links is None or not count_faults(selection.indices, links)
    if not limits.of_words and faultless:
        return selection
    values = weight * _values(selection, inputs)
    # What nobody knows the worth of may take the place of anything.
    fault = FORBIDDEN if selection.all_scores is None else FAULT
    if not limits.of_words and links is not None:
        chosen: Collection[int] = make_cohesive(
            selection.indices, inputs.count, values, links, fault
        )
    else:
        chosen = _fit(selection, values, limits, words, links, fault)
    scores = dict(zip(selection.indices, selection.scores, strict=True))
    indices = tuple(sorted(chosen))
    if selection.all_scores is not None:
        return SentenceSelection(
            indices, tuple(selection.all_scores[i] for i in indices), selection.all_scores
        )
    lowest = min(selection.scores)
    return SentenceSelection(indices, tuple(scores.get(i, lowest) for i in indices))


def _values(selection: SentenceSelection, inputs: SelectionInputs) -> Scores:
    """Returns what each sentence is worth, in standard deviations."""
    chosen = list(selection.indices)
    if selection.all_scores is not None:
        values = standard_scores(np.array(selection.all_scores))
    else:
        values = np.zeros(len(inputs.sentences))
        values[chosen] = standard_scores(np.array(selection.scores))
        others = np.ones(len(values), dtype=bool)
        others[chosen] = False
        values[others] = values[chosen].min() - 1.0
    if inputs.embedded:
        repeats = np.zeros(len(values), dtype=bool)
        for start in range(0, len(chosen), _BLOCK):
            some = inputs.embeddings[chosen[start : start + _BLOCK]]
            for first in range(0, len(values), 8 * _BLOCK):
                rows = slice(first, first + 8 * _BLOCK)
                repeats[rows] |= (inputs.embeddings[rows] @ some.T >= NEAR_DUPLICATE).any(axis=1)
        repeats[chosen] = False
        values = values - _REPETITION * repeats
    return values


def _fit(
    selection: SentenceSelection,
    values: Scores,
    limits: LengthLimits,
    words: Sequence[int],
    links: Links | None,
    fault: float,
) -> Collection[int]:
    selected = set(selection.indices)
    ranked = ranking(values).tolist()
    order = [i for i in ranked if i in selected] + [i for i in ranked if i not in selected]
    best = limits.fill(order, words) or order[:1]
    if links is None:
        return best
    chosen: Sequence[int] = best
    count = len(best)
    while True:
        chosen = make_cohesive(best[:count], count, values, links, fault)
        excess = sum(words[i] for i in chosen) - (limits.max_words or np.inf)
        if excess <= 0:
            break
        if count == 1:
            alone = (i for i in order if limits.allows(words[i]) and misses_nothing(i, (), links))
            chosen = [next(alone, best[0])]
            break
        mean = sum(words[i] for i in chosen) / len(chosen)
        count = max(1, count - max(1, int(excess / mean)))
    chosen = limits.fill(order, words, chosen, lambda i, there: misses_nothing(i, there, links))
    if limits.min_words is not None and sum(words[i] for i in chosen) < limits.min_words:
        chosen = limits.fill(order, words, chosen)
    return chosen
