"""Confidence of a translation: how likely it is to be good, without a reference."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from nlp_suite.engines.interfaces import Hypothesis, PreparedSource
from nlp_suite.errors import ModelFormatError

# What a fault that is left leaves of the confidence: too rare in good text to be fitted.
MISSING_FACTOR = 0.5
LOOP_FACTOR = 0.2


class ConfidenceFeatures(NamedTuple):
    """What the confidence of a translation is computed from.

    Attributes:
        score: Mean log-probability of the translation's tokens, in nats.
        source_length: Logarithm of the source's number of tokens.
        length_ratio: Logarithm of the translation's number of tokens to the source's.
        source_pieces: Tokens of a word of the source: rare words have more.
        target_pieces: Tokens of a word of the translation.
        copied: Share of the source's tokens that the model does not know.

    Example:
        >>> ConfidenceFeatures(-0.5, 1.0, 0.0, 1.0, 1.2, 0.0)._fields[0]
        'score'
    """

    score: float
    source_length: float
    length_ratio: float
    source_pieces: float
    target_pieces: float
    copied: float

    @classmethod
    def of(cls, source: PreparedSource, hypothesis: Hypothesis) -> "ConfidenceFeatures":
        """Computes the features of a translation.

        Args:
            source: The source as the engine read it.
            hypothesis: The translation.

        Returns:
            The features.
        """
        read, written = len(hypothesis.source_tokens) + 1, len(hypothesis.tokens) + 1
        return cls(
            hypothesis.score,
            math.log(read),
            math.log(written / read),
            read / _words(hypothesis.source_tokens),
            written / _words(hypothesis.tokens),
            len(source.copied) / read,
        )


class ConfidenceEstimator:
    """Estimates how likely a translation is good: a logistic regression, fitted for each model.

    Good means a chrF of 40 or more against a reference, which is what the weights of the shipped
    models were fitted to; see docs/translation-quality.md.

    Args:
        weights: A weight for each of `ConfidenceFeatures`, and the "bias".

    Raises:
        ModelFormatError: If there are others.

    Example:
        >>> weights = dict.fromkeys(ConfidenceFeatures._fields, 0.0) | {"score": 2.0, "bias": 3.0}
        >>> estimator = ConfidenceEstimator(weights)
        >>> features = ConfidenceFeatures(-0.5, 1.0, 0.0, 1.0, 1.2, 0.0)
        >>> round(estimator(features), 2), round(estimator(features, missing=1), 2)
        (0.88, 0.44)
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        wanted = {*ConfidenceFeatures._fields, "bias"}
        if set(weights) != wanted:
            raise ModelFormatError(
                f"the confidence of a model needs the weights {sorted(wanted)}, got "
                f"{sorted(weights)}"
            )
        self._bias = weights["bias"]
        self._weights = tuple(weights[name] for name in ConfidenceFeatures._fields)

    def __call__(
        self, features: ConfidenceFeatures, *, missing: int = 0, loops: bool = False
    ) -> float:
        """Estimates the confidence of a translation.

        Args:
            features: Its features.
            missing: How many placeables and names it lacks; each halves the confidence.
            loops: Whether it repeats itself, which leaves a fifth of it.

        Returns:
            The confidence, from 0 to 1.
        """
        logit = self._bias + sum(
            weight * value for weight, value in zip(self._weights, features, strict=True)
        )
        likely = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))
        return likely * MISSING_FACTOR**missing * (LOOP_FACTOR if loops else 1.0)


def _words(tokens: tuple[str, ...]) -> int:
    return max(1, sum(token.startswith("▁") for token in tokens))
