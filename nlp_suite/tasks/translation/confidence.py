"""Confidence of a translation: how likely it is to be good, without a reference."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.errors import ModelFormatError

# What a fault that is left leaves of the confidence: too rare in good text to be fitted.
MISSING_FACTOR = 0.5
LOOP_FACTOR = 0.2


class ConfidenceFeatures(NamedTuple):
    """What the confidence of a translation is computed from.

    More than these three, such as rare words, token by token probabilities or the agreement of
    the n best, told good from bad no better.

    Attributes:
        score: Mean log-probability of the translation's tokens, in nats.
        source_length: Logarithm of the source's number of tokens.
        length_ratio: Logarithm of the translation's number of tokens to the source's.

    Example:
        >>> hypothesis = Hypothesis("Hallo du", ("▁Hallo", "▁du"), -0.5, ("▁Hello",))
        >>> ConfidenceFeatures.of(hypothesis).score
        -0.5
    """

    score: float
    source_length: float
    length_ratio: float

    @classmethod
    def of(cls, hypothesis: Hypothesis) -> "ConfidenceFeatures":
        """Computes the features of a translation.

        Args:
            hypothesis: The translation.

        Returns:
            The features.
        """
        read, written = len(hypothesis.source_tokens) + 1, len(hypothesis.tokens) + 1
        return cls(hypothesis.score, math.log(read), math.log(written / read))


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
        >>> features = ConfidenceFeatures(-0.5, 1.0, 0.0)
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
            missing: How many placeables and names it lacks, and how many values it has beyond those
                of the source; each halves the confidence.
            loops: Whether it repeats itself, which leaves a fifth of it.

        Returns:
            The confidence, from 0 to 1.
        """
        logit = self._bias + sum(
            weight * value for weight, value in zip(self._weights, features, strict=True)
        )
        likely = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))
        return likely * MISSING_FACTOR**missing * (LOOP_FACTOR if loops else 1.0)
