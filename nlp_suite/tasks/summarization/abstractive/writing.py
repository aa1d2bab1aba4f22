"""Map and reduce: a model writes summaries of parts, and a summary of these."""

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import NamedTuple

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.interfaces import GeneratedText, TextGenerator
from nlp_suite.results import SummaryPart
from nlp_suite.tasks.summarization.abstractive.lengths import WritingLimits, WrittenLength
from nlp_suite.tasks.summarization.abstractive.parts import (
    document_units,
    joined_units,
    split_into_parts,
)
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.summarization.source_document import SourceDocument
from nlp_suite.text.surrogates import without_surrogates


class Passage(NamedTuple):
    """A text that a model is to read at once.

    Args:
        text: The text.
        options: How long its summary is to be, and how to search.
        progress: How much of the whole is done when it is, in characters.

    Example:
        >>> Passage("Tin melts.", GenerationOptions()).progress
        0
    """

    text: str
    options: GenerationOptions
    progress: int = 0


class Draft(NamedTuple):
    """A summary that a model has written.

    Args:
        text: The summary.
        parts: The summaries of the parts of the text, if there are any.

    Example:
        >>> Draft("Tin melts.", ()).parts
        ()
    """

    text: str
    parts: tuple[SummaryPart, ...]


Drafting = Generator[list[Passage], list[GeneratedText], Draft]


def draft(
    documents: Sequence[SourceDocument], options: SummarizationOptions, generator: TextGenerator
) -> Drafting:
    """Writes the summary of a document, or of several.

    One document that the model can read at once is given to it as it is. Others are split into
    parts, each is summarized, and their summaries, one after the other, are summarized as a text
    again, until it is one. Where a caller asks for more than half of what the summaries have
    together, these are the summary.

    Args:
        documents: The documents, at least one.
        options: How long the summary is to be, and how to search.
        generator: What writes; asked here for its limits and for numbers of tokens only.

    Yields:
        Passages to be summarized, all at once; a list of their summaries is to be sent.

    Returns:
        The summary, as the value of the generator.

    Example:
        ```python
        from nlp_suite.engines.custom.text_generator import TextGenerator

        generator = TextGenerator(ModelFolder.open("runs/my-bart"))
        document = read_document(text, "text", SummarizationOptions())
        drafting = draft([document], SummarizationOptions(), generator)
        passages = next(drafting)
        written = generator.generate([one.text for one in passages], passages[0].options)
        ```

    Reference:
        Wu, Ouyang, Ziegler, Stiennon, Lowe, Leike and Christiano 2021, "Recursively Summarizing
        Books with Human Feedback", https://arxiv.org/abs/2109.10862.
    """
    language = documents[0].language
    texts = [without_surrogates(one.text) for one in documents]
    counts = generator.count_tokens(texts)
    words = sum(len(text.split()) for text in texts)
    length = WrittenLength.of(options, max(words, 1), sum(counts))
    own = generator.default_options
    model = WritingLimits(own.max_tokens or 1, own.min_tokens or 0, generator.max_target_tokens)
    search, readable = options.generation, generator.max_source_tokens
    # Where more is asked for than the model can write at once, there are more parts.
    number = math.ceil((length.min_tokens or 1) / generator.max_target_tokens)
    limit = max(1, min(readable, math.ceil(sum(counts) / number)))
    whole = length.limits(search, model)
    if len(documents) == 1 and counts[0] <= limit:
        passage = Passage(texts[0], whole, len(texts[0]))
        written = yield from _write_whole(passage, length, generator.max_target_tokens)
        return Draft(length.cut(written.text, written.num_tokens, language), ())
    places = [
        (document.name, start, end, text[start:end])
        for document, text in zip(documents, texts, strict=True)
        for start, end in split_into_parts(
            text, document_units(text, document.structure), generator.count_tokens, limit
        )
    ]
    passages = [(text, len(text)) for *_, text in places]
    parts: tuple[SummaryPart, ...] = ()
    while True:
        found = yield _part_passages(
            passages, length.part_limits(search, model, len(passages), limit), generator
        )
        summaries = _shortened([one.text for one in found], generator, limit // 2)
        parts = parts or tuple(
            SummaryPart(summary, start, end, name)
            for (name, start, end, _), summary in zip(places, summaries, strict=True)
        )
        joined, units = joined_units([one for one in summaries if one.strip()], language)
        (count,) = generator.count_tokens([joined])
        if not units or length.is_reached(count):
            paragraphs = "\n\n".join(one for one in summaries if one.strip())
            # Nothing was cut off: these are whole texts of their own.
            return Draft(length.cut(paragraphs, 0, language), parts)
        if count <= readable and number == 1:
            passage = Passage(joined, whole)
            written = yield from _write_whole(passage, length, generator.max_target_tokens)
            return Draft(length.cut(written.text, written.num_tokens, language), parts)
        limit = max(1, min(readable, math.ceil(count / number)))
        passages = [
            (joined[start:end], 0)
            for start, end in split_into_parts(joined, units, generator.count_tokens, limit)
        ]


def _part_passages(
    passages: Sequence[tuple[str, int]], options: GenerationOptions, generator: TextGenerator
) -> list[Passage]:
    """Makes passages of parts; the summary of a short one need not be longer than its half."""
    least = options.min_tokens or 0
    counts = generator.count_tokens([text for text, _ in passages])
    return [
        Passage(
            text,
            options if count >= 2 * least else replace(options, min_tokens=count // 2),
            progress,
        )
        for (text, progress), count in zip(passages, counts, strict=True)
    ]


def _write_whole(
    passage: Passage, length: WrittenLength, most: int
) -> Generator[list[Passage], list[GeneratedText], GeneratedText]:
    """Writes a summary, and once more if it has fewer words than were asked for."""
    (written,) = yield [passage]
    words = len(written.text.split())
    least = passage.options.min_tokens
    if length.min_words is None or words >= length.min_words or not words or least is None:
        return written
    # By how many tokens a word of the summary has, in the place of one of the text.
    more = min(math.ceil(length.min_words * written.num_tokens / words) + 1, most)
    if more <= least:
        return written
    limit = max(passage.options.max_tokens or 0, more)
    longer = replace(passage.options, max_tokens=limit, min_tokens=more)
    (again,) = yield [Passage(passage.text, longer)]
    return max(written, again, key=lambda one: len(one.text.split()))


def _shortened(summaries: list[str], generator: TextGenerator, limit: int) -> list[str]:
    """Cuts summaries that are too long to be read again, so that every level has less to read.

    A target may have more tokens as a source than it had when it was written.
    """
    limit = max(1, limit)
    for i, count in enumerate(generator.count_tokens(summaries)):
        if count > limit:
            text, units = joined_units([summaries[i]], "en")
            parts = split_into_parts(text, units, generator.count_tokens, limit)
            summaries[i] = text[slice(*parts[0])] if parts else ""
    return summaries


def write_together(
    draftings: Sequence[Drafting],
    generator: TextGenerator,
    advance: Callable[[int], None] | None = None,
) -> list[Draft]:
    """Writes several summaries together: what is to be read at any level is read in one go.

    Args:
        draftings: Of each summary what `draft` returned.
        generator: What writes.
        advance: Called with how many more characters are done.

    Returns:
        The summaries, in order.

    Example:
        ```python
        from nlp_suite.engines.custom.text_generator import TextGenerator

        generator, options = TextGenerator(ModelFolder.open("runs/my-bart")), SummarizationOptions()
        documents = [read_document(one, "text", options) for one in texts]
        drafts = write_together([draft([one], options, generator) for one in documents], generator)
        ```
    """
    drafts: dict[int, Draft] = {}
    open_passages = {i: next(one) for i, one in enumerate(draftings)}
    while open_passages:
        asked = [one for passages in open_passages.values() for one in passages]
        answers = iter(_generate(asked, generator, advance))
        waiting, open_passages = open_passages, {}
        for i, passages in waiting.items():
            try:
                open_passages[i] = draftings[i].send([next(answers) for _ in passages])
            except StopIteration as end:
                drafts[i] = end.value
    return [drafts[i] for i in range(len(draftings))]


def _generate(
    passages: Sequence[Passage],
    generator: TextGenerator,
    advance: Callable[[int], None] | None,
) -> list[GeneratedText]:
    written: dict[int, GeneratedText] = {}
    for options in dict.fromkeys(one.options for one in passages):
        own = [i for i, one in enumerate(passages) if one.options == options]
        told = _Progress(sum(passages[i].progress for i in own), len(own), advance)
        found = generator.generate([passages[i].text for i in own], options, told.advance)
        written.update(zip(own, found, strict=True))
    return [written[i] for i in range(len(passages))]


class _Progress:
    """Tells of characters, by the share of texts that are done."""

    def __init__(self, characters: int, texts: int, advance: Callable[[int], None] | None) -> None:
        self._characters, self._texts, self._tell = characters, texts, advance
        self._done = 0

    def advance(self, texts: int) -> None:
        before, self._done = self._done, self._done + texts
        if self._tell is not None:
            share = [self._characters * done // self._texts for done in (before, self._done)]
            self._tell(share[1] - share[0])
