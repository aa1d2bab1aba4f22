"""Results of evaluating translation: frozen records, ready for JSON."""

from dataclasses import asdict, dataclass
from typing import Any

from nlp_suite.evaluation.bleu import CorpusScore


@dataclass(frozen=True, slots=True)
class TranslationExample:
    """A translation beside its reference.

    Args:
        source: The sentence that was translated.
        hypothesis: Its translation.
        references: What it was compared with.
        chrf: chrF of this one translation.

    Example:
        >>> TranslationExample("Go.", "Gehen.", ("Geh.",), 40.0).hypothesis
        'Gehen.'
    """

    source: str
    hypothesis: str
    references: tuple[str, ...]
    chrf: float


@dataclass(frozen=True, slots=True)
class TranslationEvaluation:
    """The quality and the speed of a translator over a set of pairs.

    Args:
        bleu: BLEU of all translations together.
        chrf: chrF of all translations together.
        pairs: Number of pairs that were read.
        sentences: Number of sentences that were translated; fewer than pairs where
            references were grouped.
        sentences_per_second: Sentences divided by the seconds that the translator took.
        worst: The translations with the lowest chrF, the worst first.

    Example:
        >>> bleu, chrf = CorpusScore(27.3, 26.1, 28.4, ""), CorpusScore(54.0, 53.2, 54.9, "")
        >>> TranslationEvaluation(bleu, chrf, 2, 2, 41.5, ()).to_dict()["bleu"]["score"]
        27.3
    """

    bleu: CorpusScore
    chrf: CorpusScore
    pairs: int
    sentences: int
    sentences_per_second: float
    worst: tuple[TranslationExample, ...]

    def to_dict(self) -> dict[str, Any]:
        """Converts the result, and the records in it, to dictionaries and lists.

        Returns:
            A dictionary that `json.dumps` takes.

        Example:
            >>> score = CorpusScore(50.0, 40.0, 60.0, "")
            >>> example = TranslationExample("Go.", "Geh.", ("Geh.",), 100.0)
            >>> TranslationEvaluation(score, score, 1, 1, 9.0, (example,)).to_dict()["worst"]
            [{'source': 'Go.', 'hypothesis': 'Geh.', 'references': ['Geh.'], 'chrf': 100.0}]
        """
        values = asdict(self)
        worst = [
            {**example, "references": list(example["references"])} for example in values["worst"]
        ]
        return {**values, "worst": worst}
