"""Span extractor configuration, and the parameter shapes that follow from it."""

import dataclasses

from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.parameter_shapes import ParameterShapes

# A logit of the start and one of the end.
NUM_LOGITS = 2
HEAD_PARAMETERS = ("span_head.kernel", "span_head.bias")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SpanExtractorConfig(EncoderConfig):
    """Constructor arguments of `nlp_suite.models.SpanExtractor`: those of its encoder.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.

    Example:
        >>> config = SpanExtractorConfig(vocabulary_size=1000, num_layers=2, model_dim=64,
        ...                              num_heads=4, feed_forward_dim=256, max_length=128)
        >>> config.parameter_shapes()["span_head.kernel"]
        (64, 2)
    """

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """See `ModelConfig.parameter_shapes`."""
        # super() without arguments does not work in a dataclass with slots.
        shapes = ParameterShapes(EncoderConfig.parameter_shapes(self))
        shapes.dense("span_head", self.model_dim, NUM_LOGITS)
        return dict(shapes)
