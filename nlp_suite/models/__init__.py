"""Whole models, and the folders that hold them.

The configurations and the folder reader need only NumPy; the models themselves need the
`keras` extra and are imported on first use.
"""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.models.encoder import Encoder
    from nlp_suite.models.encoder_config import EncoderConfig
    from nlp_suite.models.model_folder import ModelFolder
    from nlp_suite.models.saving import load_model, save_model

__all__ = ["Encoder", "EncoderConfig", "ModelFolder", "load_model", "save_model"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Encoder": ".encoder",
        "EncoderConfig": ".encoder_config",
        "ModelFolder": ".model_folder",
        "load_model": ".saving",
        "save_model": ".saving",
    },
    extra="keras",
)
