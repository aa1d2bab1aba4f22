"""Check of what a model has computed: finite numbers."""

import numpy as np
import numpy.typing as npt

from nlp_suite.errors import ModelFormatError


def check_computed(values: npt.ArrayLike, what: str, model: object = "the model") -> None:
    """Checks that a model has computed finite numbers, and no results are made of others.

    Args:
        values: What it has computed, of any shape.
        what: The name of the output, such as "span logits".
        model: What to call the model.

    Raises:
        ModelFormatError: If one is NaN or infinite.

    Example:
        >>> check_computed([0.5, np.inf], "span logits", "my-reader")
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: my-reader has computed inf in its span logits, which ...
    """
    array = np.asarray(values)
    is_finite = np.isfinite(array)
    if not is_finite.all():
        raise ModelFormatError(
            f"{model} has computed {array[~is_finite].flat[0]} in its {what}, which is no number; "
            "its weights are damaged, or compute_type is too small for them: copy or train it "
            "again, or use compute_type='float32'"
        )
