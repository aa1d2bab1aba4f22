"""What the tasks return: small frozen objects whose `to_dict()` is ready for JSON."""

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the caller's text that a summary consists of.

    Attributes:
        text: The sentence as it stands in the text: `text[start:end]`.
        index: Its number among the text's sentences, from 0.
        start: Where it starts in the text, in characters.
        end: Where it ends, the character after its last.
        score: How important the method finds it; higher is more. Scores compare the
            sentences of one text under one method, nothing else.
    """

    text: str
    index: int
    start: int
    end: int
    score: float

    def to_dict(self) -> dict[str, Any]:
        """Gives the fields as plain values."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """Sentences chosen from a text, in the text's order.

    `str(summary)` is `summary.text`.

    Attributes:
        text: The chosen sentences, line breaks and runs of white space inside them made
            single spaces, joined by spaces.
        sentences: The chosen sentences.
        total_sentences: How many sentences the text has.
        method: How they were chosen.
        engine: The engine that embedded them.
        model: The model that embedded them.
    """

    text: str
    sentences: tuple[Sentence, ...]
    total_sentences: int
    method: str
    engine: str
    model: str

    def __str__(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """Gives the fields as plain values, the sentences as a list of dictionaries."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {**values, "sentences": [sentence.to_dict() for sentence in self.sentences]}
