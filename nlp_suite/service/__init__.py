"""The service: the three tasks over HTTP, LibreTranslate's interface, and a page to use them."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.service.application import create_app
    from nlp_suite.service.options import ServiceOptions

__all__ = ["ServiceOptions", "create_app"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {"ServiceOptions": ".options", "create_app": ".application"},
    extra="serve",
)
