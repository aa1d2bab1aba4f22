"""Export of model folders to CTranslate2, which runs them without Keras."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.export.encoder import export_encoder
    from nlp_suite.export.model import export_model
    from nlp_suite.export.transformer import export_transformer

__all__ = ["export_encoder", "export_model", "export_transformer"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "export_encoder": ".encoder",
        "export_model": ".model",
        "export_transformer": ".transformer",
    },
)
