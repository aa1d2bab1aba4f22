"""Length of an abstractive summary: words as tokens, and the end of its last sentence."""

import math
from dataclasses import replace
from typing import NamedTuple

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.text import split_sentences

# Limits of tokens are rounded to this many steps between a number and its double, so that texts
# of nearly the same limit are computed together.
_STEPS = 16

# What a whole sentence ends with.
_FINAL = frozenset(".!?…。！？؟।\"'”’»)]")  # noqa: RUF001


class WrittenLength(NamedTuple):
    """How long a summary should be that a model writes.

    Args:
        max_words: Most words, or None.
        min_words: Fewest words, or None.
        max_tokens: Most tokens, the end among them, or None for what the model does.
        min_tokens: Fewest tokens, or None.

    Example:
        >>> WrittenLength.of(SummarizationOptions(ratio=0.1), words=600, tokens=780)
        WrittenLength(max_words=60, min_words=30, max_tokens=80, min_tokens=38)
    """

    max_words: int | None
    min_words: int | None
    max_tokens: int | None
    min_tokens: int | None

    @classmethod
    def of(cls, options: SummarizationOptions, words: int, tokens: int) -> "WrittenLength":
        """Reads the length from the options.

        Words are converted to tokens by how many tokens a word of the text has. No summary is asked
        to be longer than its text.

        Args:
            options: The options.
            words: The words of the text, at least 1.
            tokens: Its tokens.

        Returns:
            The length.
        """
        most, least = options.max_words, options.min_words
        if options.ratio is not None:
            share = max(1, math.floor(options.ratio * words + 0.5))
            most = share if most is None else min(most, share)
            # `min_words` is what is asked for then.
            least = max(1, share // 2) if least is None else least
            most = max(most, least) if options.max_words is None else most
        if least is not None:
            least = min(least, words if most is None else most)
        if most is None and least is None:
            fewest = None if options.min_tokens is None else min(options.min_tokens, tokens)
            return cls(None, None, options.max_tokens, fewest)
        each = max(tokens / words, 1.0)
        return cls(
            most,
            least,
            None if most is None else _rounded_up(math.ceil(most * each) + 1),
            None if least is None else _rounded_down(math.floor(least * each)),
        )

    @property
    def of_words(self) -> bool:
        """Whether words matter."""
        return self.max_words is not None or self.min_words is not None

    def is_reached(self, tokens: int) -> bool:
        """Says whether the summaries of parts are short enough to be the summary.

        Args:
            tokens: How many tokens they have together.

        Returns:
            True if they have less than twice what is asked for at least, and not more than what is
            allowed.

        Example:
            >>> length = WrittenLength(None, None, None, 100)
            >>> length.is_reached(150), length.is_reached(250)
            (True, False)
        """
        if self.min_tokens is None or tokens >= 2 * self.min_tokens:
            return False
        return self.max_tokens is None or tokens <= self.max_tokens

    def limits(self, options: GenerationOptions, model: "WritingLimits") -> GenerationOptions:
        """Sets the limits of tokens of what is to be the summary itself.

        Where one of the two is not given and what the model does contradicts the other, that gives
        way.

        Args:
            options: How to search.
            model: What the model does by itself, and can do.

        Returns:
            The options with limits, which are None where the model decides.

        Example:
            >>> model = WritingLimits(max_tokens=142, min_tokens=56, most=1024)
            >>> WrittenLength(None, None, 60, None).limits(GenerationOptions(), model).min_tokens
            30
        """
        most, least = self.max_tokens, self.min_tokens
        if most is None and least is None:
            return options
        if most is None:
            most = max(model.max_tokens, min(2 * (least or 0), model.most))
        if least is None:
            least = min(model.min_tokens, most // 2)
        if self.of_words:
            most = min(most, model.most)
        return replace(options, max_tokens=most, min_tokens=min(least, most))

    def part_limits(
        self, options: GenerationOptions, model: "WritingLimits", number: int, readable: int
    ) -> GenerationOptions:
        """Sets the limits of tokens of the summaries of parts.

        They are as long as the model makes them, but at most half as long as a part, so that there
        is less with every level; and so long that they have together what is asked for at least.

        Args:
            options: How to search.
            model: What the model does by itself, and can do.
            number: The number of parts.
            readable: Most tokens of a part.

        Returns:
            The options with limits.

        Example:
            >>> model = WritingLimits(max_tokens=142, min_tokens=56, most=1024)
            >>> length = WrittenLength(None, None, None, 1000)
            >>> limits = length.part_limits(GenerationOptions(), model, 5, 1024)
            >>> limits.max_tokens, limits.min_tokens
            (300, 200)
        """
        most = max(1, min(readable // 2, model.most))
        share = math.ceil((self.min_tokens or 0) / number)
        largest = min(max(model.max_tokens, share + share // 2), most)
        least = min(max(model.min_tokens, share), max(share, largest // 2), largest)
        return replace(options, max_tokens=largest, min_tokens=least)

    def cut(self, text: str, num_tokens: int, language: str) -> str:
        """Cuts a summary behind its last sentence that fits.

        Args:
            text: What the model wrote.
            num_tokens: Its number of tokens, the end not among them.
            language: The code of its language.

        Returns:
            At most `max_words` words: whole sentences, the beginning of the first if that alone is
            too long. A last sentence that the limit of tokens has cut off is left out. A text
            whose length is given in tokens stays as it is.

        Example:
            >>> length = WrittenLength(5, None, 9, None)
            >>> length.cut("Tin melts early. It is a soft metal.", 8, "en")
            'Tin melts early.'
        """
        if self.max_words is None:
            return text
        sentences = [text[one.start : one.end] for one in split_sentences(text, language)]
        cut_off = self.max_tokens is not None and num_tokens + 1 >= self.max_tokens
        if cut_off and len(sentences) > 1 and sentences[-1][-1] not in _FINAL:
            text = text[: text.rindex(sentences.pop())].rstrip()
        if len(text.split()) <= self.max_words:
            return text
        kept, total = [], 0
        for sentence in sentences:
            total += len(sentence.split())
            if total > self.max_words:
                break
            kept.append(sentence)
        return " ".join(kept or text.split()[: self.max_words])


class WritingLimits(NamedTuple):
    """How long the texts are that a model writes by itself, and can write.

    Args:
        max_tokens: Most tokens that it writes by itself.
        min_tokens: Fewest tokens that it writes by itself.
        most: Most tokens that it can write.

    Example:
        >>> WritingLimits(max_tokens=142, min_tokens=56, most=1024).most
        1024
    """

    max_tokens: int
    min_tokens: int
    most: int


def _step(number: int) -> int:
    return max(1, (1 << max(number.bit_length() - 1, 0)) // _STEPS)


def _rounded_up(number: int) -> int:
    step = _step(number)
    return -(-number // step) * step


def _rounded_down(number: int) -> int:
    step = _step(number)
    return max(1, number // step * step)
